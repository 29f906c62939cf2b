"""How a target comes about: each KPI's calculation with the agreement's own numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import prod
from typing import Any

from sla_writer.agreement.goals import Period
from sla_writer.agreement.kpis import Direction, Kpi
from sla_writer.agreement.stages import Stage
from sla_writer.agreement.values import Percent
from sla_writer.facts.filters import named
from sla_writer.facts.numbers import COUNT, Numbers, Slot, Slots, numbers, readable
from sla_writer.facts.values import Absent, Fact, Facts, Part, Phrase, Printable, Sources, union
from sla_writer.fit.known import measure_of, of_the_whole, span
from sla_writer.funnel import Exact

_AMOUNTS = ("money", "count")
"""Units of what adds up over a period; the plan's is the quarter."""

_DRAWN = ("stages", "stages.*.in_plan")


def calculation(part: Part) -> Printable:
    """A KPI's target reckoned from the agreement's numbers; absent where they don't determine it.

    The formulas stand in the glossaries under `calculations`.
    """
    return part.facts.once(_calculations)[part.record.id]


def _calculations(facts: Facts) -> dict[str, Printable]:
    return {part.record.id: _calculated(part) for part in facts.root.field("kpis")}


def _calculated(part: Part) -> Printable:
    names = ("measure", "limit", "each", "segment")
    sources = tuple(f"{part.path}.{name}" for name in names)
    found = (numbers(part.facts).pattern(*each) for each in _patterns(part, sources))
    return next((each for each in found if each), Absent(sources))


def _patterns(part: Part, sources: Sources) -> Iterator[tuple[str, Sources, Slots]]:
    """Patterns that may tell how a KPI comes about, the most telling first."""
    kpi = part.record
    if kpi.limit:
        yield from _by_limit(part, sources)
    elif not of_the_whole(kpi):
        return
    elif kpi.measure == "qualified_leads":
        yield from _upwards(part, sources)
    elif kpi.from_stage and kpi.to_stage and _of_stages(kpi):
        yield from _downwards(part, sources)
    elif _by_the_plan(part):
        yield kpi.measure, (*sources, f"{part.path}.per"), {}


def _by_the_plan(part: Part) -> bool:
    """Whether the glossary knows how the plan determines a measure, over the KPI's own span."""
    measure = measure_of(part.record.measure)
    if not measure or measure.id not in part.facts.glossary.part("calculations"):
        return False
    return measure.unit not in _AMOUNTS or span(part.record) is Period.QUARTER


# --- from a time limit ----------------------------------------------------------------------------


def _by_limit(part: Part, sources: Sources) -> Iterator[tuple[str, Sources, Slots]]:
    """The share of leads in time: the target itself, or what the limit asks for."""
    limit, target = part.get("limit"), part.get("target")
    if isinstance(limit, Part):
        share = target if isinstance(part.record.target, Percent) else limit.get("share")
        slots = {"share": _decided(share), "within": _decided(limit.get("within"))}
        yield "limit", sources, slots


def _decided(value: Any) -> Slot:
    return value if isinstance(value, Fact) and not value.get("open") else Absent(())


# --- up the funnel --------------------------------------------------------------------------------


def _upwards(part: Part, sources: Sources) -> Iterator[tuple[str, Sources, Slots]]:
    """From the deals to be won through the rates of the stages to the leads of one."""
    made = numbers(part.facts)
    stage = part.record.to_stage or made.known.mql
    needed, per = made.count(stage), span(part.record)
    if needed and per in (Period.QUARTER, Period.MONTH, Period.WEEK):
        sources = (*sources, *_DRAWN, f"{part.path}.to_stage", f"{part.path}.per")
        slots = {
            "rates": _chain(made, _from(part.facts, stage), "divided"),
            "won": made.slots["deals"],
            **made.result("count", needed, COUNT),
            **_part_of_quarter(part, needed, per),
        }
        yield f"qualified_leads.{per}", sources, slots


def _part_of_quarter(part: Part, needed: Exact, per: Period) -> Slots:
    made = numbers(part.facts)
    spans = made.known.spans(per)
    if spans is None:
        return {}
    exact = Exact(needed.value / spans, (*needed.sources, "plan.working_weeks"))
    weeks = part.facts.root.field("plan").field("working_weeks")
    return {"weeks": weeks, **made.result("part", exact, COUNT)}


def _from(facts: Facts, stage: str | None) -> list[Stage]:
    """The planned stages that deals come through on their way from a stage, the last first."""
    drawn = [each for each in facts.agreement.stages if each.in_plan and each.rate is not None]
    ids = [each.id for each in drawn]
    return drawn[ids.index(stage) :][::-1] if stage in ids else []


def _chain(made: Numbers, stages: Sequence[Stage], sign: str) -> Slot:
    """The rates of stages with a sign between them."""
    drawn = made.facts.root.field("stages")
    rates = [drawn.get(each.id).get("rate") for each in stages]
    everything = union(_DRAWN, *(each.sources for each in rates))
    between = Fact(made.facts.glossary.word(f"calculations.{sign}"), everything)
    parts = tuple(each for rate in rates for each in (between, rate))
    return Phrase(parts[1:]) if parts else Absent(everything)


# --- down the funnel ------------------------------------------------------------------------------


def _of_stages(kpi: Kpi) -> bool:
    """Whether a share is that of the leads of one stage that reach another."""
    measure = measure_of(kpi.measure)
    if measure:
        return measure.family == "conversion" or measure.id == "acceptance_rate"
    return isinstance(kpi.target, Percent) and kpi.direction is Direction.UP


def _downwards(part: Part, sources: Sources) -> Iterator[tuple[str, Sources, Slots]]:
    """One stage's rate, with the leads of the plan where they are known; or several, multiplied."""
    made = numbers(part.facts)
    stages = _between(part.facts, part.record.from_stage, part.record.to_stage)
    rates = [each.rate for each in stages if isinstance(each.rate, Percent)]
    sources = (*sources, *_DRAWN, f"{part.path}.from_stage", f"{part.path}.to_stage")
    if not stages or len(rates) < len(stages):
        return
    if len(stages) > 1:
        chain = _chain(made, stages, "times")
        yield "product", sources, {"rates": chain, **_product(made, rates, chain.sources)}
        return
    stage = part.facts.root.field("stages").get(stages[0].id)
    rate = {"rate": stage.get("rate"), "stage": named(stage)}
    yield "rate", sources, {**rate, **_counts(made, part.record)}
    yield "rate-alone", sources, rate


def _between(facts: Facts, first: str, last: str) -> list[Stage]:
    """The planned stages from one to before another; none where they don't follow."""
    drawn = [each for each in facts.agreement.stages if each.in_plan]
    ids = [each.id for each in drawn]
    if first not in ids or last not in ids[ids.index(first) + 1 :]:
        return []
    return drawn[ids.index(first) : ids.index(last)]


def _product(made: Numbers, rates: Sequence[Percent], sources: Sources) -> Slots:
    points = prod((each.fraction for each in rates), start=Fraction(100))
    shown = Percent(readable(points))
    led = made.sign(sources, exact=shown.points == points)
    return {"product": made.fact(shown, sources), "equals_product": led}


def _counts(made: Numbers, kpi: Kpi) -> Slots:
    entered, reached = made.count(kpi.from_stage), made.count(kpi.to_stage)
    if not entered or not reached:
        return {}
    exact = all(readable(each.value) == each.value for each in (entered, reached))
    return {
        "entered": made.exact(entered.value, entered.sources),
        "reached": made.exact(reached.value, reached.sources),
        "equals_rate": made.sign(entered.sources, exact=exact),
    }
