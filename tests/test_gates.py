"""Whatever comes in from outside is taken whole, or refused in one message: no crash, no wait."""

from __future__ import annotations

import io
import json
import os
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import process_time

import pytest
from entrances import ENTRANCES, EXAMPLE, answer, small_document

from sla_writer import json_file, messages, store, text_gate, yaml_file
from sla_writer.cli.ending import FAULT, run
from sla_writer.document import to_json
from sla_writer.errors import SlaWriterError
from sla_writer.pack import load
from sla_writer.render import docx

CORPUS = Path(__file__).parent / "hostile"
SECONDS = 2


def cases(name: str, columns: int) -> Iterator[list[str]]:
    """The cases of a corpus file, a line each, escapes in the last two columns undone."""
    for line in (CORPUS / f"{name}.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            parts = (line + " ").split(" | ", columns - 1)
            yield [*parts[:-2], *map(unescaped, parts[-2:])]


def unescaped(text: str) -> str:
    return text.removesuffix(" ").encode("ascii", "backslashreplace").decode("unicode_escape")


# --- texts --------------------------------------------------------------------------------------

TEXTS = [*cases("typed", 3), *cases("files", 3)]

_BAD = [
    *range(9), *range(0x0E, 0x20), *range(0x7F, 0xA0), 0x61C, 0x200E, 0x200F,
    *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xD800, 0xDFFF, 0xFDD0, 0xFEFF, 0xFFFE, 0xFFFF,
    0xE0001, 0xE0041, 0xE007F,
]  # fmt: skip
_HOLDERS = {
    "name": "a{}b",
    "prose": "a{}b",
    "yaml": "key: a{}b",
    "json": '{{"key": "a{}b"}}',
    "template": "# a{}b",
}
CHARACTERS = [
    [name, "error-character", holder.format(chr(code))]
    for name, holder in _HOLDERS.items()
    for code in _BAD
    if not (name == "template" and 0xD800 <= code <= 0xDFFF)  # no such bytes in UTF-8
    and [name, "error-character", holder.format(chr(code))] not in TEXTS
]
ESCAPES = [
    ["json", "error-character", f'{{"key": "\\u{code:04x}"}}'] for code in _BAD if code < 0x10000
]


@pytest.mark.parametrize(("entrance", "key", "text"), [*TEXTS, *CHARACTERS, *ESCAPES])
def test_a_hostile_text_is_refused_in_one_message(entrance: str, key: str, text: str) -> None:
    assert answer(lambda: ENTRANCES[entrance](text)) == key


def test_there_are_cases_enough_and_no_two_are_alike() -> None:
    found = [(*each,) for each in [*TEXTS, *CHARACTERS, *ESCAPES, *cases("word", 4)]]
    assert len(set(found)) == len(found) >= 500
    assert len(TEXTS) >= 500


@pytest.mark.parametrize("language", ["en", "ru"])
def test_every_refusal_is_said_in_words(language: str) -> None:
    messages.use(language)
    for key in {each[1] for each in [*TEXTS, *cases("word", 4)]}:
        assert messages.text(key) != key


BOMBS: dict[str, tuple[str, Callable[[], str], str]] = {
    "YAML lists in lists": ("yaml", lambda: "[" * 300_000, "error-yaml-depth"),
    "YAML mappings in mappings": ("yaml", lambda: "{a: " * 200_000, "error-yaml-depth"),
    "YAML dashes": ("yaml", lambda: "- " * 300_000, "error-yaml-depth"),
    "YAML questions": ("yaml", lambda: "? " * 300_000, "error-yaml-depth"),
    "YAML values": ("yaml", lambda: f"[{'a,' * 400_000}]", "error-yaml-nodes"),
    "YAML keys": ("yaml", lambda: "\n".join(f"k{n}: v" for n in range(60_000)), "error-yaml-nodes"),
    "YAML anchors": ("yaml", lambda: "a: &a [*a,*a]\n" * 9, "error-yaml-anchor"),
    "a long key": ("yaml", lambda: f"{'k' * 900_000}: v", "error-yaml-colon"),
    "JSON lists": ("json", lambda: "[" * 1_000_000, "error-yaml-depth"),
    "JSON mappings": ("json", lambda: '{"a":' * 500_000, "error-yaml-depth"),
    "JSON quotes": ("json", lambda: '"' * 1_000_001, "error-json"),
    "JSON backslashes": ("json", lambda: '"' + "\\" * 1_000_001, "error-json"),
    "a JSON number": ("json", lambda: "9" * 1_000_000, "error-json-number"),
    "long JSON": ("json", lambda: f'"{"a" * json_file.LIMIT}"', "error-file-too-large"),
    "a percentage": ("percent", lambda: "1" * 1_000_000 + " %", "value-percent"),
    "spaces in a number": ("count", lambda: "1 " * 500_000, "value-count"),
    "a name": ("name", lambda: "a" * 1_000_000, "value-text-long"),
    "a prose text": ("prose", lambda: "a" * 1_000_000, "value-text-long"),
    "an instant": ("instant", lambda: "2026-12-30 " + " " * 500_000 + "x", "error-instant"),
    "a zone": ("zone", lambda: "a" * 1_000_000, "value-zone"),
    "Markdown": ("markdown", lambda: "a" * 2_000_001, "error-markdown-size"),
}


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_before_it_bursts(name: str) -> None:
    entrance, make, key = BOMBS[name]
    text = make()
    began = process_time()
    assert answer(lambda: ENTRANCES[entrance](text)) == key
    assert process_time() - began < SECONDS


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ("a: 1\nb: \u202e", 2, 4),
        ("a: 1\r\nb: \u202e", 2, 4),
        ("a: 1\rb: \u202e", 2, 4),
        ("a: 1\r\n\r\nb: \x0c", 3, 4),
        ("ключ: \x0b", 1, 7),
    ],
)
def test_a_bad_character_has_its_place_whatever_ends_the_lines(
    text: str, line: int, column: int
) -> None:
    for parse in (yaml_file.parse, json_file.parse):
        with pytest.raises(SlaWriterError, match=f"^file:{line}:{column}: .*U\\+"):
            parse(text, "file")


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [
        ('{"a": 1,\n "a": 2}', 2, 2),
        ('{"b": {"a": 1}, "c": {"a": 1, "a": 1}}', 1, 31),
        ('{"a": [\n1e999]}', 2, 1),
        ('{"a": 1', 1, 8),
    ],
)
def test_what_is_wrong_in_json_has_its_place(text: str, line: int, column: int) -> None:
    with pytest.raises(json_file.JsonError, match=f"^version.json:{line}:{column}: "):
        json_file.parse(text, "version.json")


