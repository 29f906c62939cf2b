"""Free text in an agreement: one string for every language, or one a language."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, core_schema

from sla_writer.agreement.values import wrong
from sla_writer.text_gate import TEXT_LIMIT, clean, refused

LANGUAGE_CODE = re.compile(r"[a-z]{2}")


@dataclass(frozen=True, slots=True)
class Text:
    """Free text, one string or one a language: pairs (language, text); the language "" is any."""

    said: tuple[tuple[str, str], ...]

    def get(self, language: str) -> str | None:
        """The text in a language, or the one for every language; None when it is missing."""
        said = dict(self.said)
        return said.get(language) or said.get("")

    def any(self) -> tuple[str, str]:
        """The first text and its language, for where a translation is missing."""
        return self.said[0]

    def dumped(self) -> str | dict[str, str]:
        """As it stands in a file: a string, or a mapping by language."""
        return self.said[0][1] if self.said[0][0] == "" else dict(self.said)

    @classmethod
    def _validate(cls, value: object) -> Text:
        if isinstance(value, cls):
            return value
        if isinstance(value, str):
            return cls((("", _gated(value)),))
        if isinstance(value, Mapping) and value and all(map(_is_language, value)):
            return cls(tuple(sorted((str(k), _gated(v)) for k, v in value.items())))
        raise wrong(_why_no_text(value), text=str(value)[:80])

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[Any], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls._validate,
            serialization=core_schema.plain_serializer_function_ser_schema(cls.dumped),
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        by_language = {
            "type": "object",
            "patternProperties": {"^[a-z]{2}$": {"type": "string"}},
            "additionalProperties": False,
            "minProperties": 1,
        }
        return {"anyOf": [{"type": "string"}, by_language]}


def _why_no_text(value: object) -> str:
    """The message key; a comma inside braces leaves a text's rest as a key without a value."""
    cut = isinstance(value, Mapping) and None in value.values()
    return "value-text-comma" if cut else "value-text"


def _is_language(key: object) -> bool:
    return isinstance(key, str) and bool(LANGUAGE_CODE.fullmatch(key))


def _gated(value: object) -> str:
    """A text of prose length with nothing in it that may not come in."""
    if not isinstance(value, str):
        raise wrong("value-text", text=str(value)[:80])
    if found := refused(value):
        raise wrong("error-character", character=found[1])
    text = clean(value)
    if not text:
        raise wrong("value-text-empty")
    if len(text) > TEXT_LIMIT:
        raise wrong("value-text-long", limit=TEXT_LIMIT)
    return text


def gated(limit: int = 200) -> Callable[[object], str]:
    """A validator for names: one line, at most `limit` characters."""

    def check(value: object) -> str:
        text = _gated(value)
        if "\n" in text:
            raise wrong("value-one-line")
        if len(text) > limit:
            raise wrong("value-text-long", limit=limit)
        return text

    return check
