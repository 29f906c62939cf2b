"""`sla revise`: the next quarter begins from what was released, and nothing said is lost."""

from __future__ import annotations

import io
import json
import shutil
from contextlib import suppress
from datetime import date, timedelta
from errno import EACCES, EDQUOT, EIO, ENOSPC, EROFS
from itertools import count, cycle
from pathlib import Path
from typing import Any

import pytest
from disks import Disk, Killed, refusing, watched
from hypothesis import given
from hypothesis import strategies as st

from sla_writer import atomic, data, interview, paths, store, yaml_file
from sla_writer.agreement import Agreement
from sla_writer.agreement.reading import canonical, from_file, load
from sla_writer.agreement.record import Undecided
from sla_writer.agreement.values import Quarter
from sla_writer.cli.ending import run
from sla_writer.facts import facts
from sla_writer.funnel import Standing, standing
from sla_writer.interview import rolling
from sla_writer.interview.plain import Lines
from sla_writer.interview.quarter import Closing, following
from sla_writer.interview.unreleased import changed, taken_back
from sla_writer.measures import misfits
from sla_writer.render import markdown
from sla_writer.rules import RULES, Case, Severity, examine
from sla_writer.workspace import documents
from sla_writer.workspace.upcasting import schema
from sla_writer.yaml_file import YamlFile

COMPANIES = ("fennimark", "ryadozor")
EXAMPLES = {name: data.folder("examples") / name / "agreement.yaml" for name in COMPANIES}
NOTE = "Threshold raised"
TODAY = date(2026, 10, 15)
of_each = pytest.mark.parametrize("company", COMPANIES)


def released(folder: Path, company: str, note: str = NOTE) -> Path:
    """A folder with an example and its release."""
    file = folder / "agreement.yaml"
    file.write_bytes(EXAMPLES[company].read_bytes())
    agreement = load(file)
    identity = agreement.identity
    told = {"quarter": str(identity.quarter), "revision": identity.revision, "note": note}
    store.release(
        folder, {store.AGREEMENT: canonical(agreement).encode()}, told | {"schema": schema()}, None
    )
    return file


def copied(file: Path, to: Path) -> Path:
    """The folder of a released agreement once more, at another place."""
    shutil.copytree(file.parent, to, dirs_exist_ok=True)
    return to


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return released(tmp_path, "fennimark")


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert text.count(old) == 1, old
    file.write_text(text.replace(old, new), encoding="utf-8")


def revise(*args: str, code: int = 0) -> None:
    assert run(["revise", *args]) == code


def errors(agreement: Agreement) -> list[tuple[str, str]]:
    found = examine(Case(agreement, TODAY)).findings
    return [(e.rule, e.path) for e in found if RULES[e.rule].severity is Severity.ERROR]


# --- what the new quarter begins with -------------------------------------------------------------


@of_each
def test_a_new_quarter_is_right_at_once(
    tmp_path: Path, company: str, capsys: pytest.CaptureFixture[str]
) -> None:
    file = released(tmp_path, company)
    old = load(file)
    revise(str(tmp_path), "--no-input")
    new = load(file, misfits)
    assert errors(new) == errors(old)
    assert new.identity.supersedes == f"{old.identity.id} 2026-Q4 r1"
    assert (new.identity.quarter, new.identity.revision) == (Quarter(2027, 1), 1)
    assert new.history[: len(old.history)] == old.history
    last = new.history[-1]
    assert (last.quarter, last.revision, last.effective) == (
        old.identity.quarter, 1, old.identity.effective_from,
    )  # fmt: skip
    assert str(last.summary.any()[1]) == NOTE
    assert [w.until for w in new.waivers if w.until and w.until < TODAY] == []


@of_each
def test_what_a_kpi_came_to_becomes_its_baseline(tmp_path: Path, company: str) -> None:
    """And its target what had been promised; what came of that its owner will know."""
    file = released(tmp_path, company)
    old = load(file)
    revise(str(tmp_path), "--no-input")
    for before, after in zip(old.kpis, load(file).kpis, strict=True):
        assert after.last_target == before.target == after.target
        assert (after.baseline, after.baseline_quarter) == (before.actual, Quarter(2026, 3))
        assert isinstance(after.actual, Undecided)
        assert after.actual.undecided.who == before.owner
        assert after.actual.undecided.by > TODAY
        assert after.sample is None


