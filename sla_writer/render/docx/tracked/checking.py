"""A redline's Word file that was just written, opened again, accepted and rejected."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from lxml import etree

from sla_writer.document import Document
from sla_writer.redline import accepted, rejected
from sla_writer.render.docx.checking import WrittenWrong, lost, opened, read_otherwise
from sla_writer.render.docx.tracked.resolving import resolve
from sla_writer.render.docx.tracked.revisions import faults


def check(data: bytes, document: Document) -> None:
    """Raises WrittenWrong unless the file is whole, its changes are ones that every reader takes
    alike, and accepted and rejected it says the two documents.
    """
    trees, names = opened(data)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        part = archive.read("word/document.xml")
    for fault in (*lost(trees, names), *map(str, faults(part)), *_otherwise(part, document)):
        raise WrittenWrong("error-word-written-wrong", what=fault)


def _otherwise(part: bytes, redline: Document) -> Iterator[str]:
    for accept, document in ((True, accepted(redline)), (False, rejected(redline))):
        root: Any = etree.fromstring(part)
        resolve(root, accept)
        yield from read_otherwise(root, document)
