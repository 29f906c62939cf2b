"""Whether what was released is still what was released, and which version a single file is."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from sla_writer import store
from sla_writer.errors import SlaWriterError, StoreError
from sla_writer.store import FOLDER, Version
from sla_writer.workspace.comparing import CHANGES, REDLINE
from sla_writer.workspace.released import languages_of
from sla_writer.workspace.releasing import TOOL, Candidate, frozen, templates_hash
from sla_writer.workspace.rendering import Order
from sla_writer.workspace.upcasting import agreement_in, document_in

if TYPE_CHECKING:
    from sla_writer.render.docx.tracked.proof import Side
    from sla_writer.render.docx.tracked.proving import Proven

WORD = ".docx"


class Again(StrEnum):
    """How a version's documents compare with those that today's templates make of its agreement."""

    SAME = "same"
    OTHER_MAKER = "other-maker"
    DIFFERENT = "different"
    IMPOSSIBLE = "impossible"


@dataclass(frozen=True, slots=True)
class Rendered:
    """A version rendered again: what differs, by file (and part of a Word file), and what made it.

    `why` says what kept it from being rendered.
    """

    number: int
    outcome: Again
    differing: tuple[str, ...] = ()
    tool: str = ""
    why: str = ""


def rendered_again(version: Version, before: Version | None) -> Rendered:
    """Compare a version's documents with what its agreement gives today, and what it keeps of its
    changes with what they are against the version `before` (None: this is the first).

    A difference is no damage where another version of the program, or other templates, made them.
    """
    tool = str(version.manifest.get("tool", ""))
    try:
        agreement = agreement_in(version)
        made = frozen(Candidate(agreement, before, agreement.identity.revision, False), Order())
        other = tool != TOOL or _templates_differ(version)
    except SlaWriterError as error:
        return Rendered(version.number, Again.IMPOSSIBLE, (), tool, str(error))
    found = tuple(_differing(version, made))
    differs = Again.OTHER_MAKER if other else Again.DIFFERENT
    return Rendered(version.number, differs if found else Again.SAME, found, tool)


def _templates_differ(version: Version) -> bool:
    from sla_writer import pack

    said = version.manifest
    return bool(said.get("templates") != templates_hash(pack.load(str(said.get("pack")))))


def _differing(version: Version, made: dict[str, bytes]) -> Iterator[str]:
    """The files whose bytes are others; in Word files the parts, for packing may differ."""
    listed = _listed(version)
    for name, data in made.items():
        if name.endswith(WORD) and version.manifest.get("brand"):
            continue
        if name.startswith((CHANGES, REDLINE)) and name not in listed:
            continue  # released before versions kept how they differ
        try:
            stored = version.read(name)
        except StoreError:
            yield name
            continue
        if stored != data:
            yield from _parts_differing(name, stored, data) if name.endswith(WORD) else (name,)


def _parts_differing(name: str, stored: bytes, made: bytes) -> Iterator[str]:
    one, other = _parts(stored), _parts(made)
    for part in sorted(one.keys() | other.keys()):
        if one.get(part) != other.get(part):
            yield f"{name}: {part}" if part else name


def _parts(data: bytes) -> dict[str, bytes]:
    """The parts of a Word file by name; what is none is one part without a name."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}
    except zipfile.BadZipFile:
        return {"": data}


# --- a single file ------------------------------------------------------------------------------


class Kind(StrEnum):
    """How a file belongs to a version: byte for byte, by the agreement inside it, or not at all."""

    RELEASED = "released"
    CARRIES = "carries"
    STRANGER = "stranger"


@dataclass(frozen=True, slots=True)
class Identified:
    """What a single file is: which version's, under which name; `id` is the agreement inside."""

    kind: Kind
    version: Version | None = None
    name: str = ""
    id: str = ""


def identified(root: Path, data: bytes, file: Path) -> Identified:
    """Which released version a file is; StoreError when the versions can't be read."""
    versions = store.versions(root)
    for version in versions:
        name = _named(version, sha256(data).hexdigest())
        if name:
            return Identified(Kind.RELEASED, version, name, version.agreement_id)
    inside = _id_inside(data, file)
    known = next((each for each in versions if inside and each.agreement_id == inside), None)
    return Identified(Kind.CARRIES if known else Kind.STRANGER, known, "", inside)


def _named(version: Version, digest: str) -> str:
    """The name under which a version's list of hashes has a digest; "" when it hasn't."""
    return next((name for name, each in _listed(version).items() if each == digest), "")


def _listed(version: Version) -> dict[str, str]:
    """The files of a version and their hashes, as its list of hashes has them."""
    lines = version.read(store.SUMS).decode("utf-8", "replace").splitlines()
    return {line[66:]: line[:64] for line in lines}


def _id_inside(data: bytes, file: Path) -> str:
    """The id of the agreement that rides inside a Word file; "" for every other file."""
    from sla_writer.render import docx

    if file.suffix.lower() != WORD:
        return ""
    try:
        embedded = docx.read_embedded(data, file.name)
    except SlaWriterError:
        return ""
    return sha256(embedded.encode("utf-8")).hexdigest() if embedded else ""


def redline_in(data: bytes, file: Path) -> Proven | None:
    """What became of the redline that a file is; None when it is none of ours."""
    from sla_writer.render import docx

    if file.suffix.lower() != WORD:
        return None
    try:
        return docx.proven(data, file.name)
    except SlaWriterError:
        return None


@dataclass(frozen=True, slots=True)
class Backing:
    """The released versions between which a redline stands; None: no version has that agreement.

    `forged` is one that was released with another text than the redline's proof says.
    """

    old: Version | None
    new: Version | None
    forged: Version | None = None


def backing(root: Path, redline: Proven) -> Backing:
    """What the versions of a folder say of a redline; StoreError when they can't be read."""
    versions = store.versions(root)
    old, new = (_of(versions, side) for side in (redline.old, redline.new))
    sides = ((old, redline.old), (new, redline.new))
    forged = (version for version, side in sides if version and not _says(version, side))
    return Backing(old, new, next(forged, None))


def _of(versions: tuple[Version, ...], side: Side) -> Version | None:
    return next((each for each in versions if each.agreement_id == side.id), None)


def _says(version: Version, side: Side) -> bool:
    """Whether a version has a document of a side's text."""
    from sla_writer.render import docx

    documents = (document_in(version, language) for language in languages_of(version))
    return any(docx.text_of(document) == side.text for document in documents)


def home_of(path: Path) -> Path | None:
    """The folder whose versions a file is held against: where we are, or the nearest round it."""
    folders = (Path(), *path.absolute().parents)
    return next((each for each in folders if (each / FOLDER).is_dir()), None)
