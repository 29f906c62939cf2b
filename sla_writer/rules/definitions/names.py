"""Terms that are called alike: whoever reads one cannot know which of the two is meant."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sla_writer.agreement.terms import Term
from sla_writer.rules.rule import Case, Finding

_LOOSE = re.compile(r"[\s-]+")


def term_twice(case: Case) -> Iterator[Finding]:
    """No two terms have one name or one abbreviation."""
    seen: dict[str, Term] = {}
    for term in case.agreement.terms:
        yield from list(_called_alike(term, seen))[:1]


def _called_alike(term: Term, seen: dict[str, Term]) -> Iterator[Finding]:
    """What a term is called that another before it is called too; `seen` learns its names."""
    for field, name in _names(term):
        first = seen.setdefault(_same(name), term)
        if first is not term:
            params = {"name": name, "term": term, "first": first}
            yield Finding(f"terms.{term.id}.{field}", params, (f"terms.{first.id}",))


def _names(term: Term) -> Iterator[tuple[str, str]]:
    yield from (("name", said) for _, said in term.name.said)
    if term.abbreviation:
        yield "abbreviation", term.abbreviation


def _same(name: str) -> str:
    """A name without what nobody hears: capitals, hyphens, «ё»."""
    return _LOOSE.sub(" ", name).strip().casefold().replace("ё", "е")
