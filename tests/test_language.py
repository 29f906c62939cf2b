"""Values must be written as each language writes them, and read back as the same values."""

from __future__ import annotations

import datetime
from decimal import Decimal

import pytest
from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal
from hypothesis import given
from hypothesis import strategies as st

from sla_writer.agreement.calendars import Hours
from sla_writer.agreement.values import (
    Count,
    Duration,
    Money,
    Percent,
    Quarter,
    Times,
    Unit,
    figure,
)
from sla_writer.errors import PackError
from sla_writer.glossary import glossary, languages
from sla_writer.language import language

RU, EN = language("ru"), language("en")
CLDR = {"ru": "ru", "en": "en_GB"}
SHORT = {"ru": "short", "en": "medium"}
BOTH = pytest.mark.parametrize("code", languages())

# Numbers of the written-out table by the form that they take; all others take the third one.
ONE = {1, 21, 31, 41, 51, 61, 71, 81, 91, 101, 121}
FEW = {
    2, 3, 4, 22, 23, 24, 32, 33, 34, 42, 43, 44, 52, 53, 54, 62, 63, 64, 72, 73, 74, 82, 83, 84,
    92, 93, 94, 102, 103, 104,
}  # fmt: skip

RUSSIAN = [
    ("lead", "nominative", "лид", "лида", "лидов", "лида"),
    ("lead", "genitive", "лида", "лидов", "лидов", "лида"),
    ("lead", "dative", "лиду", "лидам", "лидам", "лида"),
    ("lead", "accusative", "лид", "лида", "лидов", "лида"),
    ("lead", "instrumental", "лидом", "лидами", "лидами", "лида"),
    ("lead", "prepositional", "лиде", "лидах", "лидах", "лида"),
    ("attempt", "nominative", "попытка", "попытки", "попыток", "попытки"),
    ("attempt", "genitive", "попытки", "попыток", "попыток", "попытки"),
    ("attempt", "accusative", "попытку", "попытки", "попыток", "попытки"),
    ("business-hour", "nominative", "рабочий час", "рабочих часа", "рабочих часов",
     "рабочего часа"),
    ("business-hour", "genitive", "рабочего часа", "рабочих часов", "рабочих часов",
     "рабочего часа"),
    ("business-day", "accusative", "рабочий день", "рабочих дня", "рабочих дней", "рабочего дня"),
    ("calendar-day", "genitive", "календарного дня", "календарных дней", "календарных дней",
     "календарного дня"),
    ("week", "nominative", "неделя", "недели", "недель", "недели"),
    ("week", "accusative", "неделю", "недели", "недель", "недели"),
    ("minute", "genitive", "минуты", "минут", "минут", "минуты"),
    ("time", "nominative", "раз", "раза", "раз", "раза"),
    ("mql", "genitive", "MQL", "MQL", "MQL", "MQL"),
]  # fmt: skip


@pytest.mark.parametrize(("noun", "case", "one", "few", "many", "decimal"), RUSSIAN)
def test_russian_nouns_agree_with_every_number(
    noun: str, case: str, one: str, few: str, many: str, decimal: str
) -> None:
    for n in range(122):
        form = one if n in ONE else few if n in FEW else many
        assert RU.counted(Decimal(n), noun, case) == f"{n}\u00a0{form}"
    assert RU.counted(Decimal("1.5"), noun, case) == f"1,5\u00a0{decimal}"
    assert RU.counted(Decimal("21.5"), noun, case) == f"21,5\u00a0{decimal}"


def test_a_time_limit_stands_in_the_case_that_its_sentence_needs() -> None:
    four, one = (Duration(Decimal(n), Unit.BUSINESS_HOUR) for n in (4, 1))
    assert RU.duration(four) == "4\u00a0рабочих часа"
    assert RU.duration(four, "genitive") == "4\u00a0рабочих часов"
    assert RU.duration(one, "genitive") == "1\u00a0рабочего часа"
    assert EN.duration(four, "genitive") == "4\u00a0business hours"
    assert EN.duration(one) == "1\u00a0business hour"


def test_a_number_that_is_not_decided_yet_keeps_its_noun() -> None:
    assert RU.uncounted("attempt", "genitive") == "попыток"
    assert EN.uncounted("attempt", "genitive") == "attempts"


def test_english_counts() -> None:
    assert EN.counted(Decimal(1), "lead") == "1\u00a0lead"
    assert EN.counted(Decimal(0), "lead") == "0\u00a0leads"
    assert EN.counted(Decimal("1.5"), "lead", "genitive") == "1.5\u00a0leads"
    assert EN.counted(Decimal(1500), "lead") == "1,500\u00a0leads"


