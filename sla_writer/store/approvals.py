"""Decisions on released versions: one write-once file each, bound to the bytes decided upon."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from sla_writer.errors import StoreError
from sla_writer.store.versions import mapping, read

FOLDER = "approvals"

_NAME = re.compile(r"[A-Za-z0-9_-]+\.json")
_SCAN = re.compile(r"(?!\.)[^/\\:\x00-\x1f]+")


@dataclass(frozen=True, slots=True)
class Approval:
    """What somebody decided on a version: the file, its hash, and what it says."""

    file: Path
    hash: str
    said: Mapping[str, Any]

    @property
    def scan(self) -> Path | None:
        """The signed scan that lies beside it."""
        name = self.said.get("scan")
        return self.file.with_name(name) if isinstance(name, str) else None


def approvals(root: Path, number: int) -> tuple[Approval, ...]:
    """The decisions on a version in the order of their files' names.

    Raises StoreError for a file that can't be read.
    """
    home = root / FOLDER / f"{number:04}"
    names = sorted(home.iterdir()) if home.is_dir() else []
    return tuple(approval_in(each) for each in names if _NAME.fullmatch(each.name))


def approval_in(file: Path) -> Approval:
    """The decision that a file holds; StoreError as for `approvals`."""
    data = read(file)
    try:
        said = mapping(data, file)
    except ValueError:
        raise StoreError("error-store-approval", file=file) from None
    if not _names_a_neighbour(said.get("scan")):
        raise StoreError("error-store-approval", file=file)
    return Approval(file, sha256(data).hexdigest(), said)


def _names_a_neighbour(scan: object) -> bool:
    """Whether a scan lies beside its approval, as all that were attached do; or there is none."""
    return scan is None or (isinstance(scan, str) and _SCAN.fullmatch(scan) is not None)
