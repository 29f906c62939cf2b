"""The guard: no rewording that promises something else becomes an agreement's wording."""

from __future__ import annotations

import copy
import json
import pickle
import random
import re
from pathlib import Path
from typing import Any

import guard_mutations
import guarded
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla_writer import guard, messages
from sla_writer.guard import Kind, Phrase, Refusal, Sentence, Slot, Verified, Wording, prose, verify
from sla_writer.guard.lexicon import lexicon
from sla_writer.guard.reading import read

ROOT = Path(__file__).parent.parent
LANGUAGES = guarded.LANGUAGES
LIMIT = Sentence.of("Sales shall make the first attempt to contact a lead within 2 business days.")
SROK = Sentence.of(
    "Продажи обязуются делать первую попытку контакта с лидом в течение 2 рабочих дней."
)


def refused(source: Sentence, text: str | Wording, language: str = "en") -> tuple[Refusal, ...]:
    """The reasons against a rewording; the test fails when there are none."""
    found = verify(source, text, language)
    assert not isinstance(found, Verified), text
    return found


def kinds(found: tuple[Refusal, ...]) -> set[Kind]:
    return {each.kind for each in found}


# --- what the guard is judged by ------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_rewording_that_promises_something_else_is_refused(language: str) -> None:
    through = [each for each in guarded.mutants(language) if guarded.accepted(each, language)]
    assert through == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_agreed_sentence_itself_passes(language: str) -> None:
    sources = {each.source for each in guarded.paraphrases(language)}
    stopped = [each for each in sources if not isinstance(same(each, language), Verified)]
    assert stopped == []


def same(source: str, language: str) -> Verified | tuple[Refusal, ...]:
    return verify(Sentence.of(source), source, language)


