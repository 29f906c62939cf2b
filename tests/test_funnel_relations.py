"""A plan read in every direction: whichever number is unknown, the others give it back exactly."""

from __future__ import annotations

from datetime import date, timedelta
from fractions import Fraction
from math import ceil, floor
from typing import Any

from hypothesis import assume, given
from hypothesis import strategies as st

from sla_writer import funnel
from sla_writer.agreement.goals import Plan
from sla_writer.agreement.stages import Stage
from sla_writer.funnel import Ceiling, Exact, Product, Sum, System, settled, tellers

HALF = Fraction(1, 2)


def stages(rates: list[str | None]) -> list[Stage]:
    named = [{"id": f"s{n}", "name": "S", "owner": "o", "rate": r} for n, r in enumerate(rates, 1)]
    return [Stage.model_validate(each) for each in named]


percents = st.integers(1, 1000).map(lambda tenths: f"{tenths / 10} %")
some = st.integers(1, 10**6)


@st.composite
def consistent(draw: st.DrawFn) -> tuple[System, list[Stage]]:
    """A plan of whole deals and customers, with everything that the equations know."""
    share = draw(st.sampled_from([10, 20, 25, 50, 100]))
    deal, deals = draw(st.integers(1, 90_000)), draw(st.integers(1, 500))
    reps = draw(st.integers(1, 20))
    ramp = draw(st.lists(percents, max_size=reps))
    plan = Plan.model_validate(
        {
            "sales_target": f"{deals * deal * 100 // share} USD",
            "marketing_share": f"{share} %",
            "deal_size": f"{deal} USD",
            "marketing_budget": f"{draw(some)} USD",
            "sales_budget": f"{draw(some)} USD",
            "revenue_per_customer": f"{draw(some)} USD",
            "gross_margin": draw(percents),
            "churn": draw(percents),
            "capacity": {
                "reps": str(reps),
                "ramp": ramp,
                "leave": f"{draw(st.integers(0, 99))} %",
                "minutes_per_attempt": str(draw(st.integers(1, 30))),
                "minutes_per_lead": str(draw(st.integers(1, 90))),
                "productive_hours_per_day": str(draw(st.integers(1, 8))),
            },
        }
    )
    drawn = stages([*draw(st.lists(percents, min_size=1, max_size=6)), None])
    more = {
        "attempts": Exact(Fraction(draw(st.integers(1, 12)))),
        "days": Exact(Fraction(draw(st.integers(15, 23)))),
        "cycle": Exact(Fraction(draw(st.integers(1, 200)))),
        "handed.part": Exact(Fraction(1, 3)),
        "quarter.days": Exact(Fraction(64)),
        "work.days": Exact(Fraction(draw(st.integers(1, 20)))),
        "weeks": Exact(Fraction(13)),
    }
    return funnel.system(plan, drawn, "s1", more), drawn


PLANS = consistent()


# --- relations -----------------------------------------------------------------------------------


@given(st.data())
def test_a_relation_gives_back_each_of_its_numbers(data: Any) -> None:
    numbers = st.fractions(HALF, 1000, max_denominator=1000)
    for relation, made in (
        (Product(("a", "b"), ("c", "d"), constant=Fraction(60)), "a"),
        (Sum("a", ("b", "c"), ("d",), constant=Fraction(7)), "a"),
    ):
        values = {name: data.draw(numbers) for name in relation.names if name != made}
        values[made] = relation.solved(made, values)
        for name in relation.names:
            others = {each: value for each, value in values.items() if each != name}
            if values[made]:
                assert relation.solved(name, others) == values[name]


def test_nothing_is_divided_by_nothing() -> None:
    product = Product(("a", "b"), ("c",))
    assert product.solved("a", {"b": Fraction(), "c": HALF}) is None
    assert product.solved("c", {"a": Fraction(), "b": HALF}) == 0


@given(st.fractions(0, 10**6))
def test_what_comes_whole_is_enough_and_not_one_more(need: Fraction) -> None:
    (whole,) = [Ceiling("whole", "need").solved("whole", {"need": need})]
    assert whole is not None
    assert need <= whole < need + 1
    assert Ceiling("whole", "need").solved("need", {"whole": whole}) == whole


def test_what_comes_first_decides_where_numbers_contradict_each_other() -> None:
    one, other = Product(("x",), ("a",)), Product(("x",), ("b",))
    known = {"a": Exact(Fraction(1)), "b": Exact(Fraction(2))}
    assert settled([one, other], known)["x"].value == 1
    assert settled([other, one], known)["x"].value == 2


@given(PLANS)
def test_what_is_known_stays_as_it_is_and_settling_again_adds_nothing(plan: Any) -> None:
    system, _ = plan
    found = system.settled()
    assert {name: found[name] for name in system.known} == system.known
    assert settled(system.relations, found) == found


