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
    sources, direction = (
        (f"{part.path}.direction", f"{part.path}.measure"),
        direction_of(part.record),
    )
    if direction in (None, Direction.CONTEXT):
        return Absent(sources)
    return Fact(part.facts.glossary.word(f"signs.{direction}"), sources, code=str(direction))


def attained(part: Part) -> Printable:
    """How far last quarter's figure meets the new target: actual ÷ target, or target ÷ actual.

    Rounded down to a tenth of a percent, so that nearly is never enough. Absent where there is no
    figure, no target, or no direction.
    """
    return _share(part, "target")


def kept(part: Part) -> Printable:
    """How far last quarter's figure met last quarter's target; rounded and absent as `attained`."""
    return _share(part, "last_target")


def ended(part: Part) -> Printable:
    """Whether last quarter's target was met, at risk or missed, in words; absent without bands."""
    sources = (*_sources(part, "last_target"), "bands.met", "bands.at_risk")
    share, bands = reached(part.record, part.record.last_target), part.facts.agreement.bands
    if share is None or bands is None:
        return Absent(sources)
    found = funnel.standing(share, bands)
    return Fact(part.facts.glossary.word(f"standings.{found}"), sources, code=str(found))


def reached(kpi: Kpi, target: object) -> Fraction | None:
    """How far a KPI's last figure meets a target, 1 being exactly; None where nothing can tell."""
    direction = direction_of(kpi)
    if not isinstance(kpi.actual, Figure) or not isinstance(target, Figure) or not direction:
        return None
    return funnel.attainment(kpi.actual, target, direction)


def in_percent(share: Fraction) -> Percent:
    """A share as it is printed: rounded down to a tenth of a percent."""
    return Percent(Decimal(floor(share * 1000)).scaleb(-1))


def direction_of(kpi: Kpi) -> Direction | None:
    """A KPI's own direction, or its measure's."""
    measure = measure_of(kpi.measure)
    return kpi.direction or (Direction(measure.direction) if measure else None)


def _share(part: Part, name: str) -> Printable:
    sources, share = _sources(part, name), reached(part.record, getattr(part.record, name))
    if share is None:
        return Absent(sources)
    value = in_percent(share)
    return Fact(part.facts.write(value), sources, value)


def _sources(part: Part, target: str) -> tuple[str, ...]:
    return tuple(f"{part.path}.{name}" for name in ("actual", target, "direction", "measure"))
