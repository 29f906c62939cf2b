"""The JSON Schema of a comparison as data: what programs that read `sla diff --format json` get."""

from __future__ import annotations

import json
from collections.abc import Iterable
from enum import StrEnum
from typing import Any

from sla_writer.agreement.sides import SideName
from sla_writer.changes import Effect, Group, Kind, Weight
from sla_writer.glossary import glossary
from sla_writer.render.compared.data import SHAPE

_DRAFT = "http://json-schema.org/draft-07/schema#"
_TEXT = {"type": "string"}
_TEXT_OR_NOTHING = {"type": ["string", "null"]}
_WHOLE = {"type": "integer", "minimum": 0}
_TEXTS = {"type": "array", "items": _TEXT}
_ANY: dict[str, Any] = {}


def text(code: str) -> str:
    """The schema as JSON text with what each field means in a language."""
    return json.dumps(schema(code), ensure_ascii=False, indent=1) + "\n"


def schema(code: str) -> dict[str, Any]:
    """The schema as data (JSON Schema draft 7)."""
    told = glossary(code).compared("fields")
    definitions = {name: _object(fields, told) for name, fields in _PARTS.items()}
    return {"$schema": _DRAFT, **_object(_WHOLE_ANSWER, told), "definitions": definitions}


def _object(fields: dict[str, dict[str, Any]], told: dict[str, str]) -> dict[str, Any]:
    shown = {
        name: {**({"description": told[name]} if name in told else {}), **rule}
        for name, rule in fields.items()
    }
    return {
        "type": "object",
        "properties": shown,
        "required": list(fields),
        "additionalProperties": False,
    }


def _choice(choices: Iterable[StrEnum], *, nothing: bool = False) -> dict[str, Any]:
    return {"enum": [*(each.value for each in choices), *([None] if nothing else [])]}


def _list(name: str) -> dict[str, Any]:
    return {"type": "array", "items": {"$ref": f"#/definitions/{name}"}}


_WHOLE_ANSWER: dict[str, dict[str, Any]] = {
    "version": {"enum": [SHAPE]},
    "language": {**_TEXT, "pattern": "^[a-z]{2}$"},
    "old": {"$ref": "#/definitions/Edition"},
    "new": {"$ref": "#/definitions/Edition"},
    "differs": {"type": "boolean"},
    "balance": {
        "type": "object",
        "patternProperties": {"^(marketing|sales)$": {"$ref": "#/definitions/Balance"}},
        "additionalProperties": False,
    },
    "changes": _list("Change"),
    "reworded": _list("Reworded"),
}
_PARTS: dict[str, dict[str, dict[str, Any]]] = {
    "Edition": {
        "name": _TEXT,
        "number": {"type": ["integer", "null"]},
        "quarter": {**_TEXT, "pattern": "^[0-9]{4}-Q[1-4]$"},
        "revision": _WHOLE,
        "id": {**_TEXT, "pattern": "^[0-9a-f]{64}$"},
    },
    "Balance": {"tightened": _WHOLE, "relaxed": _WHOLE},
    "Change": {
        "key": _TEXT,
        "kind": _choice(Kind),
        "group": _choice(Group),
        "weight": _choice(Weight),
        "effect": _choice(Effect),
        "side": _choice(SideName, nothing=True),
        "path": _TEXT,
        "was_path": _TEXT,
        "item": _TEXT,
        "name": _TEXT,
        "old": _ANY,
        "new": _ANY,
        "delta": _TEXT_OR_NOTHING,
        "share": _TEXT_OR_NOTHING,
        "better": {"type": ["boolean", "null"]},
        "breaks": _TEXTS,
        "followed": _list("Followed"),
        "where": _TEXT,
        "block": _TEXT,
        "said": _TEXT,
        "meant": _TEXT,
        "reason": _TEXT,
        "repeats": _list("Repeat"),
    },
    "Repeat": {
        "kind": _choice(Kind),
        "path": _TEXT,
        "was_path": _TEXT,
        "item": _TEXT,
        "name": _TEXT,
        "where": _TEXT,
        "block": _TEXT,
        "said": _TEXT,
    },
    "Followed": {"path": _TEXT, "old": _ANY, "new": _ANY, "share": _TEXT_OR_NOTHING},
    "Reworded": {"where": _TEXT, "block": _TEXT},
}
