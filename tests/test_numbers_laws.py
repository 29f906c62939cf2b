"""Numbers that were all reckoned from one plan are left in peace, and one slip among them is named.

Each link of the chain is broken in an agreement of any size and any names: its rule alone speaks,
at the place of the slip, and what it proposes mends it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from consistent import Data, agreements, read
from hypothesis import given, settings

from sla_writer import paths
from sla_writer.finding import advice, said
from sla_writer.language import language
from sla_writer.rules import Case, Finding, numbers

TODAY = date(2026, 10, 15)
MANY = settings(max_examples=2 * settings().max_examples)
SOME = settings(max_examples=settings().max_examples // 6)


def found(data: Data) -> list[Finding]:
    case = Case(read(data), TODAY)
    return [each for rule in numbers.RULES for each in rule.findings(case)]


# --- how each rule's numbers are broken ----------------------------------------------------------

Slip = Callable[[Data], dict[str, Any]]


@dataclass(frozen=True)
class Link:
    """A way to break a rule: at which path it is then found, and what is written where."""

    rule: str
    at: str | Callable[[Data], str]
    slip: Slip

    def place(self, data: Data) -> str:
        return self.at if isinstance(self.at, str) else self.at(data)


def to(rule: str, path: str, value: Any) -> Link:
    return Link(rule, path, lambda data: {path: value})


def by(rule: str, path: str, change: Callable[[Decimal], Decimal]) -> Link:
    """The figure at a path is changed, its unit stays."""
    return Link(rule, path, lambda data: {path: changed(paths.get(data, path), change)})


def changed(figure: str, change: Callable[[Decimal], Decimal]) -> str:
    number, unit = re.fullmatch(r"([\d.]+)(.*)", figure).groups()  # type: ignore[union-attr]
    return f"{change(Decimal(number)):f}{unit}"


def times(factor: str) -> Callable[[Decimal], Decimal]:
    return lambda number: number * Decimal(factor)


def plus(more: int) -> Callable[[Decimal], Decimal]:
    return lambda number: number + more


def rated(data: Data) -> list[str]:
    return [stage["id"] for stage in data["stages"] if "rate" in stage]


def stage(data: Data) -> str:
    """A stage of the middle; any may be one of those that hand over, qualify or close."""
    names = rated(data)
    return names[len(names) // 2]


def rate_at(which: Callable[[Data], str], rate: str) -> Link:
    def path(data: Data) -> str:
        return f"stages.{which(data)}.rate"

    return Link("rate-impossible", path, lambda data: {path(data): rate})


def away(number: Decimal) -> Decimal:
    """A share four points away, still a share."""
    return number + 4 if number <= 96 else number - 4


def assumed_rate(data: Data) -> str:
    """The assumption that is called as a stage is."""
    return f"assumptions.{data['assumptions'][3]['id']}.value"


def whole_velocity(data: Data) -> dict[str, Any]:
    """Half as much again as the pipeline of the whole sales target brings in."""
    share = Decimal(data["plan"]["marketing_share"][:-2])
    path = "kpis.velocity.target"
    return {path: changed(paths.get(data, path), lambda number: round(number * 150 / share, 2))}


def dearest(data: Data) -> str:
    return f"lead_values.{data['lead_values'][-1]['id']}"


def of_dearest(rule: str, field: str, change: Callable[[str], str]) -> Link:
    def path(data: Data) -> str:
        return f"{dearest(data)}.{field}"

    return Link(rule, path, lambda data: {path(data): change(paths.get(data, path(data)))})


def little_worth(data: Data) -> dict[str, Any]:
    """Twice what it costs; where the plan doesn't say what a customer brings in."""
    twice = changed(paths.get(data, "kpis.cac.target"), times("2"))
    gone = ("plan.churn", "plan.gross_margin", "kpis.ltv-cac", "kpis.payback")
    return {"kpis.ltv.target": twice, **dict.fromkeys(gone)}


def long_cycle(data: Data) -> dict[str, Any]:
    said_at = ("plan.cycle", "kpis.cycle.target", "assumptions.cycle.value")
    return dict.fromkeys(said_at, "4 months")


def newcomer(data: Data) -> dict[str, Any]:
    """One more comes in, at half a load, and owes what all do."""
    reps = paths.get(data, "plan.capacity.reps")
    ramp = [*(paths.get(data, "plan.capacity.ramp") or []), "50 %"]
    return {
        "plan.capacity.reps": str(int(reps) + 1),
        "plan.capacity.ramp": ramp,
        "kpis.held.ramp": None,
    }


