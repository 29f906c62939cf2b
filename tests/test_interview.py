"""An interview loses no answer, asks for everything, and yields the same agreement by every way."""

from __future__ import annotations

import dataclasses
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from interviewed import PACKS, begun, ended, finished, given_answers, script

from sla_writer import interview, paths, yaml_file
from sla_writer import pack as packs
from sla_writer.agreement import reading
from sla_writer.errors import AgreementError, PackError, SlaWriterError
from sla_writer.interview import engine, ids, opening, presets, results, shape
from sla_writer.interview.check import check
from sla_writer.interview.engine import Event, History, State
from sla_writer.interview.journal import NAME, Begun, Journal
from sla_writer.interview.script import FORM, Depth, holds, words_ids
from sla_writer.interview.words import Words, split

# --- everything can be said ---------------------------------------------------------------------

BY_ITSELF = {
    "id": "made from the item's name, and never changed, since paths are built on it",
    "identity.pack": "the pack that asks",
    "remarks": "written by the interview itself",
}


def asked_for(path: str, tops: set[str]) -> bool:
    return any(paths.within(path, top) for top in tops)


def test_every_field_of_the_agreement_is_asked_for_by_the_standard_pack() -> None:
    tops = {question.id for question in script().pack.questions if "*" not in question.id}
    missing = [
        path
        for path, field in shape.leaves()
        if (field.name != "id" or path == "identity.id")
        and not any(paths.within(path, own) for own in BY_ITSELF)
        and not asked_for(path, tops)
        and not any(paths.within(top, path) for top in tops)
    ]
    assert missing == []


@pytest.mark.parametrize("name", PACKS)
def test_the_questions_of_every_pack_have_fields_and_words(name: str) -> None:
    assert list(check(packs.load(name))) == []


OWN = "sections: []\nwords_from: b2b\nquestions:\n  - {id: plan.sales_target, section: goals}\n"


@pytest.mark.parametrize(
    ("line", "words", "key", "place"),
    [
        ("  - {id: plan.target, section: goals}\n", "", "ask-unknown-field", "pack.yaml:5:10"),
        ("  - {id: plan.deal_size, section: money}\n", "", "ask-no-words", "questions.yaml:1:1"),
        ("", "kpis.cac.target: Which?\n", "ask-unused-words", "questions.yaml:2:1"),
    ],
)
def test_a_mistake_in_a_pack_is_placed(
    tmp_path: Path, line: str, words: str, key: str, place: str
) -> None:
    (tmp_path / "own" / "en").mkdir(parents=True)
    (tmp_path / "own" / "pack.yaml").write_text(OWN + line, encoding="utf-8")
    questions = tmp_path / "own" / "en" / "questions.yaml"
    questions.write_text(f"plan.sales_target: How much?\n{words}", encoding="utf-8")
    found = list(check(packs.load("own", tmp_path)))
    assert [problem.key for problem in found] == [key]
    assert str(found[0].place).endswith(place)


def test_both_languages_ask_the_same_questions_in_full() -> None:
    for name in PACKS:
        english, russian = (script(name).pack.question_words(code) for code in ("en", "ru"))
        assert english.keys() == russian.keys()
        for key, entry in english.items():
            other = russian[key]
            parts = [set(e) if isinstance(e, dict) else {"text"} for e in (entry, other)]
            assert parts[0] == parts[1], key


def test_examples_of_questions_are_answers_that_are_taken() -> None:
    typed = {"percent", "money", "duration", "quarter", "date", "time", "hours", "figure", "times"}
    for code in ("en", "ru"):
        words = Words(script().pack, code)
        for step in script().steps(finished().answers):
            if step.kind in typed and step.field and (example := words.asked(step).example):
                step.field.check(example, step.path)


# --- the same agreement by every way ------------------------------------------------------------


def test_the_obligatory_answers_make_a_whole_agreement() -> None:
    agreement = results.agreement(script(), finished())
    assert agreement.plan is not None
    assert len(agreement.kpis) == 11
    assert str(agreement.identity.effective_to) == "2027-03-31"


def test_the_short_pack_needs_far_fewer_answers() -> None:
    short = finished("short")
    assert len(results.agreement(script("short"), short).commitments) == 5
    assert (
        engine.progress(script("short"), short)[0]
        < engine.progress(script(), finished())[0] / 2 + 3
    )


def test_defaults_are_marked_to_be_confirmed_and_answers_are_not() -> None:
    agreement = results.agreement(script(), finished())
    marked = {remark.path for remark in agreement.remarks if remark.confirm}
    assert {"meetings", "time_limits.routing", "handoffs.mql-to-sales"} <= marked
    assert not {"plan.sales_target", "identity.quarter", "plan"} & marked
    assert all(remark.origin == "default" for remark in agreement.remarks)


