"""One quantity that stands in several places, with values that cannot all be right."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from fractions import Fraction
from itertools import pairwise

from sla_writer import funnel
from sla_writer.agreement.calendars import Statistic, TimeLimit
from sla_writer.agreement.goals import Assumption, Goal, Period, ShareKind
from sla_writer.agreement.kpis import Direction, Kpi
from sla_writer.agreement.record import Undecided
from sla_writer.agreement.stages import Stage
from sla_writer.agreement.values import Count, Duration, Money, Percent
from sla_writer.finding import Finding
from sla_writer.fit.known import Known, adds_up, by_all, differ, span, target_of
from sla_writer.funnel import Exact

Said = tuple[object, str]
"""A figure and the path where it stands."""


# --- KPIs that count the same --------------------------------------------------------------------


def kpis(known: Known) -> Iterator[Finding]:
    """Two KPIs that count the same thing over the same time have one target."""
    for one, other in _twins(known.kpis, _over_its_span):
        if differ(one.target, other.target):
            params = {"kpi": other, "target": other.target, "other": one.target}
            yield Finding(
                target_of(other), params, (target_of(one),), str(one.target), "kpi",
                rule="number-twice",
            )  # fmt: skip


def _twins(kpis: Iterable[Kpi], of: Callable[[Kpi], Hashable]) -> Iterator[tuple[Kpi, Kpi]]:
    """Each KPI after the first of its quantity, with that first one."""
    first: dict[Hashable, Kpi] = {}
    for kpi in kpis:
        quantity = of(kpi)
        if quantity in first:
            yield first[quantity], kpi
        elif quantity is not None:
            first[quantity] = kpi


def _over_its_span(kpi: Kpi) -> Hashable:
    quantity = _quantity(kpi)
    return None if quantity is None else (quantity, span(kpi))


def _quantity(kpi: Kpi) -> Hashable:
    """What a KPI counts; None while that is not known: another report may count something else."""
    parts = (
        kpi.measure, kpi.name, kpi.formula, kpi.segment, kpi.from_stage, kpi.to_stage, kpi.each,
        kpi.limit, kpi.statistic, kpi.basis, kpi.counted,
    )  # fmt: skip
    report = getattr(kpi.source, "report", None)
    is_open = any(isinstance(each, Undecided) for each in (*parts, kpi.source, report))
    return None if is_open or not (kpi.measure or kpi.name) else parts


def percentiles(known: Known) -> Iterator[Finding]:
    """Half of the leads take no longer than nine tenths of them."""
    medians = {
        _but_its_statistic(kpi): kpi for kpi in known.kpis if kpi.statistic == Statistic.MEDIAN
    }
    for kpi in known.kpis:
        median = medians.get(_but_its_statistic(kpi)) if kpi.statistic == Statistic.P90 else None
        if median and _longer(median.target, kpi.target):
            params = {"p90": kpi.target, "median": median.target}
            yield Finding(
                target_of(kpi), params, (target_of(median),), str(median.target), "kpi",
                rule="percentile-below-median",
            )  # fmt: skip


def _but_its_statistic(kpi: Kpi) -> Hashable:
    quantity = _quantity(kpi.model_copy(update={"statistic": None}))
    return kpi.id if quantity is None else quantity


def _longer(one: object, other: object) -> bool:
    """Whether one of two times that can be compared is longer."""
    if not isinstance(one, Duration) or not isinstance(other, Duration):
        return False
    ratio = funnel.attainment(one, other, Direction.UP)
    return ratio is not None and ratio > 1


# --- KPIs of a time limit ------------------------------------------------------------------------


def limits(known: Known) -> Iterator[Finding]:
    """A KPI of a time limit says what the limit says, and its median is not the longer time."""
    for kpi, limit in _with_a_limit(known):
        yield from _unlike(kpi, limit)
        yield from _slower_than(kpi, limit)


def _with_a_limit(known: Known) -> Iterator[tuple[Kpi, TimeLimit]]:
    """The KPIs that speak of all leads of their time limits."""
    named = {limit.id: limit for limit in known.limits}
    for kpi in known.kpis:
        limit = named.get(kpi.limit or "")
        if limit and kpi.each is None and (kpi.segment is None or limit.segments == (kpi.segment,)):
            yield kpi, limit


def _unlike(kpi: Kpi, limit: TimeLimit) -> Iterator[Finding]:
    name = _told_by(kpi, limit)
    asked = getattr(limit, name) if name else None
    wanted = (asked, limit.target) if name == "within" and limit.target else (asked,)
    if all(differ(kpi.target, each) for each in wanted):
        params = {"target": kpi.target, "limit": limit, "asked": asked}
        others = (f"time_limits.{limit.id}.{name}",)
        yield Finding(target_of(kpi), params, others, str(asked), "limit", rule="number-twice")


def _told_by(kpi: Kpi, limit: TimeLimit) -> str:
    """The field of a limit that says the same as the KPI, if there is one."""
    if kpi.measure == "sla_compliance":
        return "share" if limit.statistic == Statistic.SHARE else ""
    tenths = isinstance(limit.share, Percent) and limit.share.points == 90
    nine = limit.statistic == Statistic.P90 or (limit.statistic == Statistic.SHARE and tenths)
    same = kpi.statistic == limit.statistic or (kpi.statistic == Statistic.P90 and nine)
    return "within" if same and isinstance(kpi.target, Duration) else ""


_MOST = (Statistic.EVERY, Statistic.SHARE, Statistic.P90)


def _slower_than(kpi: Kpi, limit: TimeLimit) -> Iterator[Finding]:
    half = isinstance(limit.share, Percent) and limit.share.points < 50
    most = limit.statistic in _MOST and not (limit.statistic == Statistic.SHARE and half)
    if kpi.statistic == Statistic.MEDIAN and most and _longer(kpi.target, limit.within):
        params = {"limit": limit, "within": limit.within, "median": kpi.target}
        others = (f"time_limits.{limit.id}.within",)
        yield Finding(
            target_of(kpi), params, others, str(limit.within), "limit",
            rule="percentile-below-median",
        )  # fmt: skip


# --- what is taken for granted, and what is planned ----------------------------------------------


def assumptions(known: Known) -> Iterator[Finding]:
    """An assumption that is called as a number of the plan says that number."""
    for each, (figure, path) in _taken_from_the_plan(known):
        if differ(each.value, figure):
            params = {"assumption": each, "value": each.value, "planned": figure}
            others = (path,)
            yield Finding(
                _value(each), params, others, str(figure), "assumption", rule="number-twice"
            )


def _taken_from_the_plan(known: Known) -> Iterator[tuple[Assumption, Said]]:
    """The assumptions that are called as a number of the plan, with that number."""
    planned = _planned(known)
    for each in known.assumptions:
        if found := planned.get(each.id.replace("-", "_")):
            yield each, found


def _value(assumption: Assumption) -> str:
    return f"assumptions.{assumption.id}.value"


_FIELDS = (
    "sales_target", "marketing_share", "deal_size", "cycle", "marketing_budget", "sales_budget",
    "gross_margin", "revenue_per_customer", "churn",
)  # fmt: skip
_CALLED = {"sales_cycle": "cycle", "marketing_sourced": "marketing_share"}


def _planned(known: Known) -> Mapping[str, Said]:
    """The plan's figures by what they may be called: field, measure or stage."""
    fields = {name: (getattr(known.plan, name, None), f"plan.{name}") for name in _FIELDS}
    measures = {measure: fields[name] for measure, name in _CALLED.items()}
    stages = {each.id.replace("-", "_"): _rate(each) for each in known.stages}
    closing = funnel.closing(known.stages)
    won = {"win_rate": _rate(closing)} if closing else {}
    return {**stages, **won, **dict(_passed(known)), **measures, **fields}


