"""Where a document says what changed: the clause, table row or figure that a reader turns to."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from sla_writer.document import Document, Heading, Run, Table, block_runs
from sla_writer.origins import labelled


@dataclass(frozen=True, slots=True)
class Spot:
    """A block or a table row by its id, and the number under which a reader finds it.

    `apart` says that it only repeats what is said elsewhere (key terms, a heading).
    """

    id: str
    where: str
    apart: bool = False


def spots(document: Document) -> Iterator[tuple[Spot, tuple[Run, ...]]]:
    """Every block and every row of a table with its runs, in the document's order."""
    for block, where in labelled(document):
        if not isinstance(block, Table):
            yield Spot(block.id, where, isinstance(block, Heading)), tuple(block_runs(block))
            continue
        yield Spot(block.id, where, apart=True), block.caption
        for row in block.rows:
            runs = tuple(run for cell in row.cells for run in cell)
            yield Spot(row.id, where, apart=block.role == "key"), runs


Hit = tuple[int, Spot]
"""On how many fields the printed text depends (few: it says this one itself), and where it is."""


class Places:
    """Where a document prints each of the fields `wanted`, or a part of them."""

    def __init__(self, document: Document, wanted: Collection[str]) -> None:
        self._hits: dict[str, list[Hit]] = {path: [] for path in wanted}
        self._holding: dict[str, tuple[str, ...]] = {}
        self.where: dict[str, str] = {}
        for spot, runs in spots(document):
            self.where.setdefault(spot.id, spot.where)
            for path, depends in self._printed(runs).items():
                self._hits[path].append((depends, spot))

    def of(self, path: str, item: str) -> Spot | None:
        """The place of a field or of what holds it, up to the item; the item's own place first,
        then where the text says the field rather than reckons with it."""
        for holder in holders(path, item):
            if hits := self._hits.get(holder):
                return min(hits, key=lambda hit: _rank(hit, item))[1]
        return None

    def _printed(self, runs: tuple[Run, ...]) -> Mapping[str, int]:
        found: dict[str, int] = {}
        for run in runs:
            depends = len(run.sources)
            for source in run.sources:
                for path in self._wanted_of(source):
                    found[path] = min(depends, found.get(path, depends))
        return found

    def _wanted_of(self, source: str) -> tuple[str, ...]:
        """The wanted paths that a source is, or stands in."""
        if source not in self._holding:
            self._holding[source] = tuple(p for p in prefixes(source) if p in self._hits)
        return self._holding[source]


def _rank(hit: Hit, item: str) -> tuple[bool, bool, int]:
    depends, spot = hit
    own = spot.id == item or spot.id.startswith(f"{item}.")
    return not own, spot.apart, depends


def prefixes(path: str) -> Iterator[str]:
    """The path and everything that holds it, nearest first."""
    while path:
        yield path
        path = path.rpartition(".")[0]


def holders(path: str, item: str) -> Iterator[str]:
    """The path and what holds it, up to the item that it belongs to."""
    for each in prefixes(path):
        yield each
        if each == item or len(each) <= len(item):
            return
