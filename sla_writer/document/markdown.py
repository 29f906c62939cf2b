"""Documents read from Markdown: from what templates print, and back from our own Markdown files.

The dialect is CommonMark with GFM tables, raw HTML and images off. Sections are `##`, signposts
`###`; ordered items are clauses, ordered items inside them sub-clauses; ``{#id .class}`` at the end
of a line names a block; ``Table: caption`` and ``Figure: caption`` stand above a table. A printed
fact is only a marker (an index into `traces`), so that no value can ever be read as Markdown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from sla_writer.document.blocks import (
    Bar,
    Block,
    Clause,
    Document,
    Figure,
    Heading,
    Item,
    Paragraph,
    Point,
    Row,
    Run,
    Runs,
    Table,
    letters,
    map_runs,
    numbers,
    plain,
)
from sla_writer.errors import SlaWriterError

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

FACT, FACT_END, SCOPE, SCOPE_END, BREAK = "\ufdd0", "\ufdd2", "\ufdd4", "\ufdd5", "\ufdd3"
LIMIT = 4_000_000

_ATTRIBUTES = re.compile(r"(?<!\\)[ \t]*\{((?:[#.][\w.-]+[ \t]*)+)\}(?=\s*$)")
_CELL_ATTRIBUTES = re.compile(r"^(\s*\|[^|]*?)[ \t]*\{#([\w.-]+)\}[ \t]*(?=\|)")
_SCOPE_MARKS = re.compile(f"{SCOPE}(\\d+){FACT_END}|{SCOPE_END}")
_PREFIX = re.compile(r"\s*(?:#{1,6} +|(?:[-*+]|\d+[.)]) +)*\|?")
_CELL = re.compile(r"(?<!\\)\|")
_MARKS = re.compile(f"{FACT}(\\d+){FACT_END}|{SCOPE}(\\d+){FACT_END}|({SCOPE_END})|({BREAK})")
_BR = re.compile(r"(?<!\\)((?:\\\\)*)<br>")
_STRUCTURE = re.compile(r"[\s:-]*|\|")
_LABEL = re.compile(r"(Table|Figure): +")
_LINKS = re.compile(r"(https?://|mailto:|term:[\w-]+$|field:(text|date)$|#[\w.-]+$)")
_ALIGN = {"text-align:right": "right", "text-align:center": "center"}
_ROLES = {"note", "subtitle", "closing", "title"}


@dataclass(frozen=True, slots=True)
class Trace:
    """What a marker stands for: a fact's text with its sources, or (without text) a scope's sources."""

    sources: tuple[str, ...]
    text: str = ""
    value: Decimal | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class _Attributes:
    id: str = ""
    classes: frozenset[str] = frozenset()


_NONE = _Attributes()


def read(
    text: str,
    *,
    traces: Sequence[Trace] = (),
    language: str = "en",
    words: Mapping[str, str] | None = None,
) -> tuple[Block, ...]:
    """The blocks that Markdown `text` says.

    With `words` the text is one of our own files: the numbers printed in front of blocks are
    recognised where they are the ones expected, and dropped. Raises SlaWriterError with the line
    for what a document can't hold.
    """
    if len(text) > LIMIT:
        raise SlaWriterError("error-markdown-size", limit=LIMIT)
    reader = _Reader(_Inline(traces), language, words)
    return tuple(reader.blocks(*_normalised(_BR.sub(rf"\1{BREAK}", text))))


def resolve(blocks: Sequence[Block], language: str) -> tuple[Block, ...]:
    """The blocks with the text of every cross-reference filled in: the number of its target."""
    printed = _printed_numbers(blocks, language)

    def fill(runs: Runs) -> Runs:
        return tuple(_filled(run, printed) for run in runs)

    return tuple(map_runs(block, fill) for block in blocks)


def _filled(run: Run, printed: Mapping[str, str]) -> Run:
    if run.target is None:
        return run
    if run.target not in printed:
        return replace(run, text="", target=None)
    return replace(run, text=printed[run.target])


def _printed_numbers(blocks: Sequence[Block], language: str) -> dict[str, str]:
    shell = Document(language, "", "", "", "", tuple(blocks))
    found: dict[str, str] = {}
    clause = ""
    for block, number in zip(blocks, numbers(shell), strict=True):
        if number is None:
            continue
        if isinstance(block, Clause) and block.depth > 1:
            number = f"{clause}{number}" if language != "ru" else f"{clause}, {number.rstrip(')')}"
        else:
            clause = number = number.rstrip(".")
        found[block.id] = number
    return found


def bare(document: Document) -> tuple[Block, ...]:
    """The blocks as Markdown can say them: no ids, sources, terms, targets, languages or controls."""
    return tuple(_bare(block) for block in document.blocks)


def _bare(block: Block) -> Block:
    block = map_runs(block, lambda runs: merged(_bare_run(run) for run in runs))
    if isinstance(block, Table):
        rows = tuple(replace(row, id="") for row in block.rows)
        return replace(block, id="", head=replace(block.head, id=""), rows=rows, role="grid")
    if isinstance(block, Figure):
        points = tuple(
            Point(p.label, tuple(replace(bar, size=None) for bar in p.bars)) for p in block.points
        )
        return replace(block, id="", kind="bars", points=points)
    if isinstance(block, Paragraph):
        role = block.role if block.role == "title" else "body"
        return replace(block, id="", role=role)
    return replace(block, id="")


def _bare_run(run: Run) -> Run:
    text = BLANK if run.control else run.text
    return Run(text, bold=run.bold, italic=run.italic, code=run.code, href=run.href)


BLANK = "________"
"""What stands in Markdown where something is to be filled in by hand."""


def merged(runs: Iterator[Run] | Sequence[Run]) -> Runs:
    """The runs with neighbours of one look and one origin joined, and empty ones left out."""
    found: list[Run] = []
    for run in runs:
        if not run.text and not run.control and not run.target:
            continue
        if found and _alike(found[-1], run):
            found[-1] = replace(run, text=found[-1].text + run.text)
        else:
            found.append(run)
    return tuple(found)


def _alike(a: Run, b: Run) -> bool:
    """Whether two neighbours can be one run."""
    return (
        a.sources == b.sources
        and (a.bold, a.italic, a.code) == (b.bold, b.italic, b.code)
        and (a.href, a.term, a.language) == (b.href, b.term, b.language)
        and not (a.control or b.control or a.target or b.target)
    )


# --- the source, before it is parsed ------------------------------------------------------------


def _normalised(text: str) -> tuple[str, dict[int, _Attributes], dict[int, str]]:
    """The source with no scope across a line or a cell, and the attributes of its lines and rows."""
    lines: list[str] = []
    attributes: dict[int, _Attributes] = {}
    rows: dict[int, str] = {}
    open_scopes: list[str] = []
    for raw in text.split("\n"):
        line, open_scopes = _scoped_line(raw, open_scopes)
        if found := _CELL_ATTRIBUTES.match(line):
            rows[len(lines)] = found[2]
            line = found[1] + " " + line[found.end() :]
        elif found := _ATTRIBUTES.search(_SCOPE_TAIL.sub("", line)):
            attributes[len(lines)] = _parsed(found[1])
            line = line.replace(found.group(), "", 1)
        lines.append(line)
    return "\n".join(lines), attributes, rows


_SCOPE_TAIL = re.compile(f"{SCOPE_END}+(?=\\s*$)")


def _parsed(text: str) -> _Attributes:
    names = text.split()
    ids = [name[1:] for name in names if name.startswith("#")]
    return _Attributes(ids[0] if ids else "", frozenset(n[1:] for n in names if n[0] == "."))


def _scoped_line(raw: str, opened: list[str]) -> tuple[str, list[str]]:
    """A line whose text is wrapped in the scopes open around it, and the scopes open after it."""
    if SCOPE not in raw and SCOPE_END not in raw and not opened:
        return raw, opened
    pieces: list[tuple[str, tuple[str, ...]]] = []
    at, now = 0, list(opened)
    for mark in _SCOPE_MARKS.finditer(raw):
        pieces.append((raw[at : mark.start()], tuple(now)))
        at = mark.end()
        if mark[1]:
            now.append(mark[1])
        else:
            now.pop()
    pieces.append((raw[at:], tuple(now)))
    bare_line = "".join(text for text, _ in pieces)
    if not bare_line.strip():
        return "", now
    return _wrapped(pieces, _PREFIX.match(bare_line).end()), now  # type: ignore[union-attr]


def _wrapped(pieces: list[tuple[str, tuple[str, ...]]], prefix: int) -> str:
    """The pieces joined, each stretch of text between its scopes, block syntax outside them."""
    out: list[str] = []
    for text, scopes in pieces:
        head, text = text[:prefix], text[prefix:]
        prefix -= len(head)
        out.append(head)
        for part in _split_cells(text):
            enclosed = not _STRUCTURE.fullmatch(part)
            out.append(_enclosed(part, scopes) if enclosed else part)
    return "".join(out)


def _split_cells(text: str) -> Iterator[str]:
    if "|" not in text:
        yield text
        return
    at = 0
    for bar in _CELL.finditer(text):
        yield text[at : bar.start()]
        yield "|"
        at = bar.end()
    yield text[at:]


def _enclosed(text: str, scopes: tuple[str, ...]) -> str:
    if not scopes:
        return text
    body = text.strip()
    start = text.index(body)
    found = _ATTRIBUTES.search(body)
    tail = found.group() if found else ""
    core = body[: len(body) - len(tail)]
    if not core:
        return text
    opened = "".join(f"{SCOPE}{scope}{FACT_END}" for scope in scopes)
    return text[:start] + opened + core + SCOPE_END * len(scopes) + tail + text[start + len(body) :]


# --- inline text --------------------------------------------------------------------------------


@dataclass
class _Inline:
    """Reads the tokens of one line of text into runs."""

    traces: Sequence[Trace]
    scopes: list[tuple[str, ...]] = field(default_factory=list)

    def runs(self, token: Token) -> Runs:
        self.scopes = []
        look = Run("")
        before: list[Run] = []
        found: list[Run] = []
        for child in token.children or ():
            if child.nesting == 1:
                before.append(look)
                look = self.opened(look, child)
                if look.target or look.control:
                    found.append(replace(look, sources=self.around()))
            elif child.nesting == -1:
                look = before.pop()
            elif child.type == "code_inline":
                found.extend(self.text(child.content, replace(look, code=True)))
            elif child.type in ("softbreak", "hardbreak"):
                found.append(replace(look, text=" " if child.type == "softbreak" else "\n"))
            elif not look.control:
                found.extend(self.text(child.content, look))
        return merged(found)

    def opened(self, look: Run, token: Token) -> Run:
        if token.type == "strong_open":
            return replace(look, bold=True)
        if token.type == "em_open":
            return replace(look, italic=True)
        href = str(token.attrs.get("href", ""))
        kind, _, name = href.partition(":")
        if kind == "term":
            return replace(look, term=name)
        if kind == "field":
            return replace(look, control=name)
        if href.startswith("#"):
            return replace(look, target=href[1:])
        return replace(look, href=href)

    def around(self, *more: tuple[str, ...]) -> tuple[str, ...]:
        """The sources of the scopes that are open, and more."""
        return tuple(dict.fromkeys(s for scope in (*self.scopes, *more) for s in scope))

    def text(self, content: str, look: Run) -> Iterator[Run]:
        """The runs of a stretch of text in one look, its markers replaced by what they stand for."""
        around, at = self.around(), 0
        for mark in _MARKS.finditer(content):
            if mark.start() > at:
                yield _said(look, content[at : mark.start()], around)
            at = mark.end()
            if mark[1]:
                trace = self.traces[int(mark[1])]
                yield _said(look, trace.text, self.around(trace.sources), trace.language)
            elif mark[4]:
                yield _said(look, "\n", around)
            else:
                if mark[2]:
                    self.scopes.append(self.traces[int(mark[2])].sources)
                else:
                    self.scopes.pop()
                around = self.around()
        if at < len(content):
            yield _said(look, content[at:], around)

    def value(self, token: Token) -> Decimal | None:
        """The first number that a cell prints, for drawing."""
        for mark in _MARKS.finditer(token.content):
            if mark[1] and (value := self.traces[int(mark[1])].value) is not None:
                return value
        return None


def _said(look: Run, text: str, sources: tuple[str, ...], language: str | None = None) -> Run:
    """A run in a look; `dataclasses.replace` would take a third of the time of reading."""
    return Run(
        text, look.bold, look.italic, look.code, look.href, look.target, look.term, look.control,
        language, sources,
    )  # fmt: skip


@cache
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("zero", {"html": False, "maxNesting": 40})
    parser.enable(
        ["heading", "list", "table", "escape", "backticks", "emphasis", "link", "newline"]
    )
    parser.enable(["fragments_join", "text_join", "balance_pairs"])
    parser.validateLink = lambda url: bool(_LINKS.match(url))  # type: ignore[method-assign]
    parser.normalizeLink = lambda url: url  # type: ignore[method-assign]
    return parser


# --- blocks -------------------------------------------------------------------------------------


class _Reader:
    """Walks the parser's tokens and yields blocks, with ids that are unique."""

    def __init__(self, inline: _Inline, language: str, words: Mapping[str, str] | None) -> None:
        self.inline, self.own = inline, _Numbering(language, words) if words else None
        self.section, self.count = "", 0
        self.used: set[str] = set()

    def blocks(
        self, source: str, attributes: dict[int, _Attributes], rows: dict[int, str]
    ) -> Iterator[Block]:
        self.attributes, self.rows = attributes, rows
        tokens = _parser().parse(source)
        lists: list[str] = []
        fresh = False
        caption: tuple[str, Runs, _Attributes] | None = None
        at = 0
        while at < len(tokens):
            token = tokens[at]
            if token.type in ("ordered_list_open", "bullet_list_open"):
                lists.append(token.type)
            elif token.type in ("ordered_list_close", "bullet_list_close"):
                lists.pop()
            elif token.type == "list_item_open":
                fresh = True
            elif token.type == "heading_open":
                yield self.heading(token, tokens[at + 1])
            elif token.type == "paragraph_open":
                runs, named = self.inline.runs(tokens[at + 1]), self.named(token)
                ahead = tokens[at + 3].type if at + 3 < len(tokens) else ""
                caption = self.caption(runs, named) if ahead == "table_open" else None
                if caption is None:
                    yield self.paragraph(runs, named, lists if fresh else [])
                fresh = False
            elif token.type == "table_open":
                end = next(i for i in range(at, len(tokens)) if tokens[i].type == "table_close")
                yield self.table(tokens[at:end], caption or ("Table", (), _NONE), token)
                caption, at = None, end
            at += 1

    def named(self, token: Token) -> _Attributes:
        """The attributes on the last line of a block."""
        start, end = token.map or [0, 0]
        return next((self.attributes[i] for i in range(start, end) if i in self.attributes), _NONE)

    def id(self, given: str) -> str:
        """The id a template gave, or the next one of the section; unique in the document."""
        if self.own:
            return ""
        if not given:
            self.count += 1
            given = f"{self.section}.p{self.count}"
        if given in self.used:
            raise SlaWriterError("error-markdown-id", id=given)
        self.used.add(given)
        return given

    def heading(self, token: Token, inline: Token) -> Block:
        runs, named = self.inline.runs(inline), self.named(token)
        level = int(token.tag[1:]) - 1
        if level == 0:
            return Paragraph(self.id(named.id or "title"), runs, "title")
        if level > 2:
            line = (token.map or [0])[0] + 1
            raise SlaWriterError("error-markdown-heading", line=line, text=plain(runs))
        annex, numbered = "annex" in named.classes, "unnumbered" not in named.classes
        if self.own and level == 1:
            runs, annex, numbered = self.own.heading(runs)
        if level == 1:
            self.section, self.count = named.id or f"section{len(self.used)}", 0
        return Heading(self.id(named.id), level, runs, annex, numbered if level == 1 else True)

    def paragraph(self, runs: Runs, named: _Attributes, lists: list[str]) -> Block:
        if lists and lists[-1] == "ordered_list_open":
            return Clause(self.id(named.id), runs, lists.count("ordered_list_open"))
        if lists:
            return Item(self.id(named.id), runs, lists.count("bullet_list_open"))
        if self.own and (found := self.own.clause(runs)):
            return found
        role = next(iter(named.classes & _ROLES), "body")
        return Paragraph(self.id(named.id), runs, role)

    def caption(self, runs: Runs, named: _Attributes) -> tuple[str, Runs, _Attributes] | None:
        if self.own:
            kind, rest = self.own.caption(runs)
            return (kind, rest, named) if kind else None
        if runs and (found := _LABEL.match(runs[0].text)):
            first = replace(runs[0], text=runs[0].text[found.end() :])
            return found[1], merged([first, *runs[1:]]), named
        return None

    def table(
        self, tokens: list[Token], caption: tuple[str, Runs, _Attributes], opened: Token
    ) -> Block:
        kind, title, named = caption
        table_id = self.id(named.id)
        rows = list(self.rows_of(tokens, table_id))
        head, body = rows[0], rows[1:]
        if kind == "Figure":
            role = next(iter(named.classes & {"funnel", "bars"}), "bars")
            points = tuple(self.point(cells, inlines) for _, cells, inlines, _ in body)
            return Figure(table_id, title, role, head[1], points)
        role = next(iter(named.classes & {"key", "signatures"}), "grid")
        row_tuple = tuple(Row(row_id, cells) for row_id, cells, _, _ in body)
        return Table(table_id, title, head[3], Row(head[0], head[1]), row_tuple, role)

    def point(self, cells: tuple[Runs, ...], inlines: list[Token]) -> Point:
        bars = zip(cells[1:], inlines[1:], strict=True)
        return Point(cells[0], tuple(Bar(runs, self.inline.value(token)) for runs, token in bars))

    def rows_of(
        self, tokens: list[Token], table_id: str
    ) -> Iterator[tuple[str, tuple[Runs, ...], list[Token], tuple[str, ...]]]:
        """Each row's id, cells, their tokens and alignment; the head comes first."""
        line = 0
        align: list[str] = []
        inlines: list[Token] = []
        for index, token in enumerate(tokens):
            if token.type == "tr_open":
                line, align, inlines = (token.map or [0])[0], [], []
            elif token.type in ("th_open", "td_open"):
                align.append(_ALIGN.get(str(token.attrs.get("style", "")), "left"))
                inlines.append(tokens[index + 1])
            elif token.type == "tr_close":
                cells = tuple(self.inline.runs(inline) for inline in inlines)
                row_id = self.id(self.rows.get(line, f"{table_id}.row{line}"))
                yield row_id, cells, inlines, tuple(align)


