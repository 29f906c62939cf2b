"""One agreement's folder: its file, what is written into it, and what is open in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sla_writer import atomic
from sla_writer.errors import SlaWriterError

if TYPE_CHECKING:
    from datetime import date

    from sla_writer.agreement import Agreement
    from sla_writer.agreement.record import Decision
    from sla_writer.finding import Finding

FILE = "agreement.yaml"
JOURNAL = "interview.jsonl"
SCHEMA = "agreement.schema.json"
MODELINE = f"# yaml-language-server: $schema={SCHEMA}\n"


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


def root_of(path: Path) -> Path:
    """The folder that a path means: itself, or the one that an agreement's file stands in.

    Raises SlaWriterError when there is nothing at the path.
    """
    if path.is_dir():
        return path
    if not path.exists():
        raise SlaWriterError("error-no-file", file=path, name=FILE)
    return path.parent


def stem(agreement: Agreement) -> str:
    """What the files of a version are called: id, quarter and revision (``acme-2026-Q4-r1``)."""
    identity = agreement.identity
    return f"{identity.id}-{identity.quarter}-r{identity.revision}"


def read_bytes(path: Path, limit: int = 50_000_000) -> bytes:
    """The bytes of a file that a user names; SlaWriterError when it can't be read."""
    from sla_writer import text_gate

    return text_gate.read_bytes(path, limit)


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
