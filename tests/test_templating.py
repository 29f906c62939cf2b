"""A pack's templates can reach facts and nothing else."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from sla_writer import messages, templating
from sla_writer import pack as packs
from sla_writer.agreement import Agreement, reading
from sla_writer.agreement.record import Record
from sla_writer.clauses import document
from sla_writer.errors import PackError
from sla_writer.facts import facts
from sla_writer.template_check import check, used_fields

EXAMPLE = sorted((Path(__file__).parent.parent / "examples").glob("*/agreement.yaml"))[0]

REFUSED = [
    "{{ ''.__class__ }}",
    "{{ identity.__class__ }}",
    "{{ identity._record }}",
    "{{ identity['title'] }}",
    "{{ identity|attr('title') }}",
    "{{ identity.title.format() }}",
    "{{ range(10) }}",
    "{% for x in range(10) %}{% endfor %}",
    "{{ 'a' * 1000000000 }}",
    "{{ 2 ** 99999 }}",
    "{{ '%1000000000s'|format('x') }}",
    "{{ lipsum(n=100000) }}",
    "{{ cycler.__init__.__globals__ }}",
    "{{ self }}{{ self._TemplateReference__context }}",
    "{% include '/etc/passwd' %}",
    "{% import 'x' as y %}",
    "{% extends 'x' %}",
    "{% set x = 1 %}",
    "{% block b %}{% endblock %}",
    "{% filter upper %}x{% endfilter %}",
    "{% call identity() %}{% endcall %}",
    "{{ open_scope(identity) }}",
    "{{ _printer }}",
    "{{ identity.title|safe }}",
    "{{ identity.title|unknown }}",
    "{{ 'a' if identity else 'b' }}",
    "{{ [1, 2] }}",
    "{{ {'a': 1} }}",
    "{{ identity.title ~ 'x' }}",
    "{{ 1 + 1 }}",
    "{% for k in kpis recursive %}{{ loop(k) }}{% endfor %}",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{{ identity.no_such_field }}",
    "{{ no_such_name }}",
    "{{ no_such_name|genitive }}",
    "{{ identity.model_copy }}",
    "{{ kpis.record }}",
    "{{ goals }}",
    "{% if %}",
    "{{ identity.title",
]


@pytest.mark.parametrize("template", REFUSED)
def test_a_template_that_reaches_for_more_is_refused_with_its_line(
    template: str, tmp_path: Path
) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "pack.yaml").write_text("name: {en: x}\nsections: [one]\n", encoding="utf-8")
    (tmp_path / "en" / "one.md").write_text(f"## One\n\nText.\n{template}\n", encoding="utf-8")
    agreement = reading.load(EXAMPLE)
    with pytest.raises(PackError) as caught:
        document(agreement, packs.Pack("own", (tmp_path,)), "en")
    place = caught.value.problems[0].place
    assert place is not None
    assert place.file.endswith("one.md")
    assert place.line in (1, 4)


@pytest.mark.parametrize("name", list(packs.shipped()))
def test_a_shipped_pack_is_fit_for_use(name: str) -> None:
    assert [str(problem) for problem in check(packs.load(name))] == []


def test_a_misspelt_field_is_found_with_file_and_line(tmp_path: Path) -> None:
    (tmp_path / "en").mkdir()
    own = tmp_path / "en" / "kpis.md"
    own.write_text(
        "## KPIs\n\n{% for k in kpis %}\n{{ k.targett }}\n{% endfor %}\n", encoding="utf-8"
    )
    problems = [
        p for p in check(packs.load("b2b", tmp_path)) if p.place and "kpis.md" in p.place.file
    ]
    assert [(p.place.line, p.params["name"]) for p in problems if p.place] == [(4, "k.targett")]
    assert "target" in str(problems[0])


def test_an_overlay_replaces_a_pack_file_by_file(tmp_path: Path) -> None:
    (tmp_path / "ru").mkdir()
    (tmp_path / "ru" / "closing.md").write_text("Свой конец. {.closing}\n", encoding="utf-8")
    found = document(reading.load(EXAMPLE), packs.load("b2b", tmp_path), "ru")
    assert found.blocks[-1].runs[0].text == "Свой конец."  # type: ignore[union-attr]
    assert len(found.blocks) > 50


@pytest.fixture
def kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder of its own for what is kept compiled."""
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    templating._environment.cache_clear()
    yield tmp_path
    templating._environment.cache_clear()


def _printed() -> str:
    agreement = reading.load(EXAMPLE)
    printer = templating.Printer(facts(agreement, "ru"))
    templating._environment.cache_clear()
    return templating.render(packs.load("b2b"), "ru", "goals", printer)


