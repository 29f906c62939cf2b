"""One value written in another's place, where nothing of the other can stay."""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import digits

from sla_writer.yaml_edit import writing
from sla_writer.yaml_edit.block import end_of
from sla_writer.yaml_edit.lines import Lines, Splice
from sla_writer.yaml_edit.tree import Entry, Node
from sla_writer.yaml_edit.writing import Written
from sla_writer.yaml_file import Data

_HEADER = re.compile(r"[|>][-+0-9]*")


def in_brackets(lines: Lines, entry: Entry, new: Data) -> Iterator[Splice]:
    """The new value between brackets, behind the key as it stands."""
    node = entry.value
    text = writing.in_flow(new, node.style)
    if node.start == node.end:
        text = f" {text}" if lines.text[entry.head - 1] == ":" else f": {text}"
    yield Splice(node.start, node.end, text)


def in_lines(lines: Lines, entry: Entry, new: Data) -> Iterator[Splice]:
    """The new value behind the key or dash as it stands; a comment in that line stays."""
    lower = _lower(lines, entry)
    kept = _in_kept_style(lines, entry, lower, new)
    if kept is not None:
        yield kept
        return
    shape, column = _written(entry.value, new), _column(lines, entry, new)
    start, end = _inline(lines, entry)
    if shape.inline:
        yield Splice(start, end, f" {shape.inline}" if start == entry.head else shape.inline)
        yield Splice(*lower, lines.indented(shape.lines, column))
    elif entry.key is None and not lines.text[end : lines.end(end)].strip():
        first, *rest = shape.lines  # the first can stand behind the dash
        below = lines.indented(rest, lines.column(entry.start) + 2)
        yield Splice(entry.head, end, f" {first}{below}")
        yield Splice(*lower)
    else:
        yield Splice(entry.head, end)
        yield Splice(*lower, lines.indented(shape.lines, column))


def _written(node: Node, new: Data) -> Written:
    """As the old value was written, if it was a value of the same kind in brackets or quotes."""
    if node.style == "{" and node.data and new and type(new) is type(node.data):
        return Written(writing.in_flow(new))
    return writing.written(new, node.style)


def _column(lines: Lines, entry: Entry, new: Data) -> int:
    node = entry.value
    if node.entries and type(new) is type(node.data) and not _is_compact(lines, entry):
        return lines.column(node.start)
    return lines.column(entry.start) + 2


def _is_compact(lines: Lines, entry: Entry) -> bool:
    """Whether a value begins in the line of its key or dash."""
    return lines.start(entry.value.start) == lines.start(entry.head)


def _inline(lines: Lines, entry: Entry) -> tuple[int, int]:
    """The part of the old value that the new one's first line takes the place of."""
    node = entry.value
    if node.style in ("|", ">"):
        header = _HEADER.search(lines.text, node.start)
        return node.start, header.end() if header else node.start
    if node.entries and node.style != "{":
        return entry.head, end_of(lines, entry) if _is_compact(lines, entry) else entry.head
    return node.start, node.end


def _lower(lines: Lines, entry: Entry) -> tuple[int, int]:
    """The lines of the old value below that, up to which a comment behind it reaches."""
    node = entry.value
    if node.style in ("|", ">"):
        start = lines.end(node.start)
        return start, max(start, node.end)
    if node.entries and node.style != "{":
        end = end_of(lines, entry)
        return end if _is_compact(lines, entry) else lines.end(entry.head), end
    return (lines.end(node.end),) * 2


def _in_kept_style(lines: Lines, entry: Entry, lower: tuple[int, int], new: Data) -> Splice | None:
    """The new text below the header that stands there, ``|`` or ``>``; None where it can't be."""
    node = entry.value
    header = _HEADER.match(lines.text, node.start) if node.style in ("|", ">") else None
    if header is None or not isinstance(new, str) or set(header.group()) & set(digits):
        return None
    body = lines.text[slice(*lower)].splitlines()[1:]
    deep = next((len(line) - len(line.lstrip(" ")) for line in body if line.strip()), None)
    column = lines.column(entry.start) + 2 if deep is None else deep
    old = [line[column:] for line in body]
    said = new.split("\n") if node.style == "|" else writing.folded(new, old)
    if not writing.reads(header.group(), said, new):
        return None
    return Splice(*lower, lines.indented(said, column))
