"""What comes and what the people can work: the capacity, how it is reckoned, and what is left."""

from __future__ import annotations

from decimal import Decimal
from math import ceil, floor

from sla_writer.agreement.goals import Capacity
from sla_writer.agreement.record import Undecided
from sla_writer.agreement.values import Count
from sla_writer.facts.numbers import Numbers, Slots, deep, numbers
from sla_writer.facts.values import Absent, Fact, Part, Phrase, Printable, Told, union
from sla_writer.funnel import Exact

_TEAM = ("plan.capacity", "plan.capacity.*")
_SPAN = ("plan.capacity.per", "plan.month_weights", "plan.working_weeks")


def workload(part: Part) -> Printable:
    """What sales can work in the capacity's span, and what comes in the busiest one.

    `formula` says how the capacity comes about, `per_rep` how the leads of one rep do where the
    effort determines them, `effort` what a lead takes. Of `spare` and `short` one is absent.
    """
    made = numbers(part.facts)
    team, able = made.known.plan and made.known.plan.capacity, made.found.get("capacity")
    stated = team and not isinstance(team.leads_per_rep, Undecided)
    formula = _formula(made, team) if team and stated and able else None
    if not formula or not able:
        return Absent(_TEAM)
    return Told(
        formula=formula,
        per=part.get("plan").get("capacity").get("per"),
        per_rep=made.pattern("per-rep", _TEAM, _effort(made)),
        effort=made.pattern("effort", _TEAM, _effort(made)),
        **_compared(made, able),
    )


def _formula(made: Numbers, team: Capacity) -> Printable:
    """Reps × leads a rep, newcomers by what they can do, without those who are away."""
    reps = made.pattern("team-ramp" if team.ramp else "team", _TEAM, _seasoned(made, team))
    leads = made.found["plan.capacity.leads_per_rep"]
    slots = {"team": reps, "each": made.exact(leads.value, leads.sources)}
    return made.pattern("capacity-leave" if team.leave else "capacity", _TEAM, slots)


def _seasoned(made: Numbers, team: Capacity) -> Slots:
    """Those who can do all, and the shares of a full rep's leads that newcomers do."""
    ramp = made.facts.root.get("plan").get("capacity").get("ramp")
    reps = made.found["plan.capacity.reps"].value - len(team.ramp)
    sources = ("plan.capacity.reps", *ramp.sources)
    plus = Fact(made.facts.glossary.word("calculations.plus"), deep(sources))
    shares = tuple(each for share in ramp for each in (plus, share))[1:]
    return {"seasoned": made.exact(reps, deep(sources)), "newcomers": Phrase(shares)}


def _effort(made: Numbers) -> Slots:
    found = {name: made.found.get(name) for name in ("attempts", "days", "minutes")}
    return {name: made.exact(each.value, each.sources) for name, each in found.items() if each}


def _compared(made: Numbers, able: Exact) -> dict[str, Printable]:
    """What comes beside what can be worked, in whole leads."""
    need = made.found.get("need")
    sources = deep(union(able.sources, need.sources if need else (), _SPAN))
    if need is None:
        return dict.fromkeys(("coming", "spare", "short"), Absent(sources))
    coming, left = ceil(need.value), floor(able.value) - ceil(need.value)
    return {
        "coming": _leads(made, coming, sources),
        "spare": _leads(made, left, sources) if left >= 0 else Absent(sources),
        "short": _leads(made, -left, sources) if left < 0 else Absent(sources),
    }


def _leads(made: Numbers, number: int, sources: tuple[str, ...]) -> Fact:
    return made.fact(Count(Decimal(number)), sources)