def test_a_document_is_read_back_as_it_was_written() -> None:
    written = to_json(small_document())
    assert ENTRANCES["document-json"](written) == small_document()


def test_brackets_and_keys_within_texts_are_texts() -> None:
    said = {"a": "[" * 60, "{" * 60: '": {"a": 1}', "b": ["\\", '"a": 1, "a": 2', "\n"]}
    for written in (json.dumps(said), json.dumps(said, indent=1)):
        assert json_file.parse(written) == said


# --- files --------------------------------------------------------------------------------------


def test_a_text_in_another_encoding_is_refused_where_it_begins(tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    for data, place in {
        "a: да".encode("utf-16"): "",
        "a: да".encode("utf-16-le"): ":1:2",
        "a: 1\nb: да".encode("cp1251"): ":2:4",
        "a: да".encode()[:-1]: ":1:5",
        b"a: \xc0\xaf": ":1:4",
        b"a: \xed\xa0\x80": ":1:4",
        b"a: \xf5\x80\x80\x80": ":1:4",
    }.items():
        file.write_bytes(data)
        with pytest.raises(SlaWriterError) as caught:
            yaml_file.load(file)
        assert caught.value.key in ("error-file-not-text", "error-character")
        assert str(caught.value).startswith(f"{file}{place}:")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
def test_what_never_ends_or_is_no_file_is_not_read(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "link").symlink_to("pipe")
    (tmp_path / "loop").symlink_to("loop")
    places = {
        "pipe": "error-file-special",
        "link": "error-file-special",
        "loop": "error-file-unreadable",
        "none": "error-file-unreadable",
        ".": "error-file-unreadable",
        "a" * 300: "error-file-unreadable",
        "a\0b": "error-file-name",
        "/dev/zero": "error-file-special",
        "/dev/null": "error-file-special",
    }
    for name, key in places.items():
        assert answer(lambda name=name: text_gate.read_file(tmp_path / name)) == key  # type: ignore[misc]


def test_a_pack_is_named_and_never_a_way_to_another_folder(tmp_path: Path) -> None:
    (tmp_path / "pack.yaml").write_text("sections: [a]")
    for name in (str(tmp_path), f"../{tmp_path.name}", "..", "", "b2b/../b2b", "b2b\0"):
        assert answer(lambda name=name: load(name)) == "error-pack"  # type: ignore[misc]


# --- Word files ---------------------------------------------------------------------------------

GOOD = docx.render(small_document(), embedded="{}")
_RELATION = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
    'relationships/{}" Target="{}"{}/></Relationships>'
)