LINKS = [
    rate_at(stage, "0 %"),
    rate_at(lambda data: rated(data)[-1], "120 %"),
    to("shares-over-whole", "plan.marketing_share", "140 %"),
    to("shares-over-whole", "plan.churn", "250 %"),
    to("shares-over-whole", "kpis.contact.target", "800 %"),
    by("shares-over-whole", "kpis.rejected.target", plus(1)),
    to("shares-over-whole", "commitments.fairs.amount", "100 %"),
    to("month-weights-off", "plan.month_weights", ["30 %", "30 %", "30 %"]),
    to("month-weights-off", "plan.month_weights", ["50 %", "50 %"]),
    to("threshold-above-maximum", "scoring.threshold", "101"),
    to("bands-reversed", "bands.at_risk", "101 %"),
    by("number-twice", "kpis.contact-again.target", away),
    by("number-twice", "assumptions.deal-size.value", times("1.01")),
    by("number-twice", "assumptions.win-rate.value", away),
    by("number-twice", "assumptions.cycle.value", plus(1)),
    by("number-twice", "goals.revenue.marketing_share", away),
    Link(
        "number-twice",
        assumed_rate,
        lambda data: {assumed_rate(data): changed(paths.get(data, assumed_rate(data)), away)},
    ),
    Link(
        "number-twice", "kpis.compliance.target", lambda data: {"time_limits.first.share": "95 %"}
    ),
    to("number-twice", "kpis.tenths.target", "5 business hours"),
    by("period-mismatch", "kpis.mql-quarter.target", plus(3)),
    by("period-mismatch", "commitments.volume-quarter.amount", plus(3)),
    by("kpi-against-plan", "kpis.sales-target.target", times("1.01")),
    by("kpi-against-plan", "kpis.deal-size.target", times("0.99")),
    by("kpi-against-plan", "kpis.cycle.target", plus(1)),
    by("kpi-against-plan", "kpis.sourced.target", away),
    by("target-below-need", "kpis.mql.target", plus(-1)),
    by("target-below-need", "kpis.customers.target", plus(-1)),
    by("promise-below-need", "commitments.volume-quarter.amount", plus(-1)),
    by("promise-against-kpi", "commitments.volume.amount", plus(1)),
    by("promise-against-kpi", "commitments.volume.amount", plus(-1)),
    by("promise-against-kpi", "commitments.quality.amount", away),
    by("goal-against-kpi", "goals.revenue.target", times("2")),
    by("goal-against-kpi", "goals.quality.target", away),
    to("influenced-below-sourced", "goals.influence.marketing_share", "0.5 %"),
    to("influenced-below-sourced", "kpis.influenced.target", "0.5 %"),
    to("percentile-below-median", "kpis.fast.target", "0.5 minutes"),
    to("percentile-below-median", "kpis.half.target", "5 business hours"),
    by("capacity-exceeded", "plan.capacity.reps", plus(-1)),
    of_dearest("lead-value-off", "value", lambda value: changed(value, times("2"))),
    of_dearest("lead-value-off", "value", lambda value: changed(value, times("0.5"))),
    by("cac-off", "kpis.cac.target", times("1.5")),
    by("cac-off", "kpis.cac.target", times("0.5")),
    by("ltv-off", "kpis.ltv.target", times("1.5")),
    by("ltv-off", "kpis.ltv.target", times("0.5")),
    to("ltv-cac-off", "kpis.ltv-cac.target", "9999x"),
    to("payback-off", "kpis.payback.target", "0.5 months"),
    by("conversion-off", "kpis.conversion.target", away),
    by("conversion-off", "kpis.acceptance.target", lambda number: number - 4),
    Link("cycle-beyond-quarter", "plan.cycle", long_cycle),
    by("coverage-too-low", "kpis.coverage.target", times("0.4")),
    Link("velocity-off", "kpis.velocity.target", whole_velocity),
    of_dearest("lead-values-short", "volume", lambda volume: "0"),
    by("lead-values-short", "commitments.value.amount", plus(-1)),
    Link("ltv-low", "kpis.ltv.target", little_worth),
    Link(
        "target-below-baseline",
        "kpis.filled.target",
        lambda data: {"kpis.filled.baseline": "100 %"},
    ),
    to("number-unsourced", "assumptions.market.origin", None),
    Link("newcomers-at-full-load", "kpis.held.ramp", newcomer),
    to("newcomers-at-full-load", "plan.capacity.leave", None),
]


# --- the laws ------------------------------------------------------------------------------------


@MANY
@given(agreements())
def test_numbers_that_all_follow_from_one_plan_are_left_in_peace(data: Data) -> None:
    assert [(each.rule, each.path, each.params) for each in found(data)] == []


@pytest.mark.parametrize("link", LINKS, ids=lambda link: f"{link.rule}-{LINKS.index(link)}")
@SOME
@given(data=agreements())
def test_one_slip_is_named_alone_and_what_is_proposed_mends_it(link: Link, data: Data) -> None:
    broken = written(data, link.slip(data))
    (only,) = found(broken)
    assert (only.rule, only.path) == (link.rule, link.place(data))
    for code in ("ru", "en"):
        sentence = said(only, language(code)) + advice(only, language(code))
        assert not re.search(r"[{}]|\bNone\b", sentence), sentence
    if only.fitting != "":
        assert found(written(broken, {only.path: only.fitting})) == []


def written(data: Data, changes: dict[str, Any]) -> Data:
    for path, value in changes.items():
        data = paths.put(data, path, value)
    return data


def test_every_rule_is_a_link() -> None:
    assert {link.rule for link in LINKS} == {rule.name for rule in numbers.RULES}
