"""`sla deadline` and `sla calendar` as people and programs use them, in both languages."""

from __future__ import annotations

import json
import re
import shlex
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sla_writer import clock, data
from sla_writer.agreement.reading import load
from sla_writer.cli.ending import run

DOCS = Path(__file__).parents[1] / "docs"
PAGES = {"en": DOCS / "deadlines.md", "ru": DOCS / "deadlines.ru.md"}
COMPANIES = {"en": "fennimark", "ru": "ryadozor"}
BLOCK = re.compile(r"^```sh\n([^\n]+)\n```\n\n```text\n(.*?)^```", re.MULTILINE | re.DOTALL)
LIBRARY = re.compile(r"holidays \d[\d.]*\d")

Answer = Callable[..., dict[str, Any]]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The Russian company, in the current folder."""
    return example(tmp_path, monkeypatch, "ryadozor")


@pytest.fixture
def american(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return example(tmp_path, monkeypatch, "fennimark")


def example(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, company: str) -> Path:
    shutil.copy(data.folder("examples") / company / "agreement.yaml", tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def shown(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """Runs a verb and gives what it printed, no-break spaces as spaces."""

    def tell(*args: str, code: int = 0) -> str:
        assert run(list(args)) == code
        out, said = capsys.readouterr()
        return (out + said).replace("\u00a0", " ")

    return tell


@pytest.fixture
def answer(capsys: pytest.CaptureFixture[str]) -> Answer:
    """Runs a verb with --json and reads what it answered."""

    def ask(*args: str, code: int = 0) -> dict[str, Any]:
        assert run([*args, "--json"]) == code
        found: dict[str, Any] = json.loads(capsys.readouterr().out)
        return found

    return ask


def replaced(folder: Path, old: str, new: str) -> None:
    file = folder / "agreement.yaml"
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


# --- the guide ----------------------------------------------------------------------------------


def test_the_guide_shows_what_the_commands_print(
    language: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copytree(data.folder("examples") / COMPANIES[language], "my-sla")
    blocks = BLOCK.findall(PAGES[language].read_text("utf-8"))
    assert len(blocks) == 4
    for command, text in blocks:
        run(shlex.split(command)[1:])
        out = capsys.readouterr().out.replace("\u00a0", " ").replace("\\", "/")
        assert LIBRARY.sub("holidays", out) == LIBRARY.sub("holidays", text), command


# --- deadlines ----------------------------------------------------------------------------------


def test_the_steps_over_the_new_year_are_told_with_their_names(
    folder: Path, language: str, shown: Callable[..., str]
) -> None:
    assert run(["calendar", "refresh", "--yes"]) == 0
    said = shown("deadline", "mql-first-attempt", "2026-12-30 17:30")
    expected = {
        "en": [
            "Due Monday, 11 January 2027, 12:30",
            "Wed 30 Dec 17:30–18:00    30 min used, 3 h 30 min left",
            "Thu 31 Dec                holiday: day off moved from 4 January",
            "Fri 1 Jan – Wed 6 Jan     holiday: New Year Holidays",
            "Thu 7 Jan                 holiday: Christmas Day",
            "Sat 9 Jan – Sun 10 Jan    weekend",
            "Mon 11 Jan 09:00–12:30    3 h 30 min used",
            "Mon 11 Jan 12:30          due",
            "Mon 11 Jan 13:30   after 5 business hours: reminder to the owner; told: Inbound SDR",
        ],
        "ru": [
            "Истекает: понедельник, 11 января 2027 г., 12:30",
            "ср 30 дек. 17:30–18:00    прошло 30 мин, осталось 3 ч 30 мин",
            "чт 31 дек.                праздник: выходной перенесён с 4 января",
            "пт 1 янв. – ср 6 янв.     праздник: Новогодние каникулы",
            "сб 9 янв. – вс 10 янв.    выходные",
            "пн 11 янв. 12:30          срок истекает",
            "через 5 рабочих часов: напоминание ответственному; узнаёт: менеджер по входящим лидам",
        ],
    }
    for line in expected[language]:
        assert re.sub(" +", " ", line) in re.sub(" +", " ", said), line


def test_a_handoff_stands_for_each_of_its_limits(folder: Path, answer: Answer) -> None:
    found = answer("deadline", "TO-SDR", "2026-10-01 10:00")["limits"]
    assert [each["id"] for each in found] == [
        "routing", "hot-first-attempt", "mql-first-attempt", "decision",
    ]  # fmt: skip
    assert found[2]["due"] == "2026-10-01T14:00:00+03:00"
    assert answer("deadline", "MQL-First-Attempt", "2026-10-01 10:00")["limits"] == [found[2]]


def test_a_misspelt_limit_is_answered_with_the_nearest(
    folder: Path, language: str, shown: Callable[..., str]
) -> None:
    assert "«demo»" in shown("deadline", "demmo", "2026-10-01 10:00", code=2).replace(
        "“demo”", "«demo»"
    )
    assert "routing" in shown("deadline", "qqqqqq", "2026-10-01 10:00", code=2)


def test_programs_read_the_steps_and_what_follows(american: Path, answer: Answer) -> None:
    [found] = answer("deadline", "hand-raiser", "2026-11-23 19:55")["limits"]
    assert found["start"] == "2026-11-23T19:55:00-06:00"
    assert found["due"] == "2026-11-24T08:05:00-06:00"
    assert found["zone"] == "America/Chicago"
    assert [(each["what"], each.get("took")) for each in found["steps"]] == [
        ("starts", None), ("runs", 300), ("closed", None), ("runs", 300), ("due", None),
    ]  # fmt: skip
    assert found["target"] == "2026-11-23T20:00:00-06:00"
    assert found["relief"]["due"] == "2026-11-24T08:25:00-06:00"
    assert [(each["id"], each["due"][11:16], each["tells"]) for each in found["breach"]] == [
        ("amber", "08:10", ["sdr"]),
        ("red", "08:25", ["sdr-director"]),
        ("director", "08:55", ["sales-director"]),
    ]


def test_in_time_or_late(
    folder: Path, language: str, answer: Answer, shown: Callable[..., str]
) -> None:
    asked = ["deadline", "mql-first-attempt", "2026-10-02 16:00", "--until"]
    [found] = answer(*asked, "2026-10-05 11:00")["limits"]
    assert found["until"] == {
        "at": "2026-10-05T11:00:00+03:00", "used": 14400, "kept": True, "kept_under_relief": True,
    }  # fmt: skip
    [found] = answer(*asked, "2026-10-05 11:30", code=1)["limits"]
    assert (found["until"]["used"], found["until"]["kept"]) == (16200, False)
    assert found["until"]["kept_under_relief"] is True
    late = shown(*asked, "2026-10-05 11:30", code=1)
    assert ("30 min too much" if language == "en" else "лишних 30 мин") in late
    assert ("in time" if language == "en" else "в срок") in shown(*asked, "2026-10-05 11:00")


def test_done_on_the_weekend_after_closing_time_is_late(
    folder: Path, language: str, shown: Callable[..., str]
) -> None:
    asked = ["deadline", "mql-first-attempt", "2026-10-02 14:00", "--until", "2026-10-03 11:00"]
    said = shown(*asked, code=1)
    assert ("when the calendar closed" if language == "en" else "к закрытию") in said


def test_pauses_and_restarts_are_read_with_their_reasons(folder: Path, answer: Answer) -> None:
    asked = ["deadline", "decision", "2026-10-01 10:00"]
    pause = "01.10.2026 11:00 Europe/Moscow/01.10.2026 12:00=Waiting-for-marketing"
    [found] = answer(*asked, "--paused", pause)["limits"]
    assert found["due"] == "2026-10-02T10:00:00+03:00"
    [found] = answer(*asked, "--restart", "2026-10-01 11:00")["limits"]
    assert found["due"] == "2026-10-02T10:00:00+03:00"
    [found] = answer(*asked, "--restart", "2026-10-01 11:00=requalified")["limits"]
    assert found["due"] == "2026-10-01T18:00:00+03:00"
    assert [each.get("refused") for each in found["steps"]].count("not-agreed") == 1


def test_what_happened_after_the_end_asked_about_changes_nothing(
    folder: Path, answer: Answer
) -> None:
    asked = ["deadline", "decision", "2026-10-01 10:00", "--until", "2026-10-01 11:00"]
    [found] = answer(*asked, "--restart", "2026-10-01 12:00")["limits"]
    assert (found["due"], found["until"]["used"]) == ("2026-10-01T18:00:00+03:00", 3600)


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["2026-10-01"], "2026-10-01"),
        (["2026-10-01 10:00", "--until", "2026-10-01 09:00"], "09:00"),
        (["2026-10-01 10:00", "--paused", "2026-10-01 11:00"], "11:00"),
        (["2026-10-01 10:00", "--paused", "2026-10-01 11:00/2026-10-01 10:30"], "10:30"),
        (["2026-10-01 10:00", "--paused", "2026-10-01 11:00/2026-10-01 12:00=lunch"], "lunch"),
        (["2026-10-01 10:00", "--restart", "2026-10-01 11:00=requalifed"], "requalified"),
        (["2026-10-01 10:00", "--zone", "Europe/Berlin"], "Europe/Berlin"),
        (["2026-10-01 10:00", "--zone", "Nowhere"], "Nowhere"),
    ],
)
def test_what_cannot_be_read_is_said_in_one_message(
    folder: Path, language: str, args: list[str], says: str, shown: Callable[..., str]
) -> None:
    said = shown("deadline", "decision", *args, code=2)
    assert says in said
    assert bool(re.search("[а-я]{4}", said)) == (language == "ru")


@pytest.mark.parametrize(
    ("start", "key"),
    [
        ("2026-11-01 01:30", {"en": "comes twice", "ru": "бывает дважды"}),
        ("2027-03-14 02:30", {"en": "does not exist", "ru": "не бывает"}),
    ],
)
def test_doubled_and_skipped_clock_times_are_said(
    american: Path, language: str, start: str, key: dict[str, str], shown: Callable[..., str]
) -> None:
    assert key[language] in shown("deadline", "decision", start, code=2)
    assert run(["deadline", "decision", f"{start} -05:00"]) == 0


# --- undecided ----------------------------------------------------------------------------------


def test_an_undecided_limit_says_who_decides(
    american: Path, language: str, answer: Answer, shown: Callable[..., str]
) -> None:
    said = shown("deadline", "proposal", "2026-11-23 10:00", code=1)
    assert ("4 December 2026" if language == "en" else "4 декабря 2026") in said
    [found] = answer("deadline", "proposal", "2026-11-23 10:00", code=1)["limits"]
    assert found["due"] is None
    assert found["undecided"] == [
        {"path": "time_limits.proposal.within", "who": "cro", "by": "2026-12-04"}
    ]


def test_an_undecided_part_matters_only_where_it_is_needed(folder: Path, answer: Answer) -> None:
    undecided = "{undecided: {who: rop, by: 2026-12-01}}"
    old = "    within: 4 рабочих часа\n    calendar: office\n    out_of_hours: next-opening\n"
    replaced(folder, old, old.replace("next-opening", undecided))
    assert answer("deadline", "mql-first-attempt", "2026-10-01 10:00")["limits"][0]["due"]
    [found] = answer("deadline", "mql-first-attempt", "2026-10-01 20:00", code=1)["limits"]
    assert [each["path"] for each in found["undecided"]] == [
        "time_limits.mql-first-attempt.out_of_hours"
    ]


def test_an_undecided_step_is_told_in_words(
    folder: Path, language: str, shown: Callable[..., str]
) -> None:
    replaced(
        folder,
        "{id: remind, after: 5 рабочих часов",
        "{id: remind, after: {undecided: {who: rop, by: 2026-12-01}}",
    )
    said = shown("deadline", "mql-first-attempt", "2026-10-01 10:00")
    assert ("decides by 1 December" if language == "en" else "решает") in said


# --- calendars of the lead, and of another year -------------------------------------------------


def test_a_calendar_by_the_leads_time_can_be_put_to_another_zone(
    american: Path, language: str, answer: Answer, shown: Callable[..., str]
) -> None:
    asked = ["deadline", "hand-raiser", "2026-11-23 19:55"]
    [found] = answer(*asked, "--zone", "America/Los_Angeles")["limits"]
    assert found["due"] == "2026-11-24T08:05:00-08:00"
    assert "--zone" in shown(*asked)
    found = answer("deadline", "to-sdr", "2026-11-23 10:00", "--zone", "America/Denver")["limits"]
    assert {each["zone"] for each in found} == {"America/Denver", "America/New_York"}


def test_a_year_without_copied_days_off_is_said_with_the_way_to_get_them(
    folder: Path, language: str, answer: Answer, shown: Callable[..., str]
) -> None:
    asked = ["deadline", "mql-first-attempt", "2027-02-19 17:30"]
    said = shown(*asked)
    assert "sla calendar refresh office --years 2027" in said
    assert ("Mon 22 Feb" if language == "en" else "пн 22 февр.") in said
    [found] = answer(*asked)["limits"]
    assert found["beyond_calendar"]["working_days"] == ["2027-02-20"]
    assert found["due"] == "2027-02-22T12:30:00+03:00"
    assert run(["calendar", "refresh", "office", "--years", "2027", "--yes"]) == 0
    shown("calendar")
    [found] = answer(*asked)["limits"]
    assert found["beyond_calendar"] is None
    assert found["due"] == "2027-02-20T12:30:00+03:00"


def test_days_that_the_calendar_knows_need_no_note(folder: Path, answer: Answer) -> None:
    [found] = answer("deadline", "mql-first-attempt", "2026-11-03 16:30")["limits"]
    assert found["beyond_calendar"] is None


def test_without_any_calendar_every_hour_counts_on_the_clock_that_is_named(
    folder: Path, language: str, answer: Answer, shown: Callable[..., str]
) -> None:
    file = folder / "agreement.yaml"
    file.write_text(re.sub(r"\n +calendar: office", "", file.read_text("utf-8")), "utf-8")
    asked = ["deadline", "mql-first-attempt", "2026-12-30 22:00"]
    assert "(UTC)" in shown(*asked)
    [found] = answer(*asked[:2], "2026-12-30 22:00 UTC+3")["limits"]
    assert found["due"] == "2026-12-31T02:00:00+03:00"


# --- sla calendar -------------------------------------------------------------------------------


def test_calendars_are_shown_with_hours_days_source_and_differences(
    folder: Path, language: str, answer: Answer, shown: Callable[..., str]
) -> None:
    said = shown("calendar")
    for part in {
        "en": ["Mon–Fri 09:00–18:00", "Europe/Moscow", "Tue 3 Nov 2026", "09:00–17:00",
               "National Unity Day", "Differs from", "New Year Holidays"],
        "ru": ["пн–пт 09:00–18:00", "Europe/Moscow", "вт 3 нояб. 2026", "09:00–17:00",
               "День народного единства", "Расходится", "Новогодние каникулы"],
    }[language]:  # fmt: skip
        assert part in said, part
    office = answer("calendar")["calendars"][0]
    assert (office["id"], office["country"], office["library"]) == ("office", "RU", "0.109")
    assert office["covers"] == ["2026-10-01", "2026-12-31"]
    assert len(office["differences"]["added"]) == 8
    assert shown("calendar", ".") == said


def test_copying_needs_a_yes_and_keeps_comments_and_own_days(
    folder: Path, language: str, answer: Answer, shown: Callable[..., str]
) -> None:
    before = (folder / "agreement.yaml").read_text("utf-8")
    assert "--yes" in shown("calendar", "refresh", code=1)
    assert answer("calendar", "refresh", code=1)["written"] is False
    assert (folder / "agreement.yaml").read_text("utf-8") == before
    assert answer("calendar", "refresh", "--yes")["written"] is True
    after = (folder / "agreement.yaml").read_text("utf-8")
    gone = set(before.splitlines()) - set(after.splitlines())
    assert all("holidays_source" in line for line in gone)
    duty = load(folder / "agreement.yaml").calendars[1]
    assert len(duty.holidays) == 10
    assert (len(duty.days_off), len(duty.working_days)) == (1, 1)
    assert answer("calendar", "refresh")["changes"] == []
    assert (folder / "agreement.yaml").read_text("utf-8") == after


@pytest.mark.parametrize("said", ["да", "Yes", "y", "нет", ""])
def test_a_person_at_the_keyboard_is_asked(
    folder: Path, language: str, said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    import click
    from click.testing import CliRunner

    from sla_writer.cli import calendar as module

    monkeypatch.setattr(module, "_at_a_keyboard", lambda: True)
    before = (folder / "agreement.yaml").read_text("utf-8")
    command = module.verb
    assert isinstance(command, click.Command)
    CliRunner().invoke(command, ["refresh", "office"], input=f"{said}\n")
    changed = (folder / "agreement.yaml").read_text("utf-8") != before
    assert changed == (said in ("да", "Yes", "y"))


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["offise"], "office"),
        (["office", "--years", "26"], "26"),
        (["office", "--country", "xx"], "XX"),
    ],
)
def test_what_cannot_be_copied_is_said(
    folder: Path, language: str, args: list[str], says: str, shown: Callable[..., str]
) -> None:
    assert says in shown("calendar", "refresh", *args, "--yes", code=2)


def test_a_calendar_of_no_country_asks_for_one(
    folder: Path, language: str, shown: Callable[..., str]
) -> None:
    replaced(
        folder,
        "holidays_source: Производственный календарь на 2026 год (библиотека holidays 0.109, RU)",
        "holidays_source: наш приказ",
    )
    replaced(folder, "zone: Europe/Moscow", "zone: UTC")
    assert "--country" in shown("calendar", "refresh", "office", code=2)
    assert run(["calendar", "refresh", "OFFICE", ".", "--country", "kz", "--yes"]) == 0
    source = load(folder / "agreement.yaml").calendars[0].holidays_source or ""
    assert re.fullmatch(r"holidays [\d.]+, KZ 2026, 2027", source)


def test_an_agreement_without_dates_needs_years(
    folder: Path, language: str, shown: Callable[..., str]
) -> None:
    undecided = "{undecided: {who: rop, by: 2026-12-01}}"
    replaced(folder, "effective_to: 31.12.2026", f"effective_to: {undecided}")
    assert "--years" in shown("calendar", "refresh", "office", code=2)
    assert run(["calendar", "refresh", "office", "--years", "2027", "--yes"]) == 0
    assert run(["calendar"]) == 0
    assert run(["deadline", "demo", "2026-10-01 10:00"]) == 0


def test_the_examples_say_what_the_library_says_of_their_quarter() -> None:
    for company in COMPANIES.values():
        agreement = load(data.folder("examples") / company / "agreement.yaml")
        first, last = agreement.identity.effective_from, agreement.identity.effective_to
        for each in agreement.calendars:
            country = clock.country_for(each)
            assert country
            missed = clock.unlisted(each, country, first, last)  # type: ignore[arg-type]
            assert (missed.holidays, missed.working_days) == ((), ()), each.id
