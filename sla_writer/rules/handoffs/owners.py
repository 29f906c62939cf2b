"""Hand-offs in which a lead has no owner for a while, or two, or nobody says until when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import combinations

from sla_writer.agreement import Agreement
from sla_writer.agreement.record import Undecided
from sla_writer.agreement.sides import Role, SideName
from sla_writer.agreement.stages import (
    ExitKind,
    Handoff,
    Route,
    RouteMethod,
    SilenceOutcome,
    Stage,
)
from sla_writer.agreement.values import Duration
from sla_writer.rules.lengths import calendar_of, longer
from sla_writer.rules.rule import Case, Finding, known

_BACK = (ExitKind.RETURN, ExitKind.RECYCLE)
_FITS_EVERY_LEAD = (RouteMethod.ROUND_ROBIN, RouteMethod.PERSON, RouteMethod.QUEUE)


def handoff_without_fallback(case: Case) -> Iterator[Finding]:
    """Where many people take leads, one person has those that no routing rule fits.

    A role stands for many people where it has no person although others have, and heads nothing.
    """
    many = _held_by_many(case)
    for handoff in case.agreement.handoffs:
        taker, routing = many.get(known(handoff.taker) or ""), handoff.routing
        if taker is None or isinstance(routing, Undecided):
            continue
        if routing is None or (routing.fallback == taker.id and all(map(_asks, routing.routes))):
            path = f"handoffs.{handoff.id}.routing.fallback"
            params = {"handoff": handoff.name, "taker": taker.title}
            side = case.sides.get(taker.side)
            yield Finding(path, params, (), side.head if side else "", "same" if routing else "")


def _held_by_many(case: Case) -> dict[str, Role]:
    single = {each for side in case.sides.values() for each in (side.head, *side.deputies)}
    named = any(role.person for role in case.roles.values())
    return {
        role.id: role
        for role in case.roles.values()
        if named and role.person is None and role.id not in single
    }


def _asks(route: Route) -> bool:
    """Whether there may be leads that a routing rule doesn't fit."""
    return route.method not in _FITS_EVERY_LEAD or bool(_conditions(route))


def silence_unsaid(case: Case) -> Iterator[Finding]:
    """A hand-off says what happens, and who owns the lead, when nobody answers."""
    for handoff in case.agreement.handoffs:
        if handoff.silence is None:
            yield Finding(f"handoffs.{handoff.id}.silence", {"handoff": handoff.name})


def handoff_without_limit(case: Case) -> Iterator[Finding]:
    """A hand-off says by when something must have happened."""
    for handoff in case.agreement.handoffs:
        acceptance, routing = handoff.acceptance, handoff.routing
        told = (
            handoff.limits,
            handoff.silence,
            isinstance(acceptance, Undecided) or (acceptance and acceptance.limit),
            isinstance(routing, Undecided) or (routing and routing.limit),
        )
        if not any(told):
            yield Finding(f"handoffs.{handoff.id}.limits", {"handoff": handoff.name})


def owner_gap(case: Case) -> Iterator[Finding]:
    """At every moment of a hand-off a lead has exactly one owner."""
    agreement = case.agreement
    stages = {each.id: each for each in agreement.stages}
    for handoff in agreement.handoffs:
        first, last = stages.get(handoff.from_stage), stages.get(handoff.to_stage)
        if first and last:
            yield from _backwards(handoff, first, last, list(stages))
            yield from _strangers(handoff, first, last, case.roles)
        yield from _taken_early(handoff, agreement)
    yield from _alike(agreement, stages)


def _backwards(handoff: Handoff, first: Stage, last: Stage, order: list[str]) -> Iterator[Finding]:
    """A hand-off against the funnel's order where no exit says that leads go back."""
    planned = first.in_plan and last.in_plan
    goes_back = any(each.to == last.id and each.kind in _BACK for each in first.exits)
    if planned and not goes_back and order.index(last.id) <= order.index(first.id):
        params = {"handoff": handoff.name, "first": first.name, "last": last.name}
        yield Finding(f"handoffs.{handoff.id}.to_stage", params, (), "", "order")


