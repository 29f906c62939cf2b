"""What the answers add up to, in words: the funnel so far, and which numbers don't fit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sla_writer import finding, fit, messages, paths
from sla_writer.finding import Finding
from sla_writer.interview import numbers
from sla_writer.interview.face import Part
from sla_writer.interview.words import Words
from sla_writer.language import language

Answers = Mapping[str, Any]


def funnel_so_far(words: Words, answers: Answers) -> tuple[str, ...]:
    """How many leads a month each stage needs, as `MQL≈167`, top first; empty until known."""
    return tuple(
        f"{name}≈{words.number(count)}"
        for stage, count in numbers.counts(answers).items()
        if (name := _abbreviation(answers, stage))
    )


def _abbreviation(answers: Answers, stage: str) -> str:
    term = paths.get(answers, f"stages.{stage}.term")
    found = paths.get(answers, f"terms.{term}.abbreviation") if term else None
    return found if isinstance(found, str) else ""


def misfits(answers: Answers) -> list[Finding]:
    """The numbers so far that contradict each other."""
    return list(fit.misfits(numbers.agreement(answers)))


def said(words: Words, misfit: Finding) -> str:
    """What is wrong with a number, in the interview's language."""
    return finding.said(misfit, language(words.code))


def implied(words: Words, answers: Answers, path: str, value: Any) -> Iterator[Part]:
    """What would follow from an answer: the funnel, where it changes, and what wouldn't fit."""
    if path.partition(".")[0] not in numbers.PARTS:
        return
    trial = paths.put(answers, path, value)
    funnel = funnel_so_far(words, trial)
    if funnel and funnel != funnel_so_far(words, answers):
        yield "done", messages.text("ask-implied", counts="  ".join(funnel))
    for each in misfits(trial):
        if each.path == path:
            yield "note", f"⚠ {said(words, each)}"
