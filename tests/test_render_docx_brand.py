"""A client's own Word file as source of the look: its styles, page, header and footer."""

from __future__ import annotations

import base64
import io
import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import docx as python_docx
import pytest
from docx.shared import Mm, Pt
from openxml_audit import OpenXmlValidator  # type: ignore[import-untyped]

from sla_writer.document import (
    Clause,
    Document,
    Heading,
    Item,
    Paragraph,
    Row,
    Run,
    Runs,
    Table,
)
from sla_writer.render import docx
from sla_writer.render.docx.package_gate import WordFileError

WORDS = {"table": "Table", "figure": "Figure", "annex": "Annex", "contents": "Contents",
         "page": "Page", "of": "of", "clause": "clause"}  # fmt: skip
PIXEL = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


def said(text: str) -> Runs:
    return (Run(text),)


AGREEMENT = Document(
    "en", "Agreement", "2026-Q4", "ab" * 32, "2026-10-01",
    (
        Paragraph("t", said("Agreement"), "title"),
        Heading("g", 1, said("Goals")),
        Heading("g.m", 2, said("Money")),
        Clause("g.1", said("Text.")),
        Clause("g.1.a", said("Part;"), 2),
        Item("i", said("Item")),
        Table("k", said("KPI"), ("left", "right"), Row("h", (said("a"), said("b"))),
              (Row("r", (said("c"), said("1"))),)),
        Heading("x", 1, said("Examples"), annex=True),
        Clause("x.1", said("Text.")),
        Paragraph("c", said("closing"), "closing"),
    ),
    words=WORDS,
)  # fmt: skip


def branded(picture: bool = True) -> bytes:
    """A client's template: its fonts, a numbered heading, a logo, an old text that must go."""
    made = python_docx.Document()
    made.styles["Heading 1"].font.size = Pt(20)
    made.styles["Normal"].font.name = "Georgia"
    section = made.sections[0]
    section.page_width, section.left_margin = Mm(210), Mm(31)
    section.header.paragraphs[0].text = "ACME Corp"
    if picture:
        section.header.paragraphs[0].add_run().add_picture(io.BytesIO(PIXEL))
    section.footer.paragraphs[0].text = "Confidential"
    made.add_paragraph("The old text")
    made.add_picture(io.BytesIO(PIXEL))
    memory = io.BytesIO()
    made.save(memory)
    return memory.getvalue()


def lower_case_names() -> bytes:
    """As some programs write them: names in another case, hardly any styles, no page, no lists."""
    with zipfile.ZipFile(io.BytesIO(branded())) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    styles = parts["word/styles.xml"].decode()
    kept = [
        style
        for style in re.findall(r"<w:style .*?</w:style>", styles, re.DOTALL)
        if re.search(r'w:name w:val="(Normal|Title|heading 1)"', style)
    ]
    text = styles[: styles.index("<w:style ")] + "".join(kept) + "</w:styles>"
    text = text.replace('w:val="heading 1"', 'w:val="HEADING 1"')
    parts["word/styles.xml"] = text.replace('w:val="Title"', 'w:val="title"').encode()
    parts["word/document.xml"] = re.sub(
        rb"<w:sectPr.*</w:sectPr>", b"", parts["word/document.xml"], flags=re.DOTALL
    )
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return memory.getvalue()


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.mark.parametrize("brand", [branded(), branded(picture=False), lower_case_names()])
def test_the_file_in_the_clients_look_is_whole(brand: bytes, tmp_path: Path) -> None:
    data = docx.render(AGREEMENT, brand=brand, embedded="{}")
    docx.check(data, AGREEMENT)
    (tmp_path / "a.docx").write_bytes(data)
    errors = OpenXmlValidator().validate(str(tmp_path / "a.docx")).errors
    assert [str(error) for error in errors] == []
    assert data == docx.render(AGREEMENT, brand=bytes(bytearray(brand)), embedded="{}")


def test_the_clients_page_header_and_pictures_are_kept_and_nothing_else() -> None:
    made = parts(docx.render(AGREEMENT, brand=branded()))
    assert b'w:left="1757"' in made["word/document.xml"]
    assert b"ACME Corp" in made["word/brand_header1.xml"]
    assert b"Confidential" in made["word/brand_footer2.xml"]
    assert b"NUMPAGES" in made["word/brand_footer2.xml"]
    assert sum("media/" in name for name in made) == 1
    assert not any("thumbnail" in name or "stylesWithEffects" in name for name in made)
    assert not any(b"The old text" in data for data in made.values())


def test_without_a_header_of_theirs_ours_is_written() -> None:
    assert "word/sla_header.xml" in parts(docx.render(AGREEMENT, brand=lower_case_names()))


def test_the_report_tells_which_styles_are_the_clients() -> None:
    report = {role: (name, how) for role, name, how in docx.brand_report(lower_case_names())}
    assert report["heading-1"] == ("HEADING 1", "brand")
    assert report["title"] == ("title", "brand")
    assert report["clause"] == ("Clause", "created")
    assert report["bullet-1"] == ("List Bullet", "created")
    full = {role: how for role, _, how in docx.brand_report(branded())}
    assert {full["bullet-1"], full["caption"], full["table-normal"]} == {"brand"}


