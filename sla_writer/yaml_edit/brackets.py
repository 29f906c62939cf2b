"""Lists and mappings in brackets: how their items and keys come and go."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from dataclasses import dataclass

from sla_writer.yaml_edit import writing
from sla_writer.yaml_edit.lines import Lines, Splice
from sla_writer.yaml_edit.tree import Entry, Node
from sla_writer.yaml_file import Data

_REST = re.compile(r"([ \t]*,)?[ \t]*(#[^\r\n]*)?(?=[\r\n]|\Z)")
_COMMA = re.compile(r"[ \t]*,")


@dataclass(frozen=True, slots=True)
class Brackets:
    """The entries of a list or mapping in brackets."""

    lines: Lines
    entries: tuple[Entry, ...]

    @classmethod
    def of(cls, lines: Lines, node: Node) -> Brackets:
        """The entries of a value that stands in brackets."""
        return cls(lines, node.entries)

    def span(self, at: int) -> tuple[int, int]:
        """From where to where an entry stands, without its comma."""
        return self.entries[at].start, self.entries[at].end

    def new(self, key: str | None, value: Data) -> str:
        """An entry as it is written here."""
        return writing.in_flow(value) if key is None else writing.pair_in_flow(key, value)

    def cut(self, stay: Set[int]) -> Iterator[Splice]:
        """Takes away all the entries that don't stay, with a comma for each."""
        first = 0
        for at in [*sorted(stay), len(self.entries)]:
            if first < at:
                yield self._cut(first, at - 1)
            first = at + 1

    def add(self, texts: list[str], after: int | None, first: int) -> Iterator[Splice]:
        """Puts entries behind another one, or before the first that stays."""
        entry = self.entries[first if after is None else after]
        rest = self._rest(entry)
        line = self.lines.newline + " " * self.lines.column(entry.start)
        if after is None:
            space = line if rest else " "
            yield Splice(entry.start, entry.start, "".join(f"{each},{space}" for each in texts))
        elif not rest:
            yield Splice(entry.end, entry.end, "".join(f", {each}" for each in texts))
        else:
            yield Splice(entry.end, entry.end, "" if rest[1] else ",")
            text = line + f",{line}".join(texts) + ("," if rest[1] else "")
            yield Splice(rest.end(), rest.end(), text)

    def _rest(self, entry: Entry) -> re.Match[str] | None:
        """What stands behind an entry that has its lines for itself; None when it shares them."""
        alone = self.lines.opens(entry.start)
        return _REST.match(self.lines.text, entry.end) if alone else None

    def _cut(self, first: int, last: int) -> Splice:
        """Takes away entries that stand together, and their lines where they fill them."""
        lines, start, end = self.lines, self.entries[first].start, self.entries[last].end
        rest = _REST.match(lines.text, end)
        if rest and lines.opens(start):
            return Splice(lines.end(next(lines.above(start), 0)), rest.end())
        if last + 1 < len(self.entries) and not (rest and first):
            return Splice(start, self.entries[last + 1].start)
        if last + 1 == len(self.entries) and lines.opens(start):
            comma = _COMMA.match(lines.text, end)
            return Splice(start, comma.end() if comma else end)
        return Splice(self.entries[first - 1].end, end)
