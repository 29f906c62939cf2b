"""A redline's decisions: each can be accepted or rejected alone, in any order.

What belongs together is one decision: words deleted and the words in their place, both ends of a
move, a split with the properties of its second half.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any, Literal

from sla_writer.document import (
    Block,
    Document,
    Figure,
    Mark,
    Paragraph,
    Row,
    Run,
    Runs,
    Table,
    block_runs,
    map_runs,
)
from sla_writer.document.printed import merged

Sort = Literal["words", "block", "row", "move", "split", "merge", "look", "unseen", "document"]

_HERE = (Mark.INSERTED, Mark.MOVED_HERE)


@dataclass(frozen=True, slots=True)
class Unit:
    """One decision, numbered from 1 in reading order.

    `block` is the place of its block in the redline (-1: the document's own properties), of a move
    that of its first end; `row` the place of a table's row (None: no row; the head is -1). `old`
    and `new` are what the two documents say there. What is ``unseen`` changes nothing that is
    printed: names and sources.
    """

    number: int
    sort: Sort
    block: int
    row: int | None = None
    old: str = ""
    new: str = ""


Decide = Callable[[Unit], bool]


def accepted(redline: Document) -> Document:
    """The new document of a redline."""
    return _Reader(redline, lambda unit: True).document()


def rejected(redline: Document) -> Document:
    """The old document of a redline."""
    return _Reader(redline, lambda unit: False).document()


def resolved(redline: Document, accept: Collection[int]) -> Document:
    """The document in which the decisions of these numbers are accepted and the others rejected."""
    wanted = frozenset(accept)
    return _Reader(redline, lambda unit: unit.number in wanted).document()


def units(redline: Document) -> tuple[Unit, ...]:
    """All decisions of a redline, in reading order."""
    found: list[Unit] = []

    def seen(unit: Unit) -> bool:
        found.append(unit)
        return True

    _Reader(redline, seen).document()
    return tuple(found)


class _Reader:
    """Reads a redline from front to back and asks about each decision once."""

    def __init__(self, redline: Document, decide: Decide) -> None:
        self.redline, self.decide = redline, decide
        self.count, self.at = 0, -1
        self.place: int | None = None
        self.moves: dict[str, bool] = {}
        self.before: Runs = ()
        """What a paragraph said whose end is gone: it goes in front of the next one."""
        self.ended: bool | None = None
        """What was decided about the end of the paragraph before, if anything had to be."""

    def ask(self, sort: Sort, old: str = "", new: str = "") -> bool:
        self.count += 1
        return self.decide(Unit(self.count, sort, self.at, self.place, old, new))

    def document(self) -> Document:
        """What the decisions make of the redline."""
        kept = self.own()
        return replace(kept, blocks=tuple(self.blocks()), was=None, comments=())

    def own(self) -> Document:
        """The document's own properties."""
        was, now = self.redline.was, replace(self.redline, blocks=(), was=None, comments=())
        if was is None or was == now:
            return now
        return now if self.ask("document", was.title, now.title) else was

    def blocks(self) -> Iterator[Block]:
        for at, block in enumerate(self.redline.blocks):
            self.at = at
            if isinstance(block, Table | Figure):
                yield from self.loose()
                yield from self.drawn(block)
            else:
                yield from self.text(block)
        yield from self.loose()

    def loose(self) -> Iterator[Block]:
        """A paragraph that has lost its end where no other one follows to take its words."""
        if self.before:
            yield Paragraph("", merged(self.before))
            self.before = ()

    # --- what only one document has

    def stays(self, part: Block | Row, sort: Sort = "block") -> bool:
        """Whether a part that only one document has is in the outcome."""
        here = part.mark in _HERE
        move = getattr(part, "move", "")
        if move not in self.moves:
            said = _said(part)
            sides = (said, said) if move else ("", said) if here else (said, "")
            self.moves[move] = self.ask("move" if move else sort, *sides)
        return (self.moves[move] if move else self.moves.pop(move)) == here

    # --- text

    def text(self, block: Any) -> Iterator[Block]:
        if block.mark:
            if self.stays(block):
                yield from self.ending(block, block, _of_end(block))
            return
        ended, self.ended = self.ended, None
        accept = self.looks(block, ended is None)
        kept = accept if ended is None else ended
        yield from self.ending(block, _side(block, kept), self.runs(block.runs, accept))

    def ending(self, block: Any, kept: Any, runs: Runs) -> Iterator[Block]:
        """The block, or nothing when its end goes: then its words wait for the next one."""
        if self.before:
            runs, self.before = (*self.before, *runs), ()
        if block.end:
            self.ended = self.ask("split" if block.end in _HERE else "merge")
            if self.ended != (block.end in _HERE):
                self.before = runs
                return
        if kept is not block or runs is not block.runs or block.mark or block.end:
            kept = replace(kept, runs=merged(runs), mark=None, was=None, end=None, move="")
        yield kept

    def looks(self, part: Block, own: bool = True) -> bool:
        """What is decided about the looks and properties of a block: one decision for all."""
        seen = _differences(part, own)
        if not seen:
            return True
        return self.ask("look" if any(seen) else "unseen", _said(part), _said(part))

    def runs(self, runs: Runs, accept: bool) -> Runs:
        """What the decisions make of runs; `accept` is what was decided about their looks."""
        if not any(run.mark or run.was for run in runs):
            return runs
        return merged(self.chosen(runs, accept))

    def chosen(self, runs: Runs, accept: bool) -> Iterator[Run]:
        for changed, group in groupby(runs, key=lambda run: run.mark is not None):
            if not changed:
                yield from (_side(run, accept) for run in group)
                continue
            hunk = list(group)
            old, new = ([r for r in hunk if (r.mark in _HERE) is side] for side in (False, True))
            chosen = new if self.ask("words", _plain(old), _plain(new)) else old
            yield from (replace(run, mark=None) for run in chosen)

    # --- tables and figures

    def drawn(self, block: Table | Figure) -> Iterator[Block]:
        if block.mark:
            if self.stays(block):
                yield replace(block, mark=None)
            return
        accept = self.looks(block)
        kept = _side(block, accept)
        caption = self.runs(block.caption, accept)
        if isinstance(block, Table):
            head, *rows = self.rows(block, accept)
            yield replace(kept, caption=caption, head=head, rows=tuple(rows))
        else:
            yield replace(kept, caption=caption)

    def rows(self, table: Table, accept: bool) -> Iterator[Row]:
        """The rows of a table, its head first."""
        for place, row in enumerate((table.head, *table.rows), -1):
            self.place = place
            if not row.mark:
                cells = tuple(self.runs(cell, accept) for cell in row.cells)
                yield replace(_side(row, accept), cells=cells)
            elif self.stays(row, "row"):
                yield replace(row, mark=None)
        self.place = None


def _side(part: Any, new: bool) -> Any:
    """A part that both have as one of them has it."""
    if part.was is None:
        return part
    return replace(part, was=None) if new else part.was


def _of_end(block: Any) -> Runs:
    """The runs that a block has at its end of a move; marks of the other end are left out."""
    mark = Mark.INSERTED if block.mark in _HERE else Mark.DELETED
    return tuple(replace(run, mark=None) for run in block.runs if run.mark in (None, mark))


def _plain(runs: Iterable[Run]) -> str:
    return "".join(run.text for run in runs)


def _said(part: Block | Row) -> str:
    """The text of a block or a row."""
    if isinstance(part, Row):
        return " | ".join(map(_plain, part.cells))
    return _plain(run for run in block_runs(part) if run.mark is not Mark.DELETED)


# --- looks and properties -------------------------------------------------------------------------


def _differences(block: Block, own: bool) -> list[bool]:
    """For each difference of looks or properties in a block, whether it is seen in print."""
    found = [_seen(run.was) != _seen(run) for run in block_runs(block) if run.was]
    if own and block.was is not None:
        found.append(_printed(block.was) != _printed(block))
    if isinstance(block, Table):
        found.extend(False for row in (block.head, *block.rows) if row.was)
    return found


def _seen(run: Run) -> tuple[object, ...]:
    return run.bold, run.italic, run.code, run.href, run.control


def _printed(block: Any) -> object:
    """What is seen of a block's properties."""
    if isinstance(block, Figure):
        said = map_runs(block, lambda runs: tuple(Run(run.text) for run in runs))
        return replace(said, id="", caption=(), was=None)  # type: ignore[arg-type]
    if isinstance(block, Table):
        return block.align, block.role
    return replace(block, id="", runs=(), mark=None, was=None, end=None, move="")
