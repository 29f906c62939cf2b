"""Slips of the pen, each with what is right: «в течении 2 дней», «5 рабочих часа», "the the"."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
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
class _Sought:
    """A pattern that is made only for a text with one of the words that every match ends with."""

    words: frozenset[str]
    pattern: Callable[[], str]

    def found(self, folded: Folded) -> Iterator[re.Match[str]]:
        """Where the pattern stands in a text."""
        if any(word in folded.lower for word in self.words):
            yield from re.finditer(self.pattern(), folded.lower)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is written wrongly in a language, each pattern with what is right."""

    written: tuple[_Sought, ...]
    right: Mapping[str, str]
    governed: _Sought
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
    for sought in known.written:
        for found in sought.found(folded):
            right = known.right[_SPACES.sub(" ", found.group()).replace(" ,", ",")]
            yield *found.span(), _cased(right, folded.cased[found.start()])


def _misgoverned(folded: Folded, known: _Known) -> Iterator[Wrong]:
    """«Согласно Соглашения»: what stands behind the preposition, put into the dative."""
    for found in known.governed.found(folded):
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
    datives = {equal_spelling(wrong): right for wrong, right in said["datives"].items()}
    return _Known(
        written=(
            _Sought(_last_words(said["written"]), lambda: _whole(said["written"])),
            _Sought(
                _last_words(said["before-number"]),
                lambda: _before(said["before-number"], language, f"(?:{_links(language)})?"),
            ),
            _Sought(
                _last_words(said["before-time"]),
                lambda: _before(said["before-time"], language, *_times(said, language)),
            ),
        ),
        right={**said["written"], **said["before-number"], **said["before-time"]},
        governed=_Sought(_last_words(said["dative-after"]), lambda: _governed(said)),
        datives=datives,
        dative_endings=said["dative-endings"],
        twice=frozenset(said["twice"]),
    )


def _last_words(phrases: Iterable[str]) -> frozenset[str]:
    return frozenset(equal_spelling(each).lower().split()[-1] for each in phrases)


def _before(words: Iterable[str], language: str, between: str, behind: str = "(?!)") -> str:
    """What is wrong before a number, or before something else."""
    numerals = either(glossary(language).part("time")["numerals"])
    return rf"{_whole(words)}(?=\s+{between}(?:(?:\d|{numerals}(?!\w))|{behind}))"


def _links(language: str) -> str:
    return rf"{either(grammar(language).links)}\s+"


def _times(said: Words, language: str) -> tuple[str, str]:
    """The adjectives that may stand before a word for time, and those words."""
    time = glossary(language).part("time")
    words = (*time["hour"], *time["day"], *time["other"], *said["durations"])
    adjective = rf"\w*{either(grammar(language).adjective_endings)}"
    return rf"(?:{adjective}\s+){{0,3}}", rf"{either(forms(words, language))}(?!\w)"


def _governed(said: Words) -> str:
    """A pattern of a preposition and what follows it in the genitive, pronouns («его») left out."""
    endings = either(said["dative-endings"])
    adjective = rf"(?!{endings}(?!\w))\w*{endings}"
    nouns = either(said["datives"])
    return rf"(?<!\w){either(said['dative-after'])}(?:\s+{adjective}){{0,3}}\s+{nouns}(?!\w)"


def _whole(words: Iterable[str]) -> str:
    return rf"(?<!\w){either(words)}(?!\w)".replace(",", r"\s*,")
