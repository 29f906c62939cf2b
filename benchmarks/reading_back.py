"""What a Word file says: the text of every paragraph, in cells too, whoever wrote the file."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

from lxml import etree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def texts(file: bytes | Path) -> list[str]:
    """Every paragraph that is not empty, in reading order, with one space for any white space."""
    with zipfile.ZipFile(io.BytesIO(file) if isinstance(file, bytes) else file) as archive:
        body = etree.fromstring(archive.read("word/document.xml"))
    found = (" ".join("".join(_text(each)).split()) for each in body.iter(f"{_W}p"))
    return [text for text in found if text]


def _text(paragraph: etree._Element) -> Iterator[str]:
    for node in paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br"):
        if next(node.iterancestors(f"{_W}tabs"), None) is None:
            yield (node.text or "") if node.tag == f"{_W}t" else " "


def digest(file: bytes | Path) -> str:
    """The SHA-256 of what the file says."""
    return hashlib.sha256("\n".join(texts(file)).encode("utf-8")).hexdigest()
