"""Where a text uses given words and phrases, in whatever grammatical form they stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from sla_writer.glossary import glossary
from sla_writer.spotting.folded import Folded
from sla_writer.spotting.grammar import Grammar, alike, grammar, is_abbreviation
from sla_writer.spotting.phrases import Step, phrase

_GAPS = {
    " ": re.compile(r"\s+|-|\s-\s|-\s+"),
    "-": re.compile(r"\s+|-\s*"),
    ",": re.compile(r"\s*,?\s+"),
}
_USUAL = {" ": " ", "-": "-", ",": ", "}


@dataclass(frozen=True, slots=True)
class Use:
    """A place in a text where something stands: `text` is what stands from `start` to `end`."""

    key: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """One way to write a phrase; `key` is "" when it is something else that only looks like one."""

    key: str
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Spotter:
    """Finds phrases. Built once, used on any number of texts."""

    language: Grammar
    index: Mapping[str, Sequence[Phrase]]
    """The phrases that a first word may begin, the longest first."""

    @classmethod
    def of(cls, phrases: Mapping[str, Iterable[str]], language: str) -> Spotter:
        """A spotter of phrases by key, each in the nominative singular, or an abbreviation.

        Raises PackError when the language has no glossary.
        """
        known = grammar(language)
        given = (
            Phrase(key, steps)
            for key, said in phrases.items()
            for each in said
            for steps in phrase(each, known)
        )
        return cls(known, _index((*given, *_asides(language))))

    def uses(self, text: str) -> Iterator[Use]:
        """Where the phrases stand in a text, in its order, none over another.

        Whole words only; an e-mail address, a URL, a file name holds none. Of two phrases that
        begin at one word the longer counts. Raises nothing.
        """
        folded = Folded.of(text)
        for key, start, end in self.places(folded):
            begin, close = folded.span(start, end)
            yield Use(key, begin, close, text[begin:close])

    def places(self, folded: Folded) -> Iterator[tuple[str, int, int]]:
        """The key and the place of every use in a folded text."""
        behind = -1
        for at, candidates in self._promising(folded):
            if at > behind and (found := self._first(candidates, folded, at)):
                key, behind = found
                if key:
                    yield key, folded.words[at][0], folded.words[behind][1]

    def _promising(self, folded: Folded) -> Iterator[tuple[int, Sequence[Phrase]]]:
        """The words that a phrase may begin with, and the phrases."""
        index, cased, lower = self.index, folded.cased, folded.lower
        for at, (start, end) in enumerate(folded.words):
            found = index.get(lower[start:end])
            if cased[start + 1 : start + 2] != lower[start + 1 : start + 2]:
                found = self._also(found, alike(cased[start:end]))
            if found:
                yield at, found

    def _also(self, found: Sequence[Phrase] | None, short: str) -> Sequence[Phrase] | None:
        """The phrases that begin with a word in any letters, and with it as an abbreviation."""
        exact = self.index.get(short)
        return (
            sorted((*found, *exact), key=_size, reverse=True)
            if found and exact
            else (found or exact)
        )

    def _first(
        self, candidates: Sequence[Phrase], folded: Folded, at: int
    ) -> tuple[str, int] | None:
        """The key of the first phrase that stands at a word, and the word that it ends with."""
        for each in candidates:
            if _stands(each.steps, folded, at):
                last = self._last(each.steps[-1], folded, at + len(each.steps) - 1)
                if last is not None:
                    return each.key, last
        return None

    def _last(self, step: Step, folded: Folded, last: int) -> int | None:
        """The last word of a use, its ending behind an apostrophe or a hyphen included.

        None when the word is only the first half of another («SQL-запрос», «лид-менеджер»).
        """
        joint = folded.gap(last)
        if joint not in {"'", "-"}:
            return last
        ahead = folded.word(last + 1)
        if step.exact and ahead in self.language.abbreviations:
            return last + 1
        if joint == "'":
            return last + 1 if ahead == self.language.possessive else last
        if self.language.compounds or (step.exact and self._is_noun(folded, last + 1)):
            return last
        return None

    def _is_noun(self, folded: Folded, at: int) -> bool:
        """Whether a word is a noun of the glossary or an abbreviation: «MQL-лид», «MQL-SQL»."""
        start, end = folded.words[at]
        return is_abbreviation(folded.cased[start:end]) or (
            folded.lower[start:end] in self.language.countable
        )


def _stands(steps: Sequence[Step], folded: Folded, at: int) -> bool:
    """Whether the words of a phrase follow one another from a word on."""
    if at + len(steps) > len(folded.words):
        return False
    for index, step in enumerate(steps, at):
        start, end = folded.words[index]
        word = alike(folded.cased[start:end]) if step.exact else folded.lower[start:end]
        if word not in step.forms or not (index == at or _fits(step.before, folded.gap(index - 1))):
            return False
    return True


def _fits(mark: str, gap: str) -> bool:
    if mark not in _GAPS:
        return gap.strip() == mark
    return gap == _USUAL[mark] or _GAPS[mark].fullmatch(gap) is not None


def _index(phrases: Iterable[Phrase]) -> dict[str, Sequence[Phrase]]:
    found: dict[str, list[Phrase]] = {}
    for each in phrases:
        for form in each.steps[0].forms:
            found.setdefault(form, []).append(each)
    for several in (each for each in found.values() if len(each) > 1):
        several.sort(key=_size, reverse=True)
    return dict(found)


def _size(phrase: Phrase) -> tuple[int, bool]:
    return len(phrase.steps), bool(phrase.key)


@cache
def _asides(language: str) -> tuple[Phrase, ...]:
    """What looks like a term of the trade and is something else: "SQL query", "lead time"."""
    known = grammar(language)
    said = glossary(language).part("asides")
    return tuple(Phrase("", steps) for each in said for steps in phrase(each, known))
