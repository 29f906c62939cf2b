"""Clocks that nobody can read: no calendar, no word on nights and holidays, pauses without end."""

from __future__ import annotations

from collections.abc import Iterator

from sla_writer.agreement import Agreement
from sla_writer.agreement.calendars import (
    Event,
    OutOfHours,
    Pause,
    RestartOn,
    TimeLimit,
)
from sla_writer.agreement.values import Duration
from sla_writer.rules.lengths import calendar_of, never_closed, runs_while_open
from sla_writer.rules.rule import Case, Finding, known

_ARRIVALS = (
    Event.FORM_SUBMITTED,
    Event.RECORD_CREATED,
    Event.SCORE_REACHED,
    Event.STAGE_SET,
    Event.ASSIGNED,
    Event.TRANSFERRED,
    Event.NOTIFIED,
)


def limit_without_calendar(case: Case) -> Iterator[Finding]:
    """Minutes, business hours and business days need a calendar to run on."""
    agreement = case.agreement
    calendars = [each.id for each in agreement.calendars]
    fitting = calendars[0] if len(calendars) == 1 else ""
    for limit in agreement.time_limits:
        times = filter(runs_while_open, _times(limit))
        if agreement.identity.calendar is limit.calendar is None and (time := next(times, None)):
            path, params = f"time_limits.{limit.id}.calendar", {"limit": limit.name, "time": time}
            yield Finding(path, params, (), fitting, "" if calendars else "none")


def _times(limit: TimeLimit) -> Iterator[Duration]:
    """Every time that a limit says."""
    relief = limit.relief.within if limit.relief else None
    steps = (step.after for step in limit.breach)
    for time in (limit.within, limit.target, relief, *steps):
        if isinstance(time, Duration):
            yield time


def calendar_without_holidays(case: Case) -> Iterator[Finding]:
    """A calendar that ever closes knows the days off; without them they count as working days."""
    for calendar in case.agreement.calendars:
        if not calendar.holidays and not calendar.days_off and not never_closed(calendar):
            yield Finding(f"calendars.{calendar.id}.holidays", {"calendar": calendar.name})


def out_of_hours_unsaid(case: Case) -> Iterator[Finding]:
    """A limit on leads that may come at night says what happens to them."""
    for limit in case.agreement.time_limits:
        if limit.out_of_hours is None and _may_begin_closed(limit, case.agreement):
            params = {"limit": limit.name, "within": limit.within}
            yield Finding(
                f"time_limits.{limit.id}.out_of_hours", params, (), OutOfHours.NEXT_OPENING.value
            )


def _may_begin_closed(limit: TimeLimit, agreement: Agreement) -> bool:
    within, calendar = known(limit.within), calendar_of(limit, agreement)
    if within is None or calendar is None or known(limit.start) not in _ARRIVALS:
        return False
    return runs_while_open(within) and not never_closed(calendar)


def pause_unlimited(case: Case) -> Iterator[Finding]:
    """A clock that stops goes on after a while at the latest."""
    ruled = any(known(each.dispute) for each in case.agreement.handoffs)
    for limit in case.agreement.time_limits:
        endless = tuple(
            each for each in limit.pauses if each is not Pause.DISPUTE_OPEN or not ruled
        )
        if endless and limit.longest_pause is None:
            params = {"limit": limit.name, "pauses": endless}
            yield Finding(f"time_limits.{limit.id}.longest_pause", params)


def restart_unlimited(case: Case) -> Iterator[Finding]:
    """A clock begins anew only so many times."""
    for limit in case.agreement.time_limits:
        restart = known(limit.restart)
        if not restart or restart.on is RestartOn.NEVER or restart.most is not None:
            continue
        if not _bounded(restart.on, limit, case.agreement):
            params = {"limit": limit.name, "on": restart.on}
            yield Finding(f"time_limits.{limit.id}.restart.most", params, (), "1")


def _bounded(on: RestartOn, limit: TimeLimit, agreement: Agreement) -> bool:
    """Whether the limit's hand-off says how often a lead changes owners, or comes again."""
    for handoff in agreement.handoffs:
        acceptance = known(handoff.acceptance)
        if limit.id not in (*handoff.limits, acceptance and acceptance.limit):
            continue
        routing, recycle = known(handoff.routing), known(handoff.recycle)
        if on is RestartOn.OWNER_CHANGED and routing and routing.most_transfers is not None:
            return True
        if on is RestartOn.REQUALIFIED and recycle:
            return True
    return False
