"""The agreement as one clean web page: nothing outside it is loaded, and nothing in it can run.

It fits any screen, prints well, follows the reader's light or dark setting, and is told whole by a
screen reader: numbered headings, a contents list, captioned tables, figures with their numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from html import escape
from itertools import groupby
from pathlib import Path

from sla_writer.document import (
    Block,
    Clause,
    Document,
    Figure,
    Heading,
    Item,
    Mark,
    Paragraph,
    Row,
    Table,
    plain,
)
from sla_writer.document.blocks import Numbering
from sla_writer.redline import one_side
from sla_writer.render import pictures
from sla_writer.render.html_inline import Inline, inside
from sla_writer.render.marks import END, OLD, arrow, arrows, redrawn

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_SIDES = {"left": "", "right": ' class="r"', "center": ' class="c"'}
_MANY_COLUMNS = 4


def render(document: Document) -> str:
    """The document as a whole HTML page."""
    return _Page(document).text()


def body(document: Document) -> str:
    """All the document's blocks as HTML to stand within a page that has the style."""
    page = _Page(document)
    return page.part(page.blocks)


@cache
def style(marks: bool = False) -> str:
    """The style sheet of a page; with `marks` that of a redline."""
    names = ("page.css", "marks.css") if marks else ("page.css",)
    return "".join(Path(__file__).with_name(name).read_text(encoding="utf-8") for name in names)


