"""The agreement as plain text for a terminal: wrapped to its width, tables drawn with lines.

Whatever could steer a terminal (escapes, other control and direction characters) comes out as "�".
In a redline deleted words stand in [-these-] and inserted ones in {+these+}, unless whoever shows
it paints them.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from itertools import groupby

from sla_writer.document import (
    Block,
    Clause,
    Document,
    Figure,
    Heading,
    Item,
    Mark,
    Paragraph,
    Run,
    Runs,
    Table,
)
from sla_writer.document.blocks import Numbering
from sla_writer.document.printed import BLANK
from sla_writer.render.marks import END, arrow, arrows, redrawn, stretches
from sla_writer.render.painting import SIGNS, UNSEEN, Paint, Signs, closed, painted, unseen
from sla_writer.render.pictures import shares

_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
_CLAUSE, _PART = 7, 4  # columns for a clause's number and for a sub-clause's letter
_NARROWEST = 4
_EIGHTHS = " ▏▎▍▌▋▊▉"


def render(document: Document, width: int = 80, paint: Paint | None = None) -> str:
    """The document as lines of at most `width` columns (very wide tables aside).

    `paint` makes a marked stretch of a line what a terminal shows in colour; it may add nothing
    that takes room.
    """
    writer = _Writer(document, width, SIGNS if paint is None else UNSEEN)
    groups = groupby(document.blocks, key=lambda block: isinstance(block, Item))
    parts = (part for listed, blocks in groups for part in writer.parts(listed, blocks))
    text = "\n\n".join(parts) + "\n"
    return text if paint is None else painted(text, paint)


def shown(runs: Runs, own: Mark | None = None, signs: Signs | None = None) -> str:
    """The text of runs as a terminal may show it; `own` is the mark of what they stand in."""
    if own is None and not any(run.mark for run in runs):
        return _shown(runs)
    signs = SIGNS if signs is None else signs
    said: list[str] = []
    for around, group in groupby(stretches(runs, own), key=lambda each: signs[each[0]]):
        said.extend((around[0], *(_shown(part) for _, part in group), around[1]))
    return "".join(said)


def _shown(runs: Runs) -> str:
    return _STEERING.sub("�", "".join(map(_run, runs)).replace("\t", " "))


def _run(run: Run) -> str:
    if run.control:
        return BLANK
    return f"{run.text} <{run.href}>" if run.href and run.href != run.text else run.text


def columns(text: str) -> int:
    """How many columns of a terminal a line of text takes."""
    if text.isascii():
        return len(text)
    return sum(map(_columns, text))


@cache
def _columns(character: str) -> int:
    if unicodedata.category(character) in ("Mn", "Me", "Cf") or unseen(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def wrapped(text: str, width: int) -> list[str]:
    """The lines of a text, broken at spaces; a longer word is broken where the line ends."""
    lines = [line for paragraph in text.split("\n") for line in _lines(paragraph, width)]
    return list(closed(lines)) if unseen(text) else lines


def _lines(text: str, width: int) -> Iterator[str]:
    line = ""
    for word in text.split(" "):
        joined = f"{line} {word}" if line else word
        if columns(joined) <= width:
            line = joined
            continue
        if line:
            yield line
        *full, line = _broken(word, width)
        yield from full
    yield line


def _broken(word: str, width: int) -> Iterator[str]:
    """A word in pieces that fit the width."""
    piece, used = "", 0
    for character in word:
        size = _columns(character)
        if piece and used + size > width:
            yield piece
            piece, used = "", 0
        piece, used = piece + character, used + size
    yield piece


# --- blocks -------------------------------------------------------------------------------------


class _Writer:
    def __init__(self, document: Document, width: int, signs: Signs) -> None:
        self.words, self.width, self.signs = document.words, width, signs
        self.arrows = arrows(document)
        self.numbering = Numbering(document.language)
        self.indent = 0

    def parts(self, listed: bool, blocks: Iterator[Block]) -> Iterator[str]:
        """The paragraphs that neighbouring blocks make; a list is one."""
        if listed:
            yield "\n".join(self.item(block) for block in blocks if isinstance(block, Item))
        else:
            yield from (self.block(block, self.numbering.next(block) or "") for block in blocks)

    def block(self, block: Block, number: str) -> str:
        self.indent = 0
        match block:
            case Heading():
                return self.heading(block, number)
            case Clause():
                return self.clause(block, number)
            case Paragraph(role="title"):
                return self.underlined(self.said(block), "═")
            case Paragraph():
                return self.hanging("", 0, self.said(block))
            case Table():
                caption = self.captioned("table", number, block)
                return f"{caption}\n{_table(block, self.width, self.signs)}"
            case Figure():
                return "\n".join([self.captioned("figure", number, block), *self.figures(block)])
        raise TypeError(block)

    def said(self, block: Heading | Clause | Paragraph | Item) -> str:
        """A block's text, after an arrow at either end of a move."""
        text = shown(block.runs, block.mark, self.signs)
        lead = arrow(block, self.arrows)
        text = f"{lead} {text}" if lead else text
        return text + END.join(self.signs[block.end]) if block.end else text

    def figures(self, figure: Figure) -> Iterator[str]:
        """The drawing, below the old one when that was another."""
        was = redrawn(figure)
        if was:
            yield _figure(replace(was, mark=Mark.DELETED), self.width, self.signs)
        mark = Mark.INSERTED if was else figure.mark
        yield _figure(replace(figure, mark=mark), self.width, self.signs)

    def heading(self, block: Heading, number: str) -> str:
        word = f"{self.words['annex']} " if block.annex and number else ""
        text = f"{word}{number} {self.said(block)}".strip()
        return (
            "\n".join(wrapped(text, self.width)) if block.level > 1 else self.underlined(text, "─")
        )

    def underlined(self, text: str, line: str) -> str:
        lines = wrapped(text, self.width)
        return "\n".join([*lines, line * max(map(columns, lines))])

    def clause(self, block: Clause, number: str) -> str:
        before = _CLAUSE if block.depth > 1 else 0
        self.indent = before + (_PART if before else _CLAUSE)
        return self.hanging(number, before, self.said(block))

    def item(self, block: Item) -> str:
        before = self.indent + 2 * (block.depth - 1)
        outer, self.indent = self.indent, before + 2
        said = self.hanging("•", before, self.said(block))
        self.indent = outer
        return said

    def hanging(self, mark: str, before: int, text: str) -> str:
        """Text beside a mark, its lines under each other."""
        lines = wrapped(text, self.width - self.indent)
        margin = " " * self.indent
        first = f"{' ' * before}{mark} ".ljust(self.indent) if mark else ""
        return "\n".join(
            [f"{first}{lines[0]}".rstrip(), *(f"{margin}{line}" for line in lines[1:])]
        )

    def captioned(self, word: str, number: str, block: Table | Figure) -> str:
        caption = shown(block.caption, block.mark, self.signs)
        text = f"{self.words[word]} {number}. {caption}"
        return "\n".join(wrapped(text.strip(), self.width))


