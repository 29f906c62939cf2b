"""What is measured: said completely, in good company, and from one source that can be trusted."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from sla_writer.agreement import Agreement
from sla_writer.agreement.commitments import Commitment, CommitmentKind
from sla_writer.agreement.goals import Period, ShareKind
from sla_writer.agreement.kpis import Basis, Direction, Kpi
from sla_writer.agreement.sides import System, SystemKind
from sla_writer.agreement.values import Duration, Percent, Quarter, Times, Unit
from sla_writer.fit.known import measure_of, span
from sla_writer.rules.lengths import common_calendar, longer
from sla_writer.rules.rule import Case, Finding, Severity, known, rule

LEAST_SAMPLE = 30
"""Of fewer cases than this a share or a mean is a matter of chance."""

OLDEST_BASELINE = 2
"""How many quarters ago a baseline may have been measured."""

_GAMED, _FLOWS = {"volume", "speed"}, {CommitmentKind.MQL_VOLUME, CommitmentKind.LEAD_VOLUME}
_HOLDING_LEADS = {SystemKind.CRM, SystemKind.MARKETING_AUTOMATION, SystemKind.SPREADSHEET}
_LENGTHS = {
    Period.DAY: Duration(Decimal(1), Unit.CALENDAR_DAY),
    Period.WEEK: Duration(Decimal(1), Unit.WEEK),
    Period.MONTH: Duration(Decimal(1), Unit.MONTH),
    Period.QUARTER: Duration(Decimal(3), Unit.MONTH),
    Period.HALF_YEAR: Duration(Decimal(6), Unit.MONTH),
    Period.YEAR: Duration(Decimal(12), Unit.MONTH),
}
_ATTRIBUTED = {
    "marketing_sourced": ShareKind.SOURCED,
    "marketing_influenced": ShareKind.INFLUENCED,
    "romi": ShareKind.SOURCED,
}


def kpi_incomplete(case: Case) -> Iterator[Finding]:
    """A KPI that is not in the catalogue says how it is counted and which way is better."""
    for kpi in case.agreement.kpis:
        for name in ("formula", "direction"):
            if kpi.measure is None and getattr(kpi, name) is None:
                yield Finding(f"kpis.{kpi.id}.{name}", {"kpi": kpi}, variant=name)


# --- in good company -----------------------------------------------------------------------------


def kpi_alone(case: Case) -> Iterator[Finding]:
    """A KPI of volume or speed is read together with one of quality or outcome."""
    for kpi in filter(_can_be_gamed, case.agreement.kpis):
        partner = next((each for each in case.agreement.kpis if each.id == kpi.partner), None)
        honest = [each for each in case.agreement.kpis if _keeps_honest(each, kpi)]
        if partner and (partner is kpi or not _watches(partner)):
            variant = "itself" if partner is kpi else "alike"
            fitting = honest[0].id if honest else ""
            yield Finding(_partner(kpi), {"kpi": kpi, "partner": partner}, (), fitting, variant)
        elif not partner and not honest:
            yield Finding(_partner(kpi), {"kpi": kpi}, variant="alone")


def _partner(kpi: Kpi) -> str:
    return f"kpis.{kpi.id}.partner"


def _can_be_gamed(kpi: Kpi) -> bool:
    """Whether a KPI rewards more or faster, whatever comes of it."""
    measure = measure_of(kpi.measure)
    better = kpi.direction or (measure and measure.direction)
    return measure is not None and measure.family in _GAMED and better != Direction.CONTEXT


def _watches(kpi: Kpi) -> bool:
    """Whether a KPI speaks of quality or outcome; of one's own nobody knows."""
    measure = measure_of(kpi.measure)
    return measure is None or measure.family not in _GAMED


def _keeps_honest(other: Kpi, kpi: Kpi) -> bool:
    """Whether it is the measure that the catalogue puts beside a KPI, or a conversion like it."""
    measure = measure_of(kpi.measure)
    partner = measure_of(measure.partner) if measure else None
    if partner is None:
        return False
    return other.measure == partner.id or partner.family == other.measure == "conversion"


