"""Settling with two people what they answered differently, question after question."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from sla_writer import messages, paths
from sla_writer.interview import desk as desks
from sla_writer.interview import inputs, presets
from sla_writer.interview.desk import Desk
from sla_writer.interview.engine import State
from sla_writer.interview.face import Face, Frame, Nav, Option
from sla_writer.interview.script import Script
from sla_writer.interview.sides import SIDES, Comparison, Item, Ruling, Take
from sla_writer.interview.words import Words

_NOT_TYPED = ("record", "records")


@dataclass
class Settling:
    """The rulings so far on what two sides don't agree on, taken through a face."""

    comparison: Comparison
    face: Face
    words: Words
    answers: dict[str, Any]
    rulings: dict[str, Ruling] = field(default_factory=dict)
    kept: Callable[[Item, Ruling], None] = lambda item, ruling: None

    def run(self) -> dict[str, Ruling]:
        """A ruling on each question that had none; KeyboardInterrupt when somebody leaves."""
        items = [item for item in self.comparison.unsettled if item.path not in self.rulings]
        place = 0
        while place < len(items):
            told = messages.text("ask-sides-title", place=place + 1, count=len(items))
            self.face.show([("section", f" {told} ")])
            found = self._ruling(items[place])
            if found is Nav.SAVE:
                raise KeyboardInterrupt
            if isinstance(found, Ruling):
                self.kept(items[place], found)
                self.rulings[items[place].path] = found
                place += 1
            elif found is Nav.BACK:
                place = max(place - 1, 0)
        return self.rulings

    def _ruling(self, item: Item) -> Ruling | Nav:
        """What is taken, and why; another Nav than back or save asks again."""
        desk = Desk(self.face, Script(self.comparison.pack), self.words, State(self.answers))
        asked, keys = self.words.asked_of(item.step, self.answers), messages.text("ask-sides-keys")
        frame = replace(desk.frame(item.step), asked=asked, status=keys)
        take = self.face.choose(replace(frame, may_be_open=False), list(self._options(item)))
        if isinstance(take, Nav):
            return take
        value = inputs.take(desk, item.step) if take is Take.OTHER else None
        if isinstance(value, Nav):
            return value if value is Nav.SAVE else Nav.OPEN
        if isinstance(value, inputs.PutOff):
            take, value = Take.OPEN, None
        reason = self._reason(frame)
        if isinstance(reason, Nav):
            return reason if reason is Nav.SAVE else Nav.OPEN
        return Ruling(take, value, reason)

    def _options(self, item: Item) -> Iterator[Option]:
        for side in SIDES:
            if side not in item.missing_from:
                said = self._said(item, item.said(side))
                label = self.words.label(side)
                yield Take(side), messages.text("ask-sides-take", side=label, said=said)
        if item.step.kind not in _NOT_TYPED:
            yield Take.OTHER, messages.text("ask-sides-other")
        if item.step.may_be_open:
            yield Take.OPEN, messages.text("ask-sides-open")
        elif (left := self._left(item)) is not None or item.step.optional:
            said = self._said(item, left)
            yield Take.OPEN, messages.text("ask-sides-open-question", said=said)

    def _left(self, item: Item) -> Any:
        """What stands where a question that can't be open is left so."""
        offered = presets.fallback(Script(self.comparison.pack), self.answers, item.path)
        there = paths.get(self.answers, item.path)
        return offered if there is None else there

    def _said(self, item: Item, value: Any) -> str:
        shown = self.words.shown(item.step, value, self.answers)
        return shown or messages.text("ask-sides-left-out")

    def _reason(self, about: Frame) -> Any:
        frame = Frame(
            messages.text("ask-sides-reason"),
            messages.text("ask-sides-reason-help"),
            messages.text("ask-optional"),
            status=about.status,
            about=about.asked,
        )
        return self.face.line(frame, "", desks.free_text("remarks.*.reason"))
