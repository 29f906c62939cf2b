"""Which items of a list are the same as before: by their ids, by what they say, by their place."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable, Sequence

from sla_writer.yaml_file import Data


def partners(old: list[Data], new: list[Data]) -> list[int | None]:
    """For every new item the position of the old item that it was; None where it is a new one.

    An item is the one with its id; without one the item that says the same, or else the one that
    stands in the same place between its neighbours.
    """
    found: list[int | None] = [None] * len(new)
    for name in (_id, _said, _said_without_id):
        _pair_by(name, old, new, found)
    _pair_by_place(old, new, found)
    return found


def staying(positions: Sequence[int]) -> set[int]:
    """The most of the positions that already stand in ascending order."""
    ends: list[int] = []  # where the best chain of each length ends
    lengths = []
    for position in positions:
        at = bisect_left(ends, position)
        ends[at : at + 1] = [position]
        lengths.append(at)
    stay: list[int] = []
    for position, at in zip(reversed(positions), reversed(lengths), strict=True):
        if at == len(ends) - 1 - len(stay) and (not stay or position < stay[-1]):
            stay.append(position)
    return set(stay)


def _id(item: Data) -> str | None:
    own = item.get("id") if isinstance(item, dict) else None
    return own if isinstance(own, str) else None


def _said(item: Data) -> str | None:
    return json.dumps(item, sort_keys=True) if _id(item) is None else None


def _said_without_id(item: Data) -> str | None:
    """What an item says whose id may have been changed."""
    if not isinstance(item, dict) or _id(item) is None or len(item) == 1:
        return None
    return _said({name: each for name, each in item.items() if name != "id"})


def _pair_by(
    name: Callable[[Data], str | None], old: list[Data], new: list[Data], found: list[int | None]
) -> None:
    taken = set(found)
    places: defaultdict[str | None, list[int]] = defaultdict(list)
    for at, item in enumerate(old):
        if at not in taken:
            places[name(item)].append(at)
    last = -1
    for at, item in enumerate(new):
        said = name(item) if found[at] is None else None
        if said is not None and (free := places[said]):
            last = next((place for place in free if place > last), free[0])
            free.remove(last)
            found[at] = last


def _pair_by_place(old: list[Data], new: list[Data], found: list[int | None]) -> None:
    taken, place = set(found), 0
    for at, item in enumerate(new):
        free = place < len(old) and place not in taken
        if found[at] is None and free and _id(item) is None and _id(old[place]) is None:
            found[at] = place
        partner = found[at]
        place = len(old) if partner is None else partner + 1
