"""What a redline says of itself: which two texts it stands between, so that anyone can verify it.

The proof holds the SHA-256 of both texts and the text with its marks, as words alone, so that it
survives what other programs rewrite when they save: neither paragraphs count nor the numbers
that a program counts itself.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby
from typing import Any

from sla_writer.document import Document
from sla_writer.render.docx.embedded import Extra, item
from sla_writer.render.docx.xml import W, attribute, escape

NAMESPACE = "urn:sla-writer:redline"
KEPT, INSERTED, DELETED = "=", "+", "-"
_ITEM = "{5A7E51A0-0B2B-4C1D-9F7A-51A2F0C0A002}"
_W = f"{{{W}}}"
_SPOKEN = {f"{_W}tab": "\t", f"{_W}br": "\n"}
_TEXT = (f"{_W}t", f"{_W}delText", *_SPOKEN)
_FIELD = f"{_W}fldChar"
_MARKS = {
    f"{_W}ins": INSERTED,
    f"{_W}moveTo": INSERTED,
    f"{_W}del": DELETED,
    f"{_W}moveFrom": DELETED,
}

Segment = tuple[str, str]
"""A mark (kept, inserted or deleted) and a stretch of text."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of a redline's two documents: its version, its agreement's id, its text's SHA-256."""

    version: str
    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Proof:
    """What a redline's file stands between, and its text with the marks."""

    old: Side
    new: Side
    segments: tuple[Segment, ...]


def hashed(text: str) -> str:
    """The SHA-256 of a document's text."""
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def proof(old: Document, new: Document, root: Any) -> Proof:
    """The proof of a redline whose body, parsed, is `root`."""
    marked = tuple(segments(root))
    was, now = (
        Side(document.version, document.reference, hashed(_without(marked, gone)))
        for document, gone in ((old, INSERTED), (new, DELETED))
    )
    return Proof(was, now, marked)


def _without(segments: Iterable[Segment], gone: str) -> str:
    return "".join([text for mark, text in segments if mark != gone])


def segments(root: Any) -> Iterator[Segment]:
    """The text of a body with its marks, from the first word to the last.

    Each tracked change is one segment: what can be decided alone stands alone.
    """
    within = {text: change for change in root.iter(*_MARKS) for text in change.iter(*_TEXT)}
    for change, said in groupby(_texts(root), within.get):
        text = "".join([_said(each) for each in said])
        if text:
            yield KEPT if change is None else _MARKS[change.tag], text


def said(root: Any) -> str:
    """The text of a body without marks."""
    return "".join(map(_said, _texts(root)))


def _texts(root: Any) -> Iterator[Any]:
    """The elements with text, but for the results of fields."""
    counted = {text for field in root.iter(f"{_W}fldSimple") for text in field.iter(*_TEXT)}
    depth = 0
    for each in root.iter(_FIELD, *_TEXT):
        if each.tag == _FIELD:
            depth += {"begin": 1, "end": -1}.get(each.get(f"{_W}fldCharType"), 0)
        elif not depth and each not in counted:
            yield each


def _said(each: Any) -> str:
    if each.tag not in _SPOKEN:
        return each.text or ""
    # A tab stop of a style is a w:tab too.
    return _SPOKEN[each.tag] if each.getparent().tag == f"{_W}r" else ""


def parts(proof: Proof, n: int) -> tuple[Extra, ...]:
    """The parts that carry the proof as item `n` of what the file carries unseen."""
    marked = json.dumps([mark + text for mark, text in proof.segments], ensure_ascii=False)
    inside = (
        f'<redline xmlns="{NAMESPACE}">{_xml("old", proof.old)}{_xml("new", proof.new)}'
        f"<text>{escape(marked)}</text></redline>"
    )
    return item(n, "rIdQ", NAMESPACE, _ITEM, inside)


def _xml(name: str, side: Side) -> str:
    return (
        f'<{name} version="{attribute(side.version)}" id="{attribute(side.id)}"'
        f' text="{side.text}"/>'
    )
