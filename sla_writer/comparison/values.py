"""What a comparison is made of: the two editions, the changes with their places, the balance."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sla_writer.agreement import Agreement
from sla_writer.agreement.sides import SideName
from sla_writer.changes import Balance, Change, Weight, every
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
    """A change with its places: `where` is what readers of the new document look for ("clause 3.2",
    "Table 4"; in the old one when it is gone), `block` the redline's block or row there; "" when it
    isn't printed.

    `key` names the change for decisions: it stays the same as long as both agreements do. `why` is
    the reason that people gave, in the comparison's language ("" when nobody has). `repeats` are
    the places where the same promise is said once more, each with a change of its own.
    """

    key: str
    change: Change
    where: str = ""
    block: str = ""
    why: str = ""
    repeats: tuple[Entry, ...] = ()

    @property
    def sides(self) -> set[SideName | None]:
        """Who is held to what is said in any of its places, or was; None for both or nobody."""
        return {side for each in every([self.change]) for side in each.sides}


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two editions compared, in one language.

    `entries` are in the order of materiality; `redline` is the marked document, with a comment on
    each material change; `reworded` the blocks and rows that say the same thing in other words, as
    (where, id); `balance` what it means for each side.
    """

    old: Edition
    new: Edition
    language: str
    entries: tuple[Entry, ...]
    redline: Document
    reworded: tuple[tuple[str, str], ...]
    balance: Mapping[SideName, Balance]

    @property
    def differs(self) -> bool:
        """Whether anything is promised or said differently."""
        return bool(self.entries or self.reworded)

    @property
    def folded(self) -> int:
        """How many places say the same in other words."""
        said = sum(each.change.weight is Weight.WORDING for each in self.entries)
        return said + len(self.reworded)

    def for_side(self, side: SideName) -> Comparison:
        """What concerns one side: the changes that it is held to, and those that bind nobody."""
        ours = tuple(each for each in self.entries if each.sides & {side, None})
        return replace(self, entries=ours, balance={side: self.balance.get(side, Balance())})
