"""Looking over an interview: all answers by section, and any question found by its words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

from sla_writer import messages
from sla_writer.interview import engine, figures, menus
from sla_writer.interview.desk import Desk
from sla_writer.interview.engine import Event
from sla_writer.interview.face import HEADING, Frame, Nav, Option
from sla_writer.interview.script import FORM, Step
from sla_writer.interview.why import Why

_DONE = "="
_MOST_MISFITS = 3


def review(desk: Desk) -> list[Event] | Nav:
    """Every question that is asked, with its answer; choosing one jumps there."""
    frame = replace(_frame(desk, "ask-review"), note=_doubts(desk))
    done = (_DONE, messages.text("ask-review-done"))
    found = desk.face.choose(frame, [done, *_by_section(desk, _reviewed(desk))], _DONE)
    return _jump(found)


def finish(desk: Desk, why: Why) -> list[Event] | Nav | None:
    """The last look before the agreement, or one side's answers, are written; None to write.

    What a new quarter promises otherwise stands first: choosing a change asks why.
    """
    frame = replace(_frame(desk, "ask-finish"), note=_doubts(desk))
    key = "ask-finish-side" if desk.script.side else "ask-finish-done"
    done = (_DONE, messages.text(key))
    changes = why.options(desk, _room(desk))
    found = desk.face.choose(frame, [done, *changes, *_by_section(desk, _reviewed(desk))], _DONE)
    if why.asks(found):
        return why.ask(desk, found)
    return None if found == _DONE else _jump(found)


def find(desk: Desk) -> list[Event] | Nav:
    """Everything that can be said in an agreement, to be searched by its words."""
    steps = (step for step in _steps(desk) if step.kind != "form" and not _inner(step))
    frame = _frame(desk, "ask-find")
    back = (_DONE, messages.text("ask-review-done"))
    return _jump(desk.face.choose(frame, [back, *_by_section(desk, steps)], _DONE))


def section_name(desk: Desk, section: str) -> str:
    """What a section is called."""
    return desk.words.asked(Step(f"{FORM}.{section}", f"section.{section}", section, "form")).text


def _jump(found: Any) -> list[Event] | Nav:
    if isinstance(found, Nav):
        return found
    return [] if found == _DONE else [Event("go", found)]


def _frame(desk: Desk, key: str) -> Frame:
    return Frame(
        messages.text(key),
        messages.text("ask-review-help"),
        messages.text("ask-search"),
        status=desk.status,
        more=(("", messages.text("ask-review-help")), ("dim", messages.text("ask-help-keys"))),
    )


def _steps(desk: Desk) -> Iterable[Step]:
    return desk.script.by_path(desk.answers).values()


def _reviewed(desk: Desk) -> Iterator[Step]:
    """What was asked and what will be; what nobody was asked about stays out of the way."""
    asked = set(desk.state.settled) if desk.begun_from_pack else set()
    for step in _steps(desk):
        wanted = desk.script.wants(step) or step.path in asked
        if step.kind != "form" and (wanted or engine.pending(desk.script, desk.state, step)):
            yield step


def _inner(step: Step) -> bool:
    """Whether a step is the inner part of a condition or a route: found through its holder."""
    return step.pattern.count("*") > 1


def _by_section(desk: Desk, steps: Iterable[Step]) -> Iterator[Option]:
    room = _room(desk)
    doubtful = {each.path for each in figures.misfits(desk.answers)}
    section = ""
    for step in steps:
        if step.section != section:
            section = step.section
            yield HEADING, section_name(desk, section)
        about = desk.about(step)
        said = menus.row(desk, step, room, about)
        yield step.path, f"⚠{said[1:]}" if step.path in doubtful else said


def _room(desk: Desk) -> int:
    return desk.face.size()[0] - 8


def _doubts(desk: Desk) -> str:
    """The numbers that don't fit together, as many as leave room for the rest."""
    found = [f"⚠ {figures.said(desk.words, each)}" for each in figures.misfits(desk.answers)]
    left = len(found) - _MOST_MISFITS
    more = [messages.text("ask-more-doubts", count=left)] if left > 0 else []
    return "\n".join([*found[:_MOST_MISFITS], *more])
