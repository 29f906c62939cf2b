"""What is being written: the places that links lead to, the ids given out, the parts added."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sla_writer.document import Clause, Document, Figure, Heading, Table, block_runs, numbers
from sla_writer.render.docx.look import Look
from sla_writer.render.docx.xml import bookmark_name

_OUTSIDE = re.compile(r"(https?://|mailto:)[^\s]+\Z", re.IGNORECASE)


class Sheet:
    """One document on its way into Word; gives out every id, so that none is given twice.

    `plain` leaves out what a redline has not: the contents, and controls to fill in.
    """

    def __init__(self, document: Document, look: Look, plain: bool = False) -> None:
        self.document = document
        self.look = look
        self.plain = plain
        self.open = look.open
        self.labels = numbers(document)
        self.places = {block.id: bookmark_name("b", block.id) for block in document.blocks}
        self.fields = dict(_fields(document, self.labels))
        self.links: dict[str, str] = {}
        self.charts: list[str] = []
        self._rows = _aimed_rows(document, self.places)
        self._seen: dict[tuple[str, str], int] = {}
        self._last = 0

    def next_id(self) -> int:
        """A number that no other bookmark, control or drawing of this file has."""
        self._last += 1
        return self._last

    def mark(self, name: str, inside: str) -> str:
        """The XML inside a bookmark."""
        self._last += 1
        number = self._last
        return (
            f'<w:bookmarkStart w:id="{number}" w:name="{name}"/>{inside}'
            f'<w:bookmarkEnd w:id="{number}"/>'
        )

    def value_name(self, owner: str, source: str) -> str:
        """The bookmark name of a traced value, by its block, source and occurrence in the block."""
        seen = self._seen.get((owner, source), 0)
        self._seen[owner, source] = seen + 1
        return bookmark_name("v", owner, source, str(seen))

    def link(self, address: str) -> str | None:
        """The relationship id of an outside link; None when the address may not be linked."""
        if not _OUTSIDE.match(address):
            return None
        return self.links.setdefault(address, f"rIdL{len(self.links) + 1}")

    def chart(self, xml: str) -> str:
        """Takes a chart part; gives its relationship id."""
        self.charts.append(xml)
        return f"rIdC{len(self.charts)}"

    def row_place(self, row: str) -> str | None:
        """The bookmark name of a table row that something points to."""
        return self.places[row] if row in self._rows else None


def _aimed_rows(document: Document, places: dict[str, str]) -> set[str]:
    """The rows that a term or a cross-reference points to; they get places of their own."""
    aims = {
        aim
        for block in document.blocks
        for run in block_runs(block)
        if run.term or run.target
        for aim in (run.target, f"terms.{run.term}")
        if aim and aim not in places
    }
    if not aims:
        return set()
    rows = {
        row.id
        for block in document.blocks
        if isinstance(block, Table)
        for row in block.rows
        if row.id in aims
    }
    places.update((row, bookmark_name("b", row)) for row in rows)
    return rows


def _fields(
    document: Document, labels: tuple[str | None, ...]
) -> Iterator[tuple[str, tuple[str, str]]]:
    """By block id: the number as Word's own field would print it, and that field's switch."""
    above = ""
    for block, label in zip(document.blocks, labels, strict=True):
        if label is None:
            continue
        match block:
            case Heading(annex=False):
                yield block.id, (label.rstrip("."), "\\r ")
            case Clause(depth=1):
                above = label.rstrip(".")
                yield block.id, (above, "\\r ")
            case Clause():
                yield block.id, (above + label, "\\w ")
            case Table() | Figure():
                yield block.id, (label, "")
