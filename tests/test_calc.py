"""`sla calc`: what a head of sales reads off the plan, and asks of it, in both languages."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from sla_writer import data, funnel
from sla_writer.agreement import Agreement
from sla_writer.agreement.changing import changed
from sla_writer.agreement.goals import Plan
from sla_writer.agreement.reading import canonical, load
from sla_writer.calculation import calculated, months, names, solved, supposed, target
from sla_writer.cli import columns
from sla_writer.cli.ending import run
from sla_writer.errors import AgreementError, SlaWriterError
from sla_writer.render.text import columns as width_of

EXAMPLES = {path.parent.name: path for path in data.folder("examples").glob("*/agreement.yaml")}
REAL = sorted((Path(__file__).parent / "real").glob("*.yaml"))
Answer = Callable[..., dict[str, Any]]


@pytest.fixture(params=sorted(EXAMPLES))
def company(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def shown(capsys: pytest.CaptureFixture[str]) -> Callable[..., str]:
    """What a call prints, with plain spaces; `code` is how it ends."""

    def call(*args: str, code: int = 0) -> str:
        assert run(["calc", *args]) == code
        return re.sub("[\u00a0\u202f]", " ", capsys.readouterr().out)

    return call


@pytest.fixture
def answer(capsys: pytest.CaptureFixture[str]) -> Answer:
    def ask(*args: str, code: int = 0) -> dict[str, Any]:
        assert run(["calc", *args, "--json"]) == code
        found: dict[str, Any] = json.loads(capsys.readouterr().out)
        return found

    return ask


@cache
def agreement(company: str) -> Agreement:
    return load(EXAMPLES[company])


def path(company: str) -> str:
    return str(EXAMPLES[company].parent)


# --- what the plan comes to ----------------------------------------------------------------------


def test_the_examples_come_to_what_their_comments_say() -> None:
    results = {
        each.name: each.shown.rounded for each in calculated(agreement("ryadozor")).results()
    }
    wanted = {
        "lead": 3000, "mql": 600, "sal": 480, "sql": 240, "opportunity": 150, "won": 36,
        "need": 200, "capacity": 223, "effort": 64, "cac": 350_000, "ltv": 1_400_000,
        "ltv_cac": 4, "payback": 10, "goal": 21_600_000, "velocity": 480_000, "weekly": 47,
        "open": 75,
    }  # fmt: skip
    assert {name: results[name] for name in wanted} == wanted


def test_the_longest_cycle_says_which_leads_pay() -> None:
    lag = calculated(agreement("fennimark")).lag()
    assert lag is not None
    assert [str(day) for day in lag.cohort] == ["2026-08-18", "2026-11-17"]
    assert lag.share == Fraction(36, 100) * Fraction(17, 30)


def test_business_days_are_those_of_the_calendar() -> None:
    assert [each.days for each in months(agreement("fennimark"))] == [19, 20, 19]


@pytest.mark.parametrize("file", REAL, ids=lambda file: file.stem)
def test_an_agreement_without_a_plan_or_with_half_of_one_is_no_accident(file: Path) -> None:
    read = load(file)
    if isinstance(read.plan, Plan):
        assert calculated(read).found.keys() >= calculated(read).system.known.keys()
    else:
        with pytest.raises(SlaWriterError, match="plan"):
            calculated(read)


def test_it_says_what_a_head_of_sales_asks(
    company: str, language: str, shown: Callable[..., str]
) -> None:
    said = shown(path(company))
    for number in {"ryadozor": ("600", "223", "+23"), "fennimark": ("450", "172", "+10")}[company]:
        assert number in said
    assert "█" in said
    assert "\x1b" not in said
    assert not re.search(r"\b(said|error|help)-", said)


@pytest.mark.parametrize("limit", [60, 80, 120])
def test_no_line_is_wider_than_the_terminal(
    limit: int, company: str, language: str, shown: Callable[..., str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr(columns, "width", lambda stream: limit)
    said = shown(path(company)) + shown(path(company), "--set", "win_rate=31 %")
    too_wide = [line for line in said.splitlines() if width_of(line) > limit]
    assert too_wide == []


def test_programs_get_exact_numbers_with_what_they_rest_on(answer: Answer) -> None:
    found = answer(path("fennimark"))
    assert found["results"]["weekly"]["exact"] == "450/13"
    assert found["results"]["weekly"]["value"] == "35"
    assert found["results"]["capacity"]["value"] == "172"
    assert "plan.capacity.ramp" in found["results"]["capacity"]["sources"]
    assert found["stages"][1]["months"][1] == {"value": "126", "exact": "126"}
    assert found["lag"]["paying"] == ["2027-01-15", "2027-04-16"]
    assert [each["points"] for each in found["lead_values"]] == ["13/3", "1"]
    assert found["sensitivity"]["result"] == "mql"
    assert (found["moved"], found["solved"], found["set"]) == ([], None, {})


# --- other numbers supposed ----------------------------------------------------------------------


def test_a_better_win_rate_needs_fewer_leads_and_nothing_is_written(
    tmp_path: Path, language: str, shown: Callable[..., str], answer: Answer
) -> None:
    file = tmp_path / "agreement.yaml"
    shutil.copy(EXAMPLES["ryadozor"], file)
    before = file.read_bytes()
    said = shown(str(tmp_path), "--set", "win_rate=30%")
    assert re.search(r"MQL +600 +480 +−20 ?%", said)
    moved = {each["name"]: each for each in answer(str(tmp_path), "--set", "win_rate=30%")["moved"]}
    assert moved["mql"]["before"]["value"] == "600"
    assert moved["mql"]["after"]["value"] == "480"
    assert "cac" not in moved
    assert file.read_bytes() == before
    assert [each.name for each in tmp_path.iterdir()] == ["agreement.yaml"]


def test_from_a_count_follow_all_the_others_and_what_they_bring_in(answer: Answer) -> None:
    found = answer(path("ryadozor"), "--set", "mql=501")["results"]
    assert (found["lead"]["value"], found["lead"]["exact"]) == ("2505", "2505")
    assert (found["sal"]["value"], found["sal"]["exact"]) == ("400", "2004/5")
    assert (found["won"]["value"], found["revenue"]["value"]) == ("30", "18036000.00")


def test_too_few_people_is_said(language: str, shown: Callable[..., str]) -> None:
    said = shown(path("ryadozor"), "--set", "reps=3", "--set", "leave=20 %")
    assert re.search(r"223[^\n]* 148", said)
    assert "52 " in said.splitlines()[-1]


def test_what_no_number_rests_on_moves_nothing(language: str, shown: Callable[..., str]) -> None:
    (_, line) = shown(path("ryadozor"), "--set", "identity.revision=2").splitlines()
    assert line.startswith("  ")


def test_supposing_what_is_there_moves_nothing(company: str) -> None:
    now = agreement(company)
    before = calculated(now)
    for number in funnel.inputs(now.stages):
        if number in before.system.known and number != "attempts":
            field = {"cycle": "plan.cycle", "weeks": "plan.working_weeks"}.get(number, number)
            after = supposed(now, [(field, str(at(now, field)))])
            assert after.found == before.found, field


def at(value: Any, path: str) -> Any:
    for step in path.split("."):
        items = isinstance(value, tuple)
        value = next(e for e in value if e.id == step) if items else getattr(value, step)
    return value


def test_every_name_is_a_number_that_can_be_asked_for(company: str) -> None:
    now = agreement(company)
    for name in names(now):
        meant = target(now, name)
        assert meant.number in funnel.quantities(now.stages), name
        assert not meant.path or at(now, meant.path) is not None, name


@pytest.mark.parametrize(
    ("name", "path", "number"),
    [
        ("plan.deal_size", "plan.deal_size", "plan.deal_size"),
        ("deal_size", "plan.deal_size", "plan.deal_size"),
        ("reps", "plan.capacity.reps", "plan.capacity.reps"),
        ("stages.mql.rate", "stages.mql.rate", "stages.mql.rate"),
        ("mql.rate", "stages.mql.rate", "stages.mql.rate"),
        ("mql", "", "count.mql"),
        ("win_rate", "stages.opportunity.rate", "stages.opportunity.rate"),
        ("acceptance_rate", "stages.mql.rate", "stages.mql.rate"),
        ("lead_to_mql", "stages.lead.rate", "stages.lead.rate"),
        ("sql_to_opp", "stages.sql.rate", "stages.sql.rate"),
        ("sales_cycle", "plan.cycle", "cycle"),
        ("marketing_sourced", "plan.marketing_share", "plan.marketing_share"),
        ("cac_payback", "", "payback"),
        ("working_weeks", "plan.working_weeks", "weeks"),
        ("month_weights", "plan.month_weights", ""),
        ("follow_ups.cadence.attempts", "follow_ups.cadence.attempts", ""),
    ],
)
def test_a_number_goes_by_several_names(name: str, path: str, number: str) -> None:
    found = target(agreement("ryadozor"), name)
    assert (found.path, found.number) == (path, number)


def test_qualified_leads_are_a_months() -> None:
    found = supposed(agreement("ryadozor"), [("qualified_leads", "250")]).found
    assert found["count.mql"].value == 750


# --- one number asked for ------------------------------------------------------------------------

ASKED = {
    "deal_size": "600000", "sales_target": "54000000", "marketing_share": "2/5", "win_rate": "6/25",
    "mql.rate": "4/5", "mql": "600", "qualified_leads": "200", "marketing_budget": "12600000",
    "sales_budget": "18900000", "churn": "1/40", "gross_margin": "7/10",
    "revenue_per_customer": "50000", "cac": "350000", "ltv_cac": "4", "reps": "1000/279",
    "leads_per_rep": "500/9", "leave": "6/31", "productive_hours_per_day": "31/8",
}  # fmt: skip


@pytest.mark.parametrize("name", ASKED)
def test_a_number_that_is_there_is_found_from_the_others(name: str) -> None:
    found = solved(calculated(agreement("ryadozor")), name)
    assert found.result is not None
    assert found.possible
    assert found.result.shown.exact == Fraction(ASKED[name])


def test_with_fewer_leads_more_of_them_must_be_won(
    language: str, shown: Callable[..., str]
) -> None:
    said = shown(path("ryadozor"), "--set", "mql=500", "--solve", "win_rate")
    assert re.search(r"28[.,]8 ?%", said)


def test_what_was_taken_for_granted_is_said(language: str, shown: Callable[..., str]) -> None:
    assert "kpis.mql.target" in shown(path("ryadozor"), "--solve", "deal_size")


def test_a_rate_over_the_whole_is_called_impossible(
    language: str, shown: Callable[..., str], answer: Answer
) -> None:
    said = shown(path("ryadozor"), "--set", "mql=50", "--solve", "win_rate", code=1)
    assert re.search(r"288 ?%", said)
    asked = ("--set", "mql=50", "--solve", "win_rate")
    found = answer(path("ryadozor"), *asked, code=1)["solved"]
    assert (found["possible"], found["result"]["exact"]) == (False, "72/25")


def test_what_does_not_follow_says_what_would_be_enough(
    language: str, shown: Callable[..., str]
) -> None:
    assert "velocity" in shown(path("ryadozor"), "--solve", "cycle", code=1)
    asked = ("--set", "velocity=500 000 ₽", "--solve", "cycle")
    assert re.search(r"\b43\b", shown(path("ryadozor"), *asked))


def test_a_loss_making_budget_is_impossible() -> None:
    found = solved(supposed(agreement("ryadozor"), [("cac", "1 ₽")]), "marketing_budget")
    assert found.result is not None
    assert found.result.shown.exact == 90 - 18_900_000
    assert not found.possible


# --- what is refused -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sets", "said"),
    [
        (["dealsize=5 ₽"], "deal_size"),
        (["deal_size=5"], "plan.deal_size: "),
        (["mql.rate=120 %"], "120 %"),
        (["mql.rate=0 %"], "0 %"),
        (["mql=-5"], "-5"),
        (["cac=30 000 $"], "1 RUB"),
        (["payback=12 weeks"], "1 month"),
        (["ltv_cac=5"], "ltv_cac: "),
        (["deal_size"], "--set"),
        (["=5"], "--set"),
    ],
)
def test_what_cannot_be_supposed_is_refused_in_words(
    sets: list[str], said: str, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        run(["calc", path("ryadozor"), *(part for each in sets for part in ("--set", each))]) == 2
    )
    out, error = capsys.readouterr()
    assert out == ""
    assert said in re.sub("[\u00a0\u202f]", " ", error)
    assert not re.search(r"\b(said|error|value)-", error)


def test_an_unknown_name_is_answered_with_all_that_there_are() -> None:
    with pytest.raises(SlaWriterError) as caught:
        solved(calculated(agreement("ryadozor")), "winrate")
    assert "win_rate" in str(caught.value)
    assert set(names(agreement("ryadozor"))) <= set(re.findall(r"[\w.]+", str(caught.value)))


def test_a_field_outside_the_equations_cannot_be_solved_for() -> None:
    with pytest.raises(SlaWriterError, match="month_weights"):
        solved(calculated(agreement("ryadozor")), "month_weights")


# --- an agreement with one value changed ---------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "text", "written"),
    [
        ("plan.deal_size", "50 тыс. ₽", "50000 RUB"),
        ("stages.mql.rate", "81,5 %", "81.5 %"),
        ("plan.month_weights", "30 %; 30,5 %; 39.5 %", "30 %; 30.5 %; 39.5 %"),
        ("kpis.mql.target", "250", "250"),
        ("plan.capacity.ramp", "50 %", "50 %"),
    ],
)
def test_a_value_is_read_as_its_field_reads_it_and_can_be_put_back(
    path: str, text: str, written: str
) -> None:
    before = agreement("ryadozor")
    after = changed(before, path, text)
    assert said(at(after, path)) == written
    assert canonical(after) != canonical(before)
    assert canonical(changed(after, path, said(at(before, path)))) == canonical(before)


def said(value: Any) -> str:
    return "; ".join(map(str, value)) if isinstance(value, tuple) else str(value)


@pytest.mark.parametrize("path", ["plan.nothing", "stages.nobody.rate", "stages.mql", "x"])
def test_a_path_that_leads_nowhere_is_no_field(path: str) -> None:
    with pytest.raises(KeyError):
        changed(agreement("ryadozor"), path, "1")


def test_a_value_that_contradicts_its_neighbour_is_refused() -> None:
    with pytest.raises(AgreementError):
        changed(agreement("ryadozor"), "kpis.mql.target", "20 %")
