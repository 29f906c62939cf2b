"""The web page is whole, safe to open, and told by a screen reader as it is seen."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla_writer import render as formats
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
from sla_writer.render.html import render
from sla_writer.render.pictures import description, shares

VOID = {"meta", "br", "link", "img", "hr", "input"}
WORDS = {"table": "Table", "figure": "Figure", "annex": "Annex", "contents": "Contents"}


class Page(HTMLParser):
    """Reads a page as a browser would, and notes what is in it."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: Counter[str] = Counter()
        self.attributes: list[tuple[str, str, str]] = []
        self.text = ""
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += [(tag, name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data if "style" not in self.open else ""

    def values(self, name: str) -> list[str]:
        return [value for _, given_name, value in self.attributes if given_name == name]


def plain(text: str) -> Runs:
    return (Run(text),)


def document(*blocks: Block, language: str = "en") -> Document:
    title = Paragraph("title", plain("Agreement"), "title")
    return Document(language, "SLA", "Q4", "3f", "2026-10-01", (title, *blocks), words=WORDS)


AGREEMENT = document(
    Paragraph("sub", plain("Q4 2026"), "subtitle"),
    Table("key", plain("Key terms"), ("left", "left"), Row("k0", (plain("Term"), plain("Value"))),
          (Row("k1", (plain("Plan"), plain("10"))),), "key"),
    Heading("goals", 1, plain("Goals")),
    Heading("money", 2, plain("Money")),
    Clause("plan", (Run("see "), Run("1.2", target="mql"), Run(" MQL", term="mql"))),
    Clause("mql", (Run("web", href="https://a.example/?x=1&y=2"),)),
    Clause("part", plain("first"), 2),
    Item("i", plain("one")), Item("j", plain("two"), 3), Item("k", plain("three"), 2),
    Item("l", plain("four")),
    Table("terms", plain("Terms"), ("left", "right"), Row("t0", (plain("Term"), plain("Meaning"))),
          (Row("terms.mql", (plain("MQL"), plain("a qualified lead"))),)),
    Figure("funnel", plain("Funnel"), "funnel", (plain("Stage"), plain("Count")),
           (Point(plain("Lead"), (Bar(plain("2 500"), Decimal(2500)),)),
            Point(plain("Won"), (Bar(plain("—")),)))),
    Figure("rates", plain("Rates"), "bars", (plain("KPI"), plain("Now"), plain("Plan")),
           (Point(plain("SAL"),
                  (Bar(plain("72 %"), Decimal(72)), Bar(plain("80 %"), Decimal(80)))),)),
    Heading("sign", 1, plain("Signatures")),
    Table("s", plain("Signatures"), ("left",), Row("s0", (plain("Date"),)),
          (Row("s1", ((Run("", control="date"),),)),), "signatures"),
    Heading("annex", 1, plain("Examples"), annex=True),
    Clause("x", (Run("Слово", language="ru"), Run("\nline"))),
    Paragraph("end", plain("acme · r1"), "closing"),
)  # fmt: skip


def test_every_link_inside_the_page_leads_somewhere() -> None:
    page = Page(render(AGREEMENT))
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    inner = [href[1:] for href in page.values("href") if href.startswith("#")]
    named = [name for names in page.values("aria-labelledby") for name in names.split()]
    assert {"goals", "mql", "terms.mql", "annex"} <= set(inner)
    assert set(inner) | set(named) <= set(ids)


def test_the_page_is_told_as_it_is_seen() -> None:
    text = render(AGREEMENT)
    page = Page(text)
    assert re.search(r'<html lang="en">', text)
    assert [page.tags[tag] for tag in ("h1", "h2", "h3", "main", "nav", "caption", "section")] == [
        1, 4, 1, 1, 1, 3, 3,
    ]  # fmt: skip
    for said in (
        "1. Goals",
        "1.1. see 1.2 MQL",
        "(a) first",
        "Table 1. Key terms",
        "Annex A. Exam",
    ):
        assert said in re.sub(r"\s+", " ", page.text)
    assert '<a class="term" href="#terms.mql" title="MQL — a qualified lead"> MQL</a>' in text
    assert '<span lang="ru">Слово</span><br>line' in text


def test_items_are_nested_lists_whatever_their_depths() -> None:
    text = render(AGREEMENT)
    found = re.sub(r"\s+", "", text[text.index("<ul>") : text.rindex("</ul>") + 5])
    assert found == (
        '<ul><liid="i">one<ul><liclass="gap"><ul><liid="j">two</li></ul></li>'
        '<liid="k">three</li></ul></li><liid="l">four</li></ul>'
    )


def test_a_figure_says_its_numbers_to_those_who_cannot_see_it() -> None:
    text = render(AGREEMENT)
    rates = next(block for block in AGREEMENT.blocks if block.id == "rates")
    assert isinstance(rates, Figure)
    assert description(rates) == "SAL: Now 72 %, Plan 80 %"
    assert f'<desc id="rates:numbers">{description(rates)}</desc>' in text
    assert text.count('<div class="hidden"><table>') == 2
    assert shares(rates) == [[Decimal("0.9"), Decimal(1)]]


def test_nothing_is_loaded_and_nothing_can_run() -> None:
    text = render(AGREEMENT)
    page = Page(text)
    assert "default-src 'none'" in text
    assert not {"script", "link", "img", "iframe", "object", "form"} & set(page.tags)
    assert "url(" not in text
    assert "@import" not in text
    assert not [name for _, name, _ in page.attributes if name.startswith("on")]


@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "file:///etc/passwd", ""]
)
def test_an_address_that_is_not_the_webs_is_no_link(href: str) -> None:
    text = render(document(Paragraph("p", (Run("words", href=href),))))
    assert '<p id="p">words</p>' in text


