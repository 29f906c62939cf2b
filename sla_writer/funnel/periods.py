"""Parts of a quarter: its busiest month, an average week, what so many days should bring."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from sla_writer.agreement.goals import Period, Plan
from sla_writer.funnel.computed import Computed, Exact

_THIRDS = (Fraction(1, 3),) * 3


def month_weights(plan: Plan) -> tuple[Fraction, ...]:
    """The months' shares of the quarter: the plan's, or thirds where it has none.

    Empty when the plan's are not three shares that make a whole.
    """
    weights = tuple(weight.fraction for weight in plan.month_weights) or _THIRDS
    makes_up = len(weights) == 3 and sum(weights) == 1 and min(weights) >= 0
    return weights if makes_up else ()


def busiest(plan: Plan, per: Period) -> Exact | None:
    """The largest part of the quarter's leads that falls into one quarter, month or week.

    A week is known only where the plan says how many there are; other spans are not.
    """
    weights = plan.month_weights and month_weights(plan)
    if per == Period.MONTH:
        return Exact(max(weights), ("plan.month_weights",)) if weights else Exact(_THIRDS[0])
    parts = {Period.QUARTER: 1, Period.WEEK: plan.working_weeks}.get(per)
    return Exact(Fraction(1, parts)) if isinstance(parts, int) and parts > 0 else None


def weekly(count: Computed, weeks: Fraction | int) -> Computed | None:
    """What an average week must bring of a quarter's count; None where there are no weeks."""
    return Exact(count.exact / weeks, count.sources).up() if weeks > 0 else None


def by_days(count: Fraction, days: Sequence[int]) -> tuple[Fraction, ...]:
    """A count spread over weeks (or months) by the business days that each of them has."""
    whole = sum(days)
    return tuple(count * each / whole for each in days) if whole else ()


def pace(spans: Iterable[tuple[Fraction, int]], elapsed: int) -> Fraction:
    """How much should have come after so many business days.

    `spans` are one month after the other: its target and its business days; within a month every
    business day brings the same (Volpe's leads waterfall, 2012).
    """
    due = Fraction()
    for target, days in spans:
        if elapsed >= 0:
            due += target * min(elapsed, days) / days if days else target
        elapsed -= days
    return due
