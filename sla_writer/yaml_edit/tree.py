"""What stands where in a YAML text: every value with its first and last character."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sla_writer.text_gate import clean
from sla_writer.yaml_file import Data, events

_COLON = re.compile(r"[ \t]*:")
_NEXT_DASH = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)(?:[ \t]*(?:#[^\r\n]*)?(?:\r\n|\r|\n))*[ \t]*-")


@dataclass(frozen=True, slots=True)
class Node:
    """A value: what it says, from where to where, and how it is written.

    `style` is ``{`` for lists and mappings in brackets, ``|``, ``>``, ``"`` or ``'`` for scalars,
    and empty for what is written plainly.
    """

    data: Data
    start: int
    end: int
    style: str = ""
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A value in its list or mapping: its key, if it has one, its start, and its head's end.

    The head is what comes before the value: key and colon, or the dash.
    """

    key: str | None
    start: int
    head: int
    value: Node

    @property
    def end(self) -> int:
        """Behind the last character of its value, or of its head where it has no value."""
        return max(self.head, self.value.end)


def tree(text: str, data: Data) -> Node | None:
    """The whole of a text that says `data`; None when nothing but comments stands in it."""
    pieces = events(text)
    for piece in pieces:
        if _kind(piece) in ("Scalar", "MappingStart", "SequenceStart"):
            return _Grown(text, pieces).node(piece, data)
    return None


def _kind(piece: Any) -> str:
    return type(piece).__name__.removesuffix("Event")


@dataclass(frozen=True, slots=True)
class _Grown:
    text: str
    pieces: Iterator[Any]

    def node(self, piece: Any, data: Data, head: int = 0) -> Node:
        if isinstance(data, dict | list):
            return self.holder(piece, data)
        start, end = piece.start_mark.index, piece.end_mark.index
        style = piece.style or ""
        if style in ("|", ">"):
            end = start + len(self.text[start:end].rstrip())
        elif start == end:  # nothing stands there: it belongs right behind its head
            start = end = head
        return Node(data, start, end, style)

    def holder(self, piece: Any, data: dict[str, Data] | list[Data]) -> Node:
        start, flow = piece.start_mark.index, bool(piece.flow_style)
        if isinstance(data, dict):
            entries = tuple(self.pairs(data))
        else:
            entries = tuple(self.items(data, start, flow))
        end = next(self.pieces).end_mark.index if flow else entries[-1].end
        if not flow:
            next(self.pieces)
        return Node(data, start, end, "{" if flow else "", entries)

    def pairs(self, data: dict[str, Data]) -> Iterator[Entry]:
        for _ in range(len(data)):
            piece = next(self.pieces)
            key, start, end = clean(piece.value), piece.start_mark.index, piece.end_mark.index
            colon = _COLON.match(self.text, end)
            head = colon.end() if colon else end
            yield Entry(key, start, head, self.node(next(self.pieces), data[key], head))

    def items(self, data: list[Data], start: int, flow: bool) -> Iterator[Entry]:
        for each in data:
            piece = next(self.pieces)
            if flow:
                value = self.node(piece, each, piece.start_mark.index)
                yield Entry(None, value.start, value.start, value)
                continue
            value = self.node(piece, each, start + 1)
            yield Entry(None, start, start + 1, value)
            found = _NEXT_DASH.match(self.text, max(start + 1, value.end))
            start = found.end() - 1 if found else start
