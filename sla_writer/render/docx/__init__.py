"""The agreement as a Word file that looks as if a careful lawyer-editor had made it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sla_writer.document import Document
from sla_writer.render.docx.look import own_look
from sla_writer.render.docx.package import package

if TYPE_CHECKING:
    from sla_writer.render.docx.tracked.proving import Proven
    from sla_writer.render.docx.tracked.resolving import Decide

__all__ = ["brand_report", "check", "proven", "read_embedded", "render", "resolved", "text_of"]


def render(
    document: Document,
    *,
    brand: bytes | None = None,
    brand_file: object = "docx",
    embedded: str | None = None,
    page_numbers: Sequence[int] | None = None,
) -> bytes:
    """The document as the bytes of a .docx file; the same input gives the same bytes.

    A redline gets tracked changes, without contents (`page_numbers` don't count) and without places
    to fill in, and its comments in the margin.

    `brand` is a client's own .docx as source of styles, page and headers, `brand_file` its name for
    messages; `embedded` canonical JSON that the file carries inside; `page_numbers` one page for
    each entry of `contents.contents`.
    Raises WordFileError when the brand file can't be used, WrittenWrong when a redline would not
    resolve to its two documents, ValueError when the page numbers are not
    one an entry or a text holds a character that XML can't.
    """
    if brand is None:
        look = own_look(document.language, document.paper, document.words["annex"])
    else:
        from sla_writer.render.docx.brand import brand_look

        look = brand_look(brand, document, brand_file)
    return package(document, look, embedded, page_numbers)


def check(data: bytes, document: Document) -> None:
    """Opens a written file again; raises WrittenWrong unless it is whole and says the document.

    A redline's file must say the one of its documents when all changes are accepted, the other
    when all are rejected.
    """
    if document.was is None:
        from sla_writer.render.docx.checking import check
    else:
        from sla_writer.render.docx.tracked.checking import check

    check(data, document)


def read_embedded(data: bytes, file: object = "docx") -> str | None:
    """The JSON text that any copy of a Word file carries, None when it carries none.

    Raises WordFileError, with the name `file`, when it is no Word file or unsafe.
    """
    from sla_writer.render.docx.embedded import read_embedded

    return read_embedded(data, file)


def proven(data: bytes, file: object = "docx") -> Proven | None:
    """What became of a redline that this program wrote; None for any other Word file.

    Raises WordFileError, with the name `file`, when it is no Word file or unsafe.
    """
    from sla_writer.render.docx.tracked.proving import proven

    return proven(data, file)


def text_of(document: Document) -> str:
    """The SHA-256 of a document's text, as the proof in a redline has it."""
    from sla_writer.render.docx.tracked.proving import text_of

    return text_of(document)


def resolved(data: bytes, accept: bool | Decide) -> bytes:
    """A Word file with every tracked change of its text, headers, footers and notes decided.

    `accept` decides all, or says of one change (its XML element) whether it is accepted. Raises
    WordFileError when it is no Word file or unsafe.
    """
    from sla_writer.render.docx.tracked.resolving import resolved

    return resolved(data, accept)


def brand_report(brand: bytes, file: object = "docx") -> list[tuple[str, str, str]]:
    """For each role the style it gets in a client's file, and whether that is the client's own
    ("brand") or is made ("created").

    Raises WordFileError, with the name `file`, when the file can't be used.
    """
    from sla_writer.render.docx.brand import report

    return report(brand, file)
