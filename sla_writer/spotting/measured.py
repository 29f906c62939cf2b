"""What is measured in a text: durations, counts and named rhythms («каждый понедельник»)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from sla_writer.glossary import glossary
from sla_writer.spotting.folded import Folded
from sla_writer.spotting.grammar import grammar
from sla_writer.spotting.spotter import Spotter

DIGITS = r"(?<![\w.,:/])\d+(?:[.,]\d+)?"


@dataclass(frozen=True, slots=True)
class Measures:
    """How a language says a duration ("2 business hours"), a count or share, and a rhythm."""

    duration: re.Pattern[str]
    count: re.Pattern[str]
    rhythm: Spotter
    bound: re.Pattern[str]
    """Where a clause ends and the next begins."""

    def clauses(self, folded: Folded) -> Iterator[tuple[int, int]]:
        """Where the clauses of a text begin and end."""
        start = 0
        for found in self.bound.finditer(folded.lower):
            yield start, found.start()
            start = found.end()
        yield start, len(folded.lower)

    def timed(self, clause: Folded) -> bool:
        """Whether a clause names a duration or a rhythm."""
        return bool(self.duration.search(clause.lower)) or any(self.rhythm.places(clause))

    def counted(self, clause: Folded) -> bool:
        """Whether a clause names a number of something, or a share."""
        return bool(self.count.search(clause.lower))


@cache
def measures(language: str) -> Measures:
    """How a language measures; PackError when it has no glossary."""
    said, known = glossary(language).part("time"), grammar(language)
    units = [form for name in ("hour", "day", "other") for form in forms(said[name], language)]
    number = rf"(?:{DIGITS}|(?<!\w){either(said['numerals'])})"
    between = r"(?:[\s-]+\w+\.?)?[\s-]*"
    return Measures(
        duration=re.compile(rf"{number}{between}{either(units)}(?!\w)"),
        count=re.compile(rf"{DIGITS}\s*%|{number}{between}{either(known.countable)}(?!\w)"),
        rhythm=Spotter.of({"rhythm": said["cadence"]}, language),
        bound=re.compile(
            rf"[.!?;]+(?=\s|$)|\n|,\s+{either(said['but'])}(?!\w|\s+{either(said['limit'])})"
        ),
    )


def forms(words: Iterable[str], language: str) -> set[str]:
    """Every form of some words; an abbreviation of a letter or two has one."""
    known = grammar(language)
    return {form for word in words for form in (known.every(word) if len(word) > 2 else {word})}


def either(words: Iterable[str]) -> str:
    """A pattern for any of some words or phrases, written in small letters, the longest first."""
    longest_first = sorted({each.lower().replace("ё", "е") for each in words}, key=len)[::-1]
    spaced = (re.escape(each).replace(r"\ ", r"\s+") for each in longest_first)
    return rf"(?:{'|'.join(spaced) or '(?!)'})"
