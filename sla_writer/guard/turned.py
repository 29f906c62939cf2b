"""Limits said the other way round: "not more than 300" read as "at most 300", where agreed so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sla_writer.guard.comparison import WORDS
from sla_writer.guard.items import Item

_OPPOSITE = {"more": "at-most", "less": "at-least"}
_DENIED = {"must-not": "must", "not": ""}
_REACH = 4
"""How many words a denied verb and its object may take up before the number."""

Sentence = Sequence[Item]


def straight(wrote: Sentence, agreed: Sentence) -> tuple[Item, ...]:
    """A rewording’s items with each denied limit said straight, where its source says it so."""
    said = {each.code for each in agreed if each.kind == "quantity"}
    found = list(wrote)
    for at, each in enumerate(found):
        code = _turned(each)
        denial = _denial(found, at) if code in said else None
        if code and denial is not None:
            found[at] = replace(each, code=code)
            found[denial] = _undenied(found[denial])
    found = _until(found, agreed)
    return tuple(each for each in found if each.code or each.kind != "negations")


def _until(wrote: list[Item], agreed: Sentence) -> list[Item]:
    """The items, "as long as … not" read as "until", where the source says so."""
    wanted = any(each.kind == "conditions" and each.code == "until" for each in agreed)
    start = next((at for at, each in enumerate(wrote) if each.code == "while"), None)
    if not wanted or start is None:
        return wrote
    denial = next((at for at, each in enumerate(wrote[start:], start) if _is_not(each)), None)
    if denial is None:
        return wrote
    until = replace(wrote[start], code="until")
    return [*wrote[:start], until, *wrote[start + 1 : denial], *wrote[denial + 1 :]]


def _is_not(item: Item) -> bool:
    return item.kind == "negations" and item.code == "not"


def _turned(item: Item) -> str:
    compared, _, rest = item.code.partition(" ")
    opposite = _OPPOSITE.get(compared) if item.kind == "quantity" else None
    return f"{opposite} {rest}" if opposite else ""


def _denial(items: Sentence, at: int) -> int | None:
    """The negation whose verb, at most with its object, stands in front of a number."""
    words = 0
    for before in range(at - 1, -1, -1):
        each = items[before]
        if each.kind in {"negations", "modals"}:
            return before if each.code in _DENIED and words > (each.code == "not") else None
        if each.kind not in WORDS and each.kind not in {"silent", "scopes", "frequencies"}:
            return None
        words += each.kind in WORDS
        if words > _REACH or (each.kind == "silent" and before == at - 1):
            return None
    return None


def _undenied(item: Item) -> Item:
    return replace(item, code=_DENIED[item.code])
