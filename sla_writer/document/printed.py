"""How numbers are printed in front of blocks and in cross-references, and what Markdown can say."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from copy import copy
from dataclasses import fields, replace
from itertools import groupby
from operator import attrgetter
from typing import Any

from sla_writer.document.blocks import (
    Block,
    Clause,
    Document,
    Figure,
    Heading,
    Item,
    Numbering,
    Paragraph,
    Point,
    Row,
    Run,
    Runs,
    Table,
    map_runs,
)
from sla_writer.errors import SlaWriterError

BLANK = "________"
"""What stands in Markdown where something is to be filled in by hand."""


_WEB = re.compile(r"https?://|mailto:", re.IGNORECASE)


def leads_out(href: str | None) -> bool:
    """Whether an address leads to the web or to mail: nothing else is ever printed as a link."""
    return href is not None and _WEB.match(href) is not None


def merged(runs: Iterable[Run]) -> Runs:
    """The runs with neighbours of one look and one origin joined, and empty ones left out."""
    said = (run for run in runs if run.text or run.control or run.target)
    return tuple(_joined(list(group)) for _, group in groupby(said, _joint))


_but_text = attrgetter(*(each.name for each in fields(Run) if each.name != "text"))


def _joint(run: Run) -> object:
    """What neighbours must have in common to be one; places and references always stand alone."""
    return object() if run.control or run.target else _but_text(run)


def _joined(runs: list[Run]) -> Run:
    if len(runs) == 1:
        return runs[0]
    return replace(runs[0], text="".join(run.text for run in runs))


# --- numbers in front of blocks -----------------------------------------------------------------


def mark(block: Block, number: str | None, words: Mapping[str, str]) -> str:
    """The Markdown in front of a block's text that says its number; "" when it has none."""
    match block:
        case Heading(annex=True) if number:
            return f"{words.get('annex', '')} {number}".strip()
        case Clause():
            return f"**{number}**"
        case Table():
            return f"**{words.get('table', '')} {number}.**"
        case Figure():
            return f"**{words.get('figure', '')} {number}.**"
    return number or ""


_HEADINGS: tuple[Block, ...] = (Heading("", 1, ()), Heading("", 1, (), annex=True))
_CLAUSES: tuple[Block, ...] = (Clause("", ()), Clause("", (), 2))
_CAPTIONS: tuple[Block, ...] = (
    Table("", (), (), Row("", ()), ()),
    Figure("", (), "bars", (), ()),
)


class Printed:
    """Recognises the numbers in our own Markdown files, where they are the ones to be expected."""

    def __init__(self, language: str, words: Mapping[str, str]) -> None:
        self._words = words
        self._numbering = Numbering(language)

    def heading(self, source: str) -> tuple[str, Block | None]:
        """The mark that a section heading's Markdown begins with, and what it makes of it."""
        return self._found(source, _HEADINGS)

    def clause(self, source: str) -> tuple[str, Block | None]:
        """The mark that a clause's Markdown begins with, and the kind of clause."""
        return self._found(source, _CLAUSES)

    def caption(self, source: str) -> tuple[str, Block | None]:
        """The mark that a caption's Markdown begins with, and what it stands above."""
        return self._found(source, _CAPTIONS)

    def _found(self, source: str, kinds: Iterable[Block]) -> tuple[str, Block | None]:
        for kind in kinds:
            numbering = copy(self._numbering)
            said = mark(kind, numbering.next(kind), self._words)
            if source == said or source.startswith(f"{said} "):
                self._numbering = numbering
                return said, kind
        return "", None


# --- numbers in cross-references ----------------------------------------------------------------


def resolve(blocks: Sequence[Block], language: str) -> tuple[Block, ...]:
    """The blocks with the text of every cross-reference filled in: the number of its target.

    Raises SlaWriterError for a reference to a block that isn't there or has no number.
    """
    printed = dict(_referred(blocks, language))

    def fill(runs: Runs) -> Runs:
        return tuple(_filled(run, printed) for run in runs)

    return tuple(map_runs(block, fill) for block in blocks)


def _filled(run: Run, printed: Mapping[str, str]) -> Run:
    if run.target is None:
        return run
    if run.target not in printed:
        raise SlaWriterError("error-markdown-target", id=run.target)
    return replace(run, text=printed[run.target])


def _referred(blocks: Sequence[Block], language: str) -> Iterator[tuple[str, str]]:
    """Every numbered block's id and what a reference to it says: 3, 3.2, 3.2(b) or «3.2, б»."""
    numbering, clause = Numbering(language), ""
    for block in blocks:
        number = numbering.next(block)
        if number is None:
            continue
        if isinstance(block, Clause) and block.depth > 1:
            yield block.id, f"{clause}{number}" if number[0] == "(" else f"{clause}, {number[:-1]}"
        else:
            number = number.rstrip(".")
            clause = clause if isinstance(block, Table | Figure) else number
            yield block.id, number


# --- what Markdown can say ----------------------------------------------------------------------


def bare(document: Document) -> tuple[Block, ...]:
    """The blocks as our Markdown files say them, which is what reading such a file gives back.

    Left out are ids, sources, terms, targets, languages and drawn sizes, the roles of paragraphs
    (but the title's) and tables, the kinds of figures, and paragraphs and items without text. A
    place to fill in is a blank; a line break in code stands between two pieces of code. The marks
    of a redline are kept.
    """
    return tuple(_bare(block) for block in document.blocks if not _unsayable(block))


def _unsayable(block: Block) -> bool:
    silent = isinstance(block, Item | Paragraph) and getattr(block, "role", "") != "title"
    return silent and not merged(_bare_runs(getattr(block, "runs", ())))


def _bare(block: Block) -> Block:
    block = replace(map_runs(block, lambda runs: merged(_bare_runs(runs))), id="")
    match block:
        case Heading():
            section = block.level == 1
            annex = section and block.numbered and block.annex
            return replace(block, annex=annex, numbered=block.numbered or not section)
        case Paragraph():
            return replace(block, role="title" if block.role == "title" else "body")
        case Table():
            rows = tuple(replace(row, id="") for row in block.rows)
            return replace(block, head=replace(block.head, id=""), rows=rows, role="grid")
        case Figure():
            points = tuple(
                Point(point.label, tuple(replace(bar, size=None) for bar in point.bars))
                for point in block.points
            )
            was: Any = block.was and _bare(block.was)
            return replace(block, kind="bars", points=points, was=was)
    return block


def _bare_runs(runs: Runs) -> Iterator[Run]:
    for run in runs:
        href = run.href if leads_out(run.href) else None
        text = BLANK if run.control else run.text
        if run.code and "\n" in text:
            for part in re.split("(\n)", text):
                yield Run(part, run.bold, run.italic, part != "\n", href, mark=run.mark)
        else:
            yield Run(text, run.bold, run.italic, run.code, href, mark=run.mark)
