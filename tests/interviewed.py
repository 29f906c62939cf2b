"""Interviews that tests begin and end, and the answers that they give."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from sla_writer import pack as packs
from sla_writer import paths, yaml_file
from sla_writer.errors import AgreementError
from sla_writer.glossary import measures
from sla_writer.interview import engine, presets
from sla_writer.interview.engine import Event, State
from sla_writer.interview.script import Depth, Script, Step

HERE = Path(__file__).parent / "interview"
PACKS = ("b2b", "short")


@cache
def script(name: str = "b2b", depth: Depth = Depth.FULL) -> Script:
    return Script(packs.load(name), depth)


@cache
def given_answers() -> dict[str, str]:
    found = yaml_file.load(HERE / "answers.yaml").data
    assert isinstance(found, dict)
    return {path: str(value) for path, value in found.items()}


def begun(name: str = "b2b") -> State:
    return State(presets.start(script(name).pack))


def answer_for(asks: Script, state: State, path: str) -> Any:
    if path in given_answers():
        return given_answers()[path]
    value = paths.get(state.answers, path)
    return presets.default(asks, state.answers, path) if value is None else value


@cache
def finished(name: str = "b2b", depth: Depth = Depth.FULL) -> State:
    """The interview answered to its end."""
    return ended(begun(name), script(name, depth))


def ended(state: State, asks: Script | None = None) -> State:
    """The interview answered from a state to its end, question after question."""
    asks = asks or script()
    while step := engine.next_question(asks, state):
        state = engine.apply(state, event_for(asks, state, step))
    return state


def event_for(asks: Script, state: State, step: Step) -> Event:
    """What somebody does at a question who has nothing to add."""
    if step.kind in ("form", "records"):
        return Event("close", step.path)
    return engine.answered(asks, state, step.path, answer_for(asks, state, step.path))


# --- other answers that may be given ----------------------------------------------------------

_WRITTEN: Mapping[str, tuple[Any, ...]] = {
    "languages": (["ru"], ["en", "ru"]),
    "text": ("Agreed — согласовано", {"en": "One", "ru": "Один"}, "«№ 1»: {x} | # 100 %\ttab"),
    "name": ("Ада Лавлейс", "O'Brien & Co"),
    "names": (["a note"], ["one", "two"]),
    "texts": (["A"], [{"en": "x", "ru": "икс"}, "B"]),
    "quarter": ("2027-Q2", "2026-Q4"),
    "date": ("2027-02-28", "2027-03-01"),
    "dates": (["2027-02-20"], ["2027-01-08", "2027-03-06"]),
    "time": ("08:15", "10:45"),
    "hours": ("10:00-19:00", "08:00-12:00, 13:00-17:00"),
    "times": ("2x", "3.5x"),
    "currency": ("EUR", "RUB"),
    "zone": ("Europe/Paris", "Europe/Moscow", "Europe/Busingen"),
    "country": ("FR", "RU"),
    "id": ("other", "n-2"),
    "whole": (4, 6),
    "count": ("3", "12"),
    "percent": ("15 %", "37.5 %"),
    "percents": (["30 %", "30 %", "40 %"], ["20 %", "20 %", "60 %"]),
    "money": ("500000 USD", "7000 EUR"),
    "duration": ("5 business days", "45 calendar days", "2 business hours"),
    "figure": ("33 %", "150", "3000 USD"),
    "figures": (["10"], ["10", "20"]),
    "yes-no": (True, False),
}
OPEN = {"undecided": {"who": "cmo", "by": "2027-01-31"}}


def valid(step: Step, answers: Mapping[str, Any]) -> list[Any]:
    """Some values that a question takes, each as it stands in the file afterwards."""
    return [value for value in _told(step, answers) if _taken(step, value)]


def others(step: Step, answers: Mapping[str, Any]) -> list[Any]:
    """Some values that a question takes, unlike the one that it has."""
    return [value for value in valid(step, answers) if value != paths.get(answers, step.path)]


def _told(step: Step, answers: Mapping[str, Any]) -> Iterator[Any]:
    assert step.field is not None
    yield paths.get(answers, step.path)
    if step.optional:
        yield None
    if step.kind == "measure":
        yield from sorted(measures())[:3]
    elif step.field.choices:
        said = [each.value for each in step.field.choices[:3]]
        yield from [said[:1], said[1:3]] if step.kind == "several" else said
    elif step.field.refers:
        known = [each["id"] for each in paths.get(answers, step.field.refers) or ()]
        yield from [known[:1], known[-2:]] if step.kind == "references" else known[-3:]
    else:
        yield from _WRITTEN.get(step.kind, ())


def _taken(step: Step, value: Any) -> bool:
    try:
        return bool(engine.checked(step, value) == value)
    except AgreementError:
        return False
