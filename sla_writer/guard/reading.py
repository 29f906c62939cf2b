"""What a sentence says, word by word: quantities, actors, duties, conditions and all other words.

A sentence is read left to right. Every word becomes an item of a kind and a code; words that say
nothing by themselves become none, so that two sentences can be held against each other.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import takewhile

from sla_writer.guard.items import Item
from sla_writer.guard.lexicon import Lexicon
from sla_writer.guard.quantities import measured
from sla_writer.guard.tokens import Token, tokens

__all__ = ["Item", "read"]

_SIGNS = {
    ";": "mark", ":": "colon", ",": "comma", "—": "colon", "–": "colon", "(": "open", ")": "open",
    "|": "mark", ".": "stop", "?": "stop", "!": "stop",
}  # fmt: skip
_OPENING = frozenset({"colon", "mark", "stop", "modals"})
_CLOSING = frozenset({"mark", "stop", "open"})
_SILENT_SIGNS = frozenset('«»“”„’"')


def read(text: str, words: Lexicon, names: Sequence[str] = ()) -> tuple[Item, ...]:
    """The items of a text, in its order; each of the given names is one of them."""
    items = measured(tuple(_items(tokens(text, names), words)), words)
    return _turned(text, tuple(_either(items)), words)


def _either(items: Sequence[Item]) -> Iterator[Item]:
    """The items, "or …, or …" read as one "or"."""
    for at, each in enumerate(items):
        opens = at == 0 or items[at - 1].kind in _OPENING or items[at - 1].code == "("
        ahead = list(takewhile(lambda one: one.kind not in _CLOSING, items[at + 1 :]))
        later = [index for index, one in enumerate(ahead) if one.kind == "joins"]
        doubled = opens and later and ahead[later[0] - 1].kind == "comma"
        if each.kind != "joins" or not doubled:
            yield each


def _turned(text: str, items: Sequence[Item], words: Lexicon) -> tuple[Item, ...]:
    """The items, each side told apart by the word before it: "to Sales"."""
    before = ["", *(text[each.start : each.end].lower() for each in items)]
    return tuple(
        replace(each, code=f"{each.code.split()[0]} {role}")
        if each.kind == "sides" and (role := _role(word, words))
        else each
        for each, word in zip(items, before, strict=False)
    )


def _role(word: str, words: Lexicon) -> str:
    if word in words.towards:
        return "to"
    return word if word in words.beside else ""


def _items(found: Sequence[Token], words: Lexicon) -> Iterator[Item]:
    at = 0
    while at < len(found):
        token = found[at]
        keys = tuple(each.key for each in found[at : at + 7])
        phrase = words.phrase(keys) if token.kind in {"word", "sign"} else None
        if phrase and not _is_name(token):
            last = found[at + len(phrase.words) - 1]
            yield Item("phrase", "", token.start, last.end, phrase.senses)
            at += len(phrase.words)
        else:
            yield from _alone(token, words, found[at - 1] if at else None)
            at += 1


def _is_name(token: Token) -> bool:
    short = token.text.removesuffix("s")
    return len(short) > 1 and short.isupper() and token.kind == "word"


def _alone(token: Token, words: Lexicon, before: Token | None) -> Iterator[Item]:
    """A token that begins no phrase."""
    abbreviated = before is not None and before.kind == "word" and len(before.text) == 1
    behind_abbreviation = abbreviated and token.text == "."
    place = (token.start, token.end)
    if token.kind == "sign":
        if token.text not in _SILENT_SIGNS and not behind_abbreviation:
            yield Item(_SIGNS.get(token.text, "sign"), token.text, *place)
    elif token.kind == "clock":
        yield Item("clock", token.text, *place)
    elif token.kind == "figure":
        foreign = "." in token.text and (words.decimal == "," or token.text.endswith("0"))
        padded = token.text[:1] == "0" and token.text[1:2].isdigit()
        yield Item("name" if foreign or padded else "figure", token.text, *place)
    elif token.kind == "word" and _is_name(token):
        yield Item("name", token.text.removesuffix("s"), *place)
    elif token.kind == "word":
        yield from _word(token, words)
    else:
        yield Item("name", token.text, *place)


def _word(token: Token, words: Lexicon) -> Iterator[Item]:
    key, place = token.key, (token.start, token.end)
    number = words.numbers.get(key) or words.scales.get(key)
    if number is not None or key in words.numbers:
        yield Item("number", key, *place)
    elif key in words.months:
        yield Item("month", key, *place)
    elif "-" in key and all(part in words.numbers for part in key.split("-")):
        yield Item("number", key, *place)
    elif any(key.startswith(each.rstrip("*")) for each in words.negated):
        yield Item("phrase", "", token.start, token.start + 2, {"negations": "not"})
        yield from _word(Token("word", token.text[2:], token.start + 2, token.end), words)
    else:
        phrase = words.phrase((key,))
        if phrase:
            yield Item("phrase", "", *place, phrase.senses)
        else:
            yield Item("word", words.stem(key), *place)