class _Numbering:
    """Recognises the numbers printed in our own files, when they are the ones to be expected."""

    def __init__(self, language: str, words: Mapping[str, str]) -> None:
        self.words, self.alphabet = words, letters(language)
        self.closing = language == "ru"
        self.section = self.annex = self.part = self.table = self.figure = self.number = 0
        self.prefix = ""

    def heading(self, runs: Runs) -> tuple[Runs, bool, bool]:
        """The heading without its number, whether it is an annex, whether it is numbered."""
        letter = self.alphabet[self.annex]
        for annex, prefix, mark in (
            (False, str(self.section + 1), f"{self.section + 1}. "),
            (True, letter, f"{self.words['annex']} {letter}. "),
        ):
            if runs and runs[0].text.startswith(mark) and not runs[0].bold:
                self.section, self.annex = self.section + (not annex), self.annex + annex
                self.prefix, self.number, self.part = prefix, 0, 0
                return _cut(runs, len(mark)), annex, True
        return runs, False, False

    def clause(self, runs: Runs) -> Clause | None:
        """The clause that a paragraph is, when it begins with the number to be expected."""
        if len(runs) == 0 or not runs[0].bold:
            return None
        letter = self.alphabet[self.part].lower()
        for depth, mark in (
            (1, f"{self.prefix}.{self.number + 1}."),
            (2, f"{letter})" if self.closing else f"({letter})"),
        ):
            if runs[0].text == mark and (depth == 2 or self.prefix):
                self.number, self.part = (
                    (self.number + 1, 0) if depth == 1 else (self.number, self.part + 1)
                )
                return Clause("", _cut(runs[1:], 1), depth)
        return None

    def caption(self, runs: Runs) -> tuple[str, Runs]:
        """What stands under a caption, and the caption without its number."""
        for kind, number in (("Table", self.table + 1), ("Figure", self.figure + 1)):
            mark = f"{self.words[kind.lower()]} {number}."
            if runs and runs[0].bold and runs[0].text == mark:
                self.table, self.figure = (
                    self.table + (kind == "Table"),
                    self.figure + (kind == "Figure"),
                )
                return kind, _cut(runs[1:], 1)
        return "", runs


def _cut(runs: Runs, length: int) -> Runs:
    """The runs without their first characters (which the first run holds)."""
    return merged([replace(runs[0], text=runs[0].text[length:]), *runs[1:]]) if runs else ()