class _Page:
    def __init__(self, document: Document) -> None:
        self.document, self.words = document, document.words
        numbering = Numbering(document.language)
        self.blocks = [(block, numbering.next(block) or "") for block in document.blocks]
        self.inline = Inline(document)
        self.arrows = arrows(document)
        self.opened = False

    def text(self) -> str:
        language, title = escape(self.document.language), escape(self.document.title)
        top = next(
            (at for at, (block, _) in enumerate(self.blocks) if not _opens(block)), len(self.blocks)
        )
        return (
            f'<!DOCTYPE html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
            '<meta name="referrer" content="no-referrer">\n'
            f"<title>{title} · {escape(self.document.version)}</title>\n"
            f"<style>\n{style(self.document.was is not None)}</style>\n</head>\n<body>\n"
            f'<a class="skip" href="#:main">{title}</a>\n'
            f"<header>\n{self.part(self.blocks[:top])}</header>\n{self.contents()}"
            f'<main id=":main">\n{self.part(self.blocks[top:])}</main>\n</body>\n</html>\n'
        )

    def part(self, blocks: list[tuple[Block, str]]) -> str:
        """The blocks with their sections closed."""
        said = "".join(self.groups(blocks))
        closed, self.opened = ("</section>\n" if self.opened else ""), False
        return said + closed

    def groups(self, blocks: list[tuple[Block, str]]) -> Iterator[str]:
        for listed, group in groupby(blocks, key=lambda pair: isinstance(pair[0], Item)):
            if listed:
                yield self.list([block for block, _ in group if isinstance(block, Item)])
            else:
                yield from (self.block(block, number) for block, number in group)

    # --- one kind of block after another

    def block(self, block: Block, number: str) -> str:
        match block:
            case Heading():
                return self.heading(block, number)
            case Clause():
                look = "clause part" if block.depth > 1 else "clause"
                said = f'<span class="said">{self.said(block)}</span>'
                return f"<p{self.named(block, look)}>{_number(number)} {said}</p>\n"
            case Paragraph(role="title"):
                return f"<h1{self.named(block)}>{self.said(block)}</h1>\n"
            case Paragraph():
                look = "" if block.role == "body" else block.role
                return f"<p{self.named(block, look)}>{self.said(block)}</p>\n"
            case Table():
                return self.table(block, number)
            case Figure():
                return self.figure(block, number)
        raise TypeError(block)

    def named(self, part: Block | Row, look: str = "") -> str:
        """The attributes of a block or a row: its classes, the mark's among them, and its id."""
        classes = " ".join(filter(None, (look, part.mark)))
        return (f' class="{escape(classes)}"' if classes else "") + _id(self.inline.name(part))

    def said(self, block: Heading | Clause | Paragraph | Item) -> str:
        """A block's text, with where it moved and whether its end is new or gone."""
        said = self.inline.runs(block.runs, block.mark)
        lead = arrow(block, self.arrows)
        said = f'<span class="move">{escape(lead)}</span> {said}' if lead else said
        return f"{said}{inside(block.end, END)}" if block.end else said

    def heading(self, block: Heading, number: str) -> str:
        said = self.said(block)
        if block.level > 1:
            return f"<h3{self.named(block)}>{said}</h3>\n"
        closed, self.opened = ("</section>\n" if self.opened else ""), True
        label = _number(self.heading_number(block, number))
        return f"{closed}<section>\n<h2{self.named(block)}>{f'{label} {said}'.strip()}</h2>\n"

    def heading_number(self, block: Heading, number: str) -> str:
        return f"{self.words['annex']} {number}" if block.annex and number else number

    def contents(self) -> str:
        entries = [
            f'<li><a href="#{escape(block.id)}">{_number(number)} '
            f"<span>{escape(plain(one_side(block.runs, new=True)))}</span></a></li>\n"
            for block, number in self.blocks
            if isinstance(block, Heading) and block.level == 1 and block.mark not in OLD
        ]
        if not entries:
            return ""
        return (
            f'<nav aria-labelledby=":contents">\n<h2 id=":contents">'
            f"{escape(self.words['contents'])}</h2>\n<ol>\n{''.join(entries)}</ol>\n</nav>\n"
        )

    # --- tables and figures

    def caption(self, word: str, number: str, block: Table | Figure) -> str:
        said = self.inline.runs(block.caption, block.mark)
        return f"<strong>{escape(self.words[word])} {number}.</strong> {said}"

    def table(self, block: Table, number: str) -> str:
        own = self.inline.name(block)
        name = escape(f"{own or number}:caption")
        wide = "wide " if len(block.align) > _MANY_COLUMNS else ""
        mark = f" {block.mark}" if block.mark else ""
        return (
            f'<div class="scroll{mark}" role="group" tabindex="0" aria-labelledby="{name}">\n'
            f'<table class="{wide}{escape(block.role)}"{_id(own)}>\n'
            f'<caption id="{name}">{self.caption("table", number, block)}</caption>\n'
            f"{self.rows(block)}</table>\n</div>\n"
        )

    def rows(self, block: Table) -> str:
        sides = [_SIDES.get(side, "") for side in block.align]
        hidden = ' class="hidden"' if block.role == "key" else ""
        head = "".join(
            f'<th scope="col"{side}>{self.inline.runs(cell, block.mark)}</th>'
            for cell, side in zip(block.head.cells, sides, strict=True)
        )
        body = "".join(self.row(row, sides, row.mark or block.mark) for row in block.rows)
        return f"<thead{hidden}>\n<tr>{head}</tr>\n</thead>\n<tbody>\n{body}</tbody>\n"

    def row(self, row: Row, sides: list[str], mark: Mark | None) -> str:
        first, *others = (self.inline.runs(cell, mark) for cell in row.cells)
        cells = "".join(
            f"<td{side}>{cell}</td>" for cell, side in zip(others, sides[1:], strict=True)
        )
        named = self.named(replace(row, mark=mark) if mark else row)
        return f'<tr{named}><th scope="row"{sides[0]}>{first}</th>{cells}</tr>\n'

    def figure(self, block: Figure, number: str) -> str:
        caption = self.caption("figure", number, block)
        new = replace(block, id=self.inline.name(block), caption=one_side(block.caption, new=True))
        drawn = self.drawn(new)
        was = redrawn(block)
        if was:
            old = self.drawn(replace(was, id=f"{new.id}:was"))
            drawn = f"{inside(Mark.DELETED, old)}{inside(Mark.INSERTED, drawn)}"
        return (
            f"<figure{self.named(block)}>\n<figcaption>{caption}</figcaption>\n{drawn}</figure>\n"
        )

    def drawn(self, block: Figure) -> str:
        """The picture, and its numbers as a table for who cannot see it."""
        head = "".join(f'<th scope="col">{self.inline.runs(title)}</th>' for title in block.head)
        rows = "".join(
            f'<tr><th scope="row">{self.inline.runs(point.label)}</th>'
            f"{''.join(f'<td>{self.inline.runs(bar.runs)}</td>' for bar in point.bars)}</tr>\n"
            for point in block.points
        )
        return (
            f"{pictures.svg(block)}\n"
            f'<div class="hidden"><table>\n<thead>\n<tr>{head}</tr>\n</thead>\n'
            f"<tbody>\n{rows}</tbody>\n</table></div>\n"
        )

    def list(self, items: list[Item]) -> str:
        """Neighbouring items as nested lists."""
        parts, depth = [], 0
        for item in items:
            if item.depth <= depth:
                parts.append("</li>" + "</ul></li>" * (depth - item.depth))
            parts.extend('<ul><li class="gap">' for _ in range(depth + 1, item.depth))
            parts.append("\n<ul>" if item.depth > depth else "\n")
            parts.append(f"<li{self.named(item)}>{self.said(item)}")
            depth = item.depth
        return "".join(parts).strip() + "</li></ul>" * depth + "\n"


def _opens(block: Block) -> bool:
    """Whether a block belongs to the page's head."""
    return isinstance(block, Paragraph) and block.role in ("title", "subtitle")


def _id(name: str) -> str:
    return f' id="{escape(name)}"' if name else ""


def _number(number: str) -> str:
    return f'<span class="no">{escape(number)}</span>' if number else ""
