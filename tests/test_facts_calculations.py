"""A reader can check every target by hand: the document shows how its numbers come about."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache
from math import ceil, floor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla_writer import pack
from sla_writer.agreement import Agreement, reading
from sla_writer.agreement.changing import changed
from sla_writer.agreement.record import Undecided
from sla_writer.clauses import document
from sla_writer.document import Document, Table, block_runs, plain
from sla_writer.facts import facts
from sla_writer.glossary import glossary

ROOT = Path(__file__).parents[1]
LATER = {"undecided": {"who": "rop", "by": "2026-12-01"}}


@cache
def ryadozor() -> Agreement:
    return reading.load(ROOT / "examples" / "ryadozor" / "agreement.yaml")


@cache
def fennimark() -> Agreement:
    return reading.load(ROOT / "examples" / "fennimark" / "agreement.yaml")


def having(agreement: Agreement, values: Mapping[str, str]) -> Agreement:
    """The agreement with other values at these paths, written as in its file."""
    for path, text in values.items():
        agreement = changed(agreement, path, text)
    return agreement


def put(record: Any, path: str, value: Any) -> Any:
    """The record with a value that no text writes: nothing, or one that is undecided."""
    first, _, rest = path.partition(".")
    if isinstance(record, tuple):
        return tuple(put(each, rest, value) if each.id == first else each for each in record)
    inner = put(getattr(record, first), rest, value) if rest else value
    return record.model_copy(update={first: inner})


def undecided(agreement: Agreement, path: str) -> Agreement:
    found: Agreement = put(agreement, path, Undecided.model_validate(LATER))
    return found


def calculation(agreement: Agreement, kpi: str, language: str = "en") -> str | None:
    found = facts(agreement, language).root.get("kpis").get(kpi).get("calculation")
    return found.text.replace("\u00a0", " ") if found else None


def told(agreement: Agreement, name: str, language: str = "en") -> Any:
    return facts(agreement, language).names()[name]


def said(value: Any) -> str | None:
    return value.text.replace("\u00a0", " ") if value else None


def measured(agreement: Agreement, kpi: str, measure: str, **more: object) -> Agreement:
    """The agreement with a KPI that measures something else."""
    found: Agreement = agreement
    for name, value in {"measure": measure, **more}.items():
        found = put(found, f"kpis.{kpi}.{name}", value)
    return found


# --- a target and where it comes from


@pytest.mark.parametrize(
    ("kpi", "english", "russian"),
    [
        (
            "mql",
            "RUB 54,000,000 × 40% ÷ RUB 600,000 = 36 deals; "
            "36 ÷ 24% ÷ 62.5% ÷ 50% ÷ 80% = 600 a quarter, ÷ 3 = 200 in an average month",
            "54 000 000 ₽ × 40 % ÷ 600 000 ₽ = 36 сделок; "
            "36 ÷ 24 % ÷ 62,5 % ÷ 50 % ÷ 80 % = 600 за квартал, ÷ 3 = 200 в среднем за месяц",
        ),
        ("sales-target", "RUB 54,000,000 ÷ RUB 600,000 = 90 customers", None),
        (
            "marketing-share",
            "RUB 54,000,000 × 40% = RUB 21,600,000, ÷ RUB 600,000 = 36 deals",
            None,
        ),
        (
            "acceptance",
            "480 ÷ 600 = 80% in the planned funnel",
            "480 ÷ 600 = 80 % по плану воронки",
        ),
        ("conversion", "20% × 80% × 50% × 62.5% × 24% = 1.2%", None),
        ("win-rate", "36 ÷ 150 = 24% in the planned funnel", None),
        (
            "compliance",
            "at least 90% of leads within 4 business hours",
            "не менее 90 % лидов за 4 рабочих часа",
        ),
        ("hot-response", "at least 90% of leads within 15 minutes", None),
        (
            "cac",
            "(RUB 12,600,000 + RUB 18,900,000) ÷ 90 customers = RUB 350,000",
            "(12 600 000 ₽ + 18 900 000 ₽) ÷ 90 клиентов = 350 000 ₽",
        ),
        ("ltv", "RUB 50,000 × 70% ÷ 2.5% = RUB 1,400,000", None),
    ],
)
def test_a_target_is_reckoned_from_the_agreements_own_numbers(
    kpi: str, english: str, russian: str | None
) -> None:
    assert calculation(ryadozor(), kpi) == english
    assert russian is None or calculation(ryadozor(), kpi, "ru") == russian


@pytest.mark.parametrize(
    ("measure", "expected"),
    [
        ("ltv_cac", "RUB 1,400,000 ÷ RUB 350,000 = 4×"),
        ("cac_payback", "RUB 350,000 ÷ (RUB 50,000 × 70%) = 10 months"),
        ("pipeline_coverage", "at least 1 ÷ 24% ≈ 4.2×"),
        (
            "pipeline_velocity",
            "150 opportunities × RUB 600,000 × 24% ÷ 45 calendar days = RUB 480,000 a day",
        ),
        ("pipeline_created", "150 opportunities × RUB 600,000 = RUB 90,000,000"),
        ("new_customers", "RUB 54,000,000 ÷ RUB 600,000 = 90"),
    ],
)
def test_measures_that_the_plan_determines(measure: str, expected: str) -> None:
    assert calculation(measured(ryadozor(), "deal-size", measure), "deal-size") == expected


def test_what_is_rounded_shows_the_exact_number_too() -> None:
    agreement = having(
        ryadozor(),
        {
            "plan.sales_target": "900 000 ₽",
            "plan.deal_size": "12 000 ₽",
            "stages.opportunity.rate": "25 %",
            "stages.sql.rate": "60 %",
        },
    )
    assert calculation(agreement, "mql") == (
        "RUB 900,000 × 40% ÷ RUB 12,000 = 30 deals; "
        "30 ÷ 25% ÷ 60% ÷ 50% ÷ 80% = 500 a quarter, ÷ 3 ≈ 166.67 → 167 in an average month"
    )
    assert calculation(having(agreement, {"plan.deal_size": "13 000 ₽"}), "mql", "ru") == (
        "900 000 ₽ × 40 % ÷ 13 000 ₽ ≈ 27,69 → 28 сделок; 28 ÷ 25 % ÷ 60 % ÷ 50 % ÷ 80 % "
        "≈ 466,67 → 467 за квартал, ÷ 3 ≈ 155,56 → 156 в среднем за месяц"
    )


def test_a_number_that_would_look_whole_shows_more_decimals() -> None:
    agreement = having(
        ryadozor(),
        {
            "plan.sales_target": "1 000 000 001 ₽",
            "plan.marketing_share": "100 %",
            "plan.deal_size": "1 000 000 ₽",
        },
    )
    found = calculation(agreement, "marketing-share")
    assert str(found).endswith("= 1,000.000001 → 1,001 deals")


@pytest.mark.parametrize("per", ["quarter", "week"])
def test_a_target_of_another_span_stops_where_its_span_is_reached(per: str) -> None:
    ends = {"quarter": "= 600 a quarter", "week": "÷ 13 ≈ 46.15 → 47 in an average week"}
    found = calculation(having(ryadozor(), {"kpis.mql.per": per}), "mql")
    assert str(found).endswith(ends[per])


# --- no line where nothing determines the target --------------------------------------------------


def test_no_calculation_is_invented() -> None:
    silent = ("funnel-leads", "attempts", "deal-size", "cycle")
    assert [calculation(ryadozor(), kpi) for kpi in silent] == [None] * 4
    others = ("influenced", "meetings-held")
    assert [calculation(fennimark(), kpi) for kpi in others] == [None] * 2


@pytest.mark.parametrize(
    ("path", "kpi"),
    [
        ("stages.sql.rate", "mql"),
        ("plan.deal_size", "mql"),
        ("stages.sql.rate", "conversion"),
        ("plan.sales_budget", "cac"),
        ("plan.churn", "ltv"),
        ("time_limits.mql-first-attempt.within", "compliance"),
        ("plan", "sales-target"),
    ],
)
def test_what_rests_on_an_open_number_is_not_reckoned(path: str, kpi: str) -> None:
    assert calculation(ryadozor(), kpi)
    assert calculation(undecided(ryadozor(), path), kpi) is None


def test_a_target_of_a_part_or_of_another_span_is_not_the_plans() -> None:
    assert calculation(put(ryadozor(), "kpis.mql.segment", "mid"), "mql") is None
    assert calculation(put(ryadozor(), "kpis.mql.each", "sdr"), "mql") is None
    assert (
        calculation(having(ryadozor(), {"kpis.sales-target.per": "month"}), "sales-target") is None
    )
    others = having(ryadozor(), {"plan.revenue_from": "new-business; renewal"})
    assert calculation(others, "cac") is None


def test_without_a_plan_a_rate_still_says_where_it_stands() -> None:
    agreement = put(ryadozor(), "plan", None)
    assert calculation(agreement, "acceptance") == "the planned rate of the stage “MQL”, 80%"


# --- every equation is true -----------------------------------------------------------------------

NUMBER = re.compile(r"(\d[\d,]*(?:\.\d+)?)(%?)")


def value(text: str) -> Fraction:
    """What one side of an equation comes to; names of currencies and units are left out."""
    tokens = re.findall(r"\d[\d,]*(?:\.\d+)?%?|[()+−×÷]", text)
    return evaluated("".join(map(written_in_python, tokens)))


def written_in_python(token: str) -> str:
    found = NUMBER.fullmatch(token)
    if not found:
        return {"×": "*", "÷": "/", "−": "-"}.get(token, token)
    by = 100 if found[2] else 1
    return f"Fraction({found[1].replace(',', '')!r}) / {by}" if by == 1 else share(found[1])


def share(points: str) -> str:
    return f"Fraction(Fraction({points!r}), 100)"


def evaluated(expression: str) -> Fraction:
    found: Fraction = eval(expression, {"Fraction": Fraction})
    return found


def rounding(number: str) -> Fraction:
    """By how much a number that is shown may be off."""
    found = NUMBER.search(number)
    assert found, number
    places = len(found[1].partition(".")[2])
    return Fraction(1, 10**places) / (100 if found[2] else 1)


def relative(found: tuple[str, str]) -> Fraction:
    """By what part of itself an operand may be off: only those with decimals are rounded."""
    number = "".join(found)
    return rounding(number) / value(number) if "." in number else Fraction()


def check(calculated: str, *, up: bool = True) -> int:
    """Holds every equation of a line against its two sides; how many there were."""
    equations = 0
    for sentence in calculated.split("; "):
        before = ""
        for part in sentence.split(", ÷"):
            left, sign, right = re.split(" ([=≈]) ", f"{before} ÷{part}" if before else part)
            exact, _, rounded = right.partition(" → ")
            off = rounding(exact) + abs(value(left)) * sum(map(relative, NUMBER.findall(left)))
            assert abs(value(left) - value(exact)) <= off, sentence
            assert sign == "≈" or value(left) == value(exact), sentence
            if rounded:
                assert value(rounded) == (ceil if up else floor)(value(left)), sentence
            before, equations = exact, equations + 1
    return equations


EQUATIONS = (
    "mql", "sales-target", "marketing-share", "acceptance", "conversion", "win-rate", "cac", "ltv",
)  # fmt: skip


@given(
    target=st.integers(1, 10**9),
    deal=st.integers(1, 10**6),
    share=st.integers(1, 100),
    rates=st.lists(st.decimals("0.1", 100, places=1), min_size=5, max_size=5),
    budget=st.integers(0, 10**8),
)
def test_every_equation_that_is_printed_is_true(
    target: int, deal: int, share: int, rates: list[Decimal], budget: int
) -> None:
    stages = ("lead", "mql", "sal", "sql", "opportunity")
    given = dict(zip(stages, rates, strict=True))
    agreement = having(
        ryadozor(),
        {
            "plan.sales_target": f"{target} ₽",
            "plan.deal_size": f"{deal} ₽",
            "plan.marketing_share": f"{share} %",
            "plan.sales_budget": f"{budget} ₽",
            **{f"stages.{stage}.rate": f"{rate} %" for stage, rate in given.items()},
        },
    )
    known = facts(agreement, "en").names()
    for kpi in EQUATIONS:
        found = str(said(known["kpis"].get(kpi).get("calculation")))
        assert check(found.replace(" in the planned funnel", "")) >= 1, found
    assert check(str(said(known["plan"].get("deals")))) == 1
    assert check(str(said(known["workload"].get("formula"))), up=False) == 1


# --- how far last quarter came --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kpi", "sign", "attained"),
    [
        ("sales-target", "≥", "85.1%"),
        ("hot-response", "≤", "35.7%"),
        ("cycle", "≤", "91.8%"),
        ("funnel-leads", None, None),
        ("marketing-share", None, None),
    ],
)
def test_last_quarter_is_held_against_the_new_target_in_its_direction(
    kpi: str, sign: str | None, attained: str | None
) -> None:
    found = told(ryadozor(), "kpis").get(kpi)
    signed = said(found.get("sign"))
    assert (signed and signed.strip(), said(found.get("attained"))) == (sign, attained)


def test_nearly_is_never_shown_as_met() -> None:
    agreement = having(ryadozor(), {"kpis.mql.actual": "199.99"})
    assert said(told(agreement, "kpis").get("mql").get("attained")) == "99.9%"


def test_nothing_is_attained_while_the_target_is_open() -> None:
    agreement = undecided(ryadozor(), "kpis.mql.target")
    assert not told(agreement, "kpis").get("mql").get("attained")
    assert "[undecided" in words(agreement, "kpis.mql")
    assert "≥" not in words(agreement, "kpis.mql")


# --- the funnel's table ---------------------------------------------------------------------------


def document_of(agreement: Agreement, language: str = "en", name: str = "b2b") -> Document:
    return document(agreement, pack.load(name), language)


def words(agreement: Agreement, block: str, language: str = "en", name: str = "b2b") -> str:
    """The words of a block, or of a table's row."""
    for each in document_of(agreement, language, name).blocks:
        for row in (each.head, *each.rows) if isinstance(each, Table) else ():
            if row.id == block:
                return " | ".join(map(plain, row.cells)).replace("\u00a0", " ")
        if each.id == block:
            return plain(tuple(block_runs(each))).replace("\u00a0", " ")
    raise AssertionError(block)


