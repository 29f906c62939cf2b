"""What an answer says as JSON, and whether it has the shape that was asked for.

Servers promise a shape and don't always keep it. Knows the part of JSON Schema that our requests
use.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from sla_writer import json_file
from sla_writer.errors import Problem

_MOST_NAMES = 2_000
_KINDS: dict[str, tuple[type, ...]] = {
    "object": (dict,), "array": (list,), "string": (str,), "integer": (int,),
    "number": (int, float), "boolean": (bool,), "null": (type(None),),
}  # fmt: skip


def parsed(data: bytes | str) -> Any:
    """What strict JSON says that has no more names in it than an answer can have.

    Raises JsonError for what is none, SlaWriterError for bytes that are no UTF-8.
    """
    names = data.count(b":") if isinstance(data, bytes) else data.count(":")
    if names > _MOST_NAMES:
        raise json_file.JsonError(Problem("error-json", {}))
    return json_file.parse(data)


def fits(found: Any, schema: Mapping[str, Any]) -> bool:
    """Whether data has the shape of a schema. Raises ValueError for a schema with unknown words."""
    if unknown := set(schema) - set(_CHECKS) - {"additionalProperties", "description", "title"}:
        raise ValueError(f"unknown in a schema: {', '.join(sorted(unknown))}")
    return all(_CHECKS[word](found, schema) for word in schema if word in _CHECKS)


def _kind(found: Any, schema: Mapping[str, Any]) -> bool:
    named = schema["type"]
    kinds = [named] if isinstance(named, str) else named
    return any(
        isinstance(found, _KINDS[kind]) and (kind == "boolean" or not isinstance(found, bool))
        for kind in kinds
    )


def _properties(found: Any, schema: Mapping[str, Any]) -> bool:
    """Every property as it must be, and none besides: what wasn't asked for isn't taken."""
    known = schema["properties"]
    return not isinstance(found, dict) or all(
        name in known and fits(value, known[name]) for name, value in found.items()
    )


def _items(found: Any, schema: Mapping[str, Any]) -> bool:
    return not isinstance(found, list) or all(fits(each, schema["items"]) for each in found)


def _length(
    kind: type[str] | type[list[Any]], word: str, sign: int
) -> Callable[[Any, Mapping[str, Any]], bool]:
    """A lower bound of texts or lists (`sign` 1), or an upper one (-1)."""

    def holds(found: Any, schema: Mapping[str, Any]) -> bool:
        return not isinstance(found, kind) or sign * len(found) >= sign * schema[word]

    return holds


_CHECKS: dict[str, Callable[[Any, Mapping[str, Any]], bool]] = {
    "type": _kind,
    "properties": _properties,
    "items": _items,
    "required": lambda found, schema: (
        not isinstance(found, dict) or {*schema["required"]} <= {*found}
    ),
    "enum": lambda found, schema: any(
        found == one and type(found) is type(one) for one in schema["enum"]
    ),
    "const": lambda found, schema: (
        found == schema["const"] and type(found) is type(schema["const"])
    ),
    "pattern": lambda found, schema: (
        not isinstance(found, str) or bool(re.search(schema["pattern"], found))
    ),
    "minLength": _length(str, "minLength", 1),
    "maxLength": _length(str, "maxLength", -1),
    "minItems": _length(list, "minItems", 1),
    "maxItems": _length(list, "maxItems", -1),
}
