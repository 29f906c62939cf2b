"""Which way a clock went: the time really allowed, tried with a start every two hours of a week."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from sla_writer.agreement import Agreement
from sla_writer.agreement.calendars import Calendar, TimeLimit
from sla_writer.agreement.record import Undecided
from sla_writer.agreement.values import Duration, Unit
from sla_writer.changes.both import Both
from sla_writer.changes.change import Due, Effect
from sla_writer.clock import deadline
from sla_writer.errors import SlaWriterError

Clock = tuple[Duration, Calendar | None]

_STEP = timedelta(hours=2)
_WEEK = timedelta(days=7)
USUAL = Duration(Decimal(4), Unit.BUSINESS_HOUR)
"""A length of time that tells one calendar from another."""
_ANY_MONDAY = date(2026, 1, 12)


def of_limit(both: Both, old: TimeLimit, new: TimeLimit) -> tuple[Effect, Due | None]:
    """What became of a limit: the old agreement's clock against the new one's."""
    return compared(both, _clock(both.old, old), _clock(both.new, new))


def of_length(both: Both, old: object, new: object) -> tuple[Effect, Due | None]:
    """What became of a length of time in another unit, by the main calendar."""
    if not isinstance(old, Duration) or not isinstance(new, Duration):
        return Effect.NEUTRAL, None
    main = [_calendar(each, each.identity.calendar) for each in (both.old, both.new)]
    return compared(both, (old, main[0]), (new, main[1]))


def of_calendar(both: Both, old: Calendar, new: Calendar) -> tuple[Effect, Due | None]:
    """What became of the limits that run by a calendar: that of the first, or of half a day."""
    runs = (each.within for each in both.new.time_limits if each.calendar == new.id)
    within = next((each for each in runs if isinstance(each, Duration)), USUAL)
    return compared(both, (within, old), (within, new))


def _clock(agreement: Agreement, limit: TimeLimit) -> Clock | None:
    calendar = limit.calendar or agreement.identity.calendar
    if not isinstance(limit.within, Duration) or isinstance(calendar, Undecided):
        return None
    return limit.within, _calendar(agreement, calendar)


def _calendar(agreement: Agreement, name: str | None) -> Calendar | None:
    return next((each for each in agreement.calendars if each.id == name), None)


def compared(both: Both, old: Clock | None, new: Clock | None) -> tuple[Effect, Due | None]:
    """TIGHTENED when no start is due later and some are due earlier; and the start that shows it
    best."""
    if old is None or new is None:
        return Effect.NEUTRAL, None
    try:
        dues = [_due(start, old, new) for start in _starts(both, new[1] or old[1])]
    except SlaWriterError:
        return Effect.NEUTRAL, None
    earlier = [each for each in dues if each.new < each.old]
    later = [each for each in dues if each.new > each.old]
    told = max(earlier + later, key=lambda each: abs(each.new - each.old), default=None)
    if bool(earlier) == bool(later):
        return Effect.NEUTRAL, told
    return Effect.TIGHTENED if earlier else Effect.RELAXED, told


def _due(start: datetime, old: Clock, new: Clock) -> Due:
    zone = start.tzinfo
    ends = (deadline(start, *clock).astimezone(zone) for clock in (old, new))
    return Due(start, *ends)


def _starts(both: Both, calendar: Calendar | None) -> Iterator[datetime]:
    """A start every two hours from the quarter's first Monday on, one week long."""
    known = calendar is not None and not isinstance(calendar.zone, Undecided)
    zone = ZoneInfo(str(calendar.zone)) if calendar and known else UTC
    first = both.new.identity.effective_from
    day = _ANY_MONDAY if isinstance(first, Undecided) else first
    monday = day + timedelta(days=-day.weekday() % 7)
    begin = datetime.combine(monday, time(), zone)
    for n in range(_WEEK // _STEP):
        yield (begin.replace(tzinfo=None) + n * _STEP).replace(tzinfo=zone)
