"""What the review page is said with: its words, ready to stand in HTML, and the places in it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from html import escape

from sla_writer.comparison import Comparison, Entry
from sla_writer.document import Heading, Table, plain
from sla_writer.document.blocks import numbers
from sla_writer.glossary import glossary
from sla_writer.language import language
from sla_writer.render.compared.words import Words

NOWHERE = -1
"""The section of what stands before the first one, or isn't printed."""


class Said:
    """A comparison with the words for it."""

    def __init__(self, comparison: Comparison) -> None:
        self.all = comparison
        self.words = Words(comparison)
        self.language = language(comparison.language)
        self.page = glossary(comparison.language)

    def word(self, *path: str, **values: str) -> str:
        """A word of the page, filled and escaped."""
        found = str(self.page.review(*path))
        return escape(found.format(**values) if values else found)

    def button(self, name: str, look: str = "") -> str:
        """A button that the page's script finds by the word on it."""
        kind = f' class="{look}"' if look else ""
        return f'<button type="button" id=":{name}"{kind}>{self.word(name)}</button>\n'

    @cached_property
    def sections(self) -> tuple[str, ...]:
        """The document's sections by their numbers and names."""
        redline = self.all.redline
        return tuple(
            " ".join(filter(None, (number, plain(block.runs))))
            for block, number in zip(redline.blocks, numbers(redline), strict=True)
            if isinstance(block, Heading) and block.level == 1
        )

    def sections_of(self, entry: Entry) -> tuple[int, ...]:
        """In which of the sections a change is read, each once."""
        blocks = (each.block for each in (entry, *entry.repeats))
        found = (self._places.get(each, NOWHERE) if each else NOWHERE for each in blocks)
        return tuple(dict.fromkeys(found))

    @cached_property
    def _places(self) -> dict[str, int]:
        return dict(self._placed())

    def _placed(self) -> Iterator[tuple[str, int]]:
        """Every block's and row's id with its section."""
        at = NOWHERE
        for block in self.all.redline.blocks:
            at += isinstance(block, Heading) and block.level == 1
            yield block.id, at
            for row in block.rows if isinstance(block, Table) else ():
                yield row.id, at
