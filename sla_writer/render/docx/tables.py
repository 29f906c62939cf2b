"""Tables with columns as wide as their text asks for, repeated heads and rows that don't split."""

from __future__ import annotations

from collections.abc import Iterator

from sla_writer.document import Row, Table, plain
from sla_writer.render.docx.runs import runs_xml
from sla_writer.render.docx.sheet import Sheet
from sla_writer.render.docx.xml import attribute

_LETTER, _BOLD_LETTER = 98, 108  # twips, the mean in 9 pt Arial
_PADDING = 200
_KEY_LABEL = 0.36
_SIDES = {"left": "cell", "right": "cell-number", "center": "cell-centre"}


def table_xml(sheet: Sheet, table: Table) -> str:
    """The table, its head (unless it is the key terms) and the constant paragraph after it."""
    widths = column_widths(table, sheet.look.width)
    grid = "".join([f'<w:gridCol w:w="{width}"/>' for width in widths])
    return (
        f"<w:tbl><w:tblPr>{_properties(sheet, table)}</w:tblPr><w:tblGrid>{grid}</w:tblGrid>"
        f"{''.join(_rows(sheet, table, widths))}</w:tbl>{sheet.open['table-end']}</w:p>"
    )


def has_head(table: Table) -> bool:
    """Whether the head row is written; a key table's head is told to screen readers only."""
    return table.role != "key" or not table.rows


def _properties(sheet: Sheet, table: Table) -> str:
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
        heads = [f"{_SIDES[align]}-head" for align in table.align]
        start = "<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>"
        yield _row(sheet, table.head, start, _cells(sheet, heads, widths))
    cells = _cells(sheet, _roles(table), widths)
    for row in table.rows:
        yield _row(sheet, row, "<w:tr><w:trPr><w:cantSplit/></w:trPr>", cells)


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


def column_widths(table: Table, whole: int) -> list[int]:
    """Widths in twips that fill `whole`: no word broken where it can be helped, rows kept low."""
    if table.role == "key" and len(table.align) == 2:
        label = int(whole * _KEY_LABEL)
        return [label, whole - label]
    least, wanted, most = zip(*_demands(table), strict=True)
    limit = whole * 0.45
    least = tuple(min(width, limit) for width in least)
    if sum(most) <= whole:
        found = _stretched(table, list(most), whole)
    elif sum(least) >= whole:
        found = [width * whole / sum(least) for width in least]
    else:
        found = _fitted(least, wanted, most, whole)
    widths = [int(width) for width in found]
    widths[-1] += whole - sum(widths)
    return widths


def _demands(table: Table) -> Iterator[tuple[float, float, float]]:
    """For each column the width of its longest word, its typical text and its longest line."""
    for column, head in enumerate(table.head.cells):
        texts = ["".join([run.text for run in row.cells[column]]) for row in table.rows]
        sizes = [len(text) for text in texts] or [0]
        words = max(map(len, " ".join(texts).split(" ")))
        title = plain(head) if has_head(table) else ""
        title_word = max(map(len, title.split(" ")))
        typical = (sum([size * size for size in sizes]) / len(sizes)) ** 0.5
        yield (
            max(words * _LETTER, title_word * _BOLD_LETTER) + _PADDING,
            typical * _LETTER + _PADDING,
            max(max(sizes) * _LETTER, len(title) * _BOLD_LETTER) + _PADDING,
        )


def _stretched(table: Table, widths: list[float], whole: int) -> list[float]:
    """Everything fits on one line: what is left is shared out, more of it to columns of words."""
    wishes = [
        width * (1 if align == "left" else 0.5)
        for width, align in zip(widths, table.align, strict=True)
    ]
    share = (whole - sum(widths)) / sum(wishes)
    return [width + wish * share for width, wish in zip(widths, wishes, strict=True)]


def _fitted(
    least: tuple[float, ...], wanted: tuple[float, ...], most: tuple[float, ...], whole: int
) -> list[float]:
    """Columns that are about equally many lines high, none below its longest word."""

    def widths(scale: float) -> list[float]:
        return [
            max(low, min(typical * scale, high))
            for low, typical, high in zip(least, wanted, most, strict=True)
        ]

    low, high = 0.0, max(b / a for a, b in zip(wanted, most, strict=True))
    for _ in range(16):
        middle = (low + high) / 2
        low, high = (middle, high) if sum(widths(middle)) <= whole else (low, middle)
    return widths(low)
