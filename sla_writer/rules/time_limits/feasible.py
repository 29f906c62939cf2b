"""Limits that nobody can keep: time that passes while all are away, or before the lead is there."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from sla_writer.agreement import Agreement
from sla_writer.agreement.calendars import Event, OutOfHours, TimeLimit
from sla_writer.agreement.record import Undecided
from sla_writer.agreement.values import Duration, Percent, Unit
from sla_writer.rules.lengths import calendar_of, length, longer, longest_closed
from sla_writer.rules.rule import Case, Finding, known
from sla_writer.rules.time_limits.leads import meet

_EARLY = (Event.FORM_SUBMITTED, Event.RECORD_CREATED, Event.SCORE_REACHED)
_ROUTED = (Event.ASSIGNED, Event.NOTIFIED)
_BY_SYSTEMS = (*_ROUTED, Event.RECORD_CREATED, Event.SCORE_REACHED, Event.ACKNOWLEDGED)
_BY_OWNERS = tuple(each for each in Event if each not in (*_BY_SYSTEMS, *_EARLY, Event.STAGE_SET))
_WHOLE = Percent(Decimal(100))


def limit_infeasible(case: Case) -> Iterator[Finding]:
    """A limit can be kept: people are there, the lead has reached them, no target is beyond it."""
    agreement = case.agreement
    routings = [each for each in agreement.time_limits if known(each.stop) in _ROUTED]
    for limit in agreement.time_limits:
        yield from _while_closed(limit, agreement)
        yield from _before_routed(limit, routings, agreement)
        yield from _target_beyond(limit, agreement)
        yield from _share_impossible(limit)


def _while_closed(limit: TimeLimit, agreement: Agreement) -> Iterator[Finding]:
    """Time on the clock that can pass in full between closing and opening, with nobody on call."""
    within, calendar = known(limit.within), calendar_of(limit, agreement)
    on_call = isinstance(limit.out_of_hours, Undecided) or limit.out_of_hours is OutOfHours.ON_CALL
    if within is None or calendar is None or on_call or not _by_people(limit):
        return
    time, closed = length(within, calendar), longest_closed(calendar)
    if time.opened is None and closed and time.most is not None and time.most < closed:
        away = Duration(Decimal(closed // 60), Unit.CALENDAR_HOUR)
        params = {"limit": limit.name, "within": within, "calendar": calendar.name, "away": away}
        others = (f"calendars.{calendar.id}.week",)
        yield Finding(f"time_limits.{limit.id}.within", params, others, "", "closed")


def _by_people(limit: TimeLimit) -> bool:
    """Whether it takes people to keep a limit; a system assigns, tells and scores at night too."""
    stop, start = known(limit.stop), known(limit.start)
    if stop is None or start is None or stop in _BY_SYSTEMS:
        return False
    return stop is not Event.STAGE_SET or start not in _EARLY


def _before_routed(
    limit: TimeLimit, routings: list[TimeLimit], agreement: Agreement
) -> Iterator[Finding]:
    """A limit that may run out before the lead has, in time, reached its owner."""
    if known(limit.stop) not in _BY_OWNERS:
        return
    for routing in routings:
        if _comes_first(routing, limit, agreement) and _leaves_nothing(routing, limit, agreement):
            params = {"limit": limit.name, "within": limit.within}
            params |= {"routing": routing.name, "routed": routing.within}
            others = (f"time_limits.{routing.id}.within",)
            yield Finding(f"time_limits.{limit.id}.within", params, others, "", "routing")


def _leaves_nothing(routing: TimeLimit, limit: TimeLimit, agreement: Agreement) -> bool:
    routed, within = routing.within, limit.within
    calendar = calendar_of(limit, agreement)
    if not isinstance(routed, Duration) or not isinstance(within, Duration):
        return False
    same = calendar_of(routing, agreement) is calendar
    return same and longer(within, routed, calendar) is False


def _comes_first(routing: TimeLimit, limit: TimeLimit, agreement: Agreement) -> bool:
    """Whether a lead of a limit is routed under a promise that begins no earlier than the limit."""
    start, begins = known(limit.start), known(routing.start)
    if not start or not begins or not meet(routing, limit):
        return False
    if (start, limit.start_stage) == (begins, routing.start_stage):
        return start not in _ROUTED
    if start in _EARLY and begins in _EARLY:
        return _EARLY.index(start) < _EARLY.index(begins)
    return start in _EARLY and _in_one_handoff(routing, limit, agreement)


def _in_one_handoff(routing: TimeLimit, limit: TimeLimit, agreement: Agreement) -> bool:
    for handoff in agreement.handoffs:
        route = known(handoff.routing)
        if route and route.limit == routing.id and limit.id in handoff.limits:
            return True
    return False


def _target_beyond(limit: TimeLimit, agreement: Agreement) -> Iterator[Finding]:
    within, target = limit.within, limit.target
    if not isinstance(within, Duration) or not isinstance(target, Duration):
        return
    if longer(target, within, calendar_of(limit, agreement)):
        params = {"limit": limit.name, "within": within, "target": target}
        others = (f"time_limits.{limit.id}.within",)
        yield Finding(f"time_limits.{limit.id}.target", params, others, "", "target")


def _share_impossible(limit: TimeLimit) -> Iterator[Finding]:
    share = known(limit.share)
    if share and not 0 < share.points <= _WHOLE.points:
        params = {"limit": limit.name, "share": share, "whole": _WHOLE}
        yield Finding(f"time_limits.{limit.id}.share", params, (), "", "share")
