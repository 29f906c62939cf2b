"""What each change is called in decisions: by its path, and a number where that is not enough."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from sla_writer.changes import Change


def keyed(changes: Iterable[Change]) -> Iterator[tuple[str, Change]]:
    """The changes with their keys, which stay the same as long as both agreements do."""
    taken: Counter[str] = Counter()
    for change in changes:
        taken[change.path] += 1
        count = taken[change.path]
        yield change.path if count == 1 else f"{change.path}~{count}", change
