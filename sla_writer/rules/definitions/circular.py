"""Definitions that explain a word by itself, by its own letters, or by a word that needs it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from sla_writer.agreement.terms import Term
from sla_writer.glossary import glossary, languages
from sla_writer.rules.definitions.tested import testable
from sla_writer.rules.rule import Case, Finding, Prose
from sla_writer.spotting import Spotter, Use

_WORD = re.compile(r"\w+")
_ASIDE = re.compile(r"\s*\(([^()]*)\)")
_RESTATED = re.compile(r"[»”\"]?\s*[—–:-]")
_SHORTEST = 3
_ALIKE = 0.6


@dataclass(frozen=True, slots=True)
class _Definition:
    """A term's definition in one language, and where it uses terms."""

    term: Term
    prose: Prose
    uses: tuple[Use, ...]


def definition_circular(case: Case) -> Iterator[Finding]:
    """A definition uses neither its own term nor, untested, one that is defined by it."""
    definitions = list(_definitions(case))
    for each in definitions:
        own = next((use for use in each.uses if use.key == each.term.id), None)
        if own:
            params = {"term": each.term, "used": own.text}
            yield Finding(each.prose.path, params, variant="itself")
        elif _repeats(each):
            yield Finding(each.prose.path, {"term": each.term}, variant="repeats")
    yield from _circles(definitions)


def _definitions(case: Case) -> Iterator[_Definition]:
    terms = {term.id: term for term in case.agreement.terms}
    told = [each for each in case.prose if _is_definition(each.path.split("."))]
    spotters = {
        code: Spotter.of({term.id: _names(term, code) for term in terms.values()}, code)
        for code in {each.language for each in told}.intersection(languages())
    }
    for prose in (each for each in told if each.language in spotters):
        term = terms[prose.path.split(".")[1]]
        uses = (use for use in spotters[prose.language].uses(prose.text))
        yield _Definition(term, prose, tuple(use for use in uses if not _heads(use, prose.text)))


def _is_definition(steps: list[str]) -> bool:
    return (steps[0], steps[2:3]) == ("terms", ["definition"])


def _heads(use: Use, text: str) -> bool:
    """Whether a text begins by saying which term it defines: «MQL — лид, который …»."""
    return not _WORD.search(text[: use.start]) and bool(_RESTATED.match(text, use.end))


def _names(term: Term, code: str) -> list[str]:
    """What a term is called in a language; what stands in brackets is a name too."""
    name = term.name.get(code) or term.name.any()[1]
    names = [_ASIDE.sub("", name), *_ASIDE.findall(name), term.abbreviation or ""]
    return [each for each in names if each.strip()]


# --- its own letters -----------------------------------------------------------------------------


def _repeats(definition: _Definition) -> bool:
    """Whether a definition says no more than what the letters of its term stand for."""
    code = definition.prose.language
    names = _names(definition.term, code)
    known = {each for name in names for each in _telling(name, code)}
    known |= {each for name in names for each in _expansions(code).get(name.casefold(), ())}
    said = _telling(definition.prose.text, code)
    return bool(said) and all(any(_akin(each, other) for other in known) for each in said)


def _telling(text: str, code: str) -> list[str]:
    """The words of a text that say something."""
    hollow, words = _hollow(code), _WORD.findall(text.casefold().replace("ё", "е"))
    return [each for each in words if len(each) >= _SHORTEST and each not in hollow]


def _akin(one: str, other: str) -> bool:
    """Whether two words begin alike, as forms of one word do."""
    pairs = zip(one, other, strict=False)
    shared = next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
    return shared >= max(_SHORTEST, _ALIKE * max(len(one), len(other)))


@cache
def _hollow(code: str) -> frozenset[str]:
    return frozenset(glossary(code).part("hollow"))


@cache
def _expansions(code: str) -> Mapping[str, list[str]]:
    """The words that an abbreviation of the trade stands for."""
    entries = [each for each in glossary(code).terms if each.abbreviation]
    return {
        each.abbreviation.casefold(): _telling(" ".join((each.name, *each.accepted)), code)
        for each in entries
    }


# --- one by the other ----------------------------------------------------------------------------


def _circles(definitions: list[_Definition]) -> Iterator[Finding]:
    """Terms that only explain each other: none of them can be tested otherwise."""
    terms = {each.term.id: each.term for each in definitions if not testable(each.term.requirement)}
    used: dict[str, set[str]] = {name: set() for name in terms}
    for each in definitions:
        if each.term.id in terms:
            used[each.term.id] |= {use.key for use in each.uses if use.key in terms}
    told: set[str] = set()
    for name in terms:
        circle = {each for each in _reached(name, used) if name in _reached(each, used)}
        if len(circle) > 1 and name not in told:
            told |= circle
            yield _circle(
                terms, name, next(each for each in terms if each in used[name] & circle - {name})
            )


def _circle(terms: Mapping[str, Term], name: str, other: str) -> Finding:
    params, others = {"term": terms[name], "other": terms[other]}, (f"terms.{other}.definition",)
    return Finding(f"terms.{name}.definition", params, others, "", "other")


def _reached(start: str, used: Mapping[str, set[str]]) -> set[str]:
    """The terms that a definition rests on, by way of others too."""
    found: set[str] = set()
    waiting = list(used[start])
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(used[name])
    return found
