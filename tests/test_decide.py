"""`sla decide`: the agreement says what reviewers decided, and nothing else is touched."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from errno import ENOSPC
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from changed import Tried, pairs
from consistent import agreements
from consistent import read as agreed
from disks import Disk, Killed, refusing, watched
from hypothesis import given, settings
from hypothesis import strategies as st

from sla_writer import data, paths, store
from sla_writer.agreement import Agreement
from sla_writer.agreement.reading import agreement_id, canonical, from_file, load, plain
from sla_writer.changes import Change, Kind, changes, every
from sla_writer.changes import said as sentence
from sla_writer.cli.ending import run
from sla_writer.comparison.keys import keyed
from sla_writer.errors import SlaWriterError
from sla_writer.interview.unreleased import changed
from sla_writer.language import language as spoken
from sla_writer.workspace import Workspace
from sla_writer.workspace.deciding import Wanted, apply, decided
from sla_writer.workspace.restoring import restored
from sla_writer.workspace.sheets import Choice, read, together
from sla_writer.workspace.upcasting import schema
from sla_writer.yaml_file import YamlFile

COMPANY = data.folder("examples") / "fennimark"
NOW = datetime(2027, 2, 1, 9, tzinfo=UTC)
METADATA = ("reasons", "history", "remarks", "identity.revision")
ACCEPT, REJECT, DISCUSS = Choice
Decide = Callable[..., int]


@cache
def quarter(name: str) -> Agreement:
    return load(COMPANY / f"{name}.yaml")


@cache
def found(old: str = "agreement", new: str = "2027-Q1") -> tuple[Change, ...]:
    return changes(quarter(old), quarter(new))


def promised(one: Agreement, other: Agreement) -> list[str]:
    """The paths at which two agreements differ, metadata aside."""
    every = changed(one, other)
    return [path for path in every if not any(paths.within(path, each) for each in METADATA)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The example's first quarter released, its second one as the working copy."""
    released = quarter("agreement")
    told = {"quarter": "2026-Q4", "revision": 1, "schema": schema()}
    store.release(tmp_path, {store.AGREEMENT: canonical(released).encode()}, told, None)
    (tmp_path / "agreement.yaml").write_bytes((COMPANY / "2027-Q1.yaml").read_bytes())
    return tmp_path


def sheet(
    folder: Path, choose: Callable[[str], Choice | None], name: str = "Anna Shaw", note: str = ""
) -> Path:
    """A file of decisions as the review page gives it."""
    both = {"old": ("2026-Q4-r1", "agreement"), "new": ("working", "2027-Q1")}
    said = [
        {"key": key, "path": change.path, "decision": choice} | ({"note": note} if note else {})
        for key, change in keyed(found())
        if (choice := choose(key))
    ]
    told = {
        "version": 1,
        "reviewer": name,
        "decisions": said,
        **{side: {"id": agreement_id(quarter(q)), "name": n} for side, (n, q) in both.items()},
    }
    file = folder / f"decisions-{name}.json"
    file.write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    return file


def of_these(paths: Iterable[str], choice: Choice) -> Callable[[str], Choice | None]:
    """Decides so on the changes with these keys, and accepts the others."""
    keys = set(paths)
    return lambda key: choice if key in keys else ACCEPT


