"""How a quarter ended: what each KPI came to, against what had been promised."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from pydantic import ValidationError

from sla_writer import funnel, messages, paths
from sla_writer.agreement.kpis import Bands, Kpi
from sla_writer.agreement.reading import problem_of
from sla_writer.agreement.values import Duration, Figure
from sla_writer.errors import Problem
from sla_writer.facts.targets import in_percent, reached
from sla_writer.funnel import Standing
from sla_writer.interview import shape
from sla_writer.interview.face import Part
from sla_writer.interview.script import Step
from sla_writer.interview.words import Words

_ACTUAL, _TARGET = "kpis.*.actual", "kpis.*.target"

Answers = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Score:
    """A KPI that had a target: how far it was met, and what that counts as.

    Neither is there while the figure is unknown; a KPI of which nobody says what is better has no
    share, and without bands nothing counts as anything.
    """

    kpi: Kpi
    share: Fraction | None
    standing: Standing | None

    @property
    def known(self) -> bool:
        """Whether somebody has said what the KPI came to."""
        return isinstance(self.kpi.actual, Figure)


def scores(kpis: tuple[Kpi, ...], bands: Bands | None) -> tuple[Score, ...]:
    """How each KPI ended that had a target last quarter."""
    return tuple(_score(kpi, bands) for kpi in kpis if kpi.last_target is not None)


def _score(kpi: Kpi, bands: Bands | None) -> Score:
    share = reached(kpi, kpi.last_target)
    counted = None if share is None or bands is None else funnel.standing(share, bands)
    return Score(kpi, share, counted)


def so_far(answers: Answers) -> tuple[Score, ...]:
    """How the KPIs ended as far as the answers tell."""
    kpis = (_kpi(each) for each in answers.get("kpis") or ())
    return scores(tuple(each for each in kpis if each), _bands(answers))


def _kpi(raw: Any) -> Kpi | None:
    try:
        return Kpi.model_validate(raw)
    except ValidationError:
        return None


def _bands(answers: Answers) -> Bands | None:
    try:
        return Bands.model_validate(answers["bands"]) if answers.get("bands") else None
    except ValidationError:
        return None


def asks(step: Step, answers: Answers) -> bool:
    """Whether a step asks what a KPI came to that had a target."""
    return step.pattern == _ACTUAL and _promised(step, answers) is not None


def _promised(step: Step, answers: Answers) -> Any:
    return paths.get(answers, step.path.removesuffix("actual") + "last_target")


def unit(step: Step, answers: Answers) -> str:
    """The unit of time of a KPI's target, which a bare number beside it has; "" for none."""
    written = paths.get(answers, f"{step.path.rpartition('.')[0]}.target")
    try:
        target = None if written is None else shape.at("kpis.*.target").read(written)
    except ValidationError:
        return ""
    return str(target).partition(" ")[2] if isinstance(target, Duration) else ""


def refused(step: Step, answers: Answers, value: Any) -> Problem | None:
    """What is wrong with a figure that can't be held against what had been promised."""
    if value is None or not asks(step, answers):
        return None
    trial = paths.put(answers, step.path, value)
    try:
        Kpi.model_validate(paths.get(trial, step.path.removesuffix(".actual")))
    except ValidationError as error:
        return problem_of(error, step.path)
    return None


# --- in words -------------------------------------------------------------------------------------


def summed_up(words: Words, answers: Answers) -> str:
    """How many KPIs ended how: "5 met, 2 at risk, 1 missed, 3 not known yet"."""
    return counted(words, so_far(answers))


def counted(words: Words, found: tuple[Score, ...]) -> str:
    """How many of some KPIs ended how."""
    ends = Counter(ended(words, each) for each in found)
    order = [*map(words.standing, Standing), *ends]
    return ", ".join(f"{end}: {ends[end]}" for end in dict.fromkeys(order) if ends[end])


def ended(words: Words, score: Score) -> str:
    """How a KPI ended, in words: met, at risk, missed; not known yet; or not to be judged."""
    if score.standing is not None:
        return words.standing(score.standing)
    return messages.text("ask-not-judged" if score.known else "ask-not-known")


def promised(words: Words, answers: Answers, step: Step) -> str:
    """What had been promised, said beside the question what it came to; "" for other questions."""
    if not asks(step, answers):
        return ""
    holder = paths.get(answers, step.path.removesuffix(".actual"))
    target = words.shown(step, holder["last_target"], answers)
    told = messages.text("ask-promised", target=target)
    actual = holder.get("actual")
    if not paths.is_open(actual):
        return told
    who, by = words.decision(actual, answers)
    return f"{told} {messages.text('ask-keep-open', who=who, by=by)}"


def outcome(words: Words, answers: Answers, step: Step) -> str:
    """What a KPI came to last quarter, said beside the question for its next target; "" for other
    questions, and while nobody knows."""
    holder = step.path.rpartition(".")[0]
    kpi = _kpi(paths.get(answers, holder)) if step.pattern == _TARGET else None
    if kpi is None or kpi.last_target is None or not isinstance(kpi.actual, Figure):
        return ""
    score = _score(kpi, _bands(answers))
    actual = words.write(kpi.actual)
    return messages.text("ask-outcome", actual=actual, ended=_told(words, score))


def _told(words: Words, score: Score) -> str:
    """How far a target was met and what that counts as, as far as it can be told."""
    if score.share is None:
        return ended(words, score)
    share = words.write(in_percent(score.share))
    if score.standing is None:
        return messages.text("ask-reached", share=share)
    return messages.text("ask-ended", share=share, standing=words.standing(score.standing))


def implied(words: Words, answers: Answers, step: Step, value: Any) -> Iterator[Part]:
    """How far an answer would meet what had been promised."""
    if not asks(step, answers):
        return
    trial = paths.put(answers, step.path, value)
    kpi = _kpi(paths.get(trial, step.path.removesuffix(".actual")))
    found = _score(kpi, _bands(answers)) if kpi else None
    if found and found.share is not None:
        good = found.standing in (Standing.MET, None)
        yield "done" if good else "note", _told(words, found)
