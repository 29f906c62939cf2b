"""The words, figures and marks of a sentence, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_TOKEN = re.compile(
    r"(?P<code>`[^`]*`)"
    r"|(?P<name>\d+-[^\W\d_]+|[^\W\d_]+(?:[-_]+[^\W_]+)*[-_]*\d[\w-]*|\w*_\w*|\d{1,2}:\d\d)"
    r"|(?P<figure>\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:,\d+)?(?!\d)|\d+(?:[.,]\d+)*)"
    r"|(?P<word>[^\W\d_]+(?:[-’'][^\W\d_]+)*)"
    r"|(?P<sign>[^\w\s])"
)
_QUOTED = re.compile(r"«[^«»]*»|“[^“”]*”")


@dataclass(frozen=True, slots=True)
class Token:
    """A word, figure, sign or name of a text from `start` to `end`; `kind` says which."""

    kind: str
    text: str
    start: int
    end: int

    @property
    def key(self) -> str:
        """The token without regard to capitals and to ё."""
        return self.text.lower().replace("ё", "е").replace("'", "’")


def tokens(text: str, labels: frozenset[str] = frozenset()) -> tuple[Token, ...]:
    """The tokens of a text in its order; white space is none. A label is one token, a name."""
    return tuple(_tokens(text, labels))


def _tokens(text: str, labels: frozenset[str]) -> Iterator[Token]:
    at = 0
    for quoted in _QUOTED.finditer(text):
        if folded(quoted.group()) in labels:
            yield from _plain(text, at, quoted.start())
            yield Token("label", folded(quoted.group()), *quoted.span())
            at = quoted.end()
    yield from _plain(text, at, len(text))


def _plain(text: str, start: int, end: int) -> Iterator[Token]:
    for found in _TOKEN.finditer(text, start, end):
        yield Token(str(found.lastgroup), found.group(), *found.span())


def labels(text: str) -> frozenset[str]:
    """What stands between a text’s quotation marks, with them."""
    return frozenset(folded(found.group()) for found in _QUOTED.finditer(text))


def folded(text: str) -> str:
    """A text with ordinary spaces only."""
    return " ".join(text.split())
