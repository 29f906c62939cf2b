"""A KPI's target seen from its direction: at least or at most, and how far last quarter came."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from math import floor

from sla_writer import funnel
from sla_writer.agreement.kpis import Direction, Kpi
from sla_writer.agreement.values import Figure, Percent
from sla_writer.facts.values import Absent, Fact, Part, Printable
from sla_writer.fit.known import measure_of


def sign(part: Part) -> Printable:
    """What stands before a target: "≥ " where more is better, "≤ " where less is."""
    sources, direction = (f"{part.path}.direction", f"{part.path}.measure"), _direction(part.record)
    if direction in (None, Direction.CONTEXT):
        return Absent(sources)
    return Fact(part.facts.glossary.word(f"signs.{direction}"), sources, code=str(direction))


def attained(part: Part) -> Printable:
    """How far last quarter's figure meets the new target: actual ÷ target, or target ÷ actual.

    Rounded down to a tenth of a percent, so that nearly is never enough. Absent where there is no
    figure, no target, or no direction.
    """
    kpi, direction = part.record, _direction(part.record)
    sources = tuple(f"{part.path}.{name}" for name in ("actual", "target", "direction", "measure"))
    if not isinstance(kpi.actual, Figure) or not isinstance(kpi.target, Figure) or not direction:
        return Absent(sources)
    share = funnel.attainment(kpi.actual, kpi.target, direction)
    if share is None:
        return Absent(sources)
    value = Percent(_tenths(share * 100))
    return Fact(part.facts.write(value), sources, value)


def _direction(kpi: Kpi) -> Direction | None:
    """A KPI's own direction, or its measure's."""
    measure = measure_of(kpi.measure)
    return kpi.direction or (Direction(measure.direction) if measure else None)


def _tenths(points: Fraction) -> Decimal:
    return Decimal(floor(points * 10)).scaleb(-1)
