"""What kind of number each number of a plan is, which values it can have, and how it is rounded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from sla_writer.agreement.stages import Stage
from sla_writer.funnel.computed import Computed, Exact
from sla_writer.funnel.equations import System, count_of, rate_of


class Kind(StrEnum):
    """What a number counts."""

    COUNT = "count"
    SHARE = "share"
    MONEY = "money"
    MONEY_PER_DAY = "money-per-day"
    TIMES = "times"
    DAYS = "days"
    MONTHS = "months"


_PLACES = {Kind.SHARE: 3, Kind.MONEY: 2, Kind.MONEY_PER_DAY: 2, Kind.TIMES: 1, Kind.MONTHS: 1}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A kind, and which way it is rounded so that the plan still holds: up, or else down."""

    kind: Kind
    up: bool
    zero: bool = True
    places: int = 0

    def possible(self, value: Fraction) -> bool:
        """Whether there can be such a value: none is below nothing, no share over the whole."""
        least = value >= 0 if self.zero else value > 0
        return least and (self.kind is not Kind.SHARE or value <= 1)

    def shown(self, exact: Exact, currency: str = "") -> Computed:
        """The number as it is shown; a share to a tenth of a percent, as a share still."""
        places = _PLACES.get(self.kind, self.places)
        money = currency if self.kind in (Kind.MONEY, Kind.MONEY_PER_DAY) else ""
        return exact.up(places, money) if self.up else exact.down(places, money)


_RATE = Quantity(Kind.SHARE, up=True, zero=False)
_COUNT = Quantity(Kind.COUNT, up=True)

_FIELDS = {
    "plan.sales_target": Quantity(Kind.MONEY, up=False),
    "plan.marketing_share": Quantity(Kind.SHARE, up=False),
    "plan.deal_size": Quantity(Kind.MONEY, up=True, zero=False),
    "plan.marketing_budget": Quantity(Kind.MONEY, up=False),
    "plan.sales_budget": Quantity(Kind.MONEY, up=False),
    "plan.revenue_per_customer": Quantity(Kind.MONEY, up=True),
    "plan.gross_margin": Quantity(Kind.SHARE, up=True),
    "plan.churn": Quantity(Kind.SHARE, up=False, zero=False),
    "plan.capacity.reps": Quantity(Kind.COUNT, up=True),
    "plan.capacity.leads_per_rep": Quantity(Kind.COUNT, up=True),
    "plan.capacity.leave": Quantity(Kind.SHARE, up=False),
    "plan.capacity.minutes_per_attempt": Quantity(Kind.COUNT, up=False, places=1),
    "plan.capacity.minutes_per_lead": Quantity(Kind.COUNT, up=False, places=1),
    "plan.capacity.productive_hours_per_day": Quantity(Kind.COUNT, up=True, places=1),
    "cycle": Quantity(Kind.DAYS, up=False, zero=False),
    "weeks": Quantity(Kind.COUNT, up=False, zero=False, places=1),
    "attempts": Quantity(Kind.COUNT, up=False),
}
_RESULTS = {
    "deals": Quantity(Kind.COUNT, up=True),
    "goal": Quantity(Kind.MONEY, up=True),
    "lead_worth": Quantity(Kind.MONEY, up=False),
    "revenue": Quantity(Kind.MONEY, up=False),
    "customers": Quantity(Kind.COUNT, up=True),
    "need": Quantity(Kind.COUNT, up=True),
    "weekly": Quantity(Kind.COUNT, up=True),
    "capacity": Quantity(Kind.COUNT, up=False),
    "effort": Quantity(Kind.COUNT, up=False),
    "open": Quantity(Kind.COUNT, up=True),
    "coverage": Quantity(Kind.TIMES, up=True),
    "pipeline": Quantity(Kind.MONEY, up=True),
    "velocity": Quantity(Kind.MONEY_PER_DAY, up=False),
    "cac": Quantity(Kind.MONEY, up=True),
    "ltv": Quantity(Kind.MONEY, up=False),
    "ltv_cac": Quantity(Kind.TIMES, up=False),
    "payback": Quantity(Kind.MONTHS, up=True),
}


def inputs(stages: Iterable[Stage]) -> dict[str, Quantity]:
    """The numbers of a plan that people put in: the rates of its stages, and its fields."""
    drawn = [stage for stage in stages if stage.in_plan]
    rates = [rate_of(stage.id) for stage in drawn if stage.rate is not None or stage != drawn[-1]]
    return {**dict.fromkeys(rates, _RATE), **_FIELDS}


def outcomes(stages: Iterable[Stage]) -> dict[str, Quantity]:
    """The numbers of a plan that follow: the counts of its stages, and all that they come to."""
    counts = (count_of(stage.id) for stage in stages if stage.in_plan)
    return {**dict.fromkeys(counts, _COUNT), **_RESULTS}


def quantities(stages: Sequence[Stage]) -> dict[str, Quantity]:
    """All these numbers of a plan."""
    return {**outcomes(stages), **inputs(stages)}


# --- what would follow from another value --------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Swing:
    """What a result would be if one number were so much less, and so much more.

    Absent where the number can't be so, or nothing follows from it.
    """

    name: str
    less: Exact | None
    more: Exact | None

    def size(self, now: Fraction) -> Fraction:
        """By how much the result moves at the most."""
        return max(abs(each.value - now) for each in (self.less, self.more) if each)


def sensitivity(
    system: System, result: str, stages: Sequence[Stage], step: Fraction = Fraction(1, 10)
) -> list[Swing]:
    """How a result moves when each number that is put in is a step (of itself) less and more.

    Those that move it most come first; those that don't move it are left out.
    """
    now = system.settled().get(result)
    if now is None:
        return []
    swings = (each for each in _swings(system, result, stages, step) if each.less or each.more)
    moved = [each for each in swings if each.size(now.value)]
    return sorted(moved, key=lambda each: each.size(now.value), reverse=True)


def _swings(
    system: System, result: str, stages: Sequence[Stage], step: Fraction
) -> Iterator[Swing]:
    for name, quantity in quantities(stages).items():
        known = system.known.get(name)
        if known is not None and name != result:
            values = (known.value * (1 - step), known.value * (1 + step))
            yield Swing(name, *(_then(system, result, name, quantity, each) for each in values))


def _then(
    system: System, result: str, name: str, quantity: Quantity, value: Fraction
) -> Exact | None:
    if not quantity.possible(value):
        return None
    return system.given({name: Exact(value, (name,))}).settled().get(result)
