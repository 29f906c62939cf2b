"""Two versions of an agreement side by side: what is promised differently, and where it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sla_writer.agreement import Agreement
from sla_writer.agreement.sides import SideName
from sla_writer.changes import Change
from sla_writer.document import Document


@dataclass(frozen=True, slots=True)
class Edition:
    """One of the two that are compared: what people call it, its agreement's id, what it says.

    `name` is as a command names it (``2026-Q4-r1``, a file's name), `number` the version's number
    (None: it was never released).
    """

    name: str
    id: str
    agreement: Agreement
    document: Document
    number: int | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """A change with its places: `where` is the number under which the new document prints it (the
    old one's when it is gone), `block` the redline's block or row there; "" when it isn't printed.

    `key` names the change for decisions: it stays the same as long as both agreements do.
    """

    key: str
    change: Change
    where: str = ""
    block: str = ""


@dataclass(frozen=True, slots=True)
class Balance:
    """How many promises were tightened and relaxed for a side."""

    tightened: int = 0
    relaxed: int = 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two editions compared, in one language.

    `entries` are in the order of materiality; `redline` is the marked document, with a comment on
    each material change; `reworded` the blocks that say the same thing in other words, as (number,
    block id); `balance` what it means for each side.
    """

    old: Edition
    new: Edition
    language: str
    entries: tuple[Entry, ...]
    redline: Document
    reworded: tuple[tuple[str, str], ...]
    balance: Mapping[SideName, Balance]
