"""The paragraphs of a redline: which document ends one where, and which style it has in each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from sla_writer.document import Mark
from sla_writer.render.docx.tracked.marks import GONE, HERE, Marks

KEEP = "<w:keepNext/>"
_JOINTS = re.compile(r"</w:(ins|del|moveFrom|moveTo)><w:\1 [^>]*>")
"""Between two runs of one mark: they are one change to whoever decides."""


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph: its runs, the mark of its end, its properties in the new and the old document.

    `whole` is the mark of a paragraph that only one document has, runs and end; `ended` the mark
    of its last run, `empty` that it has none; `move` the name of the move it belongs to.
    """

    inside: str
    new: str
    old: str
    mark: Mark | None = None
    whole: Mark | None = None
    ended: Mark | None = None
    empty: bool = False
    move: str = ""

    def xml(self, marks: Marks, before: str = "") -> str:
        """The paragraph; `before` stands in it before its runs."""
        kept = self.old if self.mark in GONE else self.new
        ended = f"<w:rPr>{marks.sign(self.mark)}</w:rPr>" if self.mark else ""
        change = ""
        if self.mark is None and self.old != self.new.removesuffix(KEEP):
            change = marks.change("pPr", self.old)
        inside = _JOINTS.sub("", self.inside)
        return f"<w:p><w:pPr>{kept}{ended}{change}</w:pPr>{before}{inside}</w:p>"


Flow = list[Line | str]
"""Paragraphs, and tables as XML between them."""


def settled(flow: Flow, marks: Marks) -> Flow:
    """The same paragraphs, ended so that every reader takes them apart alike.

    A mark joins what it ends to the paragraph that follows. None follows the last one, and not
    every reader goes past a table to find it; and where text ends as the next paragraph begins,
    inserted or deleted, readers take the end between them for a part of it. There the marks move up
    by one paragraph, and the last one keeps its end, with the properties that it has in each
    document.
    """
    found: Flow = []
    for lines, table in _stretches(flow):
        found += _ended_well(lines, marks)
        found += [table] if table else []
    return list(_unstuck(_end_kept(found)))


def _stretches(flow: Flow) -> Iterator[tuple[list[Line], str]]:
    """The paragraphs up to each table, with the table; "" for those at the end."""
    lines: list[Line] = []
    for line in flow:
        if isinstance(line, Line):
            lines.append(line)
        else:
            yield lines, line
            lines = []
    yield lines, ""


def _ended_well(lines: list[Line], marks: Marks) -> Flow:
    """The paragraphs, of which the last has an end without a mark, if that can be."""
    both = any(line.mark is None for line in lines)
    return _end_kept([*lines]) if both else [*_end_together(lines, marks)]


def _end_kept(flow: Flow) -> Flow:
    """Marks moved up from the last paragraph that has none, if any has."""
    kept = [at for at, line in enumerate(flow) if isinstance(line, Line) and line.mark is None]
    return flow[: kept[-1]] + _moved_up(flow[kept[-1] :]) if kept else flow


def _moved_up(flow: Flow) -> Flow:
    """Marks each paragraph as the one after it was; the first had no mark, the last gets none."""
    lines = [line for line in flow if isinstance(line, Line)]
    new = iter([line.new for line in lines if line.mark not in GONE])
    old = iter([line.old for line in lines if line.mark not in HERE])
    marks = [Mark.INSERTED if line.mark in HERE else Mark.DELETED for line in lines[1:]]
    moved = iter(
        [
            replace(
                line,
                mark=mark,
                new="" if mark in GONE else next(new),
                old="" if mark in HERE else next(old),
            )
            for line, mark in zip(lines, [*marks, None], strict=True)
        ]
    )
    return [next(moved) if isinstance(line, Line) else line for line in flow]


def _end_together(lines: list[Line], marks: Marks) -> list[Line]:
    """No paragraph is in both: the last of each document become one."""
    new = [line for line in lines if line.mark in HERE]
    old = [line for line in lines if line.mark in GONE]
    if not new or not old:
        return lines
    at = lines.index(min(new[-1], old[-1], key=lines.index))
    following = replace(lines[at + 1], inside=_ranged(lines[at], marks) + lines[at + 1].inside)
    kept = [*lines[:at], following, *lines[at + 2 :]]
    return [*kept[:-1], replace(kept[-1], mark=None, new=new[-1].new, old=old[-1].old)]


def _ranged(line: Line, marks: Marks) -> str:
    """What stands in a paragraph, with the range of its move round it."""
    move = _move(line)
    start, end = marks.range(*move) if move else ("", "")
    return f"{start}{line.inside}{end}"


def _unstuck(flow: Flow) -> Iterator[Line | str]:
    """Marks moved up where a paragraph's own text runs into the insertion after it."""
    group: Flow = []
    ended: Mark | None = None
    for line in flow:
        if group and isinstance(line, Line) and line.mark and line.whole in _like(ended):
            group.append(line)
            continue
        yield from _moved_up(group) if len(group) > 1 else group
        group = [line] if isinstance(line, Line) and line.mark is None else []
        if not group:
            yield line
        ended = _ended(line, ended)
    yield from _moved_up(group) if len(group) > 1 else group


def _ended(line: Line | str, before: Mark | None) -> Mark | None:
    """The mark of what stands right before the end of a paragraph; `before` that before it."""
    if not isinstance(line, Line):
        return None
    return line.mark or (before if line.empty else line.ended)


def _like(mark: Mark | None) -> tuple[Mark, ...]:
    return HERE if mark in HERE else GONE if mark in GONE else ()


def body(flow: Flow, marks: Marks) -> Iterator[str]:
    """The paragraphs and tables as XML, with the ranges of what was moved."""
    for move, lines in groupby(flow, _move):
        start, end = marks.range(*move) if move else ("", "")
        for line in lines:
            yield line.xml(marks, start) if isinstance(line, Line) else line
            start = ""
        yield end


def _move(line: Line | str) -> tuple[Mark, str] | None:
    """Which end of which move a paragraph belongs to."""
    if isinstance(line, Line) and line.move and line.whole:
        return line.whole, line.move
    return None
