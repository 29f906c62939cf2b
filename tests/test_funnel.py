"""Numbers that add up: leads, deals, customers and their cost, computed and never guessed."""

from __future__ import annotations

import math
from collections.abc import Iterable
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sla_writer import funnel
from sla_writer.agreement import Agreement
from sla_writer.agreement.goals import Plan
from sla_writer.agreement.kpis import Direction
from sla_writer.agreement.values import Percent, figure
from sla_writer.funnel.computed import Exact
from sla_writer.funnel.relations import Product, settled

UNDECIDED = {"undecided": {"who": "rop", "by": "2026-12-01"}}


def plan_data(target: object, share: object, deal: object, **more: object) -> dict[str, object]:
    return {"sales_target": target, "marketing_share": share, "deal_size": deal, **more}


HUNDRED = plan_data("$100", "100 %", "$10")


def agreed(plan: object, *rates: object, out: tuple[int, ...] = ()) -> Agreement:
    """An agreement with stages s1, s2 … of these rates; those numbered in `out` are not planned."""
    stages = [
        {"id": f"s{n}", "name": f"Stage {n}", "owner": "rop", "rate": rate, "in_plan": n not in out}
        for n, rate in enumerate(rates, 1)
    ]
    identity = {
        "title": "SLA", "id": "acme", "quarter": "Q4 2026", "effective_from": "2026-10-01",
        "effective_to": "2026-12-31", "review_by": "2026-12-20", "languages": ["en"],
        "currency": "USD", "amounts": "net", "revenue": "bookings",
    }  # fmt: skip
    sides = {
        "marketing": {"department": "M", "head": "rop"},
        "sales": {"department": "S", "head": "rop"},
        "steward": "rop",
    }
    return Agreement.model_validate(
        {
            "identity": identity,
            "sides": sides,
            "roles": [{"id": "rop", "title": "Head of sales", "side": "sales"}],
            "scope": {"included": {}},
            "plan": plan,
            "stages": stages,
        }
    )


def plan(**values: object) -> Plan:
    return Plan.model_validate({**plan_data("$500,000", "100 %", "$10,000"), **values})


def drawn(agreement: Agreement) -> funnel.Funnel:
    found = funnel.planned(agreement)
    assert found is not None
    return found


def counts(agreement: Agreement) -> dict[str, int]:
    return {stage.id: int(stage.count.rounded) for stage in drawn(agreement).stages}


def exact(computed: funnel.Computed | None) -> Fraction:
    assert computed is not None
    return computed.exact


def shown(computed: funnel.Computed | None) -> tuple[object, str]:
    assert computed is not None
    return computed.exact, str(computed.rounded)


def upwards(won: Fraction | int, rates: Iterable[Fraction]) -> list[Fraction]:
    """The counts above what is won, by rates from the last conversion up."""
    known = {"n0": Exact(Fraction(won)), **{f"r{n}": Exact(r) for n, r in enumerate(rates, 1)}}
    links = [Product((f"n{n - 1}",), (f"n{n}", f"r{n}")) for n in range(1, len(known))]
    found = settled(links, known)
    return [found[f"n{n}"].value for n in range(1, len(known))]


RATES = ("20 %", "80 %", "50 %", "60 %", "25 %", None)
REFERENCE = agreed(plan_data("900 000 ₽", "40 %", "12 000 ₽"), *RATES)


# --- worked examples -----------------------------------------------------------------------------


def test_the_all_integer_reference() -> None:
    found = drawn(REFERENCE)
    assert shown(found.deals) == (30, "30")
    assert counts(REFERENCE) == {"s1": 2500, "s2": 500, "s3": 400, "s4": 200, "s5": 120, "s6": 30}
    assert all(stage.count.exact == stage.count.rounded for stage in found.stages)


def test_a_months_share_is_rounded_up_and_keeps_its_exact_value() -> None:
    mql = drawn(REFERENCE).stages[1]
    assert shown(mql.monthly) == (Fraction(500, 3), "167")
    assert [int(month.rounded) for month in mql.months] == [167, 167, 167]
    assert sum(month.exact for month in mql.months) == 500