def _rate(stage: Stage) -> Said:
    return stage.rate, funnel.rate_of(stage.id)


def _passed(known: Known) -> Iterator[tuple[str, Said]]:
    """The rates of stages by the measures that are taken between them and the next."""
    drawn = [stage for stage in known.stages if stage.in_plan]
    steps = {(one.id, other.id): one for one, other in pairwise(drawn)}
    for kpi in known.kpis:
        stage = steps.get((kpi.from_stage or "", kpi.to_stage or ""))
        if stage and kpi.measure and kpi.segment is None:
            yield kpi.measure, _rate(stage)


def shares_of_goals(known: Known) -> Iterator[Finding]:
    """Marketing's share of a goal that is the sales target is its share of the plan."""
    planned = known.plan.marketing_share if known.plan else None
    for goal in _shared(known):
        if differ(goal.marketing_share, planned):
            params = {"share": goal.marketing_share, "planned": planned}
            path, others = _share_of(goal), ("plan.marketing_share",)
            yield Finding(path, params, others, str(planned), "share", rule="number-twice")


def _shared(known: Known) -> Iterator[Goal]:
    """The goals that are the sales target, and of which marketing sources a share."""
    for goal in known.goals:
        kpi = known.kpi(goal.kpi)
        if kpi and kpi.measure == "sales_target" and goal.share_kind == ShareKind.SOURCED:
            yield goal


