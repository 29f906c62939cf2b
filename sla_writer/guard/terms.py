"""Defined terms in a rewording: written as in the source, forbidden variants never."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sla_writer.guard.lexicon import Lexicon
from sla_writer.guard.refusal import Kind, Refusal
from sla_writer.guard.tokens import Token, tokens
from sla_writer.spotting.forbidden import forbidden

_ENDS = frozenset(".?!|:")


def miswritten(source: str, text: str, words: Lexicon) -> Iterator[Refusal]:
    """Terms that have lost or won their capital, and names that the glossary forbids."""
    agreed, wrote = _capitals(source, words), _capitals(text, words)
    for stem, token in wrote.items():
        other = agreed.get(stem)
        if other and other.text[0].isupper() != token.text[0].isupper():
            yield Refusal(Kind.TERM, token.start, token.end, other.text, token.text)
    known = {use.text.lower() for use in forbidden(source, words.code)}
    for use in forbidden(text, words.code):
        if use.text.lower() not in known:
            yield Refusal(Kind.TERM, use.start, use.end, wrote=use.text)


def _capitals(text: str, words: Lexicon) -> Mapping[str, Token]:
    """The words inside sentences by their stem; none that stands with a capital and without."""
    found: dict[str, Token] = {}
    unclear: set[str] = set()
    for before, token in _inside(tokens(text)):
        stem = words.stem(token.key)
        if before and token.kind == "word" and len(token.text) > 1:
            other = found.setdefault(stem, token)
            if other.text[0].isupper() != token.text[0].isupper():
                unclear.add(stem)
    return {stem: token for stem, token in found.items() if stem not in unclear}


def _inside(found: tuple[Token, ...]) -> Iterator[tuple[bool, Token]]:
    """Every token, and whether it opens no sentence."""
    opens = True
    for token in found:
        yield not opens, token
        opens = token.text in _ENDS or (opens and token.kind == "sign")
