"""What the plan asks of the funnel: leads, deals, customers and their cost, in exact arithmetic.

What depends on a value that is undecided, missing or impossible is absent; nothing is guessed.
"""

from __future__ import annotations

from sla_writer.funnel.attainment import attainment
from sla_writer.funnel.capacity import capacity, reps_needed
from sla_writer.funnel.computed import Computed, Sources
from sla_writer.funnel.customers import cac, customers, ltv, ltv_cac, payback
from sla_writer.funnel.stages import Funnel, PlannedStage, deals_needed, planned

__all__ = [
    "Computed",
    "Funnel",
    "PlannedStage",
    "Sources",
    "attainment",
    "cac",
    "capacity",
    "customers",
    "deals_needed",
    "ltv",
    "ltv_cac",
    "payback",
    "planned",
    "reps_needed",
]
