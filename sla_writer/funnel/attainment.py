"""How far a target is met, and whether that counts as met, at risk or missed."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction

from sla_writer.agreement.kpis import Bands, Direction
from sla_writer.agreement.values import Count, Duration, Figure, Money, Percent, Times, Unit

_SAME_TIME = {
    Unit.BUSINESS_HOUR: (Unit.MINUTE, 60),
    Unit.CALENDAR_DAY: (Unit.CALENDAR_HOUR, 24),
    Unit.WEEK: (Unit.CALENDAR_HOUR, 168),
}


class Standing(StrEnum):
    """How a target ended by the bands of the agreement."""

    MET = "met"
    AT_RISK = "at-risk"
    MISSED = "missed"


def standing(share: Fraction, bands: Bands) -> Standing:
    """What an attainment counts as; the unrounded share decides, a band's edge belongs to it."""
    if share * 100 >= Fraction(bands.met.points):
        return Standing.MET
    return Standing.AT_RISK if share * 100 >= Fraction(bands.at_risk.points) else Standing.MISSED


def attainment(actual: Figure, target: Figure, direction: Direction) -> Fraction | None:
    """How far a target is met: actual by target where more is better, else target by actual.

    1 is exactly met. Absent for a KPI without a direction, for figures of different units, and when
    there is nothing to divide by.
    """
    (of, reached), (wanted_of, wanted) = measured(actual), measured(target)
    if direction == Direction.CONTEXT or of != wanted_of:
        return None
    over, under = (reached, wanted) if direction == Direction.UP else (wanted, reached)
    return over / under if under > 0 else None


def measured(figure: Figure) -> tuple[str, Fraction]:
    """What a figure is counted in, and how much of it; times that can be compared share a unit."""
    match figure:
        case Money(amount=amount, currency=currency):
            return currency, Fraction(amount)
        case Duration(amount=amount, unit=unit):
            base, factor = _SAME_TIME.get(unit, (unit, 1))
            return base, Fraction(amount) * factor
        case Percent(points=value) | Times(ratio=value) | Count(value=value):
            return figure.kind, Fraction(value)
