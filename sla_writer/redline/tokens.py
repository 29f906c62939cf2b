"""The words of a text as a redline counts them: a number with its unit is one word."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import accumulate, groupby
from typing import NamedTuple

from sla_writer.agreement.values import Unit
from sla_writer.document import Run, Runs
from sla_writer.glossary import Words, glossary, languages

_SPACE = "[ \u00a0\u202f]"
_NUMBER = rf"(?:\d{{1,3}}(?:{_SPACE}\d{{3}})+(?!\w)|\d+)(?:[.,:/–×-]\d+)*"
_LETTER = r"[\w\u0300-\u036f]"
_WORD = rf"\w{_LETTER}*(?:[-‑’'.]\w{_LETTER}*)*"
_SIGN = r"[^\w\s](?:[\u0300-\u036f\ufe0e\ufe0f\U0001f3fb-\U0001f3ff]|\u200d.)*"
_LONG, _SHORT, _SHORT_LETTERS = 10, 5, 3
_IS_WORD, _WORTH = 2, (0, 11, 0, 1, 2)


class Token(NamedTuple):
    """A word, a number with its unit, a space or another sign; `of` are its pieces run by run.

    `key` is what makes two tokens the same: their text, and whether it is a reference or a place to
    fill in. `weight` says how much a reader gains when it is kept.
    """

    key: tuple[str, str]
    of: tuple[tuple[str, Run], ...]
    weight: int

    @property
    def text(self) -> str:
        """The token's text."""
        return self.key[0]


def tokens(runs: Runs, language: str) -> list[Token]:
    """The tokens of runs, every character in one of them."""
    found: list[Token] = []
    for alone, group in groupby(runs, key=_alone):
        if alone:
            found.extend(Token((run.text, alone), ((run.text, run),), _LONG) for run in group)
        else:
            found.extend(_flowing(list(group), _pattern(language)))
    return found


def _alone(run: Run) -> str:
    return "control" if run.control else "target" if run.target else ""


def look(run: Run) -> tuple[object, ...]:
    """All that a run is besides its text."""
    return (
        run.bold, run.italic, run.code, run.href, run.target, run.term, run.control, run.language,
        run.sources,
    )  # fmt: skip


def _flowing(runs: list[Run], pattern: re.Pattern[str]) -> Iterator[Token]:
    ends = list(accumulate(len(run.text) for run in runs))
    at = 0
    for match in pattern.finditer("".join([run.text for run in runs])):
        text, (start, end) = match.group(), match.span()
        while ends[at] <= start:
            at += 1
        one = end <= ends[at]
        of = ((text, runs[at]),) if one else tuple(_pieces(runs, ends, at, start, end))
        yield Token((text, ""), of, _weight(match.lastindex or 0, text))


def _pieces(
    runs: list[Run], ends: list[int], at: int, start: int, end: int
) -> Iterator[tuple[str, Run]]:
    """The pieces of a token that several runs hold, from the run `at`."""
    while start < end:
        run, below = runs[at], min(ends[at], end)
        before = ends[at] - len(run.text)
        yield run.text[start - before : below - before], run
        start, at = below, at + 1


def _weight(kind: int, text: str) -> int:
    """What a token of a kind (a group of the pattern) is worth."""
    if kind == _IS_WORD:
        return _SHORT if len(text) <= _SHORT_LETTERS else _LONG
    return _WORTH[kind]


@cache
def _pattern(language: str) -> re.Pattern[str]:
    """Numbers with what belongs to them, words, spaces, and any other sign."""
    before, behind = _any_of(_before(language)), _any_of(_behind(language))
    number = rf"(?:(?<!\w){before}{_SPACE}?)?{_NUMBER}(?!\w)(?:{_SPACE}?{behind}(?!\w)){{0,2}}"
    return re.compile(rf"({number})|({_WORD})|(\s)|({_SIGN}|.)", re.DOTALL)


def _any_of(words: Iterable[str]) -> str:
    return f"(?:{'|'.join(map(re.escape, sorted(words, key=len, reverse=True)))})"


def _before(language: str) -> set[str]:
    """What may stand before a number and belong to it: signs and codes of currencies."""
    formats = _formats(language)
    return {*formats["signs"], *formats["signs"].values(), *formats["units-before"]}


def _behind(language: str) -> set[str]:
    """What may stand behind a number and belong to it: units of time, currencies, per cent."""
    formats = _formats(language)
    known = glossary(_spoken(language))
    times = {form for unit in Unit for form in known.noun(unit.value).every_form()}
    return {"%", *times, *formats["signs"], *formats["signs"].values(), *formats["units-behind"]}


def _formats(language: str) -> Words:
    return glossary(_spoken(language)).formats


def _spoken(language: str) -> str:
    """The language, or the first that there are words of."""
    return language if language in languages() else languages()[0]
