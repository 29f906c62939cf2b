"""The blocks and runs of a document, and the numbers that follow from their order.

Numbers of headings, clauses, tables and figures are never text: they follow from the order of the
blocks (`numbers`), so that an inserted clause changes nothing but itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from copy import copy
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum

REDLINE = {"redline": True}
"""Metadata of the fields that only a redline has: no version keeps them."""


class Mark(StrEnum):
    """How a part of a redline stands to the two documents; what has no mark stands in both.

    What is deleted or moved away stands in the old document only, what is inserted or moved here
    in the new one only.
    """

    INSERTED = "inserted"
    DELETED = "deleted"
    MOVED_AWAY = "moved-away"
    MOVED_HERE = "moved-here"


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text of one look. A line break inside it is "\\n".

    `href` is an outside link; `target` the id of the block that a cross-reference points to (its
    text is that block's number); `term` the id of the defined term used; `control` makes it a place
    to fill in (``text`` or ``date``); `language` a BCP 47 tag when it differs from the document's;
    `sources` the paths of every field it depends on.

    In a redline `mark` says whether only one document has it, and `was` is the run of the old
    document where the two say the same text but differ in anything else.
    """

    text: str
    bold: bool = False
    italic: bool = False
    code: bool = False
    href: str | None = None
    target: str | None = None
    term: str | None = None
    control: str | None = None
    language: str | None = None
    sources: tuple[str, ...] = ()
    mark: Mark | None = field(default=None, metadata=REDLINE)
    was: Run | None = field(default=None, metadata=REDLINE)


