"""What the plan asks of the funnel: leads, deals, customers and their cost, in exact arithmetic.

What depends on a value that is undecided, missing or impossible is absent; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import accumulate, islice
from math import ceil, floor
from operator import truediv

from sla_writer.agreement import Agreement
from sla_writer.agreement.goals import Plan, RevenueKind
from sla_writer.agreement.kpis import Direction
from sla_writer.agreement.record import Undecided
from sla_writer.agreement.stages import Stage
from sla_writer.agreement.values import (
    Count,
    Duration,
    Figure,
    Money,
    Percent,
    Times,
    Unit,
)

Sources = tuple[str, ...]

_THIRDS = (Fraction(1, 3),) * 3
_SAME_TIME = {
    Unit.BUSINESS_HOUR: (Unit.MINUTE, 60),
    Unit.CALENDAR_DAY: (Unit.CALENDAR_HOUR, 24),
    Unit.WEEK: (Unit.CALENDAR_HOUR, 168),
}


@dataclass(frozen=True, slots=True)
class Computed:
    """A computed number: exact, as it is shown, and the fields of the agreement that it rests on.

    What is needed is rounded up, what can be had is rounded down. `currency` is set for money.
    """

    exact: Fraction
    rounded: Decimal
    sources: Sources
    currency: str = ""


@dataclass(frozen=True, slots=True)
class PlannedStage:
    """How many leads a stage needs: in the quarter, in an average month, and month by month.

    `months` is empty when the plan's month weights are not three shares that make a whole.
    """

    id: str
    count: Computed
    monthly: Computed
    months: tuple[Computed, ...]


@dataclass(frozen=True, slots=True)
class Funnel:
    """Marketing's share of the sales target as won deals, and the stages above them, top first."""

    deals: Computed
    stages: tuple[PlannedStage, ...]


def planned(agreement: Agreement) -> Funnel | None:
    """The funnel that the sales target needs, computed upwards from the deals to be won.

    Deals are whole, so they are rounded up first; from there on every count is exact and is rounded
    up only where it is shown. The last planned stage counts the deals won, unless it has a rate
    itself: then its leads are still to be won. A stage whose rate is undecided, missing, zero or
    over 100 % is absent, and so are those above it.
    """
    plan = agreement.plan
    deals = deals_needed(plan) if isinstance(plan, Plan) else None
    if not isinstance(plan, Plan) or deals is None:
        return None
    upwards = [_planned(stage, count, plan) for stage, count in _upwards(agreement.stages, deals)]
    return Funnel(deals, tuple(reversed(upwards)))


def deals_needed(plan: Plan) -> Computed | None:
    """How many deals marketing's share of the sales target is, whole deals shown."""
    amounts, share = _amounts(plan.sales_target, plan.deal_size), _share(plan.marketing_share)
    if not amounts or not amounts[1] or share is None:
        return None
    sources = ("plan.sales_target", "plan.marketing_share", "plan.deal_size")
    return _needed(amounts[0] * share / amounts[1], sources)


def needed(won: Fraction | int, rates: Iterable[Fraction]) -> Iterator[Fraction]:
    """The counts above `won`, stage by stage upwards; `rates` come from the last conversion up."""
    return islice(accumulate(rates, truediv, initial=Fraction(won)), 1, None)


def _upwards(stages: Iterable[Stage], deals: Computed) -> Iterator[tuple[Stage, Computed]]:
    """The planned stages from the last to the first, each with its count, while rates are known."""
    upwards = [stage for stage in stages if stage.in_plan][::-1]
    counts = needed(int(deals.rounded), _known_rates(upwards))
    sources = (*deals.sources, "stages", "stages.*.in_plan")
    for stage, count in zip(upwards, counts, strict=False):
        sources = (*sources, f"stages.{stage.id}.rate")
        yield stage, _needed(count, sources)


def _known_rates(upwards: Iterable[Stage]) -> Iterator[Fraction]:
    for index, stage in enumerate(upwards):
        won = not index and stage.rate is None
        rate = Fraction(1) if won else _share(stage.rate)
        if not rate:
            return
        yield rate


def _planned(stage: Stage, count: Computed, plan: Plan) -> PlannedStage:
    weighted = (*count.sources, "plan.month_weights")
    return PlannedStage(
        stage.id,
        count,
        _needed(count.exact / 3, count.sources),
        tuple(_needed(count.exact * weight, weighted) for weight in _month_weights(plan)),
    )


def _month_weights(plan: Plan) -> tuple[Fraction, ...]:
    """The months' shares of the quarter: the plan's, or thirds where it has none."""
    weights = tuple(weight.fraction for weight in plan.month_weights) or _THIRDS
    whole = len(weights) == 3 and sum(weights) == 1 and min(weights) >= 0
    return weights if whole else ()


# --- customers and what they cost ----------------------------------------------------------------


def customers(plan: Plan) -> Computed | None:
    """How many new customers the whole sales target is; absent when it counts other sales too."""
    amounts = _amounts(plan.sales_target, plan.deal_size)
    if not amounts or not amounts[1] or set(plan.revenue_from) - {RevenueKind.NEW}:
        return None
    sources = ("plan.sales_target", "plan.deal_size", "plan.revenue_from")
    return _needed(amounts[0] / amounts[1], sources)


