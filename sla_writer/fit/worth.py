"""What customers and leads cost and bring in, reckoned anew from budgets, margins and values."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction
from math import ceil

from sla_writer import funnel
from sla_writer.agreement.commitments import Commitment, CommitmentKind, Comparison
from sla_writer.agreement.goals import LeadValue
from sla_writer.agreement.kpis import Kpi
from sla_writer.agreement.values import Duration, Money, Percent, Times, Unit
from sla_writer.finding import Finding
from sla_writer.fit.known import ROUNDING, Known, target_of
from sla_writer.funnel import Computed, Exact, Worth

LEAST_RETURN = Times(Decimal(3))
"""A customer should bring in at least this many times what winning it costs."""

_IN = {"cac": "marketing_budget", "ltv": "revenue_per_customer"}


# --- a customer ----------------------------------------------------------------------------------


def acquisition(known: Known) -> Iterator[Finding]:
    """The cost of a new customer is what both budgets and the new customers make."""
    yield from _off(known, "cac", "cac-off")


def lifetime(known: Known) -> Iterator[Finding]:
    """What a customer brings in is what revenue, margin and churn make."""
    yield from _off(known, "ltv", "ltv-off")


def _off(known: Known, measure: str, rule: str) -> Iterator[Finding]:
    """A sum of money that is not what the plan makes; two percent may lie between."""
    made = known.money(measure, _IN[measure])
    for kpi in known.measured(measure):
        target = kpi.target
        if not made or not isinstance(target, Money) or target.currency != made.currency:
            continue
        if abs(Fraction(target.amount) - made.exact) > made.exact * ROUNDING:
            computed = Money(made.rounded, made.currency)
            params = {"target": target, "computed": computed}
            yield Finding(target_of(kpi), params, made.sources, str(computed), rule=rule)


def returns(known: Known) -> Iterator[Finding]:
    """A customer brings in at least three times what winning it costs."""
    found = _return(known)
    if found and found[2].value < Fraction(LEAST_RETURN.ratio):
        ltv, cac, ratio = found
        worth, cost = (Money(each.rounded, each.currency) for each in (ltv, cac))
        times = Times(ratio.down(1).rounded)
        params = {"ltv": worth, "cac": cost, "ratio": times, "least": LEAST_RETURN}
        path, *others = ratio.sources
        yield Finding(path, params, tuple(others), "", rule="ltv-low")


def multiples(known: Known) -> Iterator[Finding]:
    """The plan brings in as many times the cost of a customer as its KPI asks; more is fine."""
    found = _return(known)
    for kpi in known.measured("ltv_cac"):
        if not found or not isinstance(kpi.target, Times):
            continue
        ltv, cac, ratio = found
        if Fraction(kpi.target.ratio) * (1 - ROUNDING) > ratio.value:
            worth, cost = (Money(each.rounded, each.currency) for each in (ltv, cac))
            times = Times(ratio.down(1).rounded)
            params = {"target": kpi.target, "ltv": worth, "cac": cost, "ratio": times}
            yield Finding(target_of(kpi), params, ratio.sources, str(times), rule="ltv-cac-off")


def _return(known: Known) -> tuple[Computed, Computed, Exact] | None:
    """What a customer brings in, what it costs, and how many times over."""
    ltv, cac = _worth(known, "ltv"), _worth(known, "cac")
    if not ltv or not cac or ltv.currency != cac.currency or cac.exact <= 0:
        return None
    return ltv, cac, Exact(ltv.exact / cac.exact, (*ltv.sources, *cac.sources))


def paybacks(known: Known) -> Iterator[Finding]:
    """The plan pays a customer's cost back in as many months as its KPI allows; fewer is fine."""
    cac, margin = _worth(known, "cac"), known.money("margin", "revenue_per_customer")
    if not cac or not margin or cac.currency != margin.currency or margin.exact <= 0:
        return
    made = Exact(cac.exact / margin.exact, (*cac.sources, *margin.sources)).up(1)
    for kpi in known.measured("cac_payback"):
        target = kpi.target
        if isinstance(target, Duration) and target.unit == Unit.MONTH:
            yield from _too_soon(kpi, target, made, cac, margin)


