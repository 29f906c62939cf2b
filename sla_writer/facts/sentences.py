"""Sentences made from typed values: a commitment, a criterion, a requirement."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sla_writer.agreement.values import Count
from sla_writer.facts.filters import counted, in_case, joined, named
from sla_writer.facts.values import (
    Absent,
    Fact,
    Facts,
    Open,
    Part,
    Phrase,
    Printable,
    Sources,
    union,
)

_SLOT = re.compile(r"\{(\w+)(?::(\w+)(?: ([\w-]+))?)?\}")


def pattern(facts: Facts, text: str, literal: Sources, slots: Mapping[str, Any]) -> Phrase:
    """The glossary's pattern with its slots filled: ``{amount:genitive}`` is a slot in a case.

    ``{amount:genitive lead}`` puts a noun behind a plain number. Words and slots depend on
    `literal`, which chose the pattern; a slot that is absent prints nothing.
    """
    parts: list[Fact] = []
    at = 0
    for found in _SLOT.finditer(text):
        parts.append(Fact(text[at : found.start()], literal))
        slot = _slot(facts, slots[found[1]], found[2], found[3])
        parts.extend(_under(part, literal) for part in slot)
        at = found.end()
    parts.append(Fact(text[at:], literal))
    return Phrase(tuple(part for part in parts if part.text))


def places(text: str) -> tuple[str, ...]:
    """The names of a pattern's slots."""
    return tuple(found[1] for found in _SLOT.finditer(text))


def _slot(facts: Facts, value: Printable, case: str | None, noun: str | None) -> tuple[Fact, ...]:
    if isinstance(value, Absent):
        return ()
    if isinstance(value, Open) and noun:
        value = replace(value, text=f"{value.text} {facts.language.uncounted(noun, case or '')}")
    elif isinstance(value, Fact) and case:
        plain = noun and isinstance(value.raw, Count)
        value = counted(facts, value, str(noun), case) if plain else in_case(facts, value, case)
    shown = named(value)
    return shown.parts if isinstance(shown, Phrase) else (shown,)


def _under(fact: Fact, sources: Sources) -> Fact:
    """The fact, depending on more."""
    return replace(fact, sources=union(fact.sources, sources))


def flat(phrase: Phrase) -> Fact:
    """A phrase as one fact."""
    return Fact(phrase.text, phrase.sources)


def commitment(part: Part) -> Phrase:
    """What a side promises, with its number: the words that follow "shall"."""
    kind, comparison = part.field("kind"), part.field("comparison")
    amount, period = part.field("amount"), part.field("per")
    how = comparison.code if amount else "plain"
    text = part.facts.glossary.word(f"commitments.{kind.code}.{how}")
    per = Fact("", period.sources)
    if period:
        per = Fact(" " + part.facts.glossary.word(f"per.{period.code}"), period.sources)
    literal = union(kind.sources, comparison.sources, amount.sources)
    return pattern(part.facts, text, literal, {"amount": amount, "per": per})


def criterion(part: Part) -> Phrase:
    """One test in words: "Company size is at least 50"."""
    operator, label = part.field("operator"), part.field("label")
    field = part.field("field")
    amount, values = part.field("amount"), part.field("values")
    shown = amount if amount else joined(part.facts, values, "or")
    text = part.facts.glossary.word(f"criteria.{operator.code}")
    slots = {"field": label if label else field, "amount": shown}
    return pattern(part.facts, text, operator.sources, slots)


def group(part: Part) -> Phrase:
    """Criteria of which all, any or at least so many must hold."""
    match, items = part.field("match"), part.field("criteria")
    if match == "at-least":
        said = joined(part.facts, [criterion(each) for each in items], "comma")
        text = part.facts.glossary.word("conditions.at-least")
        return pattern(part.facts, text, match.sources, {"least": part.field("least"), "of": said})
    return _joined_by(part, match, [criterion(each) for each in items])


def requirement(part: Part) -> Phrase:
    """Groups of which all (or any) must hold."""
    match = part.field("match")
    said = [_label_or_group(each) for each in part.field("groups")]
    return _joined_by(part, match, said)


def _label_or_group(part: Part) -> Phrase:
    label = part.field("label")
    if not label:
        return group(part)
    text = part.facts.glossary.word("conditions.labelled")
    return pattern(part.facts, text, label.sources, {"label": label, "of": group(part)})


def _joined_by(part: Part, match: Any, said: list[Phrase]) -> Phrase:
    everything = union(match.sources, part.sources)
    word = part.facts.glossary.word("conditions.any" if match == "any" else "conditions.all")
    found: list[Fact] = []
    for index, phrase in enumerate(said):
        if index:
            found.append(Fact(word, everything))
        found.extend(_under(each, match.sources) for each in phrase.parts)
    return Phrase(tuple(found))
