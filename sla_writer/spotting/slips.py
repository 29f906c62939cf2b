"""Slips of the pen, each with what is right: «в течении 2 дней», «5 рабочих часа», "the the"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from sla_writer.glossary import glossary
from sla_writer.spotting.apart import apart
from sla_writer.spotting.counted import miscounted
from sla_writer.spotting.folded import Folded, equal_spelling
from sla_writer.spotting.grammar import grammar
from sla_writer.spotting.measured import either, forms

_GAP = re.compile(r"[ \t]+\n?[ \t]*|\n[ \t]*")
_SPACES = re.compile(r"\s+")

Wrong = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Slip:
    """A slip of the pen: `right` is what should stand instead of `text`, from `start` to `end`."""

    start: int
    end: int
    text: str
    right: str


@dataclass(frozen=True, slots=True)
class _Known:
    """What is written wrongly in a language, each pattern with what is right."""

    written: re.Pattern[str]
    timed: re.Pattern[str]
    right: Mapping[str, str]
    governed: re.Pattern[str]
    datives: Mapping[str, str]
    dative_endings: Mapping[str, str]
    twice: frozenset[str]


def slips(text: str, language: str) -> Iterator[Slip]:
    """The slips of a text, in its order, none over another.

    «В течении» is one before a number or a word for time («в течении срока»); «в течении болезни»
    and «в течении реки» are right, and «в течении процесса» is left alone. Behind a number every
    form is right that some case takes. Raises PackError when the language has no glossary.
    """
    folded, known = Folded.of(text), _known(language)
    found = [
        *_miswritten(folded, known),
        *_misgoverned(folded, known),
        *_doubled(folded, known),
        *_miscounted(folded, language),
    ]
    places = ((*folded.span(start, end), right) for start, end, right in found)
    return apart(Slip(start, end, text[start:end], right) for start, end, right in places)


def _miswritten(folded: Folded, known: _Known) -> Iterator[Wrong]:
    for pattern in (known.written, known.timed):
        for found in pattern.finditer(folded.lower):
            right = known.right[_SPACES.sub(" ", found.group()).replace(" ,", ",")]
            yield *found.span(), _cased(right, folded.cased[found.start()])


def _misgoverned(folded: Folded, known: _Known) -> Iterator[Wrong]:
    """«Согласно Соглашения»: what stands behind the preposition, put into the dative."""
    for found in known.governed.finditer(folded.lower):
        words = _SPACES.split(folded.original(*found.span()))
        yield *found.span(), " ".join([words[0], *(_dative(word, known) for word in words[1:])])


def _dative(word: str, known: _Known) -> str:
    low = equal_spelling(word).lower()
    if low in known.datives:
        return _cased(known.datives[low], word)
    ending = next((each for each in known.dative_endings if low.endswith(each)), "")
    return word.removesuffix(ending) + known.dative_endings.get(ending, "")


def _doubled(folded: Folded, known: _Known) -> Iterator[Wrong]:
    """A word that stands twice in a row, but for the few that may."""
    for at in range(len(folded.words) - 1):
        word = folded.word(at)
        twice = word == folded.word(at + 1) and _GAP.fullmatch(folded.gap(at))
        if twice and word.isalpha() and word not in known.twice:
            start, end = folded.words[at]
            yield start, folded.words[at + 1][1], folded.original(start, end)


def _miscounted(folded: Folded, language: str) -> Iterator[Wrong]:
    for start, noun, end, right in miscounted(folded, language):
        form = right if right.isupper() else _cased(right, folded.cased[noun])
        yield start, end, folded.original(start, noun) + form


def _cased(right: str, wrong: str) -> str:
    """The right words, beginning with a capital where the wrong ones do."""
    return right[:1].upper() + right[1:] if wrong[:1].isupper() else right


@cache
def _known(language: str) -> _Known:
    said, time = glossary(language).part("slips"), glossary(language).part("time")
    units = [word for name in ("hour", "day", "other") for word in time[name]]
    words = forms([*units, *said["durations"]], language)
    endings: dict[str, str] = said["dative-endings"]
    adjective = rf"\w*{either(grammar(language).adjective_endings)}"
    datives = {equal_spelling(wrong): right for wrong, right in said["datives"].items()}
    pronouns = rf"(?!(?:{'|'.join(endings) or '(?!)'})(?!\w))"
    return _Known(
        written=re.compile(_whole(said["written"])),
        timed=re.compile(
            _whole(said["before-time"]) + rf"(?=\s+(?:{adjective}\s+){{0,3}}"
            rf"(?:\d|{either([*words, *time['numerals']])}(?!\w)))"
        ),
        right={**said["written"], **said["before-time"]},
        governed=re.compile(
            rf"(?<!\w){either(said['dative-after'])}"
            rf"(?:\s+{pronouns}\w*{either(endings)}){{0,3}}\s+{either(datives)}(?!\w)"
        ),
        datives=datives,
        dative_endings=endings,
        twice=frozenset(said["twice"]),
    )


def _whole(words: Iterable[str]) -> str:
    return rf"(?<!\w){either(words)}(?!\w)".replace(",", r"\s*,")
