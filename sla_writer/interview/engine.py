"""The interview without a screen: the answers so far, what is asked next, what an answer changes.

A state is a fold of events over its start, so that a journal of events is all that must be kept.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

from sla_writer import paths
from sla_writer.errors import AgreementError, Problem
from sla_writer.interview import ids, presets, shape
from sla_writer.interview.script import FORM, NEW, Script, Step

UNDO = "undo"
Basis = tuple[Any, ...]
"""What an answer was given on: what was offered, and the answers that it rests on."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that changed the interview. `what` is one of the keys of `_DO`; `id` is a path.

    `source` says where the new value came from: `typed`, or where what was offered came from.
    """

    what: str
    id: str
    new: Any = None
    old: Any = None
    source: str = "typed"
    basis: Basis = ()


@dataclass(frozen=True, slots=True)
class State:
    """Where an interview stands.

    `answers` are as they would stand in agreement.yaml. `settled` are the steps that were answered,
    left out or closed, each with what its answer rests on; `opened` those that were asked for
    again, `later` those to be asked at the end; `at` is the step that somebody jumped to.
    """

    answers: dict[str, Any]
    settled: Mapping[str, Basis] = field(default_factory=lambda: MappingProxyType({}))
    opened: frozenset[str] = frozenset()
    at: str = ""
    later: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class History:
    """An interview's state, and what it was before each change that can be undone."""

    state: State
    before: tuple[tuple[Event, State], ...] = ()

    def after(self, event: Event) -> History:
        """The history after one more event."""
        if event.what == UNDO:
            return self._undone()
        state = apply(self.state, event)
        kept = ((event, self.state),) if event.what in _CHANGES else ()
        return History(state, (*self.before, *kept))

    def _undone(self) -> History:
        if not self.before:
            return self
        event, state = self.before[-1]
        return History(replace(state, at=event.id), self.before[:-1])


def fold(start: State, events: Iterable[Event]) -> History:
    """The history of an interview that began with `start`."""
    history = History(start)
    for event in events:
        history = history.after(event)
    return history


# --- what is asked ------------------------------------------------------------------------------


def pending(script: Script, state: State, step: Step) -> bool:
    """Whether a step waits for an answer: a new one, or one whose basis has changed.

    What an item of a list may leave unsaid is asked only of items that somebody added.
    """
    if step.path == state.at or step.path in state.opened:
        return True
    if step.path in state.settled:
        return stale(script, state, step)
    wanted = script.wants(step)
    if step.detail and not wanted:
        return False
    missing = paths.get(state.answers, step.path) is None
    if wanted or (step.item and f"{step.item}.{NEW}" in state.opened):
        return missing or script.insists(step)
    if script.side:
        return False
    if not missing or not step.needed or presets.awaits(script, state.answers, step.path):
        return False
    return presets.fallback(script, state.answers, step.path) is None


def stale(script: Script, state: State, step: Step) -> bool:
    """Whether an answer was given on a basis that has changed since."""
    then = state.settled.get(step.path, ())
    return bool(then) and any(
        old is not None and old != new
        for old, new in zip(then, basis(script, state.answers, step), strict=False)
    )


def basis(script: Script, answers: Mapping[str, Any], step: Step) -> Basis:
    """What an answer to a step is given on; empty for most."""
    if step.question is None or not (step.question.default or step.question.rests_on):
        return ()
    offered = presets.default(script, answers, step.path)
    return (offered, *(_meant(answers, path) for path in script.rests_on(step)))


def _meant(answers: Mapping[str, Any], path: str) -> Any:
    """The answer at a path; where nobody gave one, what the agreement takes for it."""
    said = paths.get(answers, path)
    return shape.at(path).default if said is None else said


def next_question(script: Script, state: State) -> Step | None:
    """The step to ask now; None when the interview is complete.

    What somebody jumped to comes first, then what was opened again, then the first that waits; what
    was put off comes last.
    """
    waiting: list[Step] = []
    for step in script.steps(state.answers):
        if step.path == state.at:
            return step
        if pending(script, state, step):
            waiting.append(step)
    return min(waiting, key=lambda step: _turn(state, step), default=None)


def _turn(state: State, step: Step) -> int:
    """What comes before what; steps of the same turn come in their order.

    A section's form comes where the section ends, whoever opened it.
    """
    if step.path.startswith(FORM):
        return 1
    if step.path in state.opened or (step.item and f"{step.item}.{NEW}" in state.opened):
        return 0
    return 2 if step.path in state.later else 1


def back(script: Script, state: State) -> Event | None:
    """What takes the interview to the question before the present one; None at the first."""
    present = next_question(script, state)
    before: str | None = None
    for step in script.steps(state.answers):
        if present is not None and step.path == present.path:
            break
        if step.path in state.settled:
            before = step.path
    return None if before is None else Event("back", before)


def back_in_time(script: Script, history: History) -> Event | None:
    """What takes the interview to the question that was answered before the present one."""
    present = next_question(script, history.state)
    asked = [event.id for event, _ in history.before]
    if present is not None and present.path in asked:
        asked = asked[: asked.index(present.path)]
    known, settled = script.by_path(history.state.answers), history.state.settled
    found = (path for path in reversed(asked) if path in settled and path in known)
    return next((Event("back", path) for path in found), None)


