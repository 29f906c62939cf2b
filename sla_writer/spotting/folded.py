"""A text as it is searched: what only looks different made equal, addresses and file names gone.

Small letters, «е» for «ё», one kind of space, hyphen and apostrophe; soft hyphens, stress marks and
other invisible characters are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

WORD = re.compile(r"\w+")

_EQUAL = (("ё", "е"), ("Ё", "Е"), ("\u00a0", " "), ("\u202f", " "), ("\u2009", " "))
_ALIKE = (("’", "'"), ("ʼ", "'"), ("‑", "-"), ("‐", "-"))
_UNSEEN = re.compile("[\u00ad\u0301\u200b-\u200d\u2060\ufeff]")
_SUSPECT = re.compile(r"[@/]|\w\.\w")
_FILES = (
    "csv|tsv|xlsx?|ods|docx?|odt|pdf|pptx?|md|txt|ya?ml|json|xml|html?|png|jpe?g|svg|zip|sql|py"
)
_ADDRESS = re.compile(
    r"(?<![\w.+@-])(?:\w+://\S+|www\.\S+|[\w.+-]+@[\w.-]+|@\w+"
    rf"|\w[\w.-]*\.(?:{_FILES}|рф)(?!\w)"
    r"|[a-z][a-z0-9_-]*(?:\.[a-z][a-z0-9_-]*)+(?:/\S*)?)"
)
_HIDDEN = "\0"


@dataclass(frozen=True, slots=True)
class Folded:
    """A text made equal: `lower` to search in, `cased` with its capitals, both of one length."""

    text: str
    cased: str
    lower: str
    words: Sequence[tuple[int, int]]
    """Where each word begins and ends."""
    places: Sequence[int] | None
    """Where each character stood, if some were left out."""

    @classmethod
    @lru_cache(maxsize=2048)  # one text is searched for many things
    def of(cls, text: str) -> Folded:
        """The text made ready for searching."""
        seen, places = _seen(text)
        cased = equal_spelling(seen)
        lower = _lower(cased)
        if _SUSPECT.search(cased):
            lower = "".join(_shown(cased, lower))
        words = [found.span() for found in WORD.finditer(lower)]
        return cls(text, cased, lower, words, places)

    def original(self, start: int, end: int) -> str:
        """What stands at a place in the text itself."""
        return self.text[slice(*self.span(start, end))]

    def word(self, at: int) -> str:
        """A word in small letters."""
        return self.lower[slice(*self.words[at])]

    def gap(self, at: int) -> str:
        """What stands between a word and the next; "" behind the last."""
        ahead = self.words[at + 1][0] if at + 1 < len(self.words) else self.words[at][1]
        return self.lower[self.words[at][1] : ahead]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where in the text itself a place of the folded text lies."""
        if self.places is None or start == end:
            return start, end
        return self.places[start], self.places[end - 1] + 1


def _seen(text: str) -> tuple[str, list[int] | None]:
    """The text without what nobody sees, and where each of its characters stood."""
    if not _UNSEEN.search(text):
        return text, None
    at, places = 0, list[int]()
    for found in _UNSEEN.finditer(text):
        places += range(at, found.start())
        at = found.end()
    return _UNSEEN.sub("", text), [*places, *range(at, len(text))]


def equal_spelling(text: str) -> str:
    """The text with one letter «е», one kind of space, hyphen and apostrophe."""
    for other, usual in (*_EQUAL, *_ALIKE):
        text = text.replace(other, usual)
    return text


def _lower(text: str) -> str:
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    # «İ» becomes two characters, and every place behind it would move.
    return "".join(each.lower() if len(each.lower()) == 1 else each for each in text)


def _shown(cased: str, lower: str) -> Iterator[str]:
    """The pieces of the text in small letters, with nothing to be found in an address."""
    at = 0
    for found in _ADDRESS.finditer(cased):
        yield lower[at : found.start()]
        yield _HIDDEN * (found.end() - found.start())
        at = found.end()
    yield lower[at:]
