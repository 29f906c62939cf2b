"""The review page has all there is to decide on, keeps every text a text, and works in use."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from browser import Browser
from hypothesis import given, settings
from hypothesis import strategies as st

from sla_writer import data, store, yaml_file
from sla_writer.agreement import Agreement
from sla_writer.agreement.reading import agreement_id, canonical, load
from sla_writer.agreement.sides import SideName
from sla_writer.changes import Balance, Change, Effect, Kind, Weight
from sla_writer.changes.both import value_at
from sla_writer.changes.words import said
from sla_writer.cli.ending import run
from sla_writer.comparison import Comparison, Edition, Entry
from sla_writer.comparison import compared as compare
from sla_writer.document import Clause, Document, Heading, Paragraph, Row, Run, Table
from sla_writer.language import language as spoken
from sla_writer.redline import redline
from sla_writer.render.compared.page import render
from sla_writer.workspace.sheets import read
from sla_writer.workspace.upcasting import schema

EXAMPLE = Path(__file__).parents[1] / "examples" / "fennimark" / "agreement.yaml"
HOSTILE = (
    "</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>", "\" onclick='x' a=\"",
    "-->]]><!--", "{change} {0}", "&lt;b&gt; &amp", "\\u003c/script>", "`${1}`", "$& $1",
)  # fmt: skip
WORDS = {each: each.title() for each in ("table", "figure", "annex", "contents", "clause")}


def document(agreed: str, name: str = "Volume", code: str = "en") -> Document:
    """A small agreement as it is read; `agreed` is what its one promise says."""
    head = Row("", ((Run("What"),), (Run("How much"),)))
    row = Row("kpis.mql", ((Run("Leads"),), (Run(agreed),)))
    return Document(
        code, name, "Q1", "0" * 64, "2027-01-01",
        (
            Paragraph("title", (Run(name),), role="title"),
            Heading("volume", 1, (Run(name),)),
            Clause("promise", (Run("Marketing hands off "), Run(agreed), Run(" leads."))),
            Table("terms", (Run("Terms"),), ("left", "left"), head, (row,)),
            Heading("times", 1, (Run("Times"),)),
            Clause("time", (Run("Sales answers within "), Run(agreed), Run(" hours."))),
        ),
        words=WORDS,
    )  # fmt: skip


@pytest.fixture(scope="module")
def agreement() -> Agreement:
    return load(EXAMPLE)


def compared(agreement: Agreement, text: str = "120", code: str = "en") -> Comparison:
    """Two editions with a change of each weight; `text` stands wherever people can write."""
    old = Edition(text, "a" * 64, agreement, document("100", code=code), 1)
    new = Edition("2027-Q1-r1", "b" * 64, agreement, document(text, text, code), 2)
    kpi, limit, role = agreement.kpis[0], agreement.time_limits[0], agreement.roles[0]
    target = Change(
        Kind.TARGET, f"kpis.{kpi.id}.target", kpi, f"kpis.{kpi.id}", kpi.target, kpi.target,
        side=SideName.MARKETING, effect=Effect.TIGHTENED, breaks=(f"kpis.{kpi.id}.target",),
        names={f"kpis.{kpi.id}": kpi},
    )  # fmt: skip
    within = Change(
        Kind.LIMIT, f"time_limits.{limit.id}.within", limit, f"time_limits.{limit.id}",
        limit.within, limit.within, side=SideName.SALES, effect=Effect.RELAXED,
    )  # fmt: skip
    person = Change(
        Kind.PERSON, f"roles.{role.id}.person", role, f"roles.{role.id}", text, text,
        weight=Weight.MINOR,
    )  # fmt: skip
    again = Entry("again", target, "clause 2.1", "time")
    entries = (
        Entry("one", target, "clause 1.1", "promise", text, (again,)),
        Entry(text, within, "Table 1", "kpis.mql"),
        Entry("three", person, text, ""),
    )
    sums = {SideName.MARKETING: Balance(1, 0), SideName.SALES: Balance(0, 1)}
    marked = redline(old.document, new.document)
    return Comparison(old, new, code, entries, marked, (("clause 2.1", "time"),), sums)


class Tags(HTMLParser):
    """The tags of a page with the names of their attributes, and what stands in its data island."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, tuple[str, ...]]] = []
        self.island, self.inside = "", False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, tuple(name for name, _ in attrs)))
        self.inside = ("type", "application/json") in attrs

    def handle_endtag(self, tag: str) -> None:
        self.inside = False

    def handle_data(self, data: str) -> None:
        self.island += data if self.inside else ""

    @property
    def data(self) -> Any:
        return json.loads(self.island)


