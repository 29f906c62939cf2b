"""What a prompt needs to know: the questions and answers so far, what is offered, where from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sla_writer import messages, paths
from sla_writer.errors import AgreementError
from sla_writer.interview import engine, presets, scorecard, shape
from sla_writer.interview.engine import State
from sla_writer.interview.face import Check, Face, Frame, Part
from sla_writer.interview.script import Script, Step
from sla_writer.interview.words import Asked, Words

_RULES = {"monthly": "plan", "conversion": "plan", "computed": "plan", "undecided": "default"}
_EMPTY = {
    "text", "name", "whole", "percent", "money", "duration", "count", "figure", "times", "date",
    "time", "quarter", "zone", "hours", "country", "names", "texts", "dates", "percents", "figures",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Desk:
    """What a prompt needs to know: who asks, the questions and their words, the answers so far.

    `status` is the status line, `note` a remark on the value that is offered, `origin` where the
    interview started from, `start` the answers that it started with.
    """

    face: Face
    script: Script
    words: Words
    state: State
    status: str = ""
    note: str = ""
    origin: str = "default"
    start: Mapping[str, Any] = field(default_factory=dict)

    @property
    def begun_from_pack(self) -> bool:
        """Whether the interview makes an agreement that wasn't there before."""
        return self.origin == "default"

    @property
    def answers(self) -> Mapping[str, Any]:
        """The answers so far."""
        return self.state.answers

    def frame(self, step: Step, suffix: str = "") -> Frame:
        """The frame of a step's prompt."""
        asked = self.words.asked(step)
        said = [] if scorecard.asks(step, self.answers) else list(self._hints(step, asked))
        return Frame(
            asked.text + suffix,
            asked.help,
            " · ".join(said),
            self.note,
            self.status,
            step.field is not None and step.kind != "records",
            self.about(step),
            tuple(_explained(asked)),
        )

    def _hints(self, step: Step, asked: Asked) -> Iterator[str]:
        if asked.example:
            yield messages.text("ask-example", example=asked.example)
        if step.optional and step.field and step.field.default is None and step.kind in _EMPTY:
            yield messages.text("ask-optional")

    def about(self, step: Step) -> str:
        """The item of a list that a step belongs to; "" where the question itself names it."""
        words = self.words.asked(step)
        item = step.item
        if not item and words == self.words.asked(replace(step, path="", pattern="")):
            item = ".".join(step.path.split(".")[:2])
        holder = self.script.by_path(self.answers).get(item.rpartition(".")[0])
        if holder is None or holder.kind != "records" or not holder.field or not holder.field.item:
            return ""
        there = paths.get(self.answers, item)
        if not isinstance(there, dict):  # it's being named only now
            return ""
        return self.words.title(holder.field.item, there, self.answers)


def _explained(asked: Asked) -> Iterator[Part]:
    """What is shown to whoever asks for help with a question."""
    told = {
        "ask-help-why": asked.help, "ask-help-good": asked.example, "ask-help-bad": asked.bad,
        "ask-help-who": asked.who,
    }  # fmt: skip
    for key, text in told.items():
        if text:
            yield "note" if key == "ask-help-bad" else "", messages.text(key, text=text)
    yield "dim", messages.text("ask-help-keys")


# --- what is offered ---------------------------------------------------------------------------


def present(desk: Desk, step: Step) -> Any:
    """The answer that a step has, or what its question or the model offers.

    Where somebody took what was offered and that is another thing now, the new offer stands.
    """
    value = paths.get(desk.answers, step.path)
    if step.pattern == "Decision.by":
        return paths.get(desk.answers, "identity.review_by") or presets.quarter_day(
            desk.answers, "review"
        )
    if value is None and step.path not in desk.state.settled:
        value = presets.default(desk.script, desk.answers, step.path)
    elif value is not None and engine.stale(desk.script, desk.state, step):
        then = desk.state.settled[step.path][0]
        if then is not None and _same(step, value, then):
            value = presets.default(desk.script, desk.answers, step.path) or value
    return step.field.default if value is None and step.field else value


def _same(step: Step, one: Any, other: Any) -> bool:
    """Whether two answers mean the same."""
    try:
        return bool(engine.checked(step, one) == engine.checked(step, other))
    except AgreementError:
        return False


def source(desk: Desk, step: Step, value: Any) -> str:
    """Where an answer came from: it was typed, or what was offered was taken."""
    there, offered = paths.get(desk.answers, step.path), present(desk, step)
    if offered is None or not _same(step, value, offered):
        return "typed"
    if (first := paths.get(desk.start, step.path)) is not None and _same(step, value, first):
        return desk.origin
    proposed = presets.default(desk.script, desk.answers, step.path)
    if there is None or (proposed is not None and _same(step, value, proposed)):
        return "default"
    return "typed"


def where_from(desk: Desk, step: Step) -> str:
    """What is said of the value that is offered: where it comes from, or what changed under it."""
    if engine.stale(desk.script, desk.state, step):
        return messages.text("ask-stale")
    beside = (scorecard.promised, scorecard.outcome)
    if told := "".join(each(desk.words, desk.answers, step) for each in beside):
        return told
    if step.path in desk.state.settled or (step.item and step.question is None):
        return ""
    if paths.get(desk.answers, step.path) is not None:
        return messages.text(f"ask-from-{desk.origin}")
    if presets.default(desk.script, desk.answers, step.path) is None:
        return ""
    rule, argument = presets.rule(desk.script, step.path)
    other = desk.words.question_at(argument) if rule == "same" else ""
    return messages.text(f"ask-from-{_RULES.get(rule, rule) or 'default'}", question=other)


def free_text(pattern: str) -> Check:
    """Takes a text that may stand at a field, or none at all; else says what is wrong with it."""

    def check(text: str) -> bool | str:
        try:
            if text.strip():
                shape.at(pattern).check(text, "")
        except AgreementError as error:
            problem = error.problems[0]
            return messages.text(problem.key, **problem.params)
        return True

    return check
