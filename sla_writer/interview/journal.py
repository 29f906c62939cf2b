"""The journal of an interview: every answer is on the disk before the next question appears."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sla_writer.errors import SlaWriterError
from sla_writer.interview.engine import Event, State, apply
from sla_writer.text_gate import read_file

NAME = "interview.jsonl"
LIMIT = 20_000_000
VERSION = 1


@dataclass(frozen=True, slots=True)
class Journal:
    """The journal file of one agreement's folder."""

    path: Path

    def begin(self, pack: str, answers: dict[str, Any]) -> State:
        """A new journal, with what the interview starts from."""
        self._append({"journal": VERSION, "pack": pack, "start": answers})
        return State(answers)

    def write(self, state: State, event: Event) -> State:
        """The state after an event that has been written to the disk."""
        after = apply(state, event)
        now = datetime.now(UTC).isoformat(timespec="seconds")
        line = {"what": event.what, "id": event.id, "old": event.old, "new": event.new}
        self._append({**line, "source": event.source, "time": now})
        return after

    def resume(self, pack: str) -> State | None:
        """Where the interview was left; None when there is no journal.

        A last line that was cut off is dropped. Raises SlaWriterError when the journal is damaged
        elsewhere or belongs to another pack.
        """
        if not self.path.exists():
            return None
        lines = list(self._lines())
        if not lines:
            return None
        head, *events = lines
        if head.get("journal") != VERSION or not isinstance(head.get("start"), dict):
            raise SlaWriterError("ask-journal-damaged", file=self.path, line=1)
        if head["pack"] != pack:
            raise SlaWriterError("ask-journal-pack", file=self.path, pack=head["pack"])
        return self._fold(State(head["start"]), events)

    def _fold(self, state: State, events: list[dict[str, Any]]) -> State:
        for number, event in enumerate(events, start=2):
            try:
                known = {name: event[name] for name in ("what", "id", "new", "old", "source")}
                state = apply(state, Event(**known))
            except (KeyError, TypeError, ValueError, AttributeError):
                raise SlaWriterError("ask-journal-damaged", file=self.path, line=number) from None
        return state

    def _lines(self) -> Iterator[dict[str, Any]]:
        self._drop_unfinished()
        for number, line in enumerate(read_file(self.path, LIMIT).split("\n")[:-1], start=1):
            try:
                found = json.loads(line)
            except ValueError:
                found = None
            if not isinstance(found, dict):
                raise SlaWriterError("ask-journal-damaged", file=self.path, line=number)
            yield found

    def _drop_unfinished(self) -> None:
        """Takes away a last line without its end: what was being written when the power went."""
        written = self.path.read_bytes()
        whole = written.rfind(b"\n") + 1
        if whole < len(written):
            with self.path.open("r+b") as file:
                file.truncate(whole)

    def _append(self, line: dict[str, Any]) -> None:
        with self.path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())
