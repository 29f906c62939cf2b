"""Where a figure comes from: the clause that prints it, the field and the line of the file."""

from __future__ import annotations

from decimal import Decimal

import pytest

from sla_writer.document import Clause, Document, Heading, Paragraph, Row, Run, Table
from sla_writer.origins import asked_number, from_path, number, with_number, written
from sla_writer.yaml_file import parse

TARGET = ("plan.sales_target", "identity.currency")
FILE = """\
plan:
  sales_target: 2 450 000 RUB
kpis:
  - id: mql
    target: 500
roles: [cmo, rop]
"""


def document() -> Document:
    return Document(
        language="en",
        title="Agreement",
        version="1",
        reference="0" * 64,
        stamp="2026-10-01",
        words={"clause": "clause", "table": "Table", "figure": "Figure"},
        blocks=(
            Paragraph("title", (Run("Agreement 500"),), "title"),
            Heading("goals", 1, (Run("Goals"),)),
            Clause(
                "goals.a",
                (Run("The target is "), Run("2\u00a0450\u00a0000 ₽", sources=TARGET), Run(".")),
            ),
            Clause("goals.b", (Run("part of "), Run("500", sources=("kpis.mql.target",))), 2),
            Table(
                "kpis",
                (Run("KPIs"),),
                ("left", "right"),
                Row("kpis.head", ((Run("KPI"),), (Run("Target"),))),
                (Row("kpis.mql", ((Run("MQL"),), (Run("500", sources=("kpis.mql.target",)),))),),
            ),
        ),
    )


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("150", "150"),
        ("2 450 000", "2450000"),
        ("2\u00a0450\u202f000", "2450000"),
        ("2,450,000", "2450000"),
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        ("kpis.mql", None),
        ("nan", None),
        ("1e5", None),
        ("", None),
    ],
)
def test_a_number_is_understood_in_either_manner(text: str, value: str | None) -> None:
    assert number(text) == (None if value is None else Decimal(value))


@pytest.mark.parametrize(
    ("what", "value"),
    [("40 %", "40"), ("$1,200", "1200"), ("54 000 000 ₽", "54000000"), ("kpis.q1", None)],
)
def test_a_number_may_be_asked_for_with_its_unit(what: str, value: str | None) -> None:
    assert asked_number(what) == (None if value is None else Decimal(value))


def test_a_field_leads_to_everything_printed_from_it() -> None:
    found = list(from_path(document(), "kpis.mql"))
    assert [(each.where, each.before) for each in found] == [
        ("clause 1.1 (a)", "part of "),
        ("Table 1", "MQL | "),
    ]
    assert [each.where for each in from_path(document(), "plan.sales_target")] == ["clause 1.1"]
    assert not list(from_path(document(), "kpis.mq"))


def test_a_number_leads_to_what_shows_it_but_not_to_what_has_no_source() -> None:
    found = list(with_number(document(), Decimal(500)))
    assert [each.where for each in found] == ["clause 1.1 (a)", "Table 1"]
    [money] = with_number(document(), Decimal("2450000"))
    assert (money.text, money.after, money.sources) == ("2\u00a0450\u00a0000 ₽", ".", TARGET)
    assert not list(with_number(document(), Decimal(450)))


def test_a_path_by_ids_leads_to_the_line_of_the_file() -> None:
    file = parse(FILE, "agreement.yaml")
    found = written(file, "kpis.mql.target")
    assert found is not None
    assert (found.value, str(found.place)) == ("500", "agreement.yaml:5:13")
    second = written(file, "roles.1")
    assert second is not None
    assert (second.value, second.place.line) == ("rop", 6)


@pytest.mark.parametrize(
    "path", ["kpis.sql.target", "plan.nothing", "roles.7", "roles.-1", "x", ""]
)
def test_a_path_that_the_file_does_not_have_leads_nowhere(path: str) -> None:
    assert written(parse(FILE, "agreement.yaml"), path) is None


def test_a_record_has_a_place_but_no_value() -> None:
    found = written(parse(FILE, "agreement.yaml"), "plan")
    assert found is not None
    assert found.value is None
    assert found.place.line == 2