def _strangers(
    handoff: Handoff, first: Stage, last: Stage, roles: Mapping[str, Role]
) -> Iterator[Finding]:
    """Stages that belong to whoever has just handed the lead off, or to neither of the two."""
    giver, taker = (roles.get(known(each) or "") for each in (handoff.giver, handoff.taker))
    before, after = (roles.get(known(each.owner) or "") for each in (first, last))
    if not giver or not taker:
        return
    params = {"handoff": handoff.name, "giver": giver.title, "taker": taker.title}
    if after and taker is not after and (after is giver or _opposed(after, taker)):
        said, others = {**params, "stage": last.name, "owner": after.title}, f"{handoff.id}.taker"
        yield Finding(f"stages.{last.id}.owner", said, (f"handoffs.{others}",), taker.id, "kept")
    if before and _opposed(before, giver) and _opposed(before, taker):
        said, others = {**params, "stage": first.name, "owner": before.title}, f"{handoff.id}.giver"
        path = f"stages.{first.id}.owner"
        yield Finding(path, said, (f"handoffs.{others}",), giver.id, "stranger")


def _opposed(one: Role, other: Role) -> bool:
    """Whether two roles stand on the two sides; RevOps and the company's heads stand on none."""
    return {one.side, other.side} == {SideName.MARKETING, SideName.SALES}


def _taken_early(handoff: Handoff, agreement: Agreement) -> Iterator[Finding]:
    """Silence that passes a lead on while its owner still has time to decide."""
    acceptance, silence = known(handoff.acceptance), known(handoff.silence)
    if not acceptance or not silence or known(silence.outcome) in (None, SilenceOutcome.ESCALATE):
        return
    limit = next((each for each in agreement.time_limits if each.id == acceptance.limit), None)
    if not limit or not isinstance(silence.after, Duration):
        return
    within = known(limit.within)
    if within and longer(within, silence.after, calendar_of(limit, agreement)):
        path, others = f"handoffs.{handoff.id}.silence.after", (f"time_limits.{limit.id}.within",)
        params = {"handoff": handoff.name, "after": silence.after, "within": within}
        yield Finding(path, params, others, str(within), "silence")


# --- two hand-offs from one stage ---------------------------------------------------------------


def _alike(agreement: Agreement, stages: Mapping[str, Stage]) -> Iterator[Finding]:
    """Hand-offs that begin at one stage, with nothing to tell which of them a lead takes."""
    leaving: dict[str, list[Handoff]] = {}
    for handoff in agreement.handoffs:
        leaving.setdefault(handoff.from_stage, []).append(handoff)
    for start, several in leaving.items():
        for one, other in combinations(several, 2):
            if start in stages and not _told_apart(one, other, stages):
                params = {"handoff": other.name, "other": one.name, "stage": stages[start].name}
                others = (f"handoffs.{one.id}.from_stage",)
                yield Finding(f"handoffs.{other.id}.from_stage", params, others, "", "twice")


def _told_apart(one: Handoff, other: Handoff, stages: Mapping[str, Stage]) -> bool:
    """By the rules of the stages they lead into, of the way out, or of the routing."""
    if one.to_stage != other.to_stage:
        into = [each for each in (one.to_stage, other.to_stage) if _entered(stages.get(each))]
        exits = stages[one.from_stage].exits
        ruled = {each.to for each in exits if each.requirement or each.codes}
        return len(into) == 2 or not ruled.isdisjoint((one.to_stage, other.to_stage))
    if isinstance(one.routing, Undecided) or isinstance(other.routing, Undecided):
        return True
    some, others = _routed(one), _routed(other)
    return bool(some and others) and some.isdisjoint(others)


def _entered(stage: Stage | None) -> bool:
    """Whether something says which leads a stage takes."""
    return stage is not None and (stage.entry is not None or stage.term is not None)


def _routed(handoff: Handoff) -> frozenset[object]:
    """What the routing rules of a hand-off ask for; nothing where one of them asks for nothing."""
    routing = known(handoff.routing)
    asked = [_conditions(route) for route in routing.routes] if routing else []
    return frozenset().union(*asked) if all(asked) else frozenset()


def _conditions(route: Route) -> frozenset[object]:
    return frozenset((*route.segments, *route.regions, *route.sources, *route.when))
