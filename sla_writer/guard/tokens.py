"""The words, figures and marks of a sentence, each with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

_TOKEN = re.compile(
    r"(?P<code>`[^`]*`)"
    r"|(?P<name>\d+-[^\W\d_]+|[^\W\d_]+(?:[-_]+[^\W_]+)*[-_]*\d[\w-]*|\w*_\w*)"
    r"|(?P<clock>\d{1,2}:\d\d)"
    r"|(?P<figure>\d{1,3}(?:[ \u00a0\u202f]\d{3})+(?:,\d+)?(?!\d)|\d+(?:[.,]\d+)*)"
    r"|(?P<word>[^\W\d_]+(?:[-’'][^\W\d_]+)*)"
    r"|(?P<sign>[^\w\s])"
)
_QUOTED = re.compile(r"«[^«»]*»|“[^“”]*”")
_NAMED = re.compile(r"[A-Z][\w’-]*(?:[^\S\n]+(?:of[^\S\n]+)?[A-Z][\w’-]*)+")


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


def tokens(text: str, names: Sequence[str] = ()) -> tuple[Token, ...]:
    """The tokens of a text in its order; white space is none. Each of the names is one token."""
    return tuple(_tokens(text, _any(tuple(names))))


def _tokens(text: str, names: re.Pattern[str] | None) -> Iterator[Token]:
    at = 0
    for found in names.finditer(text) if names else ():
        yield from _plain(text, at, found.start())
        yield Token("label", folded(found.group()), *found.span())
        at = found.end()
    yield from _plain(text, at, len(text))


def _plain(text: str, start: int, end: int) -> Iterator[Token]:
    for found in _TOKEN.finditer(text, start, end):
        yield Token(str(found.lastgroup), found.group(), *found.span())


@cache
def _any(names: tuple[str, ...]) -> re.Pattern[str] | None:
    """What finds any of some names, whatever space they are written with, the longest first."""
    each = (r"\s+".join(map(re.escape, name.split())) for name in sorted(names, key=len)[::-1])
    return re.compile("|".join(rf"(?<!\w){name}(?!\w)" for name in each)) if names else None


def shared_names(one: str, two: str) -> tuple[str, ...]:
    """The names that two texts have: what stands in quotation marks, or in several capitals."""
    return tuple(sorted(_names(one) & _names(two)))


def _names(text: str) -> frozenset[str]:
    named = [each.group() for each in _NAMED.finditer(text)]
    shorter = [each for name in named if _NAMED.fullmatch(each := _without_first(name))]
    quoted = [each.group() for each in _QUOTED.finditer(text)]
    return frozenset(map(folded, (*quoted, *named, *shorter)))


def _without_first(name: str) -> str:
    """A name without its first word, which may only open the sentence: "Once VP Marketing"."""
    return name.split(None, 1)[1]


def folded(text: str) -> str:
    """A text with ordinary spaces only."""
    return " ".join(text.split())
