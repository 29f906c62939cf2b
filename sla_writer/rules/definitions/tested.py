"""Whether a lead can be told to be in a stage, and a company or a person to be what a term says."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from sla_writer.agreement.criteria import Criterion, Requirement
from sla_writer.agreement.record import Undecided
from sla_writer.agreement.stages import ExitKind, Handoff, Stage
from sla_writer.agreement.terms import Term, TermKind
from sla_writer.rules.rule import Case, Finding, known

_TESTED = {TermKind.COMPANY, TermKind.PERSON, TermKind.LEAD, TermKind.DEAL}


def testable(requirement: Requirement | Undecided | None) -> bool:
    """Whether something tests it, or somebody is to decide what does."""
    if isinstance(requirement, Requirement):
        return any(group.criteria for group in requirement.groups)
    return requirement is not None


def stage_unentered(case: Case) -> Iterator[Finding]:
    """For each stage of the plan something tells when a lead is in it."""
    terms = {term.id: term for term in case.agreement.terms}
    for stage in _planned(case):
        term = terms.get(stage.term or "")
        if not _is_entered(stage, term, case):
            path = f"terms.{term.id}.requirement" if term else f"stages.{stage.id}.entry"
            params = {"stage": stage, "term": term or stage}
            yield Finding(path, params, (f"stages.{stage.id}",), "", "term" if term else "entry")


def _planned(case: Case) -> list[Stage]:
    return [stage for stage in case.agreement.stages if stage.in_plan]


def _is_entered(stage: Stage, term: Term | None, case: Case) -> bool:
    """By a rule of its own, its term's, that of an exit into it, or by being accepted."""
    exits = (each for other in case.agreement.stages for each in other.exits)
    ways = (each for each in exits if each.kind is ExitKind.ADVANCE and each.to == stage.id)
    return (
        testable(stage.entry)
        or (term is not None and testable(term.requirement))
        or any(testable(way.requirement) for way in ways)
        or any(_accepts_into(handoff, stage) for handoff in case.agreement.handoffs)
    )


def _accepts_into(handoff: Handoff, stage: Stage) -> bool:
    """Whether a hand-off into a stage says what accepting means, or somebody is to decide it."""
    accepted = known(handoff.acceptance)
    into = (accepted and accepted.stage) or handoff.to_stage
    if into != stage.id or accepted is None:
        return into == stage.id and isinstance(handoff.acceptance, Undecided)
    return accepted.proof is not None or testable(accepted.requirement)


def definition_untestable(case: Case) -> Iterator[Finding]:
    """The CRM tells a company, a person, a lead or a deal; stages speak for their own terms."""
    of_stages = {stage.term for stage in _planned(case)}
    for term in case.agreement.terms:
        tested = term.kind not in _TESTED or testable(term.requirement)
        if not tested and term.id not in of_stages:
            yield Finding(f"terms.{term.id}.requirement", {"term": term})


# --- two stages by one rule ----------------------------------------------------------------------


def stages_overlap(case: Case) -> Iterator[Finding]:
    """No two stages are entered by the same rule, or mean the same term."""
    terms = {term.id: term for term in case.agreement.terms}
    seen: dict[tuple[Hashable, ...], Stage] = {}
    for stage in case.agreement.stages:
        keys = _entries(stage, terms.get(stage.term or ""))
        firsts = [seen.setdefault(key, stage) for key in keys]
        yield from (_overlap(stage, first) for first in firsts[:1] if first is not stage)


def _entries(stage: Stage, term: Term | None) -> Iterator[tuple[Hashable, ...]]:
    """What a stage could share with another: the rule by which it is entered, its term.

    One term is told apart in two stages by what else each of them asks.
    """
    if isinstance(stage.entry, Undecided):
        return
    entry, tested = _rule(stage.entry), _rule(term.requirement if term else None)
    if entry or tested:
        yield ("entry", entry or tested)
    if term:
        yield ("term", term.id, entry)


def _overlap(stage: Stage, first: Stage) -> Finding:
    params = {"stage": stage, "first": first}
    if stage.term and stage.term == first.term:
        return Finding(f"stages.{stage.id}.term", params, (f"stages.{first.id}.term",), "", "term")
    own, other = (
        f"stages.{each.id}.entry" if each.entry else f"terms.{each.term}.requirement"
        for each in (stage, first)
    )
    return Finding(own, params, (other,), "", "entry")


def _rule(requirement: Requirement | Undecided | None) -> Hashable:
    """What a requirement tests, whatever its parts are called and in whatever order they stand."""
    if not isinstance(requirement, Requirement) or not testable(requirement):
        return None
    groups = frozenset(
        (group.match if len(group.criteria) > 1 else None, group.least, _tests(group.criteria))
        for group in requirement.groups
    )
    return requirement.match if len(groups) > 1 else None, groups


def _tests(criteria: tuple[Criterion, ...]) -> Hashable:
    return frozenset(
        (each.field.casefold(), each.operator, each.amount, frozenset(each.values))
        for each in criteria
    )
