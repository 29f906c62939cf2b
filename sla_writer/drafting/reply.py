"""What a language model answered: read strictly, or refused with the reason.

A reply is text of a stranger. What gets through here is whole, of the shape that was asked for, and
free of characters that may not come in; whether it is true and well said is for others to judge.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sla_writer import json_file
from sla_writer.drafting.budget import Usage
from sla_writer.drafting.faults import Answer, Fault, of_status
from sla_writer.drafting.request import Request, tokens
from sla_writer.drafting.settings import Settings
from sla_writer.drafting.shape import fits, parsed
from sla_writer.errors import SlaWriterError
from sla_writer.text_gate import refused

_THINKING, _THOUGHT = "<think>", "</think>"
_FENCE = "```"
_LINE_ENDS = re.compile("[\x0b\x0c\u2028\u2029]")
_MODEL_NAME = re.compile(r"[\w./:@+ -]{1,200}")
_LONGEST_TOKEN = 16
_STARTS = 20
_ECHOED = 40
_REPEATS_FROM = 600
_REPEATS_AT = 12
_SOUND_COUNT = 10_000_000


@dataclass(frozen=True, slots=True)
class Reply:
    """A model’s answer: its text, and its data where a schema was asked for.

    `requested` and `returned` are the model’s names as we and the server say them (empty when it
    says none); `usage` counts all tries; `exact` says that nothing stood round the data.
    """

    text: str
    data: Any = None
    requested: str = ""
    returned: str = ""
    usage: Usage = field(default_factory=Usage)
    finish: str = "stop"
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Shaped:
    """The data found in a text; `exact` when the text was nothing else."""

    data: Any
    exact: bool


def read(answer: Answer, request: Request, settings: Settings) -> tuple[Reply | Fault, Usage]:
    """The reply in a server’s answer, or what is wrong with it; and what it used all the same."""
    if answer.status != 200:
        return of_status(answer), Usage(requests=1)
    if "html" in answer.kind or answer.body.lstrip()[:1] == b"<":
        return Fault("error-draft-not-model"), Usage(requests=1)
    found = _parsed(answer.body)
    if isinstance(found, Fault):
        return found, guessed(request, len(answer.body))
    text = _text(found)
    usage = used(found, request, text if isinstance(text, str) else "")
    if isinstance(text, Fault):
        return text, usage
    return _cut_prompt(usage, request) or _reply(text, found, usage, request, settings), usage


def guessed(request: Request, length: int = 0) -> Usage:
    """About what a try used of which the server counts nothing; `length` of what it said."""
    return Usage(1, tokens(request.length()), tokens(length), known=False)


def _parsed(body: bytes) -> dict[str, Any] | Fault:
    try:
        found = parsed(body)
    except json_file.JsonError as error:
        wrong = error.problems[0].key == "error-character"
        return Fault("error-draft-character") if wrong else Fault("error-draft-not-model")
    except SlaWriterError:
        return Fault("error-draft-encoding")
    return found if isinstance(found, dict) else Fault("error-draft-not-model")


def _text(found: dict[str, Any]) -> str | Fault:
    """What the first choice says, when it was said to the end."""
    choices = found.get("choices")
    first = choices[0] if isinstance(choices, list) and choices else None
    message = first.get("message") if isinstance(first, dict) else None
    if not isinstance(first, dict) or not isinstance(message, dict):
        return Fault(
            "error-draft-down" if "error" in found else "error-draft-not-model",
            params={"status": 200},
        )
    if message.get("refusal"):
        return Fault("error-draft-declined")
    if unfinished := _unfinished(first.get("finish_reason")):
        return unfinished
    return _said(message.get("content"))


def _unfinished(reason: Any) -> Fault | None:
    known = {
        "length": Fault("error-draft-length"),
        "content_filter": Fault("error-draft-declined"),
    }
    if reason == "stop":
        return None
    return known.get(
        reason if isinstance(reason, str) else "", Fault("error-draft-unfinished", again=True)
    )


def _said(content: Any) -> str | Fault:
    if content is not None and not isinstance(content, str):
        return Fault("error-draft-not-model")
    text = (content or "").strip()
    if text.startswith(_THINKING):
        text = text.partition(_THOUGHT)[2].strip()
    return text or Fault("error-draft-no-text", again=True)


def used(found: Mapping[str, Any], request: Request, text: str) -> Usage:
    """The tokens of one answer as the server counts them, or about as many as there must be."""
    said = found.get("usage")
    counted = said if isinstance(said, dict) else {}
    prompt, reply = _count(counted.get("prompt_tokens")), _count(counted.get("completion_tokens"))
    guess, known = guessed(request, len(text)), bool(prompt and reply)
    return replace(guess, prompt=prompt or guess.prompt, reply=reply or guess.reply, known=known)


def _count(said: Any) -> int:
    sound = isinstance(said, int) and not isinstance(said, bool) and 0 < said < _SOUND_COUNT
    return said if sound else 0


def _cut_prompt(usage: Usage, request: Request) -> Fault | None:
    """Some servers silently drop the beginning of a long question and answer the rest."""
    return Fault("error-draft-context") if usage.prompt < request.least_tokens() else None


def _reply(
    text: str, found: Mapping[str, Any], usage: Usage, request: Request, settings: Settings
) -> Reply | Fault:
    shaped = accepted(text, request)
    if isinstance(shaped, Fault):
        return shaped
    if settings.gives_away(text) or settings.gives_away(
        json.dumps(shaped.data, ensure_ascii=False)
    ):
        return Fault("error-draft-echo")
    returned = _name(found.get("model"), settings)
    return Reply(text, shaped.data, settings.model, returned, usage, exact=shaped.exact)


def _name(said: Any, settings: Settings) -> str:
    sound = isinstance(said, str) and _MODEL_NAME.fullmatch(said) and not settings.gives_away(said)
    return str(said) if sound else ""


def accepted(text: str, request: Request) -> Shaped | Fault:
    """The data in a text by the request’s schema (None without one), or why it is refused."""
    if len(text) > request.max_tokens * _LONGEST_TOKEN:
        return Fault("error-draft-large")
    if refused(text) or _LINE_ENDS.search(text):
        return Fault("error-draft-character")
    if _repeats(text):
        return Fault("error-draft-repeats")
    if any(len(m.text) >= _ECHOED and m.text in text for m in request.messages):
        return Fault("error-draft-echo")
    return Shaped(None, True) if request.schema is None else _shaped(text, request.schema)


def _repeats(text: str) -> bool:
    """Whether a model ran in circles: then the text is hardly more than one line, packed."""
    data = text.encode("utf-8", "replace")
    return len(data) > _REPEATS_FROM and len(zlib.compress(data)) * _REPEATS_AT < len(data)


def _shaped(text: str, schema: Mapping[str, Any]) -> Shaped | Fault:
    """The one piece of JSON in a text that has the shape; what two pieces mean nobody knows."""
    whole = _json(text)
    if whole and fits(whole[0], schema):
        return _clean(whole[0], exact=True)
    fenced = [each for block in text.split(_FENCE)[1::2] for each in _json(_unlabelled(block))]
    found = [each for each in fenced or list(_pieces(text)) if fits(each, schema)]
    if len(found) != 1:
        return Fault("error-draft-shape", lower=True)
    return _clean(found[0], exact=False)


def _clean(data: Any, exact: bool) -> Shaped | Fault:
    said = (
        json.dumps(data, ensure_ascii=False)
        .encode("utf-8", "surrogatepass")
        .decode("utf-8", "replace")
    )
    hidden = re.search(r"\\u000[bc]|\\[bf]", said) or _LINE_ENDS.search(said)
    return Fault("error-draft-character") if hidden else Shaped(data, exact)


def _unlabelled(block: str) -> str:
    """What stands in a fence, below the line that may name its language."""
    return block.partition("\n")[2]


def _json(text: str) -> list[Any]:
    """What a text says as strict JSON, if it is."""
    try:
        return [parsed(text)]
    except SlaWriterError:
        return []


def _pieces(text: str) -> Iterator[Any]:
    """Every object among other words, as strict JSON."""
    decoder, at = json.JSONDecoder(), 0
    for _ in range(_STARTS):
        at = text.find("{", at)
        if at < 0:
            return
        end = _end(decoder, text, at)
        yield from _json(text[at:end])
        at = max(end, at + 1)


def _end(decoder: json.JSONDecoder, text: str, at: int) -> int:
    try:
        return decoder.raw_decode(text, at)[1]
    except (ValueError, RecursionError):
        return at