# --- solving -------------------------------------------------------------------------------------


@given(PLANS, st.data())
def test_any_unknown_of_a_consistent_plan_is_found_again_exactly(plan: Any, data: Any) -> None:
    system, drawn = plan
    found = system.settled()
    results = [name for name in funnel.outcomes(drawn) if name in found]
    name = data.draw(st.sampled_from([n for n in funnel.inputs(drawn) if n in system.known]))
    assume(found[name].value)
    tried = [system.without(name).given({each: found[each]}).settled() for each in results]
    told = {each[name].value for each in tried if name in each}
    assert told == {found[name].value}


@given(PLANS)
def test_every_number_named_as_enough_to_know_is_enough(plan: Any) -> None:
    system, drawn = plan
    without, names = system.without("plan.churn"), funnel.quantities(drawn)
    found = list(tellers("plan.churn", names, without.relations, without.known))
    assert set(found) >= {"ltv", "ltv_cac"}
    for each in found:
        assert "plan.churn" in without.given({each: Exact(HALF)}).settled()


@given(PLANS)
def test_from_the_count_of_any_stage_follow_all_the_others(plan: Any) -> None:
    system, drawn = plan
    backwards = system.settled()
    counts = [funnel.count_of(each.id) for each in drawn]
    for given_count in counts:
        forwards = system.given({given_count: backwards[given_count]}).settled()
        assert all(forwards[each].value == backwards[each].value for each in counts)


@given(PLANS)
def test_leads_rounded_up_win_the_deals_and_less_than_a_lead_more(plan: Any) -> None:
    system, drawn = plan
    found, top = system.settled(), funnel.count_of(drawn[0].id)
    leads = ceil(found[top].value)
    won = system.given({top: Exact(Fraction(leads))}).settled()["deals"].value
    assert found["deals"].value <= won
    assert won - found["deals"].value < 1 or leads - found[top].value < 1


@given(PLANS, st.integers(1, 50))
def test_more_is_wanted_more_is_needed_and_better_rates_need_less(plan: Any, more: int) -> None:
    system, drawn = plan
    top, found = funnel.count_of(drawn[0].id), system.settled()
    target = found["plan.sales_target"].value * (100 + more) / 100
    greater = system.given({"plan.sales_target": Exact(target)}).settled()
    assert greater[top].value >= found[top].value
    name = funnel.rate_of(drawn[0].id)
    better = min(found[name].value * (100 + more) / 100, Fraction(1))
    assert system.given({name: Exact(better)}).settled()[top].value <= found[top].value


def test_a_rate_over_the_whole_is_found_and_called_impossible() -> None:
    plan = {"sales_target": "$1000", "marketing_share": "100 %", "deal_size": "$10"}
    drawn = stages(["50 %", None])
    system = funnel.system(Plan.model_validate(plan), drawn).without("stages.s1.rate")
    found = system.given({"count.s1": Exact(Fraction(80))}).settled()["stages.s1.rate"].value
    assert found == Fraction(100, 80)
    rate = funnel.quantities(drawn)["stages.s1.rate"]
    assert not rate.possible(found)
    assert not rate.possible(Fraction())
    assert rate.possible(Fraction(1))


# --- what moves a result -------------------------------------------------------------------------


@given(PLANS, st.sampled_from(["count.s1", "capacity", "ltv_cac"]))
def test_what_moves_a_result_most_comes_first(plan: Any, result: str) -> None:
    system, drawn = plan
    now = system.settled()[result].value
    swings = funnel.sensitivity(system, result, drawn)
    sizes = [each.size(now) for each in swings]
    assert sizes == sorted(sizes, reverse=True)
    assert all(sizes)
    assert len({each.name for each in swings}) == len(swings)


@given(PLANS)
def test_a_tenth_more_and_less_is_a_tenth_of_each_number(plan: Any) -> None:
    system, drawn = plan
    swings = {each.name: each for each in funnel.sensitivity(system, "ltv", drawn)}
    assert swings.keys() <= {"plan.revenue_per_customer", "plan.gross_margin", "plan.churn"}
    ltv = system.settled()["ltv"].value
    revenue, churn = swings["plan.revenue_per_customer"], swings["plan.churn"]
    assert revenue.less is not None
    assert revenue.less.value == ltv * 9 / 10
    assert churn.less is not None
    assert churn.less.value == ltv * 10 / 9
    over = system.known["plan.churn"].value * 11 / 10 > 1
    assert (churn.more is None) == over


def test_nothing_moves_what_is_not_known() -> None:
    assert funnel.sensitivity(System((), {}), "ltv", []) == []


# --- capacity ------------------------------------------------------------------------------------


