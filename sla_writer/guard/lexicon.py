"""What the words of a language say, for the guard: read from `glossaries/guard/<language>.yaml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any

from sla_writer import data, kept, yaml_file
from sla_writer.glossary import glossary
from sla_writer.guard.stems import stem
from sla_writer.text_gate import read_file

_KINDS = ("comparators", "behind", "dated", "modals", "negations", "conditions", "scopes")
_CODED = (*_KINDS, "frequencies", "joins", "units", "calendars", "amounts", "several")
_PLAIN = ("silent", "pronouns", "light", "links", "unclear", "agents")

_START = 2

Senses = Mapping[str, str]
"""What a phrase can be, by kind: its code."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words that follow one another and say one thing; a word that ends in * may go on."""

    words: tuple[str, ...]
    senses: Senses


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The phrases of a language by the beginning of their first word, the longest first."""

    code: str
    decimal: str
    group: str
    cases: bool
    months: tuple[str, ...]
    numbers: Mapping[str, Fraction]
    scales: Mapping[str, Fraction]
    negated: tuple[str, ...]
    towards: tuple[str, ...]
    beside: tuple[str, ...]
    prepositions: tuple[str, ...]
    infinitives: tuple[str, ...]
    listing: tuple[str, ...]
    denying: tuple[str, ...]
    barred: tuple[str, ...]
    endings: frozenset[str]
    passive: tuple[str, ...]
    directed: tuple[str, ...]
    leading: tuple[str, ...]
    referents: tuple[str, ...]
    starts: Mapping[str, tuple[Phrase, ...]]

    def stem(self, word: str) -> str:
        """A word without the endings that its forms differ in."""
        return stem(word, self.code)

    def refers(self, word: str) -> bool:
        """Whether a pronoun may stand for a word."""
        return any(self._begins((word.lower(),), (each,)) for each in self.referents)

    def phrase(self, keys: tuple[str, ...]) -> Phrase | None:
        """The longest phrase that the words begin with."""
        known = self.starts.get(keys[0][:_START], ())
        return next((each for each in known if self._begins(keys, each.words)), None)

    def _goes_on(self, tail: str, word: str) -> bool:
        known = not tail or not self.endings or tail in self.endings
        return known and not word.endswith(self.barred)

    def _begins(self, keys: tuple[str, ...], words: tuple[str, ...]) -> bool:
        return len(words) <= len(keys) and all(
            key.startswith(word[:-1]) and self._goes_on(key[len(word) - 1 :], key)
            if word.endswith("*")
            else key == word
            for key, word in zip(keys, words, strict=False)
        )


@cache
def lexicon(code: str) -> Lexicon:
    """The words of a language; PackError when the language has no glossary."""
    glossary(code)
    path = data.folder("glossaries") / "guard" / f"{code}.yaml"
    text = read_file(path)
    said: dict[str, Any] | None = kept.mapping(path, text)
    if said is None:
        parsed: Any = yaml_file.parse(text, str(path)).data
        said = parsed
    assert said is not None
    return Lexicon(
        code=code,
        decimal=said["decimal"],
        cases=said["cases"] == "yes",
        group=said["group"],
        months=_several(said["months"]),
        numbers={w: Fraction(n) for n, row in said["numbers"].items() for w in _several(row)},
        scales={w: Fraction(n) for n, row in said["scales"].items() for w in _several(row)},
        negated=_several(said["negated"]),
        towards=_several(said["towards"]),
        beside=_several(said["beside"]),
        prepositions=_several(said["prepositions"]),
        listing=_several(said["listing"]),
        denying=_several(said["denying"]),
        barred=_several(said["barred"]),
        endings=frozenset(_several(said["endings"])),
        passive=_several(said["passive"]),
        directed=_several(said["directed"]),
        leading=_several(said["leading"]),
        referents=_several(said["referents"]),
        infinitives=_several(said["infinitives"]) or ("",),
        starts=_starts(said),
    )


def _several(row: str) -> tuple[str, ...]:
    return tuple(each.strip().lower() for each in row.split("|") if each.strip())


def _starts(said: Mapping[str, Any]) -> dict[str, tuple[Phrase, ...]]:
    senses: dict[str, dict[str, str]] = {}
    for kind, code, phrase in _entries(said):
        senses.setdefault(phrase, {}).setdefault(kind, code)
    _shared(senses)
    found: dict[str, list[Phrase]] = {}
    for phrase, known in senses.items():
        words = tuple(phrase.split())
        found.setdefault(words[0].rstrip("*")[:_START], []).append(Phrase(words, known))
    return {
        first: tuple(sorted(several, key=_size, reverse=True)) for first, several in found.items()
    }


def _shared(senses: Mapping[str, dict[str, str]]) -> None:
    """Give a word what a longer list says of all words with its beginning."""
    beginnings: dict[str, list[str]] = {}
    for phrase in senses:
        if phrase.endswith("*") and " " not in phrase:
            beginnings.setdefault(phrase[:_START], []).append(phrase)
    for word in (each for each in senses if each.isalpha()):
        for phrase in beginnings.get(word[:_START], ()):
            if word.startswith(phrase[:-1]):
                senses[word].update({**senses[phrase], **senses[word]})


def _size(phrase: Phrase) -> tuple[int, bool, int]:
    exact = not any(word.endswith("*") for word in phrase.words)
    return len(phrase.words), exact, len(phrase.words[0])


def _entries(said: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """The kind, the code and the phrase of everything that is listed."""
    for kind in _PLAIN:
        for phrase in _several(said[kind]):
            yield kind, phrase, phrase
    for kind in _CODED:
        for code, row in said[kind].items():
            for phrase in _several(row):
                yield kind, code, phrase
    for side, forms in said["sides"].items():
        for role, row in forms.items():
            for phrase in _several(row):
                yield "sides", f"{side} {role}", phrase
    for row in said["same"]:
        first, *_ = names = _several(row)
        for phrase in names:
            yield "same", first.rstrip("*"), phrase
