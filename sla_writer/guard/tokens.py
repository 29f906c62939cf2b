"""The words, figures and marks of a sentence, each with its place."""

from __future__ import annotations

import re
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


def tokens(text: str) -> tuple[Token, ...]:
    """The tokens of a text in its order; white space is none."""
    return tuple(
        Token(str(found.lastgroup), found.group(), found.start(), found.end())
        for found in _TOKEN.finditer(text)
    )


def quoted(text: str) -> dict[str, tuple[int, int]]:
    """What stands between a text’s quotation marks, and where the last of each stands."""
    return {found.group(): found.span() for found in _QUOTED.finditer(text)}
