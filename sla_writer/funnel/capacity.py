"""How many leads the sales side can work."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import ceil

from sla_writer.agreement.goals import Plan
from sla_writer.funnel.computed import Computed, Exact
from sla_writer.funnel.equations import system


def capacity(plan: Plan, effort: Mapping[str, Exact] | None = None) -> Computed | None:
    """How many leads the reps can work in the capacity's period, their leave taken off once.

    reps there × leads a rep; where those are not stated, productive minutes ÷ minutes a lead.
    `effort` then has `attempts` a lead and the period's business `days`.
    """
    found = system(plan, more=effort).settled().get("capacity")
    return found.down() if found else None


def reps_needed(plan: Plan, leads: Fraction) -> int | None:
    """How many reps, newcomers among them, work so many leads in the capacity's period.

    None where no number of reps is enough, or what one of them works is not known.
    """
    team = system(plan).without("plan.capacity.reps").given({"capacity": Exact(leads)})
    reps = team.settled().get("plan.capacity.reps")
    return ceil(reps.value) if reps else None
