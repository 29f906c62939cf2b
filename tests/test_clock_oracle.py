"""Every deadline as an independent walk over the minutes finds it, on thousands of random cases."""

from __future__ import annotations

import ast
import inspect
import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

import holidays
import pytest
import walked_clock
from walked_clock import NAMES, Beyond, Lead, Walk, instant, minute

from sla_writer import clock
from sla_writer.agreement.calendars import Calendar, Pause, RestartOn, TimeLimit

FIRST, LAST = date(2026, 9, 1), date(2028, 2, 1)
COUNTRIES = {"RU": None, "US": "NY", "DE": "BY"}
ZONES = (
    "Europe/Moscow", "Europe/Berlin", "America/New_York", "America/Los_Angeles", "Europe/London",
    "Australia/Lord_Howe", "America/Havana", "Africa/Cairo", "America/Santiago", "Asia/Kathmandu",
    "America/St_Johns", "UTC",
)  # fmt: skip
CALENDARS, CASES = 8, 50
LONG_CALENDARS, LONG_CASES = 60, 400


def test_the_walk_owes_nothing_to_the_program() -> None:
    tree = ast.parse(inspect.getsource(walked_clock))
    named = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    named |= {n.name for node in ast.walk(tree) if isinstance(node, ast.Import) for n in node.names}
    assert not any(str(name).startswith("sla_writer") for name in named)


@pytest.mark.parametrize("seed", range(CALENDARS))
def test_deadlines_are_those_of_a_walk_over_the_minutes(seed: int) -> None:
    assert compared(seed, CASES) >= CASES * 0.8


@pytest.mark.long
@pytest.mark.parametrize("seed", range(1000, 1000 + LONG_CALENDARS))
def test_deadlines_are_those_of_a_walk_over_the_minutes_in_many_cases(seed: int) -> None:
    assert compared(seed, LONG_CASES) >= LONG_CASES * 0.8


def compared(seed: int, count: int) -> int:
    """How many random leads of a random calendar were compared; each must come out the same."""
    chance = random.Random(seed)
    data = calendar(chance)
    walk, office = Walk(data, FIRST, LAST), Calendar.model_validate(data)
    done = 0
    for number in range(count):
        case = lead(chance, walk)
        try:
            expected = answers(walk, case)
        except Beyond:
            continue
        assert told(office, case) == expected, (seed, number, data, case)
        done += 1
    return done


def answers(walk: Walk, case: dict[str, Any]) -> list[Any]:
    """The due instant, the working minutes up to another, whether it was kept, the new clocks."""
    found = Lead(walk, case["limit"], case["start"], case["pauses"], case["restarts"])
    due, until = found.due(), case["until"]
    taken = [instant(at) for at in found.taken]
    return [instant(due), timedelta(minutes=found.worked(until)), until <= due, taken]


def told(office: Calendar, case: dict[str, Any]) -> list[Any]:
    """The same by the program."""
    happened: list[clock.Happening] = [
        *(clock.Paused(instant(a), instant(b), Pause(why)) for a, b, why in case["pauses"]),
        *(clock.Restarted(instant(at), RestartOn(why)) for at, why in case["restarts"]),
    ]
    ran = clock.running(limit(case["limit"]), office, instant(case["start"]), happened)
    until = instant(case["until"])
    due = clock.due(ran).astimezone(UTC)
    [ends] = [each.since for each in clock.account(ran) if each.what is clock.What.DUE]
    assert ends.astimezone(UTC) == due
    return [due, clock.worked(ran, until), clock.kept(ran, until), [r.at for r in ran.restarts]]


def limit(data: dict[str, Any]) -> TimeLimit:
    spoken = {name: _duration(*data[name]) for name in ("within", "longest_pause") if data[name]}
    more = {"start": "assigned", "stop": "first-attempt", "statistic": "every", "owner": "rop"}
    return TimeLimit.model_validate({"id": "limit", "name": "Limit", **data, **more, **spoken})


def _duration(amount: str, unit: str) -> str:
    return f"{amount} {unit.replace('-', ' ')}s"


# --- random calendars and leads -----------------------------------------------------------------


@cache
def official(country: str) -> tuple[list[str], list[str]]:
    """The days off and the worked Saturdays of a country, straight from the library."""
    years = range(FIRST.year, LAST.year + 1)
    found = holidays.country_holidays(country, COUNTRIES[country], years=years)
    days = [FIRST + timedelta(days=n) for n in range((LAST - FIRST).days)]
    worked = [day.isoformat() for day in days if day.weekday() > 4 and found.is_working_day(day)]
    return [day.isoformat() for day in sorted(found)], worked


def calendar(chance: random.Random) -> dict[str, Any]:
    off, worked = official(chance.choice(list(COUNTRIES)))
    week = chance.choice(WEEKS)(chance)
    return {
        "id": "office",
        "name": "Office",
        "zone": chance.choice(ZONES),
        "week": week,
        "holidays": [{"day": day, "name": "Holiday"} for day in off],
        "working_days": sorted({*worked, *days(chance, 4)}),
        "days_off": days(chance, 6),
        "special_days": [
            {"day": day, "hours": hours(chance)}
            for day in sorted({*days(chance, 8), *chance.sample(off, 2)})
        ],
    }


