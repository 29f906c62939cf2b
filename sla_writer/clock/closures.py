"""Why a calendar is closed: the night, a break, a weekend, a holiday with its name, a day off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from sla_writer.agreement.calendars import Calendar
from sla_writer.agreement.prose import Text
from sla_writer.clock.opening import DAY, Openings, days_between, openings_of

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
        for each in _together(_whole_day(calendar, table, day) for day in days):
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


def _together(days: Iterator[Closure]) -> Iterator[Closure]:
    held: Closure | None = None
    for each in days:
        if held and (held.why, held.name, held.until) == (each.why, each.name, each.since):
            held = replace(held, until=each.until)
        else:
            if held:
                yield held
            held = each
    if held:
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
