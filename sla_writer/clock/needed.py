"""What must be decided before anybody can say when a time limit runs out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from sla_writer.agreement.calendars import Calendar, TimeLimit
from sla_writer.agreement.record import Undecided
from sla_writer.clock.deadlines import RUNS_WHILE_OPEN
from sla_writer.clock.happenings import Happening, Paused, Restarted
from sla_writer.clock.opening import is_open


def still_open(
    limit: TimeLimit,
    calendar: Calendar | None,
    start: datetime | None = None,
    happenings: Iterable[Happening] = (),
) -> Iterator[tuple[str, Undecided]]:
    """The undecided fields, by path, without which the clock that starts at `start` cannot run.

    The rule for the time out of hours matters only when the calendar is closed at the start, and
    the rules for pauses and new clocks only when there were any; without `start`, none of these.
    """
    path, told = f"time_limits.{limit.id}", tuple(happenings)
    yield from _undecided(f"{path}.within", limit.within)
    yield from _undecided(f"{path}.calendar", limit.calendar)
    if calendar:
        yield from _undecided(f"calendars.{calendar.id}.zone", calendar.zone)
    if start and _starts_closed(limit, calendar, start):
        yield from _undecided(f"{path}.out_of_hours", limit.out_of_hours)
    if any(isinstance(each, Paused) for each in told):
        yield from _undecided(f"{path}.longest_pause", limit.longest_pause)
    if any(isinstance(each, Restarted) for each in told):
        yield from _undecided(f"{path}.restart", limit.restart)


def _undecided(path: str, value: object) -> Iterator[tuple[str, Undecided]]:
    if isinstance(value, Undecided):
        yield path, value


def _starts_closed(limit: TimeLimit, calendar: Calendar | None, start: datetime) -> bool:
    if calendar is None or isinstance(calendar.zone, Undecided):
        return False
    counts = isinstance(limit.within, Undecided) or limit.within.unit in RUNS_WHILE_OPEN
    return counts and not is_open(start, calendar)
