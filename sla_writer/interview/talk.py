"""An interview with a person: question after question, back and to and fro, to its end."""

from __future__ import annotations

import gc
import threading
from dataclasses import replace

from sla_writer import clock, messages
from sla_writer.errors import AgreementError, InterviewLeft
from sla_writer.interview import desk as desks
from sla_writer.interview import engine, figures, inputs, menus, parts, review
from sla_writer.interview.desk import Desk
from sla_writer.interview.engine import Event
from sla_writer.interview.face import Face, Nav, Part, fitting, shortened, wrapped
from sla_writer.interview.inputs import take
from sla_writer.interview.script import Step
from sla_writer.interview.sitting import Sitting
from sla_writer.interview.why import Why
from sla_writer.interview.words import Words

_KEPT_ROWS = 20
_NARROW = 16
_UNDISTURBED = 0.3
"""Seconds in which the first prompt is drawn before anything is loaded behind it."""
Found = list[Event] | Nav


class Talk:
    """A sitting that a person holds through a face; `again` is the command that resumes it."""

    def __init__(self, sitting: Sitting, face: Face, language: str, again: str) -> None:
        self.sitting, self.face, self.again = sitting, face, again
        self.words = Words(sitting.script.pack, language)
        self.told = ""
        self.greeting = list(_greeting(sitting))

    def run(self) -> None:
        """Asks until every question is answered and the answers agree with each other.

        What they make is still to be written then, and the journal to be ended after it. Raises
        InterviewLeft when the person leaves; every answer is kept then.
        """
        _prepare()
        try:
            self._ask_all()
            while not self._finished():
                self._ask_all()
        except (KeyboardInterrupt, EOFError):
            raise self.left() from None

    def left(self) -> InterviewLeft:
        """What is said to a person who leaves."""
        answers: dict[str, object] = dict(self.sitting.answers)
        file = self.sitting.journal.path
        return InterviewLeft("ask-left", answers, file=file, command=self.again)

    def _ask_all(self) -> None:
        while step := self.sitting.step():
            if parts.due(self.sitting):
                self._show(None)
                self._obey(None, parts.ask(self._desk(None)))
                continue
            self._show(step)
            self._obey(step, self._ask(self._desk(step), step))

    def _finished(self) -> bool:
        """Whether it's to be written as it is; False when there is more to ask."""
        try:
            self.sitting.check()
        except AgreementError as error:
            if not self.sitting.reopen(error):
                raise
            return False
        self._show(None)
        desk = self._desk(None)
        found = review.finish(desk, Why(self.sitting))
        if found is None:
            return True
        self._obey(None, found)
        return False

    # --- one question -----------------------------------------------------------------------------

    def _ask(self, desk: Desk, step: Step) -> Found:
        if step.kind == "form":
            return menus.form(desk, step)
        if step.kind == "records":
            return menus.items(desk, step)
        if step.kind == "record":
            return menus.gate(desk, step)
        found = take(desk, step)
        if isinstance(found, Nav):
            return found
        if isinstance(found, inputs.PutOff):
            return list(found.events)
        state, source = self.sitting.state, desks.source(desk, step, found)
        return [engine.answered(self.sitting.script, state, step.path, found, source)]

    def _obey(self, step: Step | None, found: Found) -> None:
        """Does what was answered, or goes where a key leads."""
        self.told = ""
        while isinstance(found, Nav):
            found = self._led(step, found)
        self.sitting.do(*found)

    def _led(self, step: Step | None, nav: Nav) -> Found:
        if nav is Nav.SAVE:
            raise KeyboardInterrupt
        if nav is Nav.BACK:
            return self._back()
        if nav is Nav.UNDO:
            self.told = messages.text("ask-undone" if self.sitting.undo() else "ask-no-undo")
            return []
        if nav is Nav.OPEN:
            return []
        self._show(None)
        shown = review.review if nav is Nav.REVIEW else review.find
        found = shown(self._desk(step))
        return [] if found is Nav.BACK else found

    def _back(self) -> Found:
        if not self.sitting.back():
            self.told = messages.text("ask-first-question")
        return []

    # --- the screen -------------------------------------------------------------------------------

    def _desk(self, step: Step | None) -> Desk:
        note = self.told or (self._note(step) if step else "")
        return replace(self._bare_desk(), status=self._status(step), note=note)

    def _note(self, step: Step) -> str:
        if step.path in self.sitting.wrong:
            problem = self.sitting.wrong[step.path]
            return messages.text(problem.key, **problem.params)
        return "" if step.kind == "form" else desks.where_from(self._bare_desk(), step)

    def _bare_desk(self) -> Desk:
        sitting = self.sitting
        begun = sitting.begun
        return Desk(
            self.face, sitting.script, self.words, sitting.state,
            origin=begun.origin, start=begun.start,
        )  # fmt: skip

    def _status(self, step: Step | None) -> str:
        """Where we are, how far, what the numbers come to, and the keys: as much as fits."""
        sitting = self.sitting
        done, count = engine.progress(sitting.script, sitting.state)
        figured = figures.funnel_so_far(self.words, sitting.answers)
        places = [[each] for each in self._places(step)] if step else [[]]
        far = f"{done}/{count}" if sitting.begun.origin != "file" else ""
        told = [
            [*place, far, " ".join(ends)] for place in places for ends in (figured, _ends(figured))
        ]
        open_key = "-open" if step and step.may_be_open else ""
        keys = [messages.text(f"ask-keys-{width}{open_key}") for width in ("wide", "narrow")]
        keys.append(messages.text("ask-keys-short"))
        ways = [" · ".join(filter(None, [*each, key])) for key in keys for each in told]
        return fitting(ways, self.face.size()[0] - 1)

    def _places(self, step: Step) -> tuple[str, str]:
        """The section's number, with its name and alone."""
        sections = self.sitting.script.sections
        place = f"{sections.index(step.section) + 1}/{len(sections)}"
        return f"{place} {shortened(self._name(step.section), 18)}", place

    def _name(self, section: str) -> str:
        return review.section_name(self._bare_desk(), section)

    def _show(self, step: Step | None) -> None:
        """Draws the section's screen: its name, why it's asked, what is answered."""
        columns, rows = self.face.size()
        parts: list[Part] = [(style, wrapped(text, columns)) for style, text in self.greeting]
        self.greeting = []
        if step is not None:
            parts += self._opening(step, columns, rows)
        self.face.show(parts)

    def _opening(self, step: Step, columns: int, rows: int) -> list[Part]:
        asked = self.words.asked(Step("", f"section.{step.section}", step.section, "form"))
        sections = self.sitting.script.sections
        place = f"{sections.index(step.section) + 1}/{len(sections)}"
        head = [("section", f" {place} {shortened(asked.text, columns - 8)} ")]
        intro = [("dim", wrapped(asked.help, columns))] if asked.help and rows > _NARROW else []
        told = [] if step.kind == "form" else self._answered(step, columns, rows)
        return [*head, *intro, *told]

    def _answered(self, step: Step, columns: int, rows: int) -> list[Part]:
        """The section's answers so far, the latest that fit."""
        room = max(rows - _KEPT_ROWS, 0)
        state = self.sitting.state
        if not room:
            return []
        desk = self._bare_desk()
        there = [
            each
            for each in self.sitting.script.steps(state.answers)
            if each.section == step.section
            and each.path in state.settled
            and each.path != step.path
            and self.sitting.script.wants(each)
            and each.kind != "form"
        ]
        found = [
            ("done", "  " + menus.row(desk, each, columns - 4, desk.about(each)))
            for each in there[-room:]
        ]
        return [("", ""), *found] if found else []


def _prepare() -> None:
    """Lets no later question wait: for a search for garbage, or for the calendars to be loaded."""
    gc.freeze()
    behind = threading.Timer(_UNDISTURBED, clock.countries)
    behind.daemon = True
    behind.start()


def _ends(figured: tuple[str, ...]) -> tuple[str, ...]:
    """The first and the last of the figures, for where there is no room for all."""
    return figured if len(figured) < 3 else (figured[0], figured[-1])


def _greeting(sitting: Sitting) -> list[Part]:
    """What is said once, before the first question of a sitting."""
    done, count = engine.progress(sitting.script, sitting.state)
    said: list[Part] = []
    if sitting.lost:
        said.append(("note", messages.text("ask-journal-cut", text=sitting.lost)))
    if sitting.resumed and sitting.begun.origin == "file":
        said.append(("note", messages.text("ask-edit-resumed")))
    elif sitting.resumed:
        said.append(("note", messages.text("ask-resumed", done=done, count=count)))
    elif sitting.begun.revises:
        said.append(("", messages.text("ask-revise-welcome")))
    elif sitting.begun.origin == "default":
        said.append(("", messages.text("ask-welcome")))
    return said
