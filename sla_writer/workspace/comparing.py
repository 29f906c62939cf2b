"""Which two are compared, and where each comes from: released versions, the working copy, files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from sla_writer import store
from sla_writer.errors import SlaWriterError, StoreError
from sla_writer.store.verify import of_files
from sla_writer.workspace.folder import FILE, Workspace, read_bytes, stem
from sla_writer.workspace.released import chosen, languages_of, name_of
from sla_writer.workspace.rendering import Order, word
from sla_writer.workspace.upcasting import agreement_in, document_in

if TYPE_CHECKING:
    from sla_writer.agreement import Agreement
    from sla_writer.comparison import Comparison, Edition
    from sla_writer.store import Version

WORKING = "working"
"""What the copy that people edit is called on the command line."""

WORD = "docx"
CHANGES, REDLINE = "changes", "redline"
"""What the files of a comparison are called, before their language."""

_FILES = (".yaml", ".yml", ".json", ".docx")
_CALLED = {WORD: REDLINE, "html": "review"}


@dataclass(frozen=True, slots=True)
class Source:
    """One of the two, before a language is chosen: what it is called, and what it says.

    `version` is the released version that says exactly this; None when none does.
    """

    name: str
    id: str
    agreement: Agreement
    version: Version | None = None

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages in which it can be read."""
        if self.version:
            return languages_of(self.version)
        return self.agreement.identity.languages

    def edition(self, language: str) -> Edition:
        """What is compared in a language: a version's own document, else one made now."""
        from sla_writer.comparison import Edition
        from sla_writer.workspace import rendering

        if self.version:
            document = document_in(self.version, language)
        else:
            document = rendering.document_in(self.agreement, language)
        number = self.version.number if self.version else None
        return Edition(self.name, self.id, self.agreement, document, number)


def pair(root: Path, names: Sequence[str]) -> tuple[Source, Source]:
    """The old and the new one that `names` mean: none, one or both of them.

    Without a name: the last version and the working copy, or where they say the same the last two
    versions. One version: from it to what holds now; for the last one, from the one before to it.
    One file, or the working copy: from the last version to it. A name is a number, a quarter,
    ``latest``, ``working``, or a file that holds an agreement. Raises SlaWriterError when there is
    nothing to compare, or a name means nothing.
    """
    folder = _Folder(root)
    found = [folder.called(name) for name in names]
    if len(found) > 1:
        return _told_apart(found[0], found[1], names)
    return folder.beside(found[0]) if found else folder.last_two()


def _told_apart(old: Source, new: Source, names: Sequence[str]) -> tuple[Source, Source]:
    """Both by the whole names that were given, where two folders’ files are called the same."""
    if old.name != new.name or old.id == new.id:
        return old, new
    return replace(old, name=names[0]), replace(new, name=names[1])


def compared(
    old: Source,
    new: Source,
    language: str,
    asked: str = "",
    *,
    moves: bool = True,
    marked: bool = True,
) -> Comparison:
    """The comparison in the language `asked` for, or else in `language` where both have it; with
    its redline unless nobody wants it `marked`.

    Raises SlaWriterError when they have no language in common, or not the one that was asked for.
    """
    from sla_writer import comparison

    code = _spoken(old, new, language, asked)
    return comparison.compared(old.edition(code), new.edition(code), moves=moves, marked=marked)


def _spoken(old: Source, new: Source, language: str, asked: str) -> str:
    both = [each for each in new.languages if each in old.languages]
    if not both:
        raise SlaWriterError(
            "error-diff-no-language",
            old=old.name,
            new=new.name,
            spoken=", ".join(old.languages),
            other=", ".join(new.languages),
        )
    wanted = asked or (language if language in both else both[0])
    if wanted not in both:
        raise SlaWriterError(
            "error-diff-language",
            old=old.name,
            new=new.name,
            language=wanted,
            known=", ".join(both),
        )
    return wanted


def in_format(found: Comparison, form: str, order: Order | None = None) -> bytes:
    """A comparison as a file: ``md``, ``json``, ``html``, or ``docx``, whose tracked changes are
    checked before it is given; `order` may bring a company's own look for Word."""
    from sla_writer.render.compared import FACES

    if form == WORD:
        return word(found.redline, found.new.agreement, order or Order())
    return FACES[form](found).encode("utf-8")