@of_each
def test_goals_begin_where_their_kpis_do(tmp_path: Path, company: str) -> None:
    file = released(tmp_path, company)
    old = load(file)
    revise(str(tmp_path), "--no-input")
    new = load(file)
    was, kpis = ({k.id: k for k in each.kpis} for each in (old, new))
    for before, after in zip(old.goals, new.goals, strict=True):
        if before.kpi and before.baseline == was[before.kpi].baseline:
            assert after.baseline == kpis[before.kpi].baseline


@of_each
def test_holidays_are_those_of_the_new_quarter(tmp_path: Path, company: str) -> None:
    file = released(tmp_path, company)
    revise(str(tmp_path), "--no-input")
    new = load(file)
    first = new.identity.effective_from
    assert isinstance(first, date)
    for calendar in new.calendars:
        days = [*(h.day for h in calendar.holidays), *calendar.days_off, *calendar.working_days]
        assert days
        assert all(day >= first for day in days)
        assert "2027" in str(calendar.holidays_source)


@of_each
def test_every_comment_beside_an_unchanged_value_stays(tmp_path: Path, company: str) -> None:
    file = released(tmp_path, company)
    old = file.read_text("utf-8").splitlines()
    revise(str(tmp_path), "--no-input")
    new = file.read_text("utf-8")
    lost = [line for line in old if "#" in line and line not in new.splitlines()]
    assert all(name in line for line in lost for name in ["2026"])  # days that have passed
    assert [line for line in lost if "# " in line and line.rpartition("# ")[2] in new] == []
    assert sum("#" in line for line in old) - len(lost) > 10


@of_each
def test_what_is_looked_at_every_quarter_is_marked(tmp_path: Path, company: str) -> None:
    file = released(tmp_path, company)
    old = load(file)
    revise(str(tmp_path), "--no-input")
    new = load(file)
    marked = {each.path for each in new.remarks if each.confirm}
    assert {f"kpis.{each.id}.target" for each in new.kpis} <= marked
    assert {f"open_questions.{each.id}" for each in new.open_questions} <= marked
    assert {f"roles.{e.id}.person" for e in new.roles if isinstance(e.person, str)} <= marked
    reasons = {each.path for each in old.remarks if each.reason}
    assert reasons <= {each.path for each in new.remarks if each.reason}


def test_a_version_that_nobody_described_is_in_the_history_too(tmp_path: Path) -> None:
    file = released(tmp_path, "ryadozor", note="")
    revise(str(tmp_path), "--no-input")
    said = dict(load(file).history[-1].summary.said)
    assert set(said) == {"ru", "en"}


@of_each
@pytest.mark.parametrize("language", ["ru", "en"])
def test_the_document_says_how_the_quarter_ended(
    tmp_path: Path, company: str, language: str
) -> None:
    file = released(tmp_path, company)
    revise(str(tmp_path), "--no-input")
    raw = yaml_file.load(file).data
    id = load(file).kpis[0].id
    raw = paths.put(raw, f"kpis.{id}.actual", str(load(file).kpis[0].target))
    agreement = from_file(YamlFile("", raw, {}, {}, []), misfits)
    shown = next(d for d in documents(agreement) if d.language == language)
    table = markdown.render(shown).partition({"ru": "Чем закончился", "en": "How last"}[language])
    row = table[2].split("\n")[4]
    assert {"ru": "выполнен", "en": "met"}[language] == row.split("|")[-2].strip()
    assert facts(agreement, language).names()["kpis"].get(id).get("ended").code == "met"


# --- dates --------------------------------------------------------------------------------------

QUARTERS = st.builds(Quarter, st.integers(1990, 2200), st.integers(1, 4))


@given(QUARTERS, st.integers(1, 12), st.integers(1, 9), st.integers(0, 91))
def test_quarters_follow_each_other_without_a_gap(
    ends: Quarter, begin: int, by: int, into: int
) -> None:
    example = load(EXAMPLES["fennimark"])
    identity = example.identity.model_copy(update={"quarter": ends, "fiscal_year_start": begin})
    agreement = example.model_copy(update={"identity": identity})
    closing = Closing(agreement, following(ends, by), "", TODAY)
    first, last = closing.days
    assert following(following(ends, by), -by) == ends
    if by == 1:
        assert first == ends.last_day(begin) + timedelta(days=1)
    day = min(ends.first_day(begin) + timedelta(days=into), ends.last_day(begin))
    assert first <= closing.moved(day) <= last
    assert closing.moved(day).weekday() == day.weekday()
    assert closing.counted_by >= max(first, TODAY)


