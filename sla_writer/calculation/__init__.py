"""All that a plan’s numbers come to, and what would follow if one of them were different."""

from __future__ import annotations

from sla_writer.calculation.elsewhere import Month, months
from sla_writer.calculation.names import Target, names, target
from sla_writer.calculation.solving import Solution, solved
from sla_writer.calculation.supposing import supposed
from sla_writer.calculation.whole import Calculation, Result, calculated

__all__ = [
    "Calculation", "Month", "Result", "Solution", "Target", "calculated", "months", "names",
    "solved", "supposed", "target",
]  # fmt: skip
