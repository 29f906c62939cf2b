"""Releasing: the agreement and its documents become the next version, whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sla_writer import __version__, store
from sla_writer.errors import StoreError
from sla_writer.workspace.comparing import released, since
from sla_writer.workspace.conflicts import refuse_conflict
from sla_writer.workspace.folder import Workspace, read_bytes
from sla_writer.workspace.released import dated
from sla_writer.workspace.rendering import Order, made
from sla_writer.workspace.upcasting import agreement_in, document_name, schema

if TYPE_CHECKING:
    from datetime import date

    from sla_writer.agreement import Agreement
    from sla_writer.pack import Pack
    from sla_writer.store import Version

TOOL = f"sla_writer {__version__}"
FORMATS = ("docx", "md")


@dataclass(frozen=True)
class Candidate:
    """What a release would freeze: the agreement with its revision settled, and what it follows.

    `head` is the last version (None: this is the first); `stated` the revision in the file.
    """

    agreement: Agreement
    head: Version | None
    stated: int
    unchanged: bool

    @property
    def number(self) -> int:
        """The number that the version gets."""
        return self.head.number + 1 if self.head else 1

    @property
    def raised(self) -> bool:
        """Whether the file says a revision that is taken, so that the next one is written there."""
        return self.agreement.identity.revision != self.stated

    @cached_property
    def id(self) -> str:
        """The agreement's id, as the documents print it."""
        from sla_writer.agreement.reading import agreement_id

        return agreement_id(self.agreement)


def candidate(workspace: Workspace) -> Candidate:
    """What a release of the folder's agreement would freeze; nothing is written.

    Raises AgreementError when the file has mistakes, StoreError when its quarter is earlier than
    the last version's, when it says of a definition with another test that the meaning is the same,
    or when two copies' versions meet in an unfinished merge.
    """
    refuse_conflict(workspace.folder)
    agreement = workspace.agreement()
    before = store.versions(workspace.folder)
    if not before:
        return Candidate(agreement, None, agreement.identity.revision, unchanged=False)
    head, stated = before[-1], agreement.identity.revision
    _not_earlier(agreement, head)
    _not_in_vain(agreement, head)
    settled = _revised(agreement, max(stated, _next_revision(agreement, before)))
    same = settled is not agreement and _says(agreement, head)
    return Candidate(settled, head, stated, unchanged=same)


def _not_earlier(agreement: Agreement, head: Version) -> None:
    mine, last = agreement.identity.quarter, dated(head)[0]
    if (mine.year, mine.number) < (last.year, last.number):
        raise StoreError("error-release-earlier", quarter=mine, last=last, number=head.number)


def _not_in_vain(agreement: Agreement, head: Version) -> None:
    """Nobody signs that a meaning is the same where a term is tested otherwise than before."""
    if not any(each.same_meaning for each in agreement.reasons):
        return
    from sla_writer.changes import said_in_vain

    for path in said_in_vain(agreement_in(head), agreement):
        raise StoreError("error-release-meaning", path=path, number=head.number)


def _next_revision(agreement: Agreement, before: tuple[Version, ...]) -> int:
    """The first revision of the agreement's quarter that no version has yet."""
    taken = [r for quarter, r in map(dated, before) if quarter == agreement.identity.quarter]
    return max(taken, default=-1) + 1


def _revised(agreement: Agreement, revision: int) -> Agreement:
    if revision == agreement.identity.revision:
        return agreement
    identity = agreement.identity.model_copy(update={"revision": revision})
    return agreement.model_copy(update={"identity": identity})


def _says(agreement: Agreement, version: Version) -> bool:
    """Whether a version says what the agreement says, its revision aside."""
    from sla_writer.agreement.reading import agreement_id

    quarter, revision = dated(version)
    same = quarter == agreement.identity.quarter
    return same and agreement_id(_revised(agreement, revision)) == version.agreement_id


def frozen(found: Candidate, order: Order) -> dict[str, bytes]:
    """Every file of the version but its manifest: the agreement, its documents in each language as
    Word, Markdown and data, and how they differ from the version before.

    Raises PackError, SlaWriterError as `render` does.
    """
    from sla_writer.agreement.reading import canonical
    from sla_writer.comparison import Edition
    from sla_writer.document import to_json

    files = {store.AGREEMENT: canonical(found.agreement).encode("utf-8")}
    before = released(found.head) if found.head else None
    for shown, rendered in made(found.agreement, order):
        files[document_name(shown.language)] = to_json(shown).encode("utf-8")
        files |= rendered
        if before:
            edition = Edition("", found.id, found.agreement, shown, found.number)
            files |= since(before, edition, order)
    return files


def release(
    workspace: Workspace, found: Candidate, order: Order, said: Mapping[str, str]
) -> Version:
    """Freeze the candidate as the next version; it is there whole and flushed when this returns.

    `said` has who released it (`by`), when (`at`) and a `note`. A raised revision is written into
    the agreement's file first, comments kept. Raises StoreError when another version was released
    since `candidate`, or the versions are damaged; see `store.release`.
    """
    if found.raised:
        store.refuse_damage(workspace.folder)
        _write_revision(workspace, found.agreement.identity.revision)
    files = frozen(found, order)
    base = found.head.seal if found.head else None
    told = {**_described(workspace.folder, found, order), **said}
    return store.release(workspace.folder, files, told, base)


def _write_revision(workspace: Workspace, revision: int) -> None:
    from sla_writer import paths, yaml_file

    data = yaml_file.load(workspace.file).data
    workspace.save(paths.put(data, "identity.revision", str(revision)))


def _described(root: Path, found: Candidate, order: Order) -> dict[str, Any]:
    """What a manifest says of the agreement, of what made its documents, and of earlier approvals.

    The approvals of the version before join the chain of seals by their hashes.
    """
    from sla_writer import pack

    identity, head = found.agreement.identity, found.head
    decided = store.approvals(root, head.number) if head else ()
    brand = {"brand": sha256(read_bytes(order.brand)).hexdigest()} if order.brand else {}
    return {
        "quarter": str(identity.quarter),
        "revision": identity.revision,
        "effective_from": _day(identity.effective_from),
        "effective_to": _day(identity.effective_to),
        "tool": TOOL,
        "pack": identity.pack,
        "templates": templates_hash(pack.load(identity.pack, order.templates)),
        **brand,
        "schema": schema(),
        "languages": list(identity.languages),
        "agreement": found.id,
        "approvals": [{"file": each.file.name, "sha256": each.hash} for each in decided],
    }


def _day(value: Any) -> str | None:
    """A day as ISO text, None while it is undecided."""
    day: date | None = value if hasattr(value, "isoformat") else None
    return day.isoformat() if day else None


def templates_hash(used: Pack) -> str:
    """The SHA-256 over the templates and words that make a pack's documents."""
    from sla_writer import data

    whole = sha256()
    for folder in (*used.folders, data.folder("glossaries")):
        for path in sorted(each for each in folder.rglob("*") if each.suffix in (".md", ".yaml")):
            whole.update(f"{path.relative_to(folder).as_posix()}\0".encode())
            whole.update(sha256(path.read_bytes()).digest())
    return whole.hexdigest()
