"""Every language says all that the others say, about everything that an agreement can hold."""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections.abc import Iterator
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from sla_writer import agreement, data, yaml_file
from sla_writer.agreement.calendars import Event
from sla_writer.agreement.commitments import CommitmentKind, Comparison
from sla_writer.agreement.criteria import Operator
from sla_writer.agreement.goals import Period
from sla_writer.agreement.kpis import Basis, Direction
from sla_writer.agreement.record import Record
from sla_writer.agreement.sides import SideName
from sla_writer.agreement.stages import Ruling
from sla_writer.agreement.values import Unit
from sla_writer.errors import PackError
from sla_writer.glossary import Glossary, glossary, languages, measures
from sla_writer.spotting.forbidden import forbidden

for _module in pkgutil.iter_modules(agreement.__path__):
    importlib.import_module(f"{agreement.__name__}.{_module.name}")

EACH = pytest.mark.parametrize("words", [glossary(code) for code in languages()], ids=languages())
ROOT = Path(__file__).parent.parent
CASES = {"ru": ["nominative", "genitive", "dative", "accusative", "instrumental", "prepositional"]}
SLOT = re.compile(r"\{(\w+)(?:[^{}]*)\}")
SEED_MISTRANSLATIONS = [
    "квалифицированного лидера",
    "ведущий специалист по маркетингу",
    "ведущий специалист по продажам",
    "личность покупателя",
    "последующие попытки продаж",
    "значение жизни клиентов",
    "всего целей продаж",
    "пересматривать и пересматривать",
    "размер сделки купли-продажи",
    "показатель производительности",
]


def subclasses(kind: type) -> Iterator[Any]:
    each: Any
    for each in kind.__subclasses__():
        if each.__module__.startswith("sla_writer.agreement"):
            yield each
        yield from subclasses(each)


@cache
def whole(code: str) -> Any:
    return yaml_file.load(data.folder("glossaries") / f"{code}.yaml").data


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for name, each in value.items():
            yield from leaves(each, f"{path}.{name}".lstrip("."))
    elif isinstance(value, list):
        yield path, " ".join(value)
    else:
        yield path, value or ""


def comparable(code: str) -> dict[str, str]:
    """A language's texts by path, without what each language decides for itself."""
    own = re.compile(
        r"nouns\.|forms\.\w+\.|slips\.[\w-]+\."
        r"|formats\.signs|terms\.[\w-]+\.(abbreviation|accepted|forbidden)"
    )
    found = {path: text for path, text in leaves(whole(code)) if not own.match(path)}
    forms = re.compile(r"^(labels\.\w+\.[\w-]+)\.\w+$|^(fields\..+)\.(?:title|example)$")
    return {forms.sub(lambda m: m[1] or m[2], path): text for path, text in found.items()}


def test_a_part_is_read_without_reading_the_rest() -> None:
    for code in [*languages(), "kpis"]:
        file = data.folder("glossaries") / f"{code}.yaml"
        assert set(whole(code)) == set(re.findall(r"^([\w-]+):", file.read_text("utf-8"), re.M))


def test_every_language_says_what_the_others_say() -> None:
    first, *others = languages()
    for other in others:
        assert comparable(other).keys() == comparable(first).keys()
        assert whole(other)["nouns"].keys() == whole(first)["nouns"].keys()


def test_every_pattern_has_the_same_places_in_every_language() -> None:
    every = [comparable(code) for code in languages()]
    for path in every[0]:
        if not path.startswith("formats."):
            places = [sorted(SLOT.findall(said[path])) for said in every]
            assert all(each == places[0] for each in places), path
            assert len(set(places[0])) == len(places[0]), f"{path}: a place stands twice"


@EACH
def test_every_choice_of_the_model_has_a_label(words: Glossary) -> None:
    for kind in subclasses(StrEnum):
        for member in kind:
            assert words.label(member).strip(), member
    known = {kind.__name__: {member.value for member in kind} for kind in subclasses(StrEnum)}
    assert {kind: set(labels) for kind, labels in whole(words.code)["labels"].items()} == known


@EACH
def test_every_field_of_the_model_has_a_name(words: Glossary) -> None:
    records = {record.__name__: set(record.model_fields) for record in subclasses(Record)}
    for record, fields in records.items():
        assert all(words.field(record, name) for name in fields)
    said = whole(words.code)["fields"]
    common = said.pop("*")
    assert set(common) <= set().union(*records.values())
    assert all(set(fields) <= records[record] for record, fields in said.items())


@EACH
def test_every_commitment_has_a_sentence_for_every_comparison(words: Glossary) -> None:
    for kind in CommitmentKind:
        for comparison in Comparison:
            pattern = words.word(f"commitments.{kind}.{comparison}")
            assert SLOT.findall(pattern) == ["amount", "per"]
        assert not SLOT.findall(words.word(f"commitments.{kind}.plain"))