HOSTILE = st.lists(
    st.sampled_from(
        ["<b>", "</style>", "<script>", "&amp;", "&", '"', "'", "]]>", "<!--", "x", "ё"]
    ),
    max_size=5,
).map("".join) | st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)


@given(HOSTILE, HOSTILE)
def test_what_people_type_is_shown_and_never_markup(text: str, name: str) -> None:
    typed = plain(f"x{text}x")
    row = Row("r", (typed,))
    found = document(
        Heading(f"h{name}", 1, typed),
        Clause(f"c{name}", (Run(f"x{text}x", href=f"https://a.example/{name}", term=name),)),
        Item(f"i{name}", typed),
        Table(f"t{name}", typed, ("left",), row, (row,)),
        Figure(f"f{name}", typed, "bars", (typed, typed), (Point(typed, (Bar(typed),)),)),
    )
    page, harmless = Page(render(found)), Page(render(document(*_same(found))))
    assert page.tags == harmless.tags
    assert page.text.count(f"x{text}x") >= 9


def _same(found: Document) -> tuple[Block, ...]:
    """The blocks with harmless words instead of what was typed."""
    typed, row = plain("x"), Row("r", (plain("x"),))
    heading, clause, item, table, figure = (block.id for block in found.blocks[1:])
    return (
        Heading(heading, 1, typed),
        Clause(clause, (Run("x", href="https://a.example/"),)),
        Item(item, typed),
        Table(table, typed, ("left",), row, (row,)),
        Figure(figure, typed, "bars", (typed, typed), (Point(typed, (Bar(typed),)),)),
    )


# --- the list of formats ------------------------------------------------------------------------


def test_every_format_is_on_the_list() -> None:
    assert formats.__file__
    folder = Path(formats.__file__).parent
    here = {
        path.stem
        for path in folder.iterdir()
        if path.suffix == ".py" or (path / "__init__.py").exists()
    }
    shared = {"pictures", "marks", "painting", "html_inline", "markdown_inline", "compared"}
    assert here - {"__init__", *shared} == set(formats.FORMATS.values())


@pytest.mark.parametrize("name", sorted(formats.RENDERERS))
def test_every_format_that_is_text_writes_the_agreement_and_always_the_same(name: str) -> None:
    written = formats.RENDERERS[name](AGREEMENT)
    assert name in formats.FORMATS
    assert written == formats.RENDERERS[name](AGREEMENT)
    assert "Annex A. Examples" in re.sub("<[^>]+>", "", written)
