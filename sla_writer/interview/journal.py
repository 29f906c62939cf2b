"""The journal of an interview: every answer is on the disk before the next question appears.

A journal may hold several interviews, one after the other: the first makes the agreement, later
ones edit it. Each begins with a line that says what it starts from; the last one counts.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sla_writer.errors import SlaWriterError
from sla_writer.interview.engine import Event, History, State
from sla_writer.interview.script import Depth
from sla_writer.text_gate import read_file

NAME = "interview.jsonl"
OF_SIDE = "interview.{side}.jsonl"
LIMIT = 20_000_000
VERSION = 1
_EVENT = ("what", "id", "new", "old", "source", "basis")


@dataclass(frozen=True, slots=True)
class Begun:
    """What an interview starts from.

    `origin` says where `start` comes from: `default` (the pack), `prior-quarter` or `file`; `of` is
    the SHA-256 of the file that is edited, or of the one that a quarter ends with.
    """

    pack: str
    start: dict[str, Any]
    depth: Depth = Depth.FULL
    side: str = ""
    origin: str = "default"
    of: str = ""

    @property
    def revises(self) -> bool:
        """Whether the interview begins the next quarter of an agreement in its own folder."""
        return self.origin == "prior-quarter" and bool(self.of)


@dataclass(frozen=True, slots=True)
class Kept:
    """An unfinished interview as the journal has it, and the damaged last line that it lost."""

    begun: Begun
    events: tuple[Event, ...]
    lost: str = ""


def name(side: str = "") -> str:
    """What a journal's file is called; each side has its own, so that both may share a folder."""
    return OF_SIDE.format(side=side) if side else NAME


@dataclass(frozen=True, slots=True)
class Journal:
    """The journal file of one agreement's folder."""

    path: Path

    def begin(self, begun: Begun) -> None:
        """Writes where a new interview starts."""
        new = not self.path.exists()
        self._append({
            "journal": VERSION, "pack": begun.pack, "depth": begun.depth, "side": begun.side,
            "origin": begun.origin, "of": begun.of, "start": begun.start, "time": _now(),
        })  # fmt: skip
        if new and os.name == "posix":
            _sync_folder(self.path.parent)

    def write(self, history: History, event: Event) -> History:
        """The history after an event that has been written to the disk."""
        after = history.after(event)
        line = {name: getattr(event, name) for name in _EVENT}
        self._append({**line, "basis": list(event.basis), "time": _now()})
        return after

    def end(self) -> None:
        """Writes that the interview is finished: there is nothing to resume."""
        self._append({"what": "end", "time": _now()})

    def unfinished(self) -> Kept | None:
        """The interview that was left before its end; None when there is none.

        A last line that was cut off or can't be read is dropped. Raises SlaWriterError when the
        journal is damaged elsewhere.
        """
        if not self.path.exists():
            return None
        lost = self._drop_damaged_end()
        lines = list(enumerate(self._lines(), start=1))
        heads = [place for place, (_, line) in enumerate(lines) if "journal" in line]
        if not lines or lines[-1][1].get("what") == "end":
            return None
        if not heads:
            raise self._damaged(1)
        (number, head), *events = lines[heads[-1] :]
        return Kept(self._begun(head, number), self._events(events), lost)

    def _begun(self, head: dict[str, Any], number: int) -> Begun:
        try:
            if head["journal"] != VERSION or not isinstance(head["start"], dict):
                raise self._damaged(number)
            said = {name: str(head[name]) for name in ("pack", "side", "origin", "of")}
            return Begun(start=head["start"], depth=Depth(head["depth"]), **said)
        except (KeyError, ValueError):
            raise self._damaged(number) from None

    def _events(self, lines: Sequence[tuple[int, dict[str, Any]]]) -> tuple[Event, ...]:
        found = []
        for number, line in lines:
            try:
                known = {name: line[name] for name in _EVENT}
                found.append(Event(**{**known, "basis": tuple(known["basis"])}))
            except (KeyError, TypeError):
                raise self._damaged(number) from None
        return tuple(found)

    def history(self, start: State, events: Sequence[Event]) -> History:
        """The history that the journal's last interview has come to."""
        history = History(start)
        for number, event in enumerate(events, start=1):
            try:
                history = history.after(event)
            except (KeyError, TypeError, ValueError, AttributeError):
                raise self._damaged(number) from None
        return history

    def _damaged(self, line: int) -> SlaWriterError:
        return SlaWriterError("ask-journal-damaged", file=self.path, line=line)

    def _lines(self) -> Iterator[dict[str, Any]]:
        for number, line in enumerate(read_file(self.path, LIMIT).split("\n")[:-1], start=1):
            found = _read(line)
            if found is None:
                raise self._damaged(number)
            yield found

    def _drop_damaged_end(self) -> str:
        """Takes away a last line that isn't whole: what was being written when the power went."""
        written = self.path.read_bytes()
        body = written.removesuffix(b"\n")
        first = body.rfind(b"\n") + 1
        last = body[first:]
        if not written or (written.endswith(b"\n") and _read(_text(last)) is not None):
            return ""
        with self.path.open("r+b") as file:
            file.truncate(first)
            file.flush()
            os.fsync(file.fileno())
        return _text(last)[:80]

    def _append(self, line: dict[str, Any]) -> None:
        with self.path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())


def _sync_folder(folder: Path) -> None:
    """Makes a new file's name outlast a loss of power, as its content does."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _text(line: bytes) -> str:
    return line.decode("utf-8", "replace")


def _read(line: str) -> dict[str, Any] | None:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