@given(QUARTERS, st.integers(1, 12))
def test_a_quarter_is_rolled_whole_whenever_its_year_begins(ends: Quarter, begin: int) -> None:
    """Quarter, dates, review and what it replaces say the same quarter, for any fiscal year."""
    raw: Any = yaml_file.load(EXAMPLES["ryadozor"]).data
    said = {
        "quarter": str(ends), "fiscal_year_start": str(begin),
        "effective_from": ends.first_day(begin).isoformat(),
        "effective_to": ends.last_day(begin).isoformat(),
        "review_by": (ends.last_day(begin) - timedelta(days=9)).isoformat(),
    }  # fmt: skip
    raw = {**raw, "identity": {**raw["identity"], **said}, "calendars": [], "history": []}
    agreement = load(EXAMPLES["ryadozor"])
    identity = type(agreement.identity).model_validate(raw["identity"])
    agreement = agreement.model_copy(update={"identity": identity, "history": ()})
    found = rolling.begun(raw, Closing(agreement, following(ends), NOTE, TODAY))
    new = type(identity).model_validate(found["identity"])
    dates = [new.effective_from, new.review_by, new.effective_to]
    assert dates == sorted(dates, key=str)
    assert new.quarter.first_day(begin) == new.effective_from
    assert new.effective_from == ends.last_day(begin) + timedelta(days=1)
    assert found["history"][-1]["effective"] == said["effective_from"]


# --- how far a target was met -------------------------------------------------------------------


@given(st.fractions(0, 3), st.integers(1, 200), st.integers(0, 100))
def test_a_target_ends_in_one_way(share: Any, met: int, less: int) -> None:
    from sla_writer.agreement.kpis import Bands

    bands = Bands.model_validate({"met": f"{met} %", "at_risk": f"{max(met - less, 0)} %"})
    found = standing(share, bands)
    assert (found is Standing.MET) == (share * 100 >= met)
    assert (found is Standing.MISSED) == (share * 100 < max(met - less, 0))


# --- refused ------------------------------------------------------------------------------------


