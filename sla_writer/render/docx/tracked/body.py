"""A redline as the body of a Word document whose changes can be accepted and rejected in Word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import zip_longest

from sla_writer.document import Block, Document, Figure, Heading, Mark, Table
from sla_writer.render.docx.body import NBSP, headline, introduces, role
from sla_writer.render.docx.figures import drawing_xml
from sla_writer.render.docx.runs import text_xml
from sla_writer.render.docx.tracked.alike import alike
from sla_writer.render.docx.tracked.lines import KEEP, Line, body, settled
from sla_writer.render.docx.tracked.marks import GONE, HERE, NEWER
from sla_writer.render.docx.tracked.sides import Piece, Sides, in_new, in_old
from sla_writer.render.docx.tracked.tables import table_xml
from sla_writer.render.docx.xml import HEAD, R, W, field


def tracked_xml(sides: Sides, references: str) -> str:
    """The whole document.xml; `references` are the section's header and footer references."""
    before, after = sides.new.look.section
    flow = settled(list(_remembered(sides, _flow(sides))), sides.marks)
    return (
        f'{HEAD}<w:document xmlns:w="{W}" xmlns:r="{R}" {NEWER}><w:body>'
        f"{''.join(body(flow, sides.marks))}{before}{references}{after}</w:body></w:document>"
    )


def _remembered(sides: Sides, flow: Iterator[Line | str]) -> Iterator[Line | str]:
    """The paragraphs, the first of them with the remarks that found no other place."""
    lines = list(flow)
    for line in lines[:1]:
        if isinstance(line, Line):
            yield replace(line, inside=sides.forgotten(line.inside))
    yield from lines[1:]


class _Reader:
    """Goes through the blocks of one document while the redline is read; knows what is an annex."""

    def __init__(self, document: Document, labels: tuple[str | None, ...]) -> None:
        self._blocks = list(zip_longest(document.blocks, document.blocks[1:], labels))
        self._at = -1
        self.annex = False

    def next(self) -> None:
        self._at += 1
        if isinstance(self.block, Heading) and self.block.level == 1:
            self.annex = self.block.annex

    @property
    def block(self) -> Block:
        block = self._blocks[self._at][0]
        assert block is not None
        return block

    @property
    def following(self) -> Block | None:
        return self._blocks[self._at][1]

    @property
    def label(self) -> str:
        return self._blocks[self._at][2] or ""


def _flow(sides: Sides) -> Iterator[Line | str]:
    new = _Reader(sides.new.document, sides.new.labels)
    old = _Reader(sides.old.document, sides.old.labels)
    for block in sides.redline.blocks:
        if in_new(block):
            new.next()
        if in_old(block):
            old.next()
        match block:
            case Table():
                yield _caption(sides, block, new, old)
                yield table_xml(sides, block, _table(new, block, HERE), _table(old, block, GONE))
                yield _plain_line(sides, "table-end", sides.mark_of(block))
            case Figure():
                yield _figure(sides, block)
                yield _caption(sides, block, new, old)
            case _:
                yield _text(sides, block, new, old)


def _table(reader: _Reader, block: Table, only: tuple[Mark, ...]) -> Table | None:
    """The table as one document has it, if it has it."""
    if block.mark is not None and block.mark not in only:
        return None
    assert isinstance(reader.block, Table)
    return reader.block


def _text(sides: Sides, block: Block, new: _Reader, old: _Reader) -> Line:
    assert not isinstance(block, Table | Figure)
    mark = sides.mark_of(block)
    pieces = sides.pieces(block.id, block.runs, mark)
    return Line(
        sides.placed(_ids(block), _spoken(sides, block, pieces), mark),
        _style(sides, new, keep=True) if in_new(block) else "",
        _style(sides, old) if in_old(block) else "",
        mark=mark or block.end,
        whole=mark,
        ended=pieces[-1].ended if pieces else None,
        empty=not pieces,
        move=block.move if mark in (Mark.MOVED_AWAY, Mark.MOVED_HERE) else "",
    )


