"""Reading agreement files: a mistake is one message with its place, and nothing is lost."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sla_writer import messages, yaml_file
from sla_writer.agreement import Agreement, reading
from sla_writer.agreement.calendars import Hours
from sla_writer.agreement.values import (
    Count,
    Duration,
    Money,
    Percent,
    Quarter,
    Times,
    Unit,
)
from sla_writer.errors import AgreementError, Problem, SlaWriterError
from sla_writer.text_gate import refused

EXAMPLES = Path(__file__).parents[1] / "examples"
FENNIMARK = EXAMPLES / "fennimark" / "agreement.yaml"
GOOD = FENNIMARK.read_text(encoding="utf-8")


def problems(text: str) -> tuple[Problem, ...]:
    with pytest.raises(AgreementError) as caught:
        reading.from_file(yaml_file.parse(text, "agreement.yaml"))
    return caught.value.problems


def mistake(right: str, wrong: str) -> Problem:
    """The one problem of the example after `right` was replaced by `wrong`, with its place checked.

    The place must be on the changed line, and at a caret within it.
    """
    before, found, after = GOOD.partition(right)
    assert found, right
    (problem,) = problems(before + wrong + after)
    assert problem.place
    lines = wrong.count("\n") + 1
    first = before.count("\n") + 1
    assert first <= problem.place.line < first + lines, str(problem)
    assert "^" in problem.place.caret()
    return problem


# --- what people get wrong ----------------------------------------------------------------------

MISTAKES = [
    ("  week_start: sunday", "  weekstart: sunday", "error-unknown-key", "identity.weekstart", 3),
    ("  currency: USD\n", "  currency: USD\n  currency: EUR\n", "error-duplicate-key", "", 3),
    ("  steward: revops", "  steward: revop", "error-reference", "sides.steward", 12),
    ("  churn: 2 %", "  churn: 2", "value-percent", "plan.churn", 10),
    ("  churn: 2 %", "  churn: .nan", "value-percent", "plan.churn", 10),
    ("  churn: 2 %", "  churn: NaN %", "value-percent", "plan.churn", 10),
    (
        "    rate: 80 %\n    weight: 6 %",
        "    rate: 1,500 %\n    weight: 6 %",
        "value-ambiguous",
        "stages.mql.rate",
        11,
    ),
    (
        "kind: lead-quality, amount: 80 %",
        "kind: lead-quality, amount: 80",
        "value-percent",
        "commitments.quality.amount",
        0,
    ),
    ("    actual: 70 %", "    actual: 70", "value-other-unit", "kpis.acceptance.actual", 13),
    (
        "    actual: $2.88M",
        "    actual: €2.88M",
        "value-other-unit",
        "kpis.sales-target.actual",
        13,
    ),
    ("    target: 55 %", "    target: $55", "value-other-unit", "goals.influence.target", 13),
    (
        "    within: 4 business hours\n    calendar: eastern",
        "    within: 24 hours\n    calendar: eastern",
        "value-duration-unit",
        "time_limits.standard-attempt.within",
        13,
    ),
    ("  cycle: 75 calendar days", "  cycle: 75 days", "value-duration-unit", "plan.cycle", 10),
    ("  sales_target: $3.78M", "  sales_target: 3.78M", "value-money-currency", "", 17),
    ("  sales_target: $3.78M", "  sales_target: $1e9", "value-money", "plan.sales_target", 17),
    ("  quarter: Q4 2026", "  quarter: Q5 2026", "value-quarter", "identity.quarter", 12),
    ("  effective_from: 2026-11-01", "  effective_from: 2026-11-31", "value-date", "", 19),
    ("    zone: America/New_York", "    zone: America/NewYork", "value-zone", "", 11),
    ("    zone: America/New_York", "    zone: ../../etc/passwd", "value-zone", "", 11),
    ("    at: 07:30", "    at: 25:30", "value-time", "reports.breaches.at", 9),
    ("  currency: USD", "  currency: usd", "value-currency", "identity.currency", 13),
    ("  working_weeks: 13", "  working_weeks: 13.5", "value-whole", "plan.working_weeks", 18),
    ("of_record: yes", "of_record: maybe", "value-yes-no", "systems.salesforce.of_record", 0),
    ("confidentiality: confidential", "confidentiality: secret", "error-choice", "", 20),
    ("  languages: [en, ru]", "  languages: [en, russian]", "value-language", "", 19),
    (
        "{en: website, ru: сайт}",
        '{en: "", ru: сайт}',
        "value-text-empty",
        "sources.website.name",
        0,
    ),
    (
        "{en: wrong contact data, ru",
        "{en: wrong, sadly, ru",
        "value-text-comma",
        "rejection_codes.DATA-01.label",
        0,
    ),
    ("    title: {en: VP Marketing", "    title: {english: VP Marketing", "value-text", "", 12),
    (
        "undecided: {who: cro, by: 2026-12-04",
        "undecided: {who: cr, by: 2026-12-04",
        "error-reference",
        "time_limits.proposal.within.undecided.who",
        24,
    ),
    ("undecided: {who: cro, by: 2026-12-04,", "undecided: {who: cro,", "error-missing", "", 18),
    ("  currency: USD", "  currency: \x07", "error-character", "", 13),
    ("  currency: USD", "  currency: \u202eUSD", "error-character", "", 13),
    ("  currency: USD", '  currency: "\\u202eUSD"', "error-character", "", 13),
    ("  currency: USD", '  currency: "\\ud800"', "error-yaml", "", 16),
    ("  currency: USD", "  currency: &usd USD", "error-yaml-anchor", "", 13),
    ("  currency: USD", "  currency: *usd", "error-yaml-anchor", "", 13),
    ("  currency: USD", "  currency: !!str USD", "error-yaml-tag", "", 13),
    (
        "  currency: USD",
        "  currency: !!python/object/apply:os.system [ls]",
        "error-yaml-tag",
        "",
        13,
    ),
    ("  currency: USD", "  <<: {currency: USD}\n  currency: USD", "error-unknown-key", "", 3),
    ("  currency: USD", "  currency: USD\n  [a]: b", "error-yaml-key", "", 3),
    ("  currency: USD", "  currency: USD: EUR", "error-yaml-colon", "", 16),
    ("  currency: USD", "\tcurrency: USD", "error-yaml-tab", "", 1),
]


@pytest.mark.parametrize(
    ("right", "wrong", "key", "path", "column"),
    MISTAKES,
    ids=[f"{each[2]}: {each[1].strip()[:40]!r}" for each in MISTAKES],
)
def test_a_mistake_is_one_message_at_its_place(
    right: str, wrong: str, key: str, path: str, column: int
) -> None:
    problem = mistake(right, wrong)
    assert problem.key == key
    assert problem.path == (path or problem.path)
    assert problem.place
    assert problem.place.column == (column or problem.place.column)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_mistake_is_told_in_words(language: str) -> None:
    messages.use(language)
    try:
        for key, (right, wrong) in {each[2]: each[:2] for each in MISTAKES}.items():
            said = str(mistake(right, wrong))
            assert said.startswith("agreement.yaml:")
            assert key not in said
            assert not re.search(r"\{\w+\}", said.split("\n")[0])
    finally:
        messages.use("en")


@pytest.mark.parametrize(
    ("right", "wrong", "meant"),
    [
        ("  week_start: sunday", "  weekstart: sunday", "week_start"),
        ("  steward: revops", "  steward: revop", "revops"),
        ("confidentiality: confidential", "confidentiality: confidental", "confidential"),
        (
            "    from_stage: mql\n    to_stage: sal",
            "    from_stage: mqll\n    to_stage: sal",
            "mql",
        ),
        ("fallback: sdr-director", "fallback: sdr-directer", "sdr-director"),
    ],
)
def test_a_near_miss_is_answered_with_what_was_meant(right: str, wrong: str, meant: str) -> None:
    assert f"Did you mean “{meant}”?" in str(mistake(right, wrong))


def test_a_sum_cut_at_its_comma_is_explained() -> None:
    problem = mistake('amount: "$10,000", system', "amount: $10,000, system")
    assert problem.key == "error-unknown-key"
    assert "quotes" in str(problem)


def test_an_id_used_twice_is_named() -> None:
    (problem, *_) = problems(GOOD.replace("  - id: sourced\n", "  - id: influenced\n", 1))
    assert problem.key == "error-id-twice"
    assert problem.place
    assert problem.place.source.strip() == "- id: influenced"


def test_a_missing_field_is_named_where_it_should_stand() -> None:
    (problem,) = problems(GOOD.replace("  currency: USD\n", "", 1))
    assert (problem.key, problem.params["name"], problem.path) == (
        "error-missing",
        "currency",
        "identity.currency",
    )


def test_several_mistakes_are_told_together_in_the_order_of_the_file() -> None:
    text = GOOD.replace("  churn: 2 %", "  churn: 2", 1).replace("at: 07:30", "at: 7h", 1)
    text = text.replace("  currency: USD", "  currency: usd", 1)
    found = problems(text)
    assert [each.key for each in found] == ["value-currency", "value-percent", "value-time"]


def test_a_list_where_fields_belong_is_told_as_such() -> None:
    assert problems("- a\n")[0].key == "error-mapping"
    assert problems("")[0].key == "error-mapping"
    assert problems("# nothing yet\n")[0].key == "error-mapping"
    assert problems(GOOD.replace("bands: {met: 100 %, at_risk: 90 %}", "bands: met"))[0].key == (
        "error-mapping"
    )
    changed = GOOD.replace("revenue_from: [new-business]", "revenue_from: new-business")
    assert problems(changed)[0].key == "error-list"


# --- files that are no agreement ----------------------------------------------------------------


def bomb(levels: int = 9) -> str:
    lines = ["a0: &a0 [x, x]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, levels)]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        (bomb(), "error-yaml-anchor"),
        ("a: " + "[" * 100_000, "error-yaml-depth"),
        ("\n".join(" " * n + "a:" for n in range(500)), "error-yaml-depth"),
        ("[" + "a," * 200_000 + "]", "error-yaml-nodes"),
        ("\n".join(f"k{n}: x" for n in range(60_000)), "error-yaml-nodes"),
        ("a: [1, 2\n", "error-yaml-bracket"),
        ("a: 'b\n", "error-yaml-quote"),
        ("a: {b: 1\n", "error-yaml-brace"),
        ("a: - b\n", "error-yaml-dash"),
        ("- a\nb: c\n", "error-yaml-mixed"),
        ("a:\n  - b\n c\n", "error-yaml-indent"),
        ("a: ]\n", "error-yaml-value"),
        ('a: "\\q"\n', "error-yaml-escape"),
        ("a: &\n", "error-yaml"),
        ("a: 1\n---\nb: 2\n", "error-yaml-documents"),
        ("a\0b", "error-character"),
        ("a: \U000e0041\n", "error-character"),
    ],
    ids=[
        *("bomb", "brackets", "indents", "values", "keys", "open", "quote", "brace", "dash"),
        *("mixed", "indent", "bracket", "escape", "anchor", "documents", "nul", "tags"),
    ],
)
def test_what_is_no_agreement_is_refused_at_once(text: str, key: str) -> None:
    (problem,) = problems(text)
    assert problem.key == key
    assert problem.place
    assert problem.place.line >= 1


def test_a_misspelt_key_is_one_mistake_and_not_a_missing_one_too() -> None:
    problem = mistake("  currency: USD", "  curency: USD")
    assert (problem.key, problem.path) == ("error-unknown-key", "identity.curency")


def test_a_file_full_of_mistakes_tells_the_first_of_them() -> None:
    found = problems("\n".join(f"k{n}: x" for n in range(5_000)))
    assert len(found) == reading.PROBLEM_LIMIT + 1
    assert found[-1].key == "error-more"


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"a: 1\n" * 4_000_000, "error-file-too-large"),
        (bytes(range(256)) * 10, "error-file-not-text"),
        (b"PK\x03\x04\xff\xfe", "error-file-not-text"),
        ("соглашение: да".encode("cp1251"), "error-file-not-text"),
    ],
    ids=["20 MB", "binary", "zip", "cp1251"],
)
def test_a_file_that_cannot_be_read_says_so(tmp_path: Path, content: bytes, key: str) -> None:
    path = tmp_path / "agreement.yaml"
    path.write_bytes(content)
    with pytest.raises(SlaWriterError) as caught:
        reading.load(path)
    assert caught.value.key == key
    assert str(path) in str(caught.value)


def test_a_missing_file_or_a_folder_says_so(tmp_path: Path) -> None:
    for path in (tmp_path / "none.yaml", tmp_path):
        with pytest.raises(SlaWriterError) as caught:
            reading.load(path)
        assert caught.value.key == "error-file-unreadable"


def test_windows_line_ends_and_a_byte_order_mark_change_nothing(tmp_path: Path) -> None:
    path = tmp_path / "agreement.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.replace("\n", "\r\n").encode("utf-8"))
    assert reading.load(path) == reading.load(FENNIMARK)


@settings(deadline=None, max_examples=40)
@given(st.text(max_size=60))
def test_no_text_breaks_the_reader(text: str) -> None:
    with pytest.raises(SlaWriterError):
        reading.from_file(yaml_file.parse(text, "agreement.yaml"))


@settings(deadline=None, max_examples=20)
@given(st.data())
def test_no_torn_file_breaks_the_reader(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(GOOD)))
    inserted = data.draw(st.sampled_from(["", "{", "]", ":", "- ", "\n", '"', "'", "#", "|", "%"]))
    torn = GOOD[:at] + inserted + GOOD[at + 7 :]
    with contextlib.suppress(AgreementError):
        reading.from_file(yaml_file.parse(torn, "agreement.yaml"))


# --- what people write is understood ------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "written", "meant"),
    [
        (Duration, "4 рабочих часа", "4 business hours"),
        (Duration, "4 business hours", "4 business hours"),
        (Duration, "1 рабочий день", "1 business day"),
        (Duration, "10 календарных дней", "10 calendar days"),
        (Duration, "30 мин.", "30 minutes"),
        (Duration, "1,5 рабочего часа", "1.5 business hours"),
        (Money, "2 450 000 ₽", "2450000 RUB"),
        (Money, "2,45 млн руб.", "2450000 RUB"),
        (Money, "$1.2M", "1200000 USD"),
        (Money, "$1,200,000", "1200000 USD"),
        (Money, "1 200 000,50 EUR", "1200000.5 EUR"),
        (Percent, "12,5 %", "12.5 %"),
        (Percent, "12.5%", "12.5 %"),
        (Quarter, "Q4 2026", "2026-Q4"),
        (Quarter, "IV квартал 2026", "2026-Q4"),
        (Quarter, "IV квартал 2026 г.", "2026-Q4"),
        (Quarter, "4-й квартал 2026 года", "2026-Q4"),
        (Quarter, "2026-Q4", "2026-Q4"),
        (Times, "3,2×", "3.2x"),
        (Count, "1 500", "1500"),
        (Hours, "9:00–13:00, 14.00–18.00", "09:00-13:00, 14:00-18:00"),
    ],
)
def test_what_people_type_is_understood(kind: Any, written: str, meant: str) -> None:
    assert str(kind.parse(written)) == meant
    assert kind.parse(meant) == kind.parse(written)


amounts = st.decimals(0, 10**12, places=3, allow_nan=False, allow_infinity=False)


@given(amounts, st.sampled_from(["RUB", "USD", "EUR"]))
def test_money_is_read_back_as_it_is_written(amount: Decimal, currency: str) -> None:
    money = Money(amount, currency)
    assert Money.parse(str(money)) == money


@given(amounts, st.sampled_from(list(Unit)))
def test_a_duration_is_read_back_as_it_is_written(amount: Decimal, unit: Unit) -> None:
    duration = Duration(amount, unit)
    assert Duration.parse(str(duration)) == duration


# --- law 5: nothing is lost ---------------------------------------------------------------------


@pytest.fixture(scope="module", params=sorted(EXAMPLES.glob("*/agreement.yaml")), ids=str)
def example(request: pytest.FixtureRequest) -> Agreement:
    return reading.load(request.param)


def unmarked(agreement: Agreement) -> Agreement:
    """The agreement without its margin notes, which the canonical form leaves out."""
    return agreement.model_copy(update={"remarks": ()})


def assert_nothing_is_lost(agreement: Agreement) -> None:
    again = reading.from_file(yaml_file.parse(reading.to_yaml(agreement), "again.yaml"))
    assert again == agreement
    assert reading.from_json(reading.canonical(agreement)) == unmarked(agreement)
    assert reading.canonical(again) == reading.canonical(agreement)


def test_an_example_is_read_back_as_it_was_written(example: Agreement) -> None:
    assert_nothing_is_lost(example)


def test_the_canonical_form_does_not_depend_on_how_the_file_was_written(example: Agreement) -> None:
    shuffled = dict(reversed(reading.plain(example).items()))
    again = Agreement.model_validate(shuffled)
    assert reading.canonical(again) == reading.canonical(example)
    assert reading.agreement_id(again) == reading.agreement_id(example)


def test_margin_notes_do_not_change_the_id(example: Agreement) -> None:
    assert example.remarks
    assert reading.agreement_id(unmarked(example)) == reading.agreement_id(example)


prose = st.text(min_size=1, max_size=200).filter(lambda text: text.strip() and not refused(text))
HOSTILE = [
    "a & b", "<b>bold</b>", "a | b", "{{ 7*7 }}", "{% raw %}", "- not a list", "# no comment",
    "null", "~", "yes", "1:30", "'single'", '"double"', "key: value", "&anchor", "*alias", "!tag",
    "@at", "`code`", "%", "? a", "[x]", "{y: z}", "a\nb\n\nc", "\\n", "…", "ёлочки «»", "ё", "🙂",
    "\u00a0x", "a\tb", "x" * 10_000,
]  # fmt: skip


@settings(deadline=None, max_examples=5)
@given(st.lists(st.one_of(prose, st.sampled_from(HOSTILE)), min_size=10, max_size=40))
def test_any_text_survives_the_file_and_the_canonical_form(texts: list[str]) -> None:
    assert_nothing_is_lost(with_texts(reading.load(FENNIMARK), cycle(texts)))


def test_every_hostile_text_survives_the_file_and_the_canonical_form() -> None:
    assert_nothing_is_lost(with_texts(reading.load(FENNIMARK), cycle(HOSTILE)))


def with_texts(agreement: Agreement, texts: Iterator[str]) -> Agreement:
    """The agreement with each of its free texts replaced by the next one."""
    return Agreement.model_validate(_replaced(reading.plain(agreement), texts))


def _replaced(data: Any, texts: Iterator[str]) -> Any:
    if isinstance(data, list):
        return [_replaced(each, texts) for each in data]
    if isinstance(data, dict):
        said = data.keys() == {"en", "ru"}
        return {key: next(texts) if said else _replaced(each, texts) for key, each in data.items()}
    return data


figures = st.one_of(
    st.builds(Percent, st.decimals(0, 1000, places=4)),
    st.builds(Count, amounts),
    st.builds(Money, amounts, st.sampled_from(["RUB", "USD"])),
    st.builds(Duration, st.decimals(0, 1000, places=2), st.sampled_from(list(Unit))),
    st.builds(Times, st.decimals(0, 100, places=2)),
)


@settings(deadline=None, max_examples=5)
@given(st.lists(figures, min_size=10, max_size=20))
def test_any_figure_survives_the_file_and_the_canonical_form(found: list[Any]) -> None:
    agreement = reading.load(FENNIMARK)
    cleared = {"most": None, "ramp": (), "baseline": None, "last_target": None}
    kpis = tuple(
        kpi.model_copy(update={**cleared, "target": figure, "actual": figure})
        for kpi, figure in zip(agreement.kpis, cycle(found), strict=False)
    )
    assert_nothing_is_lost(agreement.model_copy(update={"kpis": kpis}))
