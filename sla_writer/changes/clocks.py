"""Which way a clock went: the time really allowed, tried with many starts of a plain week."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache

from sla_writer.agreement import Agreement
from sla_writer.agreement.calendars import Calendar, TimeLimit
from sla_writer.agreement.record import Undecided
from sla_writer.agreement.values import Duration, Unit
from sla_writer.changes.both import Both
from sla_writer.changes.change import Due, Effect
from sla_writer.clock.deadlines import end_of
from sla_writer.clock.opening import Openings, never_closed, openings_of, utc
from sla_writer.errors import SlaWriterError

Clock = tuple[Duration, Calendar | None]
Told = tuple[Effect, Due | None]
"""Which way a clock went, and the start that shows it best."""

USUAL = Duration(Decimal(4), Unit.BUSINESS_HOUR)
"""A length of time that tells one calendar from another."""

_DAY, _HOUR, _QUARTER = timedelta(days=1), timedelta(hours=1), timedelta(minutes=15)
_HOURLY = {Unit.MINUTE, Unit.BUSINESS_HOUR, Unit.CALENDAR_HOUR}
_WEEKS = 13
_ANY_MONDAY = date(2026, 1, 12)


def of_limit(both: Both, old: TimeLimit, new: TimeLimit) -> Told:
    """What became of a limit: the old agreement's clock against the new one's."""
    return compared(_first(both), _clock(both.old, old), _clock(both.new, new))


def of_length(both: Both, old: object, new: object) -> Told:
    """What became of a length of time in another unit, by the main calendar."""
    if not isinstance(old, Duration) or not isinstance(new, Duration):
        return Effect.NEUTRAL, None
    main = [_calendar(each, each.identity.calendar) for each in (both.old, both.new)]
    return compared(_first(both), (old, main[0]), (new, main[1]))


def of_calendar(both: Both, old: Calendar, new: Calendar) -> Told:
    """What became of the limits that run by a calendar: that of the first, or of half a day."""
    runs = (each.within for each in both.new.time_limits if each.calendar == new.id)
    within = next((each for each in runs if isinstance(each, Duration)), USUAL)
    return compared(_first(both), (within, old), (within, new))


def _first(both: Both) -> date:
    """The day from which a plain week is looked for."""
    first = both.new.identity.effective_from
    return _ANY_MONDAY if isinstance(first, Undecided) else first


def _clock(agreement: Agreement, limit: TimeLimit) -> Clock | None:
    calendar = limit.calendar or agreement.identity.calendar
    if not isinstance(limit.within, Duration) or isinstance(calendar, Undecided):
        return None
    return limit.within, _calendar(agreement, calendar)


def _calendar(agreement: Agreement, name: str | None) -> Calendar | None:
    return next((each for each in agreement.calendars if each.id == name), None)


@lru_cache(maxsize=64)
def compared(first: date, old: Clock | None, new: Clock | None) -> Told:
    """TIGHTENED when no start is due later and some are due earlier, RELAXED the other way."""
    if old is None or new is None:
        return Effect.NEUTRAL, None
    try:
        dues = _dues(first, old, new)
    except (SlaWriterError, OverflowError):
        return Effect.NEUTRAL, None
    earlier = [each for each in dues if each.new < each.old]
    later = [each for each in dues if each.new > each.old]
    told = max(earlier + later, key=lambda each: abs(each.new - each.old), default=None)
    if told and earlier and later:
        return Effect.NEUTRAL, replace(told, both_ways=True)
    return (Effect.TIGHTENED if earlier else Effect.RELAXED) if told else Effect.NEUTRAL, told


def _dues(first: date, old: Clock, new: Clock) -> list[Due]:
    """When starts of a plain week are due by either clock."""
    tables = _table(old[1]), _table(new[1])
    zone = tables[1].zone if new[1] else tables[0].zone
    hourly = {old[0].unit, new[0].unit} <= _HOURLY or old[1] != new[1]
    monday = _plain_week(first, tables)
    step = (_HOUR if _on_the_hour(tables, monday) else _QUARTER) if hourly else 4 * _HOUR
    starts = [each.replace(tzinfo=zone) for each in _starts(monday, step)]
    ends = (
        [end_of(table, utc(each), within).astimezone(zone) for each in starts]
        for (within, _), table in zip((old, new), tables, strict=True)
    )
    return list(map(Due, starts, *ends))


def _table(calendar: Calendar | None) -> Openings:
    return openings_of(calendar) if calendar else never_closed(UTC)


def _plain_week(first: date, tables: Sequence[Openings]) -> date:
    """The first Monday from a day on with two weeks as any other behind it; else the first."""
    monday = first + _DAY * (-first.weekday() % 7)
    unusual = [day for table in tables for day in table.exceptions]
    for week in range(_WEEKS):
        start = monday + 7 * week * _DAY
        if not any(start <= day < start + 14 * _DAY for day in unusual):
            return start
    return monday


def _on_the_hour(tables: Sequence[Openings], monday: date) -> bool:
    """Whether both open and close at full hours that are full hours of the other's zone too."""
    noon = datetime.combine(monday, time(12))
    zones = {table.zone.utcoffset(noon) or timedelta(0) for table in tables}
    apart = max(zones) - min(zones)
    edges = (edge for table in tables for spans in table.week for span in spans for edge in span)
    return not apart % _HOUR and not any(edge % 60 for edge in edges)


def _starts(monday: date, step: timedelta) -> Iterator[datetime]:
    """The clock on the wall, one week long, from midnight on; in long steps from one o'clock on."""
    begin = datetime.combine(monday, time(1 if step > _HOUR else 0))
    return (begin + n * step for n in range(7 * _DAY // step))
