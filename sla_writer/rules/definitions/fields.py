"""Companies tested as if they were people, and people as if they were companies."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from sla_writer.agreement.criteria import Criterion
from sla_writer.agreement.terms import Term, TermKind
from sla_writer.glossary import glossary, languages
from sla_writer.rules.rule import Case, Finding
from sla_writer.spotting import Spotter

_OTHER = {TermKind.COMPANY: "person", TermKind.PERSON: "company"}
_JOINED = re.compile(r"_+|(?<=[a-zа-яё\d])(?=[A-ZА-ЯЁ])")


def company_as_person(case: Case) -> Iterator[Finding]:
    """A kind of company is told by what companies have, a kind of person by what people have."""
    for term in case.agreement.terms:
        for path, criterion, fitting in _criteria(term):
            kinds = about(criterion)
            if _OTHER.get(term.kind) in kinds and term.kind not in kinds:
                params = {"term": term, "field": criterion.label or criterion.field}
                yield Finding(path, params, (f"terms.{term.id}.kind",), fitting, term.kind.value)


def _criteria(term: Term) -> Iterator[tuple[str, Criterion, str | None]]:
    """Each test of a term, and "" where it is the only one, which can't just be taken away."""
    groups = getattr(term.requirement, "groups", ())
    for at, group in enumerate(groups):
        fitting = None if len(group.criteria) > 1 else ""
        for index, criterion in enumerate(group.criteria):
            yield f"terms.{term.id}.requirement.groups.{at}.criteria.{index}", criterion, fitting
    for index, criterion in enumerate(term.exclusions):
        yield f"terms.{term.id}.exclusions.{index}", criterion, None


def about(criterion: Criterion) -> frozenset[str]:
    """What the field of a test is about, by the CRM's name for it and by people's.

    The kinds and their words stand in the glossaries (`field-kinds`); every language is read.
    """
    labels = [said for _, said in criterion.label.said] if criterion.label else []
    text = "; ".join([_JOINED.sub(" ", criterion.field), *labels])
    return frozenset(use.key for spotter in _spotters() for use in spotter.uses(text))


@cache
def _spotters() -> tuple[Spotter, ...]:
    return tuple(Spotter.of(glossary(code).part("field-kinds"), code) for code in languages())
