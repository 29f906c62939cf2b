"""Conversions, capacity and the pipeline, reckoned anew from what they rest on."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from math import floor, prod

from sla_writer import funnel
from sla_writer.agreement.goals import Period
from sla_writer.agreement.kpis import Direction, Kpi
from sla_writer.agreement.stages import Stage
from sla_writer.agreement.values import Count, Money, Percent, Times
from sla_writer.finding import Finding
from sla_writer.fit.known import (
    ROUNDING,
    Known,
    measure_of,
    of_the_whole,
    rounded_up,
    span,
    target_of,
)
from sla_writer.funnel import Computed, Exact

_POINT = Fraction(1, 100)
_TENTH = Decimal("0.1")


def conversions(known: Known) -> Iterator[Finding]:
    """A conversion is what the rates between its stages make.

    One percentage point or two percent of it may lie between: people round what they agree on.
    """
    for kpi in filter(_is_conversion, known.kpis):
        made, target = _product(known, kpi.from_stage, kpi.to_stage), kpi.target
        if not made or not isinstance(target, Percent):
            continue
        apart = abs(target.fraction - made.exact)
        if apart > _POINT and apart > made.exact * ROUNDING:
            product = Percent(made.rounded)
            params = {"target": target, "product": product}
            yield Finding(target_of(kpi), params, made.sources, str(product), rule="conversion-off")


def _is_conversion(kpi: Kpi) -> bool:
    """Whether a share is that of the leads of one stage that reach another."""
    measure = measure_of(kpi.measure)
    if measure:
        of_stages = measure.family == "conversion" or measure.id == "acceptance_rate"
    else:
        of_stages = (kpi.measure, kpi.direction, kpi.limit) == (None, Direction.UP, None)
    return of_stages and of_the_whole(kpi)


def _product(known: Known, first: str | None, last: str | None) -> Computed | None:
    """The planned rate from one stage to another, rounded to a tenth of a percent."""
    stages = {stage.id: stage for stage in known.stages if stage.in_plan}
    ids = list(stages)
    if first not in ids or last not in ids[ids.index(first) + 1 :]:
        return None
    between = ids[ids.index(first) : ids.index(last)]
    exact = prod((_rate(stages[each]) for each in between), start=Fraction(1))
    return Computed(exact, _tenths(exact), _rates_of(between)) if exact else None


def said_again(known: Known) -> Iterator[tuple[str, str]]:
    """Two fields each that say one number: the conversion to the next stage, and its rate."""
    for kpi in filter(_is_conversion, known.kpis):
        made = _product(known, kpi.from_stage, kpi.to_stage)
        if made and len(made.sources) == 1:
            yield target_of(kpi), made.sources[0]


def _rates_of(stages: list[str]) -> tuple[str, ...]:
    return tuple(f"stages.{stage}.rate" for stage in stages)


def _rate(stage: Stage) -> Fraction:
    """The share that goes on; nothing where it is unknown or impossible."""
    rate = stage.rate.fraction if isinstance(stage.rate, Percent) else Fraction()
    return rate if 0 <= rate <= 1 else Fraction()


def _tenths(exact: Fraction) -> Decimal:
    """A share in percent, with one decimal place; what is there is never nothing."""
    return max(Decimal(floor(exact * 1000 + Fraction(1, 2))) / 10, _TENTH)


def capacity(known: Known) -> Iterator[Finding]:
    """Sales can work the leads that the plan hands over, in the busiest month too."""
    plan, team = known.plan, known.plan and known.plan.capacity
    able = known.numbers.get("capacity")
    if not plan or not team or not able:
        return
    most, need = able.down().rounded, _handed_over(known, team.per)
    if need and most < need.rounded:
        params = {"needed": Count(need.rounded), "per": team.per, "capacity": Count(most)}
        path, *others = (*able.sources, *need.sources)
        reps = funnel.reps_needed(plan, Fraction(need.rounded))
        fitting = "" if reps is None else str(reps)
        yield Finding(path, params, tuple(others), fitting, rule="capacity-exceeded")


def _handed_over(known: Known, per: Period) -> Computed | None:
    """How many leads sales get in the busiest month, or in another span."""
    need = known.needed(funnel.count_of(known.handed or ""), Period.QUARTER)
    part = funnel.busiest(known.plan, per) if known.plan else None
    if not need or not part:
        return None
    return rounded_up(need.exact * part.value, (*need.sources, *part.sources))


# --- the pipeline --------------------------------------------------------------------------------


def coverage(known: Known) -> Iterator[Finding]:
    """The open deals are enough for the target when the planned share of them is won."""
    least, closing = known.numbers.get("coverage"), funnel.closing(known.stages)
    for kpi in known.measured("pipeline_coverage"):
        target = kpi.target
        if not least or not closing or not isinstance(target, Times):
            continue
        if Fraction(target.ratio) < least.value * (1 - ROUNDING):
            made = Percent(_tenths(Fraction(target.ratio) / least.value))
            params = {"coverage": target, "rate": closing.rate, "made": made}
            fitting = str(Times(least.up(1).rounded))
            path, others = target_of(kpi), least.sources
            yield Finding(path, params, others, fitting, rule="coverage-too-low")


def velocity(known: Known) -> Iterator[Finding]:
    """The pipeline brings in a day what its deals, their size, the win rate and the cycle make.

    Opportunities × deal size × win rate ÷ cycle. Two percent may lie between; the opportunities may
    be all that the sales target needs, or marketing's share of them.
    """
    counts = list(_opportunities(known))
    for kpi in known.measured("pipeline_velocity"):
        made = [found for count in counts if (found := _velocity(known, count))]
        if made and all(_far_from(kpi.target, each) for each in made):
            params = {**_parts_of(known, counts[0]), "target": kpi.target}
            day = Money(made[0].rounded, made[0].currency)
            yield Finding(target_of(kpi), params, made[0].sources, str(day), rule="velocity-off")


def _opportunities(known: Known) -> Iterator[Exact]:
    """How many there are in the quarter: by their KPI, or else by the plan."""
    created = next(known.measured("opportunities_created"), None)
    if created:
        spans = known.spans(span(created))
        if spans and isinstance(created.target, Count):
            yield Exact(Fraction(created.target.value) * spans, (target_of(created),))
        return
    closing = funnel.closing(known.stages)
    count = known.numbers.get(funnel.count_of(closing.id)) if closing else None
    share = known.numbers.get("plan.marketing_share")
    if count and share and share.value:
        yield Exact(count.value / share.value, count.sources)
        yield count


def _velocity(known: Known, count: Exact) -> Computed | None:
    closing, size = funnel.closing(known.stages), known.plan and known.plan.deal_size
    names = ("plan.deal_size", funnel.rate_of(closing.id) if closing else "", "cycle")
    parts = [known.numbers.get(name) for name in names]
    deal, rate, cycle = parts
    if not deal or not rate or not cycle or not cycle.value or not isinstance(size, Money):
        return None
    sources = (*count.sources, *deal.sources, *rate.sources, *cycle.sources)
    exact = count.value * deal.value * rate.value / cycle.value
    return Exact(exact, tuple(dict.fromkeys(sources))).down(2, size.currency)


def _parts_of(known: Known, count: Exact) -> dict[str, object]:
    closing, plan = funnel.closing(known.stages), known.plan
    return {
        "opportunities": Count(count.up().rounded),
        "size": plan and plan.deal_size,
        "rate": closing and closing.rate,
        "cycle": plan and plan.cycle,
    }


def _far_from(target: object, made: Computed) -> bool:
    """Whether a sum of money is not what it should be, but for rounding."""
    if not isinstance(target, Money) or target.currency != made.currency:
        return False
    return abs(Fraction(target.amount) - made.exact) > made.exact * ROUNDING
