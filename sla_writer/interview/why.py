"""Why a new quarter promises otherwise: at its end, whoever wants to says so, change by change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from sla_writer import messages
from sla_writer.agreement import Agreement
from sla_writer.agreement.reading import from_file
from sla_writer.interview import desk as desks
from sla_writer.interview.desk import Desk
from sla_writer.interview.engine import Event
from sla_writer.interview.explaining import explained, names, reason_for, spoken
from sla_writer.interview.face import HEADING, Frame, Nav, Option, shortened
from sla_writer.interview.sitting import Sitting
from sla_writer.language import language
from sla_writer.measures import misfits
from sla_writer.yaml_file import YamlFile

if TYPE_CHECKING:
    from sla_writer.changes import Change

_AT = "reasons"
_CHOICE = "?why."


@dataclass(frozen=True)
class Why:
    """The changes of a new quarter and their reasons; of another interview there are none."""

    sitting: Sitting

    @cached_property
    def _changes(self) -> dict[str, Change]:
        """What is promised otherwise than when the quarter began, by what chooses it in a menu."""
        if not self.sitting.begun.revises:
            return {}
        from sla_writer.changes import Group, changes

        told = {Group.PROMISES, Group.CLOCKS, Group.DEFINITIONS, Group.MEASURES}
        found = changes(self._before, self.sitting.agreement())
        return {f"{_CHOICE}{each.path}": each for each in found if each.group in told}

    @cached_property
    def _before(self) -> Agreement:
        return from_file(YamlFile("", self.sitting.begun.start, {}, {}, []), misfits)

    def options(self, desk: Desk, room: int) -> Iterator[Option]:
        """A line for each change, with its reason where one was given."""
        if self._changes:
            yield HEADING, messages.text("ask-why-heading")
        for choice, each in self._changes.items():
            reason = reason_for(desk.answers, _place(desk, each), desk.words.code)
            yield choice, _row(_said(desk, each), reason, room)

    def asks(self, choice: object) -> bool:
        """Whether what was chosen in a menu is a change to be explained."""
        return choice in self._changes

    def ask(self, desk: Desk, choice: str) -> list[Event] | Nav:
        """The reason for a change; an empty one takes away what had been said."""
        change = self._changes[choice]
        path = _place(desk, change)
        old = reason_for(desk.answers, path, desk.words.code)
        found = desk.face.line(_frame(desk, change), old, desks.free_text("reasons.*.reason"))
        if isinstance(found, Nav):
            return [] if found is Nav.BACK else found
        if found.strip() == old:
            return []
        about = names(self._before, path) if change.new is None else ""
        reason = spoken(desk.answers, found.strip(), desk.words.code)
        said = explained(dict(desk.answers), path, reason, about).get(_AT)
        return [Event("answer", _AT, said, desk.answers.get(_AT))]


def _place(desk: Desk, change: Change) -> str:
    """Where the reason for a change is kept: where it is said once more, if one stands there."""
    places = (each.path for each in (change, *change.repeats))
    told = (each for each in places if reason_for(desk.answers, each, desk.words.code))
    return next(told, change.path)


def _row(said: str, reason: str, room: int) -> str:
    """A change and its reason on one line, at least half of it for the change."""
    if not reason:
        return shortened(f"– {said}", room)
    there = shortened(f"✓ {said}", max(room // 2, room - len(reason) - 2))
    return f"{there}  {shortened(reason, room - len(there) - 2)}"


def _frame(desk: Desk, change: Change) -> Frame:
    return Frame(
        messages.text("ask-sides-reason"),
        messages.text("ask-why-help"),
        messages.text("ask-optional"),
        status=desk.status,
        about=_said(desk, change),
    )


def _said(desk: Desk, change: Change) -> str:
    from sla_writer.changes import said

    return said(change, language(desk.words.code))