def test_a_quarter_is_not_begun_twice(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    revise("--no-input")
    begun = file.read_bytes()
    revise("--no-input", code=2)
    assert "sla edit" in capsys.readouterr().err
    assert file.read_bytes() == begun
    revise("--no-input", "--discard")
    kept = {each.read_bytes() for each in tmp_path.glob("*.bak")}
    assert kept == {EXAMPLES["fennimark"].read_bytes(), begun}


def test_without_a_release_it_says_to_release(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "agreement.yaml").write_bytes(EXAMPLES["fennimark"].read_bytes())
    revise(str(tmp_path), "--no-input", code=2)
    assert "sla release" in capsys.readouterr().err


def test_a_release_that_somebody_changed_is_no_ground(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    released = tmp_path / "versions" / "0001" / store.AGREEMENT
    released.write_bytes(released.read_bytes().replace(b"95 %", b"65 %"))
    revise("--no-input", code=2)
    assert "agreement.json" in capsys.readouterr().err
    assert file.read_bytes() == EXAMPLES["fennimark"].read_bytes()


@pytest.mark.parametrize("quarter", ["2026-Q4", "Q1 2020"])
def test_a_quarter_that_is_over_is_refused(
    file: Path, quarter: str, capsys: pytest.CaptureFixture[str]
) -> None:
    revise("--no-input", "--quarter", quarter, code=2)
    assert file.read_bytes() == EXAMPLES["fennimark"].read_bytes()


def test_a_quarter_may_be_left_out(file: Path) -> None:
    revise("--no-input", "--quarter", "Q2 2027")
    identity = load(file).identity
    assert (identity.quarter, identity.effective_from) == (Quarter(2027, 2), date(2027, 5, 1))


# --- what was never released ----------------------------------------------------------------------

OLD, NEW = "    target: 95 %\n", "    target: 96 %  # asked for by the CEO\n"


def test_unreleased_changes_are_named_and_nothing_is_written(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    change(file, OLD, NEW)
    before = file.read_bytes()
    revise("--no-input", code=2)
    said = capsys.readouterr().err
    assert "kpis.compliance.target" in said
    assert "--keep" in said
    assert file.read_bytes() == before
    assert list(tmp_path.glob("*.bak")) == []


def test_unreleased_changes_are_kept_where_somebody_says_so(file: Path) -> None:
    change(file, OLD, NEW)
    revise("--no-input", "--keep")
    kpi = next(each for each in load(file).kpis if each.id == "compliance")
    assert (str(kpi.target), str(kpi.last_target)) == ("96 %", "95 %")


def test_unreleased_changes_that_are_discarded_lie_beside_the_file(
    file: Path, tmp_path: Path
) -> None:
    change(file, OLD, NEW)
    before = file.read_bytes()
    revise("--no-input", "--discard")
    kpi = next(each for each in load(file).kpis if each.id == "compliance")
    assert str(kpi.target) == "95 %"
    assert [each.read_bytes() for each in tmp_path.glob("*.bak")] == [before]


EDITS = (
    ("identity.paper", "A4"), ("kpis.mql.target", "151"), ("goals", None), ("roles.ae.person", "Y"),
    ("open_questions.chat", None), ("plan.month_weights", ("30 %", "30 %", "40 %")),
    ("bands.met", "99 %"), ("terms.icp.name", "ICP"), ("review.on", None),
    ("identity.revision", "2"),
)  # fmt: skip


@given(st.sets(st.sampled_from(EDITS), min_size=1))
def test_what_is_taken_back_says_what_was_released(edits: Any) -> None:
    raw: Any
    before: Any
    raw = before = yaml_file.load(EXAMPLES["fennimark"]).data
    for path, value in edits:
        raw = paths.put(raw, path, [*value] if isinstance(value, tuple) else value)
    now, then = Agreement.model_validate(raw), Agreement.model_validate(before)
    found = taken_back(raw, now, then)
    assert Agreement.model_validate(found) == then
    names = changed(now, then)
    assert all(
        any(paths.within(name, p) or paths.within(p, name) for p, _ in edits) for name in names
    )
    assert (names == ()) == (canonical(now) == canonical(then) or [*edits] == [EDITS[-1]])
    unchanged = [n for n in before if not any(p.partition(".")[0] == n for p, _ in edits)]
    assert {n: found[n] for n in unchanged} == {n: before[n] for n in unchanged}


# --- the interview ------------------------------------------------------------------------------


class Asked:
    """Plain lines in which somebody types the given answers, and leaves when they are used up."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, *typed: str) -> None:
        self.shown = io.StringIO()
        lines = Lines(io.StringIO("".join(f"{each}\n" for each in typed)), self.shown)
        monkeypatch.setattr(interview, "_face", lambda *args: lines)


ACTUALS = (
    "$3.9M", "56%", "26%", "230", "160", "78%", "11", "", "8", "", "", "", "", "", "", "",
)  # fmt: skip


def test_what_is_answered_stands_in_the_new_quarter(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    goals = "$4M", "31%", "", ""
    asked = Asked(monkeypatch, *ACTUALS, "Goals", *goals, *[""] * 60)
    revise()
    new = {each.id: each for each in load(file).kpis}
    assert [str(new[each].actual) for each in ("sales-target", "mql", "response")] == [
        "3900000 USD", "160", "11 minutes",
    ]  # fmt: skip
    assert isinstance(new["compliance"].actual, Undecided)
    assert "103.1% of the target: met" in asked.shown.getvalue()
    assert "90.9% of the target: at risk" in asked.shown.getvalue()
    made = load(file)
    plan = made.plan
    assert plan is not None
    assert not isinstance(plan, Undecided)
    assert str(plan.sales_target) == "4000000 USD"
    marked = {each.path for each in made.remarks if each.confirm}
    assert "plan.sales_target" not in marked
    assert {"scoring.threshold", "kpis.mql.target"} <= marked
    said = capsys.readouterr().out
    assert "How Q4\u00a02026 ended" in said
    assert "met: " in said


def test_whoever_changes_nothing_is_asked_no_more(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Asked(monkeypatch, *ACTUALS, "", "")
    revise()
    assert load(file).identity.quarter == Quarter(2027, 1)


def test_an_interview_that_was_left_goes_on(
    file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = file.read_bytes()
    Asked(monkeypatch, *ACTUALS[:3])
    revise(code=130)
    assert file.read_bytes() == before
    assert list(tmp_path.glob("*.bak")) == []
    asked = Asked(monkeypatch, *ACTUALS[3:], "", "")
    revise()
    assert asked.shown.getvalue().count("Last quarter’s target") == len(ACTUALS) - 3
    assert str(load(file).kpis[0].actual) == "3900000 USD"


def test_back_goes_to_the_figure_before(
    file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    typed = [*ACTUALS[:2], ":back", ":back", "$3.8M", *ACTUALS[1:], "", ""]
    Asked(monkeypatch, *typed)
    revise()
    assert [str(each.actual) for each in load(file).kpis[:2]] == ["3800000 USD", "56 %"]


def test_a_figure_of_another_unit_is_refused_at_once(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = Asked(monkeypatch, "12 days", *ACTUALS, "", "")
    revise()
    assert "12" in asked.shown.getvalue()
    assert str(load(file).kpis[0].actual) == "3900000 USD"


def test_an_edit_does_not_bury_the_answers(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Asked(monkeypatch, *ACTUALS[:3])
    revise(code=130)
    assert run(["edit", "--plain"]) == 2
    assert "sla revise" in capsys.readouterr().err


def test_the_answers_that_were_given_count_without_a_terminal(
    file: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    Asked(monkeypatch, *ACTUALS[:3])
    revise(code=130)
    capsys.readouterr()
    revise("--json")
    answer = json.loads(capsys.readouterr().out)
    assert [each["ended"] for each in answer["scorecard"][:4]] == ["met", None, None, None]
    assert answer["scorecard"][0] == {
        "kpi": "sales-target", "target": "3780000 USD", "actual": "3900000 USD",
        "attained": "103.1 %", "ended": "met",
    }  # fmt: skip
    assert answer["closed"] == {"number": 1, "quarter": "2026-Q4", "revision": 1}
    assert Path(answer["backup"]).read_bytes() == EXAMPLES["fennimark"].read_bytes()
    assert answer["waivers_over"] == ["small-sample"]


# --- stopped in the middle ------------------------------------------------------------------------


def stopped_at(monkeypatch: pytest.MonkeyPatch, place: int, done: bool) -> None:
    """The process ends before or right after a file is written."""
    write, calls = atomic.write, count(1)

    def stopping(path: Path, content: bytes) -> None:
        last = next(calls) == place
        if last and not done:
            raise KeyboardInterrupt
        write(path, content)
        if last:
            raise KeyboardInterrupt

    monkeypatch.setattr(atomic, "write", stopping)


at_any_call = pytest.mark.parametrize("step", [3, pytest.param(1, marks=pytest.mark.long)])


@at_any_call
def test_killed_at_any_call_on_the_disk_nothing_is_lost(
    step: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Either quarter's file stands there whole; after the new one's, the old one's beside it."""
    whole = released(tmp_path_factory.mktemp("whole"), "fennimark")
    old = whole.read_bytes()
    for at in count(1, step):
        folder = copied(whole, tmp_path_factory.mktemp("killed"))
        file = folder / whole.name
        disk = Disk(at)
        disk.then = disk.kill
        with watched(disk), suppress(Killed):
            run(["revise", str(folder), "--no-input"])
        if not disk.dead:
            break
        begun = file.read_bytes() != old
        assert load(file).identity.quarter == Quarter(2027 if begun else 2026, 1 if begun else 4)
        if not begun:
            revise(str(folder), "--no-input")
        assert [each.read_bytes() for each in folder.glob("*.bak")] == [old]
    assert at > 4


@at_any_call
def test_refused_at_any_call_on_the_disk_it_says_so_and_nothing_is_lost(
    step: int, tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str]
) -> None:
    whole = released(tmp_path_factory.mktemp("whole"), "fennimark")
    old = whole.read_bytes()
    for at, number in zip(
        count(1, step), cycle((ENOSPC, EIO, EROFS, EACCES, EDQUOT)), strict=False
    ):
        folder = copied(whole, tmp_path_factory.mktemp("refused"))
        file = folder / whole.name
        with watched(disk := Disk(at, refusing(number))):
            code = run(["revise", str(folder), "--no-input"])
        if disk.calls < at:
            break
        said = capsys.readouterr().err
        assert code == 0 or (code == 2 and said)
        assert "Traceback" not in said
        begun = file.read_bytes() != old
        assert load(file).identity.quarter == Quarter(2027 if begun else 2026, 1 if begun else 4)
        if not begun:
            revise(str(folder), "--no-input")
        assert [each.read_bytes() for each in folder.glob("*.bak")] == [old]
    assert at > 4


@pytest.mark.parametrize("place", [1, 2])
@pytest.mark.parametrize("done", [False, True])
def test_stopped_anywhere_nothing_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: int, done: bool
) -> None:
    """The file is the old or the new one, whole; the old one is never only in memory."""
    file, old = released(tmp_path, "fennimark"), EXAMPLES["fennimark"].read_bytes()
    Asked(monkeypatch, *ACTUALS, "", "")
    with monkeypatch.context() as patch:
        stopped_at(patch, place, done)
        revise(str(tmp_path), code=130)
    there = [each.read_bytes() for each in (file, *tmp_path.glob("*.bak"))]
    assert old in there
    if file.read_bytes() == old:
        revise(str(tmp_path), "--no-input")
    assert str(load(file).kpis[0].actual) == "3900000 USD"
    assert [each.read_bytes() for each in tmp_path.glob("*.bak")] == [old]
    assert run(["edit", str(tmp_path), "--plain"]) in (0, 2, 130)
