"""A pack's templates can reach facts and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from sla_writer import pack as packs
from sla_writer.agreement import reading
from sla_writer.clauses import document
from sla_writer.errors import PackError
from sla_writer.template_check import check

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
