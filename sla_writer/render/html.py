"""The agreement as one clean web page: nothing outside it is loaded, and nothing in it can run.

It fits any screen, prints well, follows the reader's light or dark setting, and is told whole by a
screen reader: numbered headings, a contents list, captioned tables, figures with their numbers.
"""

from __future__ import annotations

from collections.abc import Iterator
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
    Paragraph,
    Row,
    Run,
    Runs,
    Table,
    plain,
)
from sla_writer.document.blocks import Numbering
from sla_writer.document.printed import leads_out
from sla_writer.render import pictures

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
def style() -> str:
    """The style sheet of a page."""
    return Path(__file__).with_name("page.css").read_text(encoding="utf-8")


class _Page:
    def __init__(self, document: Document) -> None:
        self.document, self.words = document, document.words
        numbering = Numbering(document.language)
        self.blocks = [(block, numbering.next(block) or "") for block in document.blocks]
        self.inline = _Inline(document)
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
            f"<style>\n{style()}</style>\n</head>\n<body>\n"
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
                yield _list([block for block, _ in group if isinstance(block, Item)], self.inline)
            else:
                yield from (self.block(block, number) for block, number in group)

    # --- one kind of block after another

    def block(self, block: Block, number: str) -> str:
        match block:
            case Heading():
                return self.heading(block, number)
            case Clause():
                look = "clause part" if block.depth > 1 else "clause"
                said = f'<span class="said">{self.inline.runs(block.runs)}</span>'
                return f'<p class="{look}"{_id(block.id)}>{_number(number)} {said}</p>\n'
            case Paragraph(role="title"):
                return f"<h1{_id(block.id)}>{self.inline.runs(block.runs)}</h1>\n"
            case Paragraph():
                look = "" if block.role == "body" else f' class="{escape(block.role)}"'
                return f"<p{look}{_id(block.id)}>{self.inline.runs(block.runs)}</p>\n"
            case Table():
                return self.table(block, number)
            case Figure():
                return self.figure(block, number)
        raise TypeError(block)

    def heading(self, block: Heading, number: str) -> str:
        said = self.inline.runs(block.runs)
        if block.level > 1:
            return f"<h3{_id(block.id)}>{said}</h3>\n"
        closed, self.opened = ("</section>\n" if self.opened else ""), True
        label = _number(self.heading_number(block, number))
        return f"{closed}<section>\n<h2{_id(block.id)}>{f'{label} {said}'.strip()}</h2>\n"

    def heading_number(self, block: Heading, number: str) -> str:
        return f"{self.words['annex']} {number}" if block.annex and number else number

    def contents(self) -> str:
        entries = [
            f'<li><a href="#{escape(block.id)}">{_number(number)} '
            f"<span>{escape(plain(block.runs))}</span></a></li>\n"
            for block, number in self.blocks
            if isinstance(block, Heading) and block.level == 1
        ]
        if not entries:
            return ""
        return (
            f'<nav aria-labelledby=":contents">\n<h2 id=":contents">'
            f"{escape(self.words['contents'])}</h2>\n<ol>\n{''.join(entries)}</ol>\n</nav>\n"
        )

    # --- tables and figures

    def caption(self, word: str, number: str, caption: Runs) -> str:
        return f"<strong>{escape(self.words[word])} {number}.</strong> {self.inline.runs(caption)}"

    def table(self, block: Table, number: str) -> str:
        name = escape(f"{block.id or number}:caption")
        wide = "wide " if len(block.align) > _MANY_COLUMNS else ""
        return (
            f'<div class="scroll" role="group" tabindex="0" aria-labelledby="{name}">\n'
            f'<table class="{wide}{escape(block.role)}"{_id(block.id)}>\n'
            f'<caption id="{name}">{self.caption("table", number, block.caption)}</caption>\n'
            f"{self.rows(block)}</table>\n</div>\n"
        )

    def rows(self, block: Table) -> str:
        sides = [_SIDES.get(side, "") for side in block.align]
        hidden = ' class="hidden"' if block.role == "key" else ""
        head = "".join(
            f'<th scope="col"{side}>{self.inline.runs(cell)}</th>'
            for cell, side in zip(block.head.cells, sides, strict=True)
        )
        body = "".join(self.row(row, sides) for row in block.rows)
        return f"<thead{hidden}>\n<tr>{head}</tr>\n</thead>\n<tbody>\n{body}</tbody>\n"

    def row(self, row: Row, sides: list[str]) -> str:
        first, *others = (self.inline.runs(cell) for cell in row.cells)
        cells = "".join(
            f"<td{side}>{cell}</td>" for cell, side in zip(others, sides[1:], strict=True)
        )
        return f'<tr{_id(row.id)}><th scope="row"{sides[0]}>{first}</th>{cells}</tr>\n'

    def figure(self, block: Figure, number: str) -> str:
        caption = self.caption("figure", number, block.caption)
        head = "".join(f'<th scope="col">{self.inline.runs(title)}</th>' for title in block.head)
        rows = "".join(
            f'<tr><th scope="row">{self.inline.runs(point.label)}</th>'
            f"{''.join(f'<td>{self.inline.runs(bar.runs)}</td>' for bar in point.bars)}</tr>\n"
            for point in block.points
        )
        return (
            f"<figure{_id(block.id)}>\n<figcaption>{caption}</figcaption>\n{pictures.svg(block)}\n"
            f'<div class="hidden"><table>\n<thead>\n<tr>{head}</tr>\n</thead>\n'
            f"<tbody>\n{rows}</tbody>\n</table></div>\n</figure>\n"
        )


