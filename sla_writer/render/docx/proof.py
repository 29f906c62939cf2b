"""What a redline says of itself: which two texts it stands between, so that anyone can verify it.

The proof holds the SHA-256 of both texts, as words alone, so that it survives what Word or
LibreOffice rewrite when they save.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from sla_writer.document import Document
from sla_writer.render.docx.embedded import Extra, item
from sla_writer.render.docx.xml import attribute

NAMESPACE = "urn:sla-writer:redline"
_ITEM = "{5A7E51A0-0B2B-4C1D-9F7A-51A2F0C0A002}"


@dataclass(frozen=True, slots=True)
class Side:
    """One of a redline's two documents: its version, its agreement's id, its text's SHA-256."""

    version: str
    id: str
    text: str


def hashed(texts: Iterable[str]) -> str:
    """The SHA-256 of a document's paragraphs; those without words don't count."""
    lines = [text for text in texts if text.strip()]
    return sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()


def side(document: Document, texts: Iterable[str]) -> Side:
    """What the proof says of a document whose paragraphs are `texts`."""
    return Side(document.version, document.reference, hashed(texts))


def parts(old: Side, new: Side, n: int) -> tuple[Extra, ...]:
    """The parts that carry the proof as item `n` of what the file carries unseen."""
    inside = f'<redline xmlns="{NAMESPACE}">{_xml("old", old)}{_xml("new", new)}</redline>'
    return item(n, "rIdQ", NAMESPACE, _ITEM, inside)


def _xml(name: str, side: Side) -> str:
    return (
        f'<{name} version="{attribute(side.version)}" id="{attribute(side.id)}"'
        f' text="{side.text}"/>'
    )
