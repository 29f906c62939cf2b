"""How a clock ran, step by step: what it counted, why it stood still, when it ran out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import chain, groupby
from typing import Literal

from sla_writer.agreement.calendars import OutOfHours, Pause, RestartOn
from sla_writer.agreement.prose import Text
from sla_writer.agreement.values import Unit
from sla_writer.clock.closures import Closed, Unusual, closures, together, unusual
from sla_writer.clock.deadlines import RUNS_WHILE_OPEN, end_of, opens_from, working_time
from sla_writer.clock.happenings import Paused, Refusal
from sla_writer.clock.opening import DAY, days_between, open_at
from sla_writer.clock.running import (
    Running,
    Stretch,
    free,
    ticks,
    unpaused,
)

_RUNS_BY_THE_HOUR = (Unit.MINUTE, Unit.BUSINESS_HOUR, Unit.CALENDAR_HOUR)
_FOLDED = 3
"""So many runs in a row, with nothing but nights and breaks between, are told as one."""


class What(StrEnum):
    """What a step tells."""

    STARTS = "starts"
    RESTARTS = "restarts"
    ACKNOWLEDGED = "acknowledged"
    ON_CALL = "on-call"
    PAUSED = "paused"
    TOO_LONG = "too-long"
    REFUSED = "refused"
    CLOSED = "closed"
    RUNS = "runs"
    COUNTS_DAYS = "counts-days"
    PASSES = "passes"
    MOVED = "moved"
    DUE = "due"


_ORDER = tuple(What)
"""What begins at the same instant is told in this order."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that is told of a clock, from `since` to `until` in the calendar's zone.

    `took` is the time that counted (of a pause: the time that it took away), `left` what was left
    after it; `days` the first and last of the business days that are counted; `day` what is
    unusual about the opening hours.
    """

    what: What
    since: datetime
    until: datetime
    took: timedelta = timedelta()
    left: timedelta | None = None
    days: tuple[int, int] | None = None
    day: Unusual | None = None
    closed: Closed | None = None
    name: Text | None = None
    why: Pause | RestartOn | None = None
    refusal: Refusal | None = None


def account(clock: Running) -> tuple[Step, ...]:
    """How the clock ran from its start to its due instant, in order.

    What was before the last restart is told by its beginning only.
    """
    told = (_beginning(clock), _counted(clock), _pauses(clock), _refused(clock))
    steps = [*chain(*told), _at(What.DUE, clock.ends)]
    steps.sort(key=lambda step: (step.since, _ORDER.index(step.what)))
    return tuple(_local(clock, step) for step in _folded(steps))


def _local(clock: Running, step: Step) -> Step:
    zone = clock.opens.zone
    return replace(step, since=step.since.astimezone(zone), until=step.until.astimezone(zone))


def _at(what: What, instant: datetime, why: RestartOn | None = None) -> Step:
    return Step(what, instant, instant, why=why)


def _beginning(clock: Running) -> Iterator[Step]:
    """The start, new clocks, and what is done while the calendar is closed then."""
    yield _at(What.STARTS, clock.start)
    for restart in clock.restarts:
        yield _at(What.RESTARTS, restart.at, restart.why)
    if clock.on_call:
        yield _at(What.ON_CALL, clock.begins)
    elif clock.limit.out_of_hours is OutOfHours.ACKNOWLEDGE and not open_at(
        clock.opens, clock.begins
    ):
        yield _at(What.ACKNOWLEDGED, clock.begins)


# --- what counted ---------------------------------------------------------------------------------


def _counted(clock: Running) -> Iterator[Step]:
    """The time that counted and the closed time between, as the limit's unit counts."""
    if not clock.within.amount:
        return
    if clock.within.unit in _RUNS_BY_THE_HOUR:
        yield from _by_the_hour(clock, clock.begins, clock.ends)
        return
    first = unpaused(clock, clock.within)
    days = clock.within.unit is Unit.BUSINESS_DAY and not clock.on_call
    yield from _by_the_day(clock, first) if days else _passing(clock, first)
    if clock.ends > first:
        more = free(clock, ticks(clock, clock.within.unit), first, clock.ends)
        moved = sum((until - since for since, until in more), timedelta())
        yield Step(What.MOVED, first, clock.ends, moved)


def _passing(clock: Running, first: datetime) -> Iterator[Step]:
    yield Step(What.PASSES, clock.begins, first, first - clock.begins)


