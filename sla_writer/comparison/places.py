"""Where a document says what changed: the clause, table row or figure that a reader turns to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from sla_writer.document import Document, Figure, Heading, Run, Table, block_runs
from sla_writer.origins import labelled

_RETOLD = ("history.", "open.", "reasons.")
"""Rows that tell of fields which stand elsewhere."""
_RECKONED = ".formula"
"""Rows that reckon with fields which stand elsewhere."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A block or a table row by its id, and the number under which a reader finds it.

    `apart` says that what is read there stands elsewhere too: key terms, headings, pictures, the
    history, formulas.
    """

    id: str
    where: str
    apart: bool = False


Printed = tuple[tuple[Spot, tuple[Run, ...]], ...]
"""What a document says, place by place."""


def printed(document: Document) -> Printed:
    """Every block and every row of a table with its runs, in the document's order."""
    return tuple(_spots(document))


def _spots(document: Document) -> Iterator[tuple[Spot, tuple[Run, ...]]]:
    for block, where in labelled(document):
        if not isinstance(block, Table):
            yield (
                Spot(block.id, where, isinstance(block, Heading | Figure)),
                tuple(block_runs(block)),
            )
            continue
        yield Spot(block.id, where, apart=True), block.caption
        for row in block.rows:
            runs = tuple([run for cell in row.cells for run in cell])
            yield Spot(row.id, where, block.role == "key" or _apart(row.id)), runs


def _apart(row: str) -> bool:
    return row.startswith(_RETOLD) or row.endswith(_RECKONED)


Hit = tuple[int, Spot]
"""On how many fields the printed text depends (few: it says this one itself), and where it is."""


class Places:
    """Where what was printed says each of the fields `wanted`, or a part of them."""

    def __init__(self, printed: Printed, wanted: Collection[str]) -> None:
        self._all, self._sought = printed, frozenset(wanted)
        self._known: dict[str, frozenset[str]] = {}

    @cached_property
    def _hits(self) -> Mapping[str, list[Hit]]:
        """Looked for when somebody asks: of the old document it is often not asked at all."""
        found: dict[str, list[Hit]] = defaultdict(list)
        for spot, runs in self._all:
            for path, depends in self._printed(runs).items():
                found[path].append((depends, spot))
        return found

    def of(self, path: str, item: str) -> Spot | None:
        """The place of a field or of what holds it, up to the item; the item's own place first,
        then where the text says the field rather than reckons with it."""
        for holder in holders(path, item):
            if hits := self._hits.get(holder):
                return min(hits, key=lambda hit: _rank(hit, item))[1]
        return None

    def _printed(self, runs: tuple[Run, ...]) -> Mapping[str, int]:
        found: dict[str, int] = {}
        for sources in {run.sources for run in runs}:
            depends = len(sources)
            for path in frozenset().union(*map(self._wanted, sources)):
                found[path] = min(depends, found.get(path, depends))
        return found

    def _wanted(self, source: str) -> frozenset[str]:
        """The wanted paths that a source is, or stands in."""
        if source not in self._known:
            self._known[source] = self._sought.intersection(prefixes(source))
        return self._known[source]


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