def test_a_row_of_whole_numbers_shows_each_once() -> None:
    assert words(ryadozor(), "funnel.mql") == "MQL | 80% | 200 | 600"


def test_a_row_shows_exact_and_rounded_where_they_differ() -> None:
    agreement = having(ryadozor(), {"plan.deal_size": "700 000 ₽"})
    assert words(agreement, "funnel.mql") == "MQL | 80% | 172.22 → 173 | 516.67 → 517"
    assert words(agreement, "funnel.won") == "New customer | — | 10.33 → 11 | 31"


def test_months_have_their_own_columns_where_they_weigh_differently() -> None:
    head = words(fennimark(), "s-funnel.table.head", "ru")
    assert head.endswith("Ноябрь, 36 % | Декабрь, 28 % | Январь, 36 % | За квартал")
    assert words(fennimark(), "funnel.mql") == "MQL | 80% | 162 | 126 | 162 | 450"
    assert words(fennimark(), "funnel.won").endswith("| 9.72 → 10 | 7.56 → 8 | 9.72 → 10 | 27")


@pytest.mark.parametrize(
    "wrong",
    [{"plan.month_weights": "36 %; 28 %; 37 %"}, {"identity.effective_from": "2026-10-15"}],
)
def test_shares_that_fit_no_months_are_told_and_not_reckoned_with(wrong: dict[str, str]) -> None:
    agreement = having(fennimark(), wrong)
    assert "Monthly average" in words(agreement, "s-funnel.table.head")
    assert "The months weigh 36%, 28%, 3" in words(agreement, "s-funnel.plan")


