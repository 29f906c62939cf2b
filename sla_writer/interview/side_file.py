"""What one side answered by itself, as a file that people read and `sla reconcile` compares.

    side: marketing
    pack: b2b
    answers:
      # Which quarter is it for?
      identity.quarter: Q1 2027

Answers stand under their paths; one that stands empty was left out on purpose. `open_questions`
are those that the side put aside, as in an agreement.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sla_writer import atomic, messages, paths, yaml_file
from sla_writer import pack as packs
from sla_writer.agreement.sides import SideName
from sla_writer.errors import AgreementError, Problem
from sla_writer.interview import engine, shape
from sla_writer.interview.script import Script, Step
from sla_writer.interview.sitting import Sitting
from sla_writer.interview.words import Words
from sla_writer.pack import BOTH, SIDES, Pack
from sla_writer.yaml_file import YamlFile

NAME = "answers.{side}.yaml"
NOTES = "open_questions"
_HEAD = ("side", "pack")
_KEYS = (*_HEAD, "answers")


@dataclass(frozen=True)
class SideFile:
    """One side's answers by path, in their canonical form; None where it left one out."""

    side: SideName
    pack: Pack
    answers: Mapping[str, Any]
    steps: Mapping[str, Step]
    notes: tuple[dict[str, Any], ...] = ()


def name(side: str) -> str:
    """What a side's file is called."""
    return NAME.format(side=side)


# --- written ------------------------------------------------------------------------------------


def write(sitting: Sitting, folder: Path, language: str) -> Path:
    """Writes what a side was asked and has answered into its file."""
    file = folder / name(sitting.script.side)
    atomic.write(file, text(sitting, language).encode("utf-8"))
    return file


def text(sitting: Sitting, language: str) -> str:
    """A side's file: every answer under its question."""
    words = Words(sitting.script.pack, language)
    side = words.label(SideName(sitting.script.side))
    head = yaml_file.dump({"side": str(sitting.script.side), "pack": sitting.begun.pack})
    told = messages.text("ask-side-file", side=side)
    return f"# {told}\n{head}answers:\n" + "".join(_entries(sitting, words))


def _entries(sitting: Sitting, words: Words) -> Iterator[str]:
    for step in sitting.script.steps(sitting.answers):
        if sitting.script.wants(step) and step.path in sitting.state.settled:
            asked = words.asked_of(step, sitting.answers)
            yield _entry(asked, step.path, paths.get(sitting.answers, step.path))
    if noted := sitting.answers.get(NOTES):
        yield textwrap.indent(yaml_file.dump({NOTES: noted}), "  ")


def _entry(question: str, path: str, value: Any) -> str:
    written = f"# {' '.join(question.split())}\n{yaml_file.dump({path: value})}"
    return textwrap.indent(written, "  ")


# --- read ---------------------------------------------------------------------------------------


def read(path: Path, templates: Path | None = None) -> SideFile:
    """The side's file at a path.

    Raises AgreementError with the place and the question of everything that is wrong, that the side
    is not asked, or that only the other side answers.
    """
    file = yaml_file.load(path)
    side, pack, said = _head(file, templates)
    script, problems = Script(pack), []
    steps: dict[str, Step] = {}
    answers: dict[str, Any] = {}
    for each, value in said.items():
        try:
            steps[each] = _step(script, side, each)
            answers[each] = engine.checked(steps[each], value)
        except AgreementError as error:
            at = file.place(("answers", each), of_key=each not in steps)
            problems += [replace(problem, path=each, place=at) for problem in error.problems]
    if problems:
        raise AgreementError(*problems)
    notes = answers.pop(NOTES, None) or ()
    return SideFile(side, pack, answers, steps, tuple(notes))


def _head(file: YamlFile, templates: Path | None) -> tuple[SideName, Pack, dict[str, Any]]:
    """Whose answers they are, to which pack's questions; AgreementError for another file."""
    found = file.data if isinstance(file.data, dict) else {}
    said = found.get("answers") or {}
    strange = next((key for key in found if key not in _KEYS), None)
    if strange or found.get("side") not in SIDES or not isinstance(said, dict):
        place = file.place((strange or "side",), of_key=True)
        raise AgreementError(Problem("ask-side-no-file", {}, place=place))
    if not isinstance(found.get("pack"), str):
        raise AgreementError(Problem("error-missing", {"name": "pack"}, place=file.place(())))
    return SideName(str(found["side"])), packs.load(str(found["pack"]), templates), said


def _step(script: Script, side: str, path: str) -> Step:
    """The question that a side answers at a path; AgreementError when it isn't asked there."""
    try:
        field, pattern = shape.at(path), _pattern(path)
    except KeyError:
        raise _unasked(path) from None
    question = script.own.get(path) or script.own.get(pattern)
    if path == NOTES:
        return Step(path, pattern, "", field.kind, field, question)
    if question is None or not question.side:
        raise _unasked(path)
    step = Step(path, pattern, question.section, question.kind or field.kind, field, question)
    if question.side not in (side, BOTH):
        words = Words(script.pack, messages.language())
        other = words.label(SideName(question.side))
        asked = words.asked_of(step, script.pack.presets)
        raise AgreementError(Problem("ask-side-other", {"side": other, "question": asked}, path))
    return step


def _unasked(path: str) -> AgreementError:
    return AgreementError(Problem("ask-side-unasked", {"name": path}, path))


def _pattern(path: str) -> str:
    """A path with `*` in place of the items that it goes through."""
    steps = path.split(".")
    return ".".join(
        "*" if place and shape.at(".".join(steps[:place])).kind == "records" else step
        for place, step in enumerate(steps)
    )
