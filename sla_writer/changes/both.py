"""Both agreements at once: what ids mean in them, whose each promise is, which numbers follow."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from sla_writer.agreement import Agreement
from sla_writer.agreement.calendars import Calendar, Event, TimeLimit
from sla_writer.agreement.record import Record
from sla_writer.agreement.sides import SideName
from sla_writer.agreement.stages import Handoff
from sla_writer.changes.rewording import only_words, said_to_mean_the_same
from sla_writer.fit.known import Known

_SIDES = (SideName.MARKETING, SideName.SALES)
_BY_MARKETING = {Event.ASSIGNED, Event.NOTIFIED, Event.TRANSFERRED, Event.SCORE_REACHED}
_BY_SALES = {
    Event.CLAIMED, Event.ACCEPTED_OR_REJECTED, Event.ACCEPTED, Event.STATUS_CHANGED,
    Event.FIRST_ATTEMPT, Event.SECOND_ATTEMPT, Event.THIRD_ATTEMPT, Event.CONTACT_MADE,
    Event.MEETING_BOOKED, Event.MEETING_HELD, Event.OPPORTUNITY_CREATED, Event.PROPOSAL_SENT,
    Event.DISPOSITION_RECORDED, Event.REJECTED, Event.NEXT_STEP_LOGGED,
}  # fmt: skip


@dataclass(frozen=True)
class Both:
    """An agreement and the one that came before it.

    `new` names items by the ids that they had in `old`; `ids` are, by list, these by the new ones.
    """

    old: Agreement
    new: Agreement
    ids: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @cached_property
    def names(self) -> Mapping[str, Record]:
        """Every item of either by ``roles.cmo``, as the new agreement has it."""
        return {**_items(self.old), **_items(self.new)}

    @cached_property
    def names_before(self) -> Mapping[str, Record]:
        """The same by what ids meant in the old agreement, where they mean other items now."""
        taken = {
            f"{name}.{each}" for name, ids in self.ids.items() for each in (*ids, *ids.values())
        }
        now, then = _items(self.new), _items(self.old)
        passed = {path: then[path] for path in taken & now.keys() & then.keys()}
        return {**self.names, **passed} if passed else self.names

    @cached_property
    def known(self) -> tuple[Known, Known]:
        """What the old and the new agreement's numbers are known to be."""
        return Known.of(self.old), Known.of(self.new)

    @property
    def next_quarter(self) -> bool:
        """Whether they are for two quarters."""
        return self.old.identity.quarter != self.new.identity.quarter

    def means_the_same(self, path: str, was_path: str) -> bool:
        """Whether the field at a path is a definition of which the sides say so, and may."""
        return path in self._said_the_same and only_words(self.old, self.new, path, was_path)

    @cached_property
    def _said_the_same(self) -> frozenset[str]:
        return said_to_mean_the_same(self.old, self.new)

    def item(self, path: str) -> tuple[str, Record]:
        """The path of the item or part that a field belongs to, and what it says."""
        first, *rest = path.split(".")
        for agreement in (self.new, self.old):
            part = getattr(agreement, first)
            if isinstance(part, Record):
                return first, part
            found = value_at(agreement, ".".join((first, *rest[:1])))
            if isinstance(found, Record):
                return f"{first}.{rest[0]}", found
        return first, self.new

    def side(self, record: Record, path: str = "") -> SideName | None:
        """The side that a record (what it says at `path`) binds; None for both or neither."""
        if isinstance(record, Handoff):
            return self._of_handoff(record, path)
        if isinstance(record, Calendar):
            return self._of_calendar(record)
        own = getattr(record, "side", None) or self.of_role(getattr(record, "owner", None))
        if own not in _SIDES and isinstance(record, TimeLimit):
            own = self._of_limit(record)
        return own if own in _SIDES else None

    def of_role(self, role: object) -> SideName | None:
        """The side that a role is on."""
        found = self.names_before.get(f"roles.{role}")
        side: SideName | None = getattr(found, "side", None)
        return side if side in _SIDES else None

    def _of_calendar(self, calendar: Calendar) -> SideName | None:
        """The side whose limits alone run by a calendar."""
        runs = (each for each in self.new.time_limits if each.calendar == calendar.id)
        sides = {self.side(each) for each in runs} - {None}
        return sides.pop() if len(sides) == 1 else None

    def _of_limit(self, limit: TimeLimit) -> SideName | None:
        """Whose act stops the clock of a limit that neither side owns."""
        if limit.stop in _BY_SALES:
            return SideName.SALES
        return SideName.MARKETING if limit.stop in _BY_MARKETING else None

    def _of_handoff(self, handoff: Handoff, path: str) -> SideName | None:
        """The packet binds who gives; times to answer, and what accepting takes, bind who takes."""
        return self.of_role(handoff.giver if "packet" in path else handoff.taker)


def value_at(agreement: Agreement, path: str) -> Any:
    """What stands at a path; items of lists go by their ids, what isn't there is None."""
    value: Any = agreement
    for step in path.split("."):
        if isinstance(value, tuple):
            value = next((each for each in value if getattr(each, "id", None) == step), None)
        else:
            value = getattr(value, step, None)
    return value


def _items(agreement: Agreement) -> dict[str, Any]:
    lists = ((name, value) for name, value in agreement if isinstance(value, tuple))
    return {f"{name}.{each.id}": each for name, value in lists for each in value}
