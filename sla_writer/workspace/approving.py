"""Approvals: who has agreed to a version, who has not yet, and what has changed since somebody did.

An approval is bound to the bytes of one version. A later version needs its own; of an earlier
approval it can be told, clause by clause, what it no longer covers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from sla_writer import origins, store
from sla_writer.errors import SlaWriterError
from sla_writer.workspace.released import decisions_of, signing
from sla_writer.workspace.upcasting import document_in

if TYPE_CHECKING:
    from sla_writer.document import Document
    from sla_writer.store import Approval, Version


class Decision(StrEnum):
    """What somebody decides on a version."""

    APPROVED = "approved"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Signer:
    """A role that signs a version, and its last decision on it, if there is one.

    Without one on this version, `before` is the last approval of an earlier version, and `changed`
    the clauses that say something else since.
    """

    role: str
    decision: Approval | None
    before: Approval | None = None
    changed: tuple[str, ...] = ()


def signers(
    root: Path, versions: Sequence[Version], version: Version, language: str
) -> tuple[Signer, ...]:
    """Who signs a version, and how each has decided; clauses are named as in that language."""
    decided = decisions_of(root, version)
    return tuple(
        Signer(role, decided[role])
        if role in decided
        else _earlier(root, versions, version, role, language)
        for role in signing(version)
    )


def _earlier(
    root: Path, versions: Sequence[Version], version: Version, role: str, language: str
) -> Signer:
    """A role without a decision on the version, with its last approval of an earlier one."""
    for each in reversed(versions[: version.number - 1]):
        found = decisions_of(root, each).get(role)
        if found and found.said.get("decision") == Decision.APPROVED:
            spoken = _spoken(version, language)
            old, new = document_in(each, _spoken(each, language)), document_in(version, spoken)
            return Signer(role, None, found, tuple(changed(old, new)))
    return Signer(role, None)


def _spoken(version: Version, language: str) -> str:
    """The language, or the version's first where it isn't one of its own."""
    languages = version.manifest.get("languages") or [language]
    return language if language in languages else str(languages[0])


def changed(old: Document, new: Document) -> Iterator[str]:
    """The numbers of the clauses, tables and figures that say something else, or are new or gone.

    Numbers are those of the new document; of what is gone, the old one's.
    """
    before, after = _passages(old), _passages(new)
    found = [
        where for name, (where, said) in after.items() if before.get(name, ("", ""))[1] != said
    ]
    gone = [where for name, (where, _) in before.items() if name not in after]
    return iter(dict.fromkeys((*found, *gone)))


def _passages(document: Document) -> Mapping[str, tuple[str, str]]:
    return {name: (where, said) for name, where, said in origins.passages(document)}


def decide(
    root: Path,
    version: Version,
    said: Mapping[str, str],
    scan: tuple[str, bytes] | None = None,
) -> Approval:
    """Write down a decision: `said` has role, name, decision, at and perhaps a comment.

    Raises SlaWriterError when the role doesn't sign the version, or the same person has decided
    for another role.
    """
    known = signing(version)
    if said["role"] not in known:
        known_roles = ", ".join(known)
        raise SlaWriterError("error-approve-role", role=said["role"], known=known_roles)
    for role, each in decisions_of(root, version).items():
        if role != said["role"] and each.said.get("name") == said["name"]:
            raise SlaWriterError("error-approve-twice", name=said["name"], role=role)
    return store.approve(root, version, said, scan)
