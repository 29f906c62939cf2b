"""What a new customer costs and brings in."""

from __future__ import annotations

from sla_writer.agreement.goals import Plan
from sla_writer.funnel import known
from sla_writer.funnel.computed import Computed
from sla_writer.funnel.equations import system


def customers(plan: Plan) -> Computed | None:
    """How many new customers the whole sales target is; absent when it counts other sales too."""
    found = system(plan).settled().get("customers.exact")
    return found.up() if found else None


def cac(plan: Plan) -> Computed | None:
    """What a new customer costs: both budgets of the quarter by its new customers, whole ones."""
    found = system(plan).settled().get("cac")
    currency = known.currency(plan.marketing_budget)
    return found.up(2, currency) if found else None


def ltv(plan: Plan) -> Computed | None:
    """What a customer brings in all: a month's revenue by gross margin over a month's churn."""
    found = system(plan).settled().get("ltv")
    currency = known.currency(plan.revenue_per_customer)
    return found.down(2, currency) if found else None


def ltv_cac(plan: Plan) -> Computed | None:
    """How many times over a customer brings in what it costs."""
    found = system(plan).settled().get("ltv_cac")
    return found.down(1) if found else None


def payback(plan: Plan) -> Computed | None:
    """In how many months a customer's gross margin pays back what it costs."""
    found = system(plan).settled().get("payback")
    return found.up(1) if found else None
