"""Tracked changes of any Word file accepted or rejected, as Word does it.

The rules are those of ECMA-376, part 1, section 17.13.5: what is inserted stays or goes, what is
deleted goes or stays, and the mark of a paragraph that goes puts its content in front of the next
paragraph, which keeps its own properties.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable
from functools import partial
from typing import Any

from lxml import etree

from sla_writer.render.docx.package import entry
from sla_writer.render.docx.package_gate import guarded, open_package
from sla_writer.render.docx.xml import W

Element = Any
Decide = Callable[[Element], bool]
"""Says of one tracked change (its element) whether it is accepted."""

_W = f"{{{W}}}"
_PARTS = re.compile(r"word/(document|\w*header\w*|\w*footer\w*|footnotes|endnotes)\.xml")
_HERE = (f"{_W}ins", f"{_W}moveTo")
_GONE = (f"{_W}del", f"{_W}moveFrom")
_CHANGES = {
    f"{_W}{tag}Change": frozenset(f"{_W}{each}" for each in kept)
    for tag, kept in {
        "rPr": ("ins", "del", "moveFrom", "moveTo"),
        "pPr": ("rPr", "sectPr"),
        "sectPr": ("headerReference", "footerReference"),
        "trPr": ("ins", "del"),
        "tcPr": ("cellIns", "cellDel", "cellMerge"),
        "tblPr": (),
        "tblPrEx": (),
        "tblGrid": (),
    }.items()
}
"""The records of old properties, and what of the present ones was not recorded."""

_RANGES = frozenset(
    f"{_W}{kind}Range{end}"
    for kind in ("moveFrom", "moveTo", "customXmlIns", "customXmlDel", "customXmlMoveFrom",
                 "customXmlMoveTo")
    for end in ("Start", "End")
)  # fmt: skip
_RESTORED = {f"{_W}delText": f"{_W}t", f"{_W}delInstrText": f"{_W}instrText"}
_BESIDE = frozenset(
    f"{_W}{tag}"
    for tag in ("bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd",
                "proofErr", "permStart", "permEnd")
)  # fmt: skip
_P, _TBL, _PPR, _RPR, _TRPR = (f"{_W}{tag}" for tag in ("p", "tbl", "pPr", "rPr", "trPr"))
_CELLS = tuple(f"{_W}{tag}" for tag in ("cellIns", "cellDel", "cellMerge"))


def resolved(data: bytes, accept: bool | Decide, file: object = "docx") -> bytes:
    """A Word file with every tracked change of its text, headers, footers and notes decided.

    `file` is the name for messages. Raises WordFileError when it is no Word file or unsafe.
    """
    package, memory = open_package(data, file), io.BytesIO()
    with zipfile.ZipFile(memory, "w") as target:
        for name in package.names:
            part = package.read(name)
            if _PARTS.fullmatch(name):
                part = guarded(partial(_resolved, part, accept), file)
            target.writestr(entry(name), part)
    return memory.getvalue()


def _resolved(part: bytes, accept: bool | Decide) -> bytes:
    root = etree.fromstring(part, etree.XMLParser(resolve_entities=False, no_network=True))
    resolve(root, accept)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def resolve(root: Element, accept: bool | Decide) -> None:
    """Decides every tracked change of a part, in place."""
    decide: Decide = accept if callable(accept) else lambda _: bool(accept)
    _properties(root, decide)
    _runs(root, decide)
    _rows(root, decide)
    _ends(root, decide)


def _properties(root: Element, decide: Decide) -> None:
    """What was set otherwise: the record goes, or the old properties come back."""
    for change in list(root.iter(*_CHANGES)):
        host = change.getparent()
        kept = _CHANGES[change.tag]
        host.remove(change)
        if decide(change):
            continue
        for each in [each for each in host if each.tag not in kept]:
            host.remove(each)
        was = change[0] if len(change) else ()
        _put_back(host, [each for each in was if each.tag not in kept])
    for each in list(root.iter(f"{_W}numberingChange")):
        each.getparent().remove(each)


def _put_back(host: Element, was: list[Element]) -> None:
    """Old properties before the kept ones, except for what the schema wants in front."""
    if host.tag in (_RPR, f"{_W}sectPr"):
        host.extend(was)
    else:
        host[0:0] = was


def _runs(root: Element, decide: Decide) -> None:
    """Runs that only one of the documents has."""
    for each in list(root.iter(*_HERE, *_GONE)):
        parent = each.getparent()
        if parent is None or _is_sign(each):
            continue
        if decide(each) == (each.tag in _HERE):
            _restore(each)
            _unwrap(each)
        else:
            _remove(each)
    for each in list(root.iter(*_RANGES)):
        _remove(each)


def _is_sign(each: Element) -> bool:
    """Whether it marks a paragraph's end or a row instead of standing round runs."""
    return each.getparent().tag in (_RPR, _TRPR, f"{_W}numPr") or not len(each)