def tree(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def targets() -> list[str]:
    """The keys of the KPIs' targets that changed."""
    every = (key for key, change in keyed(found()) if change.kind is Kind.TARGET)
    return [key for key in every if key.startswith("kpis.")]


# --- laws -----------------------------------------------------------------------------------------


def test_where_all_is_accepted_the_file_stays_to_the_byte(folder: Path) -> None:
    before = tree(folder)
    assert run(["decide", str(sheet(folder, lambda _: ACCEPT)), str(folder)]) == 0
    after = tree(folder)
    (record,) = [name for name in after if name.startswith("decisions/")]
    assert {name: after[name] for name in before} == before
    assert json.loads(after[record])["decisions"][0]["by"][0]["name"] == "Anna Shaw"


def test_where_all_is_rejected_the_old_agreement_is_back(folder: Path) -> None:
    wanted = Wanted(at=NOW)
    done = decided(Workspace.at(folder), [read(sheet(folder, lambda _: REJECT))], wanted)
    apply(done)
    assert promised(load(folder / "agreement.yaml"), quarter("agreement")) == []
    assert done.agreement.reasons == ()


NUMBERS = st.sets(st.integers(0, len(found()) - 1))


@settings(max_examples=15)
@given(NUMBERS)
def test_each_change_is_as_it_was_decided_whatever_was_decided_on_the_others(
    numbers: set[int],
) -> None:
    as_decided(numbers)


@pytest.mark.long
@settings(max_examples=500)
@given(NUMBERS)
def test_each_of_very_many_ways_to_decide_is_followed(numbers: set[int]) -> None:
    as_decided(numbers)


def as_decided(numbers: set[int]) -> None:
    rejected = tuple(change for at, change in enumerate(found()) if at in numbers)
    old, new = quarter("agreement"), quarter("2027-Q1")
    back = restored(old, new, found(), rejected)
    then, now, says = plain(old), plain(new), plain(back)
    names = {c.path: c.old for c in rejected if c.kind is Kind.RENAMED}
    taken = tuple(every(rejected))
    for change in every(found()):
        gone, here = change in taken, called(change.path, names)
        if change.kind is Kind.RENAMED:
            assert (paths.get(says, here) or {}).get("id") == (change.old if gone else change.new)
        elif change.kind in (Kind.ADDED, Kind.REMOVED):
            there = (paths.get(now, change.path) is not None) is not gone
            assert (paths.get(says, here) is not None) is there, here
        elif change.kind is not Kind.MOVED:
            was = change.was_path or change.path
            expected = paths.get(then, was) if gone else paths.get(now, change.path)
            assert paths.get(says, here) == expected, here


def called(path: str, names: Mapping[str, Any]) -> str:
    """A path where some items have their old ids."""
    home, name, *rest = [*path.split(".", 2), ""][:3]
    old = names.get(f"{home}.{name}", name)
    return ".".join(filter(None, (home, old, *rest)))


@pytest.mark.long
def test_whatever_can_change_goes_back() -> None:
    for one, other in (Tried(pair).agreements for pair in pairs()):
        goes_back(one, other)
        goes_back(other, one)


@pytest.mark.long
@settings(max_examples=300)
@given(agreements(), agreements())
def test_any_two_agreements_lead_back_to_one_another(one: Any, other: Any) -> None:
    goes_back(agreed(one), agreed(other))


def goes_back(old: Agreement, new: Agreement) -> None:
    between = changes(old, new)
    assert promised(restored(old, new, between, between), old) == []
    assert restored(old, new, between, ()) == new


# --- items that come, go, move and are called otherwise -------------------------------------------


def edited(change: Callable[[dict[str, Any]], None]) -> Agreement:
    """The first quarter with something done to its data."""
    found = json.loads(canonical(quarter("agreement")))
    change(found)
    return from_file(YamlFile("", found, {}, {}, []))


def renames(found: dict[str, Any]) -> None:
    """A role is called otherwise, everywhere."""
    role = found["roles"][0]["id"]
    found |= json.loads(json.dumps(found).replace(f'"{role}"', '"called-otherwise"'))


def moves(found: dict[str, Any]) -> None:
    found["rejection_codes"].reverse()
    found["stages"][1:3] = found["stages"][2:0:-1]


def drops(found: dict[str, Any]) -> None:
    del found["meetings"][1], found["open_questions"][0], found["assumptions"][-2]


def passes_on(found: dict[str, Any]) -> None:
    """What is dropped leaves its id to what stood behind it."""
    first, second, *rest = found["kpis"]
    found["kpis"] = [second | {"id": first["id"]}, *rest]
    for goal in found["goals"]:
        if goal.get("kpi") == second["id"]:
            goal["kpi"] = first["id"]


EDITS: Sequence[Callable[[dict[str, Any]], None]] = (renames, moves, drops)


@pytest.mark.parametrize("edit", EDITS, ids=lambda each: each.__name__)
def test_what_came_goes_and_what_went_comes_back_to_its_place_and_name(
    edit: Callable[[dict[str, Any]], None],
) -> None:
    old, new = quarter("agreement"), edited(edit)
    assert changes(old, new)
    goes_back(old, new)
    goes_back(new, old)


def test_what_went_comes_back_though_its_id_was_given_on() -> None:
    goes_back(quarter("agreement"), edited(passes_on))


def test_a_name_that_is_kept_is_kept_where_an_old_value_comes_back() -> None:
    def edit(found: dict[str, Any]) -> None:
        renames(found)
        paths.get(found, "kpis")[0]["target"] = "1 USD"
        paths.get(found, "kpis")[0]["owner"] = paths.get(found, "kpis")[1]["owner"]

    old, new = quarter("agreement"), edited(edit)
    between = changes(old, new)
    rejected = tuple(each for each in between if each.kind is not Kind.RENAMED)
    back = restored(old, new, between, rejected)
    assert json.loads(canonical(back)) == json.loads(canonical(edited(renames)))


# --- what the verb does ---------------------------------------------------------------------------


def test_a_rejected_target_goes_back_and_the_rest_of_the_file_stays(folder: Path) -> None:
    key = targets()[0]
    before = (folder / "agreement.yaml").read_text("utf-8").splitlines()
    run(["decide", str(sheet(folder, of_these([key], REJECT))), str(folder)])
    after = (folder / "agreement.yaml").read_text("utf-8").splitlines()
    assert 1 <= len(set(before) - set(after)) <= 8  # the value, and the reason that was given
    now = plain(load(folder / "agreement.yaml"))
    assert paths.get(now, key) == paths.get(plain(quarter("agreement")), key)


def test_what_is_to_be_discussed_becomes_a_question_that_quotes_change_and_note(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = targets()[0]
    file = sheet(folder, of_these([key], DISCUSS), note="Only with a new rep «из Твери»")
    code = run(["decide", str(file), str(folder), "--owner", "cro", "--due", "2027-02-20"])
    question = load(folder / "agreement.yaml").open_questions[-1]
    assert (question.owner, question.due, code) == ("cro", date(2027, 2, 20), code)
    for language, said in question.question.said:
        assert "Only with a new rep «из Твери»" in said
        assert " Anna Shaw: " in said
        assert "→" in said, language
    assert len(question.question.said) == len(quarter("2027-Q1").identity.languages)
    assert "1 change becomes an open question" in capsys.readouterr().out


def test_the_steward_settles_it_by_the_review_unless_told_otherwise(folder: Path) -> None:
    sheets = [read(sheet(folder, of_these(targets()[:2], DISCUSS)))]
    done = decided(Workspace.at(folder), sheets, Wanted(at=NOW))
    now = quarter("2027-Q1")
    review: Any = now.review
    assert {each.owner for each in done.questions} == {now.sides.steward}
    assert {each.due for each in done.questions} == {review.on}
    assert len({each.id for each in done.questions}) == 2


def test_a_dry_run_says_what_would_come_and_writes_nothing(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = sheet(folder, of_these(targets(), REJECT))
    before = tree(folder)
    run(["decide", str(file), str(folder), "--dry-run", "--json"])
    told = json.loads(capsys.readouterr().out)
    assert tree(folder) == before
    assert (told["written"], told["changed"]) == (False, True)
    assert {each["decision"] for each in told["decisions"]} == {"accept", "reject"}


def test_numbers_that_no_longer_add_up_are_said(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rates = [key for key, _ in keyed(found()) if key.endswith(".rate")]
    assert rates
    assert run(["decide", str(sheet(folder, of_these(rates, REJECT))), str(folder), "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert told["knock_on"]
    assert all(each["message"] for each in told["knock_on"])


def test_reviewers_who_differ_are_listed_and_nothing_is_written(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    key = targets()[0]
    files = [
        str(sheet(folder, of_these([key], choice), name))
        for name, choice in (("Anna", REJECT), ("Марк", DISCUSS), ("Ann", ACCEPT))
    ]
    before = tree(folder)
    assert run(["decide", *files, str(folder)]) == 2
    told = capsys.readouterr().err
    assert key in told
    assert all(each in told for each in ("Anna: reject", "Марк: discuss", "Ann: accept"))
    change = dict(keyed(found()))[key]
    assert sentence(change, spoken("en")) in told
    assert tree(folder) == before
    sheets = [read(Path(file)) for file in files]
    with pytest.raises(SlaWriterError, match="Nobody"):
        together(sheets, tuple(keyed(found())), "Nobody")
    verdicts = together(sheets, tuple(keyed(found())), "Марк")
    assert [each.key for each in verdicts if each.decision is DISCUSS] == [key]


def test_one_decides_what_another_left_open(folder: Path) -> None:
    first, second = targets()[:2]
    sheets = [
        read(sheet(folder, {first: REJECT}.get, "Anna")),
        read(sheet(folder, {second: ACCEPT}.get, "Mark")),
    ]
    verdicts = together(sheets, tuple(keyed(found())))
    decided = {each.key: each.decision for each in verdicts if each.decision}
    assert decided == {first: REJECT, second: ACCEPT}


def test_decisions_on_other_versions_say_what_they_were_for(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = sheet(folder, lambda _: REJECT)
    written = (folder / "agreement.yaml").read_bytes()
    said = json.loads(file.read_text("utf-8"))
    Workspace.at(folder).save(plain(quarter("2027-Q1")) | {"open_questions": []})
    assert run(["decide", str(file), str(folder)]) == 2
    assert "2026-Q4-r1 → working" in capsys.readouterr().err
    (folder / "agreement.yaml").write_bytes(written)
    file.write_text(json.dumps(said | {"old": {"id": "f" * 64, "name": "2025-Q1-r1"}}))
    assert run(["decide", str(file), str(folder)]) == 2
    assert "2025-Q1-r1 isn’t among" in capsys.readouterr().err


def test_what_can_not_stand_in_one_currency_is_refused_whole(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of another currency throughout, one target alone can’t go back to the old one."""
    file = folder / "agreement.yaml"
    text = file.read_text("utf-8")
    file.write_text(text.replace("$", "€").replace(": USD", ": EUR"), "utf-8")
    now = load(file)
    between = keyed(changes(quarter("agreement"), now))
    key, target = next(each for each in between if each[0] == "kpis.deal-size.target")
    told = {
        "version": 1,
        "reviewer": "Anna",
        "old": {"id": agreement_id(quarter("agreement")), "name": "2026-Q4-r1"},
        "new": {"id": agreement_id(now), "name": "working"},
        "decisions": [{"key": key, "path": target.path, "decision": REJECT}],
    }
    sheet = folder / "anna.json"
    sheet.write_text(json.dumps(told), "utf-8")
    before = tree(folder)
    assert run(["decide", str(sheet), str(folder)]) == 2
    assert "nothing was written" in capsys.readouterr().err
    assert tree(folder) == before


def test_what_can_not_stand_alone_is_refused_whole(folder: Path) -> None:
    """A new item that others name can't be taken away while they stay."""
    added = [key for key, change in keyed(found()) if change.kind is Kind.ADDED]
    named = [key for key in added if key.startswith(("roles.", "terms.", "calendars.", "time_"))]
    if not named:
        pytest.skip("nothing was added that others name")
    before = tree(folder)
    file = sheet(folder, of_these(named, REJECT))
    code = run(["decide", str(file), str(folder)])
    assert code in (0, 1) or {k: v for k, v in tree(folder).items() if k in before} == before


SPOILT: dict[str, Callable[[dict[str, Any]], object]] = {
    "a list": lambda said: [said],
    "no reviewer": lambda said: {k: v for k, v in said.items() if k != "reviewer"},
    "something more": lambda said: said | {"run": "rm"},
    "a newer version": lambda said: said | {"version": 2},
    "a version of words": lambda said: said | {"version": "one"},
    "a change that is none": lambda said: (
        said | {"decisions": [{"key": "kpis.none", "path": "kpis.none", "decision": "reject"}]}
    ),
    "another path": lambda said: (
        said | {"decisions": [said["decisions"][0] | {"path": "identity.id"}]}
    ),
    "twice": lambda said: said | {"decisions": said["decisions"][:1] * 2},
    "no choice": lambda said: (
        said | {"decisions": [said["decisions"][0] | {"decision": "perhaps"}]}
    ),
    "hidden letters": lambda said: (
        said | {"decisions": [said["decisions"][0] | {"note": "a\u202eb"}]}
    ),
    "a long name": lambda said: said | {"reviewer": "x" * 201},
    "a note of numbers": lambda said: said | {"decisions": [said["decisions"][0] | {"note": 5}]},
}


@pytest.mark.parametrize("spoil", SPOILT.values(), ids=SPOILT)
def test_a_file_that_no_page_of_ours_gave_is_refused_and_nothing_is_written(
    spoil: Callable[[dict[str, Any]], object], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = sheet(folder, lambda _: REJECT)
    file.write_text(json.dumps(spoil(json.loads(file.read_text("utf-8")))), encoding="utf-8")
    before = tree(folder)
    assert run(["decide", str(file), str(folder)]) == 2
    assert tree(folder) == before
    told = capsys.readouterr().err
    assert told
    assert "SLA_DEBUG" not in told


@pytest.mark.parametrize("text", ["", "{", "[" * 60, '{"a": 1, "a": 2}', "\x00", "nul"])
def test_what_is_no_json_is_refused_with_its_place(folder: Path, text: str) -> None:
    file = folder / "odd.json"
    file.write_text(text, encoding="utf-8")
    assert run(["decide", str(file), str(folder)]) == 2
    assert run(["decide", str(folder)]) == 2


# --- nothing is lost ------------------------------------------------------------------------------


def test_a_review_that_is_stopped_anywhere_is_applied_whole_or_not_at_all(folder: Path) -> None:
    file = sheet(folder, of_these(targets(), REJECT))
    done = decided(Workspace.at(folder), [read(file)], Wanted(at=NOW))
    old, new = (folder / "agreement.yaml").read_bytes(), done.text.encode("utf-8")
    for at in count(1):
        disk = Disk(at)
        disk.then = disk.kill
        with watched(disk), suppress(Killed):
            apply(done)
        now = (folder / "agreement.yaml").read_bytes()
        assert now in (old, new)
        if now == new:
            assert done.record.read_bytes() == done.log
        if disk.calls < at:
            break
        (folder / "agreement.yaml").write_bytes(old)
        done.record.unlink(missing_ok=True)


def test_a_disk_that_refuses_is_said_and_the_file_stays(folder: Path) -> None:
    file = sheet(folder, of_these(targets(), REJECT))
    done = decided(Workspace.at(folder), [read(file)], Wanted(at=NOW))
    old = (folder / "agreement.yaml").read_bytes()
    for at in range(1, 5):
        with watched(Disk(at, refusing(ENOSPC))), pytest.raises(SlaWriterError):
            apply(done)
        assert (folder / "agreement.yaml").read_bytes() == old
