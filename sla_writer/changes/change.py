"""A change: one thing that two agreements promise differently, for whom, and by how much."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType

from sla_writer.agreement.record import Record
from sla_writer.agreement.sides import SideName


class Kind(StrEnum):
    """What sort of thing is different; the glossaries hold each one's sentences."""

    TARGET = "target"
    LIMIT = "limit"
    CLOCK = "clock"
    DEFINITION = "definition"
    FORMULA = "formula"
    SOURCE = "source"
    ASSUMPTION = "assumption"
    PLAN = "plan"
    STAGE = "stage"
    ROUTING = "routing"
    OWNER = "owner"
    PERSON = "person"
    RULE = "rule"
    ADDED = "added"
    REMOVED = "removed"
    MOVED = "moved"
    RENAMED = "renamed"
    DECIDED = "decided"
    OPENED = "opened"
    CARRIED = "carried"
    DETAIL = "detail"
    WORDING = "wording"


class Effect(StrEnum):
    """What a change does to the one who is held to it."""

    TIGHTENED = "tightened"
    RELAXED = "relaxed"
    NEUTRAL = "neutral"


class Weight(StrEnum):
    """How much a change matters: to what is promised, to how it is done, to how it is said."""

    MATERIAL = "material"
    MINOR = "minor"
    WORDING = "wording"


class Group(StrEnum):
    """Under which heading a change is read; they stand in the order in which people read them."""

    PROMISES = "promises"
    CLOCKS = "clocks"
    DEFINITIONS = "definitions"
    MEASURES = "measures"
    PLAN = "plan"
    STRUCTURE = "structure"
    RULES = "rules"
    PEOPLE = "people"
    OPEN = "open"
    DETAILS = "details"
    WORDING = "wording"


@dataclass(frozen=True, slots=True)
class Followed:
    """What follows elsewhere: at `path` the plan comes to `new` where it came to `old`.

    Counts are rounded as they are shown; `share` is the exact difference in per cent of the old.
    """

    path: str
    old: object
    new: object
    share: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """What a changed clock makes of one start: when it was due, and when it is due now.

    `both_ways` says that others are due the other way, earlier or later.
    """

    start: datetime
    old: datetime
    new: datetime
    both_ways: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """One thing promised differently.

    `path` is the field or item in the new agreement, or in the old one when it is gone; `was_path`
    the old agreement's where an item has another id there. `record` is the item that it belongs to,
    as the new agreement has it (the old one when it is gone), `item` that item's path. `old` and
    `new` are the model's values, None where there is none. `side` is who is held to it (None: both,
    or nobody), `effect` what the change does to them. `better` says whether the figure moves the
    way its KPI should. `delta` is new less old in the unit of both, `share` that in per cent of the
    old, exact. `breaks` are the paths of targets that can't be compared with last quarter's any
    more; `followed` what the plan makes of it; `due` what a clock makes of a start. `group` is the
    heading that it is read under. `repeats` are the changes of other fields that say the same
    number once more and went with it; `side`, `effect`, `breaks`, `followed` and `due` then tell of
    all together. `names` are all items that ids in `new` may refer to, by ``roles.cmo``;
    `names_before` those of `old`, where an id may have meant another item.
    """

    kind: Kind
    path: str
    record: Record
    item: str
    old: object = None
    new: object = None
    was_path: str = ""
    side: SideName | None = None
    effect: Effect = Effect.NEUTRAL
    weight: Weight = Weight.MATERIAL
    better: bool | None = None
    delta: object = None
    share: Fraction | None = None
    breaks: tuple[str, ...] = ()
    followed: tuple[Followed, ...] = ()
    due: Due | None = None
    group: Group = Group.DETAILS
    repeats: tuple[Change, ...] = ()
    names: Mapping[str, Record] = field(
        default_factory=lambda: MappingProxyType({}), repr=False, compare=False
    )
    names_before: Mapping[str, Record] = field(
        default_factory=lambda: MappingProxyType({}), repr=False, compare=False
    )

    @property
    def sides(self) -> set[SideName | None]:
        """Who is held to it, and who was until it passed to the other side."""
        owner = self.names_before.get(f"roles.{self.old}") if self.kind is Kind.OWNER else None
        before = self.old if isinstance(self.old, SideName) else getattr(owner, "side", None)
        passed = before in (SideName.MARKETING, SideName.SALES) and before is not self.side
        return {self.side, before} if passed else {self.side}


@dataclass(frozen=True, slots=True)
class Balance:
    """How many promises were tightened and relaxed for a side."""

    tightened: int = 0
    relaxed: int = 0