def _restore(kept: Element) -> None:
    if kept.tag == f"{_W}del":
        for text in kept.iter(*_RESTORED):
            text.tag = _RESTORED[text.tag]


def _unwrap(each: Element) -> None:
    parent = each.getparent()
    at = parent.index(each)
    parent[at : at + 1] = list(each)


def _remove(each: Element) -> None:
    """Takes an element out, and a link or field round it that is empty without it."""
    parent = each.getparent()
    parent.remove(each)
    if parent.tag == f"{_W}hyperlink" and not any(child.tag not in _BESIDE for child in parent):
        _unwrap(parent)


def _rows(root: Element, decide: Decide) -> None:
    """Cells, rows and tables that only one of the documents has."""
    touched = []
    for sign in list(root.iter(*_CELLS)):
        row = sign.getparent().getparent().getparent()
        _cell(sign, decide(sign))
        touched += [] if _has(row, "tc") else [row]
    for sign in [each for each in root.iter(*_HERE, *_GONE) if each.getparent().tag == _TRPR]:
        if decide(sign) != (sign.tag in _HERE):
            touched.append(sign.getparent().getparent())
        sign.getparent().remove(sign)
    for row in touched:
        table = row.getparent()
        if table is not None:
            table.remove(row)
            if not _has(table, "tr"):
                _keep_a_paragraph(table.getparent(), table)


def _has(parent: Element, tag: str) -> bool:
    return next(parent.iter(f"{_W}{tag}"), None) is not None


def _cell(sign: Element, accepted: bool) -> None:
    properties = sign.getparent()
    cell = properties.getparent()
    properties.remove(sign)
    if sign.tag == f"{_W}cellMerge":
        merged = sign.get(f"{_W}vMerge" if accepted else f"{_W}vMergeOrig")
        for each in properties.findall(f"{_W}vMerge"):
            properties.remove(each)
        if merged:
            value = "restart" if merged == "rest" else "continue"
            etree.SubElement(properties, f"{_W}vMerge", {f"{_W}val": value})
    elif accepted == (sign.tag == f"{_W}cellDel"):
        cell.getparent().remove(cell)


def _keep_a_paragraph(container: Element, gone: Element) -> None:
    """Takes a block out of a cell or a note, which must keep one paragraph."""
    container.remove(gone)
    if container.tag == f"{_W}tc" and not any(each.tag in (_P, _TBL) for each in container):
        etree.SubElement(container, _P)


def _ends(root: Element, decide: Decide) -> None:
    """Paragraphs whose end only one of the documents has."""
    gone: dict[Element, bool] = {}
    for sign in list(root.iter(*_HERE, *_GONE)):
        looks = sign.getparent()
        if looks.tag != _RPR or looks.getparent().tag != _PPR:
            continue
        paragraph = looks.getparent().getparent()
        goes = decide(sign) != (sign.tag in _HERE)
        gone[paragraph] = gone.get(paragraph, False) or goes
        looks.remove(sign)
        if not len(looks):
            looks.getparent().remove(looks)
    # From the last to the first, so that no text is carried along paragraph by paragraph.
    for paragraph in [each for each, goes in gone.items() if goes][::-1]:
        _join(paragraph)


def _join(paragraph: Element) -> None:
    """Puts a paragraph's content in front of the next one's; at the end it goes if it is empty."""
    content = [each for each in paragraph if each.tag != _PPR]
    following = paragraph.getnext()
    between = []
    while following is not None and following.tag in _BESIDE:
        between.append(following)
        following = following.getnext()
    if following is None or following.tag != _P:
        if not any(each.tag not in _BESIDE for each in content):
            _keep_a_paragraph(paragraph.getparent(), paragraph)
        return
    at = 1 if len(following) and following[0].tag == _PPR else 0
    following[at:at] = [*content, *between]
    paragraph.getparent().remove(paragraph)
