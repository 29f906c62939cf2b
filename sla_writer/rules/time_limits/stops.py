"""Clocks that stop with nothing done for the lead: by a click, or by themselves."""

from __future__ import annotations

from collections.abc import Iterator

from sla_writer.agreement import Agreement
from sla_writer.agreement.calendars import Event, TimeLimit
from sla_writer.agreement.commitments import CommitmentKind
from sla_writer.agreement.criteria import Operator, Requirement
from sla_writer.agreement.record import Undecided
from sla_writer.agreement.sides import SideName
from sla_writer.agreement.stages import Handoff
from sla_writer.rules.rule import Case, Finding, known
from sla_writer.rules.time_limits.leads import covers, meet

_DONE = (
    Event.FIRST_ATTEMPT,
    Event.SECOND_ATTEMPT,
    Event.THIRD_ATTEMPT,
    Event.CONTACT_MADE,
    Event.MEETING_BOOKED,
    Event.MEETING_HELD,
    Event.OPPORTUNITY_CREATED,
    Event.PROPOSAL_SENT,
)
_DECIDED = (Event.ACCEPTED, Event.ACCEPTED_OR_REJECTED)
_CLICKED = (Event.CLAIMED, Event.STATUS_CHANGED, Event.ACKNOWLEDGED)
_BY_ITSELF = (Event.NOTIFIED, Event.ASSIGNED)

_CHOSEN = (Operator.IS, Operator.IS_NOT, Operator.ONE_OF, Operator.NONE_OF, Operator.IS_NOT_SET)


def limit_stopped_by_click(case: Case) -> Iterator[Finding]:
    """What stops the clock of working a lead is something done for the lead.

    Taking a lead by a click is fine where another limit asks for an attempt from the same moment or
    from the click on; accepting it, where accepting needs proof. That a system assigns or tells
    in time is not working the lead.
    """
    for limit in case.agreement.time_limits:
        deciding = [each for each in case.agreement.handoffs if _decides(each, limit)]
        if known(limit.stop) in _DECIDED and deciding:
            yield from (_unproved(limit, each) for each in deciding if _click(each, case.agreement))
        elif _clicked(limit, case.agreement) and not _followed(limit, case.agreement):
            params = {"limit": limit.name, "stop": limit.stop}
            yield Finding(f"time_limits.{limit.id}.stop", params, (), Event.FIRST_ATTEMPT.value)


def _clicked(limit: TimeLimit, agreement: Agreement) -> bool:
    """Whether a click or a system ends a limit on the work of Sales."""
    kinds = [each.kind for each in agreement.commitments if each.limit == limit.id]
    if known(limit.stop) in _BY_ITSELF:
        return CommitmentKind.FIRST_RESPONSE in kinds
    owner = next((each for each in agreement.roles if each.id == limit.owner), None)
    by_sales = owner is not None and owner.side is SideName.SALES
    return known(limit.stop) in (*_CLICKED, *_DECIDED) and (
        by_sales or CommitmentKind.FIRST_RESPONSE in kinds
    )


def _followed(limit: TimeLimit, agreement: Agreement) -> bool:
    """Whether other limits ask, for the same leads, for what this one doesn't."""
    asking = [
        each
        for each in agreement.time_limits
        if (isinstance(each.stop, Undecided) or each.stop in _DONE)
        and (isinstance(each.start, Undecided) or each.start in (limit.start, limit.stop))
        and meet(each, limit)
    ]
    return len(asking) > 1 or any(covers(each, limit) for each in asking)


# --- decisions ----------------------------------------------------------------------------------


def _decides(handoff: Handoff, limit: TimeLimit) -> bool:
    """Whether a limit is that of a hand-off's decision."""
    acceptance = known(handoff.acceptance)
    own = acceptance.limit if acceptance else None
    return own == limit.id or (own is None and limit.id in handoff.limits)


def _click(handoff: Handoff, agreement: Agreement) -> bool:
    """Whether nothing but a click is needed to accept a lead."""
    acceptance = handoff.acceptance
    if isinstance(acceptance, Undecided) or (acceptance and acceptance.proof in _DONE):
        return False
    wanted = acceptance.requirement if acceptance else None
    into = (acceptance and acceptance.stage) or handoff.to_stage
    return not any(map(_asks_more, (wanted, *_entry(into, agreement))))


def _entry(stage_id: str, agreement: Agreement) -> Iterator[Requirement | Undecided | None]:
    """What a lead must meet to enter a stage: the stage's own rule, and its term's."""
    for stage in agreement.stages:
        if stage.id == stage_id:
            yield stage.entry
            yield from (term.requirement for term in agreement.terms if term.id == stage.term)


def _asks_more(requirement: Requirement | Undecided | None) -> bool:
    """Whether a requirement can't be met by choosing a value from a list; open, it may."""
    if requirement is None or isinstance(requirement, Undecided):
        return requirement is not None
    tests = (each for group in requirement.groups for each in group.criteria)
    return any(each.operator not in _CHOSEN for each in tests)


def _unproved(limit: TimeLimit, handoff: Handoff) -> Finding:
    return Finding(
        f"handoffs.{handoff.id}.acceptance.proof",
        {"limit": limit.name, "handoff": handoff.name, "stop": limit.stop},
        (f"time_limits.{limit.id}.stop",),
        Event.FIRST_ATTEMPT.value,
        "decision",
    )
