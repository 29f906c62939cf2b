"""The agreement as Markdown: CommonMark with GFM tables, pleasant to read on any forge and as text.

Numbers are printed in front of blocks (``## 3. Terms``, ``**3.2.** …``, ``**Table 4.** …``); only
what would be read as Markdown is escaped. `document.markdown.read` gives back what was written
(see `document.printed.bare` for what Markdown can't say).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

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
)
from sla_writer.document.blocks import Numbering
from sla_writer.document.printed import bare, mark

_SYNTAX = re.compile(
    r"[\\`*~]"
    r"|\A\[|\](?=[(\[:]|\Z)"
    r"|<(?=[A-Za-z/!?]|\Z)|&(?=#?\w+;|\Z)|!(?=\[|\Z)"
    r"|(?<![^\W_]{2})_|_(?![^\W_]{2})"
)
_LINKED_SYNTAX = re.compile(rf"{_SYNTAX.pattern}|[\[\]]")
_BLOCK_START = re.compile(r"(?:#{1,6}|[-+])(?=[\s-]|$)|>|\d{1,9}[.)](?=\s|$)")
_CLOSING_HASHES = re.compile(r"(?:^|(?<=\s))#+$")
_PLAIN_ADDRESS = re.compile(r"(?!.*&#?\w+;)[^\s<>()\\]+")
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
            yield "\n".join(_items(blocks))
        else:
            yield from (self.block(block) for block in blocks)

    def block(self, block: Block) -> str:
        number = mark(block, self.numbering.next(block), self.words)
        match block:
            case Heading():
                return self.heading(block, number)
            case Paragraph(role="title"):
                return _heading("#", inline(block.runs))
            case Paragraph():
                return _escaped(self.like_mark, _started(inline(block.runs)))
            case Clause():
                return f"{number} {inline(block.runs)}".rstrip()
            case Table():
                caption = f"{number} {inline(block.caption)}".rstrip()
                return f"{caption}\n\n{_grid(block.align, [block.head, *block.rows])}"
            case Figure():
                caption = f"{number} {inline(block.caption)}".rstrip()
                return f"{caption}\n\n{_points(block)}"
        raise TypeError(block)

    def heading(self, block: Heading, number: str) -> str:
        text = inline(block.runs)
        if block.level == 1 and not number:
            text = _escaped(self.like_heading, text)
        return _heading("#" * (block.level + 1), f"{number} {text}".strip())


# --- blocks -------------------------------------------------------------------------------------


def _heading(hashes: str, text: str) -> str:
    closing = _CLOSING_HASHES.search(text)
    text = f"{text[:-1]}\\#" if closing else text
    return f"{hashes} {text}".rstrip()


def _started(text: str) -> str:
    """The text of a block with an escape where its beginning would open another kind of block."""
    found = _BLOCK_START.match(text)
    if not found:
        return text
    at = found.end() - 1 if found.group()[0].isdigit() else 0
    return f"{text[:at]}\\{text[at:]}"


def _escaped(number: re.Pattern[str], text: str) -> str:
    """The text with an escape when it begins like a number that our reader would take for one."""
    found = number.match(text)
    return f"{text[: found.end() - 1]}\\{text[found.end() - 1 :]}" if found else text


def _items(blocks: Iterator[Block]) -> Iterator[str]:
    above = 0
    for block in blocks:
        if isinstance(block, Item):
            inner = min(above, block.depth - 1)
            bullets = "  " * inner + "- " * (block.depth - inner)
            yield f"{bullets}{_started(inline(block.runs))}"
            above = block.depth


def _points(figure: Figure) -> str:
    head = Row("", figure.head)
    rows = [Row("", (point.label, *(bar.runs for bar in point.bars))) for point in figure.points]
    align = ("left", *("right" for _ in figure.head[1:]))
    return _grid(align, [head, *rows])


def _grid(align: Sequence[str], rows: Sequence[Row]) -> str:
    """A GFM table; its columns stand under each other where the lines stay short."""
    texts = [[_cell(cell) for cell in row.cells] for row in rows]
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


def _cell(runs: Runs) -> str:
    text = inline(runs).replace("|", "\\|")
    return text.replace("\\", "") if _BLANK.fullmatch(text) else text


# --- inline text --------------------------------------------------------------------------------


@dataclass(slots=True)
class _Text:
    """A run as it is written, in three parts: the characters at its ends can become entities."""

    source: str
    written: list[str]

    def hide(self, at: int) -> None:
        """Write a character as an entity, so that Markdown sees punctuation there."""
        self.written[at] = f"&#{ord(self.source[at])};"

    def hide_space(self, at: int) -> None:
        """Write a character as an entity if it is white space, which would not hold there."""
        if self.source[at].isspace() and self.source[at] != "\n":
            self.hide(at)


@dataclass(frozen=True, slots=True)
class _Sign:
    """Syntax between texts: emphasis that opens or closes, or something that needs no care."""

    written: str
    opens: bool = False
    closes: bool = False


def inline(runs: Runs) -> str:
    """The Markdown of runs."""
    parts = list(_parts(runs))
    for at, part in enumerate(parts):
        if isinstance(part, _Sign) and (part.opens or part.closes):
            _settle(part, parts[at - 1] if at else None, parts[at + 1] if parts[at + 1 :] else None)
    if parts and isinstance(parts[0], _Text):
        parts[0].hide_space(0)
    if parts and isinstance(parts[-1], _Text):
        parts[-1].hide_space(-1)
    return "".join(
        part.written if isinstance(part, _Sign) else "".join(part.written) for part in parts
    )


def _parts(runs: Runs) -> Iterator[_Text | _Sign]:
    opened: list[str] = []
    for run in (*runs, Run("")):
        wanted = [*([f"]({_address(run.href)})"] if run.href else []), *_emphasis(run)]
        kept = next(
            (i for i, (a, b) in enumerate(zip(opened, wanted, strict=False)) if a != b),
            min(len(opened), len(wanted)),
        )
        for closing in reversed(opened[kept:]):
            yield _Sign(closing, closes=closing[0] != "]")
        for opening in wanted[kept:]:
            yield _Sign("[") if opening[0] == "]" else _Sign(opening, opens=True)
        opened = wanted
        if run.text:
            yield _Sign(_code(run.text)) if run.code else _text(run)


def _emphasis(run: Run) -> list[str]:
    return ["**"] * run.bold + ["_"] * run.italic


def _text(run: Run) -> _Text:
    text, syntax = run.text, _LINKED_SYNTAX if run.href else _SYNTAX
    ends = [_written(text, at, syntax) for at in ((0, len(text) - 1) if len(text) > 1 else (0,))]
    whole = syntax.sub(r"\\\g<0>", text).replace("\n", "<br>")
    middle = whole[len(ends[0]) : len(whole) - len(ends[-1])]
    return _Text(text, [ends[0], middle, ends[-1]] if len(text) > 1 else ends)


def _written(text: str, at: int, syntax: re.Pattern[str]) -> str:
    """How one character of a text is written."""
    if text[at] == "\n":
        return "<br>"
    return f"\\{text[at]}" if syntax.match(text, at) else text[at]


def _code(text: str) -> str:
    ticks = {len(run) for run in re.findall("`+", text)}
    fence = "`" * next(n for n in range(1, len(ticks) + 2) if n not in ticks)
    spaced = text.strip(" ") and text[0] == text[-1] == " "
    pad = " " if spaced or "`" in (text[0], text[-1]) else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _address(href: str) -> str:
    if _PLAIN_ADDRESS.fullmatch(href):
        return href
    escaped = re.sub(r"[<>&\\]", r"\\\g<0>", href)
    return f"<{escaped}>"


def _settle(sign: _Sign, before: _Text | _Sign | None, after: _Text | _Sign | None) -> None:
    """Make emphasis open or close here whatever stands beside it, by CommonMark's flanking rules.

    Inside there may be no white space; outside must be white space or ASCII punctuation, unless a
    letter or digit stands inside and the sign is not an underscore.
    """
    inner, outer = (after, before) if sign.opens else (before, after)
    inside, outside = (0, -1) if sign.opens else (-1, 0)
    if isinstance(inner, _Text):
        inner.hide_space(inside)
    in_word = isinstance(inner, _Text) and inner.written[inside].isalnum() and sign.written == "**"
    if isinstance(outer, _Text) and not in_word and not _parted(outer.written[outside], outside):
        outer.hide(outside)


def _parted(written: str, at: int) -> bool:
    """Whether the character that stands beside a sign parts it from words."""
    return written[at] == "\t" or unicodedata.category(written[at])[0] in "PZ"
