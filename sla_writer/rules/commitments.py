"""What the sides promise: measurably, on both sides, and each promise somebody's own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sla_writer.agreement import Agreement
from sla_writer.agreement.commitments import Commitment, Consequence
from sla_writer.agreement.sides import Role, SideName
from sla_writer.rules.rule import Case, Finding, Severity, known, rule

_BOTH = (SideName.MARKETING, SideName.SALES)
_OWNED = (
    "goals", "terms", "stages", "time_limits", "commitments", "meetings", "reports",
    "consequences", "kpis",
)  # fmt: skip


def promise_unmeasured(case: Case) -> Iterator[Finding]:
    """A promise has a number, a time limit or a KPI."""
    for promise in case.agreement.commitments:
        if promise.amount is None and promise.limit is None and promise.kpi is None:
            params = {"promise": promise, "side": promise.side}
            yield Finding(f"commitments.{promise.id}.amount", params)


def promise_of_other_side(case: Case) -> Iterator[Finding]:
    """Whoever answers for a promise works for the side that makes it, or for neither."""
    for promise in case.agreement.commitments:
        owner = case.roles.get(known(promise.owner) or "")
        if owner and owner.side is promise.side.other:
            params = {"promise": promise, "side": promise.side, "owner": owner, "of": owner.side}
            path, others = f"commitments.{promise.id}.owner", (f"roles.{owner.id}.side",)
            yield Finding(path, params, others, case.own_head(promise.side))


def role_without_person(case: Case) -> Iterator[Finding]:
    """Whoever answers in the end is named: heads, signatories, and owners above whom nobody is.

    The head of a side answers for all its roles, many of which many people have.
    """
    for role_id, variant in _answering(case).items():
        role = case.roles[role_id]
        if all(each.person is None for each in (role, *_stand_ins(role, case))):
            yield Finding(f"roles.{role.id}.person", {"role": role}, (), "", variant)


def _answering(case: Case) -> dict[str, str]:
    """The roles that answer in the end, and as what."""
    owners = (role for role in _owners(case.agreement) if case.roles[role].side is SideName.REVOPS)
    signing = (each.role for each in case.agreement.signatories)
    heads = (side.head for side in case.sides.values())
    return {
        **dict.fromkeys(owners, "owner"),
        **dict.fromkeys(signing, "signatory"),
        **dict.fromkeys(heads, "head"),
    }


def _owners(agreement: Agreement) -> Iterator[str]:
    parts = (each for name in _OWNED for each in getattr(agreement, name))
    found = (agreement.sides.steward, *(each.owner for each in parts))
    return (role for role in map(known, found) if role)


def _stand_ins(role: Role, case: Case) -> Iterator[Role]:
    """Who answers in a role's place: its deputy, the deputy's deputy, a head's deputies."""
    sides = (side for side in case.sides.values() if side.head == role.id)
    waiting = [role.deputy, *(each for side in sides for each in side.deputies)]
    seen = {role.id}
    while waiting:
        name = waiting.pop()
        if name and name not in seen:
            seen.add(name)
            waiting.append(case.roles[name].deputy)
            yield case.roles[name]


def one_sided(case: Case) -> Iterator[Finding]:
    """Both sides promise something."""
    having = _having(case.agreement.commitments)
    if not having:
        yield Finding("commitments", variant="none")
    for side, other in _alone(having):
        yield Finding("commitments", {"side": side, "other": other}, (), "", "one")


def consequences_one_sided(case: Case) -> Iterator[Finding]:
    """A broken promise has consequences for both sides, or for neither."""
    for side, other in _alone(_having(case.agreement.consequences)):
        yield Finding("consequences", {"side": side, "other": other})


def _having(items: Iterable[Commitment | Consequence]) -> set[SideName]:
    return {each.side for each in items if each.side in _BOTH}


def _alone(having: set[SideName]) -> Iterator[tuple[SideName, SideName]]:
    """The side that has something while the other has nothing."""
    for side in having:
        if side.other and having == {side}:
            yield side, side.other


def consequence_unmeasured(case: Case) -> Iterator[Finding]:
    """What follows a broken promise says by which KPI or time limit it counts as broken."""
    for consequence in case.agreement.consequences:
        if consequence.kpi is None and consequence.limit is None:
            params = {"consequence": consequence, "side": consequence.side}
            yield Finding(f"consequences.{consequence.id}.kpi", params)


RULES = (
    rule(promise_unmeasured, Severity.ERROR),
    rule(one_sided, Severity.ERROR),
    rule(promise_of_other_side, Severity.WARNING),
    rule(role_without_person, Severity.WARNING),
    rule(consequences_one_sided, Severity.WARNING),
    rule(consequence_unmeasured, Severity.WARNING),
)
