"""A document as JSON: what a version keeps, so that redlines never need today's templates."""

from __future__ import annotations

import json
from dataclasses import fields
from decimal import Decimal
from typing import Any

from sla_writer.document.blocks import (
    Bar,
    Block,
    Clause,
    Document,
    Figure,
    Heading,
    Item,
    Paragraph,
    Point,
    Row,
    Run,
    Runs,
    Table,
)

_KINDS: dict[str, type[Any]] = {
    kind.__name__: kind for kind in (Heading, Clause, Paragraph, Item, Table, Figure)
}


def to_json(document: Document) -> str:
    """The document as canonical JSON text; `from_json` gives back an equal document."""
    return json.dumps(
        _plain_value(document), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )


def from_json(text: str) -> Document:
    """The document that `to_json` wrote."""
    data = json.loads(text)
    blocks = tuple(_block(item) for item in data.pop("blocks"))
    return Document(**data, blocks=blocks)


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
        if getattr(value, f.name) != f.default
    }
    return {"block": type(value).__name__, **kept} if type(value).__name__ in _KINDS else kept


def _run(data: dict[str, Any]) -> Run:
    return Run(**{**data, "sources": tuple(data.get("sources", ()))})


def _runs(data: list[dict[str, Any]]) -> Runs:
    return tuple(_run(item) for item in data)


def _row(data: dict[str, Any]) -> Row:
    return Row(data["id"], tuple(_runs(cell) for cell in data["cells"]))


def _bar(data: dict[str, Any]) -> Bar:
    size = data.get("size")
    return Bar(_runs(data["runs"]), None if size is None else Decimal(size))


def _block(data: dict[str, Any]) -> Block:
    kind = _KINDS[data.pop("block")]
    if "runs" in data:
        data["runs"] = _runs(data["runs"])
    if "caption" in data:
        data["caption"] = _runs(data["caption"])
    if kind is Table:
        data["align"] = tuple(data["align"])
        data["head"] = _row(data["head"])
        data["rows"] = tuple(_row(row) for row in data["rows"])
    if kind is Figure:
        data["head"] = tuple(_runs(title) for title in data["head"])
        data["points"] = tuple(
            Point(_runs(p["label"]), tuple(_bar(b) for b in p["bars"])) for p in data["points"]
        )
    return kind(**data)  # type: ignore[no-any-return]
