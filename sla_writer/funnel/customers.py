"""What a new customer costs and brings in."""

from __future__ import annotations

from fractions import Fraction

from sla_writer.agreement.goals import Plan, RevenueKind
from sla_writer.funnel import known
from sla_writer.funnel.computed import Computed, down, union, up, whole


def customers(plan: Plan) -> Computed | None:
    """How many new customers the whole sales target is; absent when it counts other sales too."""
    amounts = known.amounts(plan.sales_target, plan.deal_size)
    if not amounts or not amounts[1] or set(plan.revenue_from) - {RevenueKind.NEW}:
        return None
    sources = ("plan.sales_target", "plan.deal_size", "plan.revenue_from")
    return whole(amounts[0] / amounts[1], sources)


def cac(plan: Plan) -> Computed | None:
    """What a new customer costs: both budgets of the quarter by its new customers."""
    budgets, won = known.amounts(plan.marketing_budget, plan.sales_budget), customers(plan)
    if not budgets or won is None or not won.rounded:
        return None
    sources = ("plan.marketing_budget", "plan.sales_budget", *won.sources)
    exact = sum(budgets, Fraction()) / Fraction(won.rounded)
    return Computed(exact, up(exact, 2), sources, known.currency(plan.marketing_budget))


def ltv(plan: Plan) -> Computed | None:
    """What a customer brings in all: a month's revenue by gross margin over a month's churn."""
    margin, churn = _monthly_margin(plan), known.share(plan.churn)
    if margin is None or not churn:
        return None
    sources = ("plan.revenue_per_customer", "plan.gross_margin", "plan.churn")
    exact = margin / churn
    return Computed(exact, down(exact, 2), sources, known.currency(plan.revenue_per_customer))


def ltv_cac(plan: Plan) -> Computed | None:
    """How many times over a customer brings in what it costs."""
    worth, cost = ltv(plan), cac(plan)
    if worth is None or cost is None or not cost.exact or worth.currency != cost.currency:
        return None
    exact = worth.exact / cost.exact
    return Computed(exact, down(exact, 1), union(worth.sources, cost.sources))


def payback(plan: Plan) -> Computed | None:
    """In how many months a customer's gross margin pays back what it costs."""
    margin, cost = _monthly_margin(plan), cac(plan)
    if not margin or cost is None or cost.currency != known.currency(plan.revenue_per_customer):
        return None
    exact = cost.exact / margin
    sources = union(cost.sources, ("plan.revenue_per_customer", "plan.gross_margin"))
    return Computed(exact, up(exact, 1), sources)


def _monthly_margin(plan: Plan) -> Fraction | None:
    revenue, margin = known.amounts(plan.revenue_per_customer), known.share(plan.gross_margin)
    return revenue[0] * margin if revenue and margin is not None else None
