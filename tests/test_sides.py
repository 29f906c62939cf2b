"""Two sides answer by themselves; every difference is shown, settled by somebody, and kept."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sla_writer import interview, paths, workspace, yaml_file
from sla_writer import pack as packs
from sla_writer.agreement import Agreement, reading
from sla_writer.agreement.sides import SideName
from sla_writer.cli.ending import run
from sla_writer.errors import AgreementError, SlaWriterError
from sla_writer.interview import engine, opening, presets, side_file, sides
from sla_writer.interview.engine import Event
from sla_writer.interview.plain import Lines
from sla_writer.interview.rulings import NAME, Rulings
from sla_writer.interview.settling import Settling
from sla_writer.interview.side_file import SideFile
from sla_writer.interview.sides import Comparison, Ruling, Standing, Take
from sla_writer.interview.sitting import Sitting
from sla_writer.interview.talk import Talk
from sla_writer.pack import BOTH

MARKETING, SALES = sides.SIDES
OTHERWISE = {
    "identity.revenue": "recognised-revenue", "plan.sales_target": "800000 USD",
    "plan.marketing_share": "35 %", "terms.mql.definition": "a lead that Sales asked for",
    "scoring.threshold": "60", "stages.mql.rate": "60 %", "stages.sal.rate": "45 %",
    "handoffs.mql-to-sales.silence.outcome": "deemed-rejected",
    "calendars.office.zone": "Europe/Moscow",
    "time_limits.first-response.within": "1 business day",
    "time_limits.first-response.share": "80 %", "kpis.qualified_leads.target": "150",
    "kpis.acceptance_rate.target": "75 %", "review.in_flight": "new-terms",
}  # fmt: skip
WITHIN, RATE = "time_limits.first-response.within", "stages.mql.rate"
TAKES = (Take.MARKETING, Take.SALES, Take.OPEN)
differences = st.sets(st.sampled_from(sorted(OTHERWISE)))


@cache
def given_answers() -> dict[str, Any]:
    found = yaml_file.load(Path(__file__).parent / "interview" / "answers.yaml").data
    assert isinstance(found, dict)
    return found


def answered(folder: Path, side: str) -> Sitting:
    """One side's interview, answered to its end with what is known or proposed."""
    sitting = opening.new(interview.Wanted(folder, "en", side=side))
    while step := sitting.step():
        value = given_answers().get(step.path, paths.get(sitting.answers, step.path))
        if step.kind in ("form", "records"):
            sitting.do(Event("close", step.path))
        else:
            offered = presets.default(sitting.script, sitting.answers, step.path)
            sitting.answer(step.path, offered if value is None else value)
    return sitting


@cache
def text_of(side: str) -> str:
    with TemporaryDirectory() as folder:
        return side_file.text(answered(Path(folder), side), "en")


@cache
def file_of(side: SideName) -> SideFile:
    with TemporaryDirectory() as folder:
        path = Path(folder, "answers.yaml")
        path.write_text(text_of(side), encoding="utf-8")
        return side_file.read(path)


def compared(changes: Mapping[str, Any], without: tuple[str, ...] = ()) -> Comparison:
    """Marketing's answers beside Sales' with other answers in it, and without some."""
    sales = file_of(SALES)
    kept = {path: value for path, value in sales.answers.items() if path not in without}
    return sides.compare(file_of(MARKETING), replace(sales, answers={**kept, **changes}))


@cache
def start() -> dict[str, Any]:
    begun = presets.start(packs.load("b2b"))
    return dict(paths.put(begun, "identity.languages", ["en"]))


def settle(comparison: Comparison, rulings: Mapping[str, Ruling]) -> Agreement:
    return sides.settle(comparison, rulings, start(), "en")


