"""The example agreements: complete, true to their own numbers, and readable in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from functools import cache
from itertools import pairwise
from math import ceil
from pathlib import Path
from typing import Any, cast, get_args

import pytest

from sla_writer import clock, paths, rules, yaml_file
from sla_writer.agreement import Agreement, reading
from sla_writer.agreement.prose import Text
from sla_writer.agreement.record import Record, Undecided
from sla_writer.agreement.values import Count, Duration, Money, Percent, Times, Unit

ROOT = Path(__file__).parents[1]
QUARTERS = {  # a company's quarters, one after the other
    folder.name: [folder / "agreement.yaml", *sorted(folder.glob("20*.yaml"))]
    for folder in sorted(ROOT.glob("examples/*"))
}
EXAMPLES = [path for quarters in QUARTERS.values() for path in quarters]
NAMES = [f"{path.parent.name}-{path.stem}" for path in EXAMPLES]
COUNTRIES = {"ryadozor-sla": "RU", "fennimark-sla": "US"}
load = cache(reading.load)

FORBIDDEN = (
    "ведущий специалист по маркетингу", "ведущий специалист по продажам", "личность покупателя",
    "квалифицированного лидера", "последующие попытки продаж", "значение жизни клиент",
    "всего целей продаж", "пересматривать и пересматривать", "показатель производительности",
    "трубопровод", "бизнес-час", "деловые часы", "дисквалифи", "утилизац", "в течении",
)  # fmt: skip


@pytest.fixture(scope="module", params=EXAMPLES, ids=NAMES)
def agreement(request: pytest.FixtureRequest) -> Agreement:
    return load(request.param)


# --- complete -----------------------------------------------------------------------------------


def records(value: Any) -> Iterator[Record]:
    if isinstance(value, Record):
        yield value
        for name in value.model_fields_set:
            yield from records(getattr(value, name))
    elif isinstance(value, tuple):
        for each in value:
            yield from records(each)


def record_classes(found: type[Record], seen: set[type[Record]]) -> set[type[Record]]:
    if found not in seen:
        seen.add(found)
        for field in found.model_fields.values():
            for inner in _classes_in(field.annotation):
                record_classes(inner, seen)
    return seen


def _classes_in(annotation: Any) -> Iterator[type[Record]]:
    if isinstance(annotation, type) and issubclass(annotation, Record):
        yield annotation
    for part in get_args(annotation):
        yield from _classes_in(part)


def test_every_field_of_the_agreement_is_shown_somewhere() -> None:
    used = {
        (type(record).__name__, name)
        for path in EXAMPLES
        for record in records(load(path))
        for name in record.model_fields_set
    }
    known = {
        (record.__name__, name)
        for record in record_classes(Agreement, set())
        for name in record.model_fields
    }
    assert sorted(known - used) == []


def test_some_values_are_left_undecided_and_say_who_decides(agreement: Agreement) -> None:
    found = [each for each in records(agreement) if isinstance(each, Undecided)]
    if agreement.identity.id == "fennimark-sla":
        assert len(found) >= 2
        assert any(each.undecided.between for each in found)
    assert all(each.undecided.who and each.undecided.by for each in found)


def test_every_free_text_is_said_in_both_languages(agreement: Agreement) -> None:
    texts = [
        (record, name)
        for record in records(agreement)
        for name in record.model_fields_set
        for text in _texts(getattr(record, name))
        if {language for language, _ in text.said} < {"en", "ru"} and not _a_code(text)
    ]
    assert texts == []


def _texts(value: Any) -> Iterator[Text]:
    if isinstance(value, Text):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _texts(each)


def _a_code(text: Text) -> bool:
    """A word that is the same in every language, such as a status of the CRM."""
    return text.any() == ("", "MQL")


@pytest.mark.parametrize("path", EXAMPLES, ids=NAMES)
def test_no_forbidden_mistranslation_stands_in_an_example(path: Path) -> None:
    said = path.read_text(encoding="utf-8").lower()
    assert [word for word in FORBIDDEN if word in said] == []


def test_an_example_survives_a_round_trip(agreement: Agreement) -> None:
    assert reading.from_file(yaml_file.parse(reading.to_yaml(agreement), "again.yaml")) == agreement


# --- the numbers add up -------------------------------------------------------------------------


def fraction(value: Any) -> Fraction:
    assert isinstance(value, Percent)
    return value.fraction


def money(value: Any) -> Fraction:
    assert isinstance(value, Money)
    return Fraction(value.amount)


def kpi(agreement: Agreement, measure: str) -> Any:
    found = [each for each in agreement.kpis if each.measure == measure]
    assert len(found) == 1, measure
    return found[0]


def needed(agreement: Agreement) -> dict[str, Fraction]:
    """How many leads of each planned stage the plan needs, computed here once more."""
    plan: Any = agreement.plan
    deals = money(plan.sales_target) * fraction(plan.marketing_share) / money(plan.deal_size)
    counts: dict[str, Fraction] = {}
    below = deals
    for stage in reversed([stage for stage in agreement.stages if stage.in_plan]):
        below = below / fraction(stage.rate) if stage.rate else deals
        counts[stage.id] = below
    return counts


def test_the_targets_are_what_the_plan_needs(agreement: Agreement) -> None:
    counts = needed(agreement)
    assert counts["won"].denominator == 1
    target = kpi(agreement, "qualified_leads")
    months = {"month": 3, "quarter": 1}[target.per.value]
    assert Fraction(target.target.value) * months == ceil(counts["mql"])
    volume = next(c for c in agreement.commitments if c.kind == "mql-volume")
    assert (volume.amount, volume.per) == (target.target, target.per)


def test_the_months_of_the_plan_are_whole_and_sum_to_the_quarter(agreement: Agreement) -> None:
    plan: Any = agreement.plan
    weights = [fraction(weight) for weight in plan.month_weights] or [Fraction(1, 3)] * 3
    assert sum(weights) == 1
    mql = ceil(needed(agreement)["mql"])
    assert all((mql * weight).denominator == 1 for weight in weights)


def test_rates_of_stages_and_kpis_are_the_same_numbers(agreement: Agreement) -> None:
    rates = {stage.id: stage.rate for stage in agreement.stages}
    order = [stage.id for stage in agreement.stages if stage.in_plan]
    product = Fraction(1)
    for stage in order[:-1]:
        product *= fraction(rates[stage])
    assert fraction(kpi(agreement, "conversion").target) == product
    assert kpi(agreement, "acceptance_rate").target == rates["mql"]
    assert kpi(agreement, "win_rate").target == rates[order[-2]]
    assert fraction(agreement.stages[0].weight) == product


def test_a_stage_weighs_what_is_left_of_its_way_to_a_deal(agreement: Agreement) -> None:
    weight = Fraction(1)
    for stage in reversed([stage for stage in agreement.stages if stage.in_plan]):
        weight = weight * fraction(stage.rate) if stage.rate else weight
        assert fraction(stage.weight) == weight, stage.id


def test_the_sales_team_can_work_what_marketing_promises(agreement: Agreement) -> None:
    plan: Any = agreement.plan
    capacity = plan.capacity
    weights = [fraction(weight) for weight in plan.month_weights] or [Fraction(1, 3)]
    most = needed(agreement)["mql"] * max(weights)
    full = Fraction(capacity.reps.value) - sum(1 - fraction(each) for each in capacity.ramp)
    there = full * (1 - fraction(capacity.leave))
    assert there * Fraction(capacity.leads_per_rep.value) >= most
    (follow_up,) = agreement.follow_ups
    attempts: Any = follow_up.attempts
    minutes = attempts.value * capacity.minutes_per_attempt.value + capacity.minutes_per_lead.value
    day = capacity.productive_hours_per_day.value * 60
    for days in open_days_by_month(agreement):
        assert days * day // minutes >= capacity.leads_per_rep.value


def open_days_by_month(agreement: Agreement) -> list[int]:
    identity: Any = agreement.identity
    calendar = next(c for c in agreement.calendars if c.id == identity.calendar)
    days: dict[tuple[int, int], int] = {}
    day = identity.effective_from
    while day <= identity.effective_to:
        month = (day.year, day.month)
        days[month] = days.get(month, 0) + bool(clock.opening(day, calendar))
        day += timedelta(days=1)
    return list(days.values())


def test_unit_economics_are_recomputed(agreement: Agreement) -> None:
    plan: Any = agreement.plan
    customers = money(plan.sales_target) / money(plan.deal_size)
    assert customers.denominator == 1
    cac = (money(plan.marketing_budget) + money(plan.sales_budget)) / customers
    margin = money(plan.revenue_per_customer) * fraction(plan.gross_margin)
    ltv = margin / fraction(plan.churn)
    assert money(kpi(agreement, "cac").target) == cac
    assert money(kpi(agreement, "ltv").target) == ltv
    assert 3 <= ltv / cac <= 5
    assert cac / margin <= 18
    assert money(plan.revenue_per_customer) * 12 == money(plan.deal_size)


def test_lead_values_sum_to_marketings_share(agreement: Agreement) -> None:
    plan: Any = agreement.plan
    values: Any = agreement.lead_values
    worth = {v.id: fraction(v.close_rate) * money(v.revenue) for v in values}
    total = sum(Fraction(v.volume.value) * worth[v.id] for v in values)
    assert total == money(plan.sales_target) * fraction(plan.marketing_share)
    mql = ceil(needed(agreement)["mql"])
    assert sum(Fraction(v.volume.value) for v in values) == mql
    assert all(v.value is None or money(v.value) == worth[v.id] for v in values)
    mix: Any = next(c for c in agreement.commitments if c.kind == "high-intent-mix")
    assert 0 <= Fraction(values[0].volume.value) / mql - fraction(mix.amount) < Fraction(1, 100)


def test_targets_named_twice_are_the_same(agreement: Agreement) -> None:
    plan: Any = agreement.plan
    assert kpi(agreement, "sales_target").target == plan.sales_target
    assert kpi(agreement, "deal_size").target == plan.deal_size
    assert kpi(agreement, "sales_cycle").target == plan.cycle
    assert kpi(agreement, "marketing_sourced").target == plan.marketing_share
    kpis = {each.id: each for each in agreement.kpis}
    for goal in agreement.goals:
        if goal.kpi:
            linked = kpis[goal.kpi]
            assert (goal.target, goal.baseline) == (linked.target, linked.baseline), goal.id
    for commitment in agreement.commitments:
        if commitment.kpi and commitment.amount:
            assert commitment.amount == kpis[commitment.kpi].target, commitment.id


def test_coverage_is_enough_for_the_win_rate(agreement: Agreement) -> None:
    found: Any = [k for k in agreement.kpis if k.measure == "pipeline_coverage"]
    win_rate = fraction(kpi(agreement, "win_rate").target)
    assert all(Fraction(k.target.ratio) * win_rate >= 1 for k in found)


def test_sourced_is_not_more_than_influenced(agreement: Agreement) -> None:
    found: Any = [k for k in agreement.kpis if k.measure == "marketing_influenced"]
    for influenced in found:
        sourced = kpi(agreement, "marketing_sourced")
        assert fraction(sourced.target) <= fraction(influenced.target)
        assert fraction(sourced.actual) <= fraction(influenced.actual)


def test_scores_can_reach_their_maximum_and_not_more(agreement: Agreement) -> None:
    scoring: Any = agreement.scoring
    points = sum(item.points.value for item in scoring.items if item.kind != "negative")
    assert points == scoring.maximum.value > scoring.threshold.value > scoring.fit_threshold.value


# --- the rules fit together ---------------------------------------------------------------------


def in_minutes(duration: Any, hours_a_day: int) -> Decimal:
    assert isinstance(duration, Duration)
    size = {Unit.MINUTE: 1, Unit.BUSINESS_HOUR: 60, Unit.BUSINESS_DAY: 60 * hours_a_day}
    return duration.amount * (size | {Unit.CALENDAR_DAY: 60 * 24})[duration.unit]


def strictly_rising(values: list[Decimal]) -> bool:
    return all(a < b for a, b in pairwise(values))


def test_a_breach_ladder_climbs_after_its_limit(agreement: Agreement) -> None:
    for limit in agreement.time_limits:
        if not isinstance(limit.within, Undecided):
            steps = [in_minutes(step.after, 9) for step in limit.breach]
            assert strictly_rising([in_minutes(limit.within, 9), *steps]), limit.id


def test_an_escalation_climbs_in_time(agreement: Agreement) -> None:
    for trigger in {step.trigger for step in agreement.escalation}:
        steps = [step for step in agreement.escalation if step.trigger == trigger]
        assert strictly_rising([in_minutes(step.after, 9) for step in steps]), trigger
        assert len({step.to for step in steps}) == len(steps)


def test_the_attempts_fit_into_their_window(agreement: Agreement) -> None:
    hours = {"ryadozor-sla": 9, "fennimark-sla": 10}[agreement.identity.id]
    for follow_up in agreement.follow_ups:
        found: Any = follow_up
        times = [in_minutes(step.after, hours) for step in found.cadence]
        spacing = in_minutes(found.spacing, hours)
        assert len(times) == found.attempts.value <= found.most.value
        assert times[-1] <= in_minutes(found.window, hours)
        assert all(b - a >= spacing for a, b in pairwise(times))
        for minimum in found.channels:
            assert sum(minimum.channel in step.channels for step in found.cadence) >= minimum.least


def test_both_sides_promise_about_as_much(agreement: Agreement) -> None:
    sides = [commitment.side.value for commitment in agreement.commitments]
    assert abs(sides.count("marketing") - sides.count("sales")) <= 1
    assert {c.side for c in agreement.consequences} == {"marketing", "sales"}
    assert all(c.amount or c.limit for c in agreement.commitments)


def test_the_dates_of_the_quarter_are_in_order(agreement: Agreement) -> None:
    identity: Any = agreement.identity
    review: Any = agreement.review
    assert identity.effective_from < review.on <= identity.review_by < identity.effective_to
    begin = identity.fiscal_year_start
    assert identity.effective_from == identity.quarter.first_day(begin)
    assert identity.effective_to == identity.quarter.last_day(begin)


def test_the_copied_holidays_are_the_official_ones(agreement: Agreement) -> None:
    """Those of the quarter, and at most those of the month after, into which time limits run."""
    identity: Any = agreement.identity
    first, last = identity.effective_from, identity.effective_to
    years = {first.year, last.year}
    official = {h.day for h in clock.holidays_for(COUNTRIES[identity.id], years).holidays}
    wanted = {day for day in official if first <= day <= last}
    for calendar in agreement.calendars:
        copied = {holiday.day for holiday in calendar.holidays}
        assert wanted == {day for day in copied if first <= day <= last}
        assert copied <= official
        assert max(copied) <= last + timedelta(days=31)


def test_last_quarters_funnel_is_consistent(agreement: Agreement) -> None:
    share = kpi(agreement, "marketing_sourced").actual
    total = kpi(agreement, "sales_target")
    deals = money(total.actual) * fraction(share) / money(kpi(agreement, "deal_size").actual)
    assert deals.denominator == 1
    assert money(total.actual) == total.sample * money(kpi(agreement, "deal_size").actual)
    conversion = kpi(agreement, "conversion")
    assert conversion.sample * fraction(conversion.actual) == deals
    win = kpi(agreement, "win_rate")
    assert win.sample * fraction(win.actual) == deals


@pytest.mark.parametrize("path", EXAMPLES, ids=NAMES)
def test_the_rules_find_nothing_in_an_example(path: Path) -> None:
    """What had been found is mended, waived or explained, as before any release."""
    agreement = load(path)
    today = cast(date, agreement.identity.effective_from)
    assert [(e.rule, e.path) for e in rules.examine(rules.Case(agreement, today)).findings] == []


# --- one quarter after another ------------------------------------------------------------------

STEPS = [step for quarters in QUARTERS.values() for step in pairwise(quarters)]
each_step = pytest.mark.parametrize(("ended", "begun"), STEPS, ids=lambda path: path.stem)


@each_step
def test_a_quarter_begins_where_the_last_one_ended(ended: Path, begun: Path) -> None:
    old, new = load(ended), load(begun)
    was: Any = old.identity
    last: Any = new.history[-1]
    assert new.identity.supersedes == f"{was.id} {was.quarter} r{was.revision}"
    assert (last.quarter, last.effective) == (was.quarter, was.effective_from)
    assert new.history[:-1] == old.history
    targets = {each.id: each.target for each in old.kpis}
    reached = {each.id: each.actual for each in old.kpis}
    for each in new.kpis:
        assert each.last_target == targets.get(each.id), each.id
        assert each.baseline == reached.get(each.id), each.id
        assert each.actual is not None, each.id


@each_step
def test_reasons_are_given_for_what_changed_and_are_remembered(ended: Path, begun: Path) -> None:
    old, new = load(ended), load(begun)
    assert len(new.reasons) >= 10
    before, after = reading.plain(old), reading.plain(new)
    for each in new.reasons:
        assert paths.get(before, each.path) != paths.get(after, each.path), each.path
        assert each.about or paths.get(after, each.path) is not None, each.path
    told = [(each.id, each.path, each.reason) for each in new.history[-1].reasons]
    assert told == [(each.id, each.path, each.reason) for each in old.reasons]
    assert all(each.about for each in new.history[-1].reasons)


# --- the catalogue ------------------------------------------------------------------------------

KINDS = {"percent": Percent, "money": Money, "count": Count, "times": Times}
TYPED_IN = sorted(Path(__file__).with_name("real").glob("*.yaml"))


@pytest.mark.parametrize("path", [*EXAMPLES, *TYPED_IN], ids=str)
def test_every_measure_is_in_the_catalogue_and_in_its_unit(path: Path) -> None:
    catalogue: Any = yaml_file.load(ROOT / "glossaries" / "kpis.yaml").data
    for each in load(path).kpis:
        if each.measure:
            unit = catalogue[each.measure]["unit"].split("-per-")[0]
            assert isinstance(each.target, KINDS.get(unit, Duration) | Undecided), each.id


def test_the_examples_hold_the_nine_kpis_of_every_agreement(agreement: Agreement) -> None:
    catalogue: Any = yaml_file.load(ROOT / "glossaries" / "kpis.yaml").data
    assert set(list(catalogue)[:9]) <= {each.measure for each in agreement.kpis}
    assert 12 <= len(agreement.kpis) <= 17
