"""Numbers on the screen: rows whose columns stand under each other, and a funnel made of bars."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sla_writer.cli.screen import inert, painted, say, width
from sla_writer.render.text import columns, wrapped

_GAP = 2
_USUAL, _NARROWEST, _WIDEST = 80, 40, 100
_LEAST = 8  # columns for the names of rows, however wide the numbers are


def room() -> int:
    """How many columns there are to draw in: the terminal's, up to what is easy to read."""
    return min(max(width(sys.stdout) or _USUAL, _NARROWEST), _WIDEST)


def show_title(said: str, *, apart: bool = True) -> None:
    """Shows what the lines below are about, after an empty line where it stands apart."""
    if apart:
        say()
    for line in wrapped(inert(said), room()):
        say(painted(line, bold=True))


def show_line(said: str, **look: Any) -> None:
    """Shows a sentence in a look, broken between words."""
    for line in wrapped(inert(said), room() - _GAP):
        say(" " * _GAP, painted(line, **look))


def show_rows(rows: Sequence[Sequence[str]]) -> None:
    """Shows rows without a head: a name, a number on the right, and a note under or beside it."""
    cells = [[inert(cell) for cell in row] for row in rows]
    names, numbers, notes = (max(columns(row[at]) for row in cells) for at in range(3))
    beside = notes and _GAP + names + 2 * _GAP + numbers + notes <= room()
    left = min(names, max(room() - 2 * _GAP - numbers - beside * (notes + _GAP), _LEAST))
    for name, number, note in cells:
        first, *more = wrapped(name, left)
        shown = [_placed(first, left, left=True), _placed(number, numbers, left=False)]
        tail = [" " * _GAP, painted(note, dim=True)] if beside and note else []
        say(" " * _GAP, (" " * _GAP).join(shown), *tail)
        for line in [*more, *([f"  {note}"] if note and not beside else [])]:
            say(" " * _GAP, painted(line, dim=line not in more))


def show_table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Shows rows under their head: names stand left and are broken where need be, numbers right."""
    first, *rest = table([head, *rows], room())
    for line in first:
        say("  ", painted(line, bold=True))
    for lines in rest:
        for line in lines:
            say("  ", line)


def table(rows: Sequence[Sequence[str]], limit: int) -> list[list[str]]:
    """The lines of each row, two columns short of `limit` where the numbers leave room for that."""
    cells = [[inert(cell) for cell in row] for row in rows]
    widths = _widths(cells, limit - _GAP)
    return [list(_lines(row, widths, head=not index)) for index, row in enumerate(cells)]


def _widths(cells: Sequence[Sequence[str]], limit: int) -> list[int]:
    """Numbers take what they need, a head its longest word, names what is left."""
    head, *rows = cells
    numbers = [
        max([*map(columns, head[at].split()), *(columns(row[at]) for row in rows)])
        for at in range(1, len(head))
    ]
    names = max(columns(row[0]) for row in cells)
    left = limit - sum(numbers) - _GAP * len(numbers)
    return [max(min(names, left), _LEAST), *numbers]


def _lines(row: Sequence[str], widths: Sequence[int], head: bool) -> Iterator[str]:
    """A row's lines; a head stands at the foot of its cell, everything else at the top."""
    broken = [wrapped(cell, size) for cell, size in zip(row, widths, strict=True)]
    height = max(map(len, broken))
    for at in range(height):
        yield (
            (" " * _GAP)
            .join(
                _placed(_line(lines, at, height, head), size, left=not index)
                for index, (lines, size) in enumerate(zip(broken, widths, strict=True))
            )
            .rstrip()
        )


def _line(lines: Sequence[str], at: int, height: int, foot: bool) -> str:
    at -= height - len(lines) if foot else 0
    return lines[at] if 0 <= at < len(lines) else ""


def _placed(text: str, size: int, left: bool) -> str:
    space = " " * (size - columns(text))
    return text + space if left else space + text


@dataclass(frozen=True, slots=True)
class Layer:
    """One stage of a drawn funnel: its name, its size beside the largest, and what stands at it.

    `below` is said between it and the next.
    """

    name: str
    share: float
    value: str
    below: str = ""


def show_funnel(layers: Sequence[Layer]) -> None:
    """Draws bars around one middle line; their lengths start at nothing and share one scale."""
    say()
    names = min(max(columns(inert(each.name)) for each in layers), room() // 3)
    values = max(columns(each.value) for each in layers)
    bars = room() - names - values - 3 * _GAP
    for each in layers:
        length = max(round(each.share * bars), 1)
        bar = ("█" * length).center(bars)
        first, *more = wrapped(inert(each.name), names)
        gap = " " * _GAP
        name, value = _placed(first, names, left=True), _placed(each.value, values, left=False)
        say(gap, name, gap, painted(bar, fg="cyan"), gap, value)
        for line, below in _beside(more, each.below):
            around = _placed(line, names, left=True)
            say(gap, around, gap, painted(below.center(bars).rstrip(), dim=True))


def _beside(names: Sequence[str], below: str) -> Iterator[tuple[str, str]]:
    """What is left of a long name, and what stands under the bar, each on its line."""
    for at in range(max(len(names), 1 if below else 0)):
        yield (names[at] if at < len(names) else ""), below if not at else ""
