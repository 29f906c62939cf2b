"""The Markdown file is readable as text and says, read back, exactly what the document says."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sla_writer import text_gate
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
from sla_writer.document.markdown import bare, merged, read
from sla_writer.render.markdown import inline, render

WORDS = {
    "en": {"table": "Table", "figure": "Figure", "annex": "Annex"},
    "ru": {"table": "Таблица", "figure": "Рисунок", "annex": "Приложение"},
}


def document(*blocks: Block, language: str = "en") -> Document:
    return Document(language, "SLA", "Q4", "3f", "2026-10-01", blocks, words=WORDS[language])


def read_back(found: Document) -> tuple[Block, ...]:
    return read(render(found), language=found.language, words=found.words)


# --- what it looks like -------------------------------------------------------------------------


def plain(text: str) -> Runs:
    return (Run(text),)


AGREEMENT = document(
    Paragraph("t", plain("Agreement"), "title"),
    Paragraph("s", plain("Q4 2026"), "subtitle"),
    Heading("h", 1, plain("Goals & terms")),
    Heading("m", 2, plain("Money")),
    Clause("c", (Run("We pass "), Run("500 MQLs", bold=True), Run(" a month (C# & R&D)."))),
    Clause("a", plain("first;"), 2),
    Clause("b", (Run("see clause "), Run("1.1", target="c"), Run(".")), 2),
    Item("i", plain("item")),
    Item("j", (Run("hs_lead_status", code=True), Run(" is set")), 2),
    Table(
        "k",
        plain("KPIs"),
        ("left", "right"),
        Row("k0", (plain("KPI"), plain("Target"))),
        (
            Row("k1", (plain("SAL | SQL"), plain("80 %"))),
            Row("k2", ((Run("", control="text"),), ())),
        ),
    ),
    Figure("f", plain("Funnel"), "funnel", (plain("Stage"), plain("Count")),
           (Point(plain("Lead"), (Bar(plain("2 500")),)),)),
    Heading("x", 1, plain("Examples"), annex=True),
    Clause("y", (Run("Line one\nline "), Run("two", href="https://a.example/?x=1&y=2"))),
    Heading("n", 1, plain("1. Not a number"), numbered=False),
    Paragraph("z", (Run("2.1.", bold=True), Run(" is text"))),
)  # fmt: skip

EXPECTED = """\
# Agreement

Q4 2026

## 1. Goals & terms

### Money

