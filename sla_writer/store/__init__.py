"""Released versions as bytes: write-once folders, sealed by hashes, added by one rename.

A version is whole or absent, whatever happens to the process or the power. `versions` reads them,
`release` adds one, `troubles` says what is no longer as it was released, `repair` what can be done.
"""

from __future__ import annotations

from sla_writer.store.approvals import Approval, approvals
from sla_writer.store.approve import approve
from sla_writer.store.release import release
from sla_writer.store.repair import QUARANTINE, Repair, repair
from sla_writer.store.verify import Trouble, refuse_damage, troubles
from sla_writer.store.versions import AGREEMENT, FOLDER, MANIFEST, SUMS, Version, versions

__all__ = [
    "AGREEMENT",
    "FOLDER",
    "MANIFEST",
    "QUARANTINE",
    "SUMS",
    "Approval",
    "Repair",
    "Trouble",
    "Version",
    "approvals",
    "approve",
    "refuse_damage",
    "release",
    "repair",
    "troubles",
    "versions",
]
