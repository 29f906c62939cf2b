"""What no sentence of an agreement may hold: markup, invisible or false letters, doubled words."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from sla_writer.guard.refusal import Kind, Refusal
from sla_writer.text_gate import refused

_MARKUP = re.compile(
    r"https?:|www\.|\w@\w|//|\{\{|\}\}|\{%|[*_#<>`|\[\]{}\\~^=\n\t]|^\s*[-•–—+]\s|\.\.\.|…|[\"!?&@]"
)
_SCRIPTS = ("LATIN", "CYRILLIC")
_SPACES = frozenset(" \u00a0\u202f\n\t")
_INNER = re.compile(r"[a-zа-яё][A-ZА-ЯЁ]")
_LETTERS = re.compile(r"[^\W\d_]+")
_WORD = re.compile(r"[^\W_]+")
_BETWEEN = frozenset(" \u00a0\u202f-")
_INSIDE = re.compile(r"«[^«»“”„()]*»|[“„][^«»“”„()]*[”“]|\([^«»“”„()]*\)")
_PAIRED = re.compile(r"[«»“”„()]")
_LONGEST = 3
"""How many times longer than its source a rewording may be."""
_SLACK = 60


def unfit(source: str, text: str) -> Iterator[Refusal]:
    """Everything in a text that may stand in none, unless its source says it too."""
    yield from _strange(source, text)
    yield from _markup(source, text)
    yield from _unpaired(text)
    yield from _mixed(source, text)
    yield from _doubled(source, text)


def fitting_length(source: str, text: str) -> Iterator[Refusal]:
    """A text that says nothing, or far more than its source."""
    if not _LETTERS.search(text) or len(text) > _LONGEST * len(source) + _SLACK:
        yield Refusal(Kind.LENGTH, 0, len(text), wrote=text[:_SLACK])


def _strange(source: str, text: str) -> Iterator[Refusal]:
    """Characters that are not seen, are not ours, or count something in figures of their own."""
    known = set(source) | _SPACES
    gate = refused(text)
    for at, each in enumerate(text):
        if (gate and gate[0] == at) or (each not in known and _is_strange(each)):
            name = unicodedata.name(each, "")
            yield Refusal(Kind.CHARACTER, at, at + 1, wrote=f"U+{ord(each):04X} {name}".strip())


def _is_strange(character: str) -> bool:
    if character.isascii():
        return not character.isprintable()
    if character.isalpha():
        return not unicodedata.name(character, "").startswith(_SCRIPTS) or (
            unicodedata.normalize("NFKC", character) != character
        )
    return character.isnumeric() or unicodedata.category(character)[0] in "CMSZ"


def _markup(source: str, text: str) -> Iterator[Refusal]:
    """Markdown, HTML, template code, addresses, questions and exclamations."""
    left = Counter(found.group() for found in _MARKUP.finditer(source))
    for found in _MARKUP.finditer(text):
        if left[found.group()]:
            left[found.group()] -= 1
        else:
            yield Refusal(Kind.MARKUP, *found.span(), wrote=found.group())


def _unpaired(text: str) -> Iterator[Refusal]:
    """Brackets and quotation marks that open or close nothing."""
    rest, before = text, ""
    while rest != before:
        before, rest = rest, _INSIDE.sub(lambda found: " " * len(found.group()), rest)
    for found in _PAIRED.finditer(rest):
        yield Refusal(Kind.MARKUP, *found.span(), wrote=found.group())


def _mixed(source: str, text: str) -> Iterator[Refusal]:
    """Words with letters of two alphabets, or with a capital inside."""
    known = set(_LETTERS.findall(source))
    for found in _LETTERS.finditer(text):
        word = found.group()
        if word not in known and (len(_scripts(word)) > 1 or _INNER.search(word)):
            yield Refusal(Kind.CHARACTER, *found.span(), wrote=found.group())


def _scripts(word: str) -> set[str]:
    return {unicodedata.name(each, "").partition(" ")[0] for each in word}


def _doubled(source: str, text: str) -> Iterator[Refusal]:
    """A word twice in a row."""
    known = {each.lower() for each, _ in _twice(source)}
    for word, (start, end) in _twice(text):
        if word.lower() not in known:
            yield Refusal(Kind.REPEATED, start, end, wrote=text[start:end])


def _twice(text: str) -> Iterator[tuple[str, tuple[int, int]]]:
    words = list(_WORD.finditer(text))
    for one, two in pairwise(words):
        apart = text[one.end() : two.start()]
        if one.group().lower() == two.group().lower() and set(apart) <= _BETWEEN:
            yield one.group(), (one.start(), two.end())
