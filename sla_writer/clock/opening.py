"""When a calendar is open: its hours day by day, and the open stretches between two instants."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from sla_writer.agreement.calendars import Calendar, Hours, Week
from sla_writer.agreement.record import Undecided
from sla_writer.errors import SlaWriterError

Spans = tuple[tuple[int, int], ...]
"""Opening hours of one day, in minutes after midnight."""

DAY = timedelta(days=1)
_AROUND_THE_CLOCK: Spans = ((0, 24 * 60),)


@dataclass(frozen=True, slots=True, eq=False)
class Openings:
    """A calendar made ready to compute with; one table stands for one calendar."""

    zone: tzinfo
    week: tuple[Spans, ...]
    exceptions: Mapping[date, Spans]

    def spans(self, day: date) -> Spans:
        """The opening hours of a day; none when it stays closed."""
        return self.exceptions.get(day, self.week[day.weekday()])

    def local(self, instant: datetime) -> datetime:
        """The clock on the wall, without its zone."""
        return instant.astimezone(self.zone).replace(tzinfo=None)

    def at(self, day: date, after_midnight: timedelta) -> datetime:
        """The instant, in UTC, of a clock time on a day."""
        return instant_of(datetime.combine(day, time()) + after_midnight, self.zone)


@lru_cache(maxsize=64)
def openings_of(calendar: Calendar) -> Openings:
    """The calendar made ready; raises SlaWriterError while its zone is undecided."""
    if isinstance(calendar.zone, Undecided):
        raise SlaWriterError("error-zone-undecided", calendar=calendar.id)
    hours: list[Hours | None] = [getattr(calendar.week, name) for name in Week.model_fields]
    week = tuple(each.spans if each else () for each in hours)
    return Openings(ZoneInfo(calendar.zone), week, _exceptions(calendar, week))


def _exceptions(calendar: Calendar, week: tuple[Spans, ...]) -> dict[date, Spans]:
    """The days that differ from the week: the last to speak of a day wins."""
    ordinary = next(filter(None, week), ())
    found: dict[date, Spans] = dict.fromkeys((holiday.day for holiday in calendar.holidays), ())
    found |= {day: week[day.weekday()] or ordinary for day in calendar.working_days}
    found |= dict.fromkeys(calendar.days_off, ())
    return found | {special.day: special.hours.spans for special in calendar.special_days}


def openings_for(calendar: Calendar | None, start: datetime) -> Openings:
    """The calendar's table; without a calendar, one that never closes, on the clock of `start`."""
    return openings_of(calendar) if calendar else never_closed(start.tzinfo or UTC)


def never_closed(zone: tzinfo) -> Openings:
    """A calendar that is always open."""
    return Openings(zone, (_AROUND_THE_CLOCK,) * 7, {})


def utc(instant: datetime) -> datetime:
    """The instant in UTC; raises ValueError when it has no zone."""
    if instant.utcoffset() is None:
        raise ValueError("an instant needs its time zone")
    return instant.astimezone(UTC)


def instant_of(wall: datetime, zone: tzinfo) -> datetime:
    """The instant, in UTC, at which the clock on the wall shows `wall`.

    A time that the clock shows twice is the first; one that it skips is the moment of the skip.
    """
    instant = wall.replace(tzinfo=zone).astimezone(UTC)
    if instant.astimezone(zone).replace(tzinfo=None) == wall:
        return instant
    return _skip(wall.replace(tzinfo=zone, fold=1).astimezone(UTC), instant, zone)


def _skip(before: datetime, after: datetime, zone: tzinfo) -> datetime:
    """The moment between two instants at which the zone's offset changes."""
    offset = after.astimezone(zone).utcoffset()
    while after - before > timedelta(microseconds=1):
        middle = before + (after - before) / 2
        if middle.astimezone(zone).utcoffset() == offset:
            after = middle
        else:
            before = middle
    return after


def opening(day: date, calendar: Calendar) -> Hours | None:
    """The calendar's opening hours on `day`; None when it stays closed.

    Hours of the day's own (`special_days`) come first, then `days_off`, `working_days`,
    `holidays` and the week. A working day whose weekday has no hours takes those of the week's
    first open weekday.
    """
    spans = openings_of(calendar).spans(day)
    return Hours(spans) if spans else None


def is_open(instant: datetime, calendar: Calendar) -> bool:
    """Whether the calendar is open at `instant` (aware); at its closing minute it is closed."""
    return open_at(openings_of(calendar), utc(instant))


def open_at(table: Openings, instant: datetime) -> bool:
    """As `is_open`, for an instant in UTC."""
    return any(opens == instant for opens, _ in stretches(table, instant, instant))


def stretches(
    table: Openings, since: datetime, until: datetime
) -> Iterator[tuple[datetime, datetime]]:
    """The open stretches (UTC) of the local days from `since` to `until`, without what is over."""
    for each in days_between(table.local(since).date(), table.local(until).date()):
        for start, end in _open_on(table, each):
            if end > max(start, since):
                yield max(start, since), end


@lru_cache(maxsize=4096)
def _open_on(table: Openings, day: date) -> tuple[tuple[datetime, datetime], ...]:
    """The open stretches (UTC) of a local day, kept: many deadlines are looked for in one week."""
    at = (tuple(table.at(day, timedelta(minutes=m)) for m in each) for each in table.spans(day))
    return tuple((opens, closes) for opens, closes in at)


def days_between(first: date, last: date) -> Iterator[date]:
    """Every day from the first to the last, both included."""
    return (first + timedelta(days=n) for n in range((last - first).days + 1))