def days(chance: random.Random, most: int) -> list[str]:
    length = (LAST - FIRST).days
    chosen = {chance.randrange(length) for _ in range(chance.randrange(most))}
    return [(FIRST + timedelta(days=number)).isoformat() for number in sorted(chosen)]


def hours(chance: random.Random) -> str:
    """One to three stretches of a day, down to five minutes, now and then up to midnight."""
    edges = chance.sample(range(0, 24 * 12 + 1), 2 * chance.choice((1, 1, 2, 3)))
    marks = [f"{edge // 12:02}:{edge % 12 * 5:02}" for edge in sorted(edges)]
    return ", ".join(map("-".join, zip(marks[::2], marks[1::2], strict=True)))


def _same(opening: str, *named: str) -> Any:
    return lambda chance: dict.fromkeys(named or NAMES[:5], opening)


WEEKS = (
    _same("09:00-18:00"),
    _same("09:00-13:00, 14:00-18:00"),
    _same("09:00-18:00", *NAMES[1:6]),
    _same("00:00-24:00", *NAMES),
    _same("00:00-06:00, 22:00-24:00", *NAMES),
    _same("14:30-24:00", *NAMES[:6]),
    lambda chance: {**dict.fromkeys(NAMES[:5], "08:00-20:00"), "saturday": "10:00-16:00"},
    lambda chance: {
        name: hours(chance) for name in NAMES if name == "friday" or chance.random() < 0.7
    },
    lambda chance: {name: hours(chance) for name in NAMES},
)
AMOUNTS = {
    "minute": ("0", "5", "15", "45", "90", "600"),
    "business-hour": ("1", "4", "0.25", "8", "17.5", "40"),
    "business-day": ("1", "2", "5", "0.5", "10", "2.25"),
    "calendar-hour": ("1", "24", "48", "0.5"),
    "calendar-day": ("1", "3", "0.5", "14"),
    "week": ("1", "2"),
    "month": ("1", "3", "0.5"),
}
LONGEST = (None, ("30", "minute"), ("4", "business-hour"), ("2", "business-day"),
           ("1", "calendar-day"), ("3", "calendar-hour"))  # fmt: skip
PAUSES, RESTARTS = [str(each) for each in Pause], [str(each) for each in RestartOn]


def lead(chance: random.Random, walk: Walk) -> dict[str, Any]:
    """A limit, a start and what happened afterwards."""
    unit = chance.choice(list(AMOUNTS))
    start = starts(chance, walk)
    rule: dict[str, Any] = {
        "within": (chance.choice(AMOUNTS[unit]), unit),
        "longest_pause": chance.choice(LONGEST),
        "pauses": chance.sample(PAUSES, chance.randrange(4)),
        "restart": chance.choice(
            (None, {"on": chance.choice(RESTARTS)}, {"on": chance.choice(RESTARTS), "most": 1})
        ),
        "out_of_hours": chance.choice((None, "next-opening", "acknowledge", "on-call")),
    }
    busy = chance.random() < 0.6
    return {
        "limit": rule,
        "start": start,
        "pauses": [_pause(chance, start) for _ in range(chance.randrange(4) if busy else 0)],
        "restarts": [
            (start + chance.randrange(-600, 8000), chance.choice(RESTARTS[:-1]))
            for _ in range(chance.randrange(4) if busy else 0)
        ],
        "until": start + chance.randrange(chance.choice((600, 20_000))),
    }


def _pause(chance: random.Random, start: int) -> tuple[int, int, str]:
    since = start + chance.randrange(-1500, chance.choice((600, 10_000)))
    return since, since + chance.randrange(chance.choice((60, 600, 20_000))), chance.choice(PAUSES)


def starts(chance: random.Random, walk: Walk) -> int:
    """Anywhere, and more often where deadlines go wrong."""
    low, high = walk.low + 30 * 1440, walk.high - 130 * 1440
    kind = chance.random()
    if kind < 0.25:
        return chance.choice(changes(walk.calendar["zone"]) or (low,)) + chance.randrange(
            -3000, 1500
        )
    if kind < 0.4:
        return minute(datetime(2027, 1, 1, tzinfo=UTC)) + chance.randrange(-4000, 4000)
    if kind < 0.6:
        eve = date.fromisoformat(chance.choice(walk.calendar["holidays"][20:30])["day"])
        return minute(datetime(eve.year, eve.month, eve.day, tzinfo=UTC)) - chance.randrange(1500)
    if kind < 0.7:
        edge = walk.open[walk.between(walk.low, chance.randrange(low, high))]
        while walk.is_open(edge):
            edge += 1
        return edge
    return chance.randrange(low, high)


@cache
def changes(zone: str) -> tuple[int, ...]:
    """The hours between which the zone's offset changes."""
    return tuple(_changes(ZoneInfo(zone)))


def _changes(zone: ZoneInfo) -> Iterator[int]:
    first, last = (minute(datetime(d.year, d.month, d.day, tzinfo=UTC)) for d in (FIRST, LAST))
    for at in range(first + 30 * 1440, last - 130 * 1440, 60):
        offsets = {instant(each).astimezone(zone).utcoffset() for each in (at, at + 60)}
        if len(offsets) > 1:
            yield at
