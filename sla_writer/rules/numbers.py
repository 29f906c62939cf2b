"""Numbers that contradict each other, and numbers that leave out what they should say.

Every contradiction that `fit` knows is a rule; whoever answers questions is told of it at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sla_writer.agreement.goals import Plan
from sla_writer.agreement.kpis import Kpi
from sla_writer.agreement.sides import SideName
from sla_writer.agreement.values import Count
from sla_writer.fit.known import adds_up
from sla_writer.rules.rule import Case, Finding, Rule, Severity, known, rule

ERRORS = (
    "rate-impossible",
    "shares-over-whole",
    "month-weights-off",
    "threshold-above-maximum",
    "bands-reversed",
    "number-twice",
    "period-mismatch",
    "kpi-against-plan",
    "target-below-need",
    "promise-below-need",
    "promise-against-kpi",
    "goal-against-kpi",
    "influenced-below-sourced",
    "percentile-below-median",
    "capacity-exceeded",
    "lead-value-off",
    "cac-off",
    "ltv-off",
    "ltv-cac-off",
    "payback-off",
)
WARNINGS = (
    "conversion-off",
    "cycle-beyond-quarter",
    "coverage-too-low",
    "velocity-off",
    "lead-values-short",
    "ltv-low",
    "target-below-baseline",
)


def _misfits(name: str, case: Case) -> Iterator[Finding]:
    return (each for each in case.misfits if each.rule == name)


def _fits(name: str, severity: Severity) -> Rule:
    return Rule(name, severity, partial(_misfits, name))


def number_unsourced(case: Case) -> Iterator[Finding]:
    """An assumption says where its number comes from."""
    for each in case.agreement.assumptions:
        value = known(each.value)
        if value is not None and each.origin is None:
            yield Finding(f"assumptions.{each.id}.origin", {"assumption": each, "value": value})


def newcomers_at_full_load(case: Case) -> Iterator[Finding]:
    """What is asked of each person, and what all can work, leaves room for newcomers and leave."""
    plan = case.agreement.plan
    team = plan.capacity if isinstance(plan, Plan) else None
    if team and team.ramp:
        yield from _owed_by_newcomers(case)
    if team and team.leave is None and isinstance(team.reps, Count) and known(team.leads_per_rep):
        others = ("plan.capacity.reps", "plan.capacity.leads_per_rep")
        yield Finding("plan.capacity.leave", {"reps": team.reps}, others, "", "leave")


def _owed_by_newcomers(case: Case) -> Iterator[Finding]:
    for kpi in case.agreement.kpis:
        if _of_each_rep(kpi) and not kpi.ramp and (target := known(kpi.target)):
            params = {"kpi": kpi, "target": target}
            yield Finding(f"kpis.{kpi.id}.ramp", params, ("plan.capacity.ramp",), "", "ramp")


def _of_each_rep(kpi: Kpi) -> bool:
    """Whether every rep owes a number of something, which newcomers can't yet."""
    own = kpi.measure is None and isinstance(kpi.target, Count)
    return kpi.each is not None and kpi.side is SideName.SALES and (own or adds_up(kpi))


RULES = (
    *(_fits(name, Severity.ERROR) for name in ERRORS),
    *(_fits(name, Severity.WARNING) for name in WARNINGS),
    rule(number_unsourced, Severity.WARNING),
    rule(newcomers_at_full_load, Severity.ADVICE),
)
