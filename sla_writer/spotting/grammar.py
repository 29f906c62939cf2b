"""How the words of a language change: every form in which a word of the agreement can stand.

The forms come from the glossary's own nouns, else from a word's ending (`forms` in the glossary).
More is made than the language has: what nobody writes is never found.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property

from sla_writer.glossary import Glossary, Words, glossary

_LONGEST_ENDING = 8
# Capitals that look the same in both alphabets: «МQL», «САС».
_LOOKALIKES = str.maketrans("АВЕЅІЈКМНОРСТУХ", "ABESIJKMHOPCTYX")

Forms = frozenset[str]


@dataclass(frozen=True)
class Grammar:
    """The endings of a language, and its nouns in their forms."""

    code: str
    head: str
    adjectives: Mapping[str, tuple[str, ...]]
    endings: Mapping[str, tuple[str, ...]]
    tails: Mapping[str, tuple[str, ...]]
    abbreviations: tuple[str, ...]
    possessive: str
    compounds: bool
    links: Forms
    joints: Forms
    nouns: Mapping[str, Forms]
    """The forms of a noun by its nominative."""
    numbers: Mapping[str, Forms]
    """The same case in the other number, by form."""

    def every(self, word: str) -> Forms:
        """Every form of a word given in the nominative (a verb: in the infinitive)."""
        return _with(word, self.endings) | self.nouns.get(word, frozenset())

    @cached_property
    def countable(self) -> Forms:
        """Every form of every noun that the glossary counts with."""
        return frozenset().union(*map(self.every, self.nouns))

    @cached_property
    def adjective_endings(self) -> tuple[str, ...]:
        """Every ending that an adjective can have."""
        return tuple({each for row in self.adjectives.values() for each in row})

    def tail(self, word: str) -> Forms:
        """The forms of a word that depends on another: its own and that of the other number."""
        return _with(word, self.tails) | self.numbers.get(word, frozenset())

    def abbreviation(self, word: str) -> Forms:
        """An abbreviation with every ending that people put straight behind it: «MQLов»."""
        short = alike(word)
        return frozenset([short, *(short + each for each in self.abbreviations)])

    def is_adjective(self, word: str) -> bool:
        """Whether a word looks like an adjective or a participle."""
        longest = _ending(word, self.endings)
        return longest is not None and longest in self.adjectives and word not in self.nouns


def alike(word: str) -> str:
    """A word with the capitals that two alphabets share written in one of them."""
    return word.translate(_LOOKALIKES)


def is_abbreviation(word: str) -> bool:
    """Whether a word is written in capitals only, at least two."""
    return len(word) > 1 and word.isupper()


@cache
def grammar(code: str) -> Grammar:
    """How the words of a language change; PackError when the language has no glossary."""
    words = glossary(code)
    said = words.part("forms")
    adjectives, nouns, verbs, tails = (
        _table(said[name]) for name in ("adjectives", "nouns", "verbs", "tails")
    )
    return Grammar(
        code=code,
        head=said["head"],
        adjectives=adjectives,
        endings={**adjectives, **nouns, **verbs},
        tails=tails,
        abbreviations=tuple(said["abbreviations"].split()),
        possessive=said["possessive"],
        compounds=said["compounds"] == "yes",
        links=frozenset(said["links"]),
        joints=frozenset(said["joints"]),
        nouns=dict(_nouns(words)),
        numbers=_numbers(words),
    )


def _table(rows: Words) -> dict[str, tuple[str, ...]]:
    return {
        ending: tuple(each.removeprefix("=") for each in row.split())
        for ending, row in rows.items()
    }


def _nouns(words: Glossary) -> Iterator[tuple[str, Forms]]:
    """The forms of the nouns that are one word, and of the last word of the others."""
    for name in words.part("nouns"):
        rows = list(words.noun(name).forms.values())
        first = next(iter(rows[0].values()))
        forms = (form for row in rows for form in row.values())
        if not is_abbreviation(first):
            yield _last(first), frozenset(map(_last, forms))


def _numbers(words: Glossary) -> dict[str, Forms]:
    found: dict[str, set[str]] = {}
    for name in words.part("nouns"):
        for row in words.noun(name).forms.values():
            same = set(map(_last, row.values()))
            for form in same:
                found.setdefault(form, set()).update(same)
    return {form: frozenset(same) for form, same in found.items()}


def _last(phrase: str) -> str:
    return phrase.lower().replace("ё", "е").rsplit(" ", 1)[-1]


def _ending(word: str, table: Mapping[str, object]) -> str | None:
    """The longest ending of a word that a table has, with at least a letter before it."""
    for length in range(min(_LONGEST_ENDING, len(word) - 1), -1, -1):
        ending = word[len(word) - length :]
        if ending in table:
            return ending
    return None


def _with(word: str, table: Mapping[str, tuple[str, ...]]) -> Forms:
    ending = _ending(word, table)
    if ending is None:
        return frozenset([word])
    stem = word[: len(word) - len(ending)]
    return frozenset([word, *(stem + each for each in table[ending])])