def _opens(block: Block) -> bool:
    """Whether a block belongs to the page's head."""
    return isinstance(block, Paragraph) and block.role in ("title", "subtitle")


def _id(name: str) -> str:
    return f' id="{escape(name)}"' if name else ""


def _number(number: str) -> str:
    return f'<span class="no">{escape(number)}</span>' if number else ""


def _list(items: list[Item], inline: _Inline) -> str:
    """Neighbouring items as nested lists."""
    parts, depth = [], 0
    for item in items:
        if item.depth <= depth:
            parts.append("</li>" + "</ul></li>" * (depth - item.depth))
        parts.extend('<ul><li class="gap">' for _ in range(depth + 1, item.depth))
        parts.append("\n<ul>" if item.depth > depth else "\n")
        parts.append(f"<li{_id(item.id)}>{inline.runs(item.runs)}")
        depth = item.depth
    return "".join(parts).strip() + "</li></ul>" * depth + "\n"


class _Inline:
    """Runs as HTML; a term leads to its definition, and shows it when pointed at."""

    def __init__(self, document: Document) -> None:
        self.language = document.language
        self.places = dict(_places(document))

    def runs(self, runs: Runs) -> str:
        return "".join(self.run(run) for run in runs)

    def run(self, run: Run) -> str:
        said = escape(run.text).replace("\n", "<br>")
        if run.control:
            said = '<span class="blank"></span>'
        for tag, wanted in (("code", run.code), ("em", run.italic), ("strong", run.bold)):
            said = f"<{tag}>{said}</{tag}>" if wanted else said
        said = self.linked(run, said)
        if run.language and run.language != self.language:
            return f'<span lang="{escape(run.language)}">{said}</span>'
        return said

    def linked(self, run: Run, said: str) -> str:
        if run.href and leads_out(run.href):
            return f'<a href="{escape(run.href)}">{said}</a>'
        if run.target:
            return f'<a href="#{escape(run.target)}">{said}</a>'
        place = f"terms.{run.term}"
        if run.term and place in self.places:
            meaning = escape(self.places[place])
            return f'<a class="term" href="#{escape(place)}" title="{meaning}">{said}</a>'
        return said


def _places(document: Document) -> Iterator[tuple[str, str]]:
    """Every block's and row's id with its plain text."""
    for block in document.blocks:
        if isinstance(block, Table):
            yield from ((row.id, " — ".join(map(plain, row.cells))) for row in block.rows)
        elif not isinstance(block, Figure):
            yield block.id, plain(block.runs)
