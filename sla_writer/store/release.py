"""Releasing: a version is written aside, flushed, and comes to be by one rename."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from sla_writer import disk
from sla_writer.errors import SlaWriterError, StoreError, reason
from sla_writer.store.lock import locked
from sla_writer.store.verify import refuse_damage
from sla_writer.store.versions import (
    FOLDER,
    FORMAT,
    MANIFEST,
    STAGED,
    SUMS,
    Version,
    folders,
    seal_of,
    version_at,
    versions,
    written,
)

LEAVE_BYTES_ALONE = b"* -text -ident -filter -merge -diff\n"
"""What git must know: that it may never rewrite a byte here."""
_OURS_ALONE = b".*\n!.git*\n"


def release(
    root: Path, files: Mapping[str, bytes], told: Mapping[str, Any], base: str | None
) -> Version:
    """Add a version with these files: it is there whole and flushed when this returns.

    `told` goes into the manifest, beside format, number and the seal of the version before. `base`
    is the seal that the caller built upon (None: no version yet); StoreError when another version
    has been released since. When it raises, nothing is released, except that a StoreError
    `error-store-unsure` says that a version is there but may not survive a power cut.
    """
    home = root / FOLDER
    try:
        _prepare(home)
        with locked(home / ".lock"):
            sweep(home)
            return _committed(root, home, files, told, base)
    except OSError as error:
        raise SlaWriterError("error-write", file=home, why=reason(error)) from None


def _prepare(home: Path) -> None:
    """The folder of versions, with what git must know of it."""
    disk.make_folder(home)
    with_git_told(home)


def with_git_told(home: Path) -> None:
    """See to it that git leaves the bytes in a folder alone, and the lock out."""
    for name, text in ((".gitattributes", LEAVE_BYTES_ALONE), (".gitignore", _OURS_ALONE)):
        if not (home / name).exists():
            disk.put(home / name, text)


def sweep(home: Path) -> None:
    """Take away what a killed writer left behind; only who holds the lock may."""
    for each in sorted(home.iterdir()):
        if each.name.startswith(STAGED) or disk.is_draft(each):
            disk.remove(each)


def _committed(
    root: Path, home: Path, files: Mapping[str, bytes], told: Mapping[str, Any], base: str | None
) -> Version:
    """Stage, flush, rename: the rename is the moment from which the version is released."""
    _refuse_moved(root, base)  # which is told at once, while every byte is looked at below
    refuse_damage(root)
    before = versions(root)
    number = before[-1].number + 1 if before else 1
    manifest = {**told, "format": FORMAT, "number": number, "previous": base}
    staged = home / f"{STAGED}{number:04}-{disk.unlike()}"
    disk.make_folder(staged)
    for name, data in _with_sums({**files, MANIFEST: written(manifest)}):
        disk.write_new(staged / name, data)
    disk.flush_folder(staged)
    final = home / f"{number:04}"
    try:
        staged.rename(final)
    except OSError as error:
        if final.exists():
            raise StoreError("error-store-moved", number=number) from None
        raise error
    try:
        disk.flush_folder(home)
    except OSError as error:
        raise StoreError("error-store-unsure", folder=final, why=reason(error)) from None
    return version_at(final)


def _refuse_moved(root: Path, base: str | None) -> None:
    """StoreError when the last version is not the one that the caller built upon."""
    last = next(reversed(folders(root)), None)
    sealed = last is not None and (last / SUMS).is_file()
    if (last is None and base) or (sealed and last and seal_of(last) != base):
        raise StoreError("error-store-moved", number=int(last.name) if last else 0)


def _with_sums(files: Mapping[str, bytes]) -> Iterator[tuple[str, bytes]]:
    """The files in order of their names, and last the list of their hashes."""
    yield from sorted(files.items())
    lines = (f"{sha256(data).hexdigest()}  {name}\n" for name, data in sorted(files.items()))
    yield SUMS, "".join(lines).encode("utf-8")