# --- what it says ---------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["en", "ru"])
def test_every_change_is_there_to_decide_on_in_its_language(
    agreement: Agreement, code: str
) -> None:
    comparison = compared(agreement, code=code)
    page = render(comparison)
    assert f'<html lang="{code}">' in page
    for entry in comparison.entries:
        assert said(entry.change, spoken(code)) in page.replace("&#x27;", "'").replace(
            "&quot;", '"'
        )
    assert page.count('value="accept"') == page.count("<textarea") == 3
    assert {"en": "nobody has said why", "ru": "причина не указана"}[code] in page
    tags = Tags(page)
    assert [each["key"] for each in tags.data["changes"]] == ["one", "120", "three"]
    assert (tags.data["old"]["id"], tags.data["new"]["id"]) == ("a" * 64, "b" * 64)


def test_where_nothing_is_different_there_is_nothing_to_decide(agreement: Agreement) -> None:
    same = compared(agreement)
    page = render(replace(same, entries=(), reworded=()))
    assert "Both versions promise the same." in page
    assert "<textarea" not in page
    assert 'class="bar"' not in page


def test_every_link_within_the_page_leads_somewhere(agreement: Agreement) -> None:
    full = compared(agreement)
    for page in (render(full), render(replace(full, entries=(), reworded=()))):
        ids = re.findall(r' id="([^"]+)"', page)
        assert len(ids) == len(set(ids))
        assert set(re.findall(r'href="#([^"]+)"', page)) <= set(ids)
        for names in re.findall(r'aria-(?:labelledby|describedby)="([^"]+)"', page):
            assert set(names.split()) <= set(ids)


def words(code: str) -> dict[str, str]:
    """The page's words in a language by their paths."""

    def leaves(value: Any, path: str) -> Iterator[tuple[str, str]]:
        if isinstance(value, dict):
            for name, each in value.items():
                yield from leaves(each, f"{path}.{name}")
        else:
            yield path, value

    return dict(
        leaves(yaml_file.load(data.folder("glossaries") / "review" / f"{code}.yaml").data, "")
    )


def test_both_languages_have_the_same_words_with_the_same_places() -> None:
    english, russian = words("en"), words("ru")
    assert list(english) == list(russian)
    for path, word in english.items():
        assert set(re.findall(r"{\w+}", word)) == set(re.findall(r"{\w+}", russian[path])), path
        assert not re.search(r"[\"'«»]", word), path
        assert not re.search(r"[\"“”]|[а-яё] - [а-яё]", russian[path]), path


# --- what people write stays text -----------------------------------------------------------------


@settings(max_examples=25)
@given(st.sampled_from(HOSTILE) | st.text(st.sampled_from("<>&\"'/\\{}$`!-]= az"), min_size=1))
def test_nothing_that_people_write_becomes_a_tag_or_a_script(text: str) -> None:
    agreed = load_once()
    page, plain = render(compared(agreed, text)), render(compared(agreed, "x"))
    assert Tags(page).found == Tags(plain).found
    assert Tags(page).data["changes"][1]["key"] == text
    assert Tags(page).data["old"]["name"] == text


_LOADED: list[Agreement] = []


def load_once() -> Agreement:
    if not _LOADED:
        _LOADED.append(load(EXAMPLE))
    return _LOADED[0]


def test_the_page_may_do_nothing_but_show_its_style_and_run_its_script(
    agreement: Agreement,
) -> None:
    page = render(compared(agreement))
    policy = re.search(r'Policy" content="([^"]+)"', page)
    assert policy
    assert policy[1].startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy[1]
    attributes = {name for _, names in Tags(page).found for name in names}
    assert not [each for each in attributes if each.startswith("on") or each in ("src", "style")]
    assert render(compared(agreement)) == page


# --- in a browser ---------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("browser")


@pytest.fixture(scope="module")
def browser(folder: Path) -> Iterator[Browser]:
    with Browser(folder) as found:
        yield found
        assert found.complaints == []
        assert [each for each in found.asked if not each.startswith("file:")] == []


