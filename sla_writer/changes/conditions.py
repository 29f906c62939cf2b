"""Whether a condition asks for more or for less than it did, where that can be told for certain."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sla_writer.agreement.criteria import Criterion, Group, Match, Operator, Requirement
from sla_writer.agreement.values import Figure
from sla_writer.changes.change import Effect
from sla_writer.funnel import measured

_UP = {Operator.AT_LEAST, Operator.MORE_THAN}
_DOWN = {Operator.AT_MOST, Operator.LESS_THAN, Operator.WITHIN_LAST}
_EASY = {Operator.IS_SET, Operator.HAPPENED}


def strictness(old: object, new: object) -> Effect:
    """TIGHTENED when whatever meets the new condition met the old one too and not the reverse."""
    if not isinstance(old, Requirement) or not isinstance(new, Requirement):
        return _there(old, new)
    return _told(_all(old), _all(new)) if old.match is new.match else Effect.NEUTRAL


def exclusions(old: Sequence[Criterion], new: Sequence[Criterion]) -> Effect:
    """What leaving out does: whoever leaves out more asks for more."""
    gone, come = _without(old, new), _without(new, old)
    if gone and come:
        return Effect.NEUTRAL
    return Effect.TIGHTENED if come else Effect.RELAXED


def _there(old: object, new: object) -> Effect:
    if old is None and isinstance(new, Requirement):
        return Effect.TIGHTENED
    return Effect.RELAXED if new is None and isinstance(old, Requirement) else Effect.NEUTRAL


def _all(test: Requirement) -> tuple[Match, tuple[Group, ...]]:
    return test.match, test.groups


def _told(old: tuple[Match, tuple[Any, ...]], new: tuple[Match, tuple[Any, ...]]) -> Effect:
    """Parts of which all or any must hold: what became of each, taken together."""
    gone, come = _without(old[1], new[1]), _without(new[1], old[1])
    if gone and come:
        if len(gone) != len(come):
            return Effect.NEUTRAL
        return together(_part(*each) for each in zip(gone, come, strict=True))
    if not gone and not come:
        return Effect.NEUTRAL
    more = bool(come) != (new[0] is Match.ANY)
    return Effect.TIGHTENED if more else Effect.RELAXED


def _without(items: Sequence[Any], others: Sequence[Any]) -> list[Any]:
    return [each for each in items if each not in others]


def together(effects: Iterable[Effect]) -> Effect:
    """One effect of several: none when they point both ways or one can't be told."""
    found = set(effects)
    return found.pop() if len(found) == 1 else Effect.NEUTRAL


def _part(old: Any, new: Any) -> Effect:
    if isinstance(old, Group) and isinstance(new, Group):
        return _group(old, new)
    return _criterion(old, new)


def _group(old: Group, new: Group) -> Effect:
    if old.match is not new.match:
        return Effect.NEUTRAL
    if old.match is not Match.AT_LEAST:
        return _told((old.match, old.criteria), (new.match, new.criteria))
    if old.criteria != new.criteria or old.least is None or new.least is None:
        return Effect.NEUTRAL
    return _way(new.least - old.least)


def _criterion(old: Criterion, new: Criterion) -> Effect:
    """Two tests of one field: a higher least, a lower most, fewer values that will do."""
    if old.field != new.field:
        return Effect.NEUTRAL
    if old.operator is not new.operator:
        return Effect.TIGHTENED if old.operator in _EASY and new.operator in _UP else Effect.NEUTRAL
    if isinstance(old.amount, Figure) and isinstance(new.amount, Figure):
        return _amount(old.operator, old.amount, new.amount)
    return _values(new.operator, set(old.values), set(new.values))


def _amount(operator: Operator, old: Figure, new: Figure) -> Effect:
    (of, one), (too, two) = measured(old), measured(new)
    sign = (operator in _UP) - (operator in _DOWN)
    return _way(sign * (two - one)) if of == too else Effect.NEUTRAL


def _values(operator: Operator, old: set[Any], new: set[Any]) -> Effect:
    if operator is Operator.ONE_OF:
        return _way((new < old) - (old < new))
    return _way((old < new) - (new < old)) if operator is Operator.NONE_OF else Effect.NEUTRAL


def _way(more: Any) -> Effect:
    if not more:
        return Effect.NEUTRAL
    return Effect.TIGHTENED if more > 0 else Effect.RELAXED