@pytest.mark.parametrize("name", ["guard.md", "guard.ru.md"])
def test_the_docs_tell_how_much_is_refused_and_accepted(name: str) -> None:
    told = ROOT.joinpath("docs", name).read_text("utf-8").splitlines()
    figures = [re.sub(r"^\|[^|]*", "", line) for line in guarded.table().splitlines()]
    assert [each for each in figures if not any(line.endswith(each) for line in told)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_changed_promise_never_passes(language: str) -> None:
    assert leaks(language, 200) == []


@pytest.mark.long
@pytest.mark.parametrize("language", LANGUAGES)
def test_ten_thousand_changed_promises_never_pass(language: str) -> None:
    assert leaks(language, 10_000) == []


def leaks(language: str, count: int) -> list[str]:
    """What the guard let pass of random changes that the oracle is sure of."""
    known = guarded.paraphrases(language)
    good = [each for each in known if guarded.accepted(each, language)]
    chance, found = random.Random(count), []
    for _ in range(count):
        case = chance.choice(good)
        text = guard_mutations.mutated(chance, case.text, language)
        if guard_mutations.differs(case.text, text, language) and isinstance(
            verify(Sentence.of(case.source), text, language), Verified
        ):
            found.append(text)
    return found


def lines(name: str) -> list[dict[str, Any]]:
    """What stands in a file of cases, an object a line."""
    text = guarded.HERE.joinpath(name).read_text("utf-8")
    return [json.loads(line) for line in text.splitlines()]


PAYLOADS = lines("injections.jsonl")


@pytest.mark.parametrize("payload", PAYLOADS, ids=lambda said: said["id"])
def test_what_was_smuggled_into_a_name_never_becomes_wording(payload: dict[str, str]) -> None:
    language = payload["language"]
    source = LIMIT if language == "en" else SROK
    for text in (payload["payload"], f"{source.text} {payload['payload']}"):
        assert refused(source, text, language)


READINGS = lines("readings.jsonl")


@pytest.mark.parametrize("said", READINGS, ids=lambda said: said["source"][:30])
def test_the_same_words_put_together_otherwise_are_refused(said: dict[str, Any]) -> None:
    source, language = Sentence.of(said["source"]), said["language"]
    assert isinstance(verify(source, source.text, language), Verified)
    assert [text for text in said["bad"] if passes(source, text, language)] == []


def passes(source: Sentence, text: str, language: str) -> bool:
    return isinstance(verify(source, text, language), Verified)


# --- what it says ---------------------------------------------------------------------------------


def test_a_refusal_says_what_was_written_and_what_was_agreed() -> None:
    text = LIMIT.text.replace("days", "hours")
    (found,) = refused(LIMIT, text)
    assert found.kind == Kind.QUANTITY
    assert text[found.start : found.end] == "within 2 business hours"
    assert in_language(found, "en") == (
        "the rewording says “within 2 business hours”, agreed is “within 2 business days”"
    )


def test_a_refusal_speaks_russian() -> None:
    (found,) = refused(SROK, SROK.text.replace("рабочих дней", "рабочих часов"), "ru")
    assert in_language(found, "ru") == (
        "в пересказе «в течение 2 рабочих часов», а согласовано «в течение 2 рабочих дней»"
    )


def in_language(found: Refusal, language: str) -> str:
    before = messages.language()
    messages.use(language)
    try:
        return found.said()
    finally:
        messages.use(before)


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_refusal_can_be_said(kind: Kind, language: str) -> None:
    for agreed, wrote in (("a", "b"), ("a", ""), ("", "b")):
        said = in_language(Refusal(kind, 0, 0, agreed, wrote), language)
        assert "guard" not in said


# --- numbers --------------------------------------------------------------------------------------

SPOKEN = [
    ("en", "twenty-five attempts", "25 attempts"),
    ("en", "one hundred and fifty MQLs", "150 MQLs"),
    ("en", "two thousand three hundred leads", "2,300 leads"),
    ("en", "twice", "2 times"),
    ("en", "eight or more attempts", "at least 8 attempts"),
    ("en", "no later than 5 business days before it starts", "at least 5 business days before it"),
    ("en", "ninety percent", "90%"),
    ("ru", "сто двадцать лидов", "120 лидов"),
    ("ru", "полтора рабочих часа", "1,5 рабочего часа"),
    ("ru", "девяноста пяти процентам", "95 %"),
    ("ru", "две тысячи триста лидов", "2 300 лидов"),
    ("ru", "не позднее чем через двое суток", "в течение 2 суток"),
    ("ru", "шесть или более попыток", "не менее 6 попыток"),
    ("ru", "дважды", "2 раза"),
]


@pytest.mark.parametrize(("language", "words", "figures"), SPOKEN)
def test_a_number_is_the_same_in_words_and_in_figures(
    language: str, words: str, figures: str
) -> None:
    assert quantities(words, language) == quantities(figures, language)


UNEQUAL = [
    ("en", "within 2 hours", "within 2 business hours"),
    ("en", "at least 90%", "more than 90%"),
    ("en", "within 5 days", "after 5 days"),
    ("en", "at most 5 business days before it", "no later than 5 business days before it"),
    ("en", "$100", "€100"),
    ("en", "by 20 January 2027", "on 20 January 2027"),
    ("en", "by 07:30", "at 07:30"),
    ("ru", "в течение суток", "в течение рабочего дня"),
    ("ru", "2 суток", "2 рабочих дня"),
    ("ru", "до 21 декабря 2026 г.", "с 21 декабря 2026 г."),
    ("ru", "не менее 5", "более 5"),
    ("ru", "двух-трёх дней", "трёх дней"),
]


@pytest.mark.parametrize(("language", "one", "two"), UNEQUAL)
def test_what_differs_in_time_or_bound_is_not_the_same(language: str, one: str, two: str) -> None:
    assert quantities(one, language) != quantities(two, language)


def quantities(text: str, language: str) -> list[str]:
    return [
        each.code for each in read(text, lexicon(language)) if each.kind in {"quantity", "date"}
    ]


@given(st.integers(0, 9_999), st.integers(0, 9_999))
def test_two_numbers_are_the_same_only_when_they_are(one: int, two: int) -> None:
    source = Sentence.of(f"Sales shall make at least {one} attempts to contact each lead.")
    found = verify(source, source.text.replace(str(one), str(two), 1), "en")
    assert isinstance(found, Verified) == (one == two)


# --- characters and markup ------------------------------------------------------------------------

STRANGE = [
    "\u200b", "\u202e", "\u2066", "\u00ad", "\ufeff", "\U000e0041", "½", "Ⅳ", "²", "٣", "⑥",
    "\u0301", "\u2003", "𝟐", "ﬁ", "Ω",
]  # fmt: skip


@pytest.mark.parametrize("character", STRANGE, ids=lambda said: f"{ord(said):04X}")
def test_an_unseen_or_foreign_character_is_refused(character: str) -> None:
    at = LIMIT.text.index("lead")
    for text in (LIMIT.text[:at] + character + LIMIT.text[at:], LIMIT.text[:-1] + character + "."):
        assert Kind.CHARACTER in kinds(refused(LIMIT, text))


@given(st.characters(), st.integers(0, len(LIMIT.text)))
def test_only_a_letter_or_a_mark_of_ours_can_be_put_in_unseen(character: str, at: int) -> None:
    found = verify(LIMIT, LIMIT.text[:at] + character + LIMIT.text[at:], "en")
    if isinstance(found, Verified):  # "contacts" for "contact", a comma
        assert not character.isnumeric()
        assert character.isprintable() or character == "\u00a0" or character == "\u202f"
        assert not character.isalpha() or character.isascii()


def test_a_letter_of_the_other_alphabet_is_refused() -> None:
    assert Kind.CHARACTER in kinds(refused(LIMIT, LIMIT.text.replace("lead", "lеad")))
    assert Kind.CHARACTER in kinds(refused(SROK, SROK.text.replace("лидом", "лидoм"), "ru"))


MARKUP = [
    "**{}**", "# {}", "- {}", "<b>{}</b>", "`{}`", "{} {{{{ price }}}}", "{} See https://a.example.",
    "{}?", "({}", "{}»", "{}\n{}", "[{}]", "{} …", "{} sla@a.example",
]  # fmt: skip


@pytest.mark.parametrize("pattern", MARKUP)
def test_markup_is_refused(pattern: str) -> None:
    assert Kind.MARKUP in kinds(refused(LIMIT, pattern.replace("{}", LIMIT.text)))


def test_the_same_word_twice_is_refused() -> None:
    assert Kind.REPEATED in kinds(refused(LIMIT, LIMIT.text.replace("within", "within within")))


@pytest.mark.parametrize("text", ["", " ", "…", ".", "Yes."])
def test_a_text_that_says_nothing_is_refused(text: str) -> None:
    assert refused(LIMIT, text)


def test_a_defined_term_keeps_its_capital_and_a_forbidden_name_is_refused() -> None:
    source = Sentence.of("The sides review the Agreement every quarter.")
    assert Kind.TERM in kinds(refused(source, source.text.replace("Agreement", "agreement")))
    lead = Sentence.of("Маркетинг обязуется передавать не менее 200 лидов в месяц.")
    assert refused(lead, lead.text.replace("лидов", "лидеров"), "ru")


# --- slots and types ------------------------------------------------------------------------------

WITHIN = Phrase(
    "limits.first", "within 4 business hours", forms={"first": "Within 4 business hours"}
)
SLOTTED = Sentence(("Sales shall make the first attempt to contact a lead ", WITHIN, "."))


def test_a_slot_holds_a_whole_phrase_in_a_form() -> None:
    wording = Wording(
        (Slot("limits.first", "first"), ", Sales must make the first attempt to contact a lead.")
    )
    found = verify(SLOTTED, wording, "en")
    assert isinstance(found, Verified)
    assert found.wording is wording
    assert found.text.startswith("Within 4 business hours, Sales must")


@pytest.mark.parametrize(
    "slots",
    [
        (Slot("limits.first"), Slot("limits.first")),
        (Slot("limits.other"),),
        (Slot("limits.first", "genitive"),),
    ],
)
def test_a_slot_twice_or_unknown_is_refused(slots: tuple[Slot, ...]) -> None:
    text = "Sales shall make the first attempt to contact a lead "
    assert kinds(refused(SLOTTED, Wording((text, *slots, ".")))) == {Kind.SLOT}


def test_values_that_are_equal_today_may_not_trade_places() -> None:
    one, two = Phrase("a", "2 business days"), Phrase("b", "2 business days")
    source = Sentence(("Sales calls after ", one, " and writes after ", two, "."))
    right = Wording(("Sales calls after ", Slot("a"), " and writes after ", Slot("b"), "."))
    wrong = Wording(("Sales calls after ", Slot("b"), " and writes after ", Slot("a"), "."))
    assert isinstance(verify(source, right, "en"), Verified)
    assert refused(source, wrong)


def test_only_the_guard_says_that_something_is_verified() -> None:
    with pytest.raises(TypeError):
        Verified(LIMIT, Wording.of("x"), "x", "en", key=object())
    found = verify(LIMIT, LIMIT.text, "en")
    assert isinstance(found, Verified)
    with pytest.raises(AttributeError):
        found.text = "Sales may do as it likes."
    for copied in (copy.copy, pickle.dumps):
        with pytest.raises(TypeError):
            copied(found)
    texts = {path: path.read_text("utf-8") for path in ROOT.glob("sla_writer/**/*.py")}
    assert {path.parent.name for path, text in texts.items() if "VERIFIED_HERE" in text} == {
        "guard"
    }


# --- prose that promises nothing ------------------------------------------------------------------

PROMISES = [
    ("en", "Both teams answer within four hours.", Kind.NUMBER),
    ("en", "Sales calls 6 times.", Kind.NUMBER),
    ("en", "Half of the leads are good.", Kind.NUMBER),
    ("en", "Sales must call.", Kind.MODAL),
    ("en", "Sales will call.", Kind.MODAL),
    ("en", "Leads are worked in the ERP.", Kind.TERM),
    ("ru", "Обе команды отвечают быстро.", Kind.NUMBER),
    ("ru", "Продажи обязаны звонить.", Kind.MODAL),
    ("ru", "Маркетинг вправе отказаться.", Kind.MODAL),
    ("ru", "Ответ даётся в течение суток.", Kind.NUMBER),
    ("ru", "Итог подводят 21 декабря.", Kind.NUMBER),
]


@pytest.mark.parametrize(("language", "text", "kind"), PROMISES)
def test_prose_with_a_fact_or_a_duty_of_its_own_is_refused(
    language: str, text: str, kind: Kind
) -> None:
    found = prose((), text, language)
    assert not isinstance(found, Verified)
    assert kind in kinds(found)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Marketing and Sales share a goal: leads that become customers."),
        ("ru", "У Маркетинга и Продаж общая цель: лиды, которые становятся клиентами."),
    ],
)
def test_prose_that_promises_nothing_passes(language: str, text: str) -> None:
    assert isinstance(prose((), text, language), Verified)


def test_prose_takes_its_facts_from_slots_and_names_as_given() -> None:
    wording = Wording(("The first attempt is made ", Slot("limits.first"), " in ACME."))
    assert isinstance(prose((WITHIN,), wording, "en", names=("ACME",)), Verified)
    assert not isinstance(prose((WITHIN,), wording, "en"), Verified)


def test_the_room_shows_what_others_call() -> None:
    assert guard.__all__ == [
        "Kind", "Phrase", "Refusal", "Sentence", "Slot", "Verified", "Wording", "prose", "verify",
    ]  # fmt: skip
