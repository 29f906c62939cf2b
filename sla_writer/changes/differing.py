"""Where two agreements differ, field by field: items by their ids, lists by what is in them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sla_writer.agreement.calendars import Week
from sla_writer.agreement.criteria import Criterion, Group, Requirement
from sla_writer.agreement.record import Record, Undecided
from sla_writer.agreement.values import Written
from sla_writer.changes.pairing import paired, with_ids

WHOLE = (Criterion, Group, Requirement, Undecided, Week)
"""Records that are compared and said as one value."""


class Shape(StrEnum):
    """What is different: a field's value, that an item is there, its id, the order of items."""

    VALUE = "value"
    ITEM = "item"
    ID = "id"
    ORDER = "order"


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing that differs: where it stands now and stood before, and both values.

    `holder` is the record that the field belongs to as the new agreement has it (the old one's when
    it is gone), `name` the field's.
    """

    shape: Shape
    path: str
    was_path: str
    holder: Record
    name: str
    old: Any
    new: Any


def differences(old: Record, new: Record, path: str = "", was: str = "") -> Iterator[Difference]:
    """Everything in which a record differs from another of its kind, in the order of its fields."""
    for name in type(new).model_fields:
        one, two = getattr(old, name), getattr(new, name)
        if one is not two and one != two:
            yield from _between(new, name, one, two, _below(path, name), _below(was, name))


def _below(path: str, step: str) -> str:
    return f"{path}.{step}" if path else step


def _between(
    holder: Record, name: str, old: Any, new: Any, path: str, was: str
) -> Iterator[Difference]:
    if _both(Record, old, new) and type(old) is type(new) and not isinstance(new, WHOLE):
        yield from differences(old, new, path, was)
    elif with_ids(old or new) and with_ids(new or old):
        yield from _items(holder, name, old, new, path, was)
    else:
        shape = Shape.ORDER if _both(tuple, old, new) and _same(old, new) else Shape.VALUE
        yield Difference(shape, path, was, holder, name, old, new)


def _both(kind: type, *values: object) -> bool:
    return all(isinstance(each, kind) for each in values)


def _same(old: tuple[Any, ...], new: tuple[Any, ...]) -> bool:
    """Whether two lists have the same things in them; of figures the order is what they say."""
    if len(old) != len(new) or isinstance(new[0], Written):
        return False
    left = list(old)
    for each in new:
        if each not in left:
            return False
        left.remove(each)
    return True


def _items(
    holder: Record, name: str, old: Any, new: Any, path: str, was: str
) -> Iterator[Difference]:
    pairs = paired(old, new)
    for one, two in pairs:
        here, there = (_below(p, each.id) if each else "" for p, each in ((path, two), (was, one)))
        if one and two:
            if one.id != two.id:
                yield Difference(Shape.ID, here, there, two, "id", one.id, two.id)
            yield from _inside(one, two, here, there)
        else:
            yield Difference(Shape.ITEM, here or there, there or here, holder, name, one, two)
    kept = [one for one, two in pairs if one and two]
    if kept != sorted(kept, key=lambda each: next(at for at, o in enumerate(old) if o is each)):
        yield Difference(Shape.ORDER, path, was, holder, name, old, new)


def _inside(one: Record, two: Record, path: str, was: str) -> Iterator[Difference]:
    return (each for each in differences(one, two, path, was) if not _is_id(each, path))


def _is_id(found: Difference, path: str) -> bool:
    return found.path == f"{path}.id"
