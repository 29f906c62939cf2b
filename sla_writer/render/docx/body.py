"""The blocks of the agreement, one after another, as the body of a Word document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from sla_writer.document import (
    Block,
    Clause,
    Document,
    Figure,
    Heading,
    Item,
    Paragraph,
    Table,
)
from sla_writer.render.docx.contents import contents_xml, first_section
from sla_writer.render.docx.figures import figure_xml
from sla_writer.render.docx.runs import runs_xml, text_xml
from sla_writer.render.docx.sheet import Sheet
from sla_writer.render.docx.tables import table_xml
from sla_writer.render.docx.xml import HEAD, R, W, field

NBSP = "\u00a0"
_ROLES = ("body", "title", "subtitle", "note", "closing")


def document_xml(sheet: Sheet, pages: Sequence[int] | None, references: str) -> str:
    """The whole document.xml; `references` are the section's header and footer references."""
    before, after = sheet.look.section
    return (
        f'{HEAD}<w:document xmlns:w="{W}" xmlns:r="{R}"><w:body>'
        f"{''.join(_blocks(sheet, pages))}{before}{references}{after}</w:body></w:document>"
    )


def _blocks(sheet: Sheet, pages: Sequence[int] | None) -> Iterator[str]:
    start, annex = first_section(sheet.document), False
    listed = "" if sheet.plain else contents_xml(sheet, pages)
    blocks = sheet.document.blocks
    for n, (block, following) in enumerate(zip_longest(blocks, blocks[1:])):
        if n == start:
            yield listed
        if isinstance(block, Heading) and block.level == 1:
            annex = block.annex
        kept = introduces(block, following, annex)
        yield _block(sheet, block, sheet.labels[n], annex, kept)


def introduces(block: Block, following: Block | None, annex: bool) -> bool:
    """Whether a clause introduces the list that follows it, or a paragraph the list or table.

    In an annex a clause introduces a table too.
    """
    match following:
        case Item():
            return isinstance(block, Clause | Paragraph)
        case Clause(depth=2):
            return isinstance(block, Clause) and block.depth == 1
        case Table():
            said = isinstance(block, Paragraph) and block.role == "body"
            return said or (annex and isinstance(block, Clause))
    return False


def _block(sheet: Sheet, block: Block, label: str | None, annex: bool, kept: bool) -> str:
    match block:
        case Table():
            return caption(sheet, block, label, "caption") + table_xml(sheet, block)
        case Figure():
            return figure_xml(sheet, block) + caption(sheet, block, label, "figure-caption")
        case _:
            text = sheet.mark(sheet.places[block.id], runs_xml(sheet, block.id, block.runs))
            opened = sheet.open[role(block, annex)]
            if kept:
                opened = opened.replace("</w:pPr>", "<w:keepNext/></w:pPr>")
            return f"{opened}{text}</w:p>"


def role(block: Heading | Clause | Paragraph | Item, annex: bool) -> str:
    """The role of a paragraph; `annex` tells that it stands in one."""
    match block:
        case Heading(level=1, annex=True):
            return "annex"
        case Heading(level=1, numbered=False):
            return "heading-plain"
        case Heading():
            return f"heading-{min(block.level, 2)}"
        case Clause():
            return ("annex-" if annex else "") + ("clause" if block.depth == 1 else "part")
        case Item():
            return f"bullet-{min(block.depth, 3)}"
        case Paragraph():
            return block.role if block.role in _ROLES else "body"


def caption(sheet: Sheet, block: Table | Figure, label: str | None, style: str) -> str:
    """The caption of a table or figure; its number is counted by Word too."""
    text = runs_xml(sheet, block.id, block.caption)
    place = sheet.places[block.id]
    if label is None:
        return f"{sheet.open[style]}{sheet.mark(place, text)}</w:p>"
    kind = "table" if isinstance(block, Table) else "figure"
    counted = field(f"SEQ {kind.title()} \\* ARABIC", text_xml(label))
    word = sheet.document.words[kind]
    return (
        f"{sheet.open[style]}{text_xml(word + NBSP)}{sheet.mark(place, counted)}"
        f"{text_xml('. ')}{text}</w:p>"
    )


def header_xml(document: Document, opened: str) -> str:
    """The header: the agreement's title and version."""
    return _page_part("hdr", title_of(document, opened))


def title_of(document: Document, opened: str) -> str:
    """The paragraph with the title at the left and the version at the right, if they fit."""
    return f"{opened}{text_xml(headline(document))}</w:p>"


def headline(document: Document) -> str:
    """What the header says; a tab stands where both ends of a line are used."""
    fits = len(document.title) + len(document.version) < 100
    return ("\t" if fits else " · ").join((document.title, document.version))


def footer_xml(document: Document, opened: str) -> str:
    """The footer: page X of Y."""
    return _page_part("ftr", page_of(document, opened))


def page_of(document: Document, opened: str) -> str:
    """The paragraph "page X of Y", counted by Word."""
    one = text_xml("1")
    return (
        f"{opened}{text_xml(document.words['page'] + NBSP)}{field('PAGE', one)}"
        f"{text_xml(' ' + document.words['of'] + ' ')}{field('NUMPAGES', one)}</w:p>"
    )


def _page_part(tag: str, inside: str) -> str:
    return f'{HEAD}<w:{tag} xmlns:w="{W}" xmlns:r="{R}">{inside}</w:{tag}>'