def file_name(old: Source, new: Source, language: str, form: str) -> str:
    """What a file that compares the two is called: ``redline-acme-2026-Q4-r1-2027-Q1-r1.en.docx``.

    It begins with no agreement's id, so that nobody takes it for the agreement's own document.
    """
    identity = new.agreement.identity
    both = f"{stem(old.agreement)}-{identity.quarter}-r{identity.revision}"
    return f"{_CALLED.get(form, CHANGES)}-{both}.{language}.{form}"


def since(before: Source, new: Edition, order: Order) -> dict[str, bytes]:
    """What a version keeps of how it differs from the one before, in the language of its document:
    the list of changes and the redline. Nothing where the one before isn't in that language."""
    from sla_writer import comparison

    code = new.document.language
    if code not in before.languages:
        return {}
    found = comparison.compared(before.edition(code), new)
    return {
        f"{CHANGES}.{code}.md": in_format(found, "md"),
        f"{REDLINE}.{code}.{WORD}": in_format(found, WORD, order),
    }


def changes_kept(version: Version, language: str) -> str:
    """The list of changes that a version keeps; StoreError when it keeps none in the language."""
    name = f"{CHANGES}.{language}.md"
    if not (version.folder / name).is_file():
        raise StoreError("error-version-no-changes", number=version.number)
    return version.read(name).decode("utf-8", "replace")


class _Folder:
    """An agreement's folder, read as far as it is asked for."""

    def __init__(self, root: Path) -> None:
        self._root = root

    @cached_property
    def _versions(self) -> tuple[Version, ...]:
        return store.versions(self._root)

    def called(self, name: str) -> Source:
        """What a name means."""
        if name == WORKING:
            return _file(self._root / FILE, self._versions, WORKING)
        if Path(name).suffix.lower() in _FILES:
            return _file(Path(name), self._versions, Path(name).name)
        return released(chosen(self._versions, name))

    def last_two(self) -> tuple[Source, Source]:
        """What was released last and what is worked on; where they agree, the last two versions."""
        last, now = self._last(), self._now()
        if last.id == now.id and len(self._versions) > 1:
            return released(self._versions[-2]), last
        return last, now

    def beside(self, one: Source) -> tuple[Source, Source]:
        """A source and what it is held against when nothing else is named."""
        if one.version is None:
            return self._last(), one
        now = self._now()
        if now.id != one.id:
            return one, now
        before = self._versions[one.version.number - 2 :][:1] if one.version.number > 1 else ()
        return (released(before[0]), one) if before else (one, now)

    def _last(self) -> Source:
        if not self._versions:
            raise SlaWriterError("error-diff-no-versions", folder=self._root)
        return released(self._versions[-1])

    def _now(self) -> Source:
        """The working copy where it says something that was not released last, else that."""
        last = self._last()
        if not (self._root / FILE).is_file():
            return last
        copy = self.called(WORKING)
        return last if copy.id == last.id else copy


def released(version: Version) -> Source:
    """A released version; StoreError when it can't be read, or was changed since."""
    _refuse_edited(version)
    return Source(name_of(version), version.agreement_id, agreement_in(version), version)


def _refuse_edited(version: Version) -> None:
    """Nothing is said about a version of which somebody changed what is compared."""
    for trouble in of_files(version.folder):
        if trouble.key == "said-store-edited" and trouble.file.suffix == ".json":
            raise StoreError("error-version-edited", file=trouble.file)


def _file(path: Path, versions: Sequence[Version], name: str) -> Source:
    """The agreement in a file, and the version that says the same."""
    from sla_writer.agreement.reading import agreement_id

    agreement = _read(path)
    found = agreement_id(agreement)
    same = next((each for each in versions if each.agreement_id == found), None)
    return Source(name, found, agreement, same)


def _read(path: Path) -> Agreement:
    from sla_writer.agreement.reading import from_json
    from sla_writer.workspace.recovering import recovered

    match path.suffix.lower():
        case ".docx":
            return recovered(read_bytes(path), path.name)
        case ".json":
            return from_json(read_bytes(path), str(path))
    return Workspace.at(path).agreement()
