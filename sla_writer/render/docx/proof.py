"""What a redline says of itself: which two texts it stands between, so that anyone can verify it.

The proof holds the SHA-256 of both texts and the text with its marks, as words alone, so that it
survives what Word or LibreOffice rewrite when they save.
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


def hashed(texts: Iterable[str]) -> str:
    """The SHA-256 of a document's paragraphs; those without words don't count."""
    lines = [text for text in texts if text.strip()]
    return sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()


def side(document: Document, texts: Iterable[str]) -> Side:
    """What the proof says of a document whose paragraphs are `texts`."""
    return Side(document.version, document.reference, hashed(texts))


def segments(root: Any) -> Iterator[Segment]:
    """The text of a body with its marks, from the first word to the last, without paragraphs.

    Each tracked change is one segment: what can be decided alone stands alone.
    """
    within = {text: change for change in root.iter(*_MARKS) for text in change.iter(*_TEXT)}
    for change, said in groupby(root.iter(*_TEXT), within.get):
        text = "".join([_said(each) for each in said])
        if text:
            yield KEPT if change is None else _MARKS[change.tag], text


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