def cac(plan: Plan) -> Computed | None:
    """What a new customer costs: both budgets of the quarter by its new customers."""
    budgets, won = _amounts(plan.marketing_budget, plan.sales_budget), customers(plan)
    if not budgets or won is None or not won.rounded:
        return None
    sources = ("plan.marketing_budget", "plan.sales_budget", *won.sources)
    exact = sum(budgets, Fraction()) / Fraction(won.rounded)
    return Computed(exact, _up(exact, 2), sources, _currency(plan.marketing_budget))


def ltv(plan: Plan) -> Computed | None:
    """What a customer brings in all: a month's revenue by gross margin over a month's churn."""
    margin, churn = _monthly_margin(plan), _share(plan.churn)
    if margin is None or not churn:
        return None
    sources = ("plan.revenue_per_customer", "plan.gross_margin", "plan.churn")
    exact = margin / churn
    return Computed(exact, _down(exact, 2), sources, _currency(plan.revenue_per_customer))


def ltv_cac(plan: Plan) -> Computed | None:
    """How many times over a customer brings in what it costs."""
    worth, cost = ltv(plan), cac(plan)
    if worth is None or cost is None or not cost.exact or worth.currency != cost.currency:
        return None
    exact = worth.exact / cost.exact
    return Computed(exact, _down(exact, 1), _union(worth.sources, cost.sources))


def payback(plan: Plan) -> Computed | None:
    """In how many months a customer's gross margin pays back what it costs."""
    margin, cost = _monthly_margin(plan), cac(plan)
    if not margin or cost is None or cost.currency != _currency(plan.revenue_per_customer):
        return None
    exact = cost.exact / margin
    sources = _union(cost.sources, ("plan.revenue_per_customer", "plan.gross_margin"))
    return Computed(exact, _up(exact, 1), sources)


def _monthly_margin(plan: Plan) -> Fraction | None:
    revenue, margin = _amounts(plan.revenue_per_customer), _share(plan.gross_margin)
    return revenue[0] * margin if revenue and margin is not None else None


# --- capacity and attainment ---------------------------------------------------------------------


def capacity(plan: Plan) -> Computed | None:
    """How many leads the reps can work in the capacity's period, their leave taken off."""
    team = plan.capacity
    if team is None:
        return None
    reps, each = _count(team.reps), _count(team.leads_per_rep)
    leave = _share(team.leave) if team.leave else Fraction()
    if reps is None or each is None or leave is None:
        return None
    exact = reps * each * (1 - leave)
    names = ("reps", "leads_per_rep", "leave")
    return Computed(exact, _down(exact, 0), tuple(f"plan.capacity.{name}" for name in names))


def attainment(actual: Figure, target: Figure, direction: Direction) -> Fraction | None:
    """How far a target is met: actual by target where more is better, else target by actual.

    1 is exactly met. Absent for a KPI without a direction, for figures of different units, and when
    there is nothing to divide by.
    """
    (of, reached), (wanted_of, wanted) = _measured(actual), _measured(target)
    if direction == Direction.CONTEXT or of != wanted_of:
        return None
    over, under = (reached, wanted) if direction == Direction.UP else (wanted, reached)
    return over / under if under > 0 else None


def _measured(figure: Figure) -> tuple[str, Fraction]:
    """What a figure is counted in, and how much of it; times that can be compared share a unit."""
    match figure:
        case Money(amount=amount, currency=currency):
            return currency, Fraction(amount)
        case Duration(amount=amount, unit=unit):
            base, factor = _SAME_TIME.get(unit, (unit, 1))
            return base, Fraction(amount) * factor
        case Percent(points=value) | Times(ratio=value) | Count(value=value):
            return figure.kind, Fraction(value)


# --- values that are known -----------------------------------------------------------------------


def _amounts(*values: Money | Undecided | None) -> tuple[Fraction, ...]:
    """The amounts of sums in one currency; none at all when one is unknown or below zero."""
    known = [value for value in values if isinstance(value, Money) and value.amount >= 0]
    if len(known) < len(values) or len({value.currency for value in known}) > 1:
        return ()
    return tuple(Fraction(value.amount) for value in known)


def _share(value: Percent | Undecided | None) -> Fraction | None:
    """A known share of a whole: from 0 to 100 %."""
    if not isinstance(value, Percent) or not 0 <= value.points <= 100:
        return None
    return value.fraction


def _count(value: Count | Undecided | None) -> Fraction | None:
    return Fraction(value.value) if isinstance(value, Count) and value.value >= 0 else None


def _currency(value: Money | Undecided | None) -> str:
    return value.currency if isinstance(value, Money) else ""


def _needed(exact: Fraction, sources: Sources) -> Computed:
    return Computed(exact, _up(exact, 0), sources)


def _up(exact: Fraction, places: int) -> Decimal:
    return Decimal(f"{ceil(exact * 10**places)}e-{places}")


def _down(exact: Fraction, places: int) -> Decimal:
    return Decimal(f"{floor(exact * 10**places)}e-{places}")


def _union(*many: Sources) -> Sources:
    return tuple(dict.fromkeys(source for sources in many for source in sources))
