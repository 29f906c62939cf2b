"""The interview without a screen: the answers so far, what is asked next, what an answer changes.

A state is a fold of events over its start, so that a journal of events is all that must be kept.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from sla_writer.errors import AgreementError, Problem
from sla_writer.interview import paths, shape
from sla_writer.interview.script import FORM, NEW, Script, Step

_CYRILLIC = dict(
    zip(
        "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        [
            "a",
            "b",
            "v",
            "g",
            "d",
            "e",
            "e",
            "zh",
            "z",
            "i",
            "y",
            "k",
            "l",
            "m",
            "n",
            "o",
            "p",
            "r",
            "s",
            "t",
            "u",
            "f",
            "kh",
            "ts",
            "ch",
            "sh",
            "shch",
            "",
            "y",
            "",
            "e",
            "yu",
            "ya",
        ],
        strict=True,
    )
)


@dataclass(frozen=True, slots=True)
class Event:
    """Something that changed the interview. `what` is one of the keys of `_DO`; `id` is a path."""

    what: str
    id: str
    new: Any = None
    old: Any = None
    source: str = "typed"


@dataclass(frozen=True, slots=True)
class State:
    """Where an interview stands.

    `answers` are as they would stand in agreement.yaml, `settled` the steps that were answered,
    left out or closed, `opened` those that were asked for again.
    """

    answers: dict[str, Any]
    settled: frozenset[str] = frozenset()
    opened: frozenset[str] = frozenset()


# --- what is asked ------------------------------------------------------------------------------


def pending(state: State, step: Step) -> bool:
    """Whether a step waits for an answer.

    What an item of a list may leave unsaid is asked only of items that somebody added.
    """
    if step.path in state.opened:
        return True
    if step.path in state.settled or step.detail:
        return False
    own_question = step.question is not None and step.question.id == step.path
    added = not step.item or f"{step.item}.{NEW}" in state.opened
    if step.optional and not added and not own_question:
        return False
    asked = step.question is not None and step.question.ask
    return asked or paths.get(state.answers, step.path) is None


def next_question(script: Script, state: State) -> Step | None:
    """The first step that waits for an answer; None when the interview is complete."""
    return next((step for step in script.steps(state.answers) if pending(state, step)), None)


def back(script: Script, state: State) -> Event | None:
    """What takes the interview to the question before the present one; None at the first."""
    before: str | None = None
    for step in script.steps(state.answers):
        if pending(state, step):
            break
        if step.path in state.settled:
            before = step.path
    return None if before is None else Event("open", before)


def progress(script: Script, state: State, section: str | None = None) -> tuple[int, int]:
    """How many questions are answered and how many there are, of everything or of one section."""
    done = todo = 0
    for step in script.steps(state.answers):
        if step.kind != "form" and section in (None, step.section):
            waits = pending(state, step)
            todo += waits
            done += not waits and step.path in state.settled
    return done, done + todo


# --- what an answer changes ---------------------------------------------------------------------


def checked(step: Step, value: Any) -> Any:
    """An answer in its canonical form; AgreementError when the model refuses it.

    None leaves an optional answer out; an empty mapping begins an optional record.
    """
    assert step.field is not None
    if value is None:
        if step.field.required:
            raise AgreementError(Problem("ask-required", {}, step.path))
        return None
    if step.field.gated and value == {}:
        return {}
    return step.field.check(value, step.path)


def answer(script: Script, state: State, path: str, value: Any, source: str = "typed") -> State:
    """The state after an answer.

    Raises AgreementError when it can't be taken, KeyError when nobody asks for it.
    """
    return apply(state, answered(script, state, path, value, source))


def answered(script: Script, state: State, path: str, value: Any, source: str = "typed") -> Event:
    """The event that an answer makes."""
    step = {step.path: step for step in script.steps(state.answers)}[path]
    return Event("answer", path, checked(step, value), paths.get(state.answers, path), source)


def undecided(script: Script, state: State, path: str, who: str, by: str) -> State:
    """The state after an answer was put off: who decides, by when."""
    return answer(script, state, path, {"undecided": {"who": who, "by": by}})


def added(state: State, step: Step, first: str | None, value: Any) -> Event:
    """The event that adds an item to a list; `first` is the field that its first answer fills."""
    known = shape.fields(step.record)
    item: dict[str, Any] = {}
    if "id" in known:
        taken = {each.get("id") for each in paths.get(state.answers, step.path) or []}
        item["id"] = unused(slug(value) or step.record.__name__.lower(), taken)
    if first and value is not None:
        item[first] = value
    return Event("add", step.path, item)


def apply(state: State, event: Event) -> State:
    """The state after an event."""
    return _DO[event.what](state, event)


def fold(state: State, events: Iterable[Event]) -> State:
    """The state after events, in their order."""
    for event in events:
        state = apply(state, event)
    return state


def _answer(state: State, event: Event) -> State:
    answers = paths.put(state.answers, event.id, event.new)
    described = event.new == {}
    opened = state.opened - {event.id} | ({f"{event.id}.{FORM}"} if described else set())
    return State(answers, state.settled | {event.id}, opened)


def _open(state: State, event: Event) -> State:
    return replace(state, settled=state.settled - {event.id}, opened=state.opened | {event.id})


def _close(state: State, event: Event) -> State:
    return replace(state, settled=state.settled | {event.id}, opened=state.opened - {event.id})


def _add(state: State, event: Event) -> State:
    items = paths.get(state.answers, event.id) or []
    inner = f"{event.id}.{paths.key(event.new, len(items))}"
    filled = {f"{inner}.{name}" for name in event.new if name != "id"}
    answers = paths.put(state.answers, event.id, [*items, event.new])
    opened = {event.id, f"{inner}.{FORM}", f"{inner}.{NEW}"}
    return State(answers, state.settled | filled, state.opened | opened)


def _delete(state: State, event: Event) -> State:
    items = paths.get(state.answers, event.id)
    left = [item for i, item in enumerate(items) if paths.key(item, i) != event.new]
    return _forget(replace(state, answers=paths.put(state.answers, event.id, left)), event)


def _move(state: State, event: Event) -> State:
    """`new` is the item's key and the position it goes to."""
    key, place = event.new
    items = list(paths.get(state.answers, event.id))
    items.insert(int(place), items.pop(paths.position(items, key) or 0))
    return replace(state, answers=paths.put(state.answers, event.id, items))


