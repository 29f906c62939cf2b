"""The JSON Schema of an agreement's file: editors complete the fields by it and mark mistakes.

It is read off the models; titles come from the glossary, explanations and examples from the
standard pack's questions. It says what may be written, which is more than what is stored: numbers
may be plain YAML numbers, dates may be Russian.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from sla_writer import pack
from sla_writer.agreement import Agreement
from sla_writer.agreement.record import Record, Undecided
from sla_writer.agreement.values import Written
from sla_writer.glossary import glossary
from sla_writer.interview import shape
from sla_writer.interview.shape import Field

_DRAFT = "http://json-schema.org/draft-07/schema#"
_STANDARD_PACK = "b2b"

_STRING: dict[str, Any] = {"type": "string"}
_PLAIN: dict[str, Any] = {"type": ["string", "number"]}
_BY_LANGUAGE = {
    "type": "object",
    "patternProperties": {"^[a-z]{2}$": _PLAIN},
    "additionalProperties": False,
    "minProperties": 1,
}
_TEXT = {"anyOf": [_PLAIN, _BY_LANGUAGE]}
_KINDS: dict[str, dict[str, Any]] = {
    "id": {"type": "string", "pattern": "^[A-Za-z][A-Za-z0-9_-]{0,59}$"},
    "reference": _STRING,
    "name": _PLAIN,
    "text": {"$ref": "#/definitions/Text"},
    "zone": {**_STRING, "examples": ["Europe/Moscow", "America/New_York"]},
    "currency": {"type": "string", "pattern": "^[A-Z]{3}$", "examples": ["RUB", "USD", "EUR"]},
    "language": {"type": "string", "pattern": "^[a-z]{2}$", "examples": ["ru", "en"]},
    "yes-no": {"type": ["boolean", "string"], "examples": ["yes", "no", "да", "нет"]},
    "whole": {"type": ["integer", "string"]},
    "date": {**_STRING, "examples": ["2026-10-01", "01.10.2026"]},
    "time": {"type": ["string", "integer"], "examples": ["19:00"]},
    "figure": {**_PLAIN, "examples": ["500", "12.5 %", "2 450 000 RUB", "4 business hours", "3x"]},
    "percent": {"type": "string", "pattern": "(%|percent|процент)"},
    "count": _PLAIN,
}
_WRITTEN = {kind.kind: kind for kind in Written.__subclasses__()}


def text(language: str) -> str:
    """The schema as JSON text with titles, explanations and examples in a language."""
    return json.dumps(schema(language), ensure_ascii=False, indent=1) + "\n"


def schema(language: str) -> dict[str, Any]:
    """The schema as data (JSON Schema draft 7, which editors know best)."""
    words = _Words(language)
    found: list[type[Record]] = [Undecided, *_records(Undecided), *_records(Agreement)]
    records = {record.__name__: record for record in found}
    return {
        "$schema": _DRAFT,
        **_record(Agreement, words),
        "definitions": {
            "Text": _TEXT,
            **{name: _record(records[name], words) for name in sorted(records)},
        },
    }


class _Words:
    """What editors show of a field."""

    def __init__(self, language: str) -> None:
        self._glossary = glossary(language)
        self._questions = pack.load(_STANDARD_PACK).question_words(language)

    def field(self, field: Field, path: str) -> dict[str, Any]:
        """The title, explanation and examples of a field."""
        record = field.record.__name__
        ids = (path, f"{record}.{field.name}", f"*.{field.name}")
        asked = next((self._questions[each] for each in ids if each in self._questions), {})
        asked = {"text": asked} if isinstance(asked, str) else asked
        explained = " ".join(asked[name] for name in ("text", "help") if asked.get(name))
        example = asked.get("example") or self._glossary.example(record, field.name)
        return {
            "title": self._glossary.field(record, field.name),
            **({"description": explained} if explained else {}),
            **({"examples": [example]} if example else {}),
        }


def _records(record: type[Record]) -> Iterator[type[Record]]:
    """Every record that stands somewhere in another."""
    for field in shape.fields(record).values():
        if field.item:
            yield field.item
            yield from _records(field.item)


def _record(record: type[Record], words: _Words) -> dict[str, Any]:
    known = shape.fields(record)
    top = record is Agreement
    return {
        "type": "object",
        "properties": {
            name: {**_field(field), **words.field(field, name if top else "")}
            for name, field in known.items()
        },
        "required": [name for name, field in known.items() if field.required],
        "additionalProperties": False,
    }


def _field(field: Field) -> dict[str, Any]:
    """What may stand in a field: a value, nothing where it's optional, or that it is undecided."""
    options = [_value(field)]
    if not field.required and field.record.model_fields[field.name].default is None:
        options.append({"type": "null"})
    if field.open:
        options.append({"$ref": "#/definitions/Undecided"})
    return options[0] if len(options) == 1 and "$ref" not in options[0] else {"anyOf": options}


def _value(field: Field) -> dict[str, Any]:
    if field.kind in _WRITTEN or field.kind in _KINDS or field.kind in ("choice", "record"):
        return _one(field, field.kind)
    one = _one(field, field.kind.removesuffix("s"))
    several = {"type": "array", "items": one}
    takes_one = field.record.model_fields[field.name].metadata  # a validator that makes one a list
    return {"anyOf": [one, several]} if takes_one else several


def _one(field: Field, kind: str) -> dict[str, Any]:
    if field.item:
        return {"$ref": f"#/definitions/{field.item.__name__}"}
    if field.choices:
        return {"enum": [choice.value for choice in field.choices]}
    shown = _KINDS.get(kind, _STRING)
    return {**shown, "examples": list(_WRITTEN[kind].examples)} if kind in _WRITTEN else shown