def progress(script: Script, state: State, section: str | None = None) -> tuple[int, int]:
    """How many questions are answered and how many there are, of everything or of one section."""
    done = todo = 0
    for step in script.steps(state.answers):
        if step.kind != "form" and section in (None, step.section):
            waits = pending(script, state, step)
            todo += waits
            done += not waits and step.path in state.settled and script.wants(step)
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
    step = script.step(state.answers, path)
    new, old = checked(step, value), paths.get(state.answers, path)
    return Event("answer", path, new, old, source, basis(script, state.answers, step))


def undecided(script: Script, state: State, path: str, who: str, by: str) -> State:
    """The state after an answer was put off: who decides, by when."""
    return answer(script, state, path, {"undecided": {"who": who, "by": by}})


def added(state: State, step: Step, first: str | None, value: Any, source: str = "typed") -> Event:
    """The event that adds an item to a list; `first` is the field that its first answer fills."""
    known = shape.fields(step.record)
    item: dict[str, Any] = {}
    if "id" in known:
        taken = {each.get("id") for each in paths.get(state.answers, step.path) or []}
        item["id"] = ids.unused(ids.slug(value) or step.record.__name__.lower(), taken)
    if first and value is not None:
        item[first] = value
    return Event("add", step.path, item, source=source)


def apply(state: State, event: Event) -> State:
    """The state after an event."""
    return _DO[event.what](state, event)


def _answer(state: State, event: Event) -> State:
    answers = paths.put(state.answers, event.id, event.new)
    described = event.new == {}
    opened = state.opened - {event.id} | ({f"{event.id}.{FORM}"} if described else set())
    settled = {**state.settled, event.id: tuple(event.basis)}
    return State(answers, settled, opened, _left(state, event), state.later - {event.id})


def _open(state: State, event: Event) -> State:
    """What was jumped to stays open while something in it is."""
    settled = {path: each for path, each in state.settled.items() if path != event.id}
    held = {state.at} - {""}
    return replace(state, settled=settled, opened=state.opened | {event.id} | held, at="")


def _back(state: State, event: Event) -> State:
    """What is gone back to is asked now, whatever else is open before it."""
    return replace(_open(state, event), at=event.id)


def _close(state: State, event: Event) -> State:
    settled = {**state.settled, event.id: ()}
    opened = state.opened - {event.id}
    return replace(state, settled=settled, opened=opened, at=_left(state, event))


def _go(state: State, event: Event) -> State:
    return replace(state, at=event.id)


def _later(state: State, event: Event) -> State:
    opened = state.opened - {event.id}
    return replace(state, opened=opened, later=state.later | {event.id}, at=_left(state, event))


def _left(state: State, event: Event) -> str:
    return "" if state.at == event.id else state.at


def _add(state: State, event: Event) -> State:
    items = paths.get(state.answers, event.id) or []
    inner = f"{event.id}.{paths.key(event.new, len(items))}"
    filled = {f"{inner}.{name}": () for name in event.new if name != "id"}
    answers = paths.put(state.answers, event.id, [*items, event.new])
    opened = {event.id, f"{inner}.{FORM}", f"{inner}.{NEW}"}
    settled = {**state.settled, **filled}
    at = _left(state, event)
    return State(answers, settled, state.opened | opened, at, state.later)


def _delete(state: State, event: Event) -> State:
    items = paths.get(state.answers, event.id)
    left = [item for i, item in enumerate(items) if paths.key(item, i) != event.new]
    after = replace(state, answers=paths.put(state.answers, event.id, left))
    gone = f"{event.id}.{event.new}" if _named(items) else event.id
    return _forget(after, event.id, gone)


def _move(state: State, event: Event) -> State:
    """`new` is the item's key and the position it goes to."""
    key, place = event.new
    items = list(paths.get(state.answers, event.id))
    items.insert(int(place), items.pop(paths.position(items, key) or 0))
    after = replace(state, answers=paths.put(state.answers, event.id, items))
    return after if _named(items) else _forget(after, event.id, event.id)


def _copy(state: State, event: Event) -> State:
    items = list(paths.get(state.answers, event.id))
    index = paths.position(items, event.new) or 0
    item = dict(items[index])
    if "id" in item:
        item["id"] = ids.unused(item["id"], {each["id"] for each in items})
    whole = [*items[: index + 1], item, *items[index + 1 :]]
    after = replace(state, answers=paths.put(state.answers, event.id, whole))
    return after if _named(items) else _forget(after, event.id, event.id)


def _named(items: Iterable[Any]) -> bool:
    """Whether a list's items keep their paths when it changes."""
    return all(isinstance(item, dict) and "id" in item for item in items)


def _forget(state: State, listed: str, gone: str) -> State:
    """The state without what was settled or asked for at paths that mean something else now."""

    def stays(path: str) -> bool:
        return path == listed or not paths.within(path, gone)

    settled = {path: each for path, each in state.settled.items() if stays(path)}
    return replace(state, settled=settled, opened=frozenset(filter(stays, state.opened)))


def _note(state: State, event: Event) -> State:
    """An item that is complete as it is: nothing of it is asked."""
    items = paths.get(state.answers, event.id) or []
    return replace(state, answers=paths.put(state.answers, event.id, [*items, event.new]))


_CHANGES = {
    "answer": _answer, "add": _add, "note": _note,
    "delete": _delete, "move": _move, "copy": _copy,
}  # fmt: skip
_DO = {
    **_CHANGES,
    "open": _open, "back": _back, "close": _close, "go": _go, "later": _later,
}  # fmt: skip
