"""Ladders whose steps don't climb: at the same moment as the step before, or to nobody higher."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import pairwise

from sla_writer.agreement import Agreement
from sla_writer.agreement.calendars import BreachAction, BreachStep, Calendar, TimeLimit
from sla_writer.agreement.commitments import EscalationStep, Trigger
from sla_writer.agreement.sides import SideName
from sla_writer.agreement.values import Duration
from sla_writer.rules.lengths import calendar_of, common_calendar, longer
from sla_writer.rules.rule import Case, Finding, Severity, rule

Rung = BreachStep | EscalationStep

_TAKES_AWAY = (
    BreachAction.REASSIGN,
    BreachAction.RELEASE,
    BreachAction.TAKE_OVER,
    BreachAction.RETURN,
)
_COMPANY, _HEAD, _DEPUTY, _STAFF = 4, 3, 2, 1


def steps_not_later(case: Case) -> Iterator[Finding]:
    """Each step of a ladder comes later than the one before, and none takes a lead too early.

    Two steps at one moment are fine where one time is written twice and different things are done:
    a step has only one action. Opening time is held against time on the clock where it is certain.
    """
    agreement = case.agreement
    for limit in agreement.time_limits:
        yield from _of_limit(limit, calendar_of(limit, agreement))
    calendar = common_calendar(agreement)
    for trigger, steps in _ladders(agreement).items():
        for step, before in _not_later(steps, calendar):
            params = {"trigger": trigger, "after": step.after, "earlier": before.after}
            others = (f"escalation.{before.id}.after",)
            yield Finding(f"escalation.{step.id}.after", params, others, "", "escalation")


def _of_limit(limit: TimeLimit, calendar: Calendar | None) -> Iterator[Finding]:
    for step, before in _not_later(limit.breach, calendar):
        path, params = _after(limit, step), _told(limit, step)
        others = (_after(limit, before),)
        yield Finding(path, {**params, "earlier": before.after}, others)
    for step in limit.breach:
        after, within = step.after, limit.within
        if step.action not in _TAKES_AWAY or not isinstance(within, Duration):
            continue
        if isinstance(after, Duration) and longer(within, after, calendar):
            params = {**_told(limit, step), "within": within}
            others = (f"time_limits.{limit.id}.within",)
            yield Finding(_after(limit, step), params, others, str(within), "early")


def _after(limit: TimeLimit, step: Rung) -> str:
    return f"time_limits.{limit.id}.breach.{step.id}.after"


def _told(limit: TimeLimit, step: Rung) -> Mapping[str, object]:
    return {"limit": limit.name, "action": step.action, "after": step.after}


def _not_later(steps: Iterable[Rung], calendar: Calendar | None) -> Iterator[tuple[Rung, Rung]]:
    """Steps that surely don't come later than the last one before them whose time is decided."""
    before: Rung | None = None
    for step in steps:
        if isinstance(step.after, Duration):
            if before and _crowds(step, before, calendar):
                yield step, before
            before = step


def _crowds(step: Rung, before: Rung, calendar: Calendar | None) -> bool:
    after, earlier = step.after, before.after
    if not isinstance(after, Duration) or not isinstance(earlier, Duration):
        return False
    return not _together(step, before) and longer(after, earlier, calendar) is False


def _together(step: Rung, before: Rung) -> bool:
    """Whether two steps are one on purpose: one time written twice, and two things to do."""
    return step.after == before.after and step.action != before.action


def _ladders(agreement: Agreement) -> dict[Trigger, list[EscalationStep]]:
    found: dict[Trigger, list[EscalationStep]] = {}
    for step in agreement.escalation:
        found.setdefault(step.trigger, []).append(step)
    return found


def steps_not_higher(case: Case) -> Iterator[Finding]:
    """A later step of an escalation goes to somebody above those who were told before."""
    ranks = _ranks(case)
    for trigger, steps in _ladders(case.agreement).items():
        for number, (before, step) in enumerate(pairwise(steps), 2):
            if not _together(step, before) and _no_higher(step, before, ranks):
                to = tuple(case.roles[each] for each in step.to if each in case.roles)
                params = {"trigger": trigger, "step": number, "to": to}
                others = (f"escalation.{before.id}.to",)
                variant = "same" if set(step.to) <= set(before.to) else "lower"
                yield Finding(f"escalation.{step.id}.to", params, others, "", variant)


def _no_higher(step: EscalationStep, before: EscalationStep, ranks: Mapping[str, int]) -> bool:
    """Whether nobody new is told, or only people of whom it is known that they stand lower."""
    if set(step.to) <= set(before.to):
        return bool(step.to)
    told, highest = [ranks.get(each) for each in step.to], [ranks.get(each) for each in before.to]
    if None in told or None in highest or not highest:
        return False
    return max(filter(None, told)) < max(filter(None, highest))


def _ranks(case: Case) -> dict[str, int]:
    """How high a role stands; RevOps stands beside the two sides, at no rank."""
    found = {
        each.id: _COMPANY if each.side is SideName.COMPANY else _STAFF
        for each in case.roles.values()
        if each.side is not SideName.REVOPS
    }
    for side in case.sides.values():
        found |= dict.fromkeys(side.deputies, _DEPUTY) | {side.head: _HEAD}
    return found


RULES = (
    rule(steps_not_later, Severity.ERROR),
    rule(steps_not_higher, Severity.WARNING),
)
