"""The funnel that the plan needs, as facts: each stage's leads in the quarter and in its months."""

from __future__ import annotations

from sla_writer import calculation, funnel
from sla_writer.agreement.values import Count
from sla_writer.facts.filters import named
from sla_writer.facts.numbers import Numbers, deep, numbers
from sla_writer.facts.values import (
    Absent,
    Anchor,
    Fact,
    Facts,
    Listing,
    Part,
    Phrase,
    Printable,
    Several,
    Sources,
    Told,
)
from sla_writer.funnel import Computed


def planned_funnel(part: Part) -> Listing:
    """The stages with the counts that the plan needs, exact and rounded."""
    found = funnel.planned(part.facts.agreement, numbers(part.facts).found)
    return Listing(_stage(part.facts, stage) for stage in found.stages) if found else Listing()


def _stage(facts: Facts, planned: funnel.PlannedStage) -> Told:
    stage, made = facts.item("stages", planned.id, ()), numbers(facts)
    return Told(
        id=Anchor(planned.id),
        name=named(stage),
        rate=stage.get("rate"),
        planned=_whole(made, planned.count),
        exact=made.exact(planned.count.exact, planned.count.sources),
        exactly=_exactly(made, planned.count),
        monthly=_both(made, planned.monthly),
        months=Listing(_both(made, month) for month in planned.months),
    )


def _exactly(made: Numbers, count: Computed) -> Printable:
    """The exact number that a count is rounded from; absent where it is whole by itself."""
    if count.exact == count.rounded:
        return Absent(deep(count.sources))
    exact = made.exact(count.exact, count.sources)
    word = made.facts.glossary.word("calculations.exactly")
    return Fact(word.format(exact=exact.text), exact.sources, exact.raw)


def _whole(made: Numbers, count: Computed) -> Fact:
    return made.fact(Count(count.rounded), deep(count.sources))


def _both(made: Numbers, count: Computed) -> Phrase:
    exactly, whole = _exactly(made, count), _whole(made, count)
    return Phrase((exactly, whole) if isinstance(exactly, Fact) else (whole,))


def months(part: Part) -> Printable:
    """The quarter's months with their shares of it; absent where the plan weighs them alike.

    Absent too where the shares don't make a quarter, or the agreement is not in force for three
    months of the calendar.
    """
    plan, spans = part.field("plan"), calculation.months(part.facts.agreement)
    weights = plan.get("month_weights")
    sources = ("plan.month_weights.*", "identity.effective_from", "identity.effective_to")
    if not isinstance(weights, Several) or len(spans) != len(weights):
        return Absent(sources)
    if not funnel.month_weights(plan.record):
        return Absent(sources)
    pairs = zip(spans, weights, strict=True)
    return Listing(
        Told(name=_month(part.facts, month.first.month, sources), weight=share)
        for month, share in pairs
    )


def _month(facts: Facts, number: int, sources: Sources) -> Fact:
    return Fact(facts.glossary.word(f"month.{number}"), sources)


def deals(part: Part) -> Printable:
    """How many deals marketing's share of the sales target is."""
    return numbers(part.facts).pattern("deals", ())
