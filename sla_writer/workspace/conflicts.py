"""Two copies of an agreement's folder that released the same version number, met in one by git."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from sla_writer import json_file
from sla_writer.errors import StoreError
from sla_writer.store import FOLDER, MANIFEST, SUMS

_GIT = ("git", "-c", "core.fsmonitor=false", "--no-optional-locks")
_PATIENCE = 20
_UNMERGED = re.compile(r"\d+ (?P<blob>[0-9a-f]+) (?P<stage>[123])\t(?P<path>.*)", re.DOTALL)
_PLACE = re.compile(rf"{FOLDER}/(?P<number>\d{{4,}})/(?P<name>[^/]+)")
_ASIDE = re.compile(r"(?P<number>\d{4,})~.*")
_MARK = b"<<<<<<< "
_OURS, _THEIRS = "2", "3"


@dataclass(frozen=True, slots=True)
class Copy:
    """One of the two versions that bear a number: its seal, who released it, when."""

    seal: str
    by: str
    at: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """A number under which two versions were released; the two, as far as git still has them."""

    number: int
    ours: Copy | None = None
    theirs: Copy | None = None


def refuse_conflict(root: Path) -> None:
    """StoreError while two copies' versions meet in a merge that nobody has finished."""
    for each in conflicts(root):
        raise StoreError("error-release-conflict", number=f"{each.number:04}")


def conflicts(root: Path) -> tuple[Conflict, ...]:
    """The numbers that two copies gave at once, by what git and the files show of it."""
    blobs = _blobs(root)
    by_git = {
        number: Conflict(
            number, _copy(root, blobs, number, _OURS), _copy(root, blobs, number, _THEIRS)
        )
        for number in sorted({number for number, _, _ in blobs})
    }
    by_files = {number: Conflict(number) for number in _marked(root / FOLDER)}
    return tuple((by_files | by_git).values())


Blobs = dict[tuple[int, str, str], str]


def _blobs(root: Path) -> Blobs:
    """What git has not merged: its object by version number, stage and file name."""
    if not any((each / ".git").exists() for each in (root.absolute(), *root.absolute().parents)):
        return {}
    listed = _git(root, "ls-files", "--unmerged", "-z", "--", FOLDER).decode("utf-8", "replace")
    lines = filter(None, map(_UNMERGED.fullmatch, listed.split("\0")))
    return {
        (int(place["number"]), line["stage"], place["name"]): line["blob"]
        for line in lines
        if (place := _PLACE.fullmatch(line["path"]))
    }


def _copy(root: Path, blobs: Blobs, number: int, stage: str) -> Copy | None:
    """A side of a conflict, read from git's objects; None where it lacks what tells."""
    sums, manifest = (blobs.get((number, stage, name)) for name in (SUMS, MANIFEST))
    if not sums or not manifest:
        return None
    said = _said(_git(root, "cat-file", "blob", manifest))
    seal = sha256(_git(root, "cat-file", "blob", sums)).hexdigest()
    return Copy(seal, str(said.get("by", "")), str(said.get("at", "")))


def _said(data: bytes) -> dict[str, Any]:
    try:
        found = json_file.parse(data, MANIFEST)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _git(root: Path, *args: str) -> bytes:
    """What git answers in a folder; nothing where there is no git, or it refuses."""
    import subprocess

    try:
        done = subprocess.run(
            [*_GIT, "-C", str(root), *args], capture_output=True, check=True, timeout=_PATIENCE
        )
    except (OSError, subprocess.SubprocessError):
        return b""
    return done.stdout


def _marked(home: Path) -> Iterator[int]:
    """The numbers of versions in which a merge left its marks, or a second folder."""
    for each in sorted(home.iterdir()) if home.is_dir() else ():
        aside = _ASIDE.fullmatch(each.name)
        if aside:
            yield int(aside["number"])
        elif each.name.isdigit() and any(_has_marks(each / name) for name in (MANIFEST, SUMS)):
            yield int(each.name)


def _has_marks(file: Path) -> bool:
    try:
        return any(line.startswith(_MARK) for line in file.read_bytes().splitlines())
    except OSError:
        return False