def test_sections_are_numbered_by_our_list_whatever_theirs_was() -> None:
    made = parts(docx.render(AGREEMENT, brand=branded()))
    styles, lists = made["word/styles.xml"].decode(), made["word/numbering.xml"].decode()
    heading = re.search(r'w:styleId="Heading1".*?<w:numId w:val="(\d+)"', styles, re.DOTALL)
    assert heading
    abstract = re.search(
        rf'<w:num w:numId="{heading[1]}"[^>]*><w:abstractNumId w:val="(\d+)"', lists
    )
    assert abstract
    whole = lists[lists.index(f'w:abstractNumId="{abstract[1]}"') :]
    assert whole.index('w:pStyle w:val="Heading1"') < whole.index('w:lvlText w:val="%1."')
    assert lists.rindex("<w:abstractNum ") < lists.index("<w:num ")
    assert lists.count('w:pStyle w:val="ListBullet"') == 1


def ends(data: bytes) -> str:
    """What the headers and footers say, letter for letter."""
    said = (part for name, part in parts(data).items() if re.search("header|footer", name))
    return re.sub("<[^>]*>", "", " ".join(part.decode() for part in said if b"<w:p" in part))


def errors(data: bytes, folder: Path) -> list[str]:
    (folder / "a.docx").write_bytes(data)
    return [str(error) for error in OpenXmlValidator().validate(str(folder / "a.docx")).errors]


def libreoffice_saved(data: bytes, folder: Path) -> bytes:
    (folder / "ours.docx").write_bytes(data)
    subprocess.run(
        ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
         "--convert-to", "docx:MS Word 2007 XML", "--outdir", folder / "saved",
         folder / "ours.docx"],
        capture_output=True, check=True, timeout=120,
    )  # fmt: skip
    return (folder / "saved" / "ours.docx").read_bytes()


def with_logo(data: bytes) -> bytes:
    """Our own file after somebody put a logo into its header."""
    made = python_docx.Document(io.BytesIO(data))
    made.sections[0].header.paragraphs[0].add_run().add_picture(io.BytesIO(PIXEL))
    memory = io.BytesIO()
    made.save(memory)
    return memory.getvalue()


@pytest.mark.parametrize("dressed", [bytes, with_logo])
def test_our_own_file_restyled_is_a_brand_that_says_nothing_of_its_old_agreement(
    dressed: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    old = replace(
        AGREEMENT, title="Gone", version="Q1 2020",
        words=WORDS | {"page": "Seite", "of": "von"},
    )  # fmt: skip
    brand = dressed(docx.render(old, embedded='{"old": 1}'))
    data = docx.render(AGREEMENT, brand=brand, embedded='{"new": 1}')
    docx.check(data, AGREEMENT)
    assert errors(data, tmp_path) == []
    assert docx.read_embedded(data) == '{"new": 1}'
    assert "Agreement" in ends(data)
    assert "2026-Q4" in ends(data)
    assert "Page\u00a0" in ends(data)
    assert not re.search("Gone|2020|Seite|von", ends(data))
    assert any("media/" in name for name in parts(data)) == (dressed is with_logo)
    assert {how for _, _, how in docx.brand_report(brand)} == {"brand"}
    again = docx.render(AGREEMENT, brand=data)
    assert errors(again, tmp_path) == []


@pytest.mark.libreoffice
def test_our_own_file_saved_by_libreoffice_is_a_brand(tmp_path: Path) -> None:
    brand = libreoffice_saved(docx.render(replace(AGREEMENT, version="Q1 2020")), tmp_path)
    data = docx.render(AGREEMENT, brand=brand)
    docx.check(data, AGREEMENT)
    assert "2020" not in ends(data)
    assert sum(how == "created" for _, _, how in docx.brand_report(brand)) <= 3
    assert set(errors(data, tmp_path)) <= set(errors(brand, tmp_path))


@pytest.mark.skipif(not shutil.which("pandoc"), reason="pandoc is not installed")
def test_pandocs_reference_file_is_a_brand_and_its_faults_are_its_own(tmp_path: Path) -> None:
    asked = ["pandoc", "--print-default-data-file", "reference.docx"]
    brand = subprocess.run(asked, capture_output=True, check=True, timeout=60).stdout
    data = docx.render(AGREEMENT, brand=brand)
    docx.check(data, AGREEMENT)
    assert set(errors(data, tmp_path)) <= set(errors(brand, tmp_path))


def test_an_error_names_the_brand_file() -> None:
    with pytest.raises(WordFileError) as caught:
        docx.render(AGREEMENT, brand=b"PK", brand_file=Path("acme.docx"))
    assert "acme.docx" in str(caught.value)


@pytest.mark.parametrize("field", ["INCLUDEPICTURE http://evil/a.png", "DDEAUTO cmd", "LINK x"])
def test_a_header_that_loads_something_is_refused(field: str) -> None:
    with zipfile.ZipFile(io.BytesIO(branded())) as archive:
        whole = {name: archive.read(name) for name in archive.namelist()}
    bad = f'<w:fldSimple w:instr=" {field} "/><w:r><w:t>ACME Corp</w:t></w:r>'.encode()
    whole["word/header1.xml"] = whole["word/header1.xml"].replace(
        b"<w:r><w:t>ACME Corp</w:t></w:r>", bad
    )
    assert bad in whole["word/header1.xml"]
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        for name, data in whole.items():
            archive.writestr(name, data)
    with pytest.raises(WordFileError) as caught:
        docx.render(AGREEMENT, brand=memory.getvalue())
    assert caught.value.key == "error-word-active"
