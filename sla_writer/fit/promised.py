"""KPIs, promises and goals held against the plan and against each other."""

from __future__ import annotations

from collections.abc import Iterator

from sla_writer.agreement.commitments import Commitment, CommitmentKind, Comparison
from sla_writer.agreement.goals import Goal, Period
from sla_writer.agreement.kpis import Kpi
from sla_writer.agreement.values import Count, Duration, Percent, Times
from sla_writer.finding import Finding
from sla_writer.fit.known import Known, differ, fewer, span, target_of

_IN_THE_PLAN = {"sales_target": "sales_target", "deal_size": "deal_size", "sales_cycle": "cycle"}


def planned(known: Known) -> Iterator[Finding]:
    """A KPI that the plan has too says the same."""
    for measure, name in _IN_THE_PLAN.items():
        value = getattr(known.plan, name, None)
        for kpi in known.measured(measure):
            if _as_in_the_plan(kpi, known) and differ(kpi.target, value):
                params = {"target": kpi.target, "planned": value}
                yield Finding(
                    target_of(kpi), params, (f"plan.{name}",), str(value), rule="kpi-against-plan"
                )


def _as_in_the_plan(kpi: Kpi, known: Known) -> bool:
    """The plan's target is the quarter's, and its cycle runs from the qualified lead."""
    if kpi.measure == "sales_cycle":
        return kpi.from_stage in (None, known.mql)
    return kpi.measure != "sales_target" or span(kpi) == Period.QUARTER


def volume(known: Known) -> Iterator[Finding]:
    """The KPI of qualified leads is enough for the sales target; more is fine."""
    for kpi in known.measured("qualified_leads"):
        need = known.needed(kpi.to_stage or known.mql, span(kpi))
        if need and fewer(kpi.target, need):
            least = Count(need.rounded)
            params = {"target": kpi.target, "per": span(kpi), "needed": least}
            yield Finding(
                target_of(kpi), params, need.sources, str(least), rule="target-below-need"
            )


def promises(known: Known) -> Iterator[Finding]:
    """Marketing promises as many leads as its KPI says and as the sales target needs."""
    for promise in known.commitments:
        if _promises_leads(promise, known):
            kpi = known.kpi(promise.kpi)
            yield from _unlike_the_kpi(promise, kpi)
            yield from _too_few(promise, known, (kpi and kpi.to_stage) or known.mql)


def _promises_leads(promise: Commitment, known: Known) -> bool:
    """Whether the whole volume is promised, not that of one person, source or segment."""
    segments = frozenset(promise.segments)
    return (
        promise.kind == CommitmentKind.MQL_VOLUME
        and promise.comparison != Comparison.AT_MOST
        and isinstance(promise.amount, Count)
        and promise.each is None
        and not promise.sources
        and (not segments or segments == known.segments)
    )


def _unlike_the_kpi(promise: Commitment, kpi: Kpi | None) -> Iterator[Finding]:
    if kpi and promise.per and promise.per == span(kpi) and differ(promise.amount, kpi.target):
        params = {"amount": promise.amount, "per": promise.per, "target": kpi.target}
        others = (target_of(kpi),)
        yield Finding(
            _amount_of(promise), params, others, str(kpi.target), rule="promise-against-kpi"
        )


def _too_few(promise: Commitment, known: Known, stage: str | None) -> Iterator[Finding]:
    need = known.needed(stage, promise.per)
    if need and fewer(promise.amount, need):
        least = Count(need.rounded)
        params = {"amount": promise.amount, "per": promise.per, "needed": least}
        yield Finding(
            _amount_of(promise), params, need.sources, str(least), rule="promise-below-need"
        )


def _amount_of(promise: Commitment) -> str:
    return f"commitments.{promise.id}.amount"


def goals(known: Known) -> Iterator[Finding]:
    """A goal with a KPI says what the KPI says."""
    for goal in known.goals:
        kpi = known.kpi(goal.kpi)
        if kpi and _same_span(goal, kpi) and differ(goal.target, kpi.target):
            params = {"goal": goal.target, "target": kpi.target}
            path, others = f"goals.{goal.id}.target", (target_of(kpi),)
            yield Finding(path, params, others, str(kpi.target), rule="goal-against-kpi")


def _same_span(goal: Goal, kpi: Kpi) -> bool:
    """What adds up over time is compared over the same time; a share without a period always."""
    timeless = kpi.per is None and isinstance(kpi.target, Percent | Duration | Times)
    return timeless or span(kpi) == goal.per
