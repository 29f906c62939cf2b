"""The redline of two documents: every block once, with the marks that say what became of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from sla_writer.document import (
    Block,
    Document,
    Figure,
    Mark,
    Row,
    Table,
    block_runs,
    plain,
)
from sla_writer.redline.joining import back, joined, one_side
from sla_writer.redline.pairing import Part, Plan, plan
from sla_writer.redline.words import halved, marked

_NO_ROW = Row("", ())


def redline(old: Document, new: Document, *, moves: bool = True) -> Document:
    """The new document with marks on all in which the old one differs.

    Accepted it is the new document, rejected the old one (see `joined`). What stands elsewhere now
    is moved, or with `moves=False` deleted and inserted.
    """
    old, new = joined(old), joined(new)
    found = plan(_parts(old.blocks), _parts(new.blocks))
    blocks = tuple(_Builder(old, new, found, moves).blocks())
    return replace(new, blocks=blocks, was=replace(old, blocks=()), comments=())


def _parts(blocks: Sequence[Block]) -> list[Part]:
    return [_part(block) for block in blocks]


def _part(block: Block) -> Part:
    text = "".join([run.text for run in block_runs(block)])
    if isinstance(block, Table):
        return Part(block.id, f"table {len(block.align)}", text, movable=False)
    if isinstance(block, Figure):
        return Part(block.id, "figure", text, movable=False)
    return Part(block.id, "text", text)


class _Builder:
    """Walks both rows of blocks at once, in the order in which the redline is read."""

    def __init__(self, old: Document, new: Document, found: Plan, moves: bool) -> None:
        self.old, self.new, self.plan = old.blocks, new.blocks, found
        self.language = new.language
        self.moved = found.moved if moves else {}
        self.moved_here = {j: i for i, j in self.moved.items()}

    def blocks(self) -> Iterator[Block]:
        """The redline's blocks."""
        i = j = 0
        steps = sorted(
            [*self.plan.kept.items(), *self.plan.splits.items(), *self.plan.merges.items()]
        )
        for below, beyond in (*steps, (len(self.old), len(self.new))):
            yield from map(self.gone, range(i, below))
            yield from map(self.come, range(j, beyond))
            i, j = below, beyond
            if below in self.plan.splits:
                yield from self.split(below, beyond)
                i, j = i + 1, j + 2
            elif below in self.plan.merges:
                yield from self.merge(below, beyond)
                i, j = i + 2, j + 1
            elif below < len(self.old):
                yield _kept(self.old[below], self.new[beyond], self.language)
                i, j = i + 1, j + 1

    def gone(self, i: int) -> Block:
        """A block that only the old document has at this place."""
        if i not in self.moved:
            return replace(self.old[i], mark=Mark.DELETED)
        return self.end_of_move(i, self.moved[i], Mark.MOVED_AWAY)

    def come(self, j: int) -> Block:
        """A block that only the new document has at this place."""
        if j not in self.moved_here:
            return replace(self.new[j], mark=Mark.INSERTED)
        return self.end_of_move(self.moved_here[j], j, Mark.MOVED_HERE)

    def end_of_move(self, i: int, j: int, mark: Mark) -> Block:
        """A block where it stood or where it stands, with the words that only this end has."""
        old: Any = self.old[i]
        new: Any = self.new[j]
        here = mark is Mark.MOVED_HERE
        runs = one_side(marked(old.runs, new.runs, self.language), here)
        end: Block = replace(new if here else old, runs=runs, mark=mark, move=f"m{j}")
        return end

    def split(self, i: int, j: int) -> Iterator[Block]:
        """One old block of which two new ones were made: the second keeps its place."""
        old: Any = self.old[i]
        first: Any = self.new[j]
        second: Any = self.new[j + 1]
        upper, lower = halved(old.runs, first.runs, second.runs, self.language)
        yield replace(first, runs=upper, end=Mark.INSERTED)
        yield replace(second, runs=lower, was=_was(old, second))

    def merge(self, i: int, j: int) -> Iterator[Block]:
        """Two old blocks that one new one is made of: it keeps the place of the second."""
        first: Any = self.old[i]
        second: Any = self.old[i + 1]
        new: Any = self.new[j]
        upper, lower = halved(new.runs, first.runs, second.runs, self.language)
        yield replace(first, runs=back(upper), end=Mark.DELETED)
        yield replace(new, runs=back(lower), was=_was(second, new))


# --- what stands in both --------------------------------------------------------------------------


def _kept(old: Block, new: Block, language: str) -> Block:
    if old == new:
        return new
    if isinstance(old, Table) and isinstance(new, Table):
        return _table(old, new, language)
    if isinstance(old, Figure) and isinstance(new, Figure):
        was = replace(old, caption=())
        caption = marked(old.caption, new.caption, language)
        return replace(new, caption=caption, was=None if was == replace(new, caption=()) else was)
    kept: Block = _text(old, new, language)
    return kept


def _text(old: Any, new: Any, language: str) -> Any:
    return replace(new, runs=marked(old.runs, new.runs, language), was=_was(old, new))


def _was(old: Any, new: Any) -> Any:
    """The old block without its runs, where it differs in anything else."""
    was = replace(old, runs=())
    return None if was == replace(new, runs=()) else was


def _table(old: Table, new: Table, language: str) -> Table:
    was, now = (replace(each, caption=(), head=_NO_ROW, rows=()) for each in (old, new))
    return replace(
        new,
        caption=marked(old.caption, new.caption, language),
        head=_row(old.head, new.head, language),
        rows=tuple(_rows(old.rows, new.rows, language)),
        was=None if was == now else was,
    )


def _rows(old: Sequence[Row], new: Sequence[Row], language: str) -> Iterator[Row]:
    kept = plan([_row_part(row) for row in old], [_row_part(row) for row in new]).kept
    i = j = 0
    for below, beyond in (*kept.items(), (len(old), len(new))):
        yield from (replace(row, mark=Mark.DELETED) for row in old[i:below])
        yield from (replace(row, mark=Mark.INSERTED) for row in new[j:beyond])
        yield from (_row(old[at], new[beyond], language) for at in (below,) if at < len(old))
        i, j = below + 1, beyond + 1


def _row_part(row: Row) -> Part:
    return Part(row.id, "row", " ".join(map(plain, row.cells)), movable=False)


def _row(old: Row, new: Row, language: str) -> Row:
    if old == new:
        return new
    cells = tuple(marked(a, b, language) for a, b in zip(old.cells, new.cells, strict=True))
    return replace(new, cells=cells, was=None if old.id == new.id else replace(old, cells=()))
