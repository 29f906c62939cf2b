"""When a time limit runs out, and how much working time lies between two instants."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from fractions import Fraction

from sla_writer.agreement.calendars import Calendar
from sla_writer.agreement.values import Duration, Unit
from sla_writer.clock.opening import (
    DAY,
    Openings,
    Spans,
    days_between,
    instant_of,
    openings_for,
    stretches,
    utc,
)
from sla_writer.errors import SlaWriterError

RUNS_WHILE_OPEN = (Unit.MINUTE, Unit.BUSINESS_HOUR, Unit.BUSINESS_DAY)
"""The units that count only while the calendar is open."""

HORIZON = timedelta(days=3660)
"""How far working time is followed; a calendar that stays closed longer has no deadline."""


def deadline(start: datetime, within: Duration, calendar: Calendar | None) -> datetime:
    """When `within` has passed since `start`, in the calendar's zone (without one, in start's).

    Minutes and business hours run only while the calendar is open; without a calendar, always.
    A business day is one whole opening day: N of them end at the same clock time on the Nth open
    day after, brought into that day's opening hours (in a break: at its end); when the calendar is
    closed at `start`, they are counted from its next opening. Part of a business day is that part
    of the working time up to the next whole one. Calendar hours are hours; calendar days, weeks and
    months end at the same clock time (a month at the latest on its last day); what is due out of
    hours stays there. No time at all ends at once.

    Raises SlaWriterError when the calendar's zone is undecided or it does not open for so long
    within ten years; ValueError for a start without a zone.
    """
    table = openings_for(calendar, start)
    try:
        return end_of(table, utc(start), within).astimezone(table.zone)
    except OverflowError:
        raise SlaWriterError("error-no-deadline", within=str(within)) from None


def end_of(table: Openings, start: datetime, within: Duration) -> datetime:
    """As `deadline`, in UTC; raises OverflowError when there is none."""
    amount = Fraction(within.amount)
    if not amount:
        return start
    match within.unit:
        case Unit.MINUTE:
            return _run(table, start, _part(timedelta(minutes=1), amount))
        case Unit.BUSINESS_HOUR:
            return _run(table, start, _part(timedelta(hours=1), amount))
        case Unit.BUSINESS_DAY:
            return _business_days(table, start, amount)
        case Unit.CALENDAR_HOUR:
            return start + _part(timedelta(hours=1), amount)
        case Unit.MONTH:
            return instant_of(_months(table.local(start), amount), table.zone)
    days = amount * (7 if within.unit is Unit.WEEK else 1)
    return instant_of(table.local(start) + _part(DAY, days), table.zone)


def _part(span: timedelta, of: Fraction) -> timedelta:
    return timedelta(microseconds=round(span // timedelta(microseconds=1) * of))


def _run(table: Openings, start: datetime, left: timedelta) -> datetime:
    """When the calendar has been open for `left`."""
    if left > HORIZON:
        raise OverflowError
    return run_through(stretches(table, start, start + HORIZON), left)


def run_through(running: Iterable[tuple[datetime, datetime]], left: timedelta) -> datetime:
    """When a clock that runs in these stretches has run for `left`; OverflowError if it never has.

    At the end of a stretch it is the end, not the beginning of the next one.
    """
    for since, until in running:
        if until - since >= left:
            return since + left
        left -= until - since
    raise OverflowError


def opens_from(table: Openings, start: datetime) -> datetime:
    """`start`, or the next opening when the calendar is closed then."""
    for opens, _ in stretches(table, start, start + HORIZON):
        return opens
    raise OverflowError


def _business_days(table: Openings, start: datetime, amount: Fraction) -> datetime:
    begin = opens_from(table, start)
    whole, rest = divmod(amount, 1)
    ends = _open_day_after(table, begin, whole)
    if not rest:
        return ends
    more = working_time(table, ends, _open_day_after(table, begin, whole + 1))
    return _run(table, ends, _part(more, rest)) if more else ends


def _open_day_after(table: Openings, begin: datetime, number: int) -> datetime:
    """The same clock time on the open day that is `number` open days after `begin`."""
    wall = table.local(begin)
    if not number:
        return begin
    later = days_between(wall.date() + DAY, wall.date() + HORIZON)
    for nth, day in enumerate(filter(table.spans, later), 1):
        if nth == number:
            moment = wall - datetime.combine(wall, time())
            return table.at(day, brought_into(table.spans(day), moment))
    raise OverflowError


def brought_into(spans: Spans, moment: timedelta) -> timedelta:
    """A clock time brought into opening hours: up to the next opening, or back to the closing."""
    for opens, closes in spans:
        if moment <= timedelta(minutes=closes):
            return max(moment, timedelta(minutes=opens))
    return timedelta(minutes=spans[-1][1])


def _months(wall: datetime, amount: Fraction) -> datetime:
    """The clock time some months on; part of a month is that part of the next whole one."""
    whole, rest = divmod(amount, 1)
    ends = month_on(wall, whole)
    return ends + _part(month_on(wall, whole + 1) - ends, rest) if rest else ends


def month_on(wall: datetime, number: int) -> datetime:
    """The same clock time some whole months on, at the latest on the month's last day."""
    years, month = divmod(wall.month - 1 + number, 12)
    year = wall.year + years
    if year > date.max.year:
        raise OverflowError
    last = monthrange(year, month + 1)[1]
    return wall.replace(year=year, month=month + 1, day=min(wall.day, last))


def elapsed(start: datetime, end: datetime, calendar: Calendar | None) -> timedelta:
    """The working time between two instants (aware); nothing when `end` is not after `start`."""
    return working_time(openings_for(calendar, start), utc(start), utc(end))


def working_time(table: Openings, start: datetime, end: datetime) -> timedelta:
    """As `elapsed`, between two instants in UTC."""
    open_for = (min(closes, end) - opens for opens, closes in stretches(table, start, end))
    return sum((each for each in open_for if each > timedelta()), timedelta())
