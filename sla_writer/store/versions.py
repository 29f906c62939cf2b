"""Released versions: numbered folders that appear whole by one rename and never change again."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from sla_writer import json_file
from sla_writer.errors import SlaWriterError, StoreError
from sla_writer.text_gate import read_bytes

FOLDER = "versions"
AGREEMENT = "agreement.json"
MANIFEST = "manifest.json"
SUMS = "SHA256SUMS"
FORMAT = 1
"""How versions lie on the disk; a newer format is refused, not guessed at."""

LIMIT = 100_000_000
"""The size of the largest file that is read back, in bytes."""

STAGED = ".new-"
"""How the name of a folder begins that is not released yet."""

_NUMBER = re.compile(r"[0-9]{4,}")


@dataclass(frozen=True, slots=True)
class Version:
    """A released version: its number, its folder, what its manifest says, and its seal.

    The seal is the SHA-256 of SHA256SUMS, and with that of every byte in the folder.
    """

    number: int
    folder: Path
    manifest: Mapping[str, Any]
    seal: str

    def read(self, name: str) -> bytes:
        """The bytes of one of its files; StoreError when they can't be read."""
        return read(self.folder / name)

    @property
    def agreement_id(self) -> str:
        """What its documents and approvals name: the SHA-256 of its agreement."""
        return sha256(self.read(AGREEMENT)).hexdigest()


def versions(root: Path) -> tuple[Version, ...]:
    """The released versions of an agreement's folder, oldest first; nothing is locked for it.

    Raises StoreError for a version without a readable manifest, or of a newer format than this.
    """
    return tuple(map(version_at, folders(root)))


def folders(root: Path) -> list[Path]:
    """The folders of versions, by number."""
    home = root / FOLDER
    names = (each for each in home.iterdir()) if home.is_dir() else ()
    return sorted((each for each in names if _NUMBER.fullmatch(each.name)), key=_number)


def _number(folder: Path) -> int:
    return int(folder.name)


def version_at(folder: Path) -> Version:
    """The version in a folder; StoreError as for `versions`."""
    try:
        manifest = mapping(read(folder / MANIFEST), folder / MANIFEST)
        found = manifest["format"]
        if type(found) is not int or found < 1:
            raise ValueError("value-whole")
    except (ValueError, KeyError):
        raise StoreError("error-store-manifest", file=folder / MANIFEST) from None
    if found > FORMAT:
        raise StoreError("error-store-newer", file=folder, found=found, known=FORMAT)
    return Version(_number(folder), folder, manifest, seal_of(folder))


def seal_of(folder: Path) -> str:
    """The seal of a version's folder."""
    return sha256(read(folder / SUMS)).hexdigest()


def read(path: Path) -> bytes:
    """The bytes of a file; StoreError when they can't be read."""
    try:
        return read_bytes(path, LIMIT)
    except SlaWriterError as error:
        key = "error-store-unreadable" if "why" in error.params else error.key
        raise StoreError(key, **error.params) from None


def mapping(data: bytes, path: Path) -> dict[str, Any]:
    """What the bytes of a JSON file of the store say; ValueError when they are no mapping."""
    try:
        said = json_file.parse(data, str(path))
    except SlaWriterError as error:
        raise ValueError(error.key) from None
    if not isinstance(said, dict):
        raise ValueError("error-mapping")
    return said


def written(data: Mapping[str, Any]) -> bytes:
    """Data as the store writes it: JSON in UTF-8, keys sorted, one a line."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, indent=1)
    return text.encode("utf-8") + b"\n"
