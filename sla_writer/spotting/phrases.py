"""How a phrase of the agreement may be written: its words in their forms, one after another."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sla_writer.spotting.folded import Folded
from sla_writer.spotting.grammar import Forms, Grammar, is_abbreviation


@dataclass(frozen=True, slots=True)
class Step:
    """One word of a phrase: its forms, what stands before it, whether capitals matter.

    `before` is " ", "-", "," or another sign, as in the phrase; "" before the first word.
    """

    forms: Forms
    before: str
    exact: bool = False


def phrase(said: str, language: Grammar) -> Iterator[tuple[Step, ...]]:
    """The ways to write a phrase, each as the words that follow one another.

    A hyphenated word may be written in one ("handoff"), and a clause behind a comma may stand
    before the noun («квалифицированного маркетингом лида»).
    """
    steps = tuple(_steps(said, language))
    if not steps:
        return
    yield steps
    if any(step.before == "-" for step in steps):
        yield tuple(_steps(_closed(said), language))
    comma = [index for index, step in enumerate(steps) if step.before == ","]
    if language.head == "first" and len(comma) == 1 and len(steps) > comma[0] + 1:
        yield tuple(_turned(steps, comma[0]))


def _closed(said: str) -> str:
    return re.sub(r"(?<=\w)[-‑](?=\w)", "", said)


def _turned(steps: tuple[Step, ...], comma: int) -> Iterator[Step]:
    """The clause behind the comma put before what stood before it."""
    for index, step in enumerate([*steps[comma:], *steps[:comma]]):
        before = "" if index == 0 else step.before.replace(",", " ") or " "
        yield Step(step.forms, before, step.exact)


def _steps(said: str, language: Grammar) -> Iterator[Step]:
    """The words of a phrase with their forms: which of them change is told by their order."""
    folded = Folded.of(said)
    words = [folded.lower[start:end] for start, end in folded.words]
    marks = ["", *(_mark(folded.gap(at)) for at in range(len(words) - 1))]
    changing = (_from_last if language.head == "last" else _from_first)(words, marks, language)
    for place, word, mark, changes in zip(folded.words, words, marks, changing, strict=False):
        cased = folded.cased[slice(*place)]
        if is_abbreviation(cased):
            yield Step(language.abbreviation(cased), mark, exact=True)
        else:
            yield Step(language.every(word) if changes else language.tail(word), mark)


def _mark(gap: str) -> str:
    return "," if "," in gap else gap.strip() or " "


def _from_last(words: list[str], marks: list[str], language: Grammar) -> list[bool]:
    """The noun is the last word, or the last one before a preposition: "costs per lead"."""
    found = []
    linked = False
    for word, mark, ahead, next_mark in _in_context(words, marks):
        begins = mark == "," or word in language.joints
        link = word in language.links and "-" not in (mark, next_mark)  # not "go-to-market plan"
        linked = link or (linked and not begins)
        ends = not ahead or ahead in language.links | language.joints or next_mark == ","
        found.append(ends and not linked)
    return found


def _from_first(words: list[str], marks: list[str], language: Grammar) -> list[bool]:
    """Adjectives and the first noun change; what follows the noun does not.

    Behind a comma, or an «и» straight behind a noun, another noun may stand («согласование и
    утверждение») or a clause whose participle alone changes. What a hyphen follows stays.
    """
    found: list[bool] = []
    settled = False  # the noun has been met
    for word, mark, _, next_mark in _in_context(words, marks):
        settled = word in language.links or (settled and mark != ",")
        joint, open_end = word in language.joints, next_mark == "-"
        found.append(not (settled or joint or open_end))
        if joint:
            settled = settled and found[-2:-1] != [True]
        elif not open_end:
            settled = settled or mark == "," or not language.is_adjective(word)
    return found


def _in_context(words: list[str], marks: list[str]) -> Iterator[tuple[str, str, str, str]]:
    """Each word with the mark before it, the word behind it and the mark between."""
    return zip(words, marks, [*words[1:], ""], [*marks[1:], ""], strict=False)