# --- what comes and what can be worked ------------------------------------------------------------


def test_the_reserve_is_told_with_how_the_capacity_comes_about() -> None:
    assert words(fennimark(), "s-commitments.capacity") == (
        "Sales’ capacity: (4 reps + newcomers at 50%) × 45 leads × (100% − 15%) = 172.125 → 172 "
        "leads per month. A lead takes 60 minutes + 8 attempts × 6 minutes = 108 minutes; in the "
        "shortest month a rep can work 19 business days × 4.5 h × 60 min ÷ 108 min = 47.5 → 47 "
        "leads. The plan brings up to 162 leads per month, which leaves room for 10 leads. Leads "
        "above that capacity do not breach a time limit."
    )


def test_leads_that_nobody_can_work_are_admitted() -> None:
    agreement = having(ryadozor(), {"plan.capacity.reps": "3"})
    found = words(agreement, "s-commitments.capacity", "ru")
    assert "3 менеджера × 62 лида × (100 % − 10 %) = 167,4 → 167 лидов в месяц" in found
    assert "приходит больше — до 200 лидов в месяц: на 33 лида больше" in found
    assert "запас" not in found
    english = words(agreement, "s-commitments.capacity")
    assert "up to 200 leads per month, 33 leads more than Sales can work" in english


def test_leads_a_rep_follow_from_the_effort_where_nobody_states_them() -> None:
    agreement = put(ryadozor(), "plan.capacity.leads_per_rep", None)
    found = words(agreement, "s-commitments.capacity")
    assert "4 reps × 64 leads × (100% − 10%) = 230.4 → 230 leads" in found
    assert "20 business days × 4 h × 60 min ÷ 75 min = 64 leads" in found


