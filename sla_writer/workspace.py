"""One agreement's folder, and its documents, each checked before it replaces another."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sla_writer import atomic
from sla_writer.errors import SlaWriterError, reason

if TYPE_CHECKING:
    from datetime import date

    from sla_writer.agreement import Agreement
    from sla_writer.agreement.record import Decision
    from sla_writer.document import Document
    from sla_writer.finding import Finding
    from sla_writer.pack import Pack

FILE = "agreement.yaml"
JOURNAL = "interview.jsonl"
SCHEMA = "agreement.schema.json"
MODELINE = f"# yaml-language-server: $schema={SCHEMA}\n"

FORMATS = ("docx", "md", "html", "txt", "pdf")
"""The formats by name, which is also the end of their files' names."""

Progress = Callable[[str], AbstractContextManager[None]]
"""Told the name of each file that takes its time, while it is made."""


@dataclass(frozen=True)
class Workspace:
    """The folder of one agreement, known by its file."""

    file: Path

    @classmethod
    def at(cls, path: Path) -> Workspace:
        """The workspace of a folder, or of an agreement file; SlaWriterError when there is none."""
        file = path / FILE if path.is_dir() else path
        if not file.is_file():
            key = "error-no-agreement" if path.is_dir() else "error-no-file"
            raise SlaWriterError(key, file=path, name=FILE)
        return cls(file)

    @property
    def folder(self) -> Path:
        """Where the agreement and everything that belongs to it stands."""
        return self.file.parent

    @property
    def out(self) -> Path:
        """Where rendered documents go unless told otherwise; disposable."""
        return self.folder / "out"

    def agreement(self) -> Agreement:
        """The agreement as its file says it; AgreementError lists every mistake."""
        from sla_writer.agreement.reading import load
        from sla_writer.measures import misfits

        return load(self.file, misfits)

    def save(self, data: dict[str, Any]) -> None:
        """Writes changed data into the file; what did not change stays as it was written there."""
        from sla_writer import yaml_edit
        from sla_writer.text_gate import read_file

        text = yaml_edit.edited(read_file(self.file), str(self.file), data)
        atomic.write(self.file, text.encode("utf-8"))

    def mend(self, today: date) -> list[Finding]:
        """Mends in the file what a safe rule finds, and gives what was found; comments stay.

        A text with several slips is mended slip by slip, each time judged anew.
        """
        from sla_writer import paths, yaml_file
        from sla_writer.agreement.reading import from_file
        from sla_writer.measures import misfits
        from sla_writer.rules import Case, safe_ones

        file = yaml_file.load(self.file)
        data: Any = file.data
        mended: list[Finding] = []
        while found := safe_ones(Case(from_file(replace(file, data=data), misfits), today)):
            for each in found:
                data = paths.put(data, each.path, each.fitting)
            mended += found
        if mended:
            self.save(data)
        return mended

    def documents(self, agreement: Agreement) -> Iterator[tuple[Path, bool]]:
        """This version's rendered documents, and whether the file changed since."""
        changed = self.file.stat().st_mtime
        for path in sorted(self.out.glob(f"{stem(agreement)}.*")):
            yield path, path.stat().st_mtime < changed


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


def stem(agreement: Agreement) -> str:
    """What the files of a version are called: id, quarter and revision (``acme-2026-Q4-r1``)."""
    identity = agreement.identity
    return f"{identity.id}-{identity.quarter}-r{identity.revision}"


def render(
    workspace: Workspace, order: Order, progress: Progress = lambda name: nullcontext()
) -> Iterator[Path]:
    """Make the ordered documents; when all are made and checked, write them and give their paths.

    Raises AgreementError, PackError, ToolMissing or SlaWriterError, and has then written nothing
    unless it was the writing of a later file that failed.
    """
    from sla_writer import pack

    agreement = workspace.agreement()
    used = pack.load(agreement.identity.pack, order.templates)
    languages = order.languages or agreement.identity.languages
    _languages_known(languages, used)
    made = [
        each
        for language in languages
        for each in _files(agreement, used, language, order, progress)
    ]
    for name, data in made:
        path = (order.out or workspace.out) / name
        atomic.write(path, data)
        yield path


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
    agreement: Agreement, used: Pack, language: str, order: Order, progress: Progress
) -> Iterator[tuple[str, bytes]]:
    """The name and the bytes of every ordered file in a language."""
    from sla_writer.clauses import document
    from sla_writer.render import RENDERERS

    shown = document(agreement, used, language)
    in_word = cache(lambda: word(shown, agreement, order))
    for name in order.formats:
        file = f"{stem(agreement)}.{language}.{name}"
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


def read_bytes(path: Path, limit: int = 50_000_000) -> bytes:
    """The bytes of a file that a user names; SlaWriterError when it can't be read."""
    try:
        if path.stat().st_size > limit:
            raise SlaWriterError("error-file-too-large", file=path, limit=limit // 1000)
        return path.read_bytes()
    except OSError as error:
        raise SlaWriterError("error-file-unreadable", file=path, why=reason(error)) from None


def start(folder: Path, agreement: Agreement, language: str) -> Path:
    """Write a new agreement's folder: the file, its schema for editors, and what git leaves out.

    Raises SlaWriterError when the folder already holds an agreement.
    """
    from sla_writer import schema
    from sla_writer.agreement.reading import to_yaml

    refuse_existing(folder)
    if not (folder / ".gitignore").exists():
        atomic.write(folder / ".gitignore", b"out/\n")
    atomic.write(folder / SCHEMA, schema.text(language).encode("utf-8"))
    atomic.write(folder / FILE, (MODELINE + to_yaml(agreement)).encode("utf-8"))
    return folder / FILE


def refuse_existing(folder: Path) -> None:
    """SlaWriterError when `folder` already holds an agreement, or is a file."""
    if folder.exists() and not folder.is_dir():
        raise SlaWriterError("error-not-a-folder", file=folder)
    if (folder / FILE).exists():
        raise SlaWriterError("error-exists", file=folder / FILE)


def recovered(data: bytes, name: str) -> Agreement:
    """The agreement inside a Word file called `name`; SlaWriterError when there is none."""
    from sla_writer.agreement.reading import from_file, from_json, to_yaml
    from sla_writer.render import docx
    from sla_writer.yaml_file import parse

    embedded = docx.read_embedded(data, name)
    if embedded is None:
        raise SlaWriterError("error-nothing-embedded", file=name)
    try:
        text = to_yaml(from_json(embedded))
    except ValueError:
        raise SlaWriterError("error-embedded-broken", file=name) from None
    return from_file(parse(text, name))


def left_open(value: Any, path: str = "") -> Iterator[tuple[str, Decision]]:
    """Every undecided value of an agreement: its path, and who decides by when."""
    from sla_writer.agreement.record import Record, Undecided

    if isinstance(value, Undecided):
        yield path, value.undecided
    elif isinstance(value, Record):
        for name in type(value).model_fields:
            yield from left_open(getattr(value, name), f"{path}.{name}" if path else name)
    elif isinstance(value, tuple):
        for index, each in enumerate(value):
            yield from left_open(each, f"{path}.{getattr(each, 'id', index)}")
