"""Shares of a whole: none is more than all of it, nor are parts of it together."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import islice

from sla_writer.agreement.commitments import Commitment, CommitmentKind, Comparison
from sla_writer.agreement.goals import ShareKind
from sla_writer.agreement.kpis import Kpi
from sla_writer.agreement.values import Percent
from sla_writer.finding import Finding
from sla_writer.fit.known import Known, measure_of, target_of

WHOLE = Percent(Decimal(100))
_OF_SOURCES = (CommitmentKind.HIGH_INTENT_MIX, CommitmentKind.SOURCE_CAP)


def shares(known: Known) -> Iterator[Finding]:
    """No part is more than the whole."""
    for path, share in _parts(known):
        if isinstance(share, Percent) and share.points > 100:
            params = {"share": share, "whole": WHOLE}
            yield Finding(path, params, (), "", "one", rule="shares-over-whole")


def _parts(known: Known) -> Iterator[tuple[str, object]]:
    """Every share of a whole but the stages' rates, with its path."""
    for name in ("marketing_share", "gross_margin", "churn"):
        yield f"plan.{name}", getattr(known.plan, name, None)
    team = known.plan.capacity if known.plan else None
    yield "plan.capacity.leave", team and team.leave
    yield from (("plan.capacity.ramp", each) for each in (team.ramp if team else ()))
    yield from ((f"goals.{each.id}.marketing_share", each.marketing_share) for each in known.goals)
    yield from (
        (f"lead_values.{each.id}.close_rate", each.close_rate) for each in known.lead_values
    )
    yield from ((f"stages.{each.id}.weight", each.weight) for each in known.stages)
    yield from ((f"time_limits.{each.id}.share", each.share) for each in known.limits)
    yield from ((f"commitments.{each.id}.amount", each.amount) for each in known.commitments)
    for kpi in filter(_of_a_part, known.kpis):
        yield from ((f"kpis.{kpi.id}.{name}", getattr(kpi, name)) for name in _FIGURES)


_FIGURES = ("target", "baseline", "actual")


def _of_a_part(kpi: Kpi) -> bool:
    """Whether a KPI is a part of something; a return on money may well be more than all of it."""
    measure = measure_of(kpi.measure)
    return measure is not None and measure.unit == "percent" and measure.family != "cost"


def turned_down(known: Known) -> Iterator[Finding]:
    """What is accepted and what is rejected are no more than all leads."""
    for rejected in known.measured("rejected_rate"):
        for accepted in known.measured("acceptance_rate"):
            one, other = accepted.target, rejected.target
            if not isinstance(one, Percent) or not isinstance(other, Percent):
                continue
            if one.points + other.points > 100:
                params = {"accepted": one, "rejected": other, "whole": WHOLE}
                left = _left(one.points)
                yield Finding(
                    target_of(rejected), params, (target_of(accepted),), left, "rejected",
                    rule="shares-over-whole",
                )  # fmt: skip


def sources(known: Known) -> Iterator[Finding]:
    """The least shares that are promised of different sources are no more than all leads."""
    promised = [each for each in known.commitments if _of_sources(each)]
    named = [source for each in promised for source in each.sources]
    points = [each.amount.points for each in promised if isinstance(each.amount, Percent)]
    if sum(points) > 100 and len(named) == len(set(named)) and len(points) > 1:
        *others, last = promised
        params = {"total": Percent(sum(points, Decimal())), "whole": WHOLE}
        paths = tuple(f"commitments.{each.id}.amount" for each in others)
        left = _left(sum(points[:-1], Decimal()))
        path = f"commitments.{last.id}.amount"
        yield Finding(path, params, paths, left, "sources", rule="shares-over-whole")


def _of_sources(promise: Commitment) -> bool:
    known = promise.kind in _OF_SOURCES and isinstance(promise.amount, Percent)
    at_least = promise.comparison != Comparison.AT_MOST
    return known and at_least and bool(promise.sources) and not promise.segments


def _left(points: Decimal) -> str:
    """What the others leave of the whole; "" when they are more than it themselves."""
    return str(Percent(100 - points)) if points <= 100 else ""


def influenced(known: Known) -> Iterator[Finding]:
    """Marketing took part in all that it started."""
    for source, started in islice(_said(known, "marketing_sourced", ShareKind.SOURCED), 1):
        for path, share in _said(known, "marketing_influenced", ShareKind.INFLUENCED):
            if share.points < started.points:
                params = {"influenced": share, "sourced": started}
                fitting = str(started)
                yield Finding(path, params, (source,), fitting, rule="influenced-below-sourced")


_SHARES = {
    "marketing_sourced": ShareKind.SOURCED, "marketing_influenced": ShareKind.INFLUENCED,
}  # fmt: skip


def said_again(known: Known) -> Iterator[tuple[str, str]]:
    """Two fields each that say one number: marketing's share in a KPI, in another, in a goal."""
    for measure, kind in _SHARES.items():
        paths = [path for path, _ in _said(known, measure, kind)]
        yield from ((path, paths[0]) for path in paths[1:])


def _said(known: Known, measure: str, kind: ShareKind) -> Iterator[tuple[str, Percent]]:
    """What KPIs say about one of marketing's shares, and after them goals, with the paths."""
    for kpi in known.measured(measure):
        if isinstance(kpi.target, Percent):
            yield target_of(kpi), kpi.target
    for goal in known.goals:
        if goal.share_kind == kind and isinstance(goal.marketing_share, Percent):
            yield f"goals.{goal.id}.marketing_share", goal.marketing_share
