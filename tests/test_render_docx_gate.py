"""Word files from outside: what hides a bomb or runs something is refused, quickly and plainly."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla_writer import messages
from sla_writer.document import Document, Paragraph, Run
from sla_writer.render import docx
from sla_writer.render.docx.package_gate import WordFileError

WORDS = {"table": "T", "figure": "F", "annex": "A", "contents": "C", "page": "P", "of": "of"}
DOCUMENT = Document(
    "en", "T", "v", "ab", "2026-10-01", (Paragraph("a", (Run("Text"),)),), words=WORDS
)
GOOD = docx.render(DOCUMENT, embedded='{"a": "<&>"}')
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def zipped(parts: Mapping[str, bytes | str], base: bytes = GOOD) -> bytes:
    """The good file with parts replaced or added."""
    with zipfile.ZipFile(io.BytesIO(base)) as archive:
        whole: dict[str, bytes | str] = {name: archive.read(name) for name in archive.namelist()}
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in (whole | dict(parts)).items():
            archive.writestr(name, data)
    return memory.getvalue()


def relation(kind: str, target: str, external: bool) -> dict[str, str]:
    mode = ' TargetMode="External"' if external else ""
    return {
        "word/_rels/settings.xml.rels": '<?xml version="1.0"?><Relationships xmlns="http://schemas.'
        'openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        f'Type="{RELATIONS}/{kind}" Target="{target}"{mode}/></Relationships>'
    }


def doubled() -> bytes:
    memory = io.BytesIO(GOOD)
    with zipfile.ZipFile(memory, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("word/document.xml", "<x/>")
    return memory.getvalue()


def encrypted() -> bytes:
    data = bytearray(GOOD)
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        data[at + 8] |= 1
        at = data.find(b"PK\x01\x02", at + 4)
    return bytes(data)


def huge_directory() -> bytes:
    data = bytearray(GOOD)
    at = data.rfind(b"PK\x05\x06")
    struct.pack_into("<L", data, at + 12, 200_000_000)
    return bytes(data)


ENTITY = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
WIDE = '<?xml version="1.0" encoding="UTF-16"?><x/>'.encode("utf-16")
BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "not a zip": (lambda: b"%PDF-1.7", "not-word"),
    "empty": (lambda: b"", "not-word"),
    "a zip of something else": (lambda: only({"a.txt": "x"}), "not-word"),
    "cut short": (lambda: GOOD[: len(GOOD) // 2], "not-word"),
    "huge part": (lambda: zipped({"word/media/a.bin": bytes(120_000_000)}), "too-large"),
    "packed too tightly": (lambda: zipped({"word/media/a.bin": bytes(2_000_000)}), "too-large"),
    "many parts": (lambda: zipped({f"a/{n}.bin": b"" for n in range(3100)}), "too-large"),
    "huge directory": (huge_directory, "too-large"),
    "part twice": (doubled, "names"),
    "part twice by case": (lambda: zipped({"word/Document.xml": "<x/>"}), "names"),
    "climbing name": (lambda: zipped({"word/../../evil": "x"}), "names"),
    "absolute name": (lambda: zipped({"/etc/passwd": "x"}), "names"),
    "password": (encrypted, "encrypted"),
    "entities": (lambda: zipped({"customXml/item1.xml": ENTITY}), "xml"),
    "another encoding": (lambda: zipped({"customXml/item1.xml": WIDE}), "xml"),
    "broken carrier": (lambda: zipped({"customXml/item1.xml": "<x>"}), "damaged"),
}
ACTIVE: dict[str, tuple[Callable[[], bytes], str]] = {
    "macros": (lambda: zipped({"word/vbaProject.bin": b"x"}), "macros"),
    "outside template": (
        lambda: zipped(relation("attachedTemplate", "http://evil/a.dotm", True)), "outside",
    ),
    "outside picture": (lambda: zipped(relation("image", "\\\\evil\\share", True)), "outside"),
    "embedded program": (lambda: zipped(relation("oleObject", "a.bin", False)), "active"),
    "entities in styles": (lambda: zipped({"word/styles.xml": ENTITY}), "xml"),
    "no main part": (lambda: zipped({"_rels/.rels": "<x/>"}), "not-word"),
    "broken styles": (lambda: zipped({"word/styles.xml": "<x>"}), "damaged"),
}  # fmt: skip


def only(parts: Mapping[str, str]) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return memory.getvalue()


def test_the_agreement_is_got_back_from_any_copy() -> None:
    assert docx.read_embedded(GOOD) == '{"a": "<&>"}'
    moved = zipped({"customXml/item1.xml": "<other/>", "customXml/item7.xml": carrier('{"b": 1}')})
    assert docx.read_embedded(moved) == '{"b": 1}'
    assert docx.read_embedded(docx.render(DOCUMENT)) is None
    linked = zipped(relation("attachedTemplate", "file:///C:/Company.dotx", True))
    assert docx.read_embedded(linked) == '{"a": "<&>"}'


def carrier(text: str) -> str:
    return f'<a:agreement xmlns:a="urn:sla-writer:agreement">{text}</a:agreement>'


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused(name: str) -> None:
    make, key = BAD[name]
    data = make()
    with pytest.raises(WordFileError) as caught:
        docx.read_embedded(data, "copy.docx")
    assert caught.value.key == f"error-word-{key}"


@pytest.mark.parametrize("name", ACTIVE)
def test_a_brand_file_that_could_run_or_load_something_is_refused(name: str) -> None:
    make, key = ACTIVE[name]
    data = make()
    with pytest.raises(WordFileError) as caught:
        docx.brand_report(data, "brand.docx")
    assert caught.value.key == f"error-word-{key}"
    with pytest.raises(WordFileError):
        docx.render(DOCUMENT, brand=data)


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_refusal_says_the_file_in_words(language: str) -> None:
    spoken = messages.language()
    messages.use(language)
    try:
        for key in {key for _, key in (*BAD.values(), *ACTIVE.values())}:
            said = str(WordFileError(f"error-word-{key}", file="brand.docx", what="x"))
            assert "brand.docx" in said
            assert "error-word" not in said
    finally:
        messages.use(spoken)


@given(st.integers(0, len(GOOD) - 1), st.integers(1, 255))
def test_no_flipped_byte_ends_in_anything_but_an_answer(at: int, change: int) -> None:
    data = bytearray(GOOD)
    data[at] ^= change
    for read in (docx.read_embedded, docx.brand_report):
        try:
            read(bytes(data))
        except WordFileError:
            continue
