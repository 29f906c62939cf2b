"""The table of contents: entries and links complete when the file is opened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sla_writer.document import Block, Document, Figure, Heading, Table, numbers, plain
from sla_writer.render.docx.runs import text_xml
from sla_writer.render.docx.sheet import Sheet
from sla_writer.render.docx.xml import field

_WORTH_IT = 145  # lines of text, more than two pages
_FIRST_PAGE = 44  # lines of contents on a page of their own
_KEY_LINE = 50  # letters in a line of the key terms
_TAB = "<w:r><w:tab/></w:r>"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the contents; `block` is the heading's place in the document's blocks."""

    block: int
    level: int
    label: str
    text: str


def contents(document: Document) -> tuple[Entry, ...]:
    """The entries of the contents, in order; none when the document is too short to need any, or
    a redline, as no change of them could be tracked.
    """
    start = first_section(document)
    if start is None or document.was is not None or _lines(document) < _WORTH_IT:
        return ()
    found = _entries(document, start)
    room = _FIRST_PAGE - _front_lines(document.blocks[:start])
    return tuple(entry for entry in found if entry.level == 1 or len(found) <= room)


def first_section(document: Document) -> int | None:
    """The place of the first numbered heading; the contents stand before it."""
    for n, block in enumerate(document.blocks):
        if isinstance(block, Heading) and block.level == 1 and block.numbered:
            return n
    return None


def _lines(document: Document) -> int:
    """About how many lines the document has."""
    total = 0
    for block in document.blocks:
        match block:
            case Table():
                total += 3 + sum(
                    1 + max(len(plain(cell)) for cell in row.cells) // 30 for row in block.rows
                )
            case Figure():
                total += 3 + 2 * len(block.points)
            case _:
                total += 2 + len(plain(block.runs)) // 90
    return total


def _front_lines(front: tuple[Block, ...]) -> int:
    """About how many lines of contents the blocks before them take away from the first page."""
    return sum(
        3 + sum(2 + len(plain(row.cells[-1])) // _KEY_LINE for row in block.rows)
        if isinstance(block, Table)
        else 2 + len(plain(block.runs)) // 40
        for block in front
        if not isinstance(block, Figure)
    )


def _entries(document: Document, start: int) -> list[Entry]:
    return [
        Entry(n, block.level, heading_label(document, block, label), plain(block.runs))
        for n, (block, label) in enumerate(zip(document.blocks, numbers(document), strict=True))
        if n >= start and isinstance(block, Heading)
    ]


def heading_label(document: Document, heading: Heading, label: str | None) -> str:
    """The number in front of a heading as it is printed: "3.", or "Annex A."."""
    if label is None:
        return ""
    return f"{document.words['annex']} {label}" if heading.annex else label


def contents_xml(sheet: Sheet, pages: Sequence[int] | None) -> str:
    """The contents with their heading; raises ValueError when `pages` are not one an entry."""
    entries = contents(sheet.document)
    if pages is not None and len(pages) != len(entries):
        raise ValueError(f"{len(pages)} page numbers for {len(entries)} entries")
    if not entries:
        return ""
    lines = [
        _entry(sheet, entry, pages[n] if pages is not None else None)
        for n, entry in enumerate(entries)
    ]
    begin = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve">'
        f' TOC \\o "1-{max(entry.level for entry in entries)}" \\h \\z \\u </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    )
    end = '<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    paragraphs = [f"{opened}{inside}</w:p>" for opened, inside in lines]
    opened, inside = lines[0]
    paragraphs[0] = f"{opened}{begin}{inside}</w:p>"
    paragraphs[-1] = paragraphs[-1].removesuffix("</w:p>") + end
    return (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/>'
        f"<w:docPartUnique/></w:docPartObj></w:sdtPr><w:sdtContent>{sheet.open['contents-heading']}"
        f"{text_xml(sheet.document.words['contents'])}</w:p>"
        f"{''.join(paragraphs)}</w:sdtContent></w:sdt>"
    )


def _entry(sheet: Sheet, entry: Entry, page: int | None) -> tuple[str, str]:
    place = sheet.places[sheet.document.blocks[entry.block].id]
    heading = sheet.document.blocks[entry.block]
    spaced = isinstance(heading, Heading) and heading.annex
    label = text_xml(f"{entry.label} ") if spaced else text_xml(entry.label) + _TAB
    number = "" if page is None else _TAB + field(f"PAGEREF {place} \\h", text_xml(str(page)))
    inside = (
        f'<w:hyperlink w:anchor="{place}" w:history="1">{label if entry.label else ""}'
        f"{text_xml(entry.text)}{number}</w:hyperlink>"
    )
    return sheet.open[f"contents-{min(entry.level, 2)}"], inside