def written(folder: Path, changes: Mapping[str, str] | None = None) -> tuple[str, str]:
    """Both files in a folder, as the two interviews write them; `changes` are in Sales'."""
    for side in sides.SIDES:
        text = text_of(side)
        for path, value in (changes or {}).items() if side is SALES else ():
            before = next(line for line in text.split("\n") if line.startswith(f"  {path}: "))
            text = text.replace(before, f"  {path}: {value}")
        folder.joinpath(side_file.name(side)).write_text(text, encoding="utf-8")
    one, other = (folder / side_file.name(side) for side in sides.SIDES)
    return str(one), str(other)


# --- each by itself -----------------------------------------------------------------------------


@pytest.mark.parametrize("side", sides.SIDES)
def test_a_side_is_asked_only_what_it_answers(side: SideName) -> None:
    asked = {step.question.side for step in file_of(side).steps.values() if step.question}
    assert asked == {side, BOTH}


def test_what_a_side_file_says_is_what_was_answered(tmp_path: Path) -> None:
    sitting = answered(tmp_path, "sales")
    read = side_file.read(side_file.write(sitting, tmp_path, "en"))
    assert {path: paths.get(sitting.answers, path) for path in read.answers} == read.answers
    assert read.answers["plan.sales_budget"] is None  # left out on purpose
    assert not (tmp_path / workspace.FILE).exists()


def test_both_sides_may_share_a_folder(tmp_path: Path) -> None:
    answered(tmp_path, "marketing")
    left = opening.new(interview.Wanted(tmp_path, "en", side="sales"))
    left.answer("identity.quarter", "Q1 2027")
    again = opening.new(interview.Wanted(tmp_path, "en", side="sales"))
    assert again.resumed
    assert again.answers["identity"]["quarter"] == "2027-Q1"
    assert again.journal.path.name == "interview.sales.jsonl"


def test_a_side_ends_without_a_whole_agreement(tmp_path: Path) -> None:
    sitting = answered(tmp_path, "marketing")
    face = Lines(io.StringIO("1\n"), io.StringIO())
    Talk(sitting, face, "en", "").run()
    assert sitting.journal.unfinished() is not None  # until its file is written


@pytest.mark.parametrize(
    ("line", "key"),
    [
        ("plan.marketing_budget: $5,000", "ask-side-other"),
        ("identity.title: Ours", "ask-side-unasked"),
        ("stages.nothing.rate.x: 5 %", "ask-side-unasked"),
        ("plan.cycle: soon", "value-duration"),
    ],
)
def test_what_a_side_may_not_say_is_refused_with_its_place(
    tmp_path: Path, line: str, key: str
) -> None:
    path, column = tmp_path / "a.yaml", 3 if key.startswith("ask") else 15
    path.write_text(f"side: sales\npack: b2b\nanswers:\n  {line}\n", encoding="utf-8")
    with pytest.raises(AgreementError) as caught:
        side_file.read(path)
    (problem,) = caught.value.problems
    assert (problem.key, str(problem.place)) == (key, f"{path}:4:{column}")
    if key == "ask-side-other":
        assert "What may marketing spend" in str(problem)


