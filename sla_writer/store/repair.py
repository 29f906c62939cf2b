"""Repairing: leftovers are taken away, and a damaged version is exchanged for a sound copy of it.

A sealed version is never edited. What was damaged is moved to quarantine/, nothing is deleted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sla_writer import disk
from sla_writer.errors import SlaWriterError, StoreError, reason
from sla_writer.store.approvals import approvals
from sla_writer.store.lock import locked
from sla_writer.store.release import with_git_told
from sla_writer.store.verify import JUNK, of_files
from sla_writer.store.versions import FOLDER, STAGED, folders, seal_of, version_at

QUARANTINE = "quarantine"


@dataclass(frozen=True, slots=True)
class Repair:
    """One thing that was done, or could not be: a message's key and the file it is about.

    Only what was `done` has changed the disk.
    """

    key: str
    file: Path
    done: bool = True


def repair(root: Path, copy: Path | None = None) -> tuple[Repair, ...]:
    """Put right what can be put right, and say what cannot.

    `copy` is another copy of the agreement's folder: a version that is damaged or missing here is
    taken from there when it is whole and has the seal that the chain expects. Raises SlaWriterError
    when the system refuses, StoreError when another process is writing.
    """
    home = root / FOLDER
    try:
        with locked(home / ".lock"):
            return (*_swept(home), *_git_told(home), *_exchanged(root, copy))
    except OSError as error:
        raise SlaWriterError("error-write", file=home, why=reason(error)) from None


def _swept(home: Path) -> Iterator[Repair]:
    """Take away what other programs and killed writers left behind."""
    for place in (home, *folders(home.parent)):
        for each in sorted(place.iterdir()) if place.is_dir() else ():
            staged = place == home and each.name.startswith(STAGED)
            if staged or each.name in JUNK or (each.name.endswith(".tmp") and place == home):
                disk.remove(each)
                yield Repair("said-repair-removed", each)


def _git_told(home: Path) -> Iterator[Repair]:
    missing = [each for each in (".gitattributes", ".gitignore") if not (home / each).exists()]
    with_git_told(home)
    yield from (Repair("said-repair-restored", home / each) for each in missing)


def _exchanged(root: Path, copy: Path | None) -> Iterator[Repair]:
    """The newest first, so that a sound version tells the seal of the one before it."""
    newest = max((int(each.name) for each in folders(root)), default=0)
    for number in range(newest, 0, -1):
        folder = root / FOLDER / f"{number:04}"
        expected = _expected(root, number)
        if _sound(folder, expected):
            continue
        if copy is None:
            yield Repair("said-repair-needs-copy", folder, done=False)
        elif expected is None:
            yield Repair("said-repair-no-anchor", folder, done=False)
        else:
            yield _from_copy(root, folder, copy / FOLDER / folder.name, expected)


def _expected(root: Path, number: int) -> str | None:
    """The seal that a version must have: by its follower, else its approvals, else its own list."""
    follower = root / FOLDER / f"{number + 1:04}"
    if follower.is_dir():
        try:
            said = version_at(follower).manifest.get("previous")
        except StoreError:
            return None
        return said if isinstance(said, str) and not any(of_files(follower)) else None
    try:
        seals = {each.said.get("seal") for each in approvals(root, number)}
        return str(seals.pop()) if len(seals) == 1 else seal_of(root / FOLDER / f"{number:04}")
    except StoreError:
        return None


def _sound(folder: Path, expected: str | None) -> bool:
    """Whether a version is whole, says its number, and has the seal that is expected, if any is."""
    try:
        version = version_at(folder)
        whole = version.manifest.get("number") == version.number and not any(of_files(folder))
    except (StoreError, OSError):
        return False
    return whole and expected in (None, version.seal)


def _from_copy(root: Path, folder: Path, other: Path, expected: str) -> Repair:
    """Stage the copy, hold the staged bytes against the seal, and let the two change places."""
    staged = root / FOLDER / f"{STAGED}{folder.name}-{disk.unlike()}"
    if not other.is_dir():
        return Repair("said-repair-not-in-copy", other, done=False)
    disk.make_folder(staged)
    for each in sorted(other.iterdir()):
        if each.is_file() and not each.is_symlink() and each.name not in JUNK:
            disk.write_new(staged / each.name, each.read_bytes())
    disk.flush_folder(staged)
    if any(of_files(staged)) or seal_of(staged) != expected:
        disk.remove(staged)
        return Repair("said-repair-copy-differs", other, done=False)
    if folder.exists():
        disk.make_folder(root / QUARANTINE)
        folder.rename(root / QUARANTINE / f"{folder.name}-{disk.unlike()}")
        disk.flush_folder(root / QUARANTINE)
    staged.rename(folder)
    disk.flush_folder(folder.parent)
    return Repair("said-repair-exchanged", folder)