Runs = tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading: level 1 opens a numbered section or a lettered annex, level 2 is a signpost.

    In a redline, as for every block with runs: `mark` says whether only one document has it; `was`
    is the old document's block without runs where kind, id or a property differs; `end` that only
    one document ends a paragraph here (inserted: it splits what was one; deleted: the two parts are
    one now, with the next block's properties); `move` names the two ends of a move.
    """

    id: str
    level: int
    runs: Runs
    annex: bool = False
    numbered: bool = True
    mark: Mark | None = field(default=None, metadata=REDLINE)
    was: Block | None = field(default=None, metadata=REDLINE)
    end: Mark | None = field(default=None, metadata=REDLINE)
    move: str = field(default="", metadata=REDLINE)


@dataclass(frozen=True, slots=True)
class Clause:
    """A numbered clause: depth 1 is "3.2.", depth 2 is "(a)" under it."""

    id: str
    runs: Runs
    depth: int = 1
    mark: Mark | None = field(default=None, metadata=REDLINE)
    was: Block | None = field(default=None, metadata=REDLINE)
    end: Mark | None = field(default=None, metadata=REDLINE)
    move: str = field(default="", metadata=REDLINE)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Text without a number; `role` is body, title, subtitle, note or closing."""

    id: str
    runs: Runs
    role: str = "body"
    mark: Mark | None = field(default=None, metadata=REDLINE)
    was: Block | None = field(default=None, metadata=REDLINE)
    end: Mark | None = field(default=None, metadata=REDLINE)
    move: str = field(default="", metadata=REDLINE)


@dataclass(frozen=True, slots=True)
class Item:
    """A bulleted line; `depth` from 1."""

    id: str
    runs: Runs
    depth: int = 1
    mark: Mark | None = field(default=None, metadata=REDLINE)
    was: Block | None = field(default=None, metadata=REDLINE)
    end: Mark | None = field(default=None, metadata=REDLINE)
    move: str = field(default="", metadata=REDLINE)


@dataclass(frozen=True, slots=True)
class Row:
    """A table row: one tuple of runs a cell.

    In a redline `was` is the old row, without its cells' runs, where its id differs.
    """

    id: str
    cells: tuple[Runs, ...]
    mark: Mark | None = field(default=None, metadata=REDLINE)
    was: Row | None = field(default=None, metadata=REDLINE)


@dataclass(frozen=True, slots=True)
class Table:
    """A captioned table. `align` is left, right or center for each column.

    `role` is grid, key (key terms at a glance: two columns, no head shown) or signatures.

    In a redline `was` is the old table without caption and rows where id, align or role differs;
    tables of a different number of columns are one deleted and one inserted.
    """

    id: str
    caption: Runs
    align: tuple[str, ...]
    head: Row
    rows: tuple[Row, ...]
    role: str = "grid"
    mark: Mark | None = field(default=None, metadata=REDLINE)
    was: Table | None = field(default=None, metadata=REDLINE)


@dataclass(frozen=True, slots=True)
class Bar:
    """One drawn value: what is printed, and its length (None when only the text is known)."""

    runs: Runs
    size: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Point:
    """A labelled place on a figure with one bar for each series."""

    label: Runs
    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing of numbers with a caption; `kind` is funnel (one series) or bars.

    `head` names the labels' column and then each series. What a reader who cannot see it
    needs is all in the points. In a redline `was` is the old figure, whole but for its caption,
    where id or anything drawn differs.
    """

    id: str
    caption: Runs
    kind: str
    head: tuple[Runs, ...]
    points: tuple[Point, ...]
    mark: Mark | None = field(default=None, metadata=REDLINE)
    was: Figure | None = field(default=None, metadata=REDLINE)


Block = Heading | Clause | Paragraph | Item | Table | Figure


@dataclass(frozen=True, slots=True)
class Comment:
    """A remark in the margin of a redline, at the block or the table row `at` of it.

    `paths` are the fields it speaks of: where a marked run of the block depends on one
    of them, the remark stands at that run.
    """

    at: str
    text: str
    paths: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Document:
    """An agreement as it is read: its language, its names for the page header, and its blocks.

    `reference` is the agreement's SHA-256 id, `version` the quarter and revision as printed,
    `stamp` the ISO date that stands for "when" in file properties (never the clock's), `paper` is
    A4 or Letter. `words` are the few words renderers need: table, figure, annex, contents, page,
    of, clause.

    A redline is the new document with marks; `was` is the old one without its blocks (None: this is
    no redline), `comments` are for its margin.
    """

    language: str
    title: str
    version: str
    reference: str
    stamp: str
    blocks: tuple[Block, ...]
    paper: str = "A4"
    words: dict[str, str] = field(default_factory=dict)
    subject: str = ""
    was: Document | None = field(default=None, metadata=REDLINE)
    comments: tuple[Comment, ...] = field(default=(), metadata=REDLINE)


def plain(runs: Runs) -> str:
    """The text of runs without their looks."""
    return "".join([run.text for run in runs])


def block_runs(block: Block) -> Iterator[Run]:
    """Every run of a block, in reading order."""
    if isinstance(block, Table):
        yield from block.caption
        for row in (block.head, *block.rows):
            for cell in row.cells:
                yield from cell
    elif isinstance(block, Figure):
        yield from block.caption
        for title in block.head:
            yield from title
        for point in block.points:
            yield from point.label
            for bar in point.bars:
                yield from bar.runs
    else:
        yield from block.runs


def map_runs(block: Block, change: Callable[[Runs], Runs]) -> Block:
    """The block with every tuple of runs replaced by `change` of it."""
    if isinstance(block, Table):
        return replace(
            block,
            caption=change(block.caption),
            head=_map_row(block.head, change),
            rows=tuple(_map_row(row, change) for row in block.rows),
        )
    if isinstance(block, Figure):
        return replace(
            block,
            caption=change(block.caption),
            head=tuple(change(title) for title in block.head),
            points=tuple(
                Point(change(p.label), tuple(replace(b, runs=change(b.runs)) for b in p.bars))
                for p in block.points
            ),
        )
    return replace(block, runs=change(block.runs))


def _map_row(row: Row, change: Callable[[Runs], Runs]) -> Row:
    return replace(row, cells=tuple(change(cell) for cell in row.cells))


LETTERS = {"en": "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "ru": "АБВГДЕЖЗИКЛМНОПРСТУФХЦЧШЩЭЮЯ"}


def letters(language: str) -> str:
    """The capital letters that number annexes and sub-clauses in a language."""
    return LETTERS.get(language, LETTERS["en"])


def letter(language: str, number: int) -> str:
    """The capital letter that stands for a number from 1; after the last one they are doubled."""
    turn, place = divmod(number - 1, len(letters(language)))
    return letters(language)[place] * (turn + 1)


class Numbering:
    """Counts blocks as they come and says the number printed in front of each.

    Sections "3.", annexes "A.", clauses "3.2.", sub-clauses "(b)" ("б)" in Russian), tables and
    figures their bare number. In a redline what only the old document has is numbered as there, all
    else as in the new one.
    """

    def __init__(self, language: str) -> None:
        self._new, self._old = _Counter(language), _Counter(language)

    def next(self, block: Block) -> str | None:
        """The number of the block that comes next; None when it has none."""
        only = block.mark or getattr(block, "end", None)
        if only in (Mark.DELETED, Mark.MOVED_AWAY):
            return self._old.next(block)
        number = self._new.next(block)
        if only is None:
            self._old.next(block.was or block)
        return number

    def __copy__(self) -> Numbering:
        copied = Numbering.__new__(Numbering)
        copied._new, copied._old = copy(self._new), copy(self._old)
        return copied


class _Counter:
    """Counts the blocks of one document."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._prefix = ""
        self._section = self._annex = self._clause = self._part = self._table = self._figure = 0

    def next(self, block: Block) -> str | None:
        match block:
            case Heading(level=1, numbered=True):
                return self._heading(block.annex)
            case Clause(depth=1):
                self._clause, self._part = self._clause + 1, 0
                return f"{self._prefix}.{self._clause}."
            case Clause():
                self._part += 1
                small = letter(self._language, self._part).lower()
                return f"{small})" if self._language == "ru" else f"({small})"
            case Table():
                self._table += 1
                return str(self._table)
            case Figure():
                self._figure += 1
                return str(self._figure)
        return None

    def _heading(self, annex: bool) -> str:
        self._clause = self._part = 0
        if annex:
            self._annex += 1
            self._prefix = letter(self._language, self._annex)
        else:
            self._section += 1
            self._prefix = str(self._section)
        return f"{self._prefix}."


def numbers(document: Document) -> tuple[str | None, ...]:
    """The number printed in front of each block, in block order; None where there is none."""
    numbering = Numbering(document.language)
    return tuple(numbering.next(block) for block in document.blocks)
