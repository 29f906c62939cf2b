"""Keeps what a model answered in a file, and answers from it: no server, no key and no `openai`.

Each line tells of one question by its hash, never by its words, and of the reply or the failure. A
record is a file like any other: what is read from it goes through the same gates as a server's.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from sla_writer import json_file, messages
from sla_writer.drafting.asking import Asker
from sla_writer.drafting.budget import Budget, Usage
from sla_writer.drafting.faults import Failed, Fault
from sla_writer.drafting.reply import Reply, accepted
from sla_writer.drafting.request import Request
from sla_writer.errors import DraftingError, SlaWriterError, reason
from sla_writer.text_gate import read_file

_LIMIT = 20_000_000
_COUNTED: dict[str, type | tuple[type, ...]] = {
    "requests": int,
    "prompt": int,
    "reply": int,
    "seconds": (int, float),
    "known": bool,
}


@dataclass(frozen=True, slots=True)
class Recorder:
    """A model whose every answer and failure is written to a file before it is used."""

    asker: Asker
    path: Path

    def ask(self, request: Request, budget: Budget) -> Reply:
        """As `Asker.ask`; raises SlaWriterError when the file can’t be written."""
        asked = {
            "request": request.digest(self.asker.settings.model),
            "model": self.asker.settings.model,
        }
        try:
            reply = self.asker.ask(request, budget)
        except Failed as failed:
            self._append({**asked, "fault": failed.key, "params": failed.params}, failed.usage)
            raise
        self._append({**asked, "text": reply.text, "returned": reply.returned}, reply.usage)
        return reply

    def _append(self, said: Mapping[str, Any], usage: Usage) -> None:
        line = json.dumps({**said, "usage": asdict(usage)}, ensure_ascii=False)
        try:
            with self.path.open("a", encoding="utf-8", newline="\n") as file:
                file.write(line + "\n")
        except OSError as error:
            raise SlaWriterError("error-write", file=self.path, why=reason(error)) from None


class Replay:
    """The record of a model. What was asked several times is answered in the same order again."""

    def __init__(self, path: Path) -> None:
        """Raises DraftingError when the file is no record, SlaWriterError when it can’t be read."""
        self._path = path
        self._lines: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
        for number, text in enumerate(read_file(path, _LIMIT).splitlines(), 1):
            line = _line(text)
            if line is None:
                raise DraftingError("error-draft-record", file=path, line=number)
            self._lines[line["request"]].append(line)
        self._models = {line["model"] for lines in self._lines.values() for line in lines}

    def ask(self, request: Request, budget: Budget) -> Reply:
        """The recorded reply, its gates passed again. Raises DraftingError when there is none."""
        digests = (request.digest(model) for model in sorted(self._models))
        found = next((self._lines[each] for each in digests if each in self._lines), None)
        if found is None:
            raise DraftingError("error-draft-not-recorded", file=self._path)
        return _replayed(found.pop(0) if len(found) > 1 else found[0], request, self._path)


def _replayed(line: Mapping[str, Any], request: Request, path: Path) -> Reply:
    usage = Usage(**line["usage"])
    if "fault" in line:
        raise Failed(line["fault"], usage, **line["params"])
    shaped = accepted(line["text"], request)
    if isinstance(shaped, Fault):
        raise Failed(shaped.key, usage, host=path.name, **shaped.params)
    reply = Reply(line["text"], shaped.data, line["model"], line["returned"], usage)
    return replace(reply, exact=shaped.exact)


def _line(text: str) -> Mapping[str, Any] | None:
    """One line of a record; None when it is none that was written here."""
    try:
        found = json_file.parse(text)
    except SlaWriterError:
        return None
    sound = isinstance(found, dict) and _counted(found.get("usage"))
    names = (
        "request",
        "model",
        *(("fault",) if sound and "fault" in found else ("text", "returned")),
    )
    if not sound or not all(isinstance(found.get(name), str) for name in names):
        return None
    return found if "fault" not in found or _is_said(found["fault"], found.get("params")) else None


def _counted(usage: Any) -> bool:
    return (
        isinstance(usage, dict)
        and set(usage) == set(_COUNTED)
        and all(isinstance(usage[name], kind) for name, kind in _COUNTED.items())
    )


def _is_said(key: str, params: Any) -> bool:
    """Whether a failure is one of ours, with all that its message needs."""
    try:
        said = "host" in params and messages.text(key, **params) != key
        return said and key.startswith("error-draft-")
    except (TypeError, LookupError, ValueError, AttributeError):
        return False
