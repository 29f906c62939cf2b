"""Lists and mappings with a line for every item or key: how theirs come and go.

A key or item owns the comment lines directly above it, and those below that stand deeper than it.
"""

from __future__ import annotations

from collections.abc import Iterator, Set
from dataclasses import dataclass

from sla_writer.yaml_edit import writing
from sla_writer.yaml_edit.lines import Lines, Splice
from sla_writer.yaml_edit.tree import Entry, Node
from sla_writer.yaml_file import Data


@dataclass(frozen=True, slots=True)
class Block:
    """The entries of a list or mapping, and from where to where each owns the text."""

    lines: Lines
    entries: tuple[Entry, ...]
    spans: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, lines: Lines, node: Node) -> Block:
        """The entries of a value that stands in lines."""
        return cls(lines, node.entries, tuple(_spans(lines, node.entries)))

    def span(self, at: int) -> tuple[int, int]:
        """From where to where an entry stands, with its comments."""
        return self.spans[at]

    @property
    def column(self) -> int:
        """How deep the entries are indented."""
        return self.lines.column(self.entries[0].start)

    def new(self, key: str | None, value: Data) -> str:
        """An entry as it is written here; in brackets when its like among the others is."""
        flow = _fits_in_line(value, [entry.value for entry in self.entries])
        if key is None:
            lines = writing.item(value, flow=flow)
        else:
            lines = writing.pair(key, value, flow=flow)
        return lines[0] + self.lines.indented(lines[1:], self.column)

    def cut(self, stay: Set[int]) -> Iterator[Splice]:
        """Takes away all the entries that don't stay, with the empty lines that set them apart."""
        first = min(stay)
        if first:
            yield self._cut_before(first)
        for at in range(first, len(self.entries)):
            if at not in stay:
                start, end = self.spans[at]
                yield Splice(self.lines.filled_above(start), end)

    def add(self, texts: list[str], after: int | None, first: int) -> Iterator[Splice]:
        """Puts entries behind another one, or before the first that stays."""
        line = self._gap() + self.lines.newline + " " * self.column
        if after is None:
            at = self.spans[first][0]
            yield Splice(at, at, "".join(text + line for text in texts))
        else:
            at = self.spans[after][1]
            yield Splice(at, at, "".join(line + text for text in texts))

    def _gap(self) -> str:
        """The empty lines between one entry and the next, judged by the last."""
        if len(self.spans) < 2:
            return ""
        start = self.spans[-1][0]
        between = self.lines.text[self.lines.filled_above(start) : start]
        return self.lines.newline * (between.count(self.lines.newline) - 1)

    def _cut_before(self, first: int) -> Splice:
        """Takes away all before the first that stays, which then stands where the first stood."""
        lines, start, end = self.lines, self.spans[0][0], self.spans[first - 1][1]
        stays = self.entries[first].start
        if lines.opens(start):  # a comment close above isn't on what stays: keep them apart
            above = next(lines.above(start), None)
            close = above is not None and lines.comment(above) is not None
            below = (each for each in lines.below(end) if close or not lines.blank(each))
            return Splice(lines.start(start), next(below))
        if lines.text[end:stays].strip():  # comments can't move up behind the outer dash
            return Splice(len(lines.text[:start].rstrip(" ")), end)
        return Splice(start, stays)


def end_of(lines: Lines, entry: Entry) -> int:
    """Where that ends which an entry owns: its value, the comment behind and deeper ones below."""
    column, end = lines.column(entry.start), lines.end(entry.end)
    for below in lines.below(entry.end):
        comment = lines.comment(below)
        if comment is not None and lines.column(comment) > column:
            end = lines.end(below)
        elif not lines.blank(below):
            break
    return end


def _spans(lines: Lines, entries: tuple[Entry, ...]) -> Iterator[tuple[int, int]]:
    end = 0
    for entry in entries:
        start = _start_of(lines, entry, end)
        end = end_of(lines, entry)
        yield start, end


def _start_of(lines: Lines, entry: Entry, floor: int) -> int:
    """The first comment directly above an entry; one at the head of the file is the file's own."""
    start = entry.start
    if not lines.opens(start):
        return start
    for above in lines.above(start):
        comment = lines.comment(above) if above >= floor else None
        if comment is None:
            return start
        start = comment
    return entry.start


def _fits_in_line(value: Data, others: list[Node]) -> bool:
    """Whether all others of its kind stand in brackets, and one of them as deep as this one."""
    alike = [other for other in others if type(other.data) is type(value) and other.entries]
    deepest = max((_depth(other.data) for other in alike), default=0)
    return bool(value) and 0 < _depth(value) <= deepest and all(each.style for each in alike)


def _depth(data: Data) -> int:
    inner = data.values() if isinstance(data, dict) else data if isinstance(data, list) else None
    return 0 if inner is None else 1 + max(map(_depth, inner), default=0)
