"""The released versions of an agreement as people speak of them: by quarter, by name, by state."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sla_writer.errors import StoreError
from sla_writer.store import AGREEMENT, MANIFEST, Version, approvals
from sla_writer.workspace.upcasting import data_in, unreadable

if TYPE_CHECKING:
    from sla_writer.agreement.values import Quarter
    from sla_writer.store import Approval

SHORT = 8
"""So many characters of an id are enough to tell versions apart by eye."""

_NAMED = re.compile(r"(?P<quarter>.+?)(?:-r(?P<revision>\d+))?")
_LATEST = "latest"
_APPROVED = "approved"
_SIDES = ("marketing", "sales")


class State(StrEnum):
    """Where a version stands: never stored, always told from approvals and order."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True)
class Edition:
    """A released version with what its manifest says of it, and where it stands."""

    version: Version
    quarter: Quarter
    revision: int
    state: State

    def told(self, name: str) -> str:
        """What the manifest says under a name, as text; "" when it says nothing."""
        found = self.version.manifest.get(name)
        return found if isinstance(found, str) else ""

    @property
    def id(self) -> str:
        """The id of its agreement, as its documents print it."""
        return self.told("agreement")


def editions(root: Path, versions: Sequence[Version]) -> tuple[Edition, ...]:
    """The versions with their states, oldest first.

    A version is approved when everybody who signs it has, on these very bytes. It is superseded by
    a later approved one, and when it was never approved, by any later one. Raises StoreError when a
    manifest or an approval can't be read.
    """
    agreed = [approved(root, version) for version in versions]
    return tuple(
        Edition(version, *dated(version), _state(agreed[index], agreed[index + 1 :]))
        for index, version in enumerate(versions)
    )


def _state(agreed: bool, later: Sequence[bool]) -> State:
    if any(later) or (later and not agreed):
        return State.SUPERSEDED
    return State.APPROVED if agreed else State.PROPOSED


def dated(version: Version) -> tuple[Quarter, int]:
    """The quarter and the revision that a version's manifest names; StoreError when it doesn't."""
    from sla_writer.agreement.values import Quarter

    said = version.manifest
    try:
        return Quarter.parse(str(said["quarter"])), int(said["revision"])
    except (KeyError, ValueError, TypeError):
        raise StoreError("error-store-manifest", file=version.folder / MANIFEST) from None


def approved(root: Path, version: Version) -> bool:
    """Whether every role that signs a version has approved it, by its last decision."""
    last = decisions_of(root, version)
    agreed = {role for role, each in last.items() if each.said.get("decision") == _APPROVED}
    return bool(last) and agreed.issuperset(signing(version))


def decisions_of(root: Path, version: Version) -> dict[str, Approval]:
    """The last decision of each role on a version's very bytes.

    Raises StoreError when one can't be read.
    """
    decided = sorted(approvals(root, version.number), key=_order)
    ours = (each for each in decided if each.said.get("seal") == version.seal)
    return {str(each.said.get("role")): each for each in ours}


def _order(decision: Approval) -> tuple[int, str]:
    """Decisions of a role are numbered in their files' names: cmo-2 comes before cmo-10."""
    number = decision.file.stem.rpartition("-")[2]
    return int(number) if number.isdigit() else 0, decision.file.name


def signing(version: Version) -> tuple[str, ...]:
    """The roles that sign: the signatories, or the heads of the two sides where none is named.

    Raises StoreError when the version's agreement doesn't say.
    """
    said = data_in(version)
    try:
        named = tuple(dict.fromkeys(each["role"] for each in said.get("signatories", ())))
        return named or tuple(said["sides"][side]["head"] for side in _SIDES)
    except (KeyError, TypeError) as error:
        raise unreadable(version, AGREEMENT, error) from None


def chosen(versions: Sequence[Version], which: str) -> Version:
    """The version called by its number (3), its quarter (2026-Q4, 2026-Q4-r2) or ``latest``.

    A quarter alone means its last revision. Raises StoreError when there is none such.
    """
    found = list(versions if which == _LATEST else _called(versions, which.strip()))
    if found:
        return found[-1]
    known = ", ".join(f"{each.number} ({name_of(each)})" for each in versions)
    key = "error-no-such-version" if versions else "error-no-versions"
    raise StoreError(key, which=which, known=known)


def _called(versions: Sequence[Version], which: str) -> Iterator[Version]:
    if which.isdecimal():
        yield from (each for each in versions if each.number == int(which))
        return
    wanted = _quarter(which)
    for each in versions if wanted else ():
        quarter, revision = dated(each)
        if wanted and quarter == wanted[0] and wanted[1] in (None, revision):
            yield each


def _quarter(which: str) -> tuple[Quarter, int | None] | None:
    from sla_writer.agreement.values import Quarter

    found = _NAMED.fullmatch(which)
    try:
        revision: Any = found and found["revision"]
        return (
            (Quarter.parse(found["quarter"]), int(revision) if revision else None)
            if found
            else None
        )
    except ValueError:
        return None


def name_of(version: Version) -> str:
    """What a version is called: ``2026-Q4-r1``; StoreError when its manifest doesn't say."""
    quarter, revision = dated(version)
    return f"{quarter}-r{revision}"


def languages_of(version: Version) -> tuple[str, ...]:
    """The languages in which a version has documents, its first one first."""
    found = version.manifest.get("languages")
    return tuple(map(str, found)) if isinstance(found, list) else ()
