"""KPIs, promises and goals held against the plan and against each other."""

from __future__ import annotations

from collections.abc import Iterator

from sla_writer import funnel
from sla_writer.agreement.commitments import Commitment, CommitmentKind, Comparison
from sla_writer.agreement.goals import Goal, Period, ShareKind
from sla_writer.agreement.kpis import Kpi
from sla_writer.agreement.values import Count
from sla_writer.finding import Finding
from sla_writer.fit.known import (
    Known,
    by_all,
    differ,
    fewer,
    same_span,
    span,
    target_of,
)
from sla_writer.funnel import Computed

_IN_THE_PLAN = {
    "sales_target": "sales_target",
    "marketing_sourced": "marketing_share",
    "deal_size": "deal_size",
    "sales_cycle": "cycle",
}


def planned(known: Known) -> Iterator[Finding]:
    """A KPI that the plan has too says the same."""
    for kpi, name in _in_the_plan(known):
        value = getattr(known.plan, name, None)
        if differ(kpi.target, value):
            params = {"target": kpi.target, "planned": value}
            yield Finding(
                target_of(kpi), params, (f"plan.{name}",), str(value), rule="kpi-against-plan"
            )


def _in_the_plan(known: Known) -> Iterator[tuple[Kpi, str]]:
    """The KPIs that the plan has too, with its fields."""
    for measure, name in _IN_THE_PLAN.items():
        for kpi in known.measured(measure):
            if _as_in_the_plan(kpi, known):
                yield kpi, name


def _as_in_the_plan(kpi: Kpi, known: Known) -> bool:
    """The plan's target is the quarter's, its cycle runs from the qualified lead."""
    if kpi.measure == "sales_cycle":
        return kpi.from_stage in (None, known.mql)
    if kpi.measure == "marketing_sourced":
        return not any(_is_influence(goal, known) for goal in known.goals)
    return kpi.measure != "sales_target" or span(kpi) == Period.QUARTER


def _is_influence(goal: Goal, known: Known) -> bool:
    """Whether marketing's share of the sales target is what it takes part in."""
    kpi = known.kpi(goal.kpi)
    of_sales = kpi is not None and kpi.measure == "sales_target"
    return of_sales and goal.share_kind == ShareKind.INFLUENCED


def volume(known: Known) -> Iterator[Finding]:
    """The KPI of qualified leads is enough for the sales target; more is fine."""
    for kpi in known.measured("qualified_leads"):
        need = known.needed(_counted(kpi.to_stage or known.mql), span(kpi))
        yield from _below(kpi, need, "leads")


def customers(known: Known) -> Iterator[Finding]:
    """The KPI of new customers is enough for the sales target; more is fine."""
    for kpi in known.measured("new_customers"):
        yield from _below(kpi, known.needed("customers", span(kpi)), "customers")


def _below(kpi: Kpi, need: Computed | None, variant: str) -> Iterator[Finding]:
    if need and fewer(kpi.target, need):
        least = Count(need.rounded)
        params = {"target": kpi.target, "per": span(kpi), "needed": least}
        path, others = target_of(kpi), need.sources
        yield Finding(path, params, others, str(least), variant, rule="target-below-need")


def _counted(stage: str | None) -> str:
    return funnel.count_of(stage or "")


def promises(known: Known) -> Iterator[Finding]:
    """What is promised is what its KPI says, and as many leads as the sales target needs."""
    for promise in known.commitments:
        kpi = known.kpi(promise.kpi) if by_all(promise, known) else None
        if kpi:
            yield from _unlike_the_kpi(promise, kpi)
        if _promises_leads(promise, known):
            need = known.needed(_counted((kpi and kpi.to_stage) or known.mql), promise.per)
            yield from _too_few(promise, need)


def _promises_leads(promise: Commitment, known: Known) -> bool:
    """Whether the whole volume of qualified leads is promised, and not at the most."""
    least = promise.kind == CommitmentKind.MQL_VOLUME and promise.comparison != Comparison.AT_MOST
    return least and by_all(promise, known)


def _unlike_the_kpi(promise: Commitment, kpi: Kpi) -> Iterator[Finding]:
    if same_span(promise.per, kpi) and differ(promise.amount, kpi.target):
        leads = promise.kind == CommitmentKind.MQL_VOLUME
        variant = "leads" if leads and isinstance(promise.amount, Count) else "other"
        params = {"amount": promise.amount, "per": span(kpi), "target": kpi.target}
        path, others = _amount_of(promise), (target_of(kpi),)
        yield Finding(path, params, others, str(kpi.target), variant, rule="promise-against-kpi")


def _too_few(promise: Commitment, need: Computed | None) -> Iterator[Finding]:
    if need and fewer(promise.amount, need):
        least = Count(need.rounded)
        params = {"amount": promise.amount, "per": promise.per, "needed": least}
        path, others = _amount_of(promise), need.sources
        yield Finding(path, params, others, str(least), rule="promise-below-need")


def _amount_of(promise: Commitment) -> str:
    return f"commitments.{promise.id}.amount"


def goals(known: Known) -> Iterator[Finding]:
    """A goal with a KPI says what the KPI says."""
    for goal, kpi in _with_a_kpi(known):
        if differ(goal.target, kpi.target):
            params = {"goal": goal.target, "target": kpi.target}
            others = (target_of(kpi),)
            yield Finding(_target(goal), params, others, str(kpi.target), rule="goal-against-kpi")


def _with_a_kpi(known: Known) -> Iterator[tuple[Goal, Kpi]]:
    """The goals that say what their KPIs say, over the same time."""
    for goal in known.goals:
        kpi = known.kpi(goal.kpi)
        if kpi and same_span(goal.per, kpi):
            yield goal, kpi


def _target(goal: Goal) -> str:
    return f"goals.{goal.id}.target"


def said_again(known: Known) -> Iterator[tuple[str, str]]:
    """Two fields each that say one number: a KPI's and the plan's, a goal's or a promise's; a
    promise's and its time limit's."""
    yield from ((target_of(kpi), f"plan.{name}") for kpi, name in _in_the_plan(known))
    yield from ((_target(goal), target_of(kpi)) for goal, kpi in _with_a_kpi(known))
    for promise in known.commitments:
        others = _said_by(promise, known) if by_all(promise, known) else ()
        yield from ((_amount_of(promise), other) for other in others)


def _said_by(promise: Commitment, known: Known) -> Iterator[str]:
    """What may say the number of a promise: its KPI, its time limit's time or share of leads."""
    kpi = known.kpi(promise.kpi)
    if kpi and same_span(promise.per, kpi):
        yield target_of(kpi)
    if promise.limit:
        yield from (f"time_limits.{promise.limit}.{name}" for name in ("within", "share"))
