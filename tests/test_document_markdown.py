"""What a template prints becomes blocks; a value stays data and remembers where it came from."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla_writer.document import (
    Bar,
    Block,
    Clause,
    Figure,
    Heading,
    Item,
    Paragraph,
    Point,
    Row,
    Run,
    Runs,
    Table,
    plain,
)
from sla_writer.document.markdown import (
    FACT,
    FACT_END,
    SCOPE,
    SCOPE_END,
    Trace,
    read,
    resolve,
)
from sla_writer.errors import SlaWriterError


def fact(index: int) -> str:
    return f"{FACT}{index}{FACT_END}"


def scope(index: int, text: str) -> str:
    return f"{SCOPE}{index}{FACT_END}{text}{SCOPE_END}"


def only(text: str, *traces: Trace) -> Block:
    (block,) = read(text, traces=traces)
    return block


def runs(text: str, *traces: Trace) -> Runs:
    block = only(text, *traces)
    assert isinstance(block, Paragraph | Clause | Heading | Item)
    return block.runs


def R(text: str, **look: object) -> Runs:
    return (Run(text, **look),)  # type: ignore[arg-type]


# --- blocks -------------------------------------------------------------------------------------


def test_a_template_says_titles_sections_clauses_and_items() -> None:
    found = read(
        "# Agreement\n\nQ4 2026 {.subtitle}\n\n## Goals {#goals}\n\n### Money {#money}\n\n"
        "1. Target: {#target}\n   - of which new {#new}\n     - EMEA\n   1. first\n"
        "1. Plan {#plan}\n\n## Examples {#examples .annex}\n\n## Notes {#notes .unnumbered}\n\n"
        "Take care. {.note}\n\n- a point\n\nacme · r1 {.closing}\n"
    )
    assert found == (
        Paragraph("title.1", R("Agreement"), "title"),
        Paragraph("start.1", R("Q4 2026"), "subtitle"),
        Heading("goals", 1, R("Goals")),
        Heading("money", 2, R("Money")),
        Clause("target", R("Target:")),
        Item("new", R("of which new")),
        Item("money.1", R("EMEA"), 2),
        Clause("money.2", R("first"), 2),
        Clause("plan", R("Plan")),
        Heading("examples", 1, R("Examples"), annex=True),
        Heading("notes", 1, R("Notes"), numbered=False),
        Paragraph("notes.1", R("Take care."), "note"),
        Item("notes.2", R("a point")),
        Paragraph("notes.3", R("acme · r1"), "closing"),
    )


def test_a_captioned_table_keeps_its_alignment_and_its_rows_ids() -> None:
    found = only(
        "Table: Key *terms* {#key .key}\n\n| Term | Value | Who |\n|---|---:|:-:|\n"
        "| Plan {#key.plan} | **10** | a\\|b |\n| Rest | 5 |\n"
    )
    assert found == Table(
        "key",
        (Run("Key "), Run("terms", italic=True)),
        ("left", "right", "center"),
        Row("key.head", (R("Term"), R("Value"), R("Who"))),
        (
            Row("key.plan", (R("Plan"), R("10", bold=True), R("a|b"))),
            Row("key.1", (R("Rest"), R("5"), ())),
        ),
        "key",
    )


def test_a_figure_draws_the_numbers_behind_its_printed_values() -> None:
    found = only(
        "Figure: Funnel {#f .funnel}\n| Stage | Count |\n|---|---:|\n"
        f"| MQL | {fact(0)} |\n| Won | — |\n",
        Trace(("kpis.mql.target",), "2 450", Decimal(2450)),
    )
    assert found == Figure(
        "f",
        R("Funnel"),
        "funnel",
        (R("Stage"), R("Count")),
        (
            Point(R("MQL"), (Bar(R("2 450", sources=("kpis.mql.target",)), Decimal(2450)),)),
            Point(R("Won"), (Bar(R("—")),)),
        ),
    )


def test_inline_text_has_looks_links_terms_references_and_places_to_fill_in() -> None:
    found = runs(
        "**b** *i* `c` [web](https://a.example/?x=1&y=2) [MQL](term:mql) [](#goals) "
        "[____](field:date)&nbsp;x<br>y\nz"
    )
    assert [run for run in found if run.text != " "] == [
        Run("b", bold=True),
        Run("i", italic=True),
        Run("c", code=True),
        Run("web", href="https://a.example/?x=1&y=2"),
        Run("MQL", term="mql"),
        Run("", target="goals"),
        Run("", control="date"),
        Run("\u00a0x\ny z"),
    ]


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "file:///etc/passwd", "\\\\evil\\share", "//evil", "data:x"]
)
def test_a_link_leads_to_the_web_or_to_mail_or_is_shown_as_typed(address: str) -> None:
    assert all(run.href is None for run in runs(f"[x]({address})"))


# --- facts and scopes ---------------------------------------------------------------------------

HOSTILE = [
    "a | b", "# x", "- x", "1. x", "<b>", "&amp;", "**x**", "[x](https://a)", "{{ 7*7 }}", "{#id}",
    "{% if %}", "`x`", "line\nline", "\\", "Table: x", "_x_", "> x", "---",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
@pytest.mark.parametrize("before", ["", "## ", "1. ", "- "])
def test_a_value_is_never_read_as_markdown(text: str, before: str) -> None:
    assert runs(f"{before}{fact(0)}", Trace(("a",), text)) == R(text, sources=("a",))


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
def test_any_value_is_printed_as_it_is_in_a_cell(text: str) -> None:
    found = only(f"| h |\n|---|\n| **{fact(0)}** |\n", Trace(("a",), text))
    assert isinstance(found, Table)
    assert found.rows[0].cells == (R(text, bold=True, sources=("a",)),)


def test_text_under_conditions_depends_on_all_of_them_and_on_its_own_fact() -> None:
    traces = Trace(("when",)), Trace(("list",)), Trace(("value", "list"), "5", language="en")
    text = "1. Always " + scope(0, f"if{scope(1, f' {fact(2)}')}") + ". {#c}"
    assert runs(text, *traces) == (
        Run("Always "),
        Run("if", sources=("when",)),
        Run(" ", sources=("when", "list")),
        Run("5", language="en", sources=("when", "list", "value")),
        Run("."),
    )


def test_a_scope_may_hold_whole_blocks_rows_and_tables() -> None:
    row = scope(1, "| b {#t.b} | 2 |\n")
    table = f"Table: T {{#t}}\n\n| h | i |\n|---|--:|\n{row}"
    text = scope(0, f"## Head {{#h}}\n\n1. one {{#one}}\n   - item\n\n{table}") + "\n\nend\n"
    found = read(text, traces=[Trace(("when",)), Trace(("rows",))])
    heading, clause, item, grid, end = found
    assert (heading.id, clause.id, item.id, end.id) == ("h", "one", "h.1", "h.2")
    when = ("when",)
    assert isinstance(grid, Table)
    assert grid.head.cells == (R("h", sources=when), R("i", sources=when))
    assert grid.align == ("left", "right")
    both = ("when", "rows")
    assert grid.rows == (Row("t.b", (R("b", sources=both), R("2", sources=both))),)
    assert end == Paragraph("h.2", R("end"))


def test_a_loop_over_rows_leaves_one_table_and_a_blank_line_ends_it() -> None:
    rows = "".join(scope(0, f"| {name} |\n") for name in "abc")
    table, after = read(f"| h |\n|---|\n{rows}{scope(0, chr(10))}after", traces=[Trace(("x",))])
    assert isinstance(table, Table)
    assert [plain(row.cells[0]) for row in table.rows] == ["a", "b", "c"]
    assert after == Paragraph("start.2", R("after"))


@pytest.mark.parametrize("inner", ["**«a»**", "*«a»*", "**a.**", "`a`", "[a](term:b)"])
@pytest.mark.parametrize("after", [", b", " b", ".", ""])
def test_a_scope_changes_sources_and_nothing_else(inner: str, after: str) -> None:
    marked = runs(f"x {scope(0, inner)}{scope(1, after)}", Trace(("p",)), Trace(("q",)))
    looks = [(run.text, run.bold, run.italic, run.code, run.term) for run in marked]
    joined = [
        (run.text, run.bold, run.italic, run.code, run.term) for run in runs(f"x {inner}{after}")
    ]
    assert (
        looks == joined or "".join(text for text, *_ in looks) == f"x {plain(runs(inner))}{after}"
    )
    assert [look for look in looks if look[1:] != looks[0][1:]] == [
        look for look in joined if look[1:] != joined[0][1:]
    ]


# --- references ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["1", "1.1", "1.1(b)", "A", "A.1", "1"]),
        ("ru", ["1", "1.1", "1.1, б", "А", "А.1", "1"]),
    ],
)
def test_a_reference_prints_the_number_of_its_target(language: str, expected: list[str]) -> None:
    text = (
        "## S {#s}\n\n1. one {#c}\n   1. a {#a}\n   1. b {#b}\n\n## X {#x .annex}\n\n1. z {#z}\n\n"
        "Table: T {#t}\n\n| h |\n|---|\n\n[](#s)[](#c)[](#b)[](#x)[](#z)[](#t)\n"
    )
    found = resolve(read(text), language)[-1]
    assert isinstance(found, Paragraph)
    assert [run.text for run in found.runs] == expected


@pytest.mark.parametrize("target", ["nowhere", "signpost"])
def test_a_reference_to_nothing_numbered_is_an_error(target: str) -> None:
    with pytest.raises(SlaWriterError, match=target):
        resolve(read(f"## S\n\n### Signpost {{#signpost}}\n\nsee [](#{target})"), "en")


# --- refusals -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("x\n\n> quoted", "error-markdown-block"),
        ("x\n\n---", "error-markdown-block"),
        ("x\n\n```\ncode\n```", "error-markdown-block"),
        ("x\n\n    indented", "error-markdown-block"),
        ("x\n\n<b>html</b>", "error-markdown-block"),
        ("x\n\n[words](#id)", "error-markdown-block"),
        ("x\n\n- 1. a clause in an item", "error-markdown-block"),
        ("x\n\n1. a\n   1. b\n      1. c", "error-markdown-block"),
        ("x\n\n" + "- " * 9 + "deep", "error-markdown-block"),
        ("x\n\n" + "- " * 300 + "deep", "error-markdown-block"),
        ("x\n\n- | h |\n  |---|\n", "error-markdown-block"),
        ("x\n\n#### deep", "error-markdown-heading"),
        ("x\n\n- # listed", "error-markdown-heading"),
        ("x\n\nTable: caption alone", "error-markdown-caption"),
        ("x\n\n| h |\n|---|\n| a | b |", "error-markdown-cells"),
        ("x\n\n## Section {.anex}", "error-markdown-names"),
        ("x\n\n{#alone}\n\n## Section", "error-markdown-names"),
    ],
)
def test_what_a_document_cannot_hold_is_refused_with_its_line(text: str, key: str) -> None:
    with pytest.raises(SlaWriterError) as caught:
        read(text)
    assert caught.value.key == key
    assert caught.value.params["line"] in (3, 5)
    assert str(caught.value) != key


def test_two_blocks_never_share_an_id() -> None:
    with pytest.raises(SlaWriterError, match="twice"):
        read("a {#twice}\n\nb {#twice}")


def test_marks_that_point_nowhere_are_refused() -> None:
    for text in (fact(0), SCOPE_END, f"{SCOPE}0{FACT_END}open", scope(7, "x")):
        with pytest.raises(SlaWriterError) as caught:
            read(text)
        assert caught.value.key == "error-markdown-mark"


def test_a_text_without_end_is_refused() -> None:
    with pytest.raises(SlaWriterError, match="2000000"):
        read("x" * 2_000_001)
