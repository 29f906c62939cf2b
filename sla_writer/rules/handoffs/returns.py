"""Leads that come back without end, and disputes about them that nobody can end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sla_writer.agreement import Agreement
from sla_writer.agreement.sides import Role
from sla_writer.agreement.stages import (
    Dispute,
    ExitKind,
    GiveUp,
    Handoff,
    Recycle,
    RejectionAction,
    RejectionCode,
)
from sla_writer.agreement.values import Duration
from sla_writer.rules.rule import Case, Finding, known


def recycling_unlimited(case: Case) -> Iterator[Finding]:
    """Leads that go back to nurturing come again only so often, and after a while.

    A rule of an earlier hand-off is enough: whoever was recycled passes there again.
    """
    ruled = False
    for handoff in case.agreement.handoffs:
        recycle, params = handoff.recycle, {"handoff": handoff.name}
        ruled = ruled or recycle is not None
        path = f"handoffs.{handoff.id}.recycle"
        if isinstance(recycle, Recycle) and known(recycle.counts_again) and _at_once(recycle):
            others = (f"{path}.cool_down",)
            yield Finding(f"{path}.counts_again", params, others, "no", "at-once")
        elif not ruled and (why := _recycles(handoff, case.agreement)):
            yield Finding(path, params, (why,))


def _at_once(recycle: Recycle) -> bool:
    return isinstance(recycle.cool_down, Duration) and not recycle.cool_down.amount


def _recycles(handoff: Handoff, agreement: Agreement) -> str:
    """The path of what sends leads of a hand-off back to nurturing; "" when nothing does."""
    rejection, codes = known(handoff.rejection), {e.id: e for e in agreement.rejection_codes}
    for name in rejection.codes if rejection else ():
        if name in codes and _comes_again(codes[name]):
            return f"rejection_codes.{name}.action"
    for stage in agreement.stages:
        for way in stage.exits:
            if way.kind is ExitKind.RECYCLE and stage.id in (handoff.from_stage, handoff.to_stage):
                return f"stages.{stage.id}.exits.{way.id}.kind"
    given_up = (e.id for e in agreement.follow_ups if known(e.then) is GiveUp.RECYCLE)
    return next((f"follow_ups.{each}.then" for each in given_up), "")


def _comes_again(code: RejectionCode) -> bool:
    return known(code.action) is RejectionAction.NURTURE or code.recycle_after is not None


def dispute_undecidable(case: Case) -> Iterator[Finding]:
    """A dispute about a lead has somebody to open it, and somebody else to end it."""
    weighing = {e.id: e for e in case.agreement.rejection_codes if e.counts_against_quality}
    for handoff in case.agreement.handoffs:
        rejection, dispute = known(handoff.rejection), handoff.dispute
        codes = rejection.codes if rejection else ()
        if dispute is None and (against := [each for each in codes if each in weighing]):
            params = {"handoff": handoff.name, "code": against[0], "codes": tuple(against)}
            yield Finding(f"handoffs.{handoff.id}.dispute", params, (), "", "none")
        elif isinstance(dispute, Dispute):
            yield from _undecidable(handoff, dispute, case.roles)


def _undecidable(
    handoff: Handoff, dispute: Dispute, roles: Mapping[str, Role]
) -> Iterator[Finding]:
    path, params = f"handoffs.{handoff.id}.dispute", {"handoff": handoff.name}
    arbiters = set(dispute.arbiters)
    if not dispute.opened_by:
        yield Finding(f"{path}.opened_by", params, (), "", "nobody")
    if not arbiters:
        yield Finding(f"{path}.arbiters", params, (), "", "no-arbiter")
    elif len(arbiters) == 1 and arbiters <= set(dispute.opened_by):
        said = {**params, "arbiter": tuple(roles[each] for each in arbiters if each in roles)}
        yield Finding(f"{path}.arbiters", said, (f"{path}.opened_by",), "", "own")
