"""Whether released versions are as they were released: every edited, missing or foreign file named.

What can't be seen from inside: that the newest versions were all taken away, or that the whole
chain was written anew. Approvals, a git remote, and the id printed on paper tell.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from sla_writer.errors import StoreError
from sla_writer.store.approvals import FOLDER as APPROVALS
from sla_writer.store.approvals import approvals
from sla_writer.store.versions import (
    FOLDER,
    MANIFEST,
    STAGED,
    SUMS,
    Version,
    folders,
    read,
    version_at,
)

_LINE = re.compile(r"([0-9a-f]{64})  ([^\x00-\x1f/\\]+)")
JUNK = {".DS_Store", "Thumbs.db", "desktop.ini", "Icon\r"}
_LEAVINGS = (STAGED, ".lock", ".gitignore", ".gitattributes")


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that is not as it was released: a message's key, the file, and more to fill in.

    A `slight` one harms no version.
    """

    key: str
    file: Path
    params: dict[str, Any] = field(default_factory=dict)
    slight: bool = False


def troubles(root: Path) -> Iterator[Trouble]:
    """Everything that is wrong with the released versions of an agreement's folder."""
    found = folders(root)
    yield from _strangers(root / FOLDER)
    yield from _gaps(root / FOLDER, found)
    seals: dict[int, str] = {}
    for folder in found:
        yield from of_files(folder)
        version = _readable(folder)
        if isinstance(version, Trouble):
            yield version
        else:
            yield from _of_chain(version, seals)
            yield from _of_approvals(root, version)
            yield from _of_joined(root, version)
            seals[version.number] = version.seal


def refuse_damage(root: Path) -> None:
    """StoreError when anything but something slight is wrong with the released versions."""
    broken = next((each for each in troubles(root) if not each.slight), None)
    if broken:
        raise StoreError("error-store-damaged", file=broken.file)


def _gaps(home: Path, found: list[Path]) -> Iterator[Trouble]:
    """Versions are numbered from 1 without a gap, each number written in one way."""
    names = [each.name for each in found]
    for number in range(1, max(map(int, names), default=0) + 1):
        if f"{number:04}" not in names:
            yield Trouble("said-store-gap", home / f"{number:04}")
    for each in found:
        if each.is_symlink() or each.name != f"{int(each.name):04}":
            yield Trouble("said-store-foreign", each)


def _strangers(home: Path) -> Iterator[Trouble]:
    """What lies among the versions and is none."""
    for each in sorted(home.iterdir()) if home.is_dir() else ():
        if each.name in JUNK or each.name.startswith(_LEAVINGS) or each.name.endswith(".tmp"):
            if each.name in JUNK or each.name.startswith(STAGED):
                yield Trouble("said-store-leftover", each, slight=True)
        elif each not in folders(home.parent):
            yield Trouble("said-store-foreign", each)
    if folders(home.parent) and not (home / ".gitattributes").is_file():
        yield Trouble("said-store-gitattributes", home / ".gitattributes", slight=True)


def _readable(folder: Path) -> Version | Trouble:
    try:
        return version_at(folder)
    except StoreError as error:
        return Trouble(error.key, folder / MANIFEST, error.params)


def of_files(folder: Path) -> Iterator[Trouble]:
    """Every file whose bytes are not those of the list, every missing one and every foreign one."""
    sums = _sums(folder)
    if isinstance(sums, Trouble):
        yield sums
        return
    there = {each.name for each in folder.iterdir() if each.name not in JUNK} - {SUMS}
    for name in sorted(set(sums) - there):
        yield Trouble("said-store-missing", folder / name)
    for name in sorted(there - set(sums)):
        yield Trouble("said-store-foreign", folder / name)
    for name in sorted(set(sums) & there):
        path = folder / name
        if path.is_symlink() or not path.is_file():
            yield Trouble("said-store-no-file", path)
        elif _hash(path) != sums[name]:
            yield Trouble("said-store-edited", path)


def _sums(folder: Path) -> dict[str, str] | Trouble:
    """The list of hashes, which must be written exactly as a release writes it."""
    path = folder / SUMS
    try:
        lines = read(path).decode("utf-8").split("\n")
    except (StoreError, ValueError):
        return Trouble("said-store-missing", path)
    found = [_LINE.fullmatch(line) for line in lines[:-1]]
    names = [each[2] for each in found if each]
    whole = lines[-1] == "" and len(names) == len(found) and names == sorted(set(names))
    if not whole or MANIFEST not in names:
        return Trouble("said-store-edited", path)
    return {each[2]: each[1] for each in found if each}


def _hash(path: Path) -> str:
    try:
        return sha256(read(path)).hexdigest()
    except StoreError:
        return ""


def _of_chain(version: Version, seals: dict[int, str]) -> Iterator[Trouble]:
    """A version says which number it has, and the seal of the one before."""
    before = version.number - 1
    if version.manifest.get("number") != version.number:
        yield Trouble("said-store-number", version.folder)
    if version.manifest.get("previous") != seals.get(before) and (before in seals or not before):
        yield Trouble("said-store-chain", version.folder, {"before": f"{before:04}"})


def _of_approvals(root: Path, version: Version) -> Iterator[Trouble]:
    """A decision names the bytes that it was made on, and a scan is the one that was attached."""
    try:
        found = approvals(root, version.number)
    except StoreError as error:
        yield Trouble(error.key, Path(str(error.params["file"])), error.params)
        return
    for each in found:
        if each.said.get("seal") != version.seal:
            yield Trouble("said-store-approval", each.file)
        if each.scan and _hash(each.scan) != each.said.get("scan_sha256"):
            yield Trouble("said-store-edited", each.scan)


def _of_joined(root: Path, version: Version) -> Iterator[Trouble]:
    """The decisions on the version before, which a release joins to the chain by their hashes."""
    joined = version.manifest.get("approvals")
    for each in joined if isinstance(joined, list) else ():
        said = each if isinstance(each, dict) else {}
        path = root / APPROVALS / f"{version.number - 1:04}" / Path(str(said.get("file"))).name
        if not path.is_file():
            yield Trouble("said-store-missing", path)
        elif _hash(path) != said.get("sha256"):
            yield Trouble("said-store-edited", path)