def stock_against_flow(case: Case) -> Iterator[Finding]:
    """What is counted on a date is neither promised nor wanted per period."""
    stocks = {kpi.id: kpi for kpi in case.agreement.kpis if _is_stock(kpi)}
    for kpi in stocks.values():
        if kpi.per:
            params = {"kpi": kpi, "per": kpi.per}
            yield Finding(f"kpis.{kpi.id}.per", params, (), None, "kpi")
    for goal in case.agreement.goals:
        if goal.kpi in stocks and goal.per is not Period.QUARTER:
            params = {"kpi": stocks[goal.kpi], "per": goal.per}
            yield Finding(f"goals.{goal.id}.per", params, (), Period.QUARTER.value, "goal")
    for promise in case.agreement.commitments:
        if promise.kpi in stocks:
            yield from _flowing(promise, stocks[promise.kpi])


def _flowing(promise: Commitment, kpi: Kpi) -> Iterator[Finding]:
    params, others = {"promise": promise, "kpi": kpi, "per": promise.per}, (f"kpis.{kpi.id}",)
    if promise.kind in _FLOWS:
        yield Finding(f"commitments.{promise.id}.kpi", params, others, None, "flow")
    elif promise.per:
        yield Finding(f"commitments.{promise.id}.per", params, others, None, "promise")


def _is_stock(kpi: Kpi) -> bool:
    measure = measure_of(kpi.measure)
    return kpi.basis is Basis.STOCK or (measure is not None and measure.basis == Basis.STOCK)


def cohort_unsaid(case: Case) -> Iterator[Finding]:
    """Where a sale takes longer than the period, a conversion follows those who began together."""
    plan = known(case.agreement.plan)
    cycle, calendar = plan and known(plan.cycle), common_calendar(case.agreement)
    for kpi in case.agreement.kpis if cycle else ():
        per = span(kpi) if _of_a_period(kpi, case.agreement) else None
        if cycle and per and longer(cycle, _LENGTHS[per], calendar):
            params = {"kpi": kpi, "per": per, "cycle": cycle}
            yield Finding(f"kpis.{kpi.id}.basis", params, ("plan.cycle",), Basis.COHORT.value)


def _of_a_period(kpi: Kpi, agreement: Agreement) -> bool:
    """Whether a KPI divides a period's sales by its leads or deals."""
    return kpi.basis is Basis.PERIOD and _ends_in_a_sale(kpi, agreement)


def _ends_in_a_sale(kpi: Kpi, agreement: Agreement) -> bool:
    measure = measure_of(kpi.measure)
    if not (measure.family == "conversion" if measure else isinstance(kpi.target, Percent)):
        return False
    if kpi.to_stage is None:
        return measure is not None and "won_" in measure.calculation
    return [kpi.to_stage] == [stage.id for stage in agreement.stages if stage.in_plan][-1:]


# --- whose it is, where it is read ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Share:
    """A place where marketing's share is counted, and what it is called there."""

    path: str
    kind: ShareKind | None
    what: object


def attribution_missing(case: Case) -> Iterator[Finding]:
    """Marketing's share rests on a rule that tells its sales, an influenced one on a window too."""
    shares, attribution = list(_shares(case.agreement)), case.agreement.attribution
    if attribution is None and shares:
        first = shares[0]
        others = tuple(each.path for each in shares)
        yield Finding("attribution", {"share": first.what}, others, "", first.path.split(".")[0])
    decided = known(attribution)
    influenced = [each for each in shares if each.kind is ShareKind.INFLUENCED]
    if decided and decided.influence_window is None and influenced:
        others = tuple(each.path for each in influenced)
        yield Finding("attribution.influence_window", {}, others, "", "window")


def _shares(agreement: Agreement) -> Iterator[_Share]:
    plan = known(agreement.plan)
    share = known(plan.marketing_share) if plan else None
    if share and 0 < share.points < 100:
        yield _Share("plan.marketing_share", ShareKind.SOURCED, share)
    for goal in agreement.goals:
        share = known(goal.marketing_share)
        if share:
            yield _Share(f"goals.{goal.id}.marketing_share", known(goal.share_kind), share)
    for kpi in agreement.kpis:
        if kpi.measure in _ATTRIBUTED:
            yield _Share(f"kpis.{kpi.id}.measure", _ATTRIBUTED[kpi.measure], kpi)