def test_a_shipped_template_is_compiled_once(kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = _printed()
    assert len(list(kept.rglob("template-*"))) == 1
    monkeypatch.setattr(templating._Environment, "_parse", None)
    assert _printed() == first


@pytest.mark.parametrize("broken", [b"", b"j2", b"\0" * 4000])
def test_a_broken_compiled_template_is_compiled_again(kept: Path, broken: bytes) -> None:
    first = _printed()
    (file,) = kept.rglob("template-*")
    whole = file.read_bytes()
    for wrong in (broken, whole[:-200]):
        file.write_bytes(wrong)
        assert _printed() == first
        assert file.read_bytes() == whole


def test_a_template_compiled_by_another_release_is_compiled_again(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _printed()
    (file,) = kept.rglob("template-*")
    before = file.read_bytes()
    monkeypatch.setattr(templating, "__file__", __file__)
    _printed()
    assert file.read_bytes() != before


def test_where_nothing_can_be_kept_templates_work_all_the_same(
    kept: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = _printed()
    taken = kept / "a file"
    taken.write_text("", encoding="utf-8")
    monkeypatch.setattr(sys, "pycache_prefix", str(taken))
    assert _printed() == first


def test_a_customers_own_templates_are_not_kept(kept: Path, tmp_path: Path) -> None:
    own = tmp_path / "own" / "ru"
    own.mkdir(parents=True)
    (own / "goals.md").write_text("{{ identity.title }}\n", encoding="utf-8")
    pack = packs.load("b2b", own.parent)
    printer = templating.Printer(facts(reading.load(EXAMPLE), "ru"))
    templating.render(pack, "ru", "goals", printer)
    assert list(kept.rglob("template-*")) == []


def test_a_misspelt_field_is_named_in_the_users_language(tmp_path: Path) -> None:
    (tmp_path / "ru").mkdir()
    (tmp_path / "ru" / "closing.md").write_text("{{ identity.titel }}\n", encoding="utf-8")
    messages.use("ru")
    with pytest.raises(PackError) as caught:
        document(reading.load(EXAMPLE), packs.load("b2b", tmp_path), "ru")
    assert "titel" in str(caught.value)
    assert "object" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("## Own\n\n> a quotation\n", 3),
        ("## Own\n\n#### too deep\n", 3),
        ("## Own {#same}\n\nText. {#same}\n", 1),
        ("## Own\n\n1. See [](#nowhere).\n", 3),
    ],
)
def test_what_a_document_cannot_hold_is_told_with_its_template(
    text: str, line: int, tmp_path: Path
) -> None:
    (tmp_path / "en").mkdir()
    (tmp_path / "pack.yaml").write_text("name: {en: x}\nsections: [one]\n", encoding="utf-8")
    (tmp_path / "en" / "one.md").write_text(text, encoding="utf-8")
    with pytest.raises(PackError) as caught:
        document(reading.load(EXAMPLE), packs.Pack("own", (tmp_path,)), "en")
    place = caught.value.problems[0].place
    assert place is not None
    assert (place.file.endswith("one.md"), place.line) == (True, line)


REACHED_OTHERWISE = {
    "Decision": {"who", "by", "between"},
    "Group": {"match", "least", "criteria", "label"},
    "Identity": {"revision", "languages", "paper", "pack"},
    "Past": {"reasons"},
    "Reason": {"path", "about", "reason", "same_meaning"},
    "Region": {"name"},
    "Source": {"name"},
    "Stage": {"rate", "in_plan"},
    "System": {"name"},
    "Undecided": {"undecided"},
    "Week": {"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"},
}
NOT_PRINTED = {
    "Remark": {"path", "origin", "reason", "confirm", "conceded_by", "instead_of"},
    "Role": {"side", "deputy"},
    "Source": {"motion"},
    "Stage": {"weight", "system"},
    "System": {"kind", "of_record"},
    "Term": {"kind"},
}


@pytest.mark.parametrize("language", ["ru", "en"])
def test_what_the_sides_promise_is_printed(language: str) -> None:
    used = used_fields(packs.load("b2b"), language)
    unprinted: dict[str, set[str]] = {}
    for record in records_of(Agreement):
        for name in set(record.model_fields) - {"id"}:
            if (record.__name__, name) not in used:
                unprinted.setdefault(record.__name__, set()).add(name)
    for name, fields in REACHED_OTHERWISE.items():
        unprinted[name] -= fields
    assert {name: fields for name, fields in unprinted.items() if fields} == NOT_PRINTED


def records_of(record: type[Record], seen: set[type[Record]] | None = None) -> set[type[Record]]:
    """A record and every record inside it."""
    found = set() if seen is None else seen
    if record not in found:
        found.add(record)
        for field in record.model_fields.values():
            for inner in _mentioned(field.annotation):
                records_of(inner, found)
    return found


def _mentioned(annotation: object) -> list[type[Record]]:
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return [annotation]
    return [record for part in get_args(annotation) for record in _mentioned(part)]