@pytest.mark.parametrize(
    ("value", "russian", "english"),
    [
        ("2450000 RUB", "2 450 000 ₽", "RUB 2,450,000"),
        ("1200000 USD", "1 200 000 $", "$1,200,000"),
        ("1250.5 EUR", "1 250,50 €", "€1,250.50"),
        ("99.99 KZT", "99,99 KZT", "KZT 99.99"),
        ("0.0125 GBP", "0,0125 £", "£0.0125"),
        ("12.5 %", "12,5 %", "12.5%"),
        ("100 %", "100 %", "100%"),
        ("1500 %", "1 500 %", "1500%"),
        ("3.2x", "3,2×", "3.2×"),
        ("500", "500", "500"),
        ("2500", "2 500", "2,500"),
        ("6.5", "6,5", "6.5"),
        ("90 minutes", "90 минут", "90 minutes"),
        ("1500 minutes", "1 500 минут", "1500 minutes"),
        ("2 weeks", "2 недели", "2 weeks"),
        ("1.5 months", "1,5 месяца", "1.5 months"),
        ("-3 %", "−3 %", "−3%"),
    ],
)
def test_figures_are_written_as_a_careful_editor_would(
    value: str, russian: str, english: str
) -> None:
    figures = {
        Money: "money",
        Percent: "percent",
        Times: "times",
        Count: "count",
        Duration: "duration",
    }
    meant = figure(value)
    for lang, expected in ((RU, russian), (EN, english)):
        written = getattr(lang, figures[type(meant)])(meant)
        assert written.replace("\u00a0", " ") == expected
        assert "\u202f" not in written


def test_dates_and_times() -> None:
    day = datetime.date(2026, 10, 1)
    assert RU.date(day) == "1\u00a0октября 2026\u00a0г."
    assert RU.day(day) == "01.10.2026"
    assert EN.date(day) == "1\u00a0October 2026"
    assert EN.day(day) == "1\u00a0Oct 2026"
    assert RU.quarter(Quarter(2026, 4)) == "IV\u00a0квартал 2026\u00a0г."
    assert EN.quarter(Quarter(2026, 4)) == "Q4\u00a02026"
    assert RU.time(datetime.time(9, 5)) == EN.time(datetime.time(9, 5)) == "09:05"
    assert RU.hours(Hours.parse("09:00-13:00, 14:00-18:00")) == "09:00–13:00, 14:00–18:00"


def test_lists_read_as_sentences() -> None:
    assert RU.join(["а", "б", "в"]) == "а, б и в"
    assert EN.join(["a", "b", "c"]) == "a, b and c"
    assert EN.join(["a", "b"], "or") == "a or b"
    assert EN.join(["a"]) == "a"
    assert EN.join([]) == ""


def test_a_language_without_a_glossary_is_an_error_with_a_place() -> None:
    with pytest.raises(PackError) as failed:
        language("xx").number(Decimal(1))
    assert failed.value.problems[0].params["known"] == ", ".join(languages())


# --- CLDR is the authority for what our glossaries say of a language ----------------------------


@BOTH
def test_numbers_are_separated_as_cldr_says(code: str) -> None:
    for text in ("0", "7", "1234", "12345.5", "2450000", "0.125", "1234567.891"):
        expected = format_decimal(Decimal(text), locale=CLDR[code], decimal_quantization=False)
        assert language(code).number(Decimal(text)) == expected.replace("\u202f", "\u00a0")


@BOTH
def test_dates_are_written_as_cldr_says(code: str) -> None:
    for month in range(1, 13):
        day = datetime.date(2026, month, 9)
        for form, width in (
            (language(code).date(day), "long"),
            (language(code).day(day), SHORT[code]),
        ):
            expected = format_date(day, width, locale=CLDR[code])
            assert " ".join(form.split()) == " ".join(expected.split())
    months = Locale.parse(CLDR[code]).months["format"]["abbreviated"]
    assert glossary(code).formats["months-short"] == list(months.values())


@BOTH
def test_plural_categories_are_those_of_cldr(code: str) -> None:
    rule = Locale.parse(CLDR[code]).plural_form
    numbers = [
        *(Decimal(n) for n in range(1001)),
        Decimal(1_000_000),
        Decimal("1.5"),
        Decimal("0.1"),
    ]
    assert all(language(code).plural(n) == rule(n) for n in numbers)


# --- what is printed reads back -----------------------------------------------------------------

# Exactly three decimals are left out: "1,125" is a thousand to one reader and one to another.
AMOUNTS = st.decimals(0, 10**9, places=2) | st.decimals(0, 10**6, places=4).filter(
    lambda value: value * 1000 % 1 != 0
)


@BOTH
@given(amount=AMOUNTS, unit=st.sampled_from(Unit), currency=st.sampled_from(["RUB", "USD", "KZT"]))
def test_figures_read_back_as_what_was_meant(
    code: str, amount: Decimal, unit: Unit, currency: str
) -> None:
    says = language(code)
    assert Money.parse(says.money(Money(amount, currency))) == Money(amount, currency)
    assert Percent.parse(says.percent(Percent(amount))) == Percent(amount)
    assert Times.parse(says.times(Times(amount))) == Times(amount)
    assert Count.parse(says.count(Count(amount))) == Count(amount)
    assert Duration.parse(says.duration(Duration(amount, unit))) == Duration(amount, unit)


@BOTH
@given(year=st.integers(2000, 2099), number=st.integers(1, 4))
def test_quarters_read_back(code: str, year: int, number: int) -> None:
    assert Quarter.parse(language(code).quarter(Quarter(year, number))) == Quarter(year, number)