def _too_soon(
    kpi: Kpi, target: Duration, made: Computed, cac: Computed, margin: Computed
) -> Iterator[Finding]:
    if Fraction(target.amount) < made.exact * (1 - ROUNDING):
        computed = Duration(made.rounded, Unit.MONTH)
        cost, earned = (Money(each.rounded, each.currency) for each in (cac, margin))
        params = {"target": target, "computed": computed, "cac": cost, "margin": earned}
        yield Finding(target_of(kpi), params, made.sources, str(computed), rule="payback-off")


def _worth(known: Known, measure: str) -> Computed | None:
    """A KPI's target, or what the plan makes where there is none; an undecided one is unknown."""
    targets = [kpi for kpi in known.measured(measure) if kpi.target is not None]
    if not targets:
        return known.money(measure, _IN[measure])
    target = targets[0].target
    if not isinstance(target, Money):
        return None
    exact, path = Fraction(target.amount), target_of(targets[0])
    return Computed(exact, target.amount, (path,), target.currency)


# --- a lead --------------------------------------------------------------------------------------


def lead_values(known: Known) -> Iterator[Finding]:
    """A lead is worth its close rate times what it then buys; two percent may lie between."""
    for lead in known.lead_values:
        made, value = _made(lead), lead.value
        if made is None or not isinstance(value, Money) or value.currency != made.currency:
            continue
        if abs(Fraction(value.amount) - made.exact) > made.exact * ROUNDING:
            worth = Money(made.rounded, made.currency)
            params = {
                "value": value, "rate": lead.close_rate, "revenue": lead.revenue, "worth": worth,
            }  # fmt: skip
            path = f"lead_values.{lead.id}.value"
            yield Finding(path, params, made.sources, str(worth), rule="lead-value-off")


def _made(lead: LeadValue) -> Computed | None:
    rate, revenue = lead.close_rate, lead.revenue
    if not isinstance(rate, Percent) or not isinstance(revenue, Money):
        return None
    sources = tuple(f"lead_values.{lead.id}.{name}" for name in ("close_rate", "revenue"))
    return Exact(rate.fraction * Fraction(revenue.amount), sources).down(2, revenue.currency)


def volumes(known: Known) -> Iterator[Finding]:
    """The leads of all types are worth marketing's share of the sales target."""
    goal, types = known.money("goal", "sales_target"), funnel.worths(known.lead_values)
    worth = funnel.promised(types) if len(types) == len(known.lead_values) else None
    if not goal or not worth or types[0].currency != goal.currency:
        return
    if worth.value < goal.exact * (1 - ROUNDING):
        dearest = max(types, key=lambda each: each.value.value)
        path = f"lead_values.{dearest.id}.volume"
        params = {
            "lead": next(each for each in known.lead_values if each.id == dearest.id),
            "worth": Money(worth.down(2).rounded, goal.currency),
            "goal": Money(goal.rounded, goal.currency),
        }
        others = tuple(each for each in (*worth.sources, *goal.sources) if each != path)
        fitting = _enough(types, dearest, goal)
        yield Finding(path, params, others, fitting, "volumes", rule="lead-values-short")


def _enough(types: tuple[Worth, ...], dearest: Worth, goal: Computed) -> str:
    """How many of the dearest type meet the goal beside the others."""
    values = {each.id: each.value.value for each in types}
    given = {each.id: each.volume.value for each in types if each.volume and each != dearest}
    needed = funnel.beside(values, given, goal.exact).get(dearest.id)
    return "" if needed is None else str(needed)


def worth_promised(known: Known) -> Iterator[Finding]:
    """Marketing promises leads that are worth its share of the sales target."""
    goal = known.money("goal", "sales_target")
    for promise in filter(_promises_value, known.commitments):
        spans, amount = known.spans(promise.per), promise.amount
        if not goal or not spans or not isinstance(amount, Money):
            continue
        if amount.currency == goal.currency and Fraction(amount.amount) * spans < goal.exact:
            least = Money(Decimal(ceil(goal.exact / spans)), goal.currency)
            params = {"amount": amount, "per": promise.per, "goal": least}
            path = f"commitments.{promise.id}.amount"
            yield Finding(
                path, params, goal.sources, str(least), "promise", rule="lead-values-short"
            )


def _promises_value(promise: Commitment) -> bool:
    return (
        promise.kind == CommitmentKind.LEAD_VALUE
        and promise.comparison != Comparison.AT_MOST
        and promise.each is None
        and not promise.segments
        and not promise.sources
    )