@EACH
def test_the_nouns_that_sentences_count_with_are_known(words: Glossary) -> None:
    for path, text in leaves(whole(words.code)):
        for case, noun in re.findall(r"\{amount:(\w+)(?: ([\w-]+))?\}", text):
            assert case in CASES["ru"], path
            assert not noun or words.noun(noun)


@EACH
def test_every_operator_and_unit_has_words(words: Glossary) -> None:
    for operator in Operator:
        assert "field" in SLOT.findall(words.word(f"criteria.{operator}"))
    for unit in Unit:
        assert words.noun(unit.value)
    for period in Period:
        assert words.word(f"per.{period}")
    for day in range(7):
        assert words.word(f"weekday.{day}")


@EACH
def test_every_noun_has_all_its_forms(words: Glossary) -> None:
    categories = [each.strip() for each in words.formats["plural"]["forms"].split("|")]
    for name in whole(words.code)["nouns"]:
        forms = words.noun(name).forms
        assert list(forms) == CASES.get(words.code, [""]), name
        assert all(list(row) == categories and all(row.values()) for row in forms.values()), name


@EACH
def test_every_kpi_is_complete(words: Glossary) -> None:
    assert set(whole(words.code)["kpis"]) == set(measures())
    for each in map(words.kpi, measures()):
        assert each.name[0].isupper()
        assert all((each.formula, each.traps, words.word(f"units.{each.unit}"))), each.id
        assert words.word(f"families.{each.family}")
        assert all((Direction(each.direction), Basis(each.basis), Period(each.period)))
        assert {each.partner, *each.needs} <= set(measures()), each.id
        used = set(re.findall(r"\w+", each.calculation))
        assert set(each.needs) == used & set(measures()), each.id
    assert {trap for name in measures() for trap in catalogue()[name]["traps"]} == set(
        whole(words.code)["traps"]
    )


def catalogue() -> Any:
    return whole("kpis")


def test_the_catalogue_holds_the_nine_kpis_of_every_agreement_first() -> None:
    assert measures()[:9] == (
        "sales_target",
        "funnel_leads",
        "qualified_leads",
        "followup_attempts",
        "conversion",
        "deal_size",
        "sales_cycle",
        "cac",
        "ltv",
    )
    assert len(set(measures())) >= 40


@EACH
def test_every_term_says_what_it_means(words: Glossary) -> None:
    for term in words.terms:
        assert term.definition
        assert not set(term.forbidden) & {term.name, *term.accepted}
        assert not term.noun or words.noun(term.noun)


def test_the_worst_mistranslations_are_forbidden() -> None:
    for words in SEED_MISTRANSLATIONS:
        assert [use.text for use in forbidden(words, "ru")] == [words]


def texts() -> Iterator[tuple[str, str]]:
    """Everything that a reader may see, by file; glossaries without what they forbid."""
    for folder, kinds in ("templates", "*.*"), ("examples", "*.yaml"), ("sla_writer", "*.po"):
        for path in sorted((ROOT / folder).rglob(kinds)):
            if path.is_file():
                yield str(path.relative_to(ROOT)), path.read_text("utf-8")
    for code in languages():
        said = [text for path, text in leaves(whole(code)) if not path.endswith("forbidden")]
        yield f"glossaries/{code}.yaml", "\n".join(said)


def test_no_forbidden_variant_is_written_anywhere() -> None:
    found = [
        (file, use.text)
        for file, text in texts()
        for code in languages()
        for use in forbidden(text, code)
    ]
    assert found == []


def test_russian_is_spelt_as_an_editor_spells_it() -> None:
    slips = re.compile(
        r"в течении\b|\bне менее,|согласно [а-яё]+ия\b|[\"„“”]|[а-яё] - [а-яё]", re.I
    )
    for path, text in leaves(whole("ru")):
        assert not slips.search(text), (path, text)


def test_english_uses_its_own_quotes_and_apostrophes() -> None:
    for path, text in leaves(whole("en")):
        assert not re.search(r"[\"'«»]", text.replace("00", "")), (path, text)


def test_words_stand_in_the_form_that_a_sentence_asks_for() -> None:
    ru, en = glossary("ru"), glossary("en")
    assert ru.label(Ruling.ACCEPTED, "instrumental") == "принятым"
    assert en.label(Ruling.ACCEPTED, "instrumental") == "accepted"
    assert ru.label(SideName.SALES, "genitive") == "Продаж"
    assert ru.label(Event.FIRST_ATTEMPT, "genitive") == "первая попытка контакта"
    assert ru.word("join.and") == " и "
    assert ru.word("per.month") == "в месяц"


def test_a_missing_word_is_an_error_with_its_place() -> None:
    with pytest.raises(PackError) as failed:
        glossary("ru").word("per.decade")
    problem = failed.value.problems[0]
    assert problem.params["name"] == "words.per.decade"
    assert problem.place
    assert problem.place.line > 1
    with pytest.raises(PackError):
        glossary("ru").kpi("nonsense")
    with pytest.raises(PackError):
        glossary("../ru")
