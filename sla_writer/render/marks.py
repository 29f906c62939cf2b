"""What the marks of a redline come to in any format: whose each part is, and where a move leads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import groupby

from sla_writer.document import Block, Document, Figure, Mark, Run, Runs, numbers

OLD = (Mark.DELETED, Mark.MOVED_AWAY)
"""The marks of what only the old document has."""
NEW = (Mark.INSERTED, Mark.MOVED_HERE)
"""The marks of what only the new document has."""
END = "¶"
"""Stands where one of the documents ends a paragraph and the other one goes on."""

_AWAY, _HERE = "→", "←"
_OTHER = {Mark.MOVED_AWAY: Mark.MOVED_HERE, Mark.MOVED_HERE: Mark.MOVED_AWAY}

Arrows = Mapping[tuple[str, Mark | None], str]


def stretches(runs: Runs, own: Mark | None = None) -> Iterator[tuple[Mark | None, Runs]]:
    """Neighbouring runs of one mark; `own` is that of the block or the row they stand in."""
    for mark, group in groupby(runs, key=lambda run: run.mark or own):
        yield mark, tuple(group)


def arrows(document: Document) -> Arrows:
    """What stands at each end of a move, by its name and mark: an arrow and the other's number."""
    printed = {
        (getattr(block, "move", ""), block.mark): number or ""
        for block, number in zip(document.blocks, numbers(document), strict=True)
        if block.mark in _OTHER
    }
    return {
        (move, mark): f"{_AWAY if mark in OLD else _HERE} {printed.get((move, other), '')}".strip()
        for move, mark in printed
        if mark
        for other in (_OTHER[mark],)
    }


def arrow(block: Block, arrows: Arrows) -> str:
    """What stands at a block's end of a move; "" when it has not moved."""
    return arrows.get((getattr(block, "move", ""), block.mark), "")


def redrawn(figure: Figure) -> Figure | None:
    """The old drawing of a figure, with the old caption, when it looks other than the new one."""
    was = figure.was
    if was is None or _drawn(was) == _drawn(figure):
        return None
    from sla_writer.redline import one_side  # only a drawing that changed needs it

    return Figure(was.id, one_side(figure.caption, new=False), was.kind, was.head, was.points)


def _drawn(figure: Figure) -> object:
    head = [_said(title) for title in figure.head]
    points = [
        (_said(point.label), [(_said(bar.runs), bar.size) for bar in point.bars])
        for point in figure.points
    ]
    return figure.kind, head, points


def _said(runs: Runs) -> str:
    return "".join(run.text for run in runs)


def relooked(run: Run) -> bool:
    """Whether a run that both documents have is printed in another look."""
    was = run.was
    return was is not None and _look(was) != _look(run)


def _look(run: Run) -> tuple[object, ...]:
    return run.bold, run.italic, run.code, run.href
