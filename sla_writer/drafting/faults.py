"""What can go wrong with a model’s server, each said so that a reader knows what to do next.

Nothing that a server says is repeated in a message: it may hold the key, or what was asked.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from sla_writer.drafting.budget import Usage
from sla_writer.drafting.shape import parsed
from sla_writer.errors import DraftingError, SlaWriterError


@dataclass(frozen=True, slots=True)
class Fault:
    """One failed try: the message, and what may help.

    `again`: the same question later, after `wait` seconds where the server named them; `lower`: the
    question without its demand for a shape; `newer`: the question in the newer dialect. `sent` says
    whether the question may have arrived.
    """

    key: str
    again: bool = False
    lower: bool = False
    newer: bool = False
    sent: bool = True
    wait: float | None = None
    params: Mapping[str, str | int] = field(default_factory=dict)


class Failed(DraftingError):
    """A question to a model failed for good; `usage` is what all its tries took."""

    def __init__(self, key: str, usage: Usage, **params: object) -> None:
        super().__init__(key, **params)
        self.usage = usage


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server sent back, not yet read: status, type and bytes."""

    status: int
    kind: str
    body: bytes
    retry_after: str = ""


_STATUS = {
    401: Fault("error-draft-key-refused"),
    402: Fault("error-draft-quota"),
    403: Fault("error-draft-forbidden"),
    404: Fault("error-draft-not-found"),
    405: Fault("error-draft-not-found"),
    407: Fault("error-draft-proxy"),
    413: Fault("error-draft-context"),
    500: Fault("error-draft-down", again=True, lower=True),
    501: Fault("error-draft-down", lower=True),
}
_AGAIN = {408, 409, 425, 502, 503, 504, 529}
_TOO_LONG = re.compile(r"context|too long|too large|maximum.{0,40}tokens")
_NO_MONEY = re.compile("insufficient_quota|billing|credit balance")
_LONGEST_DATE = 80
_OTHER_DIALECT = {"max_tokens", "temperature", "seed"}


def of_status(answer: Answer) -> Fault:
    """What an answer with any status but 200 means."""
    said, status = _error(answer.body), answer.status
    if 300 <= status < 400:
        return Fault("error-draft-redirect")
    if status == 429:
        return _too_many(answer, said)
    if status in (400, 415, 422):
        return _unwanted(said, status)
    again = Fault("error-draft-down", again=status in _AGAIN, wait=_seconds(answer.retry_after))
    found = _STATUS.get(status, again)
    return Fault(found.key, found.again, found.lower, wait=found.wait, params={"status": status})


def _too_many(answer: Answer, said: Mapping[str, Any]) -> Fault:
    if _NO_MONEY.search(_words(said)):
        return Fault("error-draft-quota")
    return Fault("error-draft-busy", again=True, wait=_seconds(answer.retry_after))


def _unwanted(said: Mapping[str, Any], status: int) -> Fault:
    if said.get("param") in _OTHER_DIALECT:
        return Fault("error-draft-request", newer=True, params={"status": status})
    if _TOO_LONG.search(_words(said)):
        return Fault("error-draft-context")
    return Fault("error-draft-request", lower=True, params={"status": status})


def _words(said: Mapping[str, Any]) -> str:
    return " ".join(str(said.get(each, "")) for each in ("code", "type", "message")).lower()


def _error(body: bytes) -> Mapping[str, Any]:
    """The error that a body tells of, in the form most servers use; empty when there is none."""
    try:
        found = parsed(body)
    except SlaWriterError:
        return {}
    said = found.get("error", found) if isinstance(found, dict) else {}
    return said if isinstance(said, dict) else {"message": said}


def _seconds(retry_after: str) -> float | None:
    """How long a Retry-After header asks to wait, in seconds; None when it says nothing."""
    text = retry_after.strip()[:_LONGEST_DATE]
    if re.fullmatch(r"\d{1,9}(\.\d{1,9})?", text, re.ASCII):
        return float(text)
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    aware = until if until.tzinfo else until.replace(tzinfo=UTC)
    return max(0.0, (aware - datetime.now(UTC)).total_seconds())
