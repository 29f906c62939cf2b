"""What reads otherwise although nothing is promised differently: the same thing in other words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from sla_writer.changes import Kind, every
from sla_writer.comparison.places import Printed, prefixes
from sla_writer.comparison.values import Entry
from sla_writer.document import Run

_COMING = {Kind.ADDED, Kind.REMOVED}
_ROLLING = {"*", "history", "identity", "reasons", "review.on"}
"""What says otherwise in every quarter without anybody's promising anything."""
_ROLLING_PARTS = {
    "actual", "baseline", "baseline_quarter", "days_off", "holidays", "last_target", "sample",
    "special_days", "working_days",
}  # fmt: skip


def reworded(old: Printed, new: Printed, entries: Sequence[Entry]) -> Iterator[str]:
    """The ids of blocks and rows whose words differ, although no change names what they say.

    Left out is what differs only because another quarter, another day or another version is meant.
    """
    named = _Named(entries)
    before, after = ({spot.id: runs for spot, runs in each} for each in (old, new))
    for part in {**after, **before}:
        sources = _sources(before.get(part, ()), after.get(part, ()))
        alone = part not in before or part not in after
        if sources is not None and not named.explain(part, sources, alone=alone):
            yield part


def _sources(old: Sequence[Run], new: Sequence[Run]) -> set[str] | None:
    """Every field behind the texts that only one of the two has; None where they read the same."""
    if [run.text for run in old] == [run.text for run in new]:
        return None
    one, other = (Counter((run.text, run.sources) for run in runs) for runs in (old, new))
    only = (one - other) + (other - one)
    return {source for _, sources in only for source in sources}


class _Named:
    """What the changes speak of."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        changes = [*every(entry.change for entry in entries)]
        self._items = {change.item for change in changes}
        self._lists = {each.item.partition(".")[0] for each in changes if each.kind in _COMING}
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

    def explain(self, part: str, sources: set[str], *, alone: bool) -> bool:
        """Whether a change, or the new quarter, says why a block or row reads otherwise.

        What stands in one document alone is explained by what came into or left its list.
        """
        return (
            any(holder in self._items for holder in prefixes(part))
            or any(_rolls(source) or self._names(source) for source in sources)
            or (alone and not self._lists.isdisjoint(sources))
        )

    def _names(self, source: str) -> bool:
        """Whether a field changed, or a part of it, or what it is a part of."""
        return source in self._holders or any(each in self._fields for each in prefixes(source))


def _rolls(source: str) -> bool:
    first, *rest = source.split(".")
    return first in _ROLLING or source in _ROLLING or not _ROLLING_PARTS.isdisjoint(rest)
