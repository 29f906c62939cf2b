"""What a redline marks although nothing is promised differently: the same thing in other words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sla_writer.changes import Kind
from sla_writer.comparison.places import prefixes, spots
from sla_writer.comparison.values import Entry
from sla_writer.document import Block, Document, Mark, Row, Table

_COMING = {Kind.ADDED, Kind.REMOVED}
_ONE_ONLY = {Mark.INSERTED, Mark.DELETED}
_ROLLING = {"*", "history", "identity", "reasons", "review.on"}
"""What says otherwise in every quarter without anybody's promising anything."""
_ROLLING_PARTS = {
    "actual", "baseline", "baseline_quarter", "days_off", "holidays", "last_target", "sample",
    "special_days", "working_days",
}  # fmt: skip


def reworded(redline: Document, entries: Sequence[Entry]) -> Iterator[str]:
    """The ids of blocks and rows whose words differ, although no change names what they say.

    Left out is what differs only because another quarter, another day or another version is meant.
    """
    named, alone = _Named(entries), set(_alone(redline))
    seen: dict[str, None] = {}
    for spot, runs in spots(redline):
        only = runs if spot.id in alone else tuple(run for run in runs if run.mark in _ONE_ONLY)
        sources = {source for run in only for source in run.sources}
        if only and not (
            named.item(spot.id)
            or any(_rolls(each) or named.field(each) for each in sources)
            or (spot.id in alone and not named.lists.isdisjoint(sources))
        ):
            seen[spot.id] = None
    return iter(seen)


def _alone(redline: Document) -> Iterator[str]:
    """The ids of the blocks and rows that only one document has."""
    for block in redline.blocks:
        parts: tuple[Block | Row, ...] = (block,)
        if isinstance(block, Table):
            parts += block.rows
        yield from (each.id for each in parts if {each.mark, block.mark} & _ONE_ONLY)


class _Named:
    """What the changes speak of."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        changes = [entry.change for entry in entries]
        self._items = {change.item for change in changes}
        self.lists = {change.item.partition(".")[0] for change in changes if change.kind in _COMING}
        self._fields = {
            path
            for change in changes
            for path in (
                change.path,
                change.was_path,
                *change.breaks,
                *(each.path for each in change.followed),
            )
            if path
        }
        self._holders = {
            holder for path in self._fields for holder in prefixes(path) if "." in holder
        }

    def item(self, part: str) -> bool:
        """Whether a block or row is about an item that changed."""
        return any(holder in self._items for holder in prefixes(part))

    def field(self, source: str) -> bool:
        """Whether a field changed, or a part of it, or what it is a part of."""
        return source in self._holders or any(each in self._fields for each in prefixes(source))


def _rolls(source: str) -> bool:
    first, *rest = source.split(".")
    return first in _ROLLING or source in _ROLLING or not _ROLLING_PARTS.isdisjoint(rest)