def _copy(state: State, event: Event) -> State:
    items = list(paths.get(state.answers, event.id))
    index = paths.position(items, event.new) or 0
    item = dict(items[index])
    if "id" in item:
        item["id"] = unused(item["id"], {each["id"] for each in items})
    answers = paths.put(state.answers, event.id, [*items[: index + 1], item, *items[index + 1 :]])
    return replace(state, answers=answers)


def _forget(state: State, event: Event) -> State:
    """The state without what was settled or asked for inside a deleted item."""
    items = paths.get(state.answers, event.id)
    named = all(isinstance(item, dict) and "id" in item for item in items)
    gone = f"{event.id}.{event.new}" if named else event.id
    keep = {event.id}
    return replace(
        state,
        settled=frozenset(
            path for path in state.settled if path in keep or not paths.within(path, gone)
        ),
        opened=frozenset(
            path for path in state.opened if path in keep or not paths.within(path, gone)
        ),
    )


_DO = {
    "answer": _answer, "open": _open, "close": _close,
    "add": _add, "delete": _delete, "move": _move, "copy": _copy,
}  # fmt: skip


# --- ids ----------------------------------------------------------------------------------------


def slug(value: Any) -> str:
    """An id made from what names an item, in Latin letters, digits and hyphens; "" at a loss."""
    if isinstance(value, dict):
        value = value.get("en") or next((v for v in value.values() if isinstance(v, str)), "")
    latin = "".join(_CYRILLIC.get(c, c) for c in str(value or "").lower())
    plain = unicodedata.normalize("NFKD", latin).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9_]+", plain)[:4]
    found = "-".join(words)[:40].strip("-")
    return found if not found or found[0].isalpha() else f"n-{found}"


def unused(name: str, taken: Iterable[str | None]) -> str:
    """The id itself, or with the first number that makes it one of its own."""
    known = set(taken)
    numbered = (f"{name}-{n}" for n in range(2, len(known) + 3))
    return name if name not in known else next(each for each in numbered if each not in known)
