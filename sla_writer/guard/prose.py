"""What prose that promises nothing may not hold: numbers, duties, names outside the glossary."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sla_writer.glossary import glossary
from sla_writer.guard.items import Item
from sla_writer.guard.lexicon import Lexicon
from sla_writer.guard.reading import read
from sla_writer.guard.refusal import Kind, Refusal

_NUMBERS = frozenset({"quantity", "date", "unclear", "number", "figure", "month", "frequencies"})
_ROMAN = frozenset("IVXLCDM")


def promised(
    text: str, literal: Sequence[bool], names: frozenset[str], words: Lexicon
) -> Iterator[Refusal]:
    """Every number, duty or unknown name in a text.

    `literal` says of every character whether it is the author’s own, not a phrase of the agreement.
    """
    known = names | _abbreviations(words.code)
    for each in read(text, words):
        if any(literal[each.start : each.end]):
            kind = _wrong(each, known)
            if kind:
                yield Refusal(kind, each.start, each.end, wrote=text[each.start : each.end])


def _wrong(item: Item, known: frozenset[str]) -> Kind | None:
    if item.kind in _NUMBERS or (item.kind == "sign" and item.code not in known):
        return Kind.NUMBER
    if item.kind == "modals":
        return Kind.MODAL
    if item.kind == "name" and item.code not in known:
        return Kind.NUMBER if set(item.code) <= _ROMAN else Kind.TERM
    return None


def _abbreviations(code: str) -> frozenset[str]:
    words = glossary(code)
    kpis = (words.kpi(name).abbreviation for name in words.part("kpis"))
    terms = (each.abbreviation for each in words.terms)
    return frozenset(each for each in (*kpis, *terms) if each)
