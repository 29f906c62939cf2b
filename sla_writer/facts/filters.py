"""What a template may do with a fact: put it in a case, count something with it, list several."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from sla_writer.agreement.values import Count, Duration
from sla_writer.facts.values import Absent, Fact, Facts, Open, Part, Phrase, Printable, union


def in_case(facts: Facts, value: Printable, case: str) -> Printable:
    """A duration or a label in a grammatical case (``genitive``: «в течение 4 рабочих часов»)."""
    if isinstance(value, Open) or not isinstance(value, Fact):
        return value
    if isinstance(value.raw, Duration):
        return replace(value, text=facts.language.duration(value.raw, case))
    if isinstance(value.raw, StrEnum):
        return replace(value, text=facts.glossary.label(value.raw, case))
    return value


def genitive(facts: Facts, value: Printable) -> Printable:
    """A duration in the genitive."""
    return in_case(facts, value, "genitive")


def accusative(facts: Facts, value: Printable) -> Printable:
    """A duration in the accusative."""
    return in_case(facts, value, "accusative")


def counted(facts: Facts, value: Printable, noun: str, case: str = "nominative") -> Printable:
    """A number with the noun that it counts: «не менее 6 попыток»."""
    if isinstance(value, Open) or not isinstance(value, Fact):
        return value
    if not isinstance(value.raw, Count | int) or value.amount is None:
        return value
    return replace(value, text=facts.language.counted(value.amount, noun, case))


def per(facts: Facts, value: Printable) -> Printable:
    """A period as it stands behind a figure: "a month"."""
    if isinstance(value, Open) or not isinstance(value, Fact):
        return value
    return replace(value, text=facts.glossary.word(f"per.{value.code}"))


def short(facts: Facts, value: Printable) -> Printable:
    """A date in figures."""
    if isinstance(value, Fact) and isinstance(value.raw, date):
        return replace(value, text=facts.language.day(value.raw))
    return value


def capital(facts: Facts, value: Any) -> Printable:
    """The same with a capital letter in front, as at the start of a table's cell."""
    if isinstance(value, Open | Absent):
        return value
    found = named(value)
    if isinstance(found, Phrase):
        return Phrase((*map(_capital, found.parts[:1]), *found.parts[1:]))
    return _capital(found)


def _capital(fact: Fact) -> Fact:
    return replace(fact, text=fact.text[:1].upper() + fact.text[1:])


def names(facts: Facts, value: Any) -> Printable:
    """Several values in one line: "a, b and c"."""
    if isinstance(value, Open | Absent):
        return value
    return joined(facts, [named(each) for each in value], "and")


def sentences(facts: Facts, value: Any) -> Printable:
    """Several criteria in one line."""
    if isinstance(value, Open | Absent):
        return value
    return joined(facts, [each.get("sentence") for each in value], "and")


def named(value: Printable) -> Fact | Phrase:
    """The printable name of a value."""
    if isinstance(value, Part):
        return value.display()
    assert isinstance(value, Fact | Phrase)
    return value


def joined(facts: Facts, items: Iterable[Any], last: str) -> Phrase:
    """Printables with commas between them, and `last` (``and``, ``or``) before the last."""
    parts = list(items)
    everything = union(*(part.sources for part in parts))
    found: list[Fact] = []
    for index, part in enumerate(parts):
        if index:
            key = last if index == len(parts) - 1 else "comma"
            found.append(Fact(facts.glossary.word(f"join.{key}"), everything))
        found.extend(part.parts if isinstance(part, Phrase) else (part,))
    return Phrase(tuple(found))


FILTERS: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        "accusative": accusative,
        "capital": capital,
        "counted": counted,
        "genitive": genitive,
        "in_case": in_case,
        "names": names,
        "per": per,
        "sentences": sentences,
        "short": short,
    }
)