def with_part(name: str, content: str) -> bytes:
    """The good Word file with a part put in, or in the place of another."""
    if name.startswith("rel "):
        target, _, outside = content.partition(" ")
        mode = f' TargetMode="{outside}"' if outside else ""
        content = _RELATION.format(name.removeprefix("rel "), target, mode)
        name = "word/_rels/settings.xml.rels"
    memory = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as old, zipfile.ZipFile(memory, "w") as new:
        for each in old.namelist():
            new.writestr(each, content if each == name else old.read(each))
        if name not in old.namelist():
            new.writestr(name, content)
    return memory.getvalue()


@pytest.mark.parametrize(("reader", "key", "part", "content"), list(cases("word", 4)))
def test_a_hostile_word_file_is_refused(reader: str, key: str, part: str, content: str) -> None:
    data = with_part(part, content)
    read = docx.read_embedded if reader == "copy" else docx.brand_report
    assert answer(lambda: read(data, "file.docx")) == key


def test_harmless_fields_and_links_are_no_reason_to_refuse_a_brand_file() -> None:
    fields = '<d xmlns:w="w"><w:fldSimple w:instr="{}"/></d>'
    for said in ("PAGE", 'STYLEREF "Heading 1"', "= 2 + 3", "TITLE", "DATE \\@ yyyy", "ADDIN X"):
        docx.brand_report(with_part("word/a.xml", fields.format(said.replace('"', "&quot;"))), "b")
    docx.brand_report(with_part("rel hyperlink", "https://example.com External"), "b")


def test_a_part_of_a_million_elements_is_refused_in_time() -> None:
    many = "<x>" + "<a/>" * 2_000_000 + "</x>"
    data = with_part("word/a.xml", many)
    began = process_time()
    assert answer(lambda: docx.brand_report(data, "b")) == "error-word-too-large"
    assert process_time() - began < SECONDS


# --- arguments ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("good")
    (made / "agreement.yaml").write_bytes(EXAMPLE.read_bytes())
    return made


@pytest.mark.parametrize(("code", "said"), list(cases("arguments", 2)))
def test_hostile_arguments_end_in_a_message(
    code: str,
    said: str,
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(folder)
    before = sorted(folder.rglob("*"))
    args = [str(folder) if each == "AGREEMENT" else each for each in said.split("  ")]
    assert run(args) == int(code) != FAULT
    assert "Traceback" not in capsys.readouterr().err
    assert sorted(folder.rglob("*")) == before


# --- released versions --------------------------------------------------------------------------


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="no pipes with names here")
@pytest.mark.parametrize("name", [store.MANIFEST, "SHA256SUMS", "agreement.json"])
def test_a_pipe_in_a_released_version_is_named_and_not_waited_for(
    name: str, tmp_path: Path
) -> None:
    version = store.release(tmp_path, {"agreement.json": b"{}"}, {}, None)
    (version.folder / name).unlink()
    os.mkfifo(version.folder / name)
    found = list(store.troubles(tmp_path))
    assert {each.file.name for each in found} >= {name}


def test_a_decision_whose_scan_lies_elsewhere_is_named(tmp_path: Path) -> None:
    version = store.release(tmp_path, {"agreement.json": b"{}"}, {}, None)
    decision = store.approve(tmp_path, version, {"role": "cmo"})
    decision.file.write_text('{"scan": "../../agreement.yaml"}')
    assert [each.file for each in store.troubles(tmp_path)] == [decision.file]