def _by_the_hour(clock: Running, begins: datetime, ends: datetime) -> Iterator[Step]:
    """The stretches in which the clock ran, and why it did not between them."""
    table, before = ticks(clock, clock.within.unit), begins
    pieces = list(together(free(clock, table, begins, ends), _touching))
    left = sum((until - since for since, until in pieces), timedelta())
    for since, until in pieces:
        yield from _closed(clock, before, since)
        left -= until - since
        yield Step(What.RUNS, since, until, until - since, left, day=_unusual(clock, since))
        before = until


def _touching(one: Stretch, other: Stretch) -> Stretch | None:
    """Stretches that touch, as one: a calendar that is open at midnight does not close there."""
    return (one[0], other[1]) if one[1] == other[0] else None


def _unusual(clock: Running, since: datetime) -> Unusual | None:
    if clock.calendar is None or clock.on_call or clock.within.unit not in RUNS_WHILE_OPEN:
        return None
    return unusual(clock.calendar, clock.opens.local(since).date())


def _closed(clock: Running, since: datetime, until: datetime) -> Iterator[Step]:
    """Why the calendar is closed between two instants, as far as no pause tells why."""
    if not clock.calendar:
        return
    for hold in clock.holds:
        if hold.until > since and hold.since < until:
            yield from _closed_steps(clock, since, min(hold.since, until))
            since = max(since, hold.until)
    yield from _closed_steps(clock, since, until)


def _closed_steps(clock: Running, since: datetime, until: datetime) -> Iterator[Step]:
    if clock.calendar and since < until:
        for each in closures(clock.calendar, since, until):
            yield Step(What.CLOSED, each.since, each.until, closed=each.why, name=each.name)


def _by_the_day(clock: Running, first: datetime) -> Iterator[Step]:
    """The business days counted up to the due instant that no pause has moved yet."""
    whole = int(clock.within.amount)
    begins = opens_from(clock.opens, clock.begins)
    counted = replace(clock.within, amount=Decimal(whole))
    last = end_of(clock.opens, begins, counted)
    yield from _closed(clock, clock.begins, begins)
    yield from _rows(clock, begins, last)
    yield from _by_the_hour(replace(clock, holds=()), last, first)


def _rows(clock: Running, begins: datetime, last: datetime) -> Iterator[Step]:
    """Business days in a row, and why the calendar is closed between the rows."""
    table, number = clock.opens, 0
    days = days_between(table.local(begins).date() + DAY, table.local(last).date())
    for kind, row in groupby(days, lambda day: _kind(clock, day)):
        together = list(row)
        since, until = table.at(together[0], timedelta()), table.at(together[-1] + DAY, timedelta())
        if kind is None:
            yield from _closed_steps(clock, since, until)
        else:
            counted = number + 1, number + len(together)
            number += len(together)
            yield Step(What.COUNTS_DAYS, since, until, days=counted, day=kind or None)


def _kind(clock: Running, day: date) -> Unusual | Literal[""] | None:
    """None for a closed day, what is unusual about an open one, or nothing."""
    if not clock.opens.spans(day):
        return None
    return (unusual(clock.calendar, day) or "") if clock.calendar else ""


# --- what did not ---------------------------------------------------------------------------------


def _pauses(clock: Running) -> Iterator[Step]:
    """What held the clock before it ran out, and what of it was longer than agreed."""
    table = ticks(clock, clock.within.unit)
    for hold in clock.holds:
        if hold.since < clock.ends:
            took = working_time(table, hold.since, hold.until)
            yield Step(What.PAUSED, hold.since, hold.until, took, why=hold.pause.why)
            if hold.until < hold.pause.until:
                yield Step(What.TOO_LONG, hold.until, hold.pause.until, why=hold.pause.why)


def _refused(clock: Running) -> Iterator[Step]:
    for each, refusal in clock.refused:
        since, until = (each.since, each.until) if isinstance(each, Paused) else (each.at, each.at)
        yield Step(What.REFUSED, since, until, why=each.why, refusal=refusal)


# --- told shortly ---------------------------------------------------------------------------------


def _folded(steps: list[Step]) -> Iterator[Step]:
    """The steps, with many days of running told in one: all but the first and the last of them."""
    for plain, group in groupby(steps, _is_plain):
        together = list(group)
        runs = [each for each in together if each.what is What.RUNS]
        if plain and len(runs) >= _FOLDED + 2:
            inner = runs[1:-1]
            took = sum((each.took for each in inner), timedelta())
            first = together.index(runs[0])
            last = together.index(runs[-1])
            whole = replace(inner[-1], since=inner[0].since, took=took)
            yield from (*together[: first + 1], whole, *together[last:])
        else:
            yield from together


def _is_plain(step: Step) -> bool:
    """Whether a step tells of a working day like any other."""
    runs = step.what is What.RUNS and step.day is None
    return runs or step.closed in (Closed.NIGHT, Closed.BREAK)