@settings(deadline=None, max_examples=5)
@given(st.permutations(sorted(given_answers())))
def test_the_order_of_answers_changes_nothing(order: list[str]) -> None:
    state = begun()
    for path in order:
        state = engine.answer(script(), state, path, given_answers()[path])
    assert results.agreement(script(), ended(state)) == expected()


@cache
def expected() -> Any:
    return results.agreement(script(), finished())


@settings(deadline=None, max_examples=25)
@given(st.data())
def test_going_back_loses_nothing(data: st.DataObject) -> None:
    state = finished()
    for _ in range(data.draw(st.integers(1, 6))):
        event = engine.back(script(), state)
        assert event is not None
        state = engine.apply(state, event)
        step = engine.next_question(script(), state)
        assert step is not None
        assert step.path == event.id
    assert results.agreement(script(), ended(state)) == expected()


def test_back_goes_over_sections_to_the_first_question_and_stops_there() -> None:
    state, seen = finished(), []
    while event := engine.back(script(), state):
        state = engine.apply(state, event)
        seen.append(event.id)
    assert seen[-1] == "identity.languages"
    assert len(seen) == len(set(seen)) == len(finished().settled)


def test_an_answers_file_gives_the_agreement_that_the_interview_gives() -> None:
    state = finished()
    data = {**results.export(script(), state)}
    remarks = data.pop("remarks")
    taken = interview.from_answers(yaml_file.parse(yaml_file.dump(data), "a.yaml"), script().pack)
    assert reading.agreement_id(taken) == reading.agreement_id(expected())
    assert remarks


# --- conditions, lists, open values -------------------------------------------------------------


def test_a_hidden_answer_is_remembered_but_not_exported() -> None:
    state = engine.answer(script(), finished(), "time_limits.routing.statistic", "median")
    assert paths.get(state.answers, "time_limits.routing.share") == "95 %"
    assert paths.get(results.export(script(), state), "time_limits.routing.share") is None
    again = engine.answer(script(), state, "time_limits.routing.statistic", "share")
    assert paths.get(results.export(script(), again), "time_limits.routing.share") == "95 %"


def test_conditions_look_at_the_item_that_is_asked_about() -> None:
    answers = {"stages": [{"id": "a", "rate": "5 %"}, {"id": "b"}], "plan": {"yes": True}}
    assert holds({"stages.*.rate": "set"}, answers, "stages.a.weight")
    assert holds({"stages.*.rate": "unset"}, answers, "stages.b.weight")
    assert holds({"plan.yes": ["no", "yes"]}, answers, "x")


def test_any_open_value_may_be_put_off() -> None:
    state = engine.undecided(script(), finished(), "plan.deal_size", "cmo", "2027-01-31")
    agreement = results.agreement(script(), state)
    assert agreement.plan.deal_size.undecided.who == "cmo"  # type: ignore[union-attr]


def item_list(path: str = "roles") -> Any:
    return next(step for step in script().steps(begun().answers) if step.path == path)


def named(state: State, path: str = "roles") -> list[str]:
    return [item["id"] for item in paths.get(state.answers, path)]


def test_items_are_added_copied_moved_and_deleted() -> None:
    state = begun()
    before = named(state)
    event = engine.added(state, item_list(), "title", "Старший аналитик")
    state = engine.apply(state, event)
    assert named(state) == [*before, "starshiy-analitik"]
    asked = engine.next_question(script(), engine.apply(state, Event("close", "x")))
    assert asked is not None
    state = engine.apply(state, Event("copy", "roles", "starshiy-analitik"))
    assert named(state)[-1] == "starshiy-analitik-2"
    state = engine.apply(state, Event("move", "roles", ["starshiy-analitik", 0]))
    assert named(state)[0] == "starshiy-analitik"
    for key in ("starshiy-analitik", "starshiy-analitik-2"):
        state = engine.apply(state, Event("delete", "roles", key))
    assert named(state) == before


def test_a_new_item_is_asked_for_all_it_needs() -> None:
    state = finished()
    kpis = next(s for s in script().steps(state.answers) if s.path == "kpis")
    state = engine.apply(state, engine.added(state, kpis, "measure", "win_rate"))
    asked = []
    while (step := engine.next_question(script(), state)) and step.path != "kpis.win_rate.?":
        asked.append(step.path.rpartition(".")[2])
        state = engine.apply(state, Event("close", step.path))
    assert asked[:3] == ["side", "target", "per"]
    assert {"owner", "basis", "cadence", "source"} <= set(asked)


