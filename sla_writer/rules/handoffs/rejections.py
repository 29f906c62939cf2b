"""Rejections whose reasons nobody can count, or that are laid at the wrong door."""

from __future__ import annotations

from collections.abc import Iterator

from sla_writer.agreement import Agreement
from sla_writer.agreement.calendars import Event
from sla_writer.agreement.record import Undecided
from sla_writer.agreement.stages import (
    Acceptance,
    Fault,
    Handoff,
    RejectionAction,
    RejectionCode,
    SilenceOutcome,
)
from sla_writer.rules.reasons import catch_all, unreached
from sla_writer.rules.rule import Case, Finding, known

_TURNS_DOWN = (Event.ACCEPTED_OR_REJECTED, Event.REJECTED)


def rejection_without_codes(case: Case) -> Iterator[Finding]:
    """Where leads are turned down, reasons are listed."""
    for handoff in case.agreement.handoffs:
        rejection, params = handoff.rejection, {"handoff": handoff.name}
        if rejection is None and _turns_down(handoff, case.agreement):
            yield Finding(f"handoffs.{handoff.id}.rejection", params, (), "", "none")
        elif (told := known(rejection)) and not told.codes:
            yield Finding(f"handoffs.{handoff.id}.rejection.codes", params)


def _turns_down(handoff: Handoff, agreement: Agreement) -> bool:
    """Whether something else about a hand-off says that leads may be turned down."""
    silence = known(handoff.silence)
    rejected = silence is not None and silence.outcome is SilenceOutcome.REJECTED
    return rejected or known(handoff.dispute) is not None or _ends_rejecting(handoff, agreement)


def _ends_rejecting(handoff: Handoff, agreement: Agreement) -> bool:
    """Whether a time limit of a hand-off says by when a lead is accepted or turned down."""
    acceptance = known(handoff.acceptance)
    names = (*handoff.limits, acceptance and acceptance.limit)
    return any(each.id in names and each.stop in _TURNS_DOWN for each in agreement.time_limits)


def other_without_note(case: Case) -> Iterator[Finding]:
    """A code for all other reasons asks for a note."""
    for code in case.agreement.rejection_codes:
        if not code.note_required and catch_all(code):
            params = {"code": code.id, "label": code.label}
            yield Finding(f"rejection_codes.{code.id}.note_required", params, (), "yes")


def fault_contradicts(case: Case) -> Iterator[Finding]:
    """Only Marketing's faults count against the leads' quality; that nobody answers is none."""
    ends = {each.code for each in case.agreement.follow_ups}
    for code in case.agreement.rejection_codes:
        fault, params = known(code.fault), {"code": code.id, "label": code.label}
        path = f"rejection_codes.{code.id}"
        if code.counts_against_quality and fault not in (None, Fault.MARKETING):
            said = {**params, "fault": fault}
            others = (f"{path}.fault",)
            yield Finding(f"{path}.counts_against_quality", said, others, "no")
        elif fault is Fault.MARKETING and (code.id in ends or _silent(code)):
            yield Finding(f"{path}.fault", params, (), Fault.NEUTRAL.value, "unreached")


def _silent(code: RejectionCode) -> bool:
    """Whether a lead didn't answer, and not because its contact data must be corrected."""
    return unreached(code) and known(code.action) is not RejectionAction.CORRECT


def codes_unused(case: Case) -> Iterator[Finding]:
    """Every rejection code is used by a hand-off, a stage or a follow-up."""
    agreement = case.agreement
    if any(isinstance(each.rejection, Undecided) for each in agreement.handoffs):
        return
    used = set(_used(agreement))
    for code in agreement.rejection_codes:
        if code.id not in used:
            params = {"code": code.id, "label": code.label}
            yield Finding(f"rejection_codes.{code.id}", params, (), None)


def _used(agreement: Agreement) -> Iterator[str | None]:
    for handoff in agreement.handoffs:
        rejection = known(handoff.rejection)
        yield from rejection.codes if rejection else ()
    for stage in agreement.stages:
        for way in stage.exits:
            yield from way.codes
    yield from (each.code for each in agreement.follow_ups)


def rejection_without_window(case: Case) -> Iterator[Finding]:
    """A lead may be turned down only for so long, or its acceptance is due by a time limit."""
    for handoff in case.agreement.handoffs:
        rejection, acceptance = known(handoff.rejection), handoff.acceptance
        limit = acceptance.limit if isinstance(acceptance, Acceptance) else acceptance
        if rejection is None or rejection.window is not None or isinstance(limit, Undecided):
            continue
        if not _ends_rejecting(handoff, case.agreement):
            yield Finding(f"handoffs.{handoff.id}.rejection.window", {"handoff": handoff.name})
