"""Runs as redlines keep them: joined where only their ends part them, and taken from one side."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import groupby

from sla_writer.document import Block, Document, Figure, Mark, Run, Runs, Table, map_runs
from sla_writer.document.printed import merged
from sla_writer.redline.tokens import look

_OTHER = {Mark.INSERTED: Mark.DELETED, Mark.DELETED: Mark.INSERTED}


def joined(document: Document) -> Document:
    """The document in the form that redlines keep to: no two neighbouring runs of one look.

    All that templates make is in this form already.
    """
    return replace(document, blocks=tuple(map(_joined, document.blocks)))


def _joined(block: Block) -> Block:
    return block if all(map(_is_joined, _texts(block))) else map_runs(block, merged)


def _texts(block: Block) -> Iterator[Runs]:
    """Every row of runs that a block holds."""
    if isinstance(block, Table):
        yield block.caption
        for row in (block.head, *block.rows):
            yield from row.cells
    elif isinstance(block, Figure):
        yield from (block.caption, *block.head)
        for point in block.points:
            yield point.label
            yield from (bar.runs for bar in point.bars)
    else:
        yield block.runs


def _is_joined(runs: Runs) -> bool:
    before = None
    for run in runs:
        alone = run.control or run.target
        this = None if alone else look(run)
        if not (run.text or alone) or (this == before and this):
            return False
        before = this
    return True


def one_side(runs: Runs, new: bool) -> Runs:
    """The runs of a redline that one document has, what only it has still marked."""
    mark = Mark.INSERTED if new else Mark.DELETED
    sided = (_sided(run, new) for run in runs if run.mark in (None, mark))
    return merged(sided)


def _sided(run: Run, new: bool) -> Run:
    if run.was is None:
        return run
    return replace(run, was=None) if new else run.was


def back(runs: Runs) -> Runs:
    """The runs of a redline read the other way: what was inserted is deleted."""
    turned = (_turned(run) for run in runs)
    stretches = groupby(turned, key=lambda run: run.mark is not None)
    return tuple(run for _, stretch in stretches for run in sorted(stretch, key=_deleted_first))


def _turned(run: Run) -> Run:
    if run.was is not None:
        return replace(run.was, was=replace(run, was=None))
    return replace(run, mark=_OTHER[run.mark]) if run.mark else run


def _deleted_first(run: Run) -> bool:
    return run.mark is Mark.INSERTED