def test_an_optional_part_is_asked_for_only_when_it_is_wanted() -> None:
    state = engine.answer(script(), finished(), "scope.excluded", {})
    step = engine.next_question(script(), state)
    assert step is not None
    assert step.path == f"scope.excluded.{FORM}"
    closed = engine.apply(state, Event("close", step.path))
    assert paths.get(results.export(script(), closed), "scope.excluded") is None


def test_a_wrong_answer_says_what_is_wrong_with_it() -> None:
    with pytest.raises(AgreementError) as caught:
        engine.answer(script(), begun(), "plan.marketing_share", "40")
    assert caught.value.problems[0].key == "value-percent"
    with pytest.raises(AgreementError, match="needed"):
        engine.answer(script(), begun(), "identity.quarter", None)


def test_no_question_is_left_about_an_item_that_was_deleted() -> None:
    state = engine.apply(begun(), Event("delete", "stages", "sal"))
    assert "stages.sal.rate" not in {step.path for step in script().steps(state.answers)}
    everything = engine.apply(state, Event("answer", "kpis", []))
    assert not [s for s in script().steps(everything.answers) if s.path.startswith("kpis.")]


def test_what_only_the_whole_shows_is_asked_again() -> None:
    state = engine.apply(finished(), Event("delete", "stages", "sal"))
    with pytest.raises(AgreementError) as caught:
        results.agreement(script(), state)
    again = {path for path, _ in results.to_mend(script(), state, caught.value)}
    assert "handoffs.mql-to-sales.to_stage" in again


# --- the journal --------------------------------------------------------------------------------


def begun_journal(folder: Path) -> tuple[Journal, History]:
    journal, start = Journal(folder / NAME), presets.start(script().pack)
    journal.begin(Begun("b2b", start))
    return journal, History(State(start))


def told(folder: Path, history: History, events: list[Event]) -> History:
    journal = Journal(folder / NAME)
    for event in events:
        history = journal.write(history, event)
    return history


def kept_state(journal: Journal) -> State:
    kept = journal.unfinished()
    assert kept is not None
    return journal.history(State(kept.begun.start), kept.events).state


def some_events() -> list[Event]:
    state, events = begun(), []
    for path in ("plan.sales_target", "identity.quarter", "roles.cmo.person"):
        events.append(engine.answered(script(), state, path, given_answers()[path]))
        state = engine.apply(state, events[-1])
    return [*events, engine.added(state, item_list(), "title", "x"), Event("delete", "roles", "x")]


def test_a_resumed_interview_stands_where_it_was_left(tmp_path: Path) -> None:
    journal, history = begun_journal(tmp_path)
    for event in some_events():
        history = told(tmp_path, history, [event])
        assert kept_state(journal) == history.state


def test_a_finished_interview_is_not_resumed(tmp_path: Path) -> None:
    journal, _ = begun_journal(tmp_path)
    journal.end()
    assert journal.unfinished() is None
    journal.begin(Begun("b2b", {"identity": {}}, Depth.CHANGED, origin="file", of="0" * 64))
    kept = journal.unfinished()
    assert kept is not None
    assert (kept.begun.depth, kept.begun.origin, kept.events) == (Depth.CHANGED, "file", ())


def test_power_lost_in_the_middle_of_a_line_costs_only_that_line(tmp_path: Path) -> None:
    journal, start = begun_journal(tmp_path)
    events = some_events()
    told(tmp_path, start, events)
    whole = journal.path.read_bytes()
    ends = [i + 1 for i, byte in enumerate(whole) if byte == 10]
    for cut in range(ends[0], len(whole), 37):
        journal.path.write_bytes(whole[:cut])
        there = sum(end <= cut for end in ends) - 1
        assert kept_state(journal) == engine.fold(start.state, events[:there]).state
        assert journal.path.read_bytes().endswith(b"\n")


@pytest.mark.parametrize("garbage", [b"{broken\n", b"\xff\xfe\n", b"[]\n", b'{"what": "ans'])
def test_a_damaged_last_line_is_dropped_with_a_message(tmp_path: Path, garbage: bytes) -> None:
    journal, start = begun_journal(tmp_path)
    state = told(tmp_path, start, some_events()).state
    with journal.path.open("ab") as file:
        file.write(garbage)
    kept = journal.unfinished()
    assert kept is not None
    assert kept.lost
    assert kept_state(journal) == state


