"""The Word file: what a customer sees in it, and what other programs read out of it."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import mammoth  # type: ignore[import-untyped]
import pytest
from docx2python import docx2python
from hypothesis import given
from hypothesis import strategies as st
from openxml_audit import OpenXmlValidator  # type: ignore[import-untyped]

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
    block_runs,
    numbers,
    to_json,
)
from sla_writer.render import docx
from sla_writer.render.docx.checking import WrittenWrong
from sla_writer.render.docx.columns import column_widths
from sla_writer.render.docx.contents import contents
from sla_writer.render.docx.styles import styles

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LANGUAGES = ("ru", "en")
WORDS = {
    "ru": {"table": "Таблица", "figure": "Рисунок", "annex": "Приложение", "page": "Стр.",
           "contents": "Содержание", "of": "из", "clause": "п."},
    "en": {"table": "Table", "figure": "Figure", "annex": "Annex", "page": "Page",
           "contents": "Contents", "of": "of", "clause": "clause"},
}  # fmt: skip


def said(text: str) -> Runs:
    return (Run(text),)


def shell(language: str, *blocks: Block) -> Document:
    return Document(
        language, "Соглашение «Acme» & <Co>" if language == "ru" else "Acme & <Co> agreement",
        "2026-Q4", "3f" * 32, "2026-10-01", blocks, "A4" if language == "ru" else "Letter",
        WORDS[language], "Acme",
    )  # fmt: skip


def sample(language: str = "ru") -> Document:
    """Every kind of block, more than one page long."""
    return shell(language, *front(), *sections(language), *end())


def front() -> Iterator[Block]:
    yield Paragraph("title", said("SLA"), "title")
    yield Paragraph("subtitle", said("Acme · 2026"), "subtitle")
    head = Row("key.head", (said("Условие"), said("Значение")))
    rows = (Row("key.mql", (said("MQL"), (Run("500", sources=("kpis.mql.target",)),))),)
    yield Table("key", said("Ключевые условия"), ("left", "left"), head, rows, "key")


def sections(language: str) -> Iterator[Block]:
    yield Heading("goals", 1, said("Цели"))
    yield Heading("goals.money", 2, said("Деньги"))
    yield Clause("goals.revenue", (
        Run("План: "), Run("2 450 000 ₽", bold=True, sources=("goals.revenue.target",)),
        Run(". См. п. "), Run("2.1", target="limits"), Run(" и "),
        Run("1.1(a)", target="goals.a"), Run(", приложение "), Run("А", target="annex"),
        Run("; лид "), Run("MQL", term="mql"), Run(" & <b> | {{ 7*7 }}", italic=True),
    ))  # fmt: skip
    parts = (Clause(f"goals.{letter}", said(f"часть {letter};"), 2) for letter in "abcdefghijk")
    yield from parts
    yield Item("goals.i1", said("пункт"))
    yield Item("goals.i2", said("вложенный"), 2)
    stages = (("Lead", 2500), ("MQL", 500), ("Won", 30))
    points = tuple(Point(said(name), (Bar(said(str(n)), Decimal(n)),)) for name, n in stages)
    yield Figure("funnel", said("Воронка"), "funnel", (said("Этап"), said("Число")), points)
    yield Heading("handoff", 1, said("Передача"))
    yield Clause("limits", said("Попытка\nв течение 4 часов."))
    yield Clause("terms.mql", said("MQL — это лид."))
    align = ("left", "right", "center")
    rows = tuple(
        Row(f"kpi.{n}", (said(f"KPI {n}"), (Run(f"{n} %", sources=(f"kpis.k{n}.target",)),),
                         (Run("VP Sales", language="en" if language == "ru" else None),)))
        for n in range(1, 60)
    )  # fmt: skip
    yield Table("kpis", said("KPI"), align, Row("kpis.head", tuple(map(said, "abc"))), rows)
    yield Paragraph("after", (
        Run("Текст со "), Run("ссылкой", href="https://example.com/a?b=1&c=2"), Run(", "),
        Run("hs_lead_status", code=True), Run("."), Run("нет", href="javascript:alert(1)"),
    ))  # fmt: skip
    yield Paragraph("note", said("Примечание."), "note")
    bars = tuple(
        Point(said(name), (Bar(said(f"{a} %"), Decimal(a)), Bar(said("не решено"))))
        for name, a in (("MQL→SAL", 72), ("SAL→SQL", 45))
    )
    heads = (said("KPI"), said("База"), said("План"))
    yield Figure("attain", said("Доли"), "bars", heads, bars)


def end() -> Iterator[Block]:
    yield Heading("signatures", 1, said("Подписи"))
    head = Row("sign.head", tuple(map(said, ("Сторона", "Имя", "Подпись", "Дата"))))
    fill = ((Run("", control="text"),), (Run("", control="date"),))
    rows = (Row("sign.m", (said("Маркетинг"), said("А. Иванова"), *fill)),)
    yield Table("sign", said("Подписи сторон"), ("left",) * 4, head, rows, "signatures")
    yield Heading("history", 1, said("История"), numbered=False)
    yield Heading("annex", 1, said("Примеры"), annex=True)
    yield Clause("annex.1", said("Пример."))
    yield Clause("annex.1.a", said("часть;"), 2)
    yield Heading("annex.b", 1, said("Ещё"), annex=True)
    yield Paragraph("closing", said("acme · 2026-Q4"), "closing")


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def body(document: Document, **how: object) -> ElementTree.Element:
    data = docx.render(document, **how)  # type: ignore[arg-type]
    return ElementTree.fromstring(parts(data)["word/document.xml"])


def attributes(tree: ElementTree.Element, tag: str, name: str) -> list[str]:
    return [each.get(W + name, "") for each in tree.iter(W + tag)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_file_is_whole_and_says_the_document(language: str) -> None:
    document = sample(language)
    docx.check(docx.render(document, embedded="{}"), document)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_validator_of_the_standard_finds_nothing(language: str, tmp_path: Path) -> None:
    document = sample(language)
    pages = [1] * len(contents(document))
    file = tmp_path / "a.docx"
    file.write_bytes(docx.render(document, embedded='{"a": 1}', page_numbers=pages))
    assert [str(error) for error in OpenXmlValidator().validate(str(file)).errors] == []


def test_a_lost_word_is_found_before_the_file_replaces_anything() -> None:
    document = sample()
    data = docx.render(document)
    other = replace(document, blocks=(*document.blocks[:-1], Paragraph("c", said("x"), "closing")))
    with pytest.raises(WrittenWrong, match="acme"):
        docx.check(data, other)
    with pytest.raises(WrittenWrong):
        docx.check(data[:-30], document)


def test_time_zone_locale_and_hash_seed_change_no_byte(tmp_path: Path) -> None:
    harmless = to_json(sample()).replace("javascript:alert(1)", "https://example.com/")
    (tmp_path / "d.json").write_text(harmless, encoding="utf-8")
    code = (
        "import sys, hashlib, pathlib; from sla_writer.document import from_json;"
        "from sla_writer.render import docx;"
        "text = pathlib.Path('d.json').read_text(encoding='utf-8');"
        "print(hashlib.sha256(docx.render(from_json(text), embedded=text)).hexdigest())"
    )
    places = (("UTC", "C", "0"), ("Asia/Kamchatka", "ru_RU.UTF-8", "7"))
    made = {
        subprocess.run(
            [sys.executable, "-c", code],
            cwd=tmp_path,
            capture_output=True,
            check=True,
            env={**os.environ, "TZ": zone, "LC_ALL": locale, "PYTHONHASHSEED": seed},
        ).stdout
        for zone, locale, seed in places
    }
    assert len(made) == 1


def test_nothing_in_the_package_is_junk_or_tells_of_the_machine() -> None:
    data = docx.render(sample())
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        infos = archive.infolist()
    assert infos[0].filename == "[Content_Types].xml"
    assert {info.date_time for info in infos} == {(1980, 1, 1, 0, 0, 0)}
    assert len({(info.create_system, info.external_attr) for info in infos}) == 1
    names = {info.filename for info in infos}
    assert not any(junk in name for name in names for junk in ("thumbnail", "stylesWithEffects"))
    assert b"2026-10-01T00:00:00Z" in parts(data)["docProps/core.xml"]


def test_every_look_is_a_style_of_its_own() -> None:
    tree = body(sample())
    used = set(attributes(tree, "pStyle", "val")) | set(attributes(tree, "rStyle", "val"))
    assert used <= {style.id for style in styles()}
    direct = ("rFonts", "sz", "color", "jc", "ind", "spacing", "shd", "tcBorders")
    assert [tag for tag in direct if next(tree.iter(W + tag), None) is not None] == []


def test_links_lead_to_places_and_values_can_be_found_again() -> None:
    tree = body(sample())
    names = attributes(tree, "bookmarkStart", "name")
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z][0-9a-f]{20}", name) for name in names)
    assert names == attributes(body(sample()), "bookmarkStart", "name")
    traced = [r for b in sample().blocks for r in block_runs(b) if r.sources]
    assert sum(name.startswith("v") for name in names) == len(traced)
    assert set(attributes(tree, "hyperlink", "anchor")) - {""} <= set(names)
    rows = [b for b in sample().blocks if not isinstance(b, Paragraph)]
    moved = attributes(body(shell("ru", *rows)), "bookmarkStart", "name")
    assert set(moved) < set(names)


def test_a_cross_reference_is_a_field_only_where_word_prints_the_same_number() -> None:
    fields = [each.text or "" for each in body(sample("en")).iter(f"{W}instrText")]
    references = [field.split()[2:] for field in fields if field.split()[0] == "REF"]
    assert references == [["\\r", "\\h"], ["\\w", "\\h"]]
    in_russian = [each.text or "" for each in body(sample("ru")).iter(f"{W}instrText")]
    assert sum(" REF " in field for field in in_russian) == 1


def test_only_web_and_mail_addresses_become_links() -> None:
    data = parts(docx.render(sample()))
    assert b"https://example.com/a?b=1&amp;c=2" in data["word/_rels/document.xml.rels"]
    assert b"javascript" not in data["word/_rels/document.xml.rels"]
    assert b"javascript" not in data["word/document.xml"]


def test_contents_are_complete_when_opened_and_take_page_numbers() -> None:
    document = sample()
    entries = contents(document)
    assert [entry.label for entry in entries if entry.level == 1] == [
        "1.", "2.", "3.", "", "Приложение А.", "Приложение Б.",
    ]  # fmt: skip
    shown = ["".join(p.itertext()) for p in body(document).iter(f"{W}p")]
    assert all(any(line.endswith(entry.text) for line in shown) for entry in entries)
    tree = body(document, page_numbers=list(range(2, 2 + len(entries))))
    instructions = [each.text or "" for each in tree.iter(f"{W}instrText")]
    assert sum("PAGEREF" in each for each in instructions) == len(entries)
    with pytest.raises(ValueError, match="1 page"):
        docx.render(document, page_numbers=[1])


def test_a_short_agreement_has_no_contents() -> None:
    short = shell("en", Heading("a", 1, said("Goals")), Clause("b", said("Text.")))
    assert contents(short) == ()
    docx.check(docx.render(short), short)


def test_tables_repeat_their_heads_keep_their_rows_and_never_touch() -> None:
    tree = body(sample())
    assert len(list(tree.iter(f"{W}tblHeader"))) == 2
    assert len(list(tree.iter(f"{W}cantSplit"))) == len(list(tree.iter(f"{W}tr")))
    assert all(attributes(tree, "tblCaption", "val"))
    tags = [child.tag for child in tree[0]]
    assert all(
        tags[n + 1] == f"{W}p" == tags[n - 1] for n, tag in enumerate(tags) if tag == f"{W}tbl"
    )
    for table in tree.iter(f"{W}tbl"):
        grid = [int(each.get(f"{W}w", "0")) for each in table.iter(f"{W}gridCol")]
        assert sum(grid) == 9865
        assert min(grid) > 700


CELLS = st.text(st.sampled_from("абв ш1%i"), max_size=60)


@given(st.lists(st.tuples(CELLS, CELLS, CELLS), max_size=5), st.integers(4000, 20_000))
def test_columns_fill_the_page_whatever_is_in_them(
    rows: list[tuple[str, str, str]], whole: int
) -> None:
    head = Row("h", tuple(map(said, ("Показатель", "План", "Кто"))))
    body = tuple(Row(f"r{n}", tuple(map(said, row))) for n, row in enumerate(rows))
    for role in ("grid", "key", "signatures"):
        widths = column_widths(Table("t", (), ("left", "right", "center"), head, body, role), whole)
        assert sum(widths) == whole
        assert min(widths) > 200


def test_a_word_or_a_figure_is_not_broken_for_the_sake_of_a_sentence() -> None:
    row = ("Потенциальная сделка", "54 000 000 ₽", "слово " * 60)
    head = Row("h", tuple(map(said, ("Этап", "План", "Пояснение"))))
    table = Table("t", (), ("left", "right", "left"), head, (Row("r", tuple(map(said, row))),))
    stage, plan, _ = column_widths(table, 9865)
    assert stage > 13 * 96 + 170
    assert plan > 12 * 90 + 170


def test_a_line_break_parts_words_as_a_space_does() -> None:
    def widths(between: str) -> list[int]:
        cells = (f"Стоимость привлечения{between}Руководитель", "54 000 000 ₽", "слово " * 60)
        head = Row("h", tuple(map(said, ("Показатель", "План", "Пояснение"))))
        row = Row("r", tuple(map(said, cells)))
        return column_widths(Table("t", (), ("left", "right", "left"), head, (row,)), 9865)

    assert widths("\n") == widths(" ")


def test_figures_are_read_out_in_numbers() -> None:
    data = docx.render(sample())
    told = re.findall(rb'descr="([^"]*)"', parts(data)["word/document.xml"])
    assert told[0].decode() == "Lead: 2500; MQL: 500; Won: 30"
    assert (
        told[1].decode() == "MQL→SAL: База 72 %, План не решено; SAL→SQL: База 45 %, План не решено"
    )


def test_signatures_are_places_to_fill_in() -> None:
    assert attributes(body(sample("ru")), "dateFormat", "val") == ["dd.MM.yyyy"]
    assert attributes(body(sample("en")), "dateFormat", "val") == ["MMM d, yyyy"]
    assert len(list(body(sample()).iter(f"{W}showingPlcHdr"))) == 2


HOSTILE = (
    "&",
    "<b>",
    "]]>",
    "a\nb",
    "{{ 7*7 }}",
    "{% x %}",
    "\u00a0",
    "я" * 10_000,
    "\t",
    "'\"",
    "  ",
)


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: repr(text[:8]))
def test_what_a_user_types_comes_out_as_typed(text: str) -> None:
    document = shell(
        "ru", Paragraph("a", said(text)),
        Table("t", said(text), ("left",), Row("h", (said(text),)), (Row("r", (said(text),)),)),
        Figure("f", said(text), "bars", (said(text), said(text)),
               (Point(said(text), (Bar(said(text), Decimal(1)),)),)),
    )  # fmt: skip
    named = replace(document, title=text, version=text, subject=text)
    data = docx.render(named, embedded=text)
    docx.check(data, named)
    assert docx.read_embedded(data) == text


@pytest.mark.parametrize("text", ["\x00", "\x1b", "\x0b", "\r", "\ufffe", "\ud800"], ids=ascii)
def test_what_xml_cannot_hold_never_makes_a_broken_file(text: str) -> None:
    with pytest.raises(ValueError, match=r"XML|surrogates"):
        docx.render(shell("ru", Paragraph("a", said(text))))


@given(st.lists(st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"])), max_size=6))
def test_any_text_is_read_back_whole(texts: list[str]) -> None:
    blocks = [Clause(f"c{n}", (Run(text, sources=("a.b",)),)) for n, text in enumerate(texts)]
    document = shell("en", *blocks)
    docx.check(docx.render(document), document)


def test_mammoth_and_docx2python_find_headings_tables_and_texts(tmp_path: Path) -> None:
    file = tmp_path / "a.docx"
    file.write_bytes(docx.render(sample("en"), embedded="{}"))
    html = mammoth.convert_to_html(io.BytesIO(file.read_bytes())).value
    assert html.count("<table>") == 3
    assert html.count("<thead>") == 2
    assert len(re.findall(r"<h1>", html)) == 3
    assert "2 450 000 ₽" in html
    with docx2python(file) as read:
        assert "KPI 59" in read.text
        assert "Acme & <Co> agreement" in read.text
        assert read.core_properties["title"] == "Acme & <Co> agreement"


# What Arial has of what agreements need: a letter outside it would be set in another font.
ARIAL = re.compile(
    "[\n\u0020-\u007e\u00a0-\u017f\u0400-\u045f\u0490\u0491–—‘’‚“”„†‡•…‰‹›€₽№™−≈≠≤≥×÷←↑→↓\u2009]*"
)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_font_has_every_character(language: str) -> None:
    assert all(ARIAL.fullmatch(r.text) for b in sample(language).blocks for r in block_runs(b))


@pytest.fixture(scope="session")
def read_by_libreoffice(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The text of the sample's PDF in each language."""
    folder = tmp_path_factory.mktemp("office")
    for language in LANGUAGES:
        (folder / f"{language}.docx").write_bytes(docx.render(sample(language)))
    subprocess.run(
        ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
         "--convert-to", "txt:Text (encoded):UTF8", "--outdir", folder,
         *(folder / f"{language}.docx" for language in LANGUAGES)],
        capture_output=True, check=True, timeout=120,
    )  # fmt: skip
    return {each: (folder / f"{each}.txt").read_text(encoding="utf-8-sig") for each in LANGUAGES}


@pytest.mark.libreoffice
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_numbers_that_an_office_counts_are_ours(
    language: str, read_by_libreoffice: dict[str, str]
) -> None:
    lines = [line.strip() for line in read_by_libreoffice[language].splitlines()]
    document = sample(language)
    for block, number in zip(document.blocks, numbers(document), strict=True):
        if isinstance(block, Heading | Clause) and number:
            text = block.runs[0].text.partition("\n")[0].strip()
            annex = isinstance(block, Heading) and block.annex
            wanted = f"{WORDS[language]['annex']} {number}" if annex else number
            assert any(
                re.sub(r"\s+", " ", line).startswith(f"{wanted} {text}") for line in lines
            ), (wanted, text)
