"""What people write is recognised in any form, and what only looks alike is left alone.

The sentences stand in `tests/spotting/`, marked by hand. Without this a reader would lose the mark
on half of the uses of a term, or be told that a «лидер» is an undefined lead.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla_writer import yaml_file
from sla_writer.glossary import glossary, languages
from sla_writer.spotting import Spotter, Use
from sla_writer.spotting.forbidden import forbidden
from sla_writer.spotting.hours import bare_hours
from sla_writer.spotting.personal import personal
from sla_writer.spotting.slips import Slip, slips
from sla_writer.spotting.studies import misquoted
from sla_writer.spotting.weak import weak_words

HERE = Path(__file__).parent / "spotting"
MARK = re.compile(r"\[([^\]|]*)\|([^\]]*)\]")
SHOWN = str.maketrans({"⍽": "\u00a0", "¬": "\u00ad", "↵": "\n"})

Found = set[tuple[str, int, int]]


@cache
def spotter_of_terms(language: str) -> Spotter:
    terms = glossary(language).terms
    return Spotter.of(
        {term.id: filter(None, (term.name, term.abbreviation, *term.accepted)) for term in terms},
        language,
    )


FINDERS: dict[str, Callable[[str, str], Iterable[Use | Slip]]] = {
    "terms": lambda text, language: spotter_of_terms(language).uses(text),
    "weak": weak_words,
    "hours": bare_hours,
    "forbidden": forbidden,
    "slips": slips,
    "studies": misquoted,
    "personal": lambda text, _: personal(text),
}

every_language = pytest.mark.parametrize("language", languages())


@cache
def sentences(name: str) -> Any:
    return yaml_file.load(HERE / f"{name}.yaml").data


def marked(line: str) -> tuple[str, Found]:
    """A sentence without its marks, and what is marked in it: key (or what is right) and place."""
    text, wanted, at = "", set(), 0
    line = line.translate(SHOWN)
    for mark in MARK.finditer(line):
        text += line[at : mark.start()]
        if mark[2] != "-":
            wanted.add((mark[2], len(text), len(text) + len(mark[1])))
        text += mark[1]
        at = mark.end()
    return text + line[at:], wanted


def places(found: Iterable[Use | Slip]) -> Found:
    return {
        (each.right if isinstance(each, Slip) else each.key, each.start, each.end) for each in found
    }


# --- terms --------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["tuned", "held_out"])
@every_language
def test_terms_are_found_in_what_people_write(language: str, part: str) -> None:
    said = sentences(language)
    spotter = Spotter.of(said["phrases"], language)
    found, missed, extra = 0, [], []
    for line in said[part].splitlines():
        text, wanted = marked(line)
        met = places(spotter.uses(text))
        found += len(met & wanted)
        missed += [(text[start:end], text) for _, start, end in wanted - met]
        extra += [(text[start:end], text) for _, start, end in met - wanted]
    assert found / (found + len(missed)) >= 0.95, missed
    assert found / (found + len(extra)) >= 0.95, extra


@pytest.mark.parametrize(("language", "least"), [("ru", 300), ("en", 120)])
def test_there_are_enough_sentences_to_tell(language: str, least: int) -> None:
    said = sentences(language)
    tuned, held_out = (set(said[part].splitlines()) for part in ("tuned", "held_out"))
    assert len(tuned | held_out) >= least
    assert not tuned & held_out


@pytest.mark.parametrize(
    ("phrase", "text", "found"),
    [
        ("лид", "лидовый лидами лид-магнит", ["лидами"]),
        ("MQL", "MQL-ов, MQL'ов, MQL’ам, MQLы, MQLs, mql", ["MQL-ов", "MQL'ов", "MQL’ам"]),
        ("лид, квалифицированный маркетингом", "квалифицированным маркетингом лидам", None),
        ("лид, квалифицированный маркетингом", "лиды квалифицированные маркетингом", None),
        ("лицо, принимающее решение", "лицам, принимающим решения", None),
        ("согласование и утверждение", "согласования и утверждения", None),
        ("бюджет, полномочия, сроки", "бюджета, полномочий, сроков", None),
        ("воронка маркетинга и продаж", "воронкой маркетинга и продаж", None),
        ("ключевой показатель эффективности", "Ключевых  показателей\nэффективности", None),
        ("учётная запись", "учетными записями", None),
        ("владелец сделки", "владельцев сделок", None),
        ("окно атрибуции", "окон атрибуции", None),
        ("отзывчивость", "отзывчивостью", None),
        ("бизнес-час", "бизнес часов", None),
    ],
)
def test_a_russian_phrase_is_found_in_its_forms(
    phrase: str, text: str, found: list[str] | None
) -> None:
    met = [use.text for use in Spotter.of({"x": [phrase]}, "ru").uses(text)]
    assert met[: len(found or [text])] == (found or [text])


@every_language
def test_a_name_that_people_give_is_found_in_another_form(language: str) -> None:
    for name, form in sentences("names")[language].items():
        uses = Spotter.of({"own": [name]}, language).uses(f"12 {form}, x.")
        assert [use.text for use in uses] == [form], name


def test_only_what_the_phrases_say_is_found() -> None:
    spotter = Spotter.of({"lead": ["lead"], "scoring": ["lead scoring"]}, "en")
    uses = list(spotter.uses("Lead-scoring ranks leads; SQL query and lead time do not."))
    assert [(use.key, use.text) for use in uses] == [("scoring", "Lead-scoring"), ("lead", "leads")]


def test_a_marked_place_is_the_texts_own() -> None:
    text = "Пере\u00adда\u00adча ли\u0301да\u200b — здесь"
    (use,) = Spotter.of({"handoff": ["передача лида"]}, "ru").uses(text)
    assert use.text == text[use.start : use.end] == "Пере\u00adда\u00adча ли\u0301да"


# --- everything else that is looked for ---------------------------------------------------------


@pytest.mark.parametrize("name", sorted({*FINDERS} - {"terms"}))
def test_what_is_marked_is_found_and_nothing_else(name: str) -> None:
    for language, lines in sentences(name).items():
        for line in lines.splitlines():
            text, wanted = marked(line)
            assert places(FINDERS[name](text, language)) == wanted, text


@every_language
def test_the_glossary_knows_many_words_that_promise_nothing(language: str) -> None:
    said = glossary(language).part("weak")
    words = [word for group in said if group != "asides" for word in said[group]]
    assert len(words) >= 45
    assert len(words) == len(set(words))
    for group in said:
        for word in said[group]:
            keys = [use.key for use in weak_words(word, language)]
            assert keys == ([] if group == "asides" else [group]), word


@every_language
def test_what_is_right_has_no_slip(language: str) -> None:
    for slip in slips(" ".join(sentences(language)["tuned"].split()), language):
        raise AssertionError(slip)
    for line in sentences("slips")[language].splitlines():
        text, _ = marked(line)
        for slip in sorted(slips(text, language), key=lambda each: -each.start):
            text = text[: slip.start] + slip.right + text[slip.end :]
        assert list(slips(text, language)) == []


# --- laws ---------------------------------------------------------------------------------------

SCRAPS = [
    "лид", "лидов", "MQL", "-ов", "’s", "'", "квалифицированный", "маркетингом", "lead", "leads",
    "hand", "off", "handoff", "follow-up", "5", "21", "1,5", "1 250", "рабочих", "часа", "hours",
    "day", "в течении", "согласно", "Соглашения", "100x", "Harvard", "qualify", "63 %", "a@b.cd",
    "+7 916 123-45-67", "http://x.y/лид", "своевременно", "promptly", "по возможности", "ё", "İ",
    "\u00ad", "\u0301", "\u00a0", "\n", ",", ".", ";", "(", "«", "—", "№", "\0",
]  # fmt: skip
texts = st.one_of(st.text(), st.lists(st.sampled_from(SCRAPS)).map(" ".join)) | st.lists(
    st.sampled_from(SCRAPS)
).map("".join)


@every_language
@given(text=texts)
def test_what_is_found_lies_in_the_text_and_nothing_lies_over_another(
    language: str, text: str
) -> None:
    for name, finder in FINDERS.items():
        behind = 0
        for each in finder(text, language):
            assert behind <= each.start < each.end <= len(text), name
            assert each.text == text[each.start : each.end], name
            behind = each.end


@every_language
@given(data=st.data())
def test_every_form_of_every_noun_is_found(language: str, data: st.DataObject) -> None:
    words = glossary(language)
    name = data.draw(st.sampled_from(sorted(words.part("nouns"))))
    noun = words.noun(name)
    nominative = next(iter(noun.forms.values()))["one"]
    form = data.draw(st.sampled_from(sorted(noun.every_form())))
    before = data.draw(st.sampled_from(["", " ", "«", "(", "х "]))
    behind = data.draw(st.sampled_from(["", "\n", "»", "), ", ", х", "…"]))
    (use,) = Spotter.of({"it": [nominative]}, language).uses(before + form + behind)
    assert use.text == form


@every_language
@given(text=texts)
def test_a_text_without_a_listed_stem_has_no_uses(language: str, text: str) -> None:
    stems = ("лид", "mql", "lead")
    uses = Spotter.of({"lead": ["лид" if language == "ru" else "lead"], "mql": ["MQL"]}, language)
    if not any(
        stem in re.sub("[\u00ad\u0301\u200b-\u200d\u2060\ufeff]", "", text).lower()
        for stem in stems
    ):
        assert list(uses.uses(text)) == []


@every_language
@given(name=st.text(min_size=1, max_size=30))
def test_any_name_that_a_person_gives_is_found_as_it_was_given(language: str, name: str) -> None:
    spotter = Spotter.of({"own": [name]}, language)
    assert all(use.key == "own" for use in spotter.uses(name))


@every_language
@given(words=st.lists(st.from_regex(r"[а-яa-z]{4,9}", fullmatch=True), min_size=1, max_size=3))
def test_a_phrase_is_found_as_it_was_given(language: str, words: list[str]) -> None:
    phrase = " ".join(words)
    found = [use.text for use in Spotter.of({"own": [phrase]}, language).uses(f"Так, {phrase}.")]
    assert found == [phrase]
