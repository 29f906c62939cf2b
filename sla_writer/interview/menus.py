"""Menus of the interview: a list's items, a record's fields, a section's answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from sla_writer import messages, paths
from sla_writer.interview import engine
from sla_writer.interview.desk import Desk, present
from sla_writer.interview.engine import Event
from sla_writer.interview.face import Nav, shortened
from sla_writer.interview.inputs import PutOff, put_off, take
from sla_writer.interview.script import FORM, Step

Events = list[Event]
_ADD, _DONE = "+", "="
_DEEDS = ("edit", "up", "down", "copy", "delete", "back")


def form(desk: Desk, step: Step) -> Events | Nav:
    """What is to be changed in a record or a section; closing the form when nothing is."""
    rows = list(_rows(desk, step))
    done = messages.text("ask-section-done" if step.path.startswith(FORM) else "ask-record-done")
    frame = replace(_titled(desk, step), help=messages.text("ask-form-help"))
    found = desk.face.choose(frame, [(_DONE, done), *rows], _DONE)
    if isinstance(found, Nav):
        return found
    return [Event("close", step.path)] if found == _DONE else [Event("open", found)]


def _titled(desk: Desk, step: Step) -> Any:
    asked = desk.words.asked(step)
    if step.path.startswith(FORM):
        return replace(
            desk.frame(step), asked=messages.text("ask-section-form", section=asked.text)
        )
    holder = step.path.removesuffix(f".{FORM}")
    return replace(
        desk.frame(step), asked=messages.text("ask-record-form", name=_title(desk, holder))
    )


def _title(desk: Desk, path: str) -> str:
    """What a record is called: an item by its name, a part by its question."""
    steps = {step.path: step for step in desk.script.steps(desk.answers)}
    if path in steps:
        return desk.words.asked(steps[path]).text
    holder = steps.get(path.rpartition(".")[0])
    if holder and holder.field and holder.field.item:
        return desk.words.title(holder.field.item, paths.get(desk.answers, path), desk.answers)
    return path


def _rows(desk: Desk, form_step: Step) -> Iterator[tuple[str, str]]:
    steps = {step.path: step for step in desk.script.steps(desk.answers)}
    room = desk.face.size()[0] - 8
    for path in form_step.children:
        step = steps.get(path)
        if step is not None and (
            step.field is None or step.field.kind != "record" or step.field.gated
        ):
            yield path, row(desk, step, room, "" if step.item else desk.about(step))
        elif f"{path}.{FORM}" in steps:
            yield f"{path}.{FORM}", row(desk, steps[f"{path}.{FORM}"], room)


def row(desk: Desk, step: Step, room: int, about: str = "") -> str:
    """A question and its answer on a line: ✓ answered, – left out, · proposed, ? undecided.

    `about` is the item that the question is about, where the line doesn't stand under it.
    """
    if step.kind == "form":
        value = paths.get(desk.answers, step.path.removesuffix(f".{FORM}"))
    else:
        value = present(desk, step)
    mark = _mark(desk, step, value)
    said = desk.words.shown(step, value, desk.answers) or "—"
    text = desk.words.asked(step).text
    asked = f"{about}: {text}" if about else text
    asked = shortened(asked, max(room * 3 // 5, room - len(said) - 4))
    return f"{mark} {asked}  {shortened(said, room - len(asked) - 4)}"


def _mark(desk: Desk, step: Step, value: Any) -> str:
    if paths.is_open(value):
        return "?"
    if step.path in desk.state.settled:
        return "–" if value is None else "✓"
    return " " if value in (None, [], {}) else "·"


# --- records ------------------------------------------------------------------------------------


def gate(desk: Desk, step: Step) -> Events | Nav:
    """Whether an optional part of the agreement is described, left out or not decided yet."""
    value = paths.get(desk.answers, step.path)
    described = isinstance(value, dict) and not paths.is_open(value)
    options: list[tuple[Any, str]] = [
        ("describe", messages.text("ask-change" if described else "ask-describe"))
    ]
    if step.optional:
        options.append((None, messages.text("ask-leave-out")))
    if step.may_be_open:
        options.append((Nav.OPEN, messages.text("ask-put-off")))
    found = desk.face.choose(
        desk.frame(step), options, None if step.optional and not described else "describe"
    )
    if found is Nav.OPEN:
        found = put_off(desk, step)
    if isinstance(found, Nav):
        return found
    if found != "describe":
        return [engine.answered(desk.script, desk.state, step.path, found)]
    if described:
        return [Event("close", step.path), Event("open", f"{step.path}.{FORM}")]
    return [engine.answered(desk.script, desk.state, step.path, {})]


# --- lists --------------------------------------------------------------------------------------


def items(desk: Desk, step: Step) -> Events | Nav:
    """What is done with a list: an item added, changed, moved, copied, deleted, or nothing more."""
    there = paths.get(desk.answers, step.path) or []
    rows: list[tuple[Any, str]] = [
        (
            paths.key(item, place),
            f"{place + 1}. {desk.words.title(step.record, item, desk.answers)}",
        )
        for place, item in enumerate(there)
    ]
    ends = [(_ADD, messages.text("ask-list-add")), (_DONE, messages.text("ask-list-done"))]
    found = desk.face.choose(
        desk.frame(step), [*rows, *ends], _DONE if there or step.optional else _ADD
    )
    if isinstance(found, Nav):
        return found
    if found == _DONE:
        return _list_done(desk, step, there)
    return _add(desk, step) if found == _ADD else _item(desk, step, found, len(there))


def _list_done(desk: Desk, step: Step, there: list[Any]) -> Events | Nav:
    if there or step.optional:
        return [Event("close", step.path)]
    return _add(desk, step)


def _add(desk: Desk, step: Step) -> Events | Nav:
    """A new item, named by the first of its naming questions that is answered."""
    for naming in desk.script.naming(step):
        assert naming.field
        found = take(desk, naming)
        if isinstance(found, Nav | PutOff):
            return [] if found is Nav.BACK or isinstance(found, PutOff) else found
        if found is not None:
            value = engine.checked(naming, found)
            source = "glossary" if naming.kind == "measure" else "typed"
            return [engine.added(desk.state, step, naming.field.name, value, source)]
    return [engine.added(desk.state, step, None, None)]


def _item(desk: Desk, step: Step, key: str, count: int) -> Events | Nav:
    place = paths.position(paths.get(desk.answers, step.path), key) or 0
    barred = {"up"} if place == 0 else set()
    barred |= {"down"} if place == count - 1 else set()
    offered = [(what, messages.text(f"ask-item-{what}")) for what in _DEEDS if what not in barred]
    frame = replace(desk.frame(step), asked=_title(desk, f"{step.path}.{key}"), help="", example="")
    what = desk.face.choose(frame, offered, "edit")
    if isinstance(what, Nav):
        return [] if what is Nav.BACK else what
    made = {
        "edit": Event("open", f"{step.path}.{key}.{FORM}"),
        "up": Event("move", step.path, [key, place - 1]),
        "down": Event("move", step.path, [key, place + 1]),
        "copy": Event("copy", step.path, key),
        "delete": Event("delete", step.path, key),
    }
    return [made[what]] if what in made else []
