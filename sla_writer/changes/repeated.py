"""One promise said in several places: told once, where a side is held to it; others go along."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from sla_writer.agreement import Agreement
from sla_writer.agreement.record import Undecided
from sla_writer.agreement.values import Figure
from sla_writer.changes.change import Change, Effect, Weight
from sla_writer.fit import said_again
from sla_writer.fit.known import Known

_RANKS = (
    "time_limits", "commitments", "kpis", "goals", "stages", "plan", "assumptions",
)  # fmt: skip
"""Whose change leads: what a side is held to, then what measures it, what is only planned last."""

_WEIGHTS = list(Weight)
_NUMBERS = (Figure, Undecided)

T = TypeVar("T")


def told_once(found: Sequence[Change], new: Agreement) -> tuple[Change, ...]:
    """The changes with those that repeat another as its `repeats`.

    A change repeats another where both fields say one number by design (`fit.said_again`, through
    further fields too), and both went from the same value to the same value. What makes a promise
    tighter or looser for another side than the leading one does stays a change of its own.
    """
    alike = _alike(found)
    if not alike:
        return tuple(found)
    groups = [group for group in _groups(alike, new) if len(group) > 1]
    leading = {group[0].path: _led(group) for group in groups}
    gone = {change.path for group in groups for change in group[1:]}
    return tuple(leading.get(each.path, each) for each in found if each.path not in gone)


def every(changes: Iterable[Change]) -> Iterator[Change]:
    """The changes with those that repeat them, each where it stands."""
    for change in changes:
        yield change
        yield from change.repeats


def _alike(found: Sequence[Change]) -> list[Change]:
    """The changes of numbers from and to what some other went from and to."""
    same: dict[tuple[object, object], list[Change]] = defaultdict(list)
    for change in found:
        if _is_number(change):
            same[change.old, change.new].append(change)
    return [each for group in same.values() if len(group) > 1 for each in group]


def _is_number(change: Change) -> bool:
    """Whether a number changed, was decided or is open again; still open is no change of it."""
    ends = (change.old, change.new)
    decided = any(isinstance(each, Figure) for each in ends)
    return decided and all(isinstance(each, _NUMBERS) for each in ends)


def _groups(alike: Sequence[Change], new: Agreement) -> Iterator[list[Change]]:
    """What is said in several places, the leading one first."""
    left = {each.path: each for each in sorted(alike, key=_rank)}
    beside = _beside(left, new)
    while left:
        leader = next(iter(left.values()))
        group = _agreeing(_reached(leader, left, beside))
        for each in group:
            del left[each.path]
        yield group


def _rank(change: Change) -> int:
    first = change.path.partition(".")[0]
    return _RANKS.index(first) if first in _RANKS else len(_RANKS)


def _beside(paths: Mapping[str, Change], new: Agreement) -> Mapping[str, set[str]]:
    """For each of the paths, the others that say its number."""
    found: dict[str, set[str]] = defaultdict(set)
    for one, other in said_again(Known.of(new)):
        if one in paths and other in paths:
            found[one].add(other)
            found[other].add(one)
    return found


def _reached(
    leader: Change, left: Mapping[str, Change], beside: Mapping[str, set[str]]
) -> list[Change]:
    """The leading change and what repeats it, or repeats what repeats it, by rank."""
    met, ahead = {leader.path}, [leader.path]
    while ahead:
        near = (left[path] for path in beside[ahead.pop()] - met if path in left)
        fresh = {each.path for each in near if (each.old, each.new) == (leader.old, leader.new)}
        met |= fresh
        ahead += fresh
    return [each for path, each in left.items() if path in met]


def _agreeing(group: Sequence[Change]) -> list[Change]:
    """The group without what does something else to somebody than the first that does anything."""
    bound = _bound(group)
    return [each for each in group if each is group[0] or _does_no_other(each, bound)]


def _bound(group: Sequence[Change]) -> Change:
    """The first change that is tighter or looser, for a side if any is."""
    felt = [each for each in group if each.effect is not Effect.NEUTRAL]
    return next((each for each in felt if each.side), (*felt, *group)[0])


def _does_no_other(change: Change, bound: Change) -> bool:
    felt = change.effect is not Effect.NEUTRAL
    return not felt or (change.effect is bound.effect and change.side in (bound.side, None))


def _led(group: Sequence[Change]) -> Change:
    """The leading change with the others and all that is told of any of them."""
    bound = _bound(group)
    sides = (each.side for each in (bound, *group) if each.side)
    return replace(
        group[0],
        side=next(sides, None),
        effect=bound.effect,
        weight=min((each.weight for each in group), key=_WEIGHTS.index),
        better=next((each.better for each in group if each.better is not None), None),
        breaks=_once(path for each in group for path in each.breaks),
        followed=_once(told for each in group for told in each.followed),
        due=next((each.due for each in group if each.due), None),
        repeats=tuple(group[1:]),
    )


def _once(values: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(values))