def test_months_follow_their_weights() -> None:
    data = plan_data("900 000 ₽", "40 %", "12 000 ₽", month_weights=["36 %", "28 %", "36 %"])
    top = drawn(agreed(data, "6 %", None)).stages[0]
    assert [month.exact for month in top.months] == [180, 140, 180]
    assert "plan.month_weights" in top.months[0].sources
    assert "plan.month_weights" not in top.monthly.sources


@pytest.mark.parametrize(
    "weights", [["50 %", "50 %"], ["40 %", "30 %", "31 %"], ["-10 %", "60 %", "50 %"]]
)
def test_weights_that_are_no_quarter_give_no_months(weights: list[str]) -> None:
    data = plan_data("$900", "40 %", "$12", month_weights=weights)
    assert [stage.months for stage in drawn(agreed(data, "20 %", None)).stages] == [(), ()]


def test_w1_seven_customers_at_five_percent() -> None:
    agreement = agreed(plan_data("$7,000", "100 %", "$1,000"), "5 %", None)
    assert counts(agreement) == {"s1": 140, "s2": 7}


@pytest.mark.parametrize(
    ("name", "rates", "expected"),
    [
        ("W2", ("1/3", "1/2", "3/5", "1/2"), [150, 300, 500, 1000]),
        ("W3", ("1/3", "3/5", "1/3", "1/2"), [150, 250, 750, 1500]),
    ],
)
def test_w2_and_w3_ten_reps_and_fifty_customers(
    name: str, rates: tuple[str, ...], expected: list[int]
) -> None:
    assert upwards(50, map(Fraction, rates)) == expected, name


def test_w5_leads_for_fifty_customers() -> None:
    agreement = agreed(plan_data("$500,000", "100 %", "$10,000"), "2 %", None)
    assert counts(agreement) == {"s1": 2500, "s2": 50}


def test_w6_a_part_of_a_deal_is_a_whole_deal_more() -> None:
    """The source prints 88, which brings in $7.48M: $20,000 short."""
    found = drawn(agreed(plan_data("$30M", "25 %", "$85,000")))
    assert shown(found.deals) == (Fraction(7_500_000, 85_000), "89")


def test_w7_parts_of_leads_are_carried_exactly() -> None:
    """The source prints 6 customers, but 22 % of 27 are 5.94."""
    rates = [Fraction(n, 100) for n in (22, 75, 40, 30, 3)]
    assert upwards(Fraction("5.94"), rates) == [27, 36, 90, 300, 10_000]


def test_w12_shares_of_one_target_make_it_up() -> None:
    share = Percent.parse("30 %").fraction
    parts = [share * Percent.parse(mix).fraction for mix in ("65 %", "35 %")]
    assert parts == [Fraction("0.195"), Fraction("0.105")]
    shares = ("19.5 %", "10.5 %", "70 %")
    plans = [agreed(plan_data("$500,000", each, "$10,000")) for each in shares]
    deals = [drawn(each).deals.exact for each in plans]
    assert (deals, sum(deals)) == ([Fraction("9.75"), Fraction("5.25"), 35], 50)


def test_w17_lifetime_value() -> None:
    found = funnel.ltv(plan(revenue_per_customer="$100", gross_margin="70 %", churn="5 %"))
    assert shown(found) == (1400, "1400.00")
    assert found is not None
    assert found.currency == "USD"
    assert found.sources == ("plan.revenue_per_customer", "plan.gross_margin", "plan.churn")


def test_deals_are_whole_and_stages_are_rounded_once() -> None:
    data = plan_data("$1,000,000", "100 %", "$30,000")
    stages = drawn(agreed(data, "35 %", "30 %", None)).stages
    expected = [(Fraction(6800, 21), "324"), (Fraction(340, 3), "114"), (34, "34")]
    assert [shown(stage.count) for stage in stages] == expected


