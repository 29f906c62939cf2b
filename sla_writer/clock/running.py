"""A time limit's clock: what holds it up, what starts it anew, and when it runs out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sla_writer.agreement.calendars import Calendar, OutOfHours, TimeLimit
from sla_writer.agreement.record import Undecided
from sla_writer.agreement.values import Duration, Unit
from sla_writer.clock.deadlines import (
    HORIZON,
    RUNS_WHILE_OPEN,
    end_of,
    run_through,
    working_time,
)
from sla_writer.clock.happenings import (
    Happening,
    Paused,
    Refusal,
    Restarted,
    agrees_pause,
    agrees_restart,
    most_restarts,
    pauses_in,
    restarts_in,
)
from sla_writer.clock.opening import (
    Openings,
    never_closed,
    open_at,
    openings_for,
    stretches,
    utc,
)
from sla_writer.errors import SlaWriterError

Stretch = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Hold:
    """A pause as far as it holds the clock: up to its end, or to the longest pause agreed.

    In UTC; holds of one clock neither overlap nor are empty.
    """

    pause: Paused
    since: datetime
    until: datetime


@dataclass(frozen=True, slots=True)
class Running:
    """The clock of a time limit for one lead; all instants in UTC.

    It began at `start`, and anew at each of `restarts`; the last beginning, `begins`, counts.
    `on_call` when that was while the calendar is closed and people are on call: it runs at once.
    At `ends` it has run for `within`.
    """

    limit: TimeLimit
    within: Duration
    calendar: Calendar | None
    opens: Openings
    start: datetime
    begins: datetime
    ends: datetime
    on_call: bool = False
    holds: tuple[Hold, ...] = ()
    restarts: tuple[Restarted, ...] = ()
    refused: tuple[tuple[Happening, Refusal], ...] = ()


def running(
    limit: TimeLimit,
    calendar: Calendar | None,
    start: datetime,
    happenings: Iterable[Happening] = (),
    within: Duration | None = None,
) -> Running:
    """The clock of a limit that starts at `start` (aware), with what happened afterwards.

    `within` stands in for the limit's own amount (its relief, for one). A pause that the limit
    agrees holds the clock, each at most for the longest pause, counted from its beginning. A
    restart that the limit agrees starts a full new clock, if this one has not run out and there
    were not as many already as agreed. Anything else that happened is `refused`, and why.

    Raises SlaWriterError when the calendar's zone or the amount is undecided or there is no
    deadline; ValueError for an instant without a zone or a pause that ends before it begins.
    """
    told = tuple(happenings)
    amount = within or limit.within
    if isinstance(amount, Undecided):
        raise SlaWriterError("error-limit-undecided", limit=limit.id)
    table, begins = openings_for(calendar, start), utc(start)
    first = Running(limit, amount, calendar, table, begins, begins, begins)
    try:
        return _followed(_begun(first, begins, pauses_in(told)), told)
    except OverflowError:
        raise SlaWriterError("error-no-deadline", within=str(amount)) from None


def _followed(clock: Running, happenings: Sequence[Happening]) -> Running:
    """The clock after its restarts."""
    pauses = pauses_in(happenings)
    for each in restarts_in(happenings):
        why_not = _refusal(clock, each)
        if why_not:
            clock = replace(clock, refused=(*clock.refused, (each, why_not)))
        else:
            anew = _begun(clock, each.at, pauses)
            clock = replace(anew, restarts=(*anew.restarts, each))
    return replace(clock, refused=(*clock.refused, *_no_holds(clock, pauses)))


def _begun(clock: Running, at: datetime, pauses: Sequence[Paused]) -> Running:
    """The clock begun at an instant, held by what the limit agrees."""
    on_call = clock.limit.out_of_hours is OutOfHours.ON_CALL and not open_at(clock.opens, at)
    anew = replace(clock, begins=at, on_call=on_call)
    agreed = [each for each in pauses if agrees_pause(clock.limit, each)]
    held = replace(anew, holds=tuple(_holds(anew, agreed)))
    return replace(held, ends=due_in_utc(held, held.within))


def _holds(clock: Running, pauses: Sequence[Paused]) -> Iterator[Hold]:
    """What the pauses hold of the clock; none holds what another does already."""
    longest, free_from = clock.limit.longest_pause, clock.begins
    for each in pauses:
        until = each.until
        if isinstance(longest, Duration):
            until = min(until, end_of(ticks(clock, longest.unit), each.since, longest))
        if until > max(each.since, free_from):
            yield Hold(each, max(each.since, free_from), until)
            free_from = until


def ticks(clock: Running, unit: Unit) -> Openings:
    """When the clock counts time of a unit: while the calendar is open, or always."""
    always = clock.on_call or unit not in RUNS_WHILE_OPEN
    return never_closed(clock.opens.zone) if always else clock.opens


def _refusal(clock: Running, restart: Restarted) -> Refusal | None:
    if not agrees_restart(clock.limit, restart):
        return Refusal.NOT_AGREED
    if restart.at <= clock.begins:
        return Refusal.TOO_EARLY
    most = most_restarts(clock.limit)
    if most is not None and len(clock.restarts) >= most:
        return Refusal.TOO_OFTEN
    return Refusal.TOO_LATE if restart.at > clock.ends else None


def _no_holds(clock: Running, pauses: Sequence[Paused]) -> Iterator[tuple[Happening, Refusal]]:
    """The pauses of which the clock takes no notice."""
    for each in pauses:
        if not agrees_pause(clock.limit, each):
            yield each, Refusal.NOT_AGREED
        elif each.until <= clock.start:
            yield each, Refusal.TOO_EARLY
        elif each.since >= clock.ends:
            yield each, Refusal.TOO_LATE


# --- when it runs out, and how far it has come ----------------------------------------------------


def due(clock: Running, within: Duration | None = None) -> datetime:
    """When the clock has run for `within` (its limit's amount unless given), in the local zone.

    What pauses took away of the time that counts (working time, or all of it where calendar time
    is counted) moves the due instant on by as much.

    Raises SlaWriterError when the calendar does not open for so long within ten years.
    """
    if within is None:
        return clock.ends.astimezone(clock.opens.zone)
    try:
        return due_in_utc(clock, within).astimezone(clock.opens.zone)
    except OverflowError:
        raise SlaWriterError("error-no-deadline", within=str(within)) from None


def due_in_utc(clock: Running, within: Duration) -> datetime:
    """As `due`, in UTC; raises OverflowError when there is none."""
    table, unheld = ticks(clock, within.unit), unpaused(clock, within)
    if not clock.holds:
        return unheld
    held = working_time(table, clock.begins, unheld) - _ran(clock, table, unheld)
    if not held:
        return unheld
    return run_through(free(clock, table, unheld, unheld + HORIZON), held)


def unpaused(clock: Running, within: Duration) -> datetime:
    """When `within` would have passed if nothing had held the clock, in UTC."""
    return end_of(ticks(clock, within.unit), clock.begins, within)


def worked(clock: Running, until: datetime) -> timedelta:
    """How long the clock has run up to an instant (aware), pauses taken off.

    Working time; all the time where the limit counts calendar time or people are on call.
    """
    return _ran(clock, ticks(clock, clock.within.unit), utc(until))


def kept(clock: Running, until: datetime) -> bool:
    """Whether what happened at an instant (aware) came in time: at the due instant at the latest.

    The instant decides, not the working time used: what is due on Friday at closing time and comes
    on Saturday is late.
    """
    return utc(until) <= clock.ends


def free(clock: Running, table: Openings, since: datetime, until: datetime) -> Iterator[Stretch]:
    """The stretches between two instants in which the clock runs."""
    for begins, ends in stretches(table, since, until):
        yield from _without(clock.holds, begins, min(ends, until))


def _without(holds: Sequence[Hold], begins: datetime, ends: datetime) -> Iterator[Stretch]:
    for hold in holds:
        if min(hold.since, ends) > begins:
            yield begins, min(hold.since, ends)
        begins = max(begins, hold.until)
    if ends > begins:
        yield begins, ends


def _ran(clock: Running, table: Openings, until: datetime) -> timedelta:
    each = (ends - begins for begins, ends in free(clock, table, clock.begins, until))
    return sum(each, timedelta())
