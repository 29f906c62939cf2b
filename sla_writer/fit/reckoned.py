"""Conversions, capacity and the cost of a customer, reckoned anew from what they rest on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from fractions import Fraction
from math import floor, prod

from sla_writer import funnel
from sla_writer.agreement.goals import Period, Plan
from sla_writer.agreement.kpis import Direction, Kpi
from sla_writer.agreement.stages import Stage
from sla_writer.agreement.values import Count, Money, Percent, Times
from sla_writer.finding import Finding
from sla_writer.fit.known import Known, measure_of, of_the_whole, rounded_up, target_of
from sla_writer.funnel import Computed

LEAST_RETURN = Times(Decimal(3))
"""A customer should bring in at least this many times what winning it costs."""

_POINT, _RELATIVE = Fraction(1, 100), Fraction(2, 100)
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
        if apart > _POINT and apart > made.exact * _RELATIVE:
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
    if not plan or not team:
        return
    able, need = funnel.capacity(plan), _handed_over(known, team.per)
    if able and need and able.rounded < need.rounded:
        params = {"needed": Count(need.rounded), "per": team.per, "capacity": Count(able.rounded)}
        path, *others = (*able.sources, *need.sources)
        reps = funnel.reps_needed(plan, Fraction(need.rounded))
        fitting = "" if reps is None else str(reps)
        yield Finding(path, params, tuple(others), fitting, rule="capacity-exceeded")


def _handed_over(known: Known, per: Period) -> Computed | None:
    """How many leads sales get in the busiest month, or in another span."""
    need = known.needed(known.handed, Period.QUARTER)
    part = funnel.busiest(known.plan, per) if known.plan else None
    if not need or not part:
        return None
    return rounded_up(need.exact * part.value, (*need.sources, *part.sources))


def acquisition(known: Known) -> Iterator[Finding]:
    """The cost of a new customer is what both budgets and the new customers make.

    Two percent may lie between: people round it.
    """
    made = funnel.cac(known.plan) if known.plan else None
    for kpi in known.measured("cac"):
        target = kpi.target
        if not made or not isinstance(target, Money) or target.currency != made.currency:
            continue
        if abs(Fraction(target.amount) - made.exact) > made.exact * _RELATIVE:
            cost = Money(made.rounded, made.currency)
            params = {"target": target, "computed": cost}
            yield Finding(target_of(kpi), params, made.sources, str(cost), rule="cac-off")


def returns(known: Known) -> Iterator[Finding]:
    """A customer brings in at least three times what winning it costs."""
    ltv, cac = _worth(known, "ltv", funnel.ltv), _worth(known, "cac", funnel.cac)
    if not ltv or not cac or ltv.currency != cac.currency or cac.exact <= 0:
        return
    ratio = ltv.exact / cac.exact
    if ratio < Fraction(LEAST_RETURN.ratio):
        worth, cost = (Money(each.rounded, each.currency) for each in (ltv, cac))
        times = Times(Decimal(floor(ratio * 10)) / 10)
        params = {"ltv": worth, "cac": cost, "ratio": times, "least": LEAST_RETURN}
        path, *others = (*ltv.sources, *cac.sources)
        yield Finding(path, params, tuple(others), "", rule="ltv-low")


def _worth(
    known: Known, measure: str, compute: Callable[[Plan], Computed | None]
) -> Computed | None:
    """A KPI's target, or what the plan makes where there is none; an undecided one is unknown."""
    targets = [kpi for kpi in known.measured(measure) if kpi.target is not None]
    if not targets:
        return compute(known.plan) if known.plan else None
    target = targets[0].target
    if not isinstance(target, Money):
        return None
    exact, path = Fraction(target.amount), target_of(targets[0])
    return Computed(exact, target.amount, (path,), target.currency)
