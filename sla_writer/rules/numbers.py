"""Numbers that contradict each other: every check of `fit` is a rule."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sla_writer.rules.rule import Case, Finding, Rule, Severity


def _misfits(name: str, case: Case) -> Iterator[Finding]:
    return (each for each in case.misfits if each.rule == name)


SEVERITIES = {
    "rate-impossible": Severity.ERROR,
    "month-weights-off": Severity.ERROR,
    "cycle-beyond-quarter": Severity.WARNING,
    "threshold-above-maximum": Severity.ERROR,
    "bands-reversed": Severity.ERROR,
    "kpi-against-plan": Severity.ERROR,
    "target-below-need": Severity.ERROR,
    "promise-below-need": Severity.ERROR,
    "promise-against-kpi": Severity.ERROR,
    "goal-against-kpi": Severity.ERROR,
    "conversion-off": Severity.WARNING,
    "capacity-exceeded": Severity.ERROR,
    "cac-off": Severity.ERROR,
    "ltv-low": Severity.WARNING,
}

RULES = tuple(
    Rule(name, severity, partial(_misfits, name)) for name, severity in SEVERITIES.items()
)