def test_an_open_capacity_is_told_as_far_as_it_is_known() -> None:
    agreement = undecided(ryadozor(), "plan.capacity.leads_per_rep")
    found = words(agreement, "s-commitments.capacity")
    assert "4 reps" in found
    assert "[undecided" in found
    assert "=" not in found


def test_capacity_without_a_plan_of_leads_compares_nothing() -> None:
    found = words(undecided(ryadozor(), "stages.mql.rate"), "s-commitments.capacity")
    assert "= 223.2 → 223 leads per month" in found
    assert "plan brings" not in found


# --- what is knowingly left -----------------------------------------------------------------------


def waived(**values: object) -> Agreement:
    (first, *_) = ryadozor().waivers
    found = first.model_copy(update={"id": "left", **values})
    return ryadozor().model_copy(update={"waivers": (found,)})


def test_a_waiver_is_told_with_its_rule_and_place_in_words() -> None:
    agreement = waived(rule="cac-off", path="kpis.cac.target")
    found = words(agreement, "waivers.left", "ru")
    assert glossary("ru").rule("cac-off").title in found
    assert "Стоимость привлечения клиента (CAC): план" in found
    assert "руководитель RevOps, с 24.09.2026 до 31.12.2026" in found


@pytest.mark.parametrize(
    ("rule", "path"), [("no-such-rule", "kpis.mql.target"), ("cac-off", "kpis.mql.tarjet")]
)
def test_a_waiver_of_what_does_not_exist_is_told_by_its_names(rule: str, path: str) -> None:
    found = words(waived(rule=rule, path=path), "waivers.left")
    assert (rule if rule == "no-such-rule" else path) in found


def test_a_waiver_without_an_end_holds_as_long_as_the_agreement() -> None:
    assert words(waived(until=None), "waivers.left").endswith("to 31 December 2026).")


def test_the_short_agreement_tells_its_waivers_too() -> None:
    found = words(waived(rule="cac-off", path="kpis.cac.target"), "waivers.left", name="short")
    assert found.startswith(glossary("en").rule("cac-off").title)
    assert found.endswith("RevOps Manager, 24 Sept 2026 to 31 Dec 2026")
