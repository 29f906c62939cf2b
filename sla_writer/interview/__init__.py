"""The interview: asks for what an agreement must say, or takes it from an answers file."""

from __future__ import annotations

from pathlib import Path

from sla_writer.agreement import Agreement
from sla_writer.interview import results
from sla_writer.pack import Pack
from sla_writer.yaml_file import YamlFile


def ask(folder: Path, pack: Pack, language: str) -> Agreement:
    """The agreement that a person describes in the terminal; an interview that was left goes on.

    Every answer is in `folder`/interview.jsonl before the next question appears. Raises
    InterviewLeft when it is left, SlaWriterError when there is no terminal to ask in.
    """
    from sla_writer.interview.terminal import run

    return run(folder, pack, language)


def from_answers(data: YamlFile, pack: Pack) -> Agreement:
    """The agreement of an answers file; the pack's presets fill what it leaves unsaid.

    Values that the pack supplied carry a remark that they should be confirmed. Raises
    AgreementError with the place and the question of everything that is missing or wrong.
    """
    return results.from_file(data, pack)


__all__ = ["ask", "from_answers"]