# --- tables and figures -------------------------------------------------------------------------


def _table(table: Table, width: int, signs: Signs) -> str:
    rows = [*table.rows]
    if table.role != "key":
        rows.insert(0, table.head)
    texts = [[shown(cell, row.mark or table.mark, signs) for cell in row.cells] for row in rows]
    return "\n".join(_drawn(texts, table.align, width, headed=table.role != "key"))


def _drawn(
    texts: list[list[str]], align: Sequence[str], width: int, *, headed: bool
) -> Iterator[str]:
    """A table drawn with lines; rows are parted where any of them takes more than one line."""
    widths = _widths(texts, len(align), width - 3 * len(align) - 1)
    cells = [[wrapped(text, w) for text, w in zip(row, widths, strict=True)] for row in texts]
    parted = any(len(cell) > 1 for row in cells[headed:] for cell in row)
    yield _rule("┌┬┐", widths)
    for index, row in enumerate(cells):
        if index and (parted or index == headed):
            yield _rule("├┼┤", widths)
        for line in range(max(map(len, row))):
            shown_cells = (cell[line] if line < len(cell) else "" for cell in row)
            yield f"│ {' │ '.join(map(_placed, shown_cells, widths, align))} │"
    yield _rule("└┴┘", widths)


def _rule(ends: str, widths: list[int]) -> str:
    return ends[0] + ends[1].join("─" * (width + 2) for width in widths) + ends[2]


def _placed(text: str, width: int, side: str) -> str:
    space = width - columns(text)
    before = {"left": 0, "right": space, "center": space // 2}[side]
    return f"{' ' * before}{text}{' ' * (space - before)}"


def _widths(texts: list[list[str]], count: int, room: int) -> list[int]:
    """The columns' widths: as wide as their text while there is room, else where it helps most."""
    natural, widths = [_NARROWEST] * count, [_NARROWEST] * count
    for row in texts:
        for at, text in enumerate(row):
            natural[at] = max(natural[at], *map(columns, text.split("\n")))
            widths[at] = max(widths[at], *map(columns, re.split("[ \n]", text)))
    while sum(widths) > room and max(widths) > _NARROWEST:
        widths[widths.index(max(widths))] -= 1
    while sum(widths) < min(room, sum(natural)):
        needs = [wanted / given for wanted, given in zip(natural, widths, strict=True)]
        widths[needs.index(max(needs))] += 1
    return widths


def _figure(figure: Figure, width: int, signs: Signs) -> str:
    """Each point's name, and under it a bar, its value and its series."""
    mark = figure.mark
    lines: list[str] = []
    longest = width // 2
    for point, row in zip(figure.points, shares(figure), strict=True):
        lines.extend(wrapped(shown(point.label, mark, signs), width))
        for bar, share, title in zip(point.bars, row, figure.head[1:], strict=True):
            series = f" · {shown(title, mark, signs)}" if len(point.bars) > 1 else ""
            drawn = _bar(float(share or 0) * longest)
            value = shown(bar.runs, mark, signs)
            lines.append(f"  {drawn} {value}{series}".replace("\n", " "))
    return "\n".join(lines)


def _bar(length: float) -> str:
    """A bar of a length in columns, exact to an eighth, at least a hair's breadth."""
    full, eighths = divmod(max(round(length * 8), 1), 8)
    return "█" * full + _EIGHTHS[eighths].strip()
