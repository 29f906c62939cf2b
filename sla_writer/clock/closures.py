"""Why a calendar is closed: the night, a break, a weekend, a holiday with its name, a day off."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from typing import TypeVar

from sla_writer.agreement.calendars import Calendar, Holiday, Hours
from sla_writer.agreement.prose import Text
from sla_writer.clock.opening import DAY, Openings, days_between, opening, openings_of

T = TypeVar("T")

_SATURDAY = 5


class Closed(StrEnum):
    """Why nobody works."""

    NIGHT = "night"
    BREAK = "break"
    WEEKEND = "weekend"
    WEEKDAY = "weekday"
    HOLIDAY = "holiday"
    DAY_OFF = "day-off"


class Unusual(StrEnum):
    """Why an open day has not the hours of its weekday, or is open at all."""

    OWN_HOURS = "own-hours"
    WORKED = "worked"


@dataclass(frozen=True, slots=True)
class Closure:
    """A stretch in which the calendar is closed for one reason, in local time."""

    since: datetime
    until: datetime
    why: Closed
    name: Text | None = None


def closures(calendar: Calendar, since: datetime, until: datetime) -> Iterator[Closure]:
    """The reasons why a calendar is closed between two instants (UTC) that no open time divides.

    Whole days of one reason stand together; where a whole day is closed, the nights before and
    after it are not told.
    """
    table = openings_of(calendar)
    begins, ends = (each.astimezone(table.zone) for each in (since, until))
    last = (ends - timedelta(microseconds=1)).date()
    days = [day for day in days_between(begins.date(), last) if not table.spans(day)]
    if days:
        for each in together((_whole_day(calendar, table, day) for day in days), _one_closure):
            yield replace(each, since=max(each.since, begins), until=min(each.until, ends))
    elif ends > begins:
        inside = begins.date() == ends.date() and _between_spans(table, begins, ends)
        yield Closure(begins, ends, Closed.BREAK if inside else Closed.NIGHT)


def _between_spans(table: Openings, begins: datetime, ends: datetime) -> bool:
    """Whether the day is open both before and after."""
    spans = table.spans(begins.date())
    return spans[0][0] < _minute(begins) and _minute(ends) < spans[-1][1]


def _minute(local: datetime) -> int:
    return local.hour * 60 + local.minute


def _whole_day(calendar: Calendar, table: Openings, day: date) -> Closure:
    why, name = why_closed(calendar, day)
    begins, ends = (table.at(each, timedelta()).astimezone(table.zone) for each in (day, day + DAY))
    return Closure(begins, ends, why, name)


def _one_closure(one: Closure, other: Closure) -> Closure | None:
    same = (one.why, one.name, one.until) == (other.why, other.name, other.since)
    return replace(one, until=other.until) if same else None


def together(items: Iterable[T], joined: Callable[[T, T], T | None]) -> Iterator[T]:
    """The items, neighbours as one wherever `joined` makes one of them."""
    held: T | None = None
    for each in items:
        both = joined(held, each) if held is not None else None
        if both is None and held is not None:
            yield held
        held = each if both is None else both
    if held is not None:
        yield held


@lru_cache(maxsize=64)
def _names(calendar: Calendar) -> dict[date, Text]:
    return {holiday.day: holiday.name for holiday in calendar.holidays}


def why_closed(calendar: Calendar, day: date) -> tuple[Closed, Text | None]:
    """Why a calendar that is closed all day is closed, and the holiday's name.

    What is said of the day itself comes before its weekday: a holiday on a Saturday is a holiday.
    """
    if day in calendar.days_off:
        return Closed.DAY_OFF, None
    if (name := _names(calendar).get(day)) is not None:
        return Closed.HOLIDAY, name
    return (Closed.WEEKEND if day.weekday() >= _SATURDAY else Closed.WEEKDAY), None


def unusual(calendar: Calendar, day: date) -> Unusual | None:
    """Why a day on which the calendar is open differs from its weekday; None if it does not."""
    if any(special.day == day for special in calendar.special_days):
        return Unusual.OWN_HOURS
    return Unusual.WORKED if day in calendar.working_days else None


# --- days of their own ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class OwnDays:
    """Days in a row of which a calendar says something itself: closed and why, or open and how."""

    first: date
    last: date
    closed: Closed | None = None
    unusual: Unusual | None = None
    hours: Hours | None = None
    name: Text | None = None


def own_days(calendar: Calendar, span: tuple[date, date] | None = None) -> Iterator[OwnDays]:
    """The holidays, days off, working days and special hours of a calendar, in order.

    Only those within `span`, where one is given.
    """
    named = {each.day for each in calendar.holidays} | {each.day for each in calendar.special_days}
    days = sorted(named | {*calendar.days_off, *calendar.working_days})
    own = (_own_day(calendar, day) for day in days if span is None or _in(day, span))
    yield from together(own, _one_row)


def _one_row(one: OwnDays, other: OwnDays) -> OwnDays | None:
    alike = replace(one, first=other.first, last=other.last) == other
    return replace(one, last=other.last) if alike and other.first - one.last == DAY else None


def in_rows(holidays: Iterable[Holiday]) -> Iterator[OwnDays]:
    """Holidays of one name on days in a row, as one each."""
    days = (OwnDays(e.day, e.day, closed=Closed.HOLIDAY, name=e.name) for e in holidays)
    yield from together(days, _one_row)


def _in(day: date, span: tuple[date, date]) -> bool:
    return span[0] <= day <= span[1]


def _own_day(calendar: Calendar, day: date) -> OwnDays:
    hours = opening(day, calendar)
    if hours is None:
        closed, name = why_closed(calendar, day)
        return OwnDays(day, day, closed=closed, name=name)
    return OwnDays(day, day, unusual=unusual(calendar, day), hours=hours)
