"""Redlines in Word: whoever accepts or rejects the changes gets exactly one of the two versions."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache, partial
from itertools import permutations, product
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from independent_resolver import read, words
from lxml import etree
from openxml_audit import OpenXmlValidator  # type: ignore[import-untyped]
from redline_suite import EDITS, PAIRS, all_of, full, gone, small, text
from redlines import Edit, edit_scripts, edited, made

from sla_writer import store
from sla_writer.agreement import reading
from sla_writer.cli.ending import run
from sla_writer.document import Clause, Comment, Document, Run
from sla_writer.redline import redline, resolved, units
from sla_writer.render import docx
from sla_writer.render.docx.body import document_xml, header_xml
from sla_writer.render.docx.checking import WrittenWrong
from sla_writer.render.docx.look import own_look
from sla_writer.render.docx.package import references
from sla_writer.render.docx.package_gate import WordFileError
from sla_writer.render.docx.sheet import Sheet
from sla_writer.render.docx.tracked import marks as marks_module
from sla_writer.render.docx.tracked.resolving import resolve
from sla_writer.render.docx.tracked.revisions import RULES, faults
from sla_writer.render.docx.xml import bookmark_name
from sla_writer.workspace import rendering, verifying

BODY, HEADER = "word/document.xml", "word/sla_header.xml"
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SAMPLE = (
    "full_ru", "clause inserted after a reworded end (en)", "two clauses moved (ru)", "split (en)",
    "table added beside a table (ru)", "last paragraph deleted (en)", "row added (ru)",
)  # fmt: skip


def plain(document: Document, name: str = BODY) -> bytes:
    """A part of the document as a redline has it: without contents and places to fill in."""
    look = own_look(document.language, document.paper, document.words["annex"])
    if name == HEADER:
        return header_xml(document, look.open["header"]).encode()
    return document_xml(Sheet(document, look, plain=True), None, references(look)).encode()


def drawn(old: Document, new: Document, *comments: Comment) -> bytes:
    """The redline's file, checked as every command checks it."""
    marked = replace(redline(old, new), comments=comments)
    data = docx.render(marked)
    docx.check(data, marked)
    return data


def part(data: bytes, name: str = BODY) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


def with_part(data: bytes, xml: bytes, name: str = BODY) -> bytes:
    memory = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(memory, "w") as target:
        for entry in source.infolist():
            target.writestr(entry, xml if entry.filename == name else source.read(entry))
    return memory.getvalue()


def assert_exact(data: bytes, old: Document, new: Document) -> None:
    """The independent reader finds the two documents, with looks and headers."""
    for accept, wanted in ((True, new), (False, old)):
        for name in (BODY, HEADER):
            assert read(part(data, name), accept) == read(plain(wanted, name))


# --- the laws -----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", PAIRS)
def test_accepted_it_is_the_new_document_rejected_the_old_one(name: str) -> None:
    old, new = PAIRS[name]
    assert_exact(drawn(old, new), old, new)


COMPANIES = sorted((Path(__file__).parents[1] / "examples").iterdir())
QUARTERS = ("agreement", "2027-Q1", "2027-Q2")
VERSIONS = list(product(COMPANIES, permutations(QUARTERS, 2), ("ru", "en")))
"""Every two quarters of each company, both ways, in both languages."""


def quarters(company: Path, names: tuple[str, ...], language: str) -> tuple[Document, Document]:
    read = (reading.load(company / f"{name}.yaml") for name in names)
    old, new = (rendering.document_in(each, language) for each in read)
    return old, new


@pytest.mark.parametrize(
    ("company", "names", "language"),
    [VERSIONS[1], *(pytest.param(*each, marks=pytest.mark.long) for each in VERSIONS)],
)
def test_a_company_gets_both_its_quarters_out(
    company: Path, names: tuple[str, ...], language: str
) -> None:
    old, new = quarters(company, names, language)
    assert_exact(drawn(old, new), old, new)