def test_the_journal_tells_who_said_what_when(tmp_path: Path) -> None:
    journal, start = begun_journal(tmp_path)
    told(tmp_path, start, some_events()[:1])
    line = json.loads(journal.path.read_text(encoding="utf-8").split("\n")[1])
    assert (line["id"], line["new"], line["old"], line["source"]) == (
        "plan.sales_target", "900000 USD", None, "typed",
    )  # fmt: skip
    assert line["time"].endswith("+00:00")


def test_a_damaged_journal_is_one_message_with_its_line(tmp_path: Path) -> None:
    journal, start = begun_journal(tmp_path)
    told(tmp_path, start, some_events())
    lines = journal.path.read_text(encoding="utf-8").split("\n")
    journal.path.write_text("\n".join([lines[0], "{broken", *lines[2:]]), encoding="utf-8")
    with pytest.raises(SlaWriterError) as caught:
        journal.unfinished()
    assert caught.value.params["line"] == 2


def test_an_interview_goes_on_with_the_pack_it_was_begun_with(tmp_path: Path) -> None:
    wanted = interview.Wanted(tmp_path, "en", "short", depth="full")
    assert opening.new(wanted).script.pack.name == "short"
    again = opening.new(dataclasses.replace(wanted, pack=None, depth=None))
    assert again.script.pack.name == "short"
    with pytest.raises(SlaWriterError, match="short"):
        opening.new(dataclasses.replace(wanted, pack="b2b"))


def test_an_interview_that_was_left_may_go_on_at_another_depth(tmp_path: Path) -> None:
    wanted = interview.Wanted(tmp_path, "en", depth="quick")
    quick = opening.new(wanted)
    quick.answer("identity.quarter", "Q1 2027")
    full = opening.new(dataclasses.replace(wanted, depth="full"))
    assert full.answers == quick.answers
    counts = [engine.progress(each.script, each.state)[1] for each in (quick, full)]
    assert counts[1] > 2 * counts[0]


# --- answers files ------------------------------------------------------------------------------


def file_of(text: str) -> yaml_file.YamlFile:
    return yaml_file.parse(text, "answers.yaml")


def test_a_missing_answer_is_an_error_with_its_question() -> None:
    with pytest.raises(AgreementError) as caught:
        interview.from_answers(file_of("identity:\n  quarter: Q1 2027\n"), script("short").pack)
    missing = {problem.path: str(problem) for problem in caught.value.problems}
    assert "answers.yaml:2:3" in missing["identity.currency"]
    question = Words(script("short").pack, "en").question_at("identity.currency")
    assert question in missing["identity.currency"]


SMALL = """\
identity: {quarter: Q1 2027, currency: EUR}
plan: {sales_target: 300 000 EUR, marketing_share: 50 %, deal_size: 10 000 EUR}
calendars: [{id: office, zone: Europe/Berlin}]
kpis:
  - {id: qualified_leads, target: 60}
  - {id: conversion, target: 30 %}
"""


def test_a_partial_file_is_filled_from_the_presets() -> None:
    agreement = interview.from_answers(file_of(SMALL), script("short").pack)
    assert [kpi.id for kpi in agreement.kpis] == ["qualified_leads", "conversion"]
    assert agreement.kpis[0].owner == "cmo"
    assert str(agreement.commitments[0].amount) == "60"
    assert agreement.commitments[1].kpi is None  # acceptance_rate is not in the file's list
    marked = {remark.path for remark in agreement.remarks}
    assert {"commitments", "kpis.qualified_leads", "identity.effective_from"} <= marked
    assert "plan" not in marked


def test_what_a_file_empties_stays_empty() -> None:
    agreement = interview.from_answers(
        file_of(SMALL + "follow_ups: []\nsignatories:\n"), script("short").pack
    )
    assert (agreement.follow_ups, agreement.signatories) == ((), ())


def test_presets_that_refer_to_what_a_file_leaves_out_are_left_out_too() -> None:
    own = (
        SMALL
        + "rejection_codes: [{id: NO, label: no, fault: neutral, action: close}]\nhandoffs: []\n"
    )
    agreement = interview.from_answers(file_of(own), script("short").pack)
    assert agreement.follow_ups[0].code is None


GERMANY = ["2027-01-01", "2027-03-26", "2027-03-29", "2027-05-01"]


@pytest.mark.parametrize("said", ["", ", holidays_source: DE"])
def test_a_calendar_gets_the_public_holidays_of_its_country(said: str) -> None:
    text = SMALL.replace("Berlin", "Berlin" + said)
    office = interview.from_answers(file_of(text), script("short").pack).calendars[0]
    assert [each.day.isoformat() for each in office.holidays] == GERMANY
    assert re.fullmatch(r"holidays [\d.]+, DE 2027", office.holidays_source or "")


