"""How many leads the sales side can work."""

from __future__ import annotations

from fractions import Fraction

from sla_writer.agreement.goals import Plan
from sla_writer.funnel import known
from sla_writer.funnel.computed import Computed, down


def capacity(plan: Plan) -> Computed | None:
    """How many leads the reps can work in the capacity's period, their leave taken off."""
    team = plan.capacity
    if team is None:
        return None
    reps, each = known.count(team.reps), known.count(team.leads_per_rep)
    leave = known.share(team.leave) if team.leave else Fraction()
    if reps is None or each is None or leave is None:
        return None
    exact = reps * each * (1 - leave)
    names = ("reps", "leads_per_rep", "leave")
    return Computed(exact, down(exact, 0), tuple(f"plan.capacity.{name}" for name in names))
