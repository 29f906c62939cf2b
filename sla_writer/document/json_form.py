"""A document as JSON: what a version keeps, so that redlines never need today's templates."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import MISSING, fields
from decimal import Decimal, InvalidOperation
from functools import cache
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

from sla_writer import json_file
from sla_writer.document.blocks import (
    Block,
    Clause,
    Document,
    Figure,
    Heading,
    Item,
    Paragraph,
    Table,
    block_runs,
)
from sla_writer.document.printed import leads_out
from sla_writer.errors import Place, Problem
from sla_writer.json_file import JsonError

_KINDS: dict[str, type[Any]] = {
    kind.__name__: kind for kind in (Heading, Clause, Paragraph, Item, Table, Figure)
}
_CHOICES: dict[str, tuple[Any, ...]] = {
    "level": (1, 2),
    "depth": tuple(range(1, 9)),
    "align": ("left", "right", "center"),
    "role": ("body", "title", "subtitle", "note", "closing", "grid", "key", "signatures"),
    "kind": ("funnel", "bars"),
    "control": (None, "text", "date"),
    "paper": ("A4", "Letter"),
}
"""What a field may say, whatever it stands in; each of several."""

_Reader = Callable[[Any], Any]
"""Makes the value of what JSON says; raises _Wrong."""


def to_json(document: Document) -> str:
    """The document as canonical JSON text; `from_json` gives back an equal document.

    The marks of a redline are not kept.
    """
    return json.dumps(
        _plain_value(document), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def from_json(text: str | bytes, name: str = "document.json") -> Document:
    """The document that `to_json` wrote; errors call its file `name`.

    Raises JsonError for what is no such JSON or no document that can be drawn.
    """
    data = json_file.parse(text, name)
    try:
        document: Document = _reader(Document)(data)
        for block in document.blocks:
            _refuse_undrawable(block)
    except _Wrong as wrong:
        problem = Problem("error-json-document", {}, ".".join(wrong.path), Place(name, 1, 1))
        raise JsonError(problem) from None
    return document


def _plain_value(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain_value(item) for item in value]
    if isinstance(value, Decimal):
        return str(value)
    if not hasattr(value, "__dataclass_fields__"):
        return value
    kept = {
        f.name: _plain_value(getattr(value, f.name))
        for f in fields(value)
        if not f.metadata and getattr(value, f.name) != f.default
    }
    return {"block": type(value).__name__, **kept} if type(value).__name__ in _KINDS else kept


class _Wrong(Exception):
    """What stands at a path is nothing that a document has there; the path grows on the way out."""

    def __init__(self, *path: str) -> None:
        self.path = path

    def within(self, step: object) -> _Wrong:
        """The same, seen from what holds it."""
        return _Wrong(str(step), *self.path)


@cache
def _reader(kind: Any) -> _Reader:
    """What reads a value of a type: of a record, of a row of them, of a block, or a plain one."""
    if kind is Block:
        return _block
    if isinstance(kind, UnionType):
        return _or_none(_reader(get_args(kind)[0]))
    if get_origin(kind) is tuple:
        inner = get_args(kind)[0]
        return _texts if inner is str else _row_of(_reader(inner))
    if kind is Decimal:
        return _decimal
    return _record(kind) if hasattr(kind, "__dataclass_fields__") else _plain(kind)


def _block(data: Any) -> Any:
    kind: Any = _KINDS.get(str(data.get("block"))) if isinstance(data, dict) else None
    if kind is None:
        raise _Wrong
    return _reader(kind)({name: value for name, value in data.items() if name != "block"})


def _or_none(read: _Reader) -> _Reader:
    return lambda data: None if data is None else read(data)


def _row_of(read: _Reader) -> _Reader:
    def row(data: Any) -> Any:
        if not isinstance(data, list):
            raise _Wrong
        found: list[Any] = []
        try:
            for each in data:
                found.append(read(each))  # its length says where a mistake stands
        except _Wrong as wrong:
            raise wrong.within(len(found)) from None
        return tuple(found)

    return row


def _texts(data: Any) -> Any:
    """A row of texts, as sources are: most of what a document keeps."""
    if not isinstance(data, list):
        raise _Wrong
    for each in data:
        if type(each) is not str:
            raise _Wrong(str(data.index(each)))
    return tuple(data)


def _decimal(data: Any) -> Decimal:
    try:
        found = Decimal(data if isinstance(data, str) else "")
    except InvalidOperation:
        raise _Wrong from None
    if not found.is_finite():
        raise _Wrong
    return found


def _record(kind: type[Any]) -> _Reader:
    hints = get_type_hints(kind)
    readers = {f.name: _reader(hints[f.name]) for f in fields(kind) if not f.metadata}
    needed = {f.name for f in fields(kind) if f.default is f.default_factory is MISSING}
    limited = [(name, _CHOICES[name]) for name in readers if name in _CHOICES]

    def record(data: Any) -> Any:
        if not isinstance(data, dict) or not needed <= data.keys() <= readers.keys():
            raise _Wrong
        said = {}
        for name, value in data.items():
            try:
                said[name] = readers[name](value)
            except _Wrong as wrong:
                raise wrong.within(name) from None
        for name, choices in limited:
            if name in said and not _may_be(said[name], choices):
                raise _Wrong
        return kind(**said)

    return record


def _may_be(said: Any, choices: tuple[Any, ...]) -> bool:
    return all(each in choices for each in (said if isinstance(said, tuple) else (said,)))


def _plain(kind: Any) -> _Reader:
    kept: type[Any] = get_origin(kind) or kind

    def plain(data: Any) -> Any:
        if type(data) is not kept:
            raise _Wrong
        if kept is dict and not all(map(_is_text, data.values())):
            raise _Wrong
        return data

    return plain


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _refuse_undrawable(block: Block) -> None:
    """What no renderer could draw, or would draw as a link that leads where no link may."""
    widths: list[int] = []
    if isinstance(block, Table):
        widths = [len(block.align), *(len(row.cells) for row in (block.head, *block.rows))]
    if isinstance(block, Figure):
        widths = [len(block.head), *(len(point.bars) + 1 for point in block.points)]
    links = all(run.href is None or leads_out(run.href) for run in block_runs(block))
    if len(set(widths)) > 1 or not links:
        raise _Wrong(block.id)
