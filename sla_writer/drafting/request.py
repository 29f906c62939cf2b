"""What is asked of a language model: messages, the shape of the answer, and how much may be said.

What `body` gives is every byte that leaves the machine for a request, its headers aside.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

_LONGEST_TOKEN = 8
_USUAL_TOKEN = 3
_NAME = "reply"


class Role(StrEnum):
    """Who speaks: the program with its rules, or the user with the text to work on."""

    SYSTEM = "system"
    USER = "user"


@dataclass(frozen=True, slots=True)
class Message:
    """One message of a request."""

    role: Role
    text: str


class Rung(StrEnum):
    """How a server is made to answer in a shape, the strictest first."""

    SCHEMA = "json_schema"
    OBJECT = "json_object"
    PROMPT = "prompt"

    def below(self) -> Rung | None:
        """The next way to ask for the same; None when there is none."""
        return {Rung.SCHEMA: Rung.OBJECT, Rung.OBJECT: Rung.PROMPT}.get(self)


@dataclass(frozen=True, slots=True)
class Way:
    """How a server wants to be asked.

    `newer` servers take `max_completion_tokens` and neither seed nor temperature.
    """

    rung: Rung = Rung.SCHEMA
    newer: bool = False


STRICTEST = Way()


@dataclass(frozen=True, slots=True)
class Request:
    """One question to a model.

    `schema` is a JSON Schema of the kind that `shape` knows; the messages must say it in words too,
    for servers that don't enforce one. `max_tokens` bounds the answer.
    """

    messages: tuple[Message, ...]
    schema: Mapping[str, Any] | None = None
    max_tokens: int = 400
    seed: int = 0
    temperature: float = 0.0

    def digest(self, model: str) -> str:
        """The SHA-256 by which a recorded reply is found again."""
        every = {**_said(self), **_sampling(self), "model": model, "schema": self.schema}
        return hashlib.sha256(_canonical(every | {"max_tokens": self.max_tokens})).hexdigest()

    def length(self) -> int:
        """How long all messages are, in characters."""
        return sum(len(each.text) for each in self.messages)

    def least_tokens(self) -> int:
        """Fewer tokens than this no tokenizer makes of the messages."""
        return self.length() // _LONGEST_TOKEN


def payload(request: Request, model: str, way: Way = STRICTEST) -> dict[str, Any]:
    """What is sent to chat completions for a request, as plain data."""
    asked = {"model": model, **_said(request), **_format(request, way.rung), "stream": False}
    if way.newer:
        return asked | {"max_completion_tokens": request.max_tokens}
    return asked | {"max_tokens": request.max_tokens} | _sampling(request)


def body(request: Request, model: str, way: Way = STRICTEST) -> bytes:
    """The bytes of `payload`, as they are sent."""
    return json.dumps(payload(request, model, way), ensure_ascii=False).encode()


def tokens(text_length: int) -> int:
    """About how many tokens a text has whose server doesn't say; rather too many than too few."""
    return -(-text_length // _USUAL_TOKEN)


def _said(request: Request) -> dict[str, Any]:
    return {"messages": [{"role": str(m.role), "content": m.text} for m in request.messages]}


def _sampling(request: Request) -> dict[str, Any]:
    return {"seed": request.seed, "temperature": request.temperature}


def _format(request: Request, rung: Rung) -> dict[str, Any]:
    if request.schema is None or rung is Rung.PROMPT:
        return {}
    schema = dict(request.schema)
    if rung is Rung.OBJECT:
        return {"response_format": {"type": str(rung), "schema": schema}}
    held = {"name": _NAME, "strict": True, "schema": schema}
    return {"response_format": {"type": str(rung), "json_schema": held}}


def _canonical(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
