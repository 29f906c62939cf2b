"""Which parts of an agreement change with the quarter: only their questions are asked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sla_writer import messages
from sla_writer.interview import carried, engine, review, scorecard
from sla_writer.interview.desk import Desk
from sla_writer.interview.engine import Event
from sla_writer.interview.face import Frame, Nav
from sla_writer.interview.script import FORM, Step
from sla_writer.interview.sitting import Sitting

_ASKED = f"{FORM}.changes"


def due(sitting: Sitting) -> bool:
    """Whether it's time to ask: a new quarter, last quarter counted, and nothing else open."""
    state = sitting.state
    return sitting.begun.revises and _ASKED not in state.settled and not (state.opened or state.at)


def ask(desk: Desk) -> list[Event] | Nav:
    """The events that leave the other parts as they were; or where a key leads."""
    waiting, more = list(_waiting(desk)), _with_more(desk)
    sections = {*more, *(step.section for step in waiting)}
    options = [
        (each, _option(desk, each, waiting)) for each in desk.script.sections if each in sections
    ]
    found: Any = desk.face.several(_frame(desk), options, [])
    if isinstance(found, Nav):
        return found
    left = [Event("close", step.path) for step in waiting if step.section not in found]
    forms = [Event("open", f"{FORM}.{each}") for each in found if each in more]
    return [*left, *forms, Event("close", _ASKED)]


def _waiting(desk: Desk) -> Iterator[Step]:
    for step in desk.script.steps(desk.answers):
        if step.kind != "form" and engine.pending(desk.script, desk.state, step):
            yield step


def _with_more(desk: Desk) -> set[str]:
    """The sections in which more is looked at every quarter than has a question of its own."""
    asks = desk.script
    return {
        step.section
        for step in asks.steps(desk.answers)
        if step.pattern in carried.WATCHED and not asks.wants(step)
    }


def _option(desk: Desk, section: str, waiting: list[Step]) -> str:
    count = sum(step.section == section for step in waiting)
    name = review.section_name(desk, section)
    return messages.plural("ask-part", count, name=name) if count else name


def _frame(desk: Desk) -> Frame:
    return Frame(
        messages.text("ask-parts"),
        messages.text("ask-parts-help"),
        messages.text("ask-several"),
        note=scorecard.summed_up(desk.words, desk.answers),
        status=desk.status,
        more=(("", messages.text("ask-parts-help")), ("dim", messages.text("ask-help-keys"))),
    )
