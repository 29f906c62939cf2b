"""A comparison for the terminal: the sum of it on top, then each change under its heading."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from sla_writer.changes import Effect, Weight, heading, meant, said
from sla_writer.comparison import Comparison, Entry
from sla_writer.render.compared.words import SIGNS, Words, of
from sla_writer.render.text import columns, wrapped

_INDENT = 4
_NARROWEST = 40


class Look(StrEnum):
    """How a stretch of a line looks where colours are wanted."""

    PLAIN = "plain"
    STRONG = "strong"
    FAINT = "faint"
    TIGHTENED = "tightened"
    RELAXED = "relaxed"
    BROKEN = "broken"


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line in one look."""

    text: str
    look: Look = Look.PLAIN


Line = tuple[Piece, ...]

_LOOKS = {
    Effect.TIGHTENED: Look.TIGHTENED,
    Effect.RELAXED: Look.RELAXED,
    Effect.NEUTRAL: Look.FAINT,
}


def render(comparison: Comparison, width: int = 80, *, wording: bool = False) -> Iterator[Line]:
    """The lines of a comparison, at most `width` columns wide; with `wording` also those places
    that say the same in other words, else only how many they are."""
    return _Writer(comparison, max(width, _NARROWEST)).lines(wording)


class _Writer:
    def __init__(self, comparison: Comparison, width: int) -> None:
        self.all, self.words, self.width = comparison, Words(comparison), width

    def lines(self, wording: bool) -> Iterator[Line]:
        yield from self.block(self.words.title, Look.STRONG)
        yield from self.summary()
        for group, entries in groupby(of(self.all, Weight.MATERIAL), lambda e: e.change.group):
            yield ()
            yield from self.block(heading(group, self.words.language), Look.STRONG)
            for entry in entries:
                yield from self.change(entry, whole=True)
        yield from self.section("minor", self.small(of(self.all, Weight.MINOR)))
        if wording:
            yield from self.section("wording", self.reworded())

    def summary(self) -> Iterator[Line]:
        """How much is different, what it means for each side, what can't be compared any more."""
        yield from self.block(self.words.counts() or self.words.word("same"))
        for side, told in self.words.balance():
            yield from self.block(f"{side}: {told}")
        if broken := self.words.broken():
            names = "; ".join(broken)
            yield from self.block(f"{self.words.word('broken')}: {names}", Look.BROKEN)

    def section(self, name: str, lines: Iterator[Line]) -> Iterator[Line]:
        """Lines under a heading; nothing where there are none."""
        found = list(lines)
        if found:
            yield ()
            yield from self.block(self.words.word(name), Look.STRONG)
            yield from found

    def small(self, entries: Iterable[Entry]) -> Iterator[Line]:
        for entry in entries:
            yield from self.change(entry, whole=False)

    def reworded(self) -> Iterator[Line]:
        yield from self.small(of(self.all, Weight.WORDING))
        for where, name in self.all.reworded:
            yield from self.block(f"  {SIGNS[Effect.NEUTRAL]} {where or name}", hang=_INDENT)

    # --- one change ------------------------------------------------------------------------------

    def change(self, entry: Entry, *, whole: bool) -> Iterator[Line]:
        """A change: its sign, its sentence, its place; and whole, what it means and why."""
        change, language = entry.change, self.words.language
        sign = Piece(SIGNS[change.effect], _LOOKS[change.effect])
        for at, line in enumerate(self.sentence(said(change, language), self.words.where(entry))):
            yield (
                (Piece("  "), sign, Piece(" "), *line) if not at else (Piece(" " * _INDENT), *line)
            )
        told = (meant(change, language), self.words.why(entry)) if whole else ()
        for text in filter(None, told):
            yield from self.block(" " * _INDENT + text, Look.FAINT, hang=_INDENT)

    def sentence(self, told: str, where: str) -> Iterator[Line]:
        """The lines of a sentence, with its place behind it where there is room."""
        room = self.width - _INDENT
        lines = _lines(told, room)
        for line in lines[:-1]:
            yield (Piece(line),)
        place = f"· {where}" if where else ""
        if place and columns(lines[-1]) + 1 + columns(place) > room:
            yield (Piece(lines[-1]),)
            yield from ((Piece(line, Look.FAINT),) for line in _lines(place, room))
        else:
            yield (Piece(lines[-1]), Piece(f" {place}".rstrip(), Look.FAINT))

    def block(self, text: str, look: Look = Look.PLAIN, hang: int = 0) -> Iterator[Line]:
        """A text over the whole width, its further lines indented."""
        body = text.lstrip(" ")
        indent = len(text) - len(body)
        for at, line in enumerate(_lines(body, self.width - max(indent, hang))):
            yield (Piece(" " * (hang if at else indent) + line, look),)


def _lines(text: str, width: int) -> Sequence[str]:
    return wrapped(" ".join(text.split("\n")), width)
