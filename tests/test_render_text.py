"""The plain text fits the terminal, draws its tables, and cannot steer the terminal."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla_writer.document import (
    Bar,
    Block,
    Clause,
    Document,
    Figure,
    Heading,
    Item,
    Paragraph,
    Point,
    Row,
    Run,
    Runs,
    Table,
)
from sla_writer.render.text import columns, render, wrapped

WORDS = {"table": "Table", "figure": "Figure", "annex": "Annex"}


def plain(text: str) -> Runs:
    return (Run(text),)


def document(*blocks: Block) -> Document:
    return Document("en", "SLA", "Q4", "3f", "2026-10-01", blocks, words=WORDS)


EXPECTED = """\
Agreement
═════════

1. Goals
────────

1.1.   We owe 24 leads a
       month.

       (a) first;

           • new
             • EMEA

Table 1. KPIs
┌────────────┬─────────┐
│ KPI        │  Target │
├────────────┼─────────┤
│ MQL        │     500 │
├────────────┼─────────┤
│ acceptance │ 80 % of │
│ rate       │    MQLs │
└────────────┴─────────┘

Table 2. Signatures
┌──────────┐
│ ________ │
└──────────┘

Figure 1. Funnel
Lead
  ████████████ 100
Won
  █▌ 12

Annex A. Examples
─────────────────

See <https://a.example>
"""


def test_a_document_reads_well_in_a_narrow_terminal() -> None:
    found = document(
        Paragraph("t", plain("Agreement"), "title"),
        Heading("g", 1, plain("Goals")),
        Clause("c", (Run("We owe "), Run("24 leads", bold=True), Run(" a month."))),
        Clause("a", plain("first;"), 2),
        Item("i", plain("new")),
        Item("j", plain("EMEA"), 2),
        Table(
            "k",
            plain("KPIs"),
            ("left", "right"),
            Row("0", (plain("KPI"), plain("Target"))),
            (
                Row("1", (plain("MQL"), plain("500"))),
                Row("2", (plain("acceptance rate"), plain("80 % of MQLs"))),
            ),
        ),
        Table(
            "s", plain("Signatures"), ("left",), Row("0", (plain("Sign"),)),
            (Row("1", ((Run("", control="text"),),)),), "key",
        ),
        Figure(
            "f", plain("Funnel"), "funnel", (plain("Stage"), plain("Count")),
            tuple(
                Point(plain(name), (Bar(plain(str(count)), Decimal(count)),))
                for name, count in (("Lead", 100), ("Won", 12))
            ),
        ),
        Heading("x", 1, plain("Examples"), annex=True),
        Paragraph("p", (Run("See", href="https://a.example"),)),
    )  # fmt: skip
    assert render(found, 24) == EXPECTED


@pytest.mark.parametrize(
    ("text", "wide"),
    [("ascii", 5), ("ёж", 2), ("e\u0301", 1), ("漢字", 4), ("🙂", 2), ("a\u200bb", 2)],
)
def test_width_is_what_a_terminal_shows(text: str, wide: int) -> None:
    assert columns(text) == wide


@given(st.text(st.sampled_from("ab слово漢🙂\u00a0\n "), max_size=80), st.integers(4, 30))
def test_wrapping_loses_nothing_and_fits(text: str, width: int) -> None:
    lines = wrapped(text, width)
    assert all(columns(line) <= width for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace("\n", "").replace(" ", "")


@pytest.mark.parametrize("sign", ["\x1b", "\x07", "\x08", "\r", "\x9b", "\x7f", "\u202e", "\u2066"])
def test_data_cannot_steer_the_terminal(sign: str) -> None:
    hostile = plain(f"a{sign}[31mb")
    found = document(
        Paragraph("p", hostile),
        Heading("h", 1, hostile),
        Clause("c", hostile),
        Table("t", hostile, ("left",), Row("0", (hostile,)), (Row("1", (hostile,)),)),
        Figure("f", hostile, "bars", (hostile, hostile), (Point(hostile, (Bar(hostile),)),)),
    )
    text = render(found)
    assert sign not in text
    assert text.count("a�[31mb") == 9


@given(st.lists(st.tuples(*[st.text(max_size=90)] * 3), max_size=4), st.integers(40, 100))
def test_a_table_never_leaves_the_screen(cells: list[tuple[str, ...]], width: int) -> None:
    rows = [Row("r", tuple(plain(text) for text in row)) for row in (("h", "h", "h"), *cells)]
    table = Table("t", plain("T"), ("left", "right", "center"), rows[0], tuple(rows[1:]))
    lines = render(document(table), width).splitlines()[1:]
    assert len({columns(line) for line in lines if line[:1] in "┌│├└"}) == 1
    assert all(columns(line) <= width for line in lines)