@pytest.mark.parametrize("name", SAMPLE)
def test_resolving_a_file_leaves_no_mark_in_it(name: str) -> None:
    data = drawn(*PAIRS[name])
    for accept in (True, False):
        ours = docx.resolved(data, accept)
        assert read(part(ours)) == read(part(data), accept)
        assert b"w:author" not in part(ours) + part(ours, HEADER)
        assert docx.resolved(ours, not accept) == docx.resolved(ours, accept)


def prepared(language: str, seed: int) -> Document:
    """A made-up document whose blocks have ids of their own, as those of templates have."""
    document = made(language, seed)
    blocks = (replace(b, id=b.id or f"unnamed.{at}") for at, b in enumerate(document.blocks))
    return replace(document, blocks=tuple(blocks))


def _any_pair(language: str, seed: int, script: tuple[Edit, ...]) -> None:
    old = prepared(language, seed)
    new = edited(old, script)
    assert_exact(drawn(old, new), old, new)


SCRIPTS = given(st.sampled_from(("ru", "en")), st.integers(0, 2**32), edit_scripts())


@settings(max_examples=150)
@example("ru", 35, (("column", 1), ("moved", 8332573)))  # a moved clause between two tables
@SCRIPTS
def test_whatever_was_edited_both_versions_come_out(
    language: str, seed: int, script: tuple[Edit, ...]
) -> None:
    _any_pair(language, seed, script)


@pytest.mark.long
@settings(max_examples=10_000)
@SCRIPTS
def test_ten_thousand_edited_documents_come_out(
    language: str, seed: int, script: tuple[Edit, ...]
) -> None:
    _any_pair(language, seed, script)


@settings(max_examples=25)
@given(st.sampled_from(sorted(PAIRS)), st.integers(0, 2**32))
def test_two_readers_agree_whatever_is_decided(name: str, seed: int) -> None:
    data = drawn(*PAIRS[name])
    chance = Random(seed)
    decided: dict[str | None, bool] = {}

    def decide(change: Any) -> bool:
        return decided.setdefault(change.get(f"{W}id"), chance.random() < 0.5)

    ours = part(docx.resolved(data, decide))
    assert words(read(part(data), decide)) == words(read(ours))


FIRST = ("number", "clause rewritten", "split", "clause deleted", "row added", "bold removed",
         "empty paragraphs inserted", "clause inserted after a reworded end")  # fmt: skip
SECOND = (
    text("s2", lambda said: "New"), gone("c4"), text("c4", lambda said: said[3:]),
    lambda document: replace(document, blocks=(
        *document.blocks[:-1], Clause("new", (Run("New."),)), document.blocks[-1])),
)  # fmt: skip


@pytest.mark.parametrize("language", ["ru", "en"])
@pytest.mark.parametrize("first", FIRST)
def test_one_change_can_be_taken_and_another_refused(first: str, language: str) -> None:
    old, one = small(language), EDITS[first]
    for other in SECOND:
        data = drawn(old, all_of(one, other)(old))
        second = _changes_from(data, "s2")
        for taken, wanted in ((False, one(old)), (True, other(old))):
            chosen = partial(_is_among, second, taken)
            assert words(read(part(data), chosen)) == words(read(plain(wanted)))


def _is_among(ids: set[str | None], taken: bool, change: Any) -> bool:
    return (change.get(f"{W}id") in ids) is taken


def _changes_from(data: bytes, block: str) -> set[str | None]:
    """The ids of the changes from a block on."""
    found: set[str | None] = set()
    behind = False
    for each in etree.fromstring(part(data)).iter():
        behind = behind or each.get(f"{W}name") == bookmark_name("b", block)
        if behind and each.get(f"{W}author"):
            found.add(each.get(f"{W}id"))
    return found


@settings(max_examples=40)
@given(st.sampled_from(("ru", "en")), st.integers(0, 2**32), edit_scripts())
def test_whatever_decisions_are_taken_word_can_take_them_too(
    language: str, seed: int, script: tuple[Edit, ...]
) -> None:
    old = prepared(language, seed)
    marked = redline(old, edited(old, script))
    chance = Random(seed)
    taken = [unit.number for unit in units(marked) if chance.random() < 0.5]
    body = plain(resolved(marked, taken))
    proof = docx.proven(with_part(docx.render(marked), body))
    assert proof is not None
    assert proof.standing.value != "altered", proof.where


