"""The agreement as Markdown: CommonMark with GFM tables, pleasant to read on any forge and as text.

Numbers are printed in front of blocks (``## 3. Terms``, ``**3.2.** …``, ``**Table 4.** …``); only
what would be read as Markdown is escaped. `document.markdown.read` gives back what was written
(see `document.printed.bare` for what Markdown can't say). The marks of a redline are CriticMarkup:
``{++new++}``, ``{--old--}``, ``{~~old~>new~~}``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import groupby

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
    Runs,
    Table,
)
from sla_writer.document.blocks import Numbering
from sla_writer.document.printed import bare, mark
from sla_writer.render.markdown_inline import CRITIC_START, around, aside, inline, marked
from sla_writer.render.marks import END, arrow, arrows, redrawn

__all__ = ["inline", "render"]

_BLOCK_START = re.compile(r"(?:#{1,6}|[-+])(?=[\s-]|$)|>|\d{1,9}[.)](?=\s|$)")
_CLOSING_HASHES = re.compile(r"(?:^|(?<=\s))#+$")
_BLANK = re.compile(r"(?:\\_)+")
_PADDED_WIDTH = 100
_RULES = {"left": "---", "right": "---:", "center": ":---:"}


def render(document: Document) -> str:
    """The document as Markdown text that ends in one newline."""
    writer = _Writer(document)
    parts = groupby(bare(document), key=lambda block: isinstance(block, Item))
    texts = (text for listed, blocks in parts for text in writer.parts(listed, blocks))
    return "\n\n".join(texts) + "\n"


class _Writer:
    def __init__(self, document: Document) -> None:
        self.words = document.words
        self.arrows, self.inline = arrows(document), marked if document.was else inline
        self.numbering = Numbering(document.language)
        annex, table, figure = (
            re.escape(self.words.get(name, "")) for name in ("annex", "table", "figure")
        )
        self.like_heading = re.compile(rf"(?:{annex} ?)?\w+\.(?=\s|$)")
        self.like_mark = re.compile(
            rf"\*\*(?:\w*\.\d+\.|\(?\w+\)|(?:{table}|{figure}) \d+\.)(?=\*\*(?:\s|$))"
        )

    def parts(self, listed: bool, blocks: Iterator[Block]) -> Iterator[str]:
        """The paragraphs of text that neighbouring blocks make; a list is one."""
        if listed:
            yield "\n".join(self.items(blocks))
        else:
            yield from (self.block(block) for block in blocks)

    def block(self, block: Block) -> str:
        number = mark(block, self.numbering.next(block), self.words)
        match block:
            case Heading():
                return _heading(
                    "#" * (block.level + 1), self.whole(block, self.headed(block, number))
                )
            case Paragraph(role="title"):
                return _heading("#", self.whole(block, self.inline(_own(block))))
            case Paragraph():
                text = _escaped(self.like_mark, _started(self.inline(_own(block))))
                return self.whole(block, text)
            case Clause():
                return self.whole(block, f"{number} {self.inline(_own(block))}".rstrip())
            case Table():
                rows = [block.head, *block.rows]
                return (
                    f"{self.captioned(block, number)}\n\n{self.grid(block.align, rows, block.mark)}"
                )
            case Figure():
                return "\n\n".join([self.captioned(block, number), *self.figures(block)])
        raise TypeError(block)

    def whole(self, block: Heading | Clause | Paragraph | Item, text: str) -> str:
        """A block's text; in a redline with its mark, where it moved and whether its end is new."""
        end = around(block.end, END) if block.end else ""
        return around(block.mark, text) + end + aside(arrow(block, self.arrows))

    def headed(self, block: Heading, number: str) -> str:
        text = self.inline(_own(block))
        if block.level == 1 and not number:
            text = _escaped(self.like_heading, text)
        return f"{number} {text}".strip()

    def items(self, blocks: Iterator[Block]) -> Iterator[str]:
        above = 0
        for block in blocks:
            if isinstance(block, Item):
                inner = min(above, block.depth - 1)
                bullets = "  " * inner + "- " * (block.depth - inner)
                yield f"{bullets}{self.whole(block, _started(self.inline(_own(block))))}"
                above = block.depth

    def captioned(self, block: Table | Figure, number: str) -> str:
        return around(block.mark, f"{number} {self.inline(_own(block))}".rstrip())

    def figures(self, figure: Figure) -> Iterator[str]:
        """The numbers of a drawing, below the old ones when those were others."""
        was = redrawn(figure)
        if was:
            yield self.points(was, Mark.DELETED)
        yield self.points(figure, Mark.INSERTED if was else figure.mark)

    def points(self, figure: Figure, own: Mark | None) -> str:
        head = Row("", figure.head)
        rows = [Row("", (each.label, *(bar.runs for bar in each.bars))) for each in figure.points]
        return self.grid(("left", *("right" for _ in figure.head[1:])), [head, *rows], own)

    def grid(self, align: Sequence[str], rows: Sequence[Row], own: Mark | None) -> str:
        """A table of which each row has its own mark, or all have one."""
        return _grid(align, [[self.cell(c, row.mark or own) for c in row.cells] for row in rows])

    def cell(self, runs: Runs, own: Mark | None) -> str:
        text = self.inline(runs).replace("|", "\\|")
        return around(own, text.replace("\\", "") if _BLANK.fullmatch(text) else text)


def _own(block: Block) -> Runs:
    """The runs of a block or its caption, without their marks when all of it has one."""
    runs = block.caption if isinstance(block, Table | Figure) else block.runs
    return runs if block.mark is None else tuple(replace(run, mark=None) for run in runs)


# --- blocks -------------------------------------------------------------------------------------


def _heading(hashes: str, text: str) -> str:
    closing = _CLOSING_HASHES.search(text)
    text = f"{text[:-1]}\\#" if closing else text
    return f"{hashes} {text}".rstrip()


def _started(text: str) -> str:
    """The text of a block with an escape where its beginning would open another kind of block."""
    critic = CRITIC_START.match(text)
    before, text = text[: critic.end() if critic else 0], text[critic.end() if critic else 0 :]
    found = _BLOCK_START.match(text)
    if not found:
        return before + text
    at = found.end() - 1 if found.group()[0].isdigit() else 0
    return f"{before}{text[:at]}\\{text[at:]}"


def _escaped(number: re.Pattern[str], text: str) -> str:
    """The text with an escape when it begins like a number that our reader would take for one."""
    found = number.match(text)
    return f"{text[: found.end() - 1]}\\{text[found.end() - 1 :]}" if found else text


def _grid(align: Sequence[str], texts: list[list[str]]) -> str:
    """A GFM table; its columns stand under each other where the lines stay short."""
    rules = [_RULES[side] for side in align]
    widths = [max(map(len, column)) for column in zip(rules, *texts, strict=True)]
    if sum(widths) <= _PADDED_WIDTH:
        texts = [[_padded(*cell) for cell in zip(row, widths, align, strict=True)] for row in texts]
        rules = [
            rule.replace("---", "-" * (width - len(rule) + 3))
            for rule, width in zip(rules, widths, strict=True)
        ]
    return "\n".join(f"| {' | '.join(row)} |" for row in (texts[0], rules, *texts[1:]))


def _padded(text: str, width: int, side: str) -> str:
    return {"left": text.ljust, "right": text.rjust, "center": text.center}[side](width)
