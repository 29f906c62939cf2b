"""Quality rules: what makes a poor agreement, found in this one, with what would mend it.

One module a family. What each rule is called and why it is one stands in the glossaries.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from types import ModuleType

from sla_writer.agreement.governance import Waiver
from sla_writer.rules import (
    commitments,
    definitions,
    escalation,
    follow_ups,
    governance,
    handoffs,
    kpis,
    numbers,
    prose,
    time_limits,
    waivers,
)
from sla_writer.rules.rule import Case, Finding, Rule, Severity

FAMILIES: tuple[ModuleType, ...] = (
    numbers,
    time_limits,
    handoffs,
    follow_ups,
    escalation,
    commitments,
    kpis,
    governance,
    definitions,
    prose,
    waivers,
)
"""Waivers come last: they speak of what the others found."""

RULES: dict[str, Rule] = {each.name: each for family in FAMILIES for each in family.RULES}


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in an agreement: the findings that stand, and those that are waived."""

    findings: tuple[Finding, ...]
    waived: tuple[tuple[Finding, Waiver], ...]

    def of(self, severity: Severity) -> tuple[Finding, ...]:
        """The findings that weigh so much."""
        return tuple(each for each in self.findings if RULES[each.rule].severity is severity)

    @property
    def blocks(self) -> bool:
        """Whether the agreement may not be released as it is."""
        return bool(self.of(Severity.ERROR) or self.of(Severity.WARNING))


def examine(case: Case) -> Report:
    """Hold every rule against a case. Raises nothing, whatever the agreement says."""
    found = tuple(_found(case, FAMILIES[:-1]))
    case = replace(case, found=found, rules=RULES)
    every = [(each, _waiver(case, each)) for each in (*found, *_found(case, FAMILIES[-1:]))]
    return Report(
        tuple(each for each, waiver in every if waiver is None),
        tuple((each, waiver) for each, waiver in every if waiver),
    )


def safe_ones(case: Case) -> list[Finding]:
    """What stands and can be mended without changing a promise: one finding a place."""
    found = (each for each in examine(case).findings if RULES[each.rule].safe)
    return list({each.path: each for each in found if each.fitting != ""}.values())


def _found(case: Case, families: tuple[ModuleType, ...]) -> Iterator[Finding]:
    for family in families:
        for each in family.RULES:
            yield from each.findings(case)


def _waiver(case: Case, finding: Finding) -> Waiver | None:
    """The waiver under which a finding is left."""
    if not RULES[finding.rule].waivable:
        return None
    found = (each for each in case.agreement.waivers if waivers.covers(each, finding, case))
    return next(found, None)


__all__ = [
    "FAMILIES",
    "RULES",
    "Case",
    "Finding",
    "Report",
    "Rule",
    "Severity",
    "examine",
    "safe_ones",
]