def _share_of(goal: Goal) -> str:
    return f"goals.{goal.id}.marketing_share"


# --- one number a month, another a quarter -------------------------------------------------------


def periods(known: Known) -> Iterator[Finding]:
    """What is counted by the month makes what is counted by the quarter.

    A need is rounded up in each of its spans: 167 a month may stand for 500 a quarter.
    """
    for one, other in _twins(known.kpis, _over_any_span):
        yield from _unmade(known, other.target, span(other), one, target_of(other), "kpi")
    for promise in known.commitments:
        kpi = known.kpi(promise.kpi)
        if kpi and adds_up(kpi) and by_all(promise, known):
            path = f"commitments.{promise.id}.amount"
            yield from _unmade(known, promise.amount, promise.per, kpi, path, "promise")
    for goal in known.goals:
        kpi = known.kpi(goal.kpi)
        if kpi and adds_up(kpi):
            path = f"goals.{goal.id}.target"
            yield from _unmade(known, goal.target, goal.per, kpi, path, "goal")


def _over_any_span(kpi: Kpi) -> Hashable:
    return _quantity(kpi) if adds_up(kpi) else None


def _unmade(
    known: Known, figure: object, per: Period | None, kpi: Kpi, path: str, variant: str
) -> Iterator[Finding]:
    """What is wrong with a figure that a KPI says over another span."""
    spans, its, other = known.spans(per), known.spans(span(kpi)), span(kpi)
    if spans is None or its is None or spans == its:
        return
    fitting = _made(figure, spans, kpi.target, its)
    if fitting:
        params = {"figure": figure, "per": per, "kpi": kpi, "other": kpi.target, "its": other}
        yield Finding(path, params, (target_of(kpi),), fitting, variant, rule="period-mismatch")


def _made(one: object, spans: Fraction, other: object, its: Fraction) -> str:
    """What a figure over one span must be to make the other; "" where it does, or isn't known.

    `spans` and `its` are how many of each span a quarter has.
    """
    if not isinstance(one, Count | Money) or type(one) is not type(other):
        return ""
    if isinstance(one, Money) and one.currency != getattr(other, "currency", ""):
        return ""
    here, there = _amount(one) * spans, _amount(other) * its
    over = (here - there if spans > its else there - here) / min(spans, its)
    least = 0 if isinstance(one, Count) else -1
    if least < over / (max(spans, its) / min(spans, its)) < 1 or not over:
        return ""
    places = 0 if isinstance(one, Count) else 2
    exact = Exact(there / spans)
    made = (exact.up(places) if spans > its else exact.down(places)).rounded
    return str(Count(made) if isinstance(one, Count) else Money(made, one.currency))


def _amount(figure: object) -> Fraction:
    return Fraction(figure.amount if isinstance(figure, Money) else getattr(figure, "value", 0))


# --- which fields say one number -----------------------------------------------------------------


def said_again(known: Known) -> Iterator[tuple[str, str]]:
    """Two fields each that say one number: KPIs of one thing, a limit's and its KPI's, the plan's
    and an assumption's or a goal's; `limits` and the like find those that differ."""
    yield from (
        (target_of(one), target_of(other)) for one, other in _twins(known.kpis, _over_its_span)
    )
    for kpi, limit in _with_a_limit(known):
        if name := _told_by(kpi, limit):
            yield target_of(kpi), f"time_limits.{limit.id}.{name}"
            yield target_of(kpi), f"time_limits.{limit.id}.target"
    yield from ((_value(each), path) for each, (_, path) in _taken_from_the_plan(known))
    yield from ((_share_of(goal), "plan.marketing_share") for goal in _shared(known))