**1.1.** We pass **500 MQLs** a month (C# & R&D).

**(a)** first;

**(b)** see clause 1.1.

- item
  - `hs_lead_status` is set

**Table 1.** KPIs

| KPI        | Target |
| ---------- | -----: |
| SAL \\| SQL |   80 % |
| ________   |        |

**Figure 1.** Funnel

| Stage | Count |
| ----- | ----: |
| Lead  | 2 500 |

## Annex A. Examples

**A.1.** Line one<br>line [two](https://a.example/?x=1&y=2)

## 1\\. Not a number

**2.1\\.** is text
"""


def test_the_file_reads_well_as_text() -> None:
    assert render(AGREEMENT) == EXPECTED
    assert read_back(AGREEMENT) == bare(AGREEMENT)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("a & b; R&D; x &amp; y", "a & b; R\\&D; x \\&amp; y"),
        ("5 < 6, <b>, a > b", "5 < 6, \\<b>, a > b"),
        ("hs_lead_status and _x_", "hs_lead_status and \\_x\\_"),
        ("2 * 3 [1] `x` ~5", "2 \\* 3 [1] \\`x\\` \\~5"),
        ("[x](y) [a]", "\\[x\\](y) [a\\]"),
        ("{{ 7 }} {% %} #1 $5 -5 %", "{{ 7 }} {% %} #1 $5 -5 %"),
    ],
)
def test_only_what_would_be_markdown_is_escaped(text: str, written: str) -> None:
    assert inline(plain(text)) == written


@pytest.mark.parametrize(
    "text", ["# x", "- x", "+ x", "1. x", "12) x", "> x", "---", "| a |", "\tx"]
)
def test_text_never_begins_another_kind_of_block(text: str) -> None:
    found = document(Paragraph("p", plain(text)), Item("i", plain(text)), Clause("c", plain(text)))
    assert read_back(found) == bare(found)


# --- the law: read back, it is the same ---------------------------------------------------------

HOSTILE = [
    "&", "&amp;", "<b>", "<br>", "|", "\\", "\\|", "\n", "{{ 7*7 }}", "{% %}", "{#id}", "1. ",
    "1.1.", "# ", "**", "*", "_", "__", "`", "``", " ", "  ", "\t", "\u00a0", "🙂", "ё", "x",
    "слово", ".", ",", "!", "[", "]", "(", ")", "[x](y)", "~~", "<!-- -->", "https://x", "Table 1.",
    "Annex A. ", "(a)", "а)", "-", "+", "=", ">", "--", "«", "»", "—", "\u2009", "\u0301", "9",
    "а" * 300, "$x$",
]  # fmt: skip

characters = st.characters(exclude_categories=["Cs", "Cc"]).filter(
    lambda c: not text_gate.refused(c) and text_gate.clean(f"x{c}x") == f"x{c}x"
)
texts = st.lists(st.sampled_from(HOSTILE) | characters, max_size=6).map("".join)
addresses = texts.map(lambda text: "https://a.example/" + text.replace("\n", "").replace("\t", ""))
looks = st.fixed_dictionaries(
    {"bold": st.booleans(), "italic": st.booleans(), "code": st.booleans()},
    optional={
        "href": addresses,
        "term": st.just("mql"),
        "control": st.just("text"),
        "sources": st.just(("a.b",)),
    },
)
runs = st.lists(st.builds(lambda text, look: Run(text, **look), texts, looks), max_size=4).map(
    tuple
)


def rows(width: int) -> st.SearchStrategy[Row]:
    return st.tuples(*[runs] * width).map(lambda cells: Row("r", cells))


tables = st.integers(1, 3).flatmap(
    lambda width: st.builds(
        Table,
        st.just("t"),
        runs,
        st.tuples(*[st.sampled_from(["left", "right", "center"])] * width),
        rows(width),
        st.lists(rows(width), max_size=2).map(tuple),
        st.sampled_from(["grid", "key", "signatures"]),
    )
)
points = st.builds(Point, runs, st.tuples(runs.map(Bar)))
blocks = st.one_of(
    st.builds(Heading, st.just("h"), st.integers(1, 2), runs, st.booleans(), st.booleans()),
    st.builds(Clause, st.just("c"), runs, st.integers(1, 2)),
    st.builds(Paragraph, st.just("p"), runs, st.sampled_from(["body", "title", "note"])),
    st.builds(Item, st.just("i"), runs, st.integers(1, 4)),
    tables,
    st.builds(
        Figure,
        st.just("f"),
        runs,
        st.just("bars"),
        st.tuples(runs, runs),
        st.tuples(points, points),
    ),
)


@given(st.lists(blocks, max_size=4), st.sampled_from(["en", "ru"]))
@example([Paragraph("p", (Run("x"), Run(" «y» ", bold=True), Run("z")))], "ru")
@example([Paragraph("p", (Run("a", bold=True), Run("b", bold=True, italic=True), Run("c")))], "en")
@example(
    [Table("t", (), ("left",), Row("r", ((Run("\\"),),)), (Row("r", ((Run("`|`"),),)),))], "en"
)
def test_read_back_it_is_the_same_document(found: list[Block], language: str) -> None:
    written = document(*found, language=language)
    text = render(written)
    assert read_back(written) == bare(written)
    assert text.endswith("\n")
    assert not any(line != line.rstrip() for line in text.split("\n"))


@given(runs)
def test_any_run_keeps_its_text_and_its_look(found: Runs) -> None:
    written = document(Clause("c", found))
    assert read_back(written) == bare(written)
    assert merged(found) == merged(merged(found))
