"""The interview in a terminal: one screen a section, every answer kept before the next question."""

from __future__ import annotations

import sys
from pathlib import Path

from sla_writer import messages
from sla_writer.agreement import Agreement
from sla_writer.errors import AgreementError, InterviewLeft, SlaWriterError
from sla_writer.interview import engine, menus, paths, presets, results
from sla_writer.interview.engine import Event
from sla_writer.interview.inputs import Desk, take
from sla_writer.interview.journal import NAME, Journal
from sla_writer.interview.prompts import Nav, screen, shortened, size, wrapped
from sla_writer.interview.script import Script, Step
from sla_writer.interview.words import Words
from sla_writer.pack import Pack

_KEPT_ROWS = 18


def run(folder: Path, pack: Pack, language: str) -> Agreement:
    """Asks everything that is unanswered; see `interview.ask`."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise SlaWriterError("ask-no-terminal", folder=folder)
    return Talk(folder, pack, language).run()


class Talk:
    """One sitting of an interview."""

    def __init__(self, folder: Path, pack: Pack, language: str) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self.script, self.words = Script(pack), Words(pack, language)
        self.journal = Journal(folder / NAME)
        found = self.journal.resume(pack.name)
        self.resumed = found is not None and bool(found.settled)
        self.state = found or self.journal.begin(pack.name, self._start(language))
        self.notes: dict[str, str] = {}

    def _start(self, language: str) -> dict[str, object]:
        answers = presets.start(self.script.pack)
        name = engine.slug(self.folder.resolve().name)
        answers = paths.put(answers, "identity.id", name) if name else answers
        return paths.put(answers, "identity.languages", [language])  # type: ignore[no-any-return]

    def run(self) -> Agreement:
        """The agreement, once every question is answered and the answers agree with each other."""
        try:
            while True:
                self._ask_all()
                try:
                    return results.agreement(self.script, self.state)
                except AgreementError as error:
                    self._reopen(error)
        except (KeyboardInterrupt, EOFError):
            raise InterviewLeft(
                "ask-left", dict(self.state.answers), file=self.journal.path, folder=self.folder
            ) from None

    def _ask_all(self) -> None:
        while step := engine.next_question(self.script, self.state):
            self._show(step)
            found = self._ask(step)
            self.notes.pop(step.path, None)
            for event in self._turned_back(step) if isinstance(found, Nav) else found:
                self.state = self.journal.write(self.state, event)

    def _ask(self, step: Step) -> list[Event] | Nav:
        desk = Desk(self.script, self.words, self.state, self._status(step), self._note(step))
        if step.kind == "form":
            return menus.form(desk, step)
        if step.kind == "records":
            return menus.items(desk, step)
        if step.kind == "record":
            return menus.gate(desk, step)
        found = take(desk, step)
        if isinstance(found, Nav):
            return found
        return [engine.answered(self.script, self.state, step.path, found)]

    def _turned_back(self, step: Step) -> list[Event]:
        event = engine.back(self.script, self.state)
        if event is None:
            self.notes[step.path] = messages.text("ask-first-question")
        return [event] if event else []

    def _reopen(self, error: AgreementError) -> None:
        """Asks again for what only the whole agreement shows to be wrong."""
        found = list(results.to_mend(self.script, self.state, error))
        if not found:
            raise error
        for path, problem in found:
            self.notes[path] = messages.text(problem.key, **problem.params)
            self.state = self.journal.write(self.state, Event("open", path))

    # --- the screen -------------------------------------------------------------------------------

    def _note(self, step: Step) -> str:
        if step.path in self.notes:
            return self.notes[step.path]
        proposed = step.kind != "form" and step.path not in self.state.settled
        offered = step.question is not None and (
            step.question.ask or step.question.default is not None
        )
        return messages.text("ask-proposed") if proposed and offered and not step.item else ""

    def _status(self, step: Step) -> str:
        sections = self.script.sections
        done, count = engine.progress(self.script, self.state)
        key = "ask-status-open" if step.may_be_open else "ask-status"
        place = f"{sections.index(step.section) + 1}/{len(sections)}"
        return messages.text(key, place=place, done=done, count=count)

    def _show(self, step: Step) -> None:
        """Draws the section's screen: its name, why it's asked, what is answered."""
        sections = self.script.sections
        asked = self.words.asked(
            Step(f"?.{step.section}", f"section.{step.section}", step.section, "form")
        )
        place = f"{sections.index(step.section) + 1}/{len(sections)}"
        head = [("section", f" {place} {shortened(asked.text, size()[0] - 8)} ")]
        if self.state.settled:
            told = [] if step.kind == "form" else self._told(step)
        else:
            told = [("", wrapped(messages.text("ask-welcome")))]
        if self.resumed:
            done, count = engine.progress(self.script, self.state)
            head.append(("note", wrapped(messages.text("ask-resumed", done=done, count=count))))
            self.resumed = False
        intro = [("dim", wrapped(asked.help))] if asked.help else []
        screen([*head, *intro, ("", ""), *told])

    def _told(self, step: Step) -> list[tuple[str, str]]:
        """The section's answers so far, the latest that fit."""
        desk = Desk(self.script, self.words, self.state)
        room = max(size()[1] - _KEPT_ROWS, 0)
        rows = [
            ("done", "  " + menus.row(desk, each, size()[0] - 4))
            for each in self.script.steps(self.state.answers)
            if each.section == step.section
            and each.path in self.state.settled
            and each.kind != "form"
        ]
        return rows[-room:] if room else []
