"""Documents read from Markdown: from what templates print, and back from our own Markdown files.

The dialect is CommonMark with GFM tables, raw HTML and images off. Sections are `##`, signposts
`###`; ordered items are clauses, ordered items inside them sub-clauses; ``{#id .class}`` at the end
of a line, or of a row's first cell, names it; ``Table: caption`` and ``Figure: caption`` stand
above a table. `source.py` says how facts and conditions are marked.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from sla_writer.document.blocks import (
    Bar,
    Block,
    Clause,
    Figure,
    Heading,
    Item,
    Paragraph,
    Point,
    Row,
    Runs,
    Table,
    plain,
)
from sla_writer.document.inline import Inline
from sla_writer.document.printed import BLANK, Printed, bare, merged, resolve
from sla_writer.document.source import (
    FACT,
    FACT_END,
    SCOPE,
    SCOPE_END,
    Names,
    Source,
    Trace,
    prepare,
)
from sla_writer.errors import SlaWriterError

if TYPE_CHECKING:
    from sla_writer.document.commonmark import Token

__all__ = [
    "BLANK",
    "FACT",
    "FACT_END",
    "LIMIT",
    "SCOPE",
    "SCOPE_END",
    "Trace",
    "bare",
    "merged",
    "read",
    "resolve",
]

LIMIT = 2_000_000
"""The length in characters of the longest text that is read."""

_DEEPEST = 8
_CARRIAGE_RETURN = re.compile("\r\n?")
_ALIGN = {"text-align:right": "right", "text-align:center": "center"}
_CAPTIONS = {"Table": ("key", "signatures"), "Figure": ("funnel", "bars")}
_LABEL = re.compile(f"(?:{SCOPE}\\d+{FACT_END})*(Table|Figure):(?: |$)")
_LISTS = {"ordered_list_open": "clause", "bullet_list_open": "item"}
_QUIET = {
    "heading_close", "paragraph_close", "list_item_close", "inline", "th_close", "td_close",
}  # fmt: skip


def read(
    text: str,
    *,
    traces: Sequence[Trace] = (),
    language: str = "en",
    words: Mapping[str, str] | None = None,
) -> tuple[Block, ...]:
    """The blocks that Markdown `text` says.

    Without `words` the text is a template's output, with marks that point into `traces`. With
    `words` it is one of our own files in `language`: the numbers in front of blocks are dropped
    where they are the ones expected, and nothing has an id. Raises SlaWriterError for what a
    document can't hold, with its line.
    """
    if len(text) > LIMIT:
        raise SlaWriterError("error-markdown-size", limit=LIMIT)
    text = _CARRIAGE_RETURN.sub("\n", text)  # as the parser does, so that lines have its numbers
    source = prepare(text) if words is None else Source(text.split("\n"))
    reader = _Reader(source, Inline(traces), None if words is None else Printed(language, words))
    return tuple(reader.blocks())


class _Reader:
    """Walks the parser's tokens and yields blocks, with ids that are unique."""

    def __init__(self, source: Source, inline: Inline, printed: Printed | None) -> None:
        self.source, self.inline, self.printed = source, inline, printed
        self.lists: list[str] = []
        self.begun = False
        self.caption: tuple[str, Runs, Names, Token] | None = None
        self.scope = "start"
        self.section = ""
        self.used: set[str] = set()

    def blocks(self) -> Iterator[Block]:
        from sla_writer.document.commonmark import tokens

        found = tokens(self.source.text)
        at = 0
        while at < len(found):
            token = found[at]
            if token.type == "table_open":
                end = next(i for i in range(at, len(found)) if found[i].type == "table_close")
                yield self.table(found[at:end])
                at = end
            else:
                yield from self.block(token, found[at + 1] if at + 1 < len(found) else token)
            at += 1
        self.nothing_left()

    def block(self, token: Token, inline: Token) -> Iterator[Block]:
        """The blocks that begin with a token; `inline` is the token after it."""
        if token.type in _LISTS:
            self.lists.append(_LISTS[token.type])
            if len(self.lists) > _DEEPEST:
                raise self.refused("error-markdown-block", token)
        elif token.type in ("ordered_list_close", "bullet_list_close"):
            self.lists.pop()
        elif token.type == "list_item_open":
            self.begun = True
        elif token.type == "heading_open":
            yield self.heading(token, inline)
        elif token.type == "paragraph_open":
            self.no_caption()
            yield from self.paragraph(token, inline)
        elif token.type not in _QUIET:
            raise self.refused("error-markdown-block", token)

    # --- names and refusals

    def refused(self, key: str, token: Token, text: str = "") -> SlaWriterError:
        line = (token.map or [0])[0]
        return SlaWriterError(key, line=line + 1, text=text or self.source.lines[line].strip())

    def nothing_left(self) -> None:
        self.no_caption()
        for line, names in self.source.names.items():
            said = " ".join((*filter(None, [names.id]), *sorted(names.classes)))
            raise SlaWriterError("error-markdown-names", line=line + 1, text=said)

    def no_caption(self) -> None:
        if self.caption:
            _, runs, _, token = self.caption
            raise self.refused("error-markdown-caption", token, plain(runs))

    def named(self, token: Token, *classes: str) -> Names:
        """The names on a block's lines; only the classes listed mean something there."""
        start, end = token.map or [0, 0]
        for line in range(start, end):
            if names := self.source.names.pop(line, None):
                if not names.classes <= set(classes):
                    said = " ".join(sorted(names.classes - set(classes)))
                    raise self.refused("error-markdown-names", token, said)
                return names
        return Names()

    def id(self, given: str, scope: str = "") -> str:
        """The id a template gave, or the first free number in the scope; unique in the document."""
        if self.printed:
            return ""
        if given in self.used:
            raise SlaWriterError("error-markdown-id", id=given)
        number = 1
        while not given or given in self.used:
            given, number = f"{scope or self.scope}.{number}", number + 1
        self.used.add(given)
        return given

    # --- blocks of text

    def heading(self, token: Token, inline: Token) -> Block:
        self.no_caption()
        level = len(token.markup) - 1
        if level > 2 or self.lists:
            raise self.refused("error-markdown-heading", token)
        runs = self.inline.runs(inline)
        if level == 0:
            names = self.named(token)
            return Paragraph(self.id(names.id, "title"), runs, "title")
        if level == 2:
            self.scope = self.id(self.named(token).id, self.section)
            return Heading(self.scope, 2, runs)
        return self.opened_section(token, inline, runs)

    def opened_section(self, token: Token, inline: Token, runs: Runs) -> Block:
        names = self.named(token, "annex", "unnumbered")
        annex, numbered = "annex" in names.classes, "unnumbered" not in names.classes
        if self.printed:
            mark, kind = self.printed.heading(inline.content)
            annex, numbered = isinstance(kind, Heading) and kind.annex, kind is not None
            runs = _after(runs, len(mark) + 1) if kind else runs
        self.section = self.scope = self.id(names.id, "section")
        return Heading(self.section, 1, runs, annex, numbered)

    def paragraph(self, token: Token, inline: Token) -> Iterator[Block]:
        runs = self.inline.runs(inline)
        first, self.begun = self.begun and bool(self.lists), False
        if first:
            yield self.listed(token, runs)
        elif not self.captioned(token, inline, runs):
            yield self.text(token, inline, runs)

    def listed(self, token: Token, runs: Runs) -> Block:
        names = self.named(token)
        if self.lists[-1] == "item":
            return Item(self.id(names.id), runs, self.lists.count("item"))
        if "item" in self.lists or len(self.lists) > 2:
            raise self.refused("error-markdown-block", token)
        return Clause(self.id(names.id), runs, len(self.lists))

    def text(self, token: Token, inline: Token, runs: Runs) -> Block:
        if self.printed:
            _, kind = self.printed.clause(inline.content)
            if isinstance(kind, Clause):
                return replace(kind, runs=_after(runs[1:], 1))
        names = self.named(token, "title", "subtitle", "note", "closing")
        return Paragraph(self.id(names.id), runs, next(iter(names.classes), "body"))

    # --- tables and figures

    def captioned(self, token: Token, inline: Token, runs: Runs) -> bool:
        """Keeps a caption for the table that must follow; says whether it was one."""
        if self.printed:
            _, kind = self.printed.caption(inline.content)
            if kind:
                self.caption = type(kind).__name__, _after(runs[1:], 1), Names(), token
            return kind is not None
        label = _LABEL.match(inline.content)
        if label:
            names = self.named(token, *_CAPTIONS[label[1]])
            self.caption = label[1], _after(runs, len(label[1]) + 2), names, token
        return label is not None

    def table(self, tokens: list[Token]) -> Block:
        if self.lists:
            raise self.refused("error-markdown-block", tokens[0])
        kind, caption, names, _ = self.caption or ("Table", (), Names(), tokens[0])
        self.caption = None
        table_id = self.id(names.id)
        rows = list(self.rows(tokens))
        if kind == "Figure":
            return self.figure(table_id, caption, names, rows)
        align = tuple(_ALIGN.get(str(cell.attrs.get("style")), "left") for cell, _ in rows[0])
        head, *body = (self.row(row, table_id) for row in rows)
        role = next(iter(names.classes), "grid")
        return Table(table_id, caption, align, head, tuple(body), role)

    def rows(self, tokens: list[Token]) -> Iterator[list[tuple[Token, Token]]]:
        """Each row's cells, head first, as their opening and their inline tokens."""
        from sla_writer.document.commonmark import cells

        row: list[tuple[Token, Token]] = []
        width = 0
        for index, token in enumerate(tokens):
            if token.type in ("th_open", "td_open"):
                row.append((token, tokens[index + 1]))
            elif token.type == "tr_close":
                width = width or len(row)
                if cells(self.source.lines[_line(row)]) > width:
                    raise self.refused("error-markdown-cells", row[0][1])
                yield row
                row = []

    def row(self, row: list[tuple[Token, Token]], table_id: str) -> Row:
        names = self.named(row[0][1])
        given = names.id or (f"{table_id}.head" if row[0][0].type == "th_open" else "")
        return Row(self.id(given, table_id), tuple(self.inline.runs(cell) for _, cell in row))

    def figure(
        self, figure_id: str, caption: Runs, names: Names, rows: list[list[tuple[Token, Token]]]
    ) -> Figure:
        head, *body = ([cell for _, cell in row] for row in rows)
        titles = tuple(self.inline.runs(cell) for cell in head)
        points = tuple(self.point(label, *bars) for label, *bars in body)
        return Figure(figure_id, caption, next(iter(names.classes), "bars"), titles, points)

    def point(self, label: Token, *bars: Token) -> Point:
        drawn = (Bar(self.inline.runs(bar), self.inline.value(bar)) for bar in bars)
        return Point(self.inline.runs(label), tuple(drawn))


def _line(row: list[tuple[Token, Token]]) -> int:
    return (row[0][1].map or [0])[0]


def _after(runs: Runs, length: int) -> Runs:
    """The runs without their first characters (which the first run holds)."""
    return merged([replace(runs[0], text=runs[0].text[length:]), *runs[1:]]) if runs else ()
