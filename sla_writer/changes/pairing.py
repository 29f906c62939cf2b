"""Which items of two lists are the same thing: by id, and by what they say under another id."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from sla_writer.agreement import Agreement
from sla_writer.agreement.reading import reference_to
from sla_writer.agreement.record import Record

Pair = tuple[Any, Any]

_CALLED = ("name", "title", "statement", "question", "label", "measure", "kind", "law", "method")
_REFERRED = {
    "roles", "stages", "terms", "kpis", "time_limits", "calendars", "segments", "regions",
    "sources", "systems", "rejection_codes",
}  # fmt: skip
"""The lists whose items are named elsewhere."""

_ALIKE = 0.7
_ALIKE_IF_CALLED_OTHERWISE = 0.75


def with_ids(value: object) -> bool:
    """Whether a value is a list whose items have ids."""
    return isinstance(value, tuple) and bool(value) and all(hasattr(each, "id") for each in value)


def paired(old: Sequence[Any], new: Sequence[Any]) -> list[Pair]:
    """The items of two lists by twos, the new list's order first; None where there is no other.

    What says exactly the same is the same, whatever its id; then what has the same id; then what
    says nearly the same.
    """
    found: dict[int, int] = {}
    for match in (_unchanged, _said_once, _same_id, _likest):
        left = [at for at in range(len(old)) if at not in found.values()]
        free = [at for at in range(len(new)) if at not in found]
        found |= match(old, new, left, free)
    gone = [(each, None) for at, each in enumerate(old) if at not in found.values()]
    pairs = ((old[found[at]] if at in found else None, each) for at, each in enumerate(new))
    return [*pairs, *gone]


def _unchanged(
    old: Sequence[Any], new: Sequence[Any], left: list[int], free: list[int]
) -> dict[int, int]:
    by_id = {old[at].id: at for at in left}
    same = ((at, by_id.get(new[at].id)) for at in free)
    return {at: there for at, there in same if there is not None and old[there] == new[at]}


def _said_once(
    old: Sequence[Any], new: Sequence[Any], left: list[int], free: list[int]
) -> dict[int, int]:
    """Items that say the same under another id, where no other item of either list does."""
    kept = [
        {at: _content(items[at]) for at in places} for items, places in ((old, left), (new, free))
    ]
    counts = [Counter(each.values()) for each in kept]
    there = {content: at for at, content in kept[0].items() if counts[0][content] == 1}
    return {
        at: there[content]
        for at, content in kept[1].items()
        if content in there and counts[1][content] == 1
    }


def _content(item: Any) -> tuple[Any, ...]:
    return tuple(value for name, value in vars(item).items() if name != "id")


def _same_id(
    old: Sequence[Any], new: Sequence[Any], left: list[int], free: list[int]
) -> dict[int, int]:
    by_id = {old[at].id: at for at in left}
    return {at: by_id[new[at].id] for at in free if new[at].id in by_id}


def _likest(
    old: Sequence[Any], new: Sequence[Any], left: list[int], free: list[int]
) -> dict[int, int]:
    likeness = [
        (alike, -at, -there)
        for at in free
        for there in left
        if (alike := _likeness(old[there], new[at]))
    ]
    found: dict[int, int] = {}
    for _, at, there in sorted(likeness, reverse=True):
        if -at not in found and -there not in found.values():
            found[-at] = -there
    return found


def _likeness(one: Any, other: Any) -> float:
    """What part of all that two items say is the same; nothing when it is too little."""
    if type(one) is not type(other):
        return 0
    fields = type(one).model_fields
    told = [
        name
        for name, field in fields.items()
        if name != "id" and (getattr(one, name), getattr(other, name)) != (field.default,) * 2
    ]
    same = [name for name in told if getattr(one, name) == getattr(other, name)]
    least = _ALIKE if set(same).intersection(_CALLED) else _ALIKE_IF_CALLED_OTHERWISE
    alike = len(same) / len(told) if told else 0
    return alike if alike >= least else 0


# --- references to what has another id now -------------------------------------------------------


def renamed(old: Agreement, new: Agreement) -> dict[str, dict[str, str]]:
    """By list, the ids that its items had before, where they have others now."""
    found = {name: dict(_renamed(getattr(old, name), each)) for name, each in new if with_ids(each)}
    return {name: ids for name, ids in found.items() if ids}


def _renamed(old: Sequence[Any], new: Sequence[Any]) -> Iterator[tuple[str, str]]:
    if old == new:
        return
    for one, other in paired(old, new):
        if one and other and one.id != other.id:
            yield other.id, one.id


def relabelled(value: Any, ids: dict[str, dict[str, str]]) -> Any:
    """A record whose references name items by the ids that they had before."""
    if not _REFERRED.intersection(ids):
        return value
    if isinstance(value, tuple):
        return tuple(relabelled(each, ids) for each in value)
    if not isinstance(value, Record):
        return value
    update = {name: _reference(value, name, inner, ids) for name, inner in value}
    return value.model_copy(update=update)


def _reference(record: Record, name: str, value: Any, ids: dict[str, dict[str, str]]) -> Any:
    known = ids.get(reference_to(type(record), name) or "")
    if known and isinstance(value, str):
        return known.get(value, value)
    if known and isinstance(value, tuple):
        return tuple(known.get(each, each) for each in value)
    return relabelled(value, ids)
