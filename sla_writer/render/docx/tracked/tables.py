"""The tables of a redline: rows and cells that only one of the two documents has."""

from __future__ import annotations

from collections.abc import Iterator

from sla_writer.document import Mark, Row, Table
from sla_writer.render.docx.columns import column_widths, has_head
from sla_writer.render.docx.tables import head_roles, row_roles, table_properties
from sla_writer.render.docx.tracked.lines import Line
from sla_writer.render.docx.tracked.marks import GONE, HERE
from sla_writer.render.docx.tracked.sides import Sides

_SEEN = "<w:tblCaption"  # what follows is a copy of words that stand beside the table


def table_xml(sides: Sides, redline: Table, new: Table | None, old: Table | None) -> str:
    """A table of a redline, as the two documents have it; None: one of them has not.

    The columns are as wide as what is deleted and inserted in them asks for together.
    """
    widths = column_widths(redline, sides.new.look.width)
    grid = "".join([f'<w:gridCol w:w="{width}"/>' for width in widths])
    return (
        f"<w:tbl><w:tblPr>{_properties(sides, new, old)}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
        f"{''.join(_rows(sides, redline, new, old, widths))}</w:tbl>"
    )


def _properties(sides: Sides, new: Table | None, old: Table | None) -> str:
    now, was = (table_properties(sides.new, each) for each in (new or old, old or new) if each)
    if now.partition(_SEEN)[0] == was.partition(_SEEN)[0]:
        return now
    return now + sides.marks.change("tblPr", was)


def _rows(
    sides: Sides, redline: Table, new: Table | None, old: Table | None, widths: list[int]
) -> Iterator[str]:
    now, was = _styled(new), _styled(old)
    headed = [each is not None and has_head(each) for each in (new, old)]
    if any(headed):
        mark = None if all(headed) else Mark.INSERTED if headed[0] else Mark.DELETED
        yield _row(sides, redline.head, mark, next(now, []), next(was, []), widths, _HEAD)
    for row in redline.rows:
        mark = row_mark(redline.mark or row.mark)
        here = [] if mark is Mark.DELETED else next(now)
        gone = [] if mark is Mark.INSERTED else next(was)
        yield _row(sides, row, mark, here, gone, widths, "")


_HEAD = "<w:tblHeader/>"


def row_mark(mark: Mark | None) -> Mark | None:
    """The mark that a table or a row can have: nothing of them moves."""
    return Mark.INSERTED if mark in HERE else Mark.DELETED if mark in GONE else None


def _styled(table: Table | None) -> Iterator[list[str]]:
    """The roles of each written row's cells, the head's first."""
    if table is None:
        return
    if has_head(table):
        yield head_roles(table)
    for row in table.rows:
        yield row_roles(table, row)


def _row(
    sides: Sides,
    row: Row,
    mark: Mark | None,
    new: list[str],
    old: list[str],
    widths: list[int],
    head: str,
) -> str:
    """A row; what only one document has is marked in all its cells too, for readers of text."""
    sign = sides.marks.sign(mark) if mark else ""
    lines = _cells(sides, row, mark, new or old, old or new)
    cells = "".join(
        [
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{cell}</w:tc>'
            for width, cell in zip(widths, lines, strict=True)
        ]
    )
    return f"<w:tr><w:trPr><w:cantSplit/>{head}{sign}</w:trPr>{cells}</w:tr>"


def _cells(
    sides: Sides, row: Row, mark: Mark | None, new: list[str], old: list[str]
) -> Iterator[str]:
    ids = sides.new.look.ids
    for inside, now, was in zip(_texts(sides, row, mark), new, old, strict=True):
        here, gone = (f'<w:pStyle w:val="{ids[role]}"/>' for role in (now, was))
        yield Line(inside, here, gone, mark).xml(sides.marks)


def _texts(sides: Sides, row: Row, mark: Mark | None) -> list[str]:
    """The cells' runs; a remark on the row stands in the cell that it speaks of, or the first."""
    cells = [sides.pieces(row.id, cell, mark) for cell in row.cells]
    ids = (row.id, row.was.id if row.was else row.id)
    texts = sides.commented(ids, cells)
    texts[0] = sides.placed(ids, texts[0], mark)
    return texts