def test_russian_transfers_are_copied_for_the_quarter_and_the_month_after_only() -> None:
    text = SMALL.replace("Europe/Berlin", "Europe/Moscow")
    office = interview.from_answers(file_of(text), script("short").pack).calendars[0]
    days = [each.day.isoformat() for each in office.holidays]
    assert (days[0], days[-1]) == ("2027-01-01", "2027-05-01")
    assert [day.isoformat() for day in office.working_days] == ["2027-02-20"]
    assert office.holidays[0].name.get("ru") == "Новогодние каникулы"


@pytest.mark.parametrize(
    ("own", "days"),
    [
        ("zone: Europe/Berlin, holidays: []", 0),
        ("zone: Europe/Berlin, holidays_source: ~", 0),
        ("zone: UTC", 0),
        ("zone: UTC, holidays: [{day: 2027-01-07, name: ours}], holidays_source: our order", 1),
    ],
)
def test_a_calendar_keeps_the_holidays_that_a_file_gives_it(own: str, days: int) -> None:
    text = SMALL.replace("zone: Europe/Berlin", own)
    office = interview.from_answers(file_of(text), script("short").pack).calendars[0]
    assert len(office.holidays) == days
    assert bool(office.holidays_source) == bool(days)


def test_a_country_that_nobody_knows_is_placed_and_asked_again() -> None:
    text = SMALL.replace("Berlin", "Berlin, holidays_source: XX")
    with pytest.raises(AgreementError) as caught:
        interview.from_answers(file_of(text), script("short").pack)
    assert "answers.yaml:3:64: calendars.office.holidays_source" in str(caught.value)
    path = "calendars.office.holidays_source"
    state = engine.answer(script(), finished(), path, "XX")
    with pytest.raises(AgreementError) as caught:
        results.agreement(script(), state)
    assert [each for each, _ in results.to_mend(script(), state, caught.value)] == [path]


def test_the_holidays_proposed_in_the_interview_may_be_refused() -> None:
    path = "calendars.office.holidays_source"
    office = results.agreement(script(), finished()).calendars[0]
    assert [each.day.isoformat() for each in office.holidays] == GERMANY
    refused = engine.answer(script(), finished(), path, None)
    office = results.agreement(script(), refused).calendars[0]
    assert (office.holidays, office.holidays_source) == ((), None)


def test_a_mistake_in_a_file_is_placed() -> None:
    with pytest.raises(AgreementError) as caught:
        interview.from_answers(file_of(SMALL.replace("50 %", "50")), script("short").pack)
    assert "answers.yaml:2:52: plan.marketing_share" in str(caught.value)


def test_a_file_that_is_no_mapping_is_refused() -> None:
    with pytest.raises(AgreementError):
        interview.from_answers(file_of("- a\n"), script("short").pack)


# --- small things -------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["en", "ru"])
def test_offered_text_reads_back_as_the_same_answer(code: str) -> None:
    words = Words(script().pack, code)
    for step in script().steps(finished().answers):
        value = paths.get(finished().answers, step.path)
        plain = isinstance(value, str) and step.kind not in ("text", "choice")
        if plain and step.field:
            assert step.field.read(words.typed(step, value)) == step.field.read(value), step.path


@pytest.mark.parametrize(
    ("name", "made"),
    [("Отдел продаж", "otdel-prodazh"), ("1С: ERP", "n-1s-erp"), ("???", ""), ("Ñan 5", "nan-5"),
     ("one two three four five", "one-two-three-four"), ({"ru": "Лид", "en": "Lead"}, "lead")],
)  # fmt: skip
def test_ids_are_made_from_names(name: Any, made: str) -> None:
    assert ids.slug(name) == made


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("12,5 %, 30 %", ["12,5 %", "30 %"]),
        ("a; b\nc", ["a", "b", "c"]),
        (" , ", []),
        ("a,b", ["a", "b"]),
    ],
)
def test_lists_are_typed_in_one_line(text: str, parts: list[str]) -> None:
    assert split(text) == parts


def test_a_pack_whose_question_is_misspelt_is_refused(tmp_path: Path) -> None:
    for wrong in ("{id: plan, sektion: goals}", "{section: goals}", "plan"):
        folder = tmp_path / "own"
        folder.mkdir(exist_ok=True)
        text = f"sections: []\nquestions: [{wrong}]\n"
        (folder / "pack.yaml").write_text(text, encoding="utf-8")
        with pytest.raises(PackError):
            _ = packs.load("own", tmp_path).questions


def test_values_of_the_interview_are_frozen() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        begun().answers = {}  # type: ignore[misc]
    assert words_ids(item_list())[0] == "roles"
