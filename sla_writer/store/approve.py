"""Approving: a decision is written down beside the version that it is bound to."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from sla_writer import disk
from sla_writer.errors import SlaWriterError, reason
from sla_writer.store.approvals import FOLDER, Approval, approval_in
from sla_writer.store.lock import locked
from sla_writer.store.release import sweep, with_git_told
from sla_writer.store.versions import Version, written


def approve(
    root: Path, version: Version, said: Mapping[str, Any], scan: tuple[str, bytes] | None = None
) -> Approval:
    """Write down a decision on a version; it is flushed when this returns.

    `said` has at least `role`; number, seal and agreement id of the version are added, and the
    scan's name and hash, when there is a scan (its file's ending and its bytes).
    """
    home = root / FOLDER / f"{version.number:04}"
    try:
        disk.make_folder(root / FOLDER)
        disk.make_folder(home)
        with_git_told(root / FOLDER)
        with locked(root / FOLDER / ".lock"):
            sweep(root / FOLDER)
            sweep(home)
            return _written(home, version, said, scan)
    except OSError as error:
        raise SlaWriterError("error-write", file=home, why=reason(error)) from None


def _written(
    home: Path, version: Version, said: Mapping[str, Any], scan: tuple[str, bytes] | None
) -> Approval:
    role, taken = said["role"], {each.stem for each in home.glob("*.json")}
    stem = next(each for n in range(1, 10_000) if (each := f"{role}-{n}") not in taken)
    bound = {"version": version.number, "seal": version.seal, "agreement": version.agreement_id}
    if scan:
        ending, data = scan
        digest = sha256(data).hexdigest()
        name = f"{stem}-{digest[:8]}{ending}"  # a scan that was left alone is never written over
        disk.put(home / name, data)
        bound |= {"scan": name, "scan_sha256": digest}
    disk.put(home / f"{stem}.json", written({**said, **bound}))
    return approval_in(home / f"{stem}.json")
