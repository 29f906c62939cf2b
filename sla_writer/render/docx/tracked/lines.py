"""The paragraphs of a redline: which document ends one where, and which style it has in each."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from sla_writer.document import Mark
from sla_writer.render.docx.tracked.marks import GONE, HERE, Marks

KEEP = "<w:keepNext/>"
_JOINTS = re.compile(r"</w:(ins|del|moveFrom|moveTo)><w:\1 [^>]*>")
"""Between two runs of one mark: they are one change to whoever decides."""


@dataclass(slots=True)
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

    def xml(self, marks: Marks) -> str:
        """The paragraph."""
        kept = self.old if self.mark in GONE else self.new
        ended = f"<w:rPr>{marks.sign(self.mark)}</w:rPr>" if self.mark else ""
        change = ""
        if self.mark is None and self.old != self.new.removesuffix(KEEP):
            change = marks.change("pPr", self.old)
        inside = _JOINTS.sub("", self.inside)
        return f"<w:p><w:pPr>{kept}{ended}{change}</w:pPr>{inside}</w:p>"


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
    _end_last([line for line in found if isinstance(line, Line)])
    for group in _stuck(found):
        _move_up(group)
    return found


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


def _ended_well(lines: list[Line], marks: Marks) -> list[Line]:
    """The paragraphs, of which the last has an end without a mark, if that can be."""
    return lines if _end_last(lines) else _end_together(lines, marks)


def _end_last(lines: list[Line]) -> bool:
    """Moves marks up so that the last paragraph has none; whether that could be."""
    last = max((at for at, line in enumerate(lines) if line.mark is None), default=-1)
    if last >= 0:
        _move_up(lines[last:])
    return last >= 0


def _move_up(lines: list[Line]) -> None:
    """Marks the paragraphs one earlier than they are; the first has no mark, the last gets none."""
    new = iter([line.new for line in lines if line.mark not in GONE])
    old = iter([line.old for line in lines if line.mark not in HERE])
    for line, following in pairwise(lines):
        line.mark = Mark.INSERTED if following.mark in HERE else Mark.DELETED
        line.new, line.old = (next(new), "") if line.mark in HERE else ("", next(old))
    lines[-1].mark, lines[-1].new, lines[-1].old = None, next(new), next(old)


def _end_together(lines: list[Line], marks: Marks) -> list[Line]:
    """No paragraph is in both: the last of each document become one."""
    new = [line for line in lines if line.mark in HERE]
    old = [line for line in lines if line.mark in GONE]
    if not new or not old:
        return lines
    first, last = sorted((new[-1], old[-1]), key=lines.index)
    following = lines[lines.index(first) + 1]
    last.mark, last.new, last.old = None, new[-1].new, old[-1].old
    following.inside = _ranged(first, marks) + following.inside
    return [line for line in lines if line is not first]


def _ranged(line: Line, marks: Marks) -> str:
    """What stands in a paragraph, with the range of its move round it."""
    if not (line.move and line.whole):
        return line.inside
    start, end = marks.range(line.whole, line.move)
    return f"{start}{line.inside}{end}"


def _stuck(flow: Flow) -> Iterator[list[Line]]:
    """A paragraph of both documents with those after it whose insertion its own text runs into."""
    group: list[Line] = []
    ended: Mark | None = None
    for line in flow:
        if group and isinstance(line, Line) and line.mark and line.whole in _like(ended):
            group.append(line)
            continue
        if len(group) > 1:
            yield group
        group = [line] if isinstance(line, Line) and line.mark is None else []
        ended = _ended(line, ended)
    if len(group) > 1:
        yield group


def _ended(line: Line | str, before: Mark | None) -> Mark | None:
    """The mark of what stands right before the end of a paragraph; `before` that before it."""
    if not isinstance(line, Line):
        return None
    return line.mark or (before if line.empty else line.ended)


def _like(mark: Mark | None) -> tuple[Mark, ...]:
    return HERE if mark in HERE else GONE if mark in GONE else ()


def body(flow: Flow, marks: Marks) -> Iterator[str]:
    """The paragraphs and tables as XML, with the ranges of what was moved."""
    open_move, end = "", ""
    for line in flow:
        move = line.move if isinstance(line, Line) else ""
        if open_move and move != open_move:
            yield end
        if isinstance(line, Line) and move and move != open_move and line.whole:
            start, end = marks.range(line.whole, move)
            line.inside = start + line.inside
        open_move = move
        yield line.xml(marks) if isinstance(line, Line) else line
    if open_move:
        yield end
