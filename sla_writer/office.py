"""LibreOffice, where it is present: a Word file as a tagged PDF, and the pages of its headings."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sla_writer.errors import SlaWriterError, ToolMissing

TIME_LIMIT = 180
"""Seconds after which LibreOffice is given up."""

_USUAL_PLACES = (  # untested: macOS and Windows
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    r"C:\Program Files\LibreOffice\program\soffice.com",
    r"C:\Program Files (x86)\LibreOffice\program\soffice.com",
)
_EXPORT = ("UseTaggedPDF", "PDFUACompliance", "ExportBookmarks", "ExportBookmarksToPDFDestination")


def program() -> str:
    """The path of LibreOffice; ToolMissing, saying how to get it, when there is none."""
    names = ("soffice", "libreoffice", *_USUAL_PLACES)
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        raise ToolMissing("error-libreoffice-missing")
    return found


def pdf(docx: bytes) -> bytes:
    """The Word file as a tagged PDF.

    Raises ToolMissing without LibreOffice, SlaWriterError when it fails or takes too long.
    """
    with TemporaryDirectory(prefix="sla-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        (folder / "agreement.docx").write_bytes(docx)
        said = _convert(program(), folder)
        made = folder / "agreement.pdf"
        if not made.is_file():
            raise SlaWriterError("error-libreoffice-failed", why=said or "?")
        return made.read_bytes()


def _convert(office: str, folder: Path) -> str:
    """Runs LibreOffice on the file in `folder` with a profile of its own; what it said."""
    export = json.dumps({name: {"type": "boolean", "value": "true"} for name in _EXPORT})
    command = [
        office,
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--headless", "--norestore", "--nolockcheck", "--nodefault",
        "--convert-to", f"pdf:writer_pdf_Export:{export}",
        "--outdir", str(folder), str(folder / "agreement.docx"),
    ]  # fmt: skip
    try:
        done = subprocess.run(command, capture_output=True, timeout=TIME_LIMIT, check=False)
    except subprocess.TimeoutExpired:
        raise SlaWriterError("error-libreoffice-slow", seconds=TIME_LIMIT) from None
    return done.stderr.decode("utf-8", "replace").strip()


def heading_pages(data: bytes) -> tuple[int, ...]:
    """The page (from 1) of every heading in a PDF's outline, in reading order.

    Raises ToolMissing without pypdf (the extra `pages`).
    """
    try:
        from pypdf import PdfReader
    except ImportError:
        raise ToolMissing("error-pypdf-missing") from None
    import io

    reader = PdfReader(io.BytesIO(data))
    return tuple(
        (reader.get_destination_page_number(each) or 0) + 1 for each in _flat(reader.outline)
    )


def _flat(outline: list[Any]) -> Iterator[Any]:
    for each in outline:
        if isinstance(each, list):
            yield from _flat(each)
        else:
            yield each