def test_the_same_document_twice_has_no_change_to_decide() -> None:
    for language in ("ru", "en"):
        data = drawn(full(language), full(language))
        assert b"w:author" not in part(data)
        assert docx.proven(data).standing.value == "whole"  # type: ignore[union-attr]


def test_the_same_redline_has_the_same_bytes() -> None:
    old, new = PAIRS["full_ru"]
    assert drawn(old, new) == drawn(old, new)


def test_what_was_moved_is_moved_in_word_too_unless_nobody_wants_that() -> None:
    old, new = PAIRS["two clauses moved (en)"]
    assert part(drawn(old, new)).count(b"<w:moveToRangeStart") == 2
    data = docx.render(redline(old, new, moves=False))
    assert b"w:move" not in part(data)
    assert_exact(data, old, new)


def test_links_lead_to_where_a_moved_clause_is_now() -> None:
    old, new = PAIRS["clause moved (en)"]
    body = part(drawn(old, new)).decode()
    name = bookmark_name("b", "c1")
    assert body.count(f'w:name="{name}"') == 1
    assert body.index(f'w:name="{name}"') > body.index("<w:moveToRangeStart")


def test_a_split_clause_is_one_mark_and_not_a_word_typed_again() -> None:
    old, new = PAIRS["split (ru)"]
    body = part(drawn(old, new)).decode()
    assert len(re.findall(r"<w:(ins|del|pPrChange) ", body)) == 1
    assert "<w:delText" not in body


def test_a_reference_keeps_its_field_and_only_its_number_is_marked() -> None:
    old, new = PAIRS["clause inserted (en)"]
    new = all_of(text("c3", lambda _: "1.2", 5), EDITS["first block inserted"])(new)
    body = part(drawn(old, replace(new, blocks=new.blocks))).decode()
    assert body.count("<w:instrText") == body.count('w:fldCharType="begin"')


# --- what else the file holds -------------------------------------------------------------------


def test_remarks_stand_at_the_run_they_speak_of() -> None:
    old, new = PAIRS["number (ru)"]
    told = (
        Comment("c1", "Стало строже:\nплан вырос.", ("kpis.mql.target",)),
        Comment("t1.1", "О строке таблицы"),
        Comment("t1", "О таблице"),
        Comment("c2", "О пункте <b> & «кавычках»"),
    )
    data = drawn(old, new, *told)
    body = part(data).decode()
    assert re.search(r"<w:commentRangeStart w:id=\"\d+\"/>(<w:bookmarkStart [^>]*/>)?<w:del ", body)
    comments = etree.fromstring(part(data, "word/comments.xml"))
    texts = ["\n".join("".join(map(str, p.itertext())) for p in each) for each in comments]
    assert texts == [each.text for each in (told[0], told[3], told[2], told[1])]
    assert len({each.get(f"{W}id") for each in comments}) == 4
    assert_exact(data, old, new)


def test_no_remark_is_lost() -> None:
    old = small("en")
    new = text("n1", lambda said: said[2:])(old)
    new = replace(new, blocks=tuple(
        replace(b, id="note") if b.id == "n1" else b for b in new.blocks
    ))  # fmt: skip
    comments = (Comment("n1", "By its old id"), Comment("nowhere", "Of what nobody prints"))
    data = drawn(old, new, *comments)
    body = part(data).decode()
    assert body.count("<w:commentReference ") == 2
    assert part(data, "word/comments.xml").count(b"<w:comment ") == 2
    assert body.index("<w:commentRangeStart ") < body.index("SLA · Acme")
    assert_exact(data, old, new)


def test_every_remark_is_numbered_as_word_wants_it() -> None:
    old, new = PAIRS["clause deleted (en)"]
    data = drawn(old, new, Comment("c2", "Gone"), Comment("nowhere", "Lost?"))
    numbers = re.findall(rb'w14:paraId="([0-9A-F]{8})"', part(data, "word/comments.xml"))
    assert numbers
    assert all(0 < int(each, 16) < 0x80000000 for each in numbers)