@pytest.fixture
def page(browser: Browser, folder: Path, agreement: Agreement) -> Browser:
    """The browser with the page as it is when nobody has decided anything."""
    file = folder / "review.html"
    file.write_text(render(compared(agreement)), encoding="utf-8")
    browser.size(1200)
    browser.open(file)
    browser.look("localStorage.clear()")
    browser.open(file)
    return browser


def progress(page: Browser) -> str:
    return str(page.look("document.getElementById(':progress').textContent"))


def shown(page: Browser) -> list[str]:
    found: list[str] = page.look(
        "[...document.querySelectorAll('.card')].filter(c => c.checkVisibility()).map(c => c.id)"
    )
    return found


def pick(page: Browser, name: str, value: str) -> None:
    select = f"document.querySelector('.filters').elements.{name}"
    event = "dispatchEvent(new Event('input', {bubbles: true}))"
    page.look(f"{select}.value = '{value}'; {select}.{event}")


@pytest.mark.chromium
def test_keys_go_from_change_to_change_and_decide_but_never_while_one_types(page: Browser) -> None:
    page.press("j", "a", "j", "r", "k", "d", "j", "j")
    assert progress(page) == "Decided: 2 of 3. Accepted: 0, rejected: 1, to discuss: 1."
    assert page.look("document.activeElement.id") == ":c2"
    page.look("document.querySelector(':focus textarea').focus()")
    page.type("a r d? It’s Léa’s job")
    page.press("a", "r", "?")
    assert progress(page).startswith("Decided: 2 of 3.")
    assert not page.look("document.getElementById(':help').open")
    page.look("document.activeElement.blur()")
    page.press("?")
    assert page.look("document.getElementById(':help').open")
    page.press("Escape")
    page.look("document.getElementById(':help-on').click()")
    page.press("k", "a")
    assert progress(page).startswith("Decided: 2 of 3. Accepted: 0")


@pytest.mark.chromium
def test_keys_of_a_russian_keyboard_do_the_same(page: Browser) -> None:
    for letter, code in (("о", "KeyJ"), ("ф", "KeyA"), ("т", "KeyN"), ("к", "KeyR")):
        page.call("Input.dispatchKeyEvent", type="keyDown", key=letter, code=code, text=letter)
    assert progress(page) == "Decided: 2 of 3. Accepted: 1, rejected: 1, to discuss: 0."


@pytest.mark.chromium
def test_a_browser_that_keeps_nothing_says_so_and_decides_all_the_same(page: Browser) -> None:
    deny = "Object.defineProperty(window, 'localStorage', {get() { throw new Error(); }});"
    script = page.call("Page.addScriptToEvaluateOnNewDocument", source=deny)["identifier"]
    page.open(page.folder / "review.html")
    assert "keeps nothing" in page.look("document.getElementById(':told').textContent")
    page.press("j", "a")
    assert progress(page).startswith("Decided: 1 of 3.")
    page.call("Page.removeScriptToEvaluateOnNewDocument", identifier=script)
    page.open(page.folder / "review.html")
    assert page.warned == ["beforeunload"]


@pytest.mark.chromium
def test_only_the_changes_that_one_asks_for_are_shown(page: Browser) -> None:
    pick(page, "side", "marketing")
    assert shown(page) == [":c0"]
    pick(page, "side", "")
    pick(page, "weight", "minor")
    assert shown(page) == [":c2"]
    pick(page, "weight", "")
    pick(page, "section", "0")
    assert shown(page) == [":c0", ":c1"]
    pick(page, "section", "1")
    assert shown(page) == [":c0"]
    pick(page, "side", "both")
    assert shown(page) == []
    page.look("document.getElementById(':reset').click()")
    assert len(shown(page)) == 3
    page.press("j", "a")
    page.look("document.querySelector('[name=open]').click()")
    assert shown(page) == [":c1", ":c2"]
    told = page.look("document.getElementById(':shown').textContent")
    assert told == "Changes shown: 2 of 3."


