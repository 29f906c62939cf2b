"""What a person means by an id: letter case aside, and the nearest one where there is none such."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from sla_writer.messages import text


class Identified(Protocol):
    """An item of one of the agreement's lists."""

    @property
    def id(self) -> str: ...


T = TypeVar("T", bound=Identified)


def meant(wanted: str, items: Iterable[T]) -> T | None:
    """The item with the id `wanted`, or with one that differs only in capitals."""
    listed = list(items)
    for spelt in (str, str.casefold):
        for each in listed:
            if spelt(each.id) == spelt(wanted):
                return each
    return None


def hint(wanted: str, known: Sequence[str]) -> str:
    """ " Did you mean …?", or what there is; nothing where nothing is."""
    from difflib import get_close_matches

    spelt = {each.casefold(): each for each in known}
    near = get_close_matches(wanted.casefold(), list(spelt), n=1)
    if near:
        return " " + text("hint-did-you-mean", name=spelt[near[0]])
    return " " + text("hint-known", names=", ".join(known)) if known else ""