def systems_of_record(case: Case) -> Iterator[Finding]:
    """Leads have one system of record, and figures come from it where another is of its kind."""
    true = [system for system in case.agreement.systems if system.of_record]
    if not true:
        yield _none_of_record(case.agreement)
    for index, second in enumerate(true):
        first = next((each for each in true[:index] if _hold_the_same(each, second)), None)
        if first:
            params, others = {"first": first, "second": second}, (f"systems.{first.id}.of_record",)
            yield Finding(f"systems.{second.id}.of_record", params, others, "no", "two")
    yield from _read_beside(case.agreement, true)


def _none_of_record(agreement: Agreement) -> Finding:
    crms = [system for system in agreement.systems if system.kind is SystemKind.CRM]
    if len(crms) == 1:
        return Finding(f"systems.{crms[0].id}.of_record", {}, (), "yes", "none")
    return Finding("systems", variant="none")


def _hold_the_same(one: System, other: System) -> bool:
    """Whether both would know the same records, and so could contradict each other."""
    return one.kind == other.kind or {one.kind, other.kind} <= _HOLDING_LEADS


def _read_beside(agreement: Agreement, true: list[System]) -> Iterator[Finding]:
    """The KPIs that are read in a system while another of its kind is the one of record."""
    systems = {system.id: system for system in agreement.systems}
    for kpi in agreement.kpis:
        source = known(kpi.source)
        read = systems.get(source.system) if source else None
        right = next((each for each in true if read and each.kind == read.kind), None)
        if read and right and not read.of_record:
            params = {"kpi": kpi, "read": read, "right": right}
            path, others = f"kpis.{kpi.id}.source.system", (f"systems.{right.id}.of_record",)
            yield Finding(path, params, others, right.id, "beside")


# --- what it is compared with --------------------------------------------------------------------


def baseline_stale(case: Case) -> Iterator[Finding]:
    """A baseline is at most two quarters old, and a share or a mean rests on thirty cases."""
    for kpi in case.agreement.kpis:
        measured = kpi.baseline_quarter
        if known(kpi.baseline) and measured and _age(measured, case) > OLDEST_BASELINE:
            params = {"kpi": kpi, "measured": measured, "now": case.agreement.identity.quarter}
            yield Finding(f"kpis.{kpi.id}.baseline", params, ("identity.quarter",), "", "old")
        if kpi.sample is not None and kpi.sample < LEAST_SAMPLE and _by_chance(kpi):
            params = {"kpi": kpi, "sample": kpi.sample, "least": LEAST_SAMPLE}
            yield Finding(f"kpis.{kpi.id}.sample", params, (), "", "small")


def _age(measured: Quarter, case: Case) -> int:
    """How many quarters lie between a quarter and the agreement's."""
    now = case.agreement.identity.quarter
    return 4 * (now.year - measured.year) + now.number - measured.number


def _by_chance(kpi: Kpi) -> bool:
    """Whether a figure is a share or a mean of cases; a sum is what it is."""
    measure = measure_of(kpi.measure)
    shared = isinstance(kpi.target, Percent | Duration | Times) or kpi.statistic is not None
    return shared or (measure is not None and "/" in measure.calculation)


def baseline_missing(case: Case) -> Iterator[Finding]:
    """A target is held against what there was before."""
    for kpi in case.agreement.kpis:
        if kpi.baseline is None and kpi.actual is None:
            yield Finding(f"kpis.{kpi.id}.baseline", {"kpi": kpi})


RULES = (
    rule(kpi_incomplete, Severity.ERROR),
    rule(attribution_missing, Severity.ERROR),
    rule(systems_of_record, Severity.ERROR),
    rule(kpi_alone, Severity.WARNING),
    rule(stock_against_flow, Severity.WARNING),
    rule(cohort_unsaid, Severity.WARNING),
    rule(baseline_stale, Severity.WARNING),
    rule(baseline_missing, Severity.ADVICE),
)
