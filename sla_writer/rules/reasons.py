"""What a rejection code means by its words: that nobody was reached, or anything at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from sla_writer.agreement.stages import RejectionCode
from sla_writer.glossary import glossary, languages

_MORE = re.compile(r"\s*[(,.:;/–—].*", re.DOTALL)
_NUMBER = re.compile(r"[-_]*\d*$")


def unreached(code: RejectionCode) -> bool:
    """Whether a code says that the lead could not be reached."""
    if any(_unreached().search(label) for label in _labels(code)):
        return True
    return not _words("silent").isdisjoint(_short(code))


def catch_all(code: RejectionCode) -> bool:
    """Whether a code stands for whatever has none: "Other", «Другое (указать)», OTHER-01."""
    return not _words("other").isdisjoint((*_short(code), _NUMBER.sub("", code.id.lower())))


def _short(code: RejectionCode) -> Iterator[str]:
    """The labels without what is explained behind them."""
    return (_MORE.sub("", label).strip() for label in _labels(code))


def _labels(code: RejectionCode) -> Iterator[str]:
    return (_folded(label) for _, label in code.label.said)


def _folded(text: str) -> str:
    return text.casefold().replace("ё", "е").replace("’", "'")


@cache
def _words(kind: str) -> frozenset[str]:
    """The glossaries' words for a kind of reason, in every language."""
    found = (each for code in languages() for each in glossary(code).part("reasons")[kind])
    return frozenset(map(_folded, found))


@cache
def _unreached() -> re.Pattern[str]:
    phrases = sorted(_words("unreached"), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, phrases))})(?!\w)")
