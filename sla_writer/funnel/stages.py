"""The funnel that the sales target needs: deals to be won, and the leads of each stage."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import ceil

from sla_writer.agreement import Agreement
from sla_writer.agreement.goals import Plan
from sla_writer.funnel.computed import Computed, Exact
from sla_writer.funnel.equations import count_of, system
from sla_writer.funnel.periods import month_weights


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


def planned(agreement: Agreement, found: Mapping[str, Exact] | None = None) -> Funnel | None:
    """The funnel that the sales target needs, computed upwards from the deals to be won.

    Deals are whole, so they are rounded up first; from there on every count is exact and is rounded
    up only where it is shown. The last planned stage counts the deals won, unless it has a rate
    itself: then its leads are still to be won. A stage whose rate is undecided, missing, zero or
    over 100 % is absent, and so are those above it. `found` are numbers settled otherwise, from the
    count of a stage for example.
    """
    plan = agreement.plan
    if not isinstance(plan, Plan):
        return None
    numbers = system(plan, agreement.stages).settled() if found is None else found
    deals = _deals(numbers)
    drawn = [stage.id for stage in agreement.stages if stage.in_plan]
    counts = ((each, numbers[count_of(each)]) for each in drawn if count_of(each) in numbers)
    return Funnel(deals.up(), tuple(_planned(*each, plan) for each in counts)) if deals else None


def _deals(numbers: Mapping[str, Exact]) -> Exact | None:
    """The deals before they are made whole, or whole ones that follow from a stage's count."""
    exact, whole = numbers.get("deals.exact"), numbers.get("deals")
    return exact if exact and whole and ceil(exact.value) == whole.value else whole


def _planned(stage: str, count: Exact, plan: Plan) -> PlannedStage:
    weighted = (*count.sources, "plan.month_weights")
    return PlannedStage(
        stage,
        count.up(),
        Exact(count.value / 3, count.sources).up(),
        tuple(Exact(count.value * weight, weighted).up() for weight in month_weights(plan)),
    )
