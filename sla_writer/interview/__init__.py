"""The interview: asks for what an agreement must say, or takes it from an answers file."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sla_writer.errors import InterviewLeft, SlaWriterError

if TYPE_CHECKING:
    from sla_writer.agreement import Agreement
    from sla_writer.interview.face import Face
    from sla_writer.interview.sides import Comparison, Ruling
    from sla_writer.interview.sitting import Sitting
    from sla_writer.pack import Pack
    from sla_writer.yaml_file import YamlFile


@dataclass(frozen=True)
class Wanted:
    """How an interview is to be held; `pack`, `depth` and `plain` only where somebody said so.

    `prior` is the agreement file that a new quarter starts from.
    """

    folder: Path
    language: str
    pack: str | None = None
    templates: Path | None = None
    depth: str | None = None
    side: str = ""
    prior: Path | None = None
    plain: bool = False


def ask(wanted: Wanted) -> Sitting:
    """An interview for a new agreement, held to its end; one that was left goes on.

    Every answer is in the folder's interview.jsonl before the next question appears. Raises
    InterviewLeft when it is left, SlaWriterError when there is no terminal to ask in.
    """
    from sla_writer.interview import welcome

    face = _face(wanted.plain, "ask-no-terminal", wanted.folder)
    wanted = welcome.with_depth(wanted, face)
    from sla_writer.interview import opening
    from sla_writer.interview.talk import Talk

    sitting = opening.new(wanted)
    Talk(sitting, face, wanted.language, opening.command("new", wanted)).run()
    return sitting


def edit(wanted: Wanted, file: Path, section: str = "") -> Sitting:
    """An interview over an agreement file, begun at a section, held to its end."""
    from sla_writer.interview import opening
    from sla_writer.interview.talk import Talk

    face = _face(wanted.plain, "ask-no-terminal-edit", wanted.folder)
    sitting = opening.edited(wanted, file, section)
    Talk(sitting, face, wanted.language, opening.command("edit", wanted)).run()
    return sitting


def left_revising(wanted: Wanted, file: Path) -> Sitting | None:
    """The interview for the next quarter that was left in an agreement's folder; None for none."""
    from sla_writer.interview import opening

    return opening.left_revising(wanted, file)


def revise(
    wanted: Wanted, file: Path, start: dict[str, Any], left: Sitting | None = None
) -> Sitting:
    """The interview for an agreement's next quarter, held to its end; `start` is what it begins
    with, `left` one that goes on. Raises as `ask`."""
    from sla_writer.interview import opening
    from sla_writer.interview.talk import Talk

    face = _face(wanted.plain, "ask-no-terminal-revise", wanted.folder)
    sitting = left or opening.revising(wanted, file, start)
    Talk(sitting, face, wanted.language, opening.command("revise", wanted)).run()
    return sitting


def settle(
    comparison: Comparison, folder: Path, language: str, plain: bool, known: Mapping[str, Ruling]
) -> dict[str, Ruling]:
    """A ruling on everything that two sides don't agree on, taken from the people at the screen.

    `known` are the rulings that there are already; each new one is in the folder's reconcile.jsonl
    before the next difference is shown. Raises InterviewLeft when it is left.
    """
    from sla_writer.interview.rulings import NAME, Rulings
    from sla_writer.interview.settling import Settling

    face, file = _face(plain, "ask-no-terminal", folder), Rulings(folder / NAME)
    words, answers = comparison.words(language), _start(comparison, folder, language)
    rulings = {**file.read(comparison), **known}
    try:
        return Settling(comparison, face, words, answers, rulings, file.write).run()
    except (KeyboardInterrupt, EOFError):
        raise InterviewLeft("ask-sides-left", {}, file=file.path) from None


def settled(
    comparison: Comparison, rulings: Mapping[str, Ruling], folder: Path, language: str
) -> Agreement:
    """The agreement that two sides' answers and the rulings make in a folder."""
    from sla_writer.interview import sides

    return sides.settle(comparison, rulings, _start(comparison, folder, language), language)


def _start(comparison: Comparison, folder: Path, language: str) -> dict[str, Any]:
    """What any new agreement in a folder starts from."""
    from sla_writer.interview import sitting
    from sla_writer.interview.script import Depth

    return sitting.from_pack(folder, comparison.pack, language, Depth.FULL).start


def from_answers(data: YamlFile, pack: Pack) -> Agreement:
    """The agreement of an answers file; the pack's presets fill what it leaves unsaid.

    Values that the pack supplied carry a remark that they should be confirmed. Raises
    AgreementError with the place and the question of everything that is missing or wrong.
    """
    from sla_writer.interview import results

    return results.from_file(data, pack)


def _face(plain: bool, nowhere: str, folder: Path) -> Face:
    """Plain lines where they're asked for or nothing else is possible, else the screen."""
    if plain or (os.environ.get("TERM") == "dumb" and sys.stdin.isatty()):
        from sla_writer.interview.plain import Lines

        return Lines(sys.stdin, sys.stdout)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise SlaWriterError(nowhere, folder=folder)
    from sla_writer.interview.prompts import Screen

    return Screen()


__all__ = [
    "Wanted",
    "ask",
    "edit",
    "from_answers",
    "left_revising",
    "revise",
    "settle",
    "settled",
]
