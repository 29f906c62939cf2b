"""How long a time is on a calendar, so that 90 minutes and 1.5 business hours are seen as equal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from sla_writer.agreement import Agreement
from sla_writer.agreement.calendars import Calendar, Hours, TimeLimit, Week
from sla_writer.agreement.values import Duration, Unit
from sla_writer.rules.rule import known

DAY = 24 * 60
WEEK = 7 * DAY

_OPEN = {Unit.MINUTE: 1, Unit.BUSINESS_HOUR: 60}
_CLOCK = {
    Unit.CALENDAR_HOUR: (60, 60),
    Unit.CALENDAR_DAY: (DAY, DAY),
    Unit.WEEK: (WEEK, WEEK),
    Unit.MONTH: (28 * DAY, 31 * DAY),
}


@dataclass(frozen=True, slots=True)
class Length:
    """A time in minutes: opening time where it runs only then, and the time that passes by.

    `least` and `most` hold for any start in a week without holidays; `most` is None where nobody
    can say.
    """

    opened: Fraction | None
    least: Fraction
    most: Fraction | None


def runs_while_open(time: Duration) -> bool:
    """Whether a time runs only while a calendar is open; none at all needs no calendar."""
    return time.amount > 0 and (time.unit in _OPEN or time.unit is Unit.BUSINESS_DAY)


def longer(one: Duration, other: Duration, calendar: Calendar | None) -> bool | None:
    """Whether one time is longer than another; None where that depends on when they start.

    A business day is as long as the calendar's usual day. Opening time and time on the clock are
    told apart only where it is certain in any week without holidays.
    """
    if one.unit == other.unit:
        return one.amount > other.amount
    first, second = length(one, calendar), length(other, calendar)
    if first.opened is not None and second.opened is not None:
        return first.opened > second.opened
    if second.most is not None and first.least > second.most:
        return True
    return False if first.most is not None and first.most <= second.least else None


def length(time: Duration, calendar: Calendar | None) -> Length:
    """How long a time takes by a calendar; without one, minutes and business hours always run."""
    amount = Fraction(time.amount)
    if time.unit in _CLOCK:
        least, most = _CLOCK[time.unit]
        return Length(None, amount * least, amount * most)
    days = open_minutes(calendar) if calendar else ()
    if sum(days) == WEEK or (not calendar and time.unit in _OPEN):
        passed = amount * _OPEN.get(time.unit, DAY)
        return Length(passed, passed, passed)
    opened = _opened(time.unit, amount, days)
    whole = amount // 1 * DAY if time.unit is Unit.BUSINESS_DAY else amount * _OPEN[time.unit]
    return Length(opened, Fraction(whole), _most(opened, sum(days)))


def _opened(unit: Unit, amount: Fraction, days: tuple[int, ...]) -> Fraction | None:
    each = _OPEN.get(unit) or _usual(days)
    return amount * each if each else None


def _usual(days: tuple[int, ...]) -> int | None:
    """The length that most open days have; of several such lengths the longest."""
    counted = Counter(filter(None, days))
    return max(counted, key=lambda each: (counted[each], each)) if counted else None


def _most(opened: Fraction | None, week: int) -> Fraction | None:
    """What passes by at the most: a week has the same opening time wherever it begins."""
    return Fraction((opened // week + 1) * WEEK) if opened is not None and week else None


def open_minutes(calendar: Calendar) -> tuple[int, ...]:
    """How long each day of the usual week is open, from Monday, in minutes."""
    return tuple(sum(ends - begins for begins, ends in spans) for spans in _spans(calendar))


def never_closed(calendar: Calendar) -> bool:
    """Whether a calendar is open round the clock on all seven days."""
    return sum(open_minutes(calendar)) == WEEK


def longest_closed(calendar: Calendar) -> int | None:
    """The longest time, in minutes, that the usual week stays closed; None if it never opens."""
    spans = [
        (day * DAY + begins, day * DAY + ends)
        for day, each in enumerate(_spans(calendar))
        for begins, ends in each
    ]
    if not spans:
        return None
    first = spans[0][0] + WEEK
    return max(begins - ends for (_, ends), (begins, _) in pairwise([*spans, (first, first)]))


def _spans(calendar: Calendar) -> Iterator[tuple[tuple[int, int], ...]]:
    for name in Week.model_fields:
        hours: Hours | None = getattr(calendar.week, name)
        yield hours.spans if hours else ()


def calendar_of(limit: TimeLimit, agreement: Agreement) -> Calendar | None:
    """The calendar that a limit runs on: its own or the agreement's; None while it is open."""
    if limit.calendar is None:
        return common_calendar(agreement)
    return _called(agreement, known(limit.calendar))


def common_calendar(agreement: Agreement) -> Calendar | None:
    """The calendar that counts wherever nothing names one of its own."""
    return _called(agreement, agreement.identity.calendar)


def _called(agreement: Agreement, name: str | None) -> Calendar | None:
    return next((each for each in agreement.calendars if each.id == name), None)
