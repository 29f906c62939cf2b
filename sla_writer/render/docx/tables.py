"""Tables with repeated heads, rows that don't split and no lone row on the next page."""

from __future__ import annotations

from collections.abc import Iterator

from sla_writer.document import Row, Table, plain
from sla_writer.render.docx.columns import column_widths, has_head
from sla_writer.render.docx.runs import runs_xml
from sla_writer.render.docx.sheet import Sheet
from sla_writer.render.docx.xml import attribute

_TOGETHER = 6  # rows: a table as small as this stays on one page
_SENTENCE = 30  # letters: no figure with its unit is as long
_SIDES = {"left": "cell", "right": "cell-number", "center": "cell-centre"}
_ROW = "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
_HEAD = "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>"


def table_xml(sheet: Sheet, table: Table) -> str:
    """The table, its head (unless it is the key terms) and the constant paragraph after it."""
    widths = column_widths(table, sheet.look.width)
    grid = "".join([f'<w:gridCol w:w="{width}"/>' for width in widths])
    return (
        f"<w:tbl><w:tblPr>{table_properties(sheet, table)}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
        f"{''.join(_rows(sheet, table, widths))}</w:tbl>{sheet.open['table-end']}</w:p>"
    )


def table_properties(sheet: Sheet, table: Table) -> str:
    """The inside of w:tblPr."""
    heads = "; ".join(plain(cell) for cell in table.head.cells)
    row, column, look = (1, 0, "0620") if has_head(table) else (0, 1, "0680")
    style = sheet.look.ids.get(f"table-{table.role}", sheet.look.ids["table-grid"])
    return (
        f'<w:tblStyle w:val="{style}"/><w:tblW w:w="{sheet.look.width}" w:type="dxa"/>'
        f'<w:tblLayout w:type="fixed"/><w:tblLook w:val="{look}" w:firstRow="{row}" w:lastRow="0"'
        f' w:firstColumn="{column}" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
        f'<w:tblCaption w:val="{attribute(plain(table.caption))}"/>'
        f'<w:tblDescription w:val="{attribute(heads)}"/>'
    )


def _rows(sheet: Sheet, table: Table, widths: list[int]) -> Iterator[str]:
    if has_head(table):
        yield _row(sheet, table.head, _HEAD, _cells(sheet, head_roles(table), widths))
    roles = _roles(table)
    prose = ["cell" if role == "cell-number" else role for role in roles]
    figures = [n for n, role in enumerate(roles) if role == "cell-number"]
    cells, texts = _cells(sheet, roles, widths), _cells(sheet, prose, widths)
    kept = len(table.rows) - 2 if len(table.rows) > _TOGETHER else 0
    for n, row in enumerate(table.rows):
        starts = cells
        if any(len(plain(row.cells[n])) > _SENTENCE for n in figures):
            starts = _prose_aside(row, cells, texts)
        if n < len(table.rows) - 1 and (n == 0 or n >= kept):
            starts = [start.replace("</w:pPr>", "<w:keepNext/></w:pPr>") for start in starts]
        yield _row(sheet, row, _ROW, starts)


def _prose_aside(row: Row, cells: list[str], texts: list[str]) -> list[str]:
    """How the cells begin where a column of figures holds a sentence: it is set as text."""
    return [
        text if len(plain(cell)) > _SENTENCE else figure
        for cell, figure, text in zip(row.cells, cells, texts, strict=True)
    ]


def head_roles(table: Table) -> list[str]:
    """The roles of the cells of a table's head."""
    return [f"{_SIDES[align]}-head" for align in table.align]


def row_roles(table: Table, row: Row) -> list[str]:
    """The roles of the cells of one row; a sentence among figures is set as text."""
    return [
        "cell" if role == "cell-number" and len(plain(cell)) > _SENTENCE else role
        for role, cell in zip(_roles(table), row.cells, strict=True)
    ]


def _roles(table: Table) -> list[str]:
    if table.role == "signatures":
        return ["cell-sign"] * len(table.align)
    if table.role == "key":
        return ["cell-label", *["cell-value"] * (len(table.align) - 1)]
    return [_SIDES[align] for align in table.align]


def _cells(sheet: Sheet, roles: list[str], widths: list[int]) -> list[str]:
    """How the cells of a row begin, column by column."""
    return [
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{sheet.open[role]}'
        for role, width in zip(roles, widths, strict=True)
    ]


def _row(sheet: Sheet, row: Row, start: str, cells: list[str]) -> str:
    texts = [runs_xml(sheet, row.id, cell) for cell in row.cells]
    place = sheet.row_place(row.id)
    if place:
        texts[0] = sheet.mark(place, texts[0])
    inside = "".join(
        [f"{cell}{text}</w:p></w:tc>" for cell, text in zip(cells, texts, strict=True)]
    )
    return f"{start}{inside}</w:tr>"
