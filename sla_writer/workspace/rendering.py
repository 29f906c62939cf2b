"""The agreement's documents: made, opened again and checked before they replace others."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING

from sla_writer import atomic
from sla_writer.errors import SlaWriterError
from sla_writer.workspace.folder import Workspace, read_bytes, stem

if TYPE_CHECKING:
    from sla_writer.agreement import Agreement
    from sla_writer.document import Document
    from sla_writer.pack import Pack

FORMATS = ("docx", "md", "html", "txt", "pdf")
"""The formats by name, which is also the end of their files' names."""

Progress = Callable[[str], AbstractContextManager[None]]
"""Told the name of each file that takes its time, while it is made."""


def _unseen(name: str) -> AbstractContextManager[None]:
    return nullcontext()


@dataclass(frozen=True)
class Order:
    """What to render: formats and languages (none named: the agreement's own), and how."""

    formats: tuple[str, ...] = ("docx", "md")
    languages: tuple[str, ...] = ()
    out: Path | None = None
    templates: Path | None = None
    brand: Path | None = None
    embed: bool = True
    page_numbers: bool = False


def render(workspace: Workspace, order: Order, progress: Progress = _unseen) -> Iterator[Path]:
    """Make the ordered documents; when all are made and checked, write them and give their paths.

    Raises AgreementError, PackError, ToolMissing or SlaWriterError, and has then written nothing
    unless it was the writing of a later file that failed.
    """
    every = [files for _, files in made(workspace.agreement(), order, progress)]
    for name, data in (each for files in every for each in files.items()):
        path = (order.out or workspace.out) / name
        atomic.write(path, data)
        yield path


def made(
    agreement: Agreement, order: Order, progress: Progress = _unseen
) -> Iterator[tuple[Document, dict[str, bytes]]]:
    """The document in each ordered language, and its files by name; raises as `render` does."""
    from sla_writer import pack
    from sla_writer.clauses import document

    used = pack.load(agreement.identity.pack, order.templates)
    languages = order.languages or agreement.identity.languages
    _languages_known(languages, used)
    for language in languages:
        shown = document(agreement, used, language)
        yield shown, dict(_files(shown, agreement, order, progress))


def documents(agreement: Agreement, templates: Path | None = None) -> Iterator[Document]:
    """The agreement's document in each of its languages."""
    from sla_writer import pack
    from sla_writer.clauses import document

    used = pack.load(agreement.identity.pack, templates)
    _languages_known(agreement.identity.languages, used)
    for language in agreement.identity.languages:
        yield document(agreement, used, language)


def document_in(agreement: Agreement, language: str) -> Document:
    """The agreement's document in a language, or in its first where it isn't one of its own."""
    from sla_writer import pack
    from sla_writer.clauses import document

    languages = agreement.identity.languages
    used = pack.load(agreement.identity.pack)
    chosen = language if language in languages else languages[0]
    _languages_known((chosen,), used)
    return document(agreement, used, chosen)


def _languages_known(languages: tuple[str, ...], used: Pack) -> None:
    for language in languages:
        if language not in used.languages:
            known = ", ".join(used.languages)
            raise SlaWriterError(
                "error-pack-language", language=language, pack=used.name, known=known
            )


def _files(
    shown: Document, agreement: Agreement, order: Order, progress: Progress
) -> Iterator[tuple[str, bytes]]:
    """The name and the bytes of a document in every ordered format."""
    from sla_writer.render import RENDERERS

    in_word = cache(lambda: word(shown, agreement, order))
    for name in order.formats:
        file = f"{stem(agreement)}.{shown.language}.{name}"
        slow = name == "pdf" or (name == "docx" and order.page_numbers)
        with progress(file) if slow else nullcontext():
            if name in RENDERERS:
                yield file, RENDERERS[name](shown).encode("utf-8")
            else:
                yield file, _pdf(in_word()) if name == "pdf" else in_word()


def _pdf(docx: bytes) -> bytes:
    from sla_writer import office

    return office.pdf(docx)


def word(shown: Document, agreement: Agreement, order: Order) -> bytes:
    """The Word file, opened again and checked; page numbers come from a draft's PDF."""
    from sla_writer.agreement.reading import canonical
    from sla_writer.render import docx

    brand = read_bytes(order.brand) if order.brand else None
    embedded = canonical(agreement) if order.embed else None
    written = partial(docx.render, shown, brand=brand, brand_file=order.brand)
    pages = _pages(shown, written()) if order.page_numbers else None
    data = written(embedded=embedded, page_numbers=pages)
    docx.check(data, shown)
    return data


def _pages(shown: Document, draft: bytes) -> tuple[int, ...] | None:
    """The page of each entry of the contents, read off the draft's PDF; None without contents."""
    from sla_writer import office
    from sla_writer.document import Heading
    from sla_writer.render.docx.contents import contents

    entries = contents(shown)
    if not entries:
        return None
    headings = [place for place, block in enumerate(shown.blocks) if isinstance(block, Heading)]
    pages = office.heading_pages(office.pdf(draft))
    if len(pages) != len(headings):
        raise SlaWriterError("error-page-numbers", found=len(pages), wanted=len(headings))
    page_of = dict(zip(headings, pages, strict=True))
    return tuple(page_of[entry.block] for entry in entries)
