"""Columns as wide as their text asks for: no word broken where it can be helped, rows kept low."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from sla_writer.document import Runs, Table, plain
from sla_writer.render.docx.runs import fill_in

_LETTER = 96  # twips, the mean in 9 pt Arial
_BOLD = 1.08
_SAFE = 1.03
_PADDING = 200
_NARROW_LETTERS = frozenset("iljtfrI.,:;!|'()[]-\u00a0/")
_WIDE_LETTERS = frozenset("mwMWшщжюыфмдШЩЖЮЫФМД@%—₽")
_WIDEST_WORD = 0.45  # of the width: a longer word is broken
_KEY_LABEL = (0.25, 0.42)  # of the width, at least and at most
_KEY_LETTER = 108  # twips, the mean in 10 pt Arial
_FIGURE = 12  # letters: a number with its unit, never broken
_SHORT, _FOR_SHORT = 0.33, 0.8  # of the width: a short column, and what short columns may leave


class _Column(NamedTuple):
    """Widths in twips: of the longest word, of a typical text, of the longest line with and
    without the head.
    """

    word: float
    typical: float
    line: float
    text: float


def has_head(table: Table) -> bool:
    """Whether the head row is written; a key table's head is told to screen readers only."""
    return table.role != "key" or not table.rows


def column_widths(table: Table, whole: int) -> list[int]:
    """The widths of a table's columns in twips, which fill `whole`."""
    if table.role == "key" and len(table.align) == 2:
        return _key_widths(table, whole)
    columns = [_column(table, n) for n in range(len(table.align))]
    least = [min(column.word, whole * _WIDEST_WORD) for column in columns]
    if sum(column.line for column in columns) <= whole:
        found = _stretched(table, columns, whole)
    elif sum(least) >= whole:
        found = [width * whole / sum(least) for width in least]
    else:
        found = _fitted(columns, _short_whole(columns, least, whole), whole)
    widths = [int(width) for width in found]
    widths[-1] += whole - sum(widths)
    return widths


def _key_widths(table: Table, whole: int) -> list[int]:
    labels = max([len(plain(row.cells[0])) for row in table.rows], default=0)
    narrowest, widest = (int(whole * share) for share in _KEY_LABEL)
    label = min(max(labels * _KEY_LETTER + _PADDING, narrowest), widest)
    return [label, whole - label]


def _column(table: Table, at: int) -> _Column:
    cells = [row.cells[at] for row in table.rows]
    texts = list(map(_shown, cells))
    weight = _BOLD if any(run.bold for cell in cells for run in cell) else 1
    sizes = [len(text) for text in texts] or [0]
    figures = table.align[at] == "right" and max(sizes) <= _FIGURE
    words = texts if figures else " ".join(texts).split(" ")
    title = plain(table.head.cells[at]) if has_head(table) else ""
    word = max(_longest(words) * weight, _longest(title.split(" ")) * _BOLD)
    text = max(max(sizes) * _LETTER * weight, word)
    typical = (sum([size * size for size in sizes]) / len(sizes)) ** 0.5 * _LETTER * weight
    line = max(text, len(title) * _LETTER * _BOLD)
    return _Column(*(width + _PADDING for width in (word, typical, line, text)))


def _shown(cell: Runs) -> str:
    return "".join([fill_in(run) if run.control else run.text for run in cell])


def _longest(words: list[str]) -> float:
    """The width of the longest word, letter by letter."""
    word = max(words, key=len, default="")
    return sum([_width(letter) for letter in word]) * _SAFE


@cache
def _width(letter: str) -> int:
    """A letter's width in 9 pt Arial, in twips."""
    if letter in _NARROW_LETTERS:
        return 56
    if letter in _WIDE_LETTERS:
        return 150
    return 128 if letter.isupper() else 100


def _stretched(table: Table, columns: list[_Column], whole: int) -> list[float]:
    """Everything fits on one line: what is left is shared out, more of it to columns of words."""
    wishes = [
        column.line * (1 if align == "left" else 0.5)
        for column, align in zip(columns, table.align, strict=True)
    ]
    share = (whole - sum(column.line for column in columns)) / sum(wishes)
    return [column.line + wish * share for column, wish in zip(columns, wishes, strict=True)]


def _short_whole(columns: list[_Column], least: list[float], whole: int) -> list[float]:
    """The least widths, with room for one line in the columns of short texts, shortest first."""
    found = list(least)
    for n in sorted(range(len(found)), key=lambda n: columns[n].text):
        text = columns[n].text
        if text <= whole * _SHORT and sum(found) - found[n] + text <= whole * _FOR_SHORT:
            found[n] = text
    return found


def _fitted(columns: list[_Column], least: list[float], whole: int) -> list[float]:
    """Columns that are about equally many lines high, none below its least width."""

    def widths(scale: float) -> Iterator[float]:
        for low, column in zip(least, columns, strict=True):
            yield max(low, min(column.typical * scale, column.line))

    low, high = 0.0, max(column.line / column.typical for column in columns)
    for _ in range(16):
        middle = (low + high) / 2
        low, high = (middle, high) if sum(widths(middle)) <= whole else (low, middle)
    return list(widths(low))
