"""One agreement's folder: nothing half-written, nothing lost, every Word copy brings it back."""

from __future__ import annotations

import io
import os
import re
import shutil
import zipfile
from pathlib import Path

import pytest

from sla_writer import atomic, data, office, workspace
from sla_writer.agreement.reading import agreement_id, canonical, load
from sla_writer.errors import AgreementError, SlaWriterError, ToolMissing
from sla_writer.workspace import FORMATS, Order, Workspace, left_open, render, stem

EXAMPLES = sorted(data.folder("examples").glob("*/**/agreement.yaml"))
needs_office = pytest.mark.skipif(
    not (shutil.which("soffice") or shutil.which("libreoffice")), reason="needs LibreOffice"
)


@pytest.fixture(params=EXAMPLES, ids=lambda path: path.parent.name)
def example(request: pytest.FixtureRequest, tmp_path: Path) -> Workspace:
    shutil.copy(request.param, tmp_path / "agreement.yaml")
    return Workspace.at(tmp_path)


@pytest.fixture
def one(tmp_path: Path) -> Workspace:
    shutil.copy(EXAMPLES[0], tmp_path / "agreement.yaml")
    return Workspace.at(tmp_path)


# --- files ------------------------------------------------------------------------------------


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "file.md"
    atomic.write(path, b"old")
    atomic.write(path, b"new")
    assert path.read_bytes() == b"new"
    assert list(path.parent.iterdir()) == [path]


