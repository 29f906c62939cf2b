"""From what a value said to what it says now: the fewest places of its text that must change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sla_writer.yaml_edit import replacing
from sla_writer.yaml_edit.block import Block
from sla_writer.yaml_edit.brackets import Brackets
from sla_writer.yaml_edit.lines import Lines, Splice
from sla_writer.yaml_edit.pairing import partners, staying
from sla_writer.yaml_edit.tree import Entry, Node
from sla_writer.yaml_file import Data


@dataclass(frozen=True, slots=True)
class _Wanted:
    """An entry as it is wanted: what it says, and where it stood before."""

    value: Data
    key: str | None = None
    was: int | None = None


def changes(lines: Lines, entry: Entry, new: Data, *, flow: bool = False) -> Iterator[Splice]:
    """What makes the value of an entry say `new`; `flow` where the entry stands in brackets."""
    if entry.value.data == new:
        return
    inner = within(lines, entry.value, new)
    yield from replaced(lines, entry, new, flow=flow) if inner is None else inner


def within(lines: Lines, node: Node, new: Data) -> Iterator[Splice] | None:
    """What makes a list or mapping say `new`; None where none of its entries can stay."""
    wanted = list(_wanted(node, new))
    stay = staying([each.was for each in wanted if each.was is not None])
    return _around(lines, node, wanted, stay) if stay else None


def replaced(lines: Lines, entry: Entry, new: Data, *, flow: bool = False) -> Iterator[Splice]:
    """What writes the value of an entry anew, whatever it said."""
    write = replacing.in_brackets if flow else replacing.in_lines
    return write(lines, entry, new)


def _wanted(node: Node, new: Data) -> Iterator[_Wanted]:
    if isinstance(new, dict) and isinstance(node.data, dict):
        for at, entry in enumerate(node.entries):
            if entry.key in new:
                yield _Wanted(new[entry.key], entry.key, at)
        for key in new:
            if key not in node.data:
                yield _Wanted(new[key], key)
    elif isinstance(new, list) and isinstance(node.data, list):
        for value, was in zip(new, partners(node.data, new), strict=True):
            yield _Wanted(value, None, was)


def _around(lines: Lines, node: Node, wanted: list[_Wanted], stay: set[int]) -> Iterator[Splice]:
    """Changes the entries that stay where they are; the others come, go or move round them."""
    flow = node.style == "{"
    holder = (Brackets if flow else Block).of(lines, node)
    first, last = min(stay), None
    coming: list[str] = []
    for each in wanted:
        if each.was is None:
            coming.append(holder.new(each.key, each.value))
            continue
        inner = changes(lines, node.entries[each.was], each.value, flow=flow)
        if each.was not in stay:
            coming.append(lines.spliced(inner, *holder.span(each.was)))
            continue
        if coming:
            yield from holder.add(coming, last, first)
        yield from inner
        coming, last = [], each.was
    if coming:
        yield from holder.add(coming, last, first)
    yield from holder.cut(stay)