@pytest.mark.parametrize("text", ["", "side: both\npack: b2b\n", "identity: {id: x}\n"])
def test_another_file_is_no_side(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(AgreementError, match="one side's answers"):
        side_file.read(path)


# --- compared -----------------------------------------------------------------------------------


@given(differences)
def test_as_many_differences_as_there_are_are_found(changed: set[str]) -> None:
    found = compared({path: OTHERWISE[path] for path in changed})
    assert {item.path for item in found.unsettled} == changed
    assert all(item.standing is Standing.DIFFERING for item in found.unsettled)
    assert found.agreed == len(found.items) - len(changed)


def test_the_same_in_other_words_is_no_difference() -> None:
    said = file_of(MARKETING).answers["terms.mql.definition"]
    broken = {code: text.replace(" ", "\n ") for code, text in said.items()}
    assert compared({"terms.mql.definition": broken}).unsettled == ()


def test_what_one_side_left_unanswered_is_missing() -> None:
    (item,) = compared({}, without=(RATE,)).unsettled
    assert (item.standing, item.missing_from, item.marketing) == (
        Standing.MISSING,
        (SALES,),
        "80 %",
    )


def test_an_answer_left_out_on_purpose_is_an_answer() -> None:
    (item,) = compared({RATE: None}).unsettled
    assert item.standing is Standing.DIFFERING
    agreement = settle(compared({RATE: None}), {RATE: Ruling(Take.SALES)})
    assert reading.plain(agreement)["stages"][1].get("rate") is None


def test_two_files_of_one_side_are_refused() -> None:
    with pytest.raises(SlaWriterError, match="one side"):
        sides.compare(file_of(SALES), file_of(SALES))


# --- settled ------------------------------------------------------------------------------------


@settings(max_examples=max(12, settings().max_examples // 10))  # a fifth of a second each
@given(st.data(), differences)
def test_the_order_of_settling_changes_no_byte(data: st.DataObject, changed: set[str]) -> None:
    found = compared({path: OTHERWISE[path] for path in changed})
    rulings = {path: Ruling(data.draw(st.sampled_from(TAKES)), reason="so") for path in changed}
    order = data.draw(st.permutations(sorted(changed)))
    first, second = (
        reading.to_yaml(settle(found, {path: rulings[path] for path in way}))
        for way in (sorted(changed), order)
    )
    assert first == second


def test_nothing_is_settled_in_silence() -> None:
    with pytest.raises(SlaWriterError, match="nobody has settled"):
        settle(compared({WITHIN: "1 business day"}), {})
    with pytest.raises(AgreementError, match="nothing to take"):
        settle(compared({}, without=(RATE,)), {RATE: Ruling(Take.SALES)})


@pytest.mark.parametrize("path", sorted(OTHERWISE))
def test_what_is_left_open_is_undecided_or_an_open_question(path: str) -> None:
    found = compared({path: OTHERWISE[path]})
    agreement = settle(found, {path: Ruling(Take.OPEN)})
    (item,) = found.unsettled
    left = dict(workspace.left_open(agreement))
    assert (path in left) is item.step.may_be_open
    assert len(agreement.open_questions) == (not item.step.may_be_open)
    if path in left:
        assert (left[path].who, left[path].by) == ("revops", agreement.identity.review_by)
        assert len(left[path].between) == 2


@pytest.mark.parametrize("path", ["identity.quarter", "identity.currency", "systems.crm.name"])
def test_what_the_agreement_needs_cannot_stay_open(path: str) -> None:
    value = {"identity.quarter": "2027-Q2", "identity.currency": "EUR"}.get(path, "Bitrix24")
    with pytest.raises(AgreementError, match="can't stay open") as caught:
        settle(compared({path: value}), {path: Ruling(Take.OPEN)})
    assert [problem.path for problem in caught.value.problems] == [path]


def test_who_gave_way_is_kept() -> None:
    found = compared({WITHIN: "1 business day", RATE: "60 %"}, without=("scoring.threshold",))
    rulings = {
        WITHIN: Ruling(Take.MARKETING, reason="customers wait"),
        RATE: Ruling(Take.OTHER, "70 %"),
        "scoring.threshold": Ruling(Take.MARKETING),
    }
    agreement = settle(found, rulings)
    kept = [
        (remark.path, remark.conceded_by, remark.instead_of)
        for remark in agreement.remarks
        if remark.conceded_by
    ]
    assert kept == [
        ("scoring.threshold", SALES, None),
        (RATE, MARKETING, "80%"),
        (RATE, SALES, "60%"),
        (WITHIN, SALES, "1 business day"),
    ]
    (why,) = (remark.reason for remark in agreement.remarks if remark.path == WITHIN)
    assert why is not None
    assert why.get("en") == "customers wait"
    assert "conceded" not in reading.canonical(agreement)


def test_both_sides_own_answers_are_taken() -> None:
    data = reading.plain(settle(compared({}), {}))
    assert data["plan"]["deal_size"] == "12000 USD"
    assert data["kpis"][1]["target"] == "2500"


def test_settling_at_the_screen_goes_back_and_to_the_end() -> None:
    found = compared({WITHIN: "1 business day", RATE: "60 %"})
    typed = io.StringIO("2\nwe know\n:back\n1\n\n3\n6 business hours\nmiddle\n")
    face = Lines(typed, io.StringIO())
    rulings = Settling(found, face, found.words("en"), start()).run()
    assert rulings == {
        RATE: Ruling(Take.MARKETING),
        WITHIN: Ruling(Take.OTHER, "6 business hours", "middle"),
    }
    settle(found, rulings)


# --- the verb -----------------------------------------------------------------------------------


def test_without_a_terminal_the_differences_are_only_listed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = written(tmp_path, {WITHIN: "1 business day"})
    assert run(["reconcile", *files]) == 1
    said = capsys.readouterr().out.replace("\xa0", " ")
    assert WITHIN in said
    assert "Sales: 1 business day" in said
    assert run(["reconcile", *written(tmp_path)]) == 0
    assert not (tmp_path / workspace.FILE).exists()


def test_what_is_taken_is_written_loads_and_renders(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = written(tmp_path, {WITHIN: "1 business day", RATE: "60 %"})
    assert run(["reconcile", *files, "--take", f"{WITHIN}=sales"]) == 1
    assert not (tmp_path / workspace.FILE).exists()
    assert run(["reconcile", *files, "--take", f"{WITHIN}=sales", "--open-rest"]) == 0
    assert "1 question stays open" in capsys.readouterr().out
    made = workspace.Workspace.at(tmp_path)
    assert paths.get(reading.plain(made.agreement()), WITHIN) == "1 business day"
    (page,) = workspace.render(made, workspace.Order(formats=("md",)))
    assert "1 business day" in page.read_text("utf-8").replace("\xa0", " ")
    assert run(["reconcile", *files, "--open-rest"]) == 2  # never over an agreement


@pytest.mark.parametrize("take", ["plan.cycle=sales", f"{WITHIN}=both", WITHIN])
def test_what_settles_nothing_is_refused(tmp_path: Path, take: str) -> None:
    assert run(["reconcile", *written(tmp_path, {WITHIN: "1 day"}), "--take", take]) == 2


def test_programs_read_the_comparison(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, other = written(tmp_path, {RATE: "60 %"})
    assert run(["reconcile", other, one, "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    (item,) = (each for each in told["items"] if each["state"] != "agreed")
    assert (item["path"], item["marketing"], item["sales"]) == (RATE, "80 %", "60 %")
    assert told["agreed"] == len(told["items"]) - 1


def test_one_side_is_asked_in_plain_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    answered(tmp_path, "sales")  # all but the last look
    monkeypatch.setattr("sys.stdin", io.StringIO("1\n"))
    assert run(["new", str(tmp_path), "--side", "sales", "--plain"]) == 0
    assert "sla reconcile" in capsys.readouterr().err
    assert side_file.read(tmp_path / "answers.sales.yaml").side is SALES
    assert run(["new", str(tmp_path), "--side", "sales", "--plain"]) == 2


def test_a_canonical_answer_is_read_back_as_it_is() -> None:
    for side in sides.SIDES:
        for path, value in file_of(side).answers.items():
            assert engine.checked(file_of(side).steps[path], value) == value


def test_what_was_settled_outlasts_the_one_who_settled_it(tmp_path: Path) -> None:
    comparison = compared({WITHIN: OTHERWISE[WITHIN], RATE: OTHERWISE[RATE]})
    first, second = comparison.unsettled
    file = Rulings(tmp_path / NAME)
    file.write(first, Ruling(Take.SALES, None, "they pay for it"))
    file.write(second, Ruling(Take.OPEN))
    with file.path.open("a", encoding="utf-8") as cut:
        cut.write('{"id": "plan.sal')
    assert file.read(comparison) == {
        first.path: Ruling(Take.SALES, None, "they pay for it"),
        second.path: Ruling(Take.OPEN),
    }
    changed = replace(first, marketing="something else")
    file.write(changed, Ruling(Take.MARKETING))
    assert file.read(comparison)[first.path].take is Take.SALES
