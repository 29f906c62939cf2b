"""Slips of the pen, each with what is right: «в течении 2 дней», «5 рабочих часа», "the the"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from sla_writer.glossary import Words, glossary
from sla_writer.spotting.apart import apart
from sla_writer.spotting.counted import miscounted
from sla_writer.spotting.folded import Folded, equal_spelling
from sla_writer.spotting.grammar import grammar
from sla_writer.spotting.measured import either, forms

_GAP = re.compile(r"[ \t]+| ?\n")
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

    written: tuple[re.Pattern[str], ...]
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
    for pattern in known.written:
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
        word, gap = folded.word(at), folded.gap(at)
        twice = word == folded.word(at + 1) and _GAP.fullmatch(gap)
        if twice and word.isalpha() and word not in known.twice:
            start, end = folded.words[at]
            again = slice(*folded.words[at + 1])
            if "\n" not in gap or folded.cased[start:end] == folded.cased[again]:
                yield start, again.stop, folded.original(start, end)


def _miscounted(folded: Folded, language: str) -> Iterator[Wrong]:
    for start, noun, end, right in miscounted(folded, language):
        form = right if right.isupper() else _cased(right, folded.cased[noun])
        yield start, end, folded.original(start, noun) + form


def _cased(right: str, wrong: str) -> str:
    """The right words, beginning with a capital where the wrong ones do."""
    return right[:1].upper() + right[1:] if wrong[:1].isupper() else right


@cache
def _known(language: str) -> _Known:
    said = glossary(language).part("slips")
    right = {**said["written"], **said["before-number"], **said["before-time"]}
    datives = {equal_spelling(wrong): right for wrong, right in said["datives"].items()}
    return _Known(
        written=tuple(map(re.compile, _written(said, language))),
        right=right,
        governed=re.compile(_governed(said)),
        datives=datives,
        dative_endings=said["dative-endings"],
        twice=frozenset(said["twice"]),
    )


def _written(said: Words, language: str) -> Iterator[str]:
    """What is wrong everywhere, what before a number, what before a number or a word for time."""
    known, time = grammar(language), glossary(language).part("time")
    number = rf"(?:\d|{either(time['numerals'])}(?!\w))"
    words = (*time["hour"], *time["day"], *time["other"], *said["durations"])
    times = rf"(?:{number}|{either(forms(words, language))}(?!\w))"
    adjective = rf"\w*{either(known.adjective_endings)}"
    yield _whole(said["written"])
    yield rf"{_whole(said['before-number'])}(?=\s+(?:{either(known.links)}\s+)?{number})"
    yield rf"{_whole(said['before-time'])}(?=\s+(?:{adjective}\s+){{0,3}}{times})"


def _governed(said: Words) -> str:
    """A pattern of a preposition and what follows it in the genitive, pronouns («его») left out."""
    endings = either(said["dative-endings"])
    adjective = rf"(?!{endings}(?!\w))\w*{endings}"
    nouns = either(said["datives"])
    return rf"(?<!\w){either(said['dative-after'])}(?:\s+{adjective}){{0,3}}\s+{nouns}(?!\w)"


def _whole(words: Iterable[str]) -> str:
    return rf"(?<!\w){either(words)}(?!\w)".replace(",", r"\s*,")