def test_a_full_disk_leaves_the_old_file_and_no_rubbish(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file.docx"
    path.write_bytes(b"old")

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SlaWriterError, match=r"file\.docx"):
        atomic.write(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_where_the_file_should_be_is_one_message(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(SlaWriterError, match="out"):
        atomic.write(tmp_path / "out" / "file.md", b"new")


def test_a_folder_without_an_agreement_says_how_to_start_one(tmp_path: Path) -> None:
    with pytest.raises(SlaWriterError, match="sla new"):
        Workspace.at(tmp_path)


# --- rendering --------------------------------------------------------------------------------


def test_every_format_and_language_gets_its_file(example: Workspace) -> None:
    formats = tuple(name for name in FORMATS if name != "pdf")
    written = list(render(example, Order(formats=formats)))
    agreement = example.agreement()
    name = stem(agreement)
    assert [path.name for path in written] == [
        f"{name}.{language}.{each}" for language in agreement.identity.languages for each in formats
    ]
    assert all(path.parent == example.out and path.stat().st_size for path in written)
    assert sorted(example.out.iterdir()) == sorted(written)


def test_every_renderer_can_be_asked_for() -> None:
    from sla_writer import render as rendering

    assert (*rendering.FORMATS, "pdf") == FORMATS


def test_a_failure_in_one_document_writes_none(
    one: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    list(render(one, Order()))
    before = {path: path.read_bytes() for path in one.out.iterdir()}
    one.file.write_text(one.file.read_text("utf-8").replace("25 000", "26 000"), "utf-8")

    def fails(data: bytes, document: object) -> None:
        raise SlaWriterError("error-embedded-broken", file="x")

    monkeypatch.setattr("sla_writer.render.docx.check", fails)
    with pytest.raises(SlaWriterError):
        list(render(one, Order(formats=("md", "docx"))))
    assert {path: path.read_bytes() for path in one.out.iterdir()} == before


def test_the_same_agreement_gives_the_same_bytes(one: Workspace, tmp_path: Path) -> None:
    first = {p.name: p.read_bytes() for p in render(one, Order(out=tmp_path / "a"))}
    second = {p.name: p.read_bytes() for p in render(one, Order(out=tmp_path / "b"))}
    assert first == second


def test_a_language_that_the_pack_lacks_is_named(one: Workspace) -> None:
    with pytest.raises(SlaWriterError, match="xx"):
        list(render(one, Order(languages=("xx",))))
    assert not one.out.exists()


def test_documents_older_than_the_file_are_stale(one: Workspace) -> None:
    written = list(render(one, Order(formats=("md",))))
    agreement = one.agreement()
    assert [stale for _, stale in one.documents(agreement)] == [False] * len(written)
    later = one.file.stat().st_mtime + 10
    os.utime(one.file, (later, later))
    assert [stale for _, stale in one.documents(agreement)] == [True] * len(written)


# --- recovering -------------------------------------------------------------------------------


def test_an_agreement_is_recovered_from_its_word_file(example: Workspace, tmp_path: Path) -> None:
    word = next(render(example, Order(formats=("docx",))))
    agreement = workspace.recovered(word.read_bytes(), str(word))
    file = workspace.start(tmp_path / "again", agreement, "en")
    again = load(file)
    assert canonical(again) == canonical(example.agreement())
    assert agreement_id(again) == agreement_id(example.agreement())


def test_a_word_copy_carries_no_notes_in_the_margin(one: Workspace) -> None:
    text = one.file.read_text("utf-8")
    note = "remarks:\n  - {id: r, path: plan, reason: Между нами}\n"
    one.file.write_text(f"{text.split('remarks:')[0]}{note}", "utf-8")
    word = next(render(one, Order(formats=("docx",))))
    assert workspace.recovered(word.read_bytes(), str(word)).remarks == ()


def test_without_the_data_there_is_nothing_to_recover(one: Workspace) -> None:
    word = next(render(one, Order(formats=("docx",), embed=False)))
    with pytest.raises(SlaWriterError, match="--no-embed"):
        workspace.recovered(word.read_bytes(), str(word))


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 not a zip", b"plain text"])
def test_what_is_no_word_file_is_one_message(content: bytes) -> None:
    with pytest.raises(SlaWriterError, match=r"x\.docx"):
        workspace.recovered(content, "x.docx")


def test_starting_never_overwrites_an_agreement(one: Workspace) -> None:
    before = one.file.read_bytes()
    with pytest.raises(SlaWriterError, match=r"agreement\.yaml"):
        workspace.start(one.folder, one.agreement(), "ru")
    assert one.file.read_bytes() == before


def test_a_new_folder_is_fit_for_git_and_editors(one: Workspace, tmp_path: Path) -> None:
    file = workspace.start(tmp_path / "new", one.agreement(), "ru")
    assert (file.parent / ".gitignore").read_text() == "out/\n"
    first = file.read_text("utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=agreement.schema.json"
    assert (file.parent / "agreement.schema.json").is_file()
    assert load(file) == one.agreement()


def test_undecided_values_are_found_wherever_they_stand(one: Workspace) -> None:
    text = one.file.read_text("utf-8")
    assert len(list(left_open(one.agreement()))) == text.count("undecided:")


# --- LibreOffice ------------------------------------------------------------------------------


def test_without_libreoffice_the_message_says_how_to_get_it(
    one: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(ToolMissing, match=r"libreoffice\.org") as caught:
        list(render(one, Order(formats=("pdf",))))
    assert caught.value.exit_code == 3
    assert not one.out.exists()


@needs_office
@pytest.mark.libreoffice
def test_a_pdf_is_tagged_and_has_an_outline(one: Workspace) -> None:
    pypdf = pytest.importorskip("pypdf")
    path = next(render(one, Order(formats=("pdf",), languages=("ru",))))
    reader = pypdf.PdfReader(path)
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    assert len(reader.outline) >= 6


@needs_office
@pytest.mark.libreoffice
def test_page_numbers_are_those_of_the_pdf(one: Workspace) -> None:
    pytest.importorskip("pypdf")
    order = Order(formats=("docx",), languages=("ru",), page_numbers=True)
    word = next(render(one, order)).read_bytes()
    pages = office.heading_pages(office.pdf(word))
    body = zipfile.ZipFile(io.BytesIO(word)).read("word/document.xml").decode("utf-8")
    printed = [int(n) for n in re.findall(r"PAGEREF \S+ .*?<w:t>(\d+)</w:t>", body, re.DOTALL)]
    assert pages[0] >= 1
    assert len(printed) >= 6
    assert set(printed) <= set(pages)
    assert printed == sorted(printed)
    assert (printed[0], printed[-1]) == (pages[0], pages[-1])


def test_a_mistake_in_the_file_is_told_before_anything_is_made(one: Workspace) -> None:
    one.file.write_text(one.file.read_text("utf-8") + "\nnonsense: 1\n", "utf-8")
    with pytest.raises(AgreementError):
        list(render(one, Order()))
    assert not one.out.exists()