def test_a_redline_that_would_not_come_out_is_not_written(monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = PAIRS["word in bold (en)"]
    monkeypatch.setattr(marks_module.Marks, "around", lambda self, mark, xml: xml)
    with pytest.raises(WrittenWrong):
        docx.render(redline(old, new))


def test_an_edited_redline_does_not_pass_for_the_written_one() -> None:
    old, new = PAIRS["number (en)"]
    marked = redline(old, new)
    data = docx.render(marked)
    for was, now in ((b">150", b">160"), (b">120", b">110"), (b"phone", b"phones")):
        assert was in part(data)
        with pytest.raises(WrittenWrong):
            docx.check(with_part(data, part(data).replace(was, now, 1)), marked)


def test_a_redline_has_a_place_for_an_agreement_and_for_its_proof() -> None:
    old, new = PAIRS["full_en"]
    data = docx.render(redline(old, new), embedded='{"a":1}')
    assert docx.read_embedded(data) == '{"a":1}'
    assert docx.proven(data) is not None


@pytest.mark.parametrize("name", [SAMPLE[4], pytest.param(SAMPLE[0], marks=pytest.mark.long)])
def test_a_strict_validator_finds_nothing(name: str, tmp_path: Path) -> None:
    old, new = PAIRS[name]
    (tmp_path / "redline.docx").write_bytes(drawn(old, new, Comment("c1", "Why?")))
    found = OpenXmlValidator().validate(str(tmp_path / "redline.docx"))
    assert [str(each) for each in found.errors] == []


# --- the proof ----------------------------------------------------------------------------------


def standing(data: bytes) -> str:
    found = docx.proven(data)
    assert found is not None
    return found.standing.value


def test_the_proof_tells_what_was_decided_and_what_was_altered() -> None:
    old, new = PAIRS["full_ru"]
    data = drawn(old, new)
    assert standing(data) == "whole"
    assert standing(docx.resolved(data, True)) == "accepted"
    assert standing(docx.resolved(data, False)) == "rejected"
    chance = Random(1)
    assert standing(docx.resolved(data, lambda _: chance.random() < 0.5)) == "mixed"
    said = part(data).decode()
    word = re.search(r"<w:t>([^<]{20,})</w:t>", said)
    assert word is not None
    forged = with_part(data, said.replace(word[1], word[1] + " и ещё", 1).encode())
    found = docx.proven(forged)
    assert found is not None
    assert (found.standing.value, found.old.version) == ("altered", old.version)
    assert "и ещё" in found.where


def test_changes_taken_one_by_one_are_told_from_those_refused() -> None:
    old = small("en")
    new = all_of(EDITS["number"], gone("c4"))(old)
    data = drawn(old, new)
    second = _changes_from(data, "s2")
    assert standing(_open(data, keep=second, accept=True)) == "taken"
    assert standing(_open(data, keep=second, accept=False)) == "refused"


def _open(data: bytes, keep: set[str | None], accept: bool) -> bytes:
    """The file with all changes but some decided."""
    root = etree.fromstring(part(data))
    kept = {f"{W}{each}": each for each in ("ins", "del")}
    renamed = [e for e in root.iter(*kept) if e.get(f"{W}id") in keep]
    for each in renamed:
        each.tag = f"{{kept}}{kept[each.tag]}"
    resolve(root, accept)
    for each in root.iter("{kept}ins", "{kept}del"):
        each.tag = f"{W}{etree.QName(each).localname}"
    for said in root.iter(f"{W}t"):
        if next(said.iterancestors(f"{W}del"), None) is not None:
            said.tag = f"{W}delText"
    return with_part(data, etree.tostring(root))


KINDS: dict[str, Callable[[bytes], bytes]] = {
    "whole": lambda data: data,
    "accepted": lambda data: docx.resolved(data, True),
    "rejected": lambda data: docx.resolved(data, False),
    "altered": lambda data: with_part(data, part(data).replace(b">Acme SLA", b">Acme's SLA")),
}


@pytest.mark.parametrize("kind", KINDS)
def test_verify_says_of_a_redline_what_became_of_it(
    kind: str,
    language: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    old = small(language)
    new = EDITS["title and version"](EDITS["number"](old))
    Path("copy.docx").write_bytes(KINDS[kind](drawn(old, new)))
    code = int(kind == "altered")
    assert run(["verify", "copy.docx"]) == code
    shown = capsys.readouterr().out
    assert old.version in shown
    assert new.version in shown
    assert ("Acme's" in shown) is (kind == "altered")
    assert run(["verify", "copy.docx", "--json"]) == code
    told = json.loads(capsys.readouterr().out)["redline"]
    assert (told["is"], told["to"]["id"]) == (kind, new.reference)


@dataclass(frozen=True)
class Released:
    """As much of a released version as a redline is held against."""

    number: int
    document: Document

    @property
    def agreement_id(self) -> str:
        return self.document.reference


def test_a_redline_is_held_against_what_was_released(monkeypatch: pytest.MonkeyPatch) -> None:
    old = small("ru")
    new = EDITS["title and version"](replace(EDITS["number"](old), reference="4a" * 32))
    redline = docx.proven(drawn(old, new))
    assert redline is not None
    monkeypatch.setattr(verifying, "languages_of", lambda version: ("ru",))
    monkeypatch.setattr(verifying, "document_in", lambda version, language: version.document)

    def found(*documents: Document) -> tuple[bool, bool, bool]:
        versions = tuple(Released(at, each) for at, each in enumerate(documents, 1))
        monkeypatch.setattr(store, "versions", lambda root: versions)
        said = verifying.backing(Path(), redline)
        return said.old is not None, said.new is not None, said.forged is not None

    assert found() == (False, False, False)
    assert found(old) == (True, False, False)
    assert found(old, new) == (True, True, False)
    assert found(old, text("c4", lambda said: said + "!")(new)) == (True, True, True)


@pytest.mark.long
def test_a_released_redline_is_told_from_a_forged_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    example = Path(__file__).parents[1] / "examples/fennimark"
    for quarter in ("agreement.yaml", "2027-Q1.yaml"):
        Path("agreement.yaml").write_bytes((example / quarter).read_bytes())
        assert run(["release", "--by", "A. Clerk"]) == 0
    data = Path("versions/0002/redline.en.docx").read_bytes()
    [name] = [each for each in names(data) if b"urn:sla-writer:redline" in part(data, each)][:1]
    told = docx.proven(data)
    assert told is not None
    forged = part(data, name).replace(told.new.text.encode(), b"0" * 64)
    for copy, code in ((docx.resolved(data, True), 0), (with_part(data, forged, name), 1)):
        Path("copy.docx").write_bytes(copy)
        capsys.readouterr()
        assert run(["verify", "copy.docx", "--json"]) == code
        said = json.loads(capsys.readouterr().out)["redline"]
        assert (said["from"]["number"], said["to"]["number"]) == (1, 2)
        assert (said["forged"] is not None) is bool(code)


def names(data: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.namelist()


def test_a_redline_of_hostile_words_is_told_without_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    old, new = PAIRS["number (en)"]
    data = drawn(old, new)
    proof = part(data, "customXml/item1.xml")
    for forged in (
        proof.replace(old.version.encode(), b"\xc2\x9b31m"),
        proof.replace(b"<text>[", b"<text>[1, {"),
        proof.replace(b"<old", b"<gone"),
        b"<!DOCTYPE a [<!ENTITY b 'c'>]>" + proof,
        b"",
    ):
        Path("copy.docx").write_bytes(with_part(data, forged, "customXml/item1.xml"))
        assert run(["verify", "copy.docx"]) in (0, 1, 2)
        shown = capsys.readouterr()
        assert "\x9b" not in shown.out + shown.err


@cache
def moved_file() -> bytes:
    return drawn(*PAIRS["two clauses moved (en)"])


@settings(max_examples=60)
@given(st.integers(0, 2**32))
def test_a_broken_redline_is_refused_or_read_but_never_breaks_verify(seed: int) -> None:
    chance = Random(seed)
    data = moved_file()
    name = chance.choice((BODY, "customXml/item1.xml"))
    pieces = re.split(r"(<[^>]*>)", part(data, name).decode())
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(1, len(pieces))
        pieces[at] = chance.choice(("", pieces[at] * 2, chance.choice(pieces)))
    with suppress(WordFileError):
        docx.proven(with_part(data, "".join(pieces).encode(), name))


def test_a_redline_can_have_a_clients_look() -> None:
    old, new = PAIRS["table added (ru)"]
    marked = replace(redline(old, new), comments=(Comment("c1", "Почему?"),))
    data = docx.render(marked, brand=docx.render(full("ru")), brand_file="brand.docx")
    docx.check(data, marked)
    assert standing(data) == "whole"


def test_other_word_files_carry_no_proof() -> None:
    assert docx.proven(docx.render(small("en"))) is None


# --- faults that no validator finds -------------------------------------------------------------

_INS = '<w:ins w:id="{}" w:author="a" w:date="2026-10-01T00:00:00Z">{}</w:ins>'
_RUN = "<w:r><w:t>x</w:t></w:r>"
_MARK = '<w:{} w:id="{}" w:author="a"/>'
_RANGE = (
    '<w:move{0}RangeStart w:id="{1}" w:name="{2}" w:author="a"/>{3}<w:move{0}RangeEnd w:id="{1}"/>'
)
_MOVED = '<w:move{} w:id="{}" w:author="a">' + _RUN + "</w:move{}>"


def _move(from_name: str, to_name: str) -> str:
    return _RANGE.format("From", 1, from_name, _MOVED.format("From", 2, "From")) + _RANGE.format(
        "To", 3, to_name, _MOVED.format("To", 4, "To")
    )


PLANTED = {
    "unsigned": f'<w:p><w:ins w:author="a">{_RUN}</w:ins></w:p>',
    "undated": f"<w:p>{_INS.format(1, _RUN).replace('10-01T', '13-01T')}</w:p>",
    "doubled_id": f'<w:p><w:bookmarkStart w:id="1" w:name="b"/>{_INS.format(1, _RUN)}'
    '<w:bookmarkEnd w:id="1"/></w:p>',
    "text_in_deletion": f'<w:p><w:del w:id="1" w:author="a">{_RUN}</w:del></w:p>',
    "deleted_text_outside": "<w:p><w:r><w:delText>x</w:delText></w:r></w:p>",
    "nested": "<w:p>"
    + _INS.format(1, '<w:del w:id="2" w:author="a"><w:r><w:delText>x</w:delText></w:r></w:del>')
    + "</w:p>",
    "round_blocks": f"<w:tbl><w:tr><w:tc>{_INS.format(1, '<w:p/>')}<w:p/></w:tc></w:tr></w:tbl>",
    "misplaced": f"<w:p>{_MARK.format('ins', 1)}</w:p>",
    "look_order": "<w:p><w:r><w:rPr><w:i/><w:b/></w:rPr><w:t>x</w:t></w:r></w:p>",
    "not_last": '<w:p><w:pPr><w:pPrChange w:id="1" w:author="a"><w:pPr/></w:pPrChange>'
    '<w:pPrChange w:id="2" w:author="a"><w:pPr/></w:pPrChange></w:pPr></w:p>',
    "two_marks": f"<w:p><w:pPr><w:rPr>{_MARK.format('ins', 1)}{_MARK.format('del', 2)}</w:rPr>"
    "</w:pPr></w:p><w:p/>",
    "empty_cell": "<w:tbl><w:tr><w:tc><w:tcPr/></w:tc></w:tr></w:tbl>",
    "row_unmarked_inside": f"<w:tbl><w:tr><w:trPr>{_MARK.format('ins', 1)}</w:trPr><w:tc>"
    f"<w:p>{_RUN}</w:p></w:tc></w:tr></w:tbl>",
    "last_end": f"<w:p/><w:p><w:pPr><w:rPr>{_MARK.format('del', 1)}</w:rPr></w:pPr></w:p>",
    "unpaired": '<w:p><w:bookmarkStart w:id="1" w:name="b"/></w:p>',
    "move_without_range": f"<w:p>{_MOVED.format('From', 1, 'From')}</w:p>",
    "move_names": f"<w:p>{_move('m1', 'm2')}</w:p>",
    "remark_without_place": '<w:p><w:r><w:commentReference w:id="1"/></w:r></w:p>',
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_fault_is_found_and_named(name: str) -> None:
    xml = f'<w:document xmlns:w="{W[1:-1]}"><w:body>{PLANTED[name]}</w:body></w:document>'
    assert {each.rule for each in faults(xml.encode())} == {name}


def test_every_rule_has_a_planted_fault_and_a_whole_move_has_none() -> None:
    assert {rule.__name__.strip("_") for rule in RULES} == set(PLANTED)
    xml = f'<w:body xmlns:w="{W[1:-1]}"><w:p>{_move("m", "m")}</w:p></w:body>'
    assert list(faults(xml.encode())) == []


# --- changes that we never write ----------------------------------------------------------------

FOREIGN = {
    "cells": (
        '<w:tbl><w:tr><w:tc><w:tcPr><w:cellIns w:id="1" w:author="a"/></w:tcPr><w:p><w:r><w:t>new'
        '</w:t></w:r></w:p></w:tc><w:tc><w:tcPr><w:cellDel w:id="2" w:author="a"/></w:tcPr><w:p>'
        "<w:r><w:t>old</w:t></w:r></w:p></w:tc></w:tr></w:tbl>",
        [[[["new"]]]], [[[["old"]]]],
    ),
    "an insertion deleted by another": (
        "<w:p>" + _INS.format(1, '<w:del w:id="2" w:author="b"><w:r><w:delText>y</w:delText></w:r>'
        "</w:del>") + _RUN + "</w:p>",
        ["x"], ["x"],
    ),
    "the only paragraph of a cell": (
        f"<w:tbl><w:tr><w:tc><w:p><w:pPr><w:rPr>{_MARK.format('del', 1)}</w:rPr></w:pPr></w:p>"
        "</w:tc></w:tr></w:tbl>",
        [[[[""]]]], [[[[""]]]],
    ),
    "a deleted field": (
        '<w:p><w:del w:id="1" w:author="a"><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r>'
        "<w:delInstrText> REF b </w:delInstrText></w:r><w:r>"
        '<w:fldChar w:fldCharType="separate"/></w:r><w:r><w:delText>1</w:delText></w:r><w:r>'
        f'<w:fldChar w:fldCharType="end"/></w:r></w:del>{_RUN}</w:p>',
        ["x"], ["1x"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", FOREIGN)
def test_changes_of_other_programs_are_resolved_too(name: str) -> None:
    xml, new, old = FOREIGN[name]
    whole = f'<w:document xmlns:w="{W[1:-1]}"><w:body>{xml}</w:body></w:document>'
    for accept, wanted in ((True, new), (False, old)):
        root = etree.fromstring(whole)
        resolve(root, accept)
        assert words(read(etree.tostring(root))) == wanted


_ROW = "<w:tr><w:tc><w:p/></w:tc></w:tr>"
PROPERTIES = {
    "trPr": "<w:tbl><w:tr><w:trPr>{}</w:trPr><w:tc><w:p/></w:tc></w:tr></w:tbl>",
    "tcPr": "<w:tbl><w:tr><w:tc><w:tcPr>{}</w:tcPr><w:p/></w:tc></w:tr></w:tbl>",
    "tblPr": f"<w:tbl><w:tblPr>{{}}</w:tblPr>{_ROW}</w:tbl>",
    "tblGrid": f"<w:tbl><w:tblGrid>{{}}</w:tblGrid>{_ROW}</w:tbl>",
    "sectPr": "<w:p/><w:sectPr><w:headerReference/>{}</w:sectPr>",
    "pPr": "<w:p><w:pPr><w:rPr><w:b/></w:rPr>{}</w:pPr></w:p>",
    "rPr": "<w:p><w:r><w:rPr>{}</w:rPr><w:t>x</w:t></w:r></w:p>",
}
"""Where properties stand; `w:new` and `w:old` are any property."""


@pytest.mark.parametrize("kind", PROPERTIES)
def test_old_properties_come_back_when_a_change_of_them_is_rejected(kind: str) -> None:
    was = f'<w:{kind}Change w:id="1" w:author="a"><w:{kind}><w:old/></w:{kind}></w:{kind}Change>'
    inside = PROPERTIES[kind].format(f"<w:new/>{was}")
    for accept, kept in ((True, "new"), (False, "old")):
        root = etree.fromstring(f'<w:body xmlns:w="{W[1:-1]}">{inside}</w:body>')
        resolve(root, accept)
        [host] = root.iter(f"{W}{kind}")
        names = [etree.QName(each).localname for each in host]
        assert [name for name in names if name in ("new", "old")] == [kept]
        assert len(names) == (2 if kind in ("sectPr", "pPr") else 1)


# --- independent programs -----------------------------------------------------------------------


def _without_charts(blocks: list[Any]) -> list[Any]:
    """LibreOffice 7.4 tracks no charts: they stay, whatever is decided."""
    return [
        [[_without_charts(cell) for cell in row] for row in block]
        if isinstance(block, list)
        else re.sub("\ufffc(None|[^;]*(; [^;]*)*)", "", block)
        for block in blocks
    ]


def _by_libreoffice(names: list[str], folder: Path) -> Iterator[tuple[str, bool, list[Any]]]:
    from libreoffice_resolver import resolved

    files = {name: drawn(*PAIRS[name]) for name in names}
    for (name, accept), data in resolved(files, folder).items():
        yield name, accept, words(read(part(data)))


RENUMBERED = {("clause moved (ru)", False), ("clause moved (en)", False)}
"""Where LibreOffice counts the number of a link anew to a moved clause whose move is rejected: the
link leads to where the clause would be."""


def _assert_libreoffice(names: list[str], folder: Path) -> None:
    wrong = {
        (name, accept)
        for name, accept, found in _by_libreoffice(names, folder)
        if _without_charts(found) != _without_charts(words(read(plain(PAIRS[name][int(accept)]))))
    }
    assert wrong == {(name, accept) for name, accept in RENUMBERED if name in names}


@pytest.mark.libreoffice
def test_libreoffice_accepts_and_rejects_to_the_same_texts(tmp_path: Path) -> None:
    _assert_libreoffice(list(SAMPLE[1:]), tmp_path)


@pytest.mark.long
@pytest.mark.slow
@pytest.mark.libreoffice
def test_libreoffice_accepts_and_rejects_every_pair(tmp_path: Path) -> None:
    _assert_libreoffice(list(PAIRS), tmp_path)


@pytest.mark.libreoffice
@pytest.mark.parametrize(
    "pairs",
    [
        [(COMPANIES[1], QUARTERS[:2], "en")],
        pytest.param(VERSIONS, marks=[pytest.mark.long, pytest.mark.slow]),
    ],
    ids=["one", "all"],
)
def test_libreoffice_gets_both_quarters_out(pairs: list[Any], tmp_path: Path) -> None:
    """Numbers of clauses aside: in a link to what moved, LibreOffice counts them anew."""
    from libreoffice_resolver import resolved

    known = {str(at): quarters(*each) for at, each in enumerate(pairs)}
    files = {name: drawn(*pair) for name, pair in known.items()}
    for (name, accept), data in resolved(files, tmp_path).items():
        found, wanted = (
            re.sub(r"\d+\.\d+", "", repr(_without_charts(words(read(each)))))
            for each in (part(data), plain(known[name][int(accept)]))
        )
        assert found == wanted, (pairs[int(name)], accept)


def _by_docxodus(data: bytes, accept: bool) -> bytes:
    scalpel = pytest.importorskip("docx_scalpel", reason="pip install docx-scalpel")
    with scalpel.open_session(data) as session:
        done = session.accept_all_revisions() if accept else session.reject_all_revisions()
        assert done.success
        return bytes(session.save())


def _assert_docxodus(names: list[str]) -> None:
    for name in names:
        data = drawn(*PAIRS[name])
        for accept in (True, False):
            found = read(part(_by_docxodus(data, accept)))
            assert found == read(plain(PAIRS[name][int(accept)])), (name, accept)


def test_docxodus_accepts_and_rejects_to_the_same_documents() -> None:
    _assert_docxodus(list(SAMPLE[1:5]))


@pytest.mark.long
@pytest.mark.slow
def test_docxodus_accepts_and_rejects_every_pair() -> None:
    _assert_docxodus(list(PAIRS))