@given(PLANS, st.integers(0, 5000))
def test_so_many_reps_are_enough_and_one_less_is_not(plan: Any, leads: int) -> None:
    system, _ = plan
    found = system.settled()
    each = max(floor(found["effort"].value), 1)
    ramp = ["50 %", "25 %"]
    team = {"reps": "9", "leads_per_rep": str(each), "ramp": ramp, "leave": "10 %"}
    data = {"sales_target": "$1", "marketing_share": "1 %", "deal_size": "$1", "capacity": team}
    reps = funnel.reps_needed(Plan.model_validate(data), Fraction(leads))
    assert reps is not None
    assume(reps > len(ramp))

    def able(number: int) -> int:
        changed = {**data, "capacity": {**team, "reps": str(number)}}
        found = funnel.capacity(Plan.model_validate(changed))
        return int(found.rounded) if found else 0

    assert able(reps) >= leads
    assert able(reps - 1) < leads


# --- parts of the quarter ------------------------------------------------------------------------

spans = st.lists(st.tuples(st.fractions(0, 1000), st.integers(0, 23)), min_size=1, max_size=4)


@given(spans)
def test_the_pace_line_rises_from_nothing_to_the_target(months: list[tuple[Fraction, int]]) -> None:
    months = [(target, days or 1) for target, days in months]
    days = sum(each for _, each in months)
    line = [funnel.pace(months, day) for day in range(days + 1)]
    assert line[0] == 0
    assert line[-1] == sum(target for target, _ in months)
    assert line == sorted(line)


def test_the_pace_line_is_straight_within_a_month() -> None:
    assert funnel.pace([(Fraction(200), 20)], 5) == 50
    assert funnel.pace([(Fraction(200), 20), (Fraction(90), 18)], 29) == 245


@given(st.fractions(0, 1000), st.lists(st.integers(1, 5), min_size=1, max_size=13))
def test_what_is_spread_over_weeks_is_the_whole(count: Fraction, days: list[int]) -> None:
    found = funnel.by_days(count, days)
    assert sum(found) == count
    assert all(each * count == part * sum(days) for each, part in zip(days, found, strict=True))


def test_a_count_is_not_spread_over_no_days() -> None:
    assert funnel.by_days(HALF, [0, 0]) == ()


# --- lag -----------------------------------------------------------------------------------------

OCTOBER = date(2026, 10, 1)
MONTHS = [(OCTOBER, date(2026, 10, 31)), (date(2026, 11, 1), date(2026, 11, 30)),
          (date(2026, 12, 1), date(2026, 12, 31))]  # fmt: skip


def lagging(cycle: int, *weights: str) -> funnel.Lag:
    shares = [Fraction(each) for each in weights] or [Fraction(days, 92) for days in (31, 30, 31)]
    return funnel.lag([(*days, part) for days, part in zip(MONTHS, shares, strict=True)], cycle)


def test_a_cycle_of_45_days() -> None:
    found = lagging(45)
    assert found.cohort == (date(2026, 8, 17), date(2026, 11, 16))
    assert found.paying == (date(2026, 11, 15), date(2027, 2, 14))
    assert found.share == Fraction(47, 92)


def test_leads_that_come_late_close_late() -> None:
    assert lagging(31, "60/100", "30/100", "10/100").share == Fraction(90, 100)
    assert lagging(31, "10/100", "30/100", "60/100").share == Fraction(40, 100)


@given(st.integers(0, 400))
def test_a_longer_cycle_leaves_less_in_the_quarter(cycle: int) -> None:
    shorter, longer = lagging(cycle), lagging(cycle + 1)
    assert shorter.share >= longer.share
    assert shorter.share == Fraction(max(92 - cycle, 0), 92)
    assert shorter.paying[0] - OCTOBER == timedelta(days=cycle) == OCTOBER - shorter.cohort[0]


# --- lead values and credit ----------------------------------------------------------------------

values = st.dictionaries(st.sampled_from("abc"), st.fractions(1, 10**5), min_size=2)


@given(values, st.fractions(0, 10**7), st.fractions(0, 1000))
def test_a_mix_meets_the_goal_and_with_one_lead_less_does_not(
    types: dict[str, Fraction], goal: Fraction, count: Fraction
) -> None:
    first = min(types)
    for name, others in funnel.beside(types, {first: count}, goal).items():
        worth = types[first] * count + types[name] * others
        assert worth >= goal
        assert others == 0 or worth - types[name] < goal


@given(st.fractions(0, 10**6), st.dictionaries(st.text(max_size=3), st.integers(0, 9)))
def test_credit_adds_up_to_the_deal(amount: Fraction, touches: dict[str, int]) -> None:
    found = funnel.credited(amount, touches)
    assert sum(found.values()) == (amount if sum(touches.values()) else 0)
