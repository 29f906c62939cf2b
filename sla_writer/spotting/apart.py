"""Of places that lie over one another in a text only the first is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar


class Placed(Protocol):
    """Something that stands somewhere in a text."""

    @property
    def start(self) -> int:
        """Where it begins."""

    @property
    def end(self) -> int:
        """Where it ends."""


P = TypeVar("P", bound=Placed)


def apart(found: Iterable[P]) -> Iterator[P]:
    """What was found in the text's order, without what begins inside another."""
    behind = 0
    for each in sorted(found, key=lambda each: (each.start, each.end)):
        if each.start >= behind:
            behind = each.end
            yield each
