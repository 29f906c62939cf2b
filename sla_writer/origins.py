"""Where a figure comes from: what a document prints from a field, and where the file says it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from sla_writer.document import (
    Block,
    Clause,
    Document,
    Figure,
    Heading,
    Run,
    Table,
    block_runs,
    numbers,
    plain,
)
from sla_writer.errors import Place

if TYPE_CHECKING:
    from sla_writer.yaml_file import Data, Step, YamlFile

_FIGURE = re.compile(r"\d(?:[\d\s\u00a0\u202f,.]*\d)?")
_GROUPED = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")


@dataclass(frozen=True)
class Printed:
    """A clause or table row that shows what was asked for: `text`, with what stands round it.

    `where` is the number under which a reader finds it; `sources` the fields behind `text`.
    """

    language: str
    where: str
    before: str
    text: str
    after: str
    sources: tuple[str, ...]


@dataclass(frozen=True)
class Written:
    """What the file says at a path, and where; `value` is None for a list or a record."""

    path: str
    value: str | None
    place: Place


def number(text: str) -> Decimal | None:
    """The plain number that `text` writes in either language's manner; None when it writes none."""
    compact = re.sub(r"[\s\u00a0\u202f]", "", text)
    compact = compact.replace(",", "") if _GROUPED.fullmatch(compact) else compact.replace(",", ".")
    return Decimal(compact) if re.fullmatch(r"\d+(\.\d+)?", compact, re.ASCII) else None


def asked_number(what: str) -> Decimal | None:
    """The number that a person asks for (``150``, ``40 %``, ``$1,200``); None for a path."""
    found = None if what[:1].isalpha() else _FIGURE.search(what)
    return number(found.group()) if found else None


def sources(document: Document) -> set[str]:
    """Every field that something in the document depends on."""
    return {
        source for block in document.blocks for run in block_runs(block) for source in run.sources
    }


def from_path(document: Document, path: str) -> Iterator[Printed]:
    """Everything the document prints from the field at `path`, or from a part of it."""
    below = f"{path}."
    return _found(document, lambda run: any(s == path or s.startswith(below) for s in run.sources))


def with_number(document: Document, wanted: Decimal) -> Iterator[Printed]:
    """Everything traced that shows the number."""
    return _found(document, lambda run: bool(run.sources) and _shows(run.text, wanted))


def _found(document: Document, fits: Callable[[Run], bool]) -> Iterator[Printed]:
    for block, where in labelled(document):
        for runs in _lines(block):
            hits = [index for index, run in enumerate(runs) if fits(run)]
            if hits:
                before, shown, after = (
                    plain(runs[: hits[0]]),
                    plain(runs[hits[0] : hits[-1] + 1]),
                    plain(runs[hits[-1] + 1 :]),
                )
                behind = dict.fromkeys(source for hit in hits for source in runs[hit].sources)
                yield Printed(document.language, where, before, shown, after, tuple(behind))


def passages(document: Document) -> Iterator[tuple[str, str, str]]:
    """Every clause, table and figure: its id, its number for readers, and what it says."""
    for block, where in labelled(document):
        if isinstance(block, Clause | Table | Figure):
            yield block.id, where, "\n".join(map(plain, _lines(block)))


def _lines(block: Block) -> Iterator[tuple[Run, ...]]:
    """The block's runs in stretches that are read as one: a row of a table, a whole clause."""
    if isinstance(block, Table):
        for row in block.rows:
            yield tuple(_spaced(row.cells))
    elif isinstance(block, Figure):
        for point in block.points:
            yield tuple(_spaced((point.label, *(bar.runs for bar in point.bars))))
    else:
        yield tuple(block_runs(block))


def _spaced(cells: tuple[tuple[Run, ...], ...]) -> Iterator[Run]:
    for index, cell in enumerate(cells):
        if index:
            yield Run(" | ")
        yield from cell


def labelled(document: Document) -> Iterator[tuple[Block, str]]:
    """Each block with the number under which a reader finds it."""
    words = document.words
    last = ""
    for block, found in zip(document.blocks, numbers(document), strict=True):
        match block:
            case Table() | Figure():
                yield block, f"{words['table' if isinstance(block, Table) else 'figure']} {found}"
            case Clause(depth=1):
                last = f"{words['clause']} {found}".rstrip(".")
                yield block, last
            case Clause():
                yield block, f"{last} {found}"
            case Heading(level=1):
                last = f"{found or ''} {plain(block.runs)}".strip()
                yield block, last
            case _:
                yield block, last


def written(file: YamlFile, path: str) -> Written | None:
    """What stands at a path by ids (``kpis.mql.target``) in the file; None when nothing does."""
    data: Data = file.data
    loc: tuple[Step, ...] = ()
    for name in path.split("."):
        step = _step(data, name)
        if step is None:
            return None
        data, loc = data[step], (*loc, step)  # type: ignore[index]
    return Written(path, data if isinstance(data, str) else None, file.place(loc))


def nearest(file: YamlFile, path: str) -> Place:
    """Where a path, or what would hold it, stands in the file."""
    steps = path.split(".")
    holders = (written(file, ".".join(steps[:n])) for n in range(len(steps), 0, -1))
    found = next(filter(None, holders), None)
    return found.place if found else file.place(())


def _step(data: Data, name: str) -> Step | None:
    if isinstance(data, dict):
        return name if name in data else None
    if isinstance(data, list):
        named = (
            i for i, each in enumerate(data) if isinstance(each, dict) and each.get("id") == name
        )
        return next(named, int(name) if name.isdigit() and int(name) < len(data) else None)
    return None


def answers(value: Written, what: str) -> bool:
    """Whether a value is what was asked for: it stands at the path, or shows the number."""
    wanted = asked_number(what)
    if wanted is None:
        return value.path == what or value.path.startswith(f"{what}.")
    return _shows(value.value or "", wanted)


def _shows(text: str, wanted: Decimal) -> bool:
    return wanted in map(number, _FIGURE.findall(text))
