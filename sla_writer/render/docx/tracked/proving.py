"""Whether a redline still stands between the two texts that it was written for."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from copy import deepcopy
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from lxml import etree

from sla_writer.document import Document
from sla_writer.render.docx.body import document_xml
from sla_writer.render.docx.look import own_look
from sla_writer.render.docx.package_gate import Package, guarded, open_package
from sla_writer.render.docx.sheet import Sheet
from sla_writer.render.docx.tracked.alike import alike
from sla_writer.render.docx.tracked.proof import KEPT, NAMESPACE, Proof, Segment, Side, hashed, said
from sla_writer.render.docx.tracked.resolving import resolve
from sla_writer.render.docx.xml import encode

_ITEM = re.compile(r"customXml/item\d*\.xml", re.IGNORECASE)
_SEEN = 30  # letters shown of a place
_PATHS = 500  # how many ways of deciding are followed at once
_SEGMENTS = 20_000  # no agreement has as many changes


class Standing(StrEnum):
    """What became of a redline: whole, its changes decided all, or some, or altered besides."""

    WHOLE = "whole"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    TAKEN = "taken"
    REFUSED = "refused"
    MIXED = "mixed"
    ALTERED = "altered"


@dataclass(frozen=True, slots=True)
class Proven:
    """The two documents of a redline, what became of it, and where it was altered first."""

    old: Side
    new: Side
    standing: Standing
    where: str = ""


def proven(data: bytes, file: object = "docx") -> Proven | None:
    """What became of a redline that this program wrote; None for any other Word file.

    `file` is the name for messages. Raises WordFileError when the file is no Word file or unsafe.
    """
    package = open_package(data, file)
    proof = next(filter(None, (_proof(package, name) for name in package.names)), None)
    if proof is None:
        return None
    root = _parsed(package, _document(package))
    accepted, rejected = guarded(
        lambda: (said(_decided(root, True)), said(_decided(root, False))), file
    )
    standing, where = _standing(proof, accepted, rejected)
    return Proven(proof.old, proof.new, standing, where)


def text_of(document: Document) -> str:
    """The SHA-256 of a document's text, as a proof has it."""
    look = own_look(document.language, document.paper, document.words["annex"])
    drawn = document_xml(Sheet(document, look, plain=True), None, "")
    return hashed(said(etree.fromstring(encode(drawn))))


def _document(package: Package) -> str:
    return next(
        (target for _, kind, target, _ in package.related("") if kind == "officeDocument"), ""
    )


def _proof(package: Package, name: str) -> Proof | None:
    if not _ITEM.fullmatch(name):
        return None
    root = _parsed(package, name)
    if root.tag != f"{{{NAMESPACE}}}redline":
        return None
    return guarded(lambda: _read(root), package.file)


def _parsed(package: Package, name: str) -> Any:
    data = package.read_xml(name)
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    return guarded(lambda: etree.fromstring(data, parser), package.file)


def _read(root: Any) -> Proof:
    old, new = (
        Side(*(str(root.find(f"{{{NAMESPACE}}}{name}").get(key)) for key in _KEYS))
        for name in ("old", "new")
    )
    marked = json.loads(root.findtext(f"{{{NAMESPACE}}}text"))
    if len(marked) > _SEGMENTS:
        raise ValueError
    return Proof(old, new, tuple((each[0], each[1:]) for each in marked))


_KEYS = ("version", "id", "text")


def _decided(root: Any, accept: bool) -> Any:
    copy = deepcopy(root)
    resolve(copy, accept)
    return copy


def _standing(proof: Proof, accepted: str, rejected: str) -> tuple[Standing, str]:
    old, new = proof.old.text, proof.new.text
    both = (hashed(accepted), hashed(rejected))
    if both == (new, old):
        return Standing.WHOLE, ""
    for text in (accepted, rejected):
        altered = _altered(text, proof.segments)
        if altered is not None:
            return Standing.ALTERED, altered
    if both in ((new, new), (old, old)):
        return Standing.ACCEPTED if both[0] == new else Standing.REJECTED, ""
    if both[0] == new:
        return Standing.TAKEN, ""
    return Standing.REFUSED if both[1] == old else Standing.MIXED, ""


def _altered(text: str, segments: Iterable[Segment]) -> str | None:
    """Where a text is none that decisions over the changes give; None when it is one."""
    places, furthest = {0}, 0
    for mark, part in segments:
        went = {at + len(part) for at in places if text.startswith(part, at)}
        places = went if mark == KEPT else places | went
        if not places:
            return _shown(text, furthest + alike(text[furthest:], part))
        if len(places) > _PATHS:
            places = set(sorted(places)[-_PATHS:])
        furthest = max(places)
    return None if len(text) in places else _shown(text, furthest)


def _shown(text: str, at: int) -> str:
    """What stands round a place, with a word before it."""
    return " ".join(text[max(at - _SEEN // 3, 0) : at + _SEEN].split())
