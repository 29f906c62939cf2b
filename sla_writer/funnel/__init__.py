"""What the plan asks of the funnel: leads, deals, customers and their cost, in exact arithmetic.

What depends on a value that is undecided, missing or impossible is absent; nothing is guessed.
`equations` say what the numbers have to do with each other, and can be solved for any one of them.
"""

from __future__ import annotations

from sla_writer.funnel.attainment import Standing, attainment, measured, standing
from sla_writer.funnel.capacity import capacity, reps_needed
from sla_writer.funnel.computed import Computed, Exact, Sources
from sla_writer.funnel.customers import cac, customers, ltv, ltv_cac, payback
from sla_writer.funnel.equations import System, closing, count_of, rate_of, system
from sla_writer.funnel.lag import Lag, lag
from sla_writer.funnel.lead_values import Worth, alone, beside, promised, worths
from sla_writer.funnel.periods import busiest, by_days, month_weights, pace, weekly
from sla_writer.funnel.quantities import (
    Kind,
    Quantity,
    Swing,
    inputs,
    outcomes,
    quantities,
    sensitivity,
)
from sla_writer.funnel.relations import Ceiling, Product, Relation, Sum, settled, tellers
from sla_writer.funnel.stages import Funnel, PlannedStage, planned
from sla_writer.funnel.weighing import credited, weighted

__all__ = [
    "Ceiling", "Computed", "Exact", "Funnel", "Kind", "Lag", "PlannedStage", "Product", "Quantity",
    "Relation", "Sources", "Standing", "Sum", "Swing", "System", "Worth",
    "alone", "attainment", "beside", "busiest", "by_days", "cac", "capacity", "closing", "count_of",
    "credited", "customers", "inputs", "lag", "ltv", "ltv_cac", "measured", "month_weights",
    "outcomes", "pace", "payback", "planned", "promised", "quantities", "rate_of", "reps_needed",
    "sensitivity", "settled", "standing", "system", "tellers", "weekly", "weighted", "worths",
]  # fmt: skip
