"""A second opinion on deadlines: time limits found by walking over time minute by minute.

Nothing here comes from the program. A calendar and a time limit are the plain data of a file, an
instant is a whole number of minutes since 1970 in UTC, and which minutes are open is looked up in
a table that was filled by watching the clock on the wall go by. Slow, and for a few years only.
"""

from __future__ import annotations

import math
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

NAMES = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
DAY = 24 * 60
BLOCK = 15
"""No zone changes its offset within such a block of minutes, or at another minute of it."""

Minute = int | Fraction


def minute(instant: datetime) -> int:
    """The minute of an instant."""
    return int((instant - EPOCH) / timedelta(minutes=1))


def instant(at: Minute) -> datetime:
    """The instant of a minute, or of a part of it."""
    return EPOCH + timedelta(microseconds=round(Fraction(at) * 60_000_000))


def spans(hours: str) -> list[tuple[int, int]]:
    """Opening hours as minutes after midnight."""
    found = []
    for part in hours.split(","):
        edges = [edge.strip().split(":") for edge in part.split("-")]
        opens, closes = (int(h) * 60 + int(m) for h, m in edges)
        found.append((opens, closes))
    return found


class Beyond(Exception):
    """The walk left the years that were looked at."""


class Walk:
    """The open minutes of a calendar between two days."""

    def __init__(self, calendar: dict[str, Any], first: date, last: date) -> None:
        self.calendar = calendar
        self.zone = ZoneInfo(calendar["zone"])
        self.low = minute(datetime(first.year, first.month, first.day, tzinfo=UTC))
        self.high = minute(datetime(last.year, last.month, last.day, tzinfo=UTC))
        self.offsets = array("i", map(self._offset, range(self.low, self.high, BLOCK)))
        self.known: dict[int, list[tuple[int, int]]] = {}
        self.open = array("q", self._open_minutes())
        self.always = range(self.low, self.high)

    def _offset(self, at: int) -> int:
        there = instant(at).astimezone(self.zone).utcoffset()
        assert there is not None
        return int(there / timedelta(minutes=1))

    def wall(self, at: int) -> int:
        """What the clock on the wall shows: minutes since 1970 there."""
        if not self.low <= at < self.high:
            raise Beyond
        return at + self.offsets[(at - self.low) // BLOCK]

    def _open_minutes(self) -> Iterator[int]:
        """A day's edges are passed when the clock on the wall first shows them, and never again."""
        shown: dict[int, int] = {}
        for at in range(self.low, self.high):
            day, clock = divmod(self.wall(at), DAY)
            shown[day] = max(shown.get(day, 0), clock)
            if any(opens <= shown[day] < closes for opens, closes in self.hours(day)):
                yield at

    def hours(self, day: int) -> list[tuple[int, int]]:
        """The opening hours of a day, counted from 1970."""
        if day not in self.known:
            self.known[day] = self._hours(date(1970, 1, 1) + timedelta(days=day))
        return self.known[day]

    def _hours(self, day: date) -> list[tuple[int, int]]:
        calendar, text = self.calendar, day.isoformat()
        for special in calendar.get("special_days", ()):
            if special["day"] == text:
                return spans(special["hours"])
        if text in calendar.get("days_off", ()):
            return []
        usual = calendar["week"].get(NAMES[day.weekday()])
        if text in calendar.get("working_days", ()):
            usual = usual or next(
                calendar["week"][name] for name in NAMES if name in calendar["week"]
            )
        elif text in {holiday["day"] for holiday in calendar.get("holidays", ())}:
            usual = None
        return spans(usual) if usual else []

    # --- walking ----------------------------------------------------------------------------------

    def is_open(self, at: int) -> bool:
        """Whether a minute is open."""
        if not self.low <= at < self.high:
            raise Beyond
        place = bisect_left(self.open, at)
        return place < len(self.open) and self.open[place] == at

    def between(self, since: Minute, until: Minute) -> int:
        """How many minutes are open from one to the other."""
        return bisect_left(self.open, until) - bisect_left(self.open, since)

    def on(self, since: Minute, count: Fraction, always: bool = False) -> Minute:
        """Where so many open minutes have gone by."""
        if not count:
            return since
        minutes: Sequence[int] = self.always if always else self.open
        place = bisect_left(minutes, since)
        whole, part = divmod(count, 1)
        last = place + int(whole) - (0 if part else 1)
        if not self.low <= since or last >= len(minutes):
            raise Beyond
        return minutes[last] + part if part else minutes[last] + 1

    def at_wall(self, wall: Minute) -> Minute:
        """The first minute at which the clock shows `wall`, or has jumped over it."""
        whole = math.floor(wall)
        guesses = sorted({whole - (self.wall(g) - g) for g in (whole - DAY, whole + DAY)})
        for guess in guesses:
            if self.wall(guess) == whole:
                return guess + (wall - whole)
        at = guesses[0] - DAY // 8
        while self.wall(at) <= whole:
            at += 1
        return at

    def add(self, since: int, amount: Fraction, unit: str, always: bool) -> Minute:
        """When an amount of time has passed, if nothing holds the clock."""
        if not amount:
            return since
        wall = self.wall(since)
        match unit:
            case "minute":
                return self.on(since, amount, always)
            case "business-hour":
                return self.on(since, amount * 60, always)
            case "calendar-hour":
                return since + amount * 60
            case "calendar-day":
                return self.at_wall(wall + amount * DAY)
            case "week":
                return self.at_wall(wall + amount * 7 * DAY)
            case "month":
                return self.at_wall(_months(wall, amount))
        return self._days(since, amount, always)

    def _days(self, since: int, amount: Fraction, always: bool) -> Minute:
        start = since if always else self.on(since, Fraction(1)) - 1
        whole, part = divmod(amount, 1)
        ends = self._day(start, int(whole), always)
        if not part:
            return ends
        after = self._day(start, int(whole) + 1, always)
        length = after - ends if always else self.between(ends, after)
        return self.on(ends, length * part, always)

    def _day(self, start: Minute, number: int, always: bool) -> int:
        """The same clock time on the open day that is so many open days later."""
        day, clock = divmod(self.wall(int(start)), DAY)
        left = number
        while left:
            day += 1
            if day * DAY > self.high:
                raise Beyond
            left -= bool(always or self.hours(day))
        if number and not always:
            clock = _into(self.hours(day), clock)
        return int(self.at_wall(day * DAY + clock)) if number else int(start)


def _into(hours: list[tuple[int, int]], clock: int) -> int:
    while hours:
        (opens, closes), *hours = hours
        if clock <= closes or not hours:
            return min(max(clock, opens), closes)
    raise AssertionError


def _months(wall: int, amount: Fraction) -> Minute:
    whole, part = divmod(amount, 1)
    one, two = (_month(wall, int(whole) + more) for more in (0, 1))
    return one + (two - one) * part


def _month(wall: int, number: int) -> int:
    """The same day and clock time so many months later; the last day where there is none such."""
    day, clock = divmod(wall, DAY)
    begun = date(1970, 1, 1) + timedelta(days=day)
    first = begun.replace(day=1)
    for _ in range(number):
        first = (first + timedelta(days=31)).replace(day=1)
    last = (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    ends = min(first + timedelta(days=begun.day - 1), last)
    return (ends - date(1970, 1, 1)).days * DAY + clock


# --- a lead -------------------------------------------------------------------------------------

CALENDAR_TIME = {"calendar-hour", "calendar-day", "week", "month"}


class Lead:
    """One lead under a time limit: minutes of its start, its pauses (from, to, reason), its
    restarts (minute, reason).
    """

    def __init__(
        self,
        walk: Walk,
        limit: dict[str, Any],
        start: int,
        pauses: list[tuple[int, int, str]],
        restarts: list[tuple[int, str]],
    ) -> None:
        self.walk, self.limit, self.start, self.pauses = walk, limit, start, pauses
        self.begins = start
        self.taken: list[int] = []
        agreed = limit.get("restart") or {"on": "never"}
        for at, why in sorted(restarts):
            fits = why == agreed["on"] and at > self.begins
            if fits and len(self.taken) < agreed.get("most", 99) and at <= self.due():
                self.begins, self.taken = at, [*self.taken, at]

    def due(self) -> Minute:
        """When the limit runs out, with what the pauses took put on at the end."""
        amount, unit = self.limit["within"]
        always, held = self._always(unit), self._held()
        plain = self.walk.add(self.begins, Fraction(amount), unit, always)
        lost = sum(
            min(1, plain - at) for at in held if self.begins <= at < plain and self._runs(at)
        )
        at: Minute = plain
        while lost:
            whole = math.floor(at)
            if self._runs(whole) and whole not in held:
                step = min(whole + 1 - at, lost)
                lost -= step
                if not lost:
                    return at + step
            at = whole + 1
        return plain

    def worked(self, until: int) -> int:
        """How many minutes the clock ran before `until`."""
        held = self._held()
        if until > self.walk.high:
            raise Beyond
        return sum(self._runs(at) and at not in held for at in range(self.begins, until))

    def _always(self, unit: str) -> bool:
        on_call = self.limit.get("out_of_hours") == "on-call" and not self.walk.is_open(self.begins)
        return on_call or unit in CALENDAR_TIME

    def _runs(self, at: int) -> bool:
        return self._always(self.limit["within"][1]) or self.walk.is_open(at)

    def _held(self) -> set[int]:
        """The minutes that an agreed pause holds, none longer than the longest one."""
        held: set[int] = set()
        for since, until, why in self.pauses:
            if why in self.limit.get("pauses", ()):
                if longest := self.limit.get("longest_pause"):
                    amount, unit = longest
                    ends = self.walk.add(since, Fraction(amount), unit, self._always(unit))
                    until = min(until, math.ceil(ends))
                held.update(range(since, until))
        return held