@pytest.mark.chromium
def test_decisions_outlive_the_page_and_are_downloaded_as_a_file_that_we_read(
    page: Browser, folder: Path
) -> None:
    page.press("j", "a", "j", "r")
    page.look("document.querySelector('#\\\\:c1 textarea').focus()")
    page.type("keep 4 hours </script> \u202e\u0007end")
    page.look("document.getElementById(':download').click()")
    assert page.look("document.activeElement.id") == ":reviewer"
    page.type("Анна Шоу")
    page.open(folder / "review.html")
    assert progress(page) == "Decided: 2 of 3. Accepted: 1, rejected: 1, to discuss: 0."
    page.look("document.getElementById(':download').click()")
    sheet = read(page.downloaded())
    assert sheet.reviewer == "Анна Шоу"
    assert [(each.key, each.decision) for each in sheet.decisions] == [
        ("one", "accept"), ("120", "reject"),
    ]  # fmt: skip
    assert sheet.decisions[1].note
    assert sheet.decisions[1].note.any()[1] == "keep 4 hours </script> end"
    assert (sheet.old.id, sheet.new.name) == ("a" * 64, "2027-Q1-r1")


@pytest.mark.chromium
def test_a_mark_in_the_document_leads_to_its_card(page: Browser) -> None:
    for place, card in (("promise", ":c0"), ("kpis.mql", ":c1"), ("time", ":c0")):
        page.look(f"document.getElementById('{place}').querySelector('ins').click()")
        assert page.look("document.activeElement.id") == card


@pytest.mark.chromium
def test_old_stands_beside_new_and_each_says_only_what_it_said(page: Browser) -> None:
    page.look("document.getElementsByName('view')[1].click()")
    sides = (
        "[...document.querySelectorAll('.pair')].map(p => [...p.children].map(c => c.innerText))"
    )
    pairs = page.look(sides)
    assert ["1.1.\nMarketing hands off 100 leads.", "1.1.\nMarketing hands off 120 leads."] in pairs
    assert page.look("document.querySelectorAll('[id=promise]').length") == 1
    page.look("document.getElementsByName('view')[0].click()")
    assert page.look("document.querySelectorAll('.pair').length") == 0


@pytest.mark.chromium
def test_what_is_decided_on_the_page_is_what_the_agreement_says_then(
    browser: Browser, folder: Path, tmp_path: Path
) -> None:
    """Of a real quarter's changes the first is rejected and the second discussed."""
    old, new = (load(EXAMPLE.with_name(f"{name}.yaml")) for name in ("agreement", "2027-Q1"))
    told = {"quarter": "2026-Q4", "revision": 1, "schema": schema()}
    store.release(tmp_path, {store.AGREEMENT: canonical(old).encode()}, told, None)
    (tmp_path / "agreement.yaml").write_bytes(EXAMPLE.with_name("2027-Q1.yaml").read_bytes())
    both = (("2026-Q4-r1", old, "100"), ("working", new, "120"))
    comparison = compare(
        *(Edition(name, agreement_id(each), each, document(text)) for name, each, text in both)
    )
    page = folder / "real.html"
    page.write_text(render(comparison), encoding="utf-8")
    browser.open(page)
    browser.press("j", "r", "j", "d", "j", "a")
    browser.look("document.getElementById(':reviewer').focus()")
    browser.type("Anna Shaw")
    browser.look("document.getElementById(':download').click()")
    file = browser.downloaded()
    assert run(["decide", str(file), str(tmp_path), "--due", "2027-03-01", "--owner", "cro"]) < 2
    now = load(tmp_path / "agreement.yaml")
    rejected, discussed = (entry.change for entry in comparison.entries[:2])
    assert value_at(now, rejected.path) == rejected.old
    assert value_at(now, discussed.path) == discussed.new
    assert said(discussed, spoken("en")) in now.open_questions[-1].question.said[0][1]


@pytest.mark.chromium
def test_the_page_fits_a_small_telephone_and_prints_what_was_decided(page: Browser) -> None:
    for width in (320, 768, 1440):
        page.size(width)
        for way in (1, 0):
            page.look(f"document.getElementsByName('view')[{way}].click()")
            assert page.look("document.documentElement.scrollWidth") == width
    page.press("j", "r")
    pick(page, "side", "sales")
    page.prefer(media="print")
    printed = page.look("document.body.innerText")
    page.prefer()
    assert "Rejected" in printed
    assert "Download decisions" not in printed
    assert printed.count("Not decided") == 2
