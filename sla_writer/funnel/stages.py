"""The funnel that the sales target needs: deals to be won, and the leads of each stage."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import accumulate, islice
from operator import truediv

from sla_writer.agreement import Agreement
from sla_writer.agreement.goals import Plan
from sla_writer.agreement.stages import Stage
from sla_writer.funnel import known
from sla_writer.funnel.computed import Computed, whole

_THIRDS = (Fraction(1, 3),) * 3


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
    amounts, share = (
        known.amounts(plan.sales_target, plan.deal_size),
        known.share(plan.marketing_share),
    )
    if not amounts or not amounts[1] or share is None:
        return None
    sources = ("plan.sales_target", "plan.marketing_share", "plan.deal_size")
    return whole(amounts[0] * share / amounts[1], sources)


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
        yield stage, whole(count, sources)


def _known_rates(upwards: Iterable[Stage]) -> Iterator[Fraction]:
    for index, stage in enumerate(upwards):
        won = not index and stage.rate is None
        rate = Fraction(1) if won else known.share(stage.rate)
        if not rate:
            return
        yield rate


def _planned(stage: Stage, count: Computed, plan: Plan) -> PlannedStage:
    weighted = (*count.sources, "plan.month_weights")
    return PlannedStage(
        stage.id,
        count,
        whole(count.exact / 3, count.sources),
        tuple(whole(count.exact * weight, weighted) for weight in _month_weights(plan)),
    )


def _month_weights(plan: Plan) -> tuple[Fraction, ...]:
    """The months' shares of the quarter: the plan's, or thirds where it has none."""
    weights = tuple(weight.fraction for weight in plan.month_weights) or _THIRDS
    makes_up = len(weights) == 3 and sum(weights) == 1 and min(weights) >= 0
    return weights if makes_up else ()
