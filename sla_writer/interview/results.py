"""From answers to an agreement, and from what is wrong with it back to the questions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sla_writer import messages, paths
from sla_writer.agreement import Agreement, reading
from sla_writer.errors import AgreementError, Problem
from sla_writer.interview import days_off, presets, shape
from sla_writer.interview.engine import State
from sla_writer.interview.script import FORM, Script
from sla_writer.interview.words import Words
from sla_writer.measures import misfits
from sla_writer.pack import Pack
from sla_writer.yaml_file import YamlFile


@dataclass(frozen=True, slots=True)
class Revised:
    """An agreement that was there before the interview, and the answers that were given in it."""

    start: dict[str, Any]
    touched: frozenset[str]


def from_file(file: YamlFile, pack: Pack) -> Agreement:
    """The agreement that an answers file and the pack's presets make together."""
    said = file.data if isinstance(file.data, dict) else None
    if said is None:
        raise AgreementError(Problem("error-mapping", {}, place=file.place(())))
    script = Script(pack)
    answers = _with_holidays(presets.filled(script, said), file)
    unconfirmed = presets.proposed(answers, set(presets.said_paths(said)))
    data = presets.marked(answers, [path for path in unconfirmed if path != "identity.pack"])
    whole = YamlFile(file.name, data, file.values, file.keys, file.lines)
    try:
        return reading.from_file(whole, misfits)
    except AgreementError as error:
        words = Words(pack, messages.language())
        raise AgreementError(*(_asked(problem, words) for problem in error.problems)) from None


def _with_holidays(answers: dict[str, Any], file: YamlFile) -> dict[str, Any]:
    try:
        return days_off.copied(answers)
    except AgreementError as error:
        problem = error.problems[0]
        _, key, name = problem.path.split(".")
        index = paths.position(answers["calendars"], key) or 0
        place = file.place(("calendars", index, name))
        raise AgreementError(replace(problem, place=place)) from None


def _asked(problem: Problem, words: Words) -> Problem:
    """A missing value's problem with the question that would have asked for it."""
    question = words.question_at(problem.path) if problem.key == "error-missing" else ""
    if not question:
        return problem
    params = {**problem.params, "question": question}
    return Problem("ask-missing", params, problem.path, problem.place)


def export(script: Script, state: State, revised: Revised | None = None) -> dict[str, Any]:
    """The answers as an agreement file has them: without those to questions that are not asked,
    and with a remark on each that the pack proposed and nobody has confirmed."""
    answers = presets.with_defaults(script, state.answers, lambda path: path in state.settled)
    answers = days_off.copied(answers)
    kept = set(_had_unasked(script, revised.start)) if revised else set()
    for path in script.hidden(answers):
        if path not in kept and paths.get(answers, path) is not None:
            answers = paths.put(answers, path, None)
    answers = _tidy(Agreement, answers)
    if revised:
        return presets.confirmed(answers, revised.touched)
    touched = {
        path for path in state.settled if not path.startswith(FORM) and not path.endswith(FORM)
    }
    unconfirmed = [path for path in presets.proposed(answers, touched) if path != "identity.pack"]
    return presets.marked(answers, unconfirmed)


def _had_unasked(script: Script, start: dict[str, Any]) -> Iterator[str]:
    """Where an agreement says what its other answers would hide."""
    return (path for path in script.hidden(start) if paths.get(start, path) is not None)


def _tidy(record: Any, data: Any) -> Any:
    """A record without optional records in it that say nothing."""
    known = shape.fields(record)
    kept = {}
    for name, value in data.items():
        field = known.get(name)
        if field and field.item and isinstance(value, list):
            value = [_tidy(field.item, each) for each in value]
        elif field and field.item and isinstance(value, dict) and not paths.is_open(value):
            value = _tidy(field.item, value)
        if not (field and field.kind == "record" and not field.required and value == {}):
            kept[name] = value
    return kept


def agreement(script: Script, state: State, revised: Revised | None = None) -> Agreement:
    """The agreement that the answers make; AgreementError lists what still stands in its way."""
    data = export(script, state, revised)
    return reading.from_file(YamlFile("", data, {}, {}, []), misfits)


def to_mend(script: Script, state: State, error: AgreementError) -> Iterator[tuple[str, Problem]]:
    """The questions to ask again because of mistakes that only the whole shows, with each one."""
    known = {step.path for step in script.steps(state.answers)}
    for problem in error.problems:
        path = problem.path
        while path and path not in known:
            path = path.rpartition(".")[0]
        if path:
            yield path, problem
