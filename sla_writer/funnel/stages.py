"""The funnel that the sales target needs: deals to be won, and the leads of each stage."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from sla_writer.agreement import Agreement
from sla_writer.agreement.goals import Plan
from sla_writer.funnel.computed import Computed, Exact
from sla_writer.funnel.equations import count_of, system

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
    found = system(plan, agreement.stages).settled()
    counted = [
        (stage.id, count)
        for stage in agreement.stages
        if stage.in_plan and (count := found.get(count_of(stage.id)))
    ]
    return Funnel(deals, tuple(_planned(stage, count, plan) for stage, count in counted))


def deals_needed(plan: Plan) -> Computed | None:
    """How many deals marketing's share of the sales target is, whole deals shown."""
    found = system(plan).settled().get("deals.exact")
    return found.up() if found else None


def _planned(stage: str, count: Exact, plan: Plan) -> PlannedStage:
    weighted = (*count.sources, "plan.month_weights")
    return PlannedStage(
        stage,
        count.up(),
        Exact(count.value / 3, count.sources).up(),
        tuple(Exact(count.value * weight, weighted).up() for weight in _month_weights(plan)),
    )


def _month_weights(plan: Plan) -> tuple[Fraction, ...]:
    """The months' shares of the quarter: the plan's, or thirds where it has none."""
    weights = tuple(weight.fraction for weight in plan.month_weights) or _THIRDS
    makes_up = len(weights) == 3 and sum(weights) == 1 and min(weights) >= 0
    return weights if makes_up else ()
