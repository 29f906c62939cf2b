"""A time limit by example: telling starts in a quarter, and when the clock runs out for each."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from sla_writer.agreement.calendars import Calendar, TimeLimit
from sla_writer.agreement.record import Undecided
from sla_writer.clock.deadlines import (
    RUNS_WHILE_OPEN,
    brought_into,
    month_on,
    opens_from,
    working_time,
)
from sla_writer.clock.opening import DAY, Openings, days_between, open_at, openings_of
from sla_writer.clock.running import Running, due, running, ticks
from sla_writer.errors import SlaWriterError


class Case(StrEnum):
    """What a worked example shows."""

    WORKING_DAY = "working-day"
    END_OF_WEEK = "end-of-week"
    CLOSED = "closed"
    BEFORE_HOLIDAY = "before-holiday"


@dataclass(frozen=True, slots=True)
class Example:
    """A clock that starts at `start`, runs from `runs_from` and ends at `due`, in local time.

    `waited` says whether it stood still for a while because the calendar was closed.
    """

    case: Case
    start: datetime
    runs_from: datetime
    due: datetime
    waited: bool


def examples(limit: TimeLimit, calendar: Calendar | None, first_day: date) -> tuple[Example, ...]:
    """Telling cases of a time limit in the quarter that begins on `first_day`, the same every time.

    Mid-morning on a working day, half an hour before the week's last closing, a start while closed,
    and the eve of a holiday where the quarter has one. None while the amount or the zone are
    undecided, without a calendar, or when there is no deadline; while the rule for the time out of
    hours is undecided, no start while closed. With people on call such a start does not wait.
    """
    within = limit.within
    if calendar is None or isinstance(calendar.zone, Undecided) or isinstance(within, Undecided):
        return ()
    table = openings_of(calendar)
    untold = Case.CLOSED if isinstance(limit.out_of_hours, Undecided) else None
    try:
        told = [each for each in _starts(table, first_day).items() if each[1] is not untold]
        return tuple(_example(case, running(limit, calendar, start)) for start, case in told)
    except (OverflowError, SlaWriterError):
        return ()


def _example(case: Case, clock: Running) -> Example:
    table, start, ends = ticks(clock, clock.within.unit), clock.start, due(clock)
    waits = clock.within.unit in RUNS_WHILE_OPEN and bool(clock.within.amount)
    runs_from = opens_from(table, start) if waits else start
    waited = waits and working_time(table, start, ends) < ends - start
    begins, runs = (each.astimezone(clock.opens.zone) for each in (start, runs_from))
    return Example(case, begins, runs, ends, waited)


def _starts(table: Openings, first_day: date) -> dict[datetime, Case]:
    """The starts of the cases; one that would serve two stands for the first."""
    starts: dict[datetime, Case] = {}
    for case, start in _candidates(table, first_day):
        starts.setdefault(start, case)
    return starts


def _candidates(table: Openings, first_day: date) -> Iterator[tuple[Case, datetime]]:
    last = month_on(datetime.combine(first_day, time()), 3).date() - DAY
    days = list(days_between(first_day, last))
    open_days = list(filter(table.spans, days))
    if open_days:
        week_end = _week_end(table, open_days)
        yield Case.WORKING_DAY, _mid_morning(table, open_days)
        yield Case.END_OF_WEEK, _late(table, week_end)
        yield from ((Case.CLOSED, start) for start in _while_closed(table, week_end))
        yield from ((Case.BEFORE_HOLIDAY, start) for start in _eves(table, days, week_end))


def _mid_morning(table: Openings, open_days: list[date]) -> datetime:
    """Ten o'clock, or an hour after a late opening, early in the first week that has such a day."""
    early = (day for day in open_days if day.weekday() < 4 and table.spans(day + DAY))
    day = next(early, open_days[0])
    spans = table.spans(day)
    hour = max(timedelta(hours=10), timedelta(minutes=spans[0][0] + 60))
    return table.at(day, brought_into(spans, hour))


def _week_end(table: Openings, open_days: list[date]) -> date:
    """The first Friday (or last open weekday) that no holiday follows; else the first at all."""
    weekdays = [index for index, spans in enumerate(table.week) if spans]
    last = 4 if 4 in weekdays else max(weekdays, default=open_days[0].weekday())
    found = [day for day in open_days if day.weekday() == last] or open_days
    return next((day for day in found if not _near_exception(table, day)), found[0])


def _near_exception(table: Openings, day: date) -> bool:
    return any(each in table.exceptions for each in days_between(day, day + 3 * DAY))


def _late(table: Openings, day: date) -> datetime:
    """Half an hour before the day's closing."""
    opens, closes = table.spans(day)[-1]
    return table.at(day, timedelta(minutes=max(opens, closes - 30)))


def _while_closed(table: Openings, week_end: date) -> Iterator[datetime]:
    """Noon on the weekend, or else the night before it; nothing when the calendar never closes."""
    candidates = ((week_end + DAY, 12), (week_end + 2 * DAY, 12), (week_end, 23))
    starts = (table.at(day, timedelta(hours=hour)) for day, hour in candidates)
    yield from [start for start in starts if not open_at(table, start)][:1]


def _eves(table: Openings, days: list[date], week_end: date) -> Iterator[datetime]:
    """Late on the last open day before the quarter's first holiday that takes away working time."""
    for day in days:
        if table.week[day.weekday()] and not table.spans(day):
            eve = max((d for d in days if d < day and table.spans(d)), default=week_end)
            if eve != week_end:
                yield _late(table, eve)
                return
