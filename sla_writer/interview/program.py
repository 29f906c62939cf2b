"""The interview for programs: what is asked now as plain data, and answers without a screen."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sla_writer import json_file, messages, paths
from sla_writer.errors import AgreementError, Problem
from sla_writer.interview import engine, figures, numbers, presets
from sla_writer.interview.script import Step
from sla_writer.interview.sitting import Sitting
from sla_writer.interview.words import Words


def set_answers(sitting: Sitting, given: Sequence[str]) -> list[dict[str, str]]:
    """Answers questions by `id=value`; what can't be taken, each with what is wrong.

    A value that begins with `{`, `[` or `"` is JSON, `null` leaves an answer out.
    """
    wrong = []
    for each in given:
        path, mark, value = each.partition("=")
        try:
            if not mark:
                raise AgreementError(Problem("ask-set-form", {"text": each}, path))
            sitting.answer(path.strip(), _value(value.strip()), "file")
        except AgreementError as error:
            wrong.append(_told(path, error.problems[0]))
        except KeyError:
            wrong.append(_told(path, Problem("ask-nobody-asks", {"name": path})))
    return wrong


def _value(text: str) -> Any:
    if text == "null":
        return None
    if text[:1] in ("{", "[", '"'):
        try:
            return json_file.parse(text, "--set")
        except json_file.JsonError as error:
            if error.key == "error-json":
                return text
            raise
    return text


def _told(path: str, problem: Problem) -> dict[str, str]:
    return {"id": path, "message": messages.text(problem.key, **problem.params)}


def complete(sitting: Sitting) -> bool:
    """Whether nothing is asked any more and the answers agree with each other."""
    return next(_unanswered(sitting), None) is None and not _blocking(sitting)


def state(
    sitting: Sitting, language: str, problems: Sequence[dict[str, str]], written: str = ""
) -> dict[str, Any]:
    """Where an interview stands, as a program needs it to show the next question."""
    words = Words(sitting.script.pack, language)
    unanswered = list(_unanswered(sitting))
    done, count = engine.progress(sitting.script, sitting.state)
    blocking = [] if unanswered else _blocking(sitting)
    asked = min(unanswered, key=lambda s: s.path in sitting.state.later, default=None)
    return {
        "pack": sitting.begun.pack,
        "depth": str(sitting.begun.depth),
        "complete": not unanswered and not blocking,
        "progress": {"done": done, "count": count},
        "asked": None if asked is None else _asked(sitting, words, asked),
        "unanswered": [step.path for step in unanswered],
        "problems": list(problems) or blocking,
        "misfits": [
            {"id": each.path, "message": figures.said(words, each), "fitting": each.fitting}
            for each in figures.misfits(sitting.answers)
        ],
        "a_month": numbers.counts(sitting.answers),
        "written": written,
    }


def _unanswered(sitting: Sitting) -> Iterator[Step]:
    """The questions that wait; a form only looks over what is answered, so it's closed here."""
    for step in sitting.script.by_path(sitting.answers).values():
        if step.kind == "form" or not engine.pending(sitting.script, sitting.state, step):
            continue
        if step.kind == "records" and paths.get(sitting.answers, step.path):
            continue
        yield step


def _blocking(sitting: Sitting) -> list[dict[str, str]]:
    try:
        sitting.agreement()
    except AgreementError as error:
        return [_told(problem.path, problem) for problem in error.problems]
    return []


def _asked(sitting: Sitting, words: Words, step: Step) -> dict[str, Any]:
    asked = words.asked(step)
    value = paths.get(sitting.answers, step.path)
    offered = presets.default(sitting.script, sitting.answers, step.path)
    return {
        "id": step.path,
        "section": step.section,
        "kind": step.kind,
        "text": asked.text,
        "help": asked.help,
        "example": asked.example,
        "poor_example": asked.bad,
        "who_knows": asked.who,
        "choices": list(_choices(sitting, words, step)),
        "value": offered if value is None else value,
        "required": step.needed,
        "may_be_undecided": step.may_be_open,
    }


def _choices(sitting: Sitting, words: Words, step: Step) -> Iterator[dict[str, str]]:
    assert step.field
    for choice in step.field.choices:
        yield {"value": str(choice), "text": words.label(choice)}
    for code in sitting.script.pack.languages if step.kind == "languages" else ():
        yield {"value": code, "text": words.language_name(code)}
    for name in words.measures() if step.kind == "measure" else ():
        yield {"value": name, "text": words.measure(name)}
    if step.field.refers:
        for item in paths.get(sitting.answers, step.field.refers) or ():
            name = words.name(sitting.answers, step.field.refers, item["id"])
            yield {"value": item["id"], "text": name}
