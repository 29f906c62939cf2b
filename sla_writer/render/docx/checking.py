"""A Word file that was just written, opened again and compared with its document."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from itertools import zip_longest
from posixpath import dirname, join, normpath
from typing import TYPE_CHECKING

from sla_writer.document import Document, Figure, Runs, Table, numbers
from sla_writer.errors import SlaWriterError
from sla_writer.render.docx.columns import has_head
from sla_writer.render.docx.figures import told
from sla_writer.render.docx.runs import fill_in
from sla_writer.render.docx.xml import RELATIONS, TYPES, WP, C, R, W

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_W, _R = f"{{{W}}}", f"{{{R}}}"
_CHART = f"{{{C}}}chart"
_SPOKEN = {f"{_W}br": "\n", f"{_W}tab": "\t"}


class WrittenWrong(SlaWriterError):
    """The file does not read back as the document: a fault of this program, never of the user."""


def check(data: bytes, document: Document) -> None:
    """Raises WrittenWrong unless every part parses, every relationship and link leads somewhere,
    and the body's paragraphs are the document's.
    """
    trees, names = opened(data)
    for fault in (*lost(trees, names), *read_otherwise(trees["word/document.xml"], document)):
        raise WrittenWrong("error-word-written-wrong", what=fault)


def opened(data: bytes) -> tuple[dict[str, Element], frozenset[str]]:
    """The parsed parts of a written file, and the names of all; WrittenWrong where one won't."""
    from xml.etree import ElementTree

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = {name: archive.read(name) for name in archive.namelist()}
        trees = {
            name: ElementTree.fromstring(part)
            for name, part in parts.items()
            if name.endswith((".xml", ".rels"))
        }
    except (zipfile.BadZipFile, ElementTree.ParseError) as error:
        raise WrittenWrong("error-word-written-wrong", what=str(error)) from None
    return trees, frozenset(parts)


def lost(trees: dict[str, Element], names: frozenset[str]) -> Iterator[str]:
    """Whatever leads nowhere: relationships, content types, links, styles."""
    yield from _lost_relations(trees, names)
    yield from _untyped_parts(trees["[Content_Types].xml"], names)
    body = trees["word/document.xml"]
    yield from _lost_links(body, trees["word/_rels/document.xml.rels"])
    yield from _lost_styles(body, trees["word/styles.xml"])


def read_otherwise(body: Element, document: Document) -> Iterator[str]:
    """What a body, parsed, says otherwise than the document."""
    pairs = zip_longest(_read(body[0]), wanted(document))
    yield from (f"{read!r} / {wanted!r}" for read, wanted in pairs if read != wanted)
    figures = [each.get("descr") for each in body.iter(f"{{{WP}}}docPr")]
    if figures != [told(block) for block in document.blocks if isinstance(block, Figure)]:
        yield "docPr"


def _lost_relations(trees: dict[str, Element], names: frozenset[str]) -> Iterator[str]:
    for name, tree in trees.items():
        if not name.endswith(".rels"):
            continue
        base = "/" + dirname(dirname(name))
        for each in tree.iter(f"{{{RELATIONS}}}Relationship"):
            target = normpath(join(base, each.get("Target", ""))).lstrip("/")
            if each.get("TargetMode") != "External" and target not in names:
                yield f"{name}: {target}"


def _untyped_parts(types: Element, names: frozenset[str]) -> Iterator[str]:
    ends = {each.get("Extension", "") for each in types.iter(f"{{{TYPES}}}Default")}
    typed = {each.get("PartName", "") for each in types.iter(f"{{{TYPES}}}Override")}
    yield from typed - {f"/{name}" for name in names}
    for name in names - {"[Content_Types].xml"}:
        if f"/{name}" not in typed and name.rpartition(".")[2] not in ends:
            yield name


def _lost_links(body: Element, relations: Element) -> Iterator[str]:
    """Bookmarks given twice, and links that lead nowhere."""
    marks = [each.get(f"{_W}name", "") for each in body.iter(f"{_W}bookmarkStart")]
    if len(set(marks)) < len(marks):
        yield "w:bookmarkStart"
    links = {each.get(f"{_W}anchor", "") for each in body.iter(f"{_W}hyperlink")} - {""}
    words = [(each.text or "").split() for each in body.iter(f"{_W}instrText")]
    aims = {word[1] for word in words if word[0] in ("REF", "PAGEREF")}
    yield from (links | aims) - set(marks)
    known = {each.get("Id", "") for each in relations}
    tags = (f"{_W}hyperlink", f"{_W}headerReference", f"{_W}footerReference", _CHART)
    yield from {each.get(f"{_R}id", "") for tag in tags for each in body.iter(tag)} - known - {""}


def _lost_styles(body: Element, styles: Element) -> Iterator[str]:
    known = {each.get(f"{_W}styleId", "") for each in styles.iter(f"{_W}style")}
    for tag in ("pStyle", "rStyle", "tblStyle"):
        yield from {each.get(f"{_W}val", "") for each in body.iter(_W + tag)} - known


def _read(body: Element) -> Iterator[str]:
    """The text of every paragraph of the body, the contents left out; fields say their results."""
    for each in body.iter(f"{_W}instrText"):
        each.text = ""
    for tag, text in _SPOKEN.items():
        for each in body.iter(tag):
            each.text = text
    for child in body:
        if child.tag != f"{_W}sdt":
            for paragraph in child.iter(f"{_W}p"):
                yield "".join(paragraph.itertext())


def wanted(document: Document) -> Iterator[str]:
    """The text of every paragraph that the document's body must have."""
    for block, number in zip(document.blocks, numbers(document), strict=True):
        match block:
            case Table():
                yield _caption(document.words["table"], number, block.caption)
                for row in ((block.head,) if has_head(block) else ()) + block.rows:
                    yield from map(_shown, row.cells)
                yield ""
            case Figure():
                yield ""
                yield _caption(document.words["figure"], number, block.caption)
            case _:
                yield _shown(block.runs)


def _caption(word: str, number: str | None, runs: Runs) -> str:
    return _shown(runs) if number is None else f"{word}\u00a0{number}. {_shown(runs)}"


def _shown(runs: Runs) -> str:
    return "".join(fill_in(run) if run.control else run.text for run in runs)
