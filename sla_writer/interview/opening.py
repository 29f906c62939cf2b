"""How an interview begins: from a pack, from the quarter before, or from the agreement as it is."""

from __future__ import annotations

import hashlib
import shlex
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from sla_writer import pack as packs
from sla_writer import paths, yaml_file
from sla_writer.errors import SlaWriterError
from sla_writer.interview import rolling, sitting
from sla_writer.interview.engine import Event
from sla_writer.interview.journal import Begun
from sla_writer.interview.script import FORM, Depth
from sla_writer.interview.sitting import Sitting

if TYPE_CHECKING:
    from sla_writer.interview import Wanted

PACK = "b2b"


def new(wanted: Wanted) -> Sitting:
    """The interview for a new agreement: the one that was left, or a new one.

    One that was left may go on at another depth.
    """
    left = sitting.resume(wanted.folder, wanted.templates, wanted.side)
    if left is not None and not left.begun.of:
        sitting.refuse_other_pack(left, wanted.pack)
        if wanted.depth:
            left.script = replace(left.script, depth=Depth(wanted.depth))
        return left
    if wanted.prior is not None:
        return _next_quarter(wanted, wanted.prior)
    pack = packs.load(wanted.pack or PACK, wanted.templates)
    depth = Depth(wanted.depth or Depth.FULL)
    begun = sitting.from_pack(wanted.folder, pack, wanted.language, depth, wanted.side)
    return sitting.begin(wanted.folder, begun, pack)


def edited(wanted: Wanted, file: Path, section: str = "") -> Sitting:
    """The interview over an agreement file. One that was left goes on if the file is as it was
    then; where they disagree, the file holds."""
    of = _hash(file)
    found = sitting.resume(wanted.folder, wanted.templates)
    if found is not None and found.begun.revises:
        _refuse_begun(found, "revise", wanted)
    if found is None or found.begun.of != of:
        answers = _data(file)
        pack = packs.load(str(paths.get(answers, "identity.pack") or PACK), wanted.templates)
        begun = Begun(pack.name, answers, Depth(wanted.depth or "full"), "", "file", of)
        found = sitting.begin(wanted.folder, begun, pack)
        if not wanted.depth:  # nothing is asked by itself: begin where something can be chosen
            section = section or found.script.sections[0]
    if section:
        found.do(Event("go", _section(found, section)))
    return found


def left_revising(wanted: Wanted, file: Path) -> Sitting | None:
    """The interview for the next quarter that was left in a folder; None for none.

    One that began with another content of the file is over. Raises SlaWriterError where changes to
    the file were begun with `sla edit` and not finished.
    """
    left = sitting.resume(wanted.folder, wanted.templates)
    if left is None or left.begun.of != _hash(file):
        return None
    if not left.begun.revises:
        _refuse_begun(left, "edit", wanted)
    return left


def revising(wanted: Wanted, file: Path, start: dict[str, Any]) -> Sitting:
    """A new interview for the next quarter: what the last one came to, then what changes."""
    pack = packs.load(str(paths.get(start, "identity.pack") or PACK), wanted.templates)
    begun = Begun(pack.name, start, Depth.CHANGED, "", "prior-quarter", _hash(file))
    return sitting.begin(wanted.folder, begun, pack)


def _hash(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def _refuse_begun(found: Sitting, verb: str, wanted: Wanted) -> NoReturn:
    """SlaWriterError: answers would be lost if another interview began here."""
    go_on = command(verb, wanted)
    raise SlaWriterError("ask-other-begun", file=found.journal.path, command=go_on)


def command(verb: str, wanted: Wanted) -> str:
    """What a person types to go on with an interview."""
    overlay = ["--templates", str(wanted.templates)] if wanted.templates else []
    side = ["--side", wanted.side] if wanted.side else []
    plain = ["--plain"] if wanted.plain else []
    return shlex.join(["sla", verb, str(wanted.folder), *side, *overlay, *plain])


def _section(found: Sitting, section: str) -> str:
    """The form of a section; SlaWriterError for one that there isn't."""
    known = found.script.sections
    if section not in known:
        raise SlaWriterError("ask-no-section", name=section, known=", ".join(known))
    return f"{FORM}.{section}"


def _next_quarter(wanted: Wanted, prior: Path) -> Sitting:
    answers = rolling.rolled(_data(prior))
    pack = packs.load(str(paths.get(answers, "identity.pack") or PACK), wanted.templates)
    depth = Depth(wanted.depth or "changed")
    begun = Begun(pack.name, answers, depth, "", "prior-quarter")
    return sitting.begin(wanted.folder, begun, pack)


def _data(file: Path) -> dict[str, Any]:
    data = yaml_file.load(file).data
    return data if isinstance(data, dict) else {}