def _style(sides: Sides, reader: _Reader, keep: bool = False) -> str:
    """The properties of the paragraph of a reader's block."""
    block = reader.block
    assert not isinstance(block, Table | Figure)
    kept = keep and introduces(block, reader.following, reader.annex)
    return _named(sides, role(block, reader.annex)) + (KEEP if kept else "")


def _named(sides: Sides, style: str) -> str:
    return f'<w:pStyle w:val="{sides.new.look.ids[style]}"/>'


def _ids(block: Block) -> Iterator[str]:
    """The ids that lead to a block: its own, and the one that it had."""
    yield block.id
    if block.was is not None and block.was.id != block.id:
        yield block.was.id


def _spoken(sides: Sides, block: Block, pieces: list[Piece]) -> str:
    """The pieces with the remarks on their block; what moved is spoken of where it is now."""
    twice = block.mark in GONE and block.id in sides.new.places
    return sides.commented(() if twice else _ids(block), [pieces])[0]


def _plain_line(sides: Sides, style: str, mark: Mark | None, inside: str = "") -> Line:
    """A paragraph that a table or a figure brings with it."""
    named = _named(sides, style)
    old, new = ("" if mark in HERE else named), ("" if mark in GONE else named)
    return Line(inside, new, old, mark, mark, empty=not inside, ended=mark)


def _figure(sides: Sides, block: Figure) -> Line:
    around, mark = sides.marks.around, sides.mark_of(block)
    if block.was is None:
        inside = around(mark, drawing_xml(sides.new, block))
    else:
        inside = around(Mark.DELETED, drawing_xml(sides.new, block.was))
        inside += around(Mark.INSERTED, drawing_xml(sides.new, block))
    line = _plain_line(sides, "figure", mark, inside)
    return replace(line, ended=Mark.INSERTED if block.was else mark)


def _caption(sides: Sides, block: Table | Figure, new: _Reader, old: _Reader) -> Line:
    """The caption; a number that is another one now is marked within its field."""
    kind, mark = "table" if isinstance(block, Table) else "figure", sides.mark_of(block)
    counts = f"SEQ {kind.title()} \\* ARABIC"
    word, number = (
        _each(sides, mark, *each)
        for each in (
            [text_xml(each.document.words[kind] + NBSP) for each in (sides.old, sides.new)],
            [field(counts, text_xml(each.label)) for each in (old, new)],
        )
    )
    pieces = sides.pieces(block.id, block.caption, mark)
    before = f"{word}{sides.placed(_ids(block), number, mark)}{sides.whole(mark, text_xml('. '))}"
    said = [Piece(before), *pieces]
    style = "caption" if kind == "table" else "figure-caption"
    line = _plain_line(sides, style, mark, _spoken(sides, block, said))
    return replace(line, ended=pieces[-1].ended if pieces else mark)


def _each(sides: Sides, mark: Mark | None, old: str, new: str) -> str:
    """Words that a document brings with it, as the two have them."""
    if mark is None:
        return sides.both(old, new)
    return sides.whole(mark, old if mark in GONE else new)


def tracked_header(sides: Sides, opened: str) -> str:
    """The header part: title and version, with the words that differ."""
    old, new = (_WORDS.findall(headline(each.document)) for each in (sides.old, sides.new))
    start = alike(old, new)
    end = alike(old[start:][::-1], new[start:][::-1])
    before, was, now, after = (
        text_xml("".join(words)) if words else ""
        for words in (
            new[:start],
            old[start : len(old) - end],
            new[start : len(new) - end],
            new[len(new) - end :],
        )
    )
    marked = sides.marks.around(Mark.DELETED, was) + sides.marks.around(Mark.INSERTED, now)
    return (
        f'{HEAD}<w:hdr xmlns:w="{W}" xmlns:r="{R}" {NEWER}>{opened}{before}{marked}{after}'
        "</w:p></w:hdr>"
    )


_WORDS = re.compile(r"[^ \t]+|[ \t]")