@pytest.mark.parametrize(("won", "rate", "expected"), [(21, "35 %", 60), (145, "29 %", 500)])
def test_no_lead_too_many_from_binary_fractions(won: int, rate: str, expected: int) -> None:
    assert counts(agreed(plan_data(f"${won}", "100 %", "$1"), rate, None))["s1"] == expected


def test_all_pairs_that_floats_get_wrong_by_one() -> None:
    for won in range(1, 400):
        for points in range(1, 100):
            (leads,) = upwards(won, [Fraction(points, 100)])
            assert math.ceil(leads) == -(-won * 100 // points)


# --- stages --------------------------------------------------------------------------------------


def test_a_last_stage_with_a_rate_is_still_to_be_won() -> None:
    assert counts(agreed(HUNDRED, "50 %", "25 %")) == {"s1": 80, "s2": 40}


def test_stages_out_of_the_plan_are_passed_over() -> None:
    agreement = agreed(HUNDRED, "50 %", None, "20 %", None, None, out=(2, 5))
    assert counts(agreement) == {"s1": 100, "s3": 50, "s4": 10}


@pytest.mark.parametrize("rate", [UNDECIDED, None, "0 %", "101 %", "-5 %"])
def test_what_stands_above_an_unknown_rate_is_absent(rate: object) -> None:
    assert counts(agreed(HUNDRED, "50 %", rate, "20 %", None)) == {"s3": 50, "s4": 10}


def test_a_last_stage_with_an_undecided_rate_leaves_the_deals() -> None:
    found = drawn(agreed(HUNDRED, "50 %", UNDECIDED))
    assert shown(found.deals) == (10, "10")
    assert found.stages == ()


def test_every_count_names_what_it_rests_on() -> None:
    stages = drawn(agreed(HUNDRED, "50 %", "20 %", None)).stages
    top, middle, _ = (set(stage.count.sources) for stage in stages)
    assert {"plan.sales_target", "plan.marketing_share", "plan.deal_size"} < middle < top
    assert top - middle == {"stages.s1.rate"}
    assert {"stages.s2.rate", "stages.s3.rate", "stages.*.in_plan"} <= middle


@pytest.mark.parametrize(
    "data",
    [
        None,
        UNDECIDED,
        plan_data(UNDECIDED, "40 %", "$10"),
        plan_data("$100", UNDECIDED, "$10"),
        plan_data("$100", "40 %", UNDECIDED),
        plan_data("$100", "40 %", "10 EUR"),
        plan_data("$100", "40 %", "$0"),
        plan_data("-100 USD", "40 %", "$10"),
        plan_data("$100", "140 %", "$10"),
    ],
)
def test_an_unknown_or_impossible_plan_plans_nothing(data: object) -> None:
    assert funnel.planned(agreed(data, "20 %", None)) is None


def test_no_target_needs_no_leads() -> None:
    assert counts(agreed(plan_data("$0", "40 %", "$10"), "20 %", None)) == {"s1": 0, "s2": 0}


# --- customers and what they cost ----------------------------------------------------------------

COSTS = {
    "marketing_budget": "$60,000",
    "sales_budget": "$90,001",
    "revenue_per_customer": "$500",
    "gross_margin": "80 %",
    "churn": "3 %",
}


def test_costs_round_up_and_worth_rounds_down() -> None:
    costly = plan(**COSTS)
    cost = exact(funnel.cac(costly))
    assert shown(funnel.cac(costly)) == (Fraction(150_001, 50), "3000.02")
    assert shown(funnel.ltv(costly)) == (Fraction(40_000, 3), "13333.33")
    assert shown(funnel.ltv_cac(costly)) == (Fraction(40_000, 3) / cost, "4.4")
    assert shown(funnel.payback(costly)) == (cost / 400, "7.6")


def test_customers_are_not_guessed_from_expansion_revenue() -> None:
    only_new = plan(revenue_from=["new-business"])
    mixed = plan(**COSTS, revenue_from=["new-business", "renewal"])
    assert shown(funnel.customers(only_new)) == (50, "50")
    assert funnel.customers(mixed) is None
    assert funnel.cac(mixed) is None
    assert funnel.ltv(mixed) is not None


BUDGETS = ("marketing_budget", "sales_budget")
RESTS_ON = {
    funnel.cac: BUDGETS,
    funnel.ltv: ("revenue_per_customer", "gross_margin", "churn"),
    funnel.ltv_cac: tuple(COSTS),
    funnel.payback: (*BUDGETS, "revenue_per_customer", "gross_margin"),
}


@pytest.mark.parametrize("name", COSTS)
@pytest.mark.parametrize("value", [None, UNDECIDED])
def test_what_needs_an_unknown_value_is_absent(name: str, value: object) -> None:
    costly = plan(**{**COSTS, name: value})
    for compute, names in RESTS_ON.items():
        assert (compute(costly) is None) == (name in names)


@pytest.mark.parametrize("compute", RESTS_ON)
def test_costs_name_every_field_that_they_rest_on(compute: object) -> None:
    found = compute(plan(**COSTS))  # type: ignore[operator]
    assert {f"plan.{name}" for name in RESTS_ON[compute]} <= set(found.sources)  # type: ignore[index]


@pytest.mark.parametrize(
    "odd",
    [
        {"churn": "0 %"},
        {"gross_margin": "0 %", "churn": "0 %"},
        {"revenue_per_customer": "500 EUR"},
        {"marketing_budget": "$0", "sales_budget": "$0"},
        {"sales_target": "$0"},
    ],
)
def test_nothing_is_divided_by_zero_or_mixed_between_currencies(odd: dict[str, object]) -> None:
    assert funnel.ltv_cac(plan(**{**COSTS, **odd})) is None


# --- capacity and attainment ---------------------------------------------------------------------


def test_capacity_rounds_down() -> None:
    found = funnel.capacity(plan(capacity={"reps": "7", "leads_per_rep": "45", "leave": "8 %"}))
    assert shown(found) == (Fraction("289.8"), "289")
    assert found is not None
    names = ("reps", "leads_per_rep", "leave")
    assert found.sources == tuple(f"plan.capacity.{name}" for name in names)
    full = funnel.capacity(plan(capacity={"reps": "10", "leads_per_rep": "100"}))
    assert shown(full) == (1000, "1000")


@pytest.mark.parametrize(
    "team",
    [
        None,
        {"reps": UNDECIDED, "leads_per_rep": "5"},
        {"reps": "5", "leads_per_rep": UNDECIDED},
        {"reps": "5"},
        {"reps": "5", "leads_per_rep": "5", "leave": "120 %"},
        {"reps": "-5", "leads_per_rep": "5"},
    ],
)
def test_an_unknown_capacity_is_absent(team: object) -> None:
    assert funnel.capacity(plan(capacity=team)) is None


EFFORT = {"minutes_per_attempt": "4", "minutes_per_lead": "22.5", "productive_hours_per_day": "5"}
KNOWN = {"attempts": Exact(Fraction(6)), "days": Exact(Fraction(21))}


def test_what_is_not_stated_follows_from_the_minutes_that_a_lead_takes() -> None:
    """6 attempts × 4 + 22.5 = 46.5 minutes; 21 days × 5 hours are 6,300: 135 leads a rep."""
    found = funnel.capacity(plan(capacity={"reps": "1", **EFFORT}), KNOWN)
    assert shown(found) == (Fraction(63000, 465), "135")
    two = funnel.capacity(plan(capacity={"reps": "2", "leave": "10 %", **EFFORT}), KNOWN)
    assert shown(two) == (Fraction(63000, 465) * 2 * 9 / 10, "243")


@pytest.mark.parametrize("name", [*EFFORT, *KNOWN])
def test_leads_by_effort_are_absent_while_a_part_of_it_is_not_known(name: str) -> None:
    effort = {each: value for each, value in EFFORT.items() if each != name}
    known = {each: value for each, value in KNOWN.items() if each != name}
    assert funnel.capacity(plan(capacity={"reps": "1", **effort}), known) is None


def test_stated_leads_come_before_effort() -> None:
    team = {"reps": "1", "leads_per_rep": "100", **EFFORT}
    assert shown(funnel.capacity(plan(capacity=team), KNOWN)) == (100, "100")


def test_newcomers_count_by_what_they_can_do_and_absences_once() -> None:
    team = {"reps": "5", "leads_per_rep": "40", "leave": "15 %", "ramp": ["50 %", "25 %"]}
    found = funnel.capacity(plan(capacity=team))
    assert shown(found) == (Fraction("127.5"), "127")
    assert found is not None
    assert "plan.capacity.ramp" in found.sources


@pytest.mark.parametrize("ramp", [["50 %"] * 6, ["150 %"], ["-10 %"]])
def test_newcomers_that_there_cannot_be_leave_the_capacity_unknown(ramp: list[str]) -> None:
    team = {"reps": "5", "leads_per_rep": "40", "ramp": ramp}
    assert funnel.capacity(plan(capacity=team)) is None
    assert (
        funnel.reps_needed(plan(capacity={"reps": "5", "leads_per_rep": "0"}), Fraction(9)) is None
    )


@pytest.mark.parametrize(
    ("actual", "target", "direction", "expected"),
    [
        ("450", "500", "up", "9/10"),
        ("5 business hours", "4 business hours", "down", "4/5"),
        ("210 minutes", "4 business hours", "down", "240/210"),
        ("36 calendar hours", "2 calendar days", "down", "4/3"),
        ("12.5 %", "25 %", "up", "1/2"),
        ("$80", "$100", "up", "4/5"),
        ("3x", "4x", "up", "3/4"),
        ("$80", "100 EUR", "up", None),
        ("450", "45 %", "up", None),
        ("2 business days", "2 calendar days", "down", None),
        ("450", "0", "up", None),
        ("0 %", "5 %", "down", None),
        ("450", "500", "context", None),
    ],
)
def test_attainment(actual: str, target: str, direction: str, expected: str | None) -> None:
    found = funnel.attainment(figure(actual), figure(target), Direction(direction))
    assert found == (None if expected is None else Fraction(expected))


# --- laws ----------------------------------------------------------------------------------------

LAW = settings(deadline=None, max_examples=60)
chains = st.lists(st.decimals("0.1", 100, places=1).map(lambda r: f"{r} %"), min_size=1, max_size=6)
dollars = st.integers(1, 10**7)
shares = st.decimals(0, 100, places=2).map(lambda share: f"{share} %")


@LAW
@given(dollars, dollars, dollars, shares, chains)
def test_a_higher_target_never_needs_fewer_leads(
    target: int, more: int, deal: int, share: str, chain: list[str]
) -> None:
    less = counts(agreed(plan_data(f"${target}", share, f"${deal}"), *chain, None))
    greater = counts(agreed(plan_data(f"${target + more}", share, f"${deal}"), *chain, None))
    assert all(less[stage] <= greater[stage] for stage in less)
    assert less.keys() == greater.keys()


@LAW
@given(dollars, dollars, shares, chains)
def test_the_leads_planned_bring_in_the_target(
    target: int, deal: int, share: str, chain: list[str]
) -> None:
    (top, *_) = counts(agreed(plan_data(f"${target}", share, f"${deal}"), *chain, None)).values()
    won = top * math.prod(Fraction(rate.rstrip(" %")) / 100 for rate in chain)
    assert won * deal >= target * Fraction(share.rstrip(" %")) / 100


@LAW
@given(dollars, dollars, shares, chains)
def test_counts_never_grow_down_the_funnel(
    target: int, deal: int, share: str, chain: list[str]
) -> None:
    stages = drawn(agreed(plan_data(f"${target}", share, f"${deal}"), *chain, None)).stages
    down = [stage.count.exact for stage in stages]
    assert down == sorted(down, reverse=True)
    assert all(s.count.exact <= s.count.rounded < s.count.exact + 1 for s in stages)
    assert all(sum(m.exact for m in s.months) == s.count.exact for s in stages)
