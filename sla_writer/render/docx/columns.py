"""Columns as wide as their text asks for: no word broken where it can be helped, rows kept low."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from sla_writer.document import Row, Runs, Table, plain
from sla_writer.render.docx.runs import fill_in

_LETTER, _THIN = 96, 48  # twips, the means in 8.5 pt Arial
_BOLD = 1.08
_PADDING = 185
_NARROW_LETTERS = frozenset("iljtfrI.,:;!|'()[]- \u00a0/")
_WITHOUT_NARROW = dict.fromkeys(map(ord, _NARROW_LETTERS))
_WIDTHS = {  # of letters in 8.5 pt Arial, in twips; of others: capitals 123, the rest 97
    42: "ijl|'",
    55: " \u00a0.,:;!/[]()-ftrIг",
    86: "зкстучхэcksvxyzJ",
    123: "wмжы",
    145: "mшщфюMWЖМФШЩЫЮ@%—₽",
}
_WIDTH = {letter: width for width, letters in _WIDTHS.items() for letter in letters}
_WIDEST_WORD = 0.45  # of the width: a longer word is broken
_KEY_LABEL = (0.25, 0.42)  # of the width, at least and at most
_KEY_LETTER = 108  # twips, the mean in 10 pt Arial
_FIGURE = 15  # letters: a number with its unit, never broken
_SHORT_TEXT = 24  # letters: a text measured letter by letter
_WEIGHED = 60  # rows: the columns of longer tables are not weighed one against another
_LOST = 250  # twips that a line leaves empty because the next word doesn't fit
_STEP = 0.02  # of the width: what a column gives at a time
_GIFTS = (0.25, 0.5, 1.0)  # of what was given: what a column may get
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
        if len(columns) > 1 and len(table.rows) <= _WEIGHED:
            sizes = tuple(_sizes(table, n) for n in range(len(columns)))
            found = list(_lowest(tuple(found), tuple(least), sizes, whole))
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
    weight = _weight(table.rows, at)
    sizes = [_size(text) * weight for text in texts] or [0.0]
    words = " ".join(texts).split(" ")
    if table.align[at] == "right":
        words += [text for text in texts if len(text) <= _FIGURE]
    title = plain(table.head.cells[at]) if has_head(table) else ""
    word = max(_longest(words) * weight, _longest(title.split(" ")) * _BOLD)
    text = max(*sizes, word)
    typical = (sum([size * size for size in sizes]) / len(sizes)) ** 0.5
    line = max(text, _size(title) * _BOLD)
    return _Column(*(width + _PADDING for width in (word, typical, line, text)))


@lru_cache(maxsize=4096)
def _size(text: str) -> float:
    """About how long a text is on one line, in twips."""
    if len(text) <= _SHORT_TEXT:
        return sum(map(_width, text))
    wide = len(text.translate(_WITHOUT_NARROW))
    return wide * _LETTER + (len(text) - wide) * _THIN


def _shown(cell: Runs) -> str:
    """A cell's text; a line may break at a space, and breaks at a line break in any case."""
    shown = "".join([fill_in(run) if run.control else run.text for run in cell])
    return shown.replace("\n", " ")


def _longest(words: list[str]) -> float:
    """The width of the longest word, letter by letter."""
    word = max(words, key=len, default="")
    return sum(map(_width, word))


def _width(letter: str) -> int:
    return _WIDTH.get(letter) or (123 if letter.isupper() else 97)


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


def _sizes(table: Table, at: int) -> tuple[float, ...]:
    """How long the texts of a column are on one line, head first, in twips."""
    weight = _weight(table.rows, at)
    cells = [row.cells[at] for row in (table.head, *table.rows)]
    return tuple([_size(_shown(cell)) * weight for cell in cells])


def _weight(rows: Sequence[Row], at: int) -> float:
    """How much wider a column is because its figures or names are bold."""
    return _BOLD if any(run.bold for row in rows for run in row.cells[at]) else 1.0


@lru_cache(maxsize=256)
def _lowest(
    widths: tuple[float, ...],
    least: tuple[float, ...],
    sizes: tuple[tuple[float, ...], ...],
    whole: int,
) -> tuple[float, ...]:
    """The widths after columns gave to one another what makes the table lower."""
    scale = _Scale(list(widths), sizes)
    for n, low in enumerate(least):
        scale.shrink(n, low, whole * _STEP)
    while scale.give():
        pass
    left = (whole - sum(scale.widths)) / whole
    return tuple(now + left * old for now, old in zip(scale.widths, widths, strict=True))


class _Scale:
    """Columns that are weighed one against another by the height of the whole table in lines."""

    def __init__(self, widths: list[float], sizes: tuple[tuple[float, ...], ...]) -> None:
        self.widths = widths
        self._sizes = sizes
        self._whole = sum(widths)
        self._heights = [_heights(*each) for each in zip(sizes, widths, strict=True)]
        self._height = sum(map(max, *self._heights))

    def shrink(self, n: int, least: float, step: float) -> None:
        """Takes away what a column can spare while the table gets no higher."""
        while self.widths[n] - step >= least and self._try(n, -step) <= self._height:
            self._change(n, -step)

    def give(self) -> bool:
        """Gives what was taken away where it makes the table lower most; whether it does at all."""
        free = self._whole - sum(self.widths)
        gains = [
            ((self._height - self._try(n, free * gift)) / gift, n, free * gift)
            for n in range(len(self.widths))
            for gift in _GIFTS
        ]
        gain, n, room = max(gains)
        if gain <= 0:
            return False
        self._change(n, room)
        return True

    def _try(self, n: int, room: float) -> int:
        """The table's height when a column becomes wider by `room`."""
        heights = list(self._heights)
        heights[n] = _heights(self._sizes[n], self.widths[n] + room)
        return sum(map(max, *heights))

    def _change(self, n: int, room: float) -> None:
        self.widths[n] += room
        self._heights[n] = _heights(self._sizes[n], self.widths[n])
        self._height = sum(map(max, *self._heights))


def _heights(sizes: tuple[float, ...], width: float) -> list[int]:
    """How many lines each text takes in a column."""
    room = width - _PADDING
    filled = max(room - _LOST, room / 2)
    return [1 if size <= room else 1 + int(size / filled) for size in sizes]
