"""How many promises got tighter and looser for each side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sla_writer.agreement.commitments import Commitment
from sla_writer.agreement.kpis import Kpi
from sla_writer.agreement.sides import SideName
from sla_writer.changes.change import Balance, Change, Effect, Weight

_SIDES = (SideName.MARKETING, SideName.SALES)


def balance(changes: Iterable[Change]) -> Mapping[SideName, Balance]:
    """For each side, how many of its promises were tightened and relaxed.

    A promise counts once each way however many of its fields have changed; a limit, the commitment
    to it and the KPI that measures it are one promise.
    """
    every = {
        (change.side, change.effect, _promise(change))
        for change in changes
        if change.weight is Weight.MATERIAL
    }
    return {side: Balance(*_counted(side, every)) for side in _SIDES}


def _counted(
    side: SideName, every: Iterable[tuple[SideName | None, Effect, str]]
) -> tuple[int, int]:
    found = [effect for whose, effect, _ in every if whose is side]
    return found.count(Effect.TIGHTENED), found.count(Effect.RELAXED)


def _promise(change: Change) -> str:
    """What stands for a promise: the limit that it is about, else the KPI that measures it."""
    record = change.record
    if isinstance(record, Commitment | Kpi) and record.limit:
        return f"time_limits.{record.limit}"
    if isinstance(record, Commitment) and record.kpi:
        return f"kpis.{record.kpi}"
    return change.item
