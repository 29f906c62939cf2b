"""One sitting of an interview: where it stands, and every change written down before the next."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sla_writer import pack as packs
from sla_writer import paths
from sla_writer.agreement import Agreement
from sla_writer.errors import AgreementError, Problem, SlaWriterError
from sla_writer.interview import engine, ids, presets, results, scorecard
from sla_writer.interview.engine import Event, History, State
from sla_writer.interview.journal import Begun, Journal, name
from sla_writer.interview.script import Depth, Script, Step
from sla_writer.pack import Pack

_REVISED = (
    "identity.quarter", "identity.effective_from", "identity.effective_to",
    "calendars.office.holidays_source",
)  # fmt: skip
"""What a new quarter settles by itself."""


@dataclass
class Sitting:
    """An interview that is being held.

    `resumed` says that it goes on with an earlier one, `lost` what was damaged of that.
    """

    script: Script
    begun: Begun
    journal: Journal
    history: History
    resumed: bool = False
    lost: str = ""
    wrong: dict[str, Problem] = field(default_factory=dict)

    @property
    def state(self) -> State:
        """Where the interview stands."""
        return self.history.state

    @property
    def answers(self) -> dict[str, Any]:
        """The answers so far."""
        return self.state.answers

    def step(self) -> Step | None:
        """What is asked now; None when everything is answered."""
        return engine.next_question(self.script, self.state)

    def do(self, *events: Event) -> None:
        """Makes events happen, each on the disk before the next."""
        for event in events:
            self.history = self.journal.write(self.history, event)
            self.wrong.pop(event.id, None)

    def answer(self, path: str, value: Any, source: str = "typed") -> None:
        """Answers a question; AgreementError when it can't be, KeyError when nobody asks it."""
        self.do(engine.answered(self.script, self.state, path, value, source))

    def back(self) -> bool:
        """Goes to the question before; False at the first."""
        if self.begun.revises:
            event = engine.back_in_time(self.script, self.history)
        else:
            event = engine.back(self.script, self.state)
        if event is not None:
            self.do(event)
        return event is not None

    def undo(self) -> bool:
        """Takes back the last change; False when there is none."""
        if not self.history.before:
            return False
        self.do(Event(engine.UNDO, self.history.before[-1][0].id))
        return True

    def agreement(self) -> Agreement:
        """The agreement that the answers make; AgreementError when they don't agree together."""
        return results.agreement(self.script, self.state, self._revised())

    def check(self) -> None:
        """AgreementError when the answers don't agree together; one side's need not yet."""
        if not self.script.side:
            self.agreement()

    def data(self) -> dict[str, Any]:
        """The answers as an agreement file has them."""
        return results.export(self.script, self.state, self._revised())

    def _revised(self) -> results.Revised | None:
        if self.begun.origin == "default":
            return None
        touched = frozenset(event.id for event, _ in self.history.before)
        return results.Revised(self.begun.start, touched)

    def reopen(self, error: AgreementError) -> bool:
        """Opens the questions whose answers only the whole shows to be wrong; False for none."""
        found = list(results.to_mend(self.script, self.state, error))
        for path, problem in found:
            self.do(Event("open", path))
            self.wrong[path] = problem
        return bool(found)


def begin(folder: Path, begun: Begun, pack: Pack) -> Sitting:
    """A new interview; its start is on the disk."""
    folder.mkdir(parents=True, exist_ok=True)
    journal = Journal(folder / name(begun.side))
    journal.begin(begun)
    script = Script(pack, begun.depth, begun.side)
    return Sitting(script, begun, journal, History(_first(script, begun)))


def resume(folder: Path, templates: Path | None = None, side: str = "") -> Sitting | None:
    """The interview that was left in a folder, the one side's with `side`; None for none.

    Raises SlaWriterError when its journal is damaged in the middle.
    """
    journal = Journal(folder / name(side))
    kept = journal.unfinished()
    if kept is None:
        return None
    pack = packs.load(kept.begun.pack, templates)
    script = Script(pack, kept.begun.depth, kept.begun.side)
    history = journal.history(_first(script, kept.begun), kept.events)
    return Sitting(script, kept.begun, journal, history, True, kept.lost)


def from_pack(folder: Path, pack: Pack, language: str, depth: Depth, side: str = "") -> Begun:
    """What a new agreement's interview starts from: the pack's proposals."""
    answers = presets.start(pack)
    own = ids.slug(folder.resolve().name)
    answers = paths.put(answers, "identity.id", own) if own else answers
    answers = paths.put(answers, "identity.languages", [language])
    return Begun(pack.name, answers, depth, side)


def _first(script: Script, begun: Begun) -> State:
    """The state before the first answer: what was agreed before is settled, unless it's to be
    looked at again. A quarter that ends is counted first."""
    if begun.origin == "default":
        return State(begun.start)
    settled = {
        step.path: engine.basis(script, begun.start, step)
        for step in script.steps(begun.start)
        if not (begun.depth is Depth.CHANGED and script.wants(step))
        or (begun.revises and step.pattern in _REVISED)
    }
    asked = script.steps(begun.start) if begun.revises else ()
    first = {step.path for step in asked if scorecard.asks(step, begun.start)}
    return State(begun.start, settled, frozenset(first))


def refuse_other_pack(sitting: Sitting, wanted: str | None) -> None:
    """SlaWriterError when an interview was begun with another pack than is wanted now."""
    if wanted and wanted != sitting.begun.pack:
        raise SlaWriterError("ask-journal-pack", file=sitting.journal.path, pack=sitting.begun.pack)
