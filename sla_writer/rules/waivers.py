"""Findings that are knowingly left: waivers that have run out, cover nothing, or may not be."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from difflib import get_close_matches

from sla_writer.agreement.governance import Waiver
from sla_writer.agreement.record import Undecided
from sla_writer.rules.rule import Case, Finding, Severity, rule


def covers(waiver: Waiver, finding: Finding, case: Case) -> bool:
    """Whether a waiver speaks of a finding and still holds."""
    return _speaks_of(waiver, finding) and not _expired(waiver, case)


def _speaks_of(waiver: Waiver, finding: Finding) -> bool:
    return (waiver.rule, waiver.path) == (finding.rule, finding.path)


def _expired(waiver: Waiver, case: Case) -> bool:
    """A waiver holds until its day, at the latest as long as the agreement."""
    return case.today > _last_day(waiver, case)


def _last_day(waiver: Waiver, case: Case) -> date:
    ends = case.agreement.identity.effective_to
    return waiver.until or (date.max if isinstance(ends, Undecided) else ends)


def waiver_expired(case: Case) -> Iterator[Finding]:
    """A waiver whose day has passed covers nothing any more."""
    for waiver in case.agreement.waivers:
        needed = any(_speaks_of(waiver, each) for each in case.found)
        if needed and _expired(waiver, case):
            params = {"rule": waiver.rule, "path": waiver.path, "until": _last_day(waiver, case)}
            yield Finding(f"waivers.{waiver.id}.until", params)


def waiver_needless(case: Case) -> Iterator[Finding]:
    """A waiver that covers nothing hides the next finding at its place."""
    for waiver in case.agreement.waivers:
        if waiver.rule in case.rules and not any(_speaks_of(waiver, each) for each in case.found):
            params = {"rule": waiver.rule, "path": waiver.path}
            yield Finding(f"waivers.{waiver.id}", params, fitting=None)


def waiver_of_no_rule(case: Case) -> Iterator[Finding]:
    """A waiver must name a rule that there is."""
    for waiver in case.agreement.waivers:
        if waiver.rule not in case.rules:
            near = get_close_matches(waiver.rule, list(case.rules), n=1, cutoff=0.5)
            fitting = near[0] if near else ""
            variant = "near" if near else ""
            params = {"rule": waiver.rule, "near": fitting}
            yield Finding(f"waivers.{waiver.id}.rule", params, (), fitting, variant)


def waiver_of_error(case: Case) -> Iterator[Finding]:
    """An error that no judgement of words is behind must be mended; nobody can waive it."""
    for waiver in case.agreement.waivers:
        found = case.rules.get(waiver.rule)
        if found and not found.waivable:
            yield Finding(f"waivers.{waiver.id}.rule", {"rule": waiver.rule, "path": waiver.path})


RULES = (
    rule(waiver_expired, Severity.WARNING),
    rule(waiver_needless, Severity.WARNING, safe=True),
    rule(waiver_of_no_rule, Severity.ERROR),
    rule(waiver_of_error, Severity.ERROR),
)
