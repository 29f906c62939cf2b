"""How numbers hang together: relations that are read in any direction, whichever one is unknown.

Each relation says what one of its numbers is when all its others are known, or nothing when that
would divide by zero. Nothing is rounded but where something comes whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from heapq import heappop, heappush
from math import ceil, prod
from typing import Protocol

from sla_writer.funnel.computed import Exact, Sources, union

Values = Mapping[str, Fraction]

_SOME = Fraction(1, 2)  # a value that makes neither itself nor what it leaves of a whole nothing


class Relation(Protocol):
    """Numbers, by their names, of which each follows from the others.

    `sources` are fields that make it hold, beyond those that the numbers rest on.
    """

    @property
    def sources(self) -> Sources: ...
    @property
    def names(self) -> Sequence[str]: ...
    def solved(self, name: str, values: Values) -> Fraction | None:
        """What `name` is; `values` has all the others. None when nothing or anything would do."""


@dataclass(frozen=True, slots=True)
class Product:
    """What stands on the left, multiplied, is what stands on the right, times a constant."""

    left: tuple[str, ...]
    right: tuple[str, ...]
    constant: Fraction = Fraction(1)
    sources: Sources = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All its numbers."""
        return (*self.right, *self.left)

    def solved(self, name: str, values: Values) -> Fraction | None:
        """As in `Relation`."""
        left, right = (
            prod((values[each] for each in side if each != name), start=start)
            for side, start in ((self.left, Fraction(1)), (self.right, self.constant))
        )
        above, below = (right, left) if name in self.left else (left, right)
        return above / below if below else None


@dataclass(frozen=True, slots=True)
class Sum:
    """A whole is its parts and a constant, less what is taken off."""

    whole: str
    parts: tuple[str, ...]
    less: tuple[str, ...] = ()
    constant: Fraction = Fraction(0)
    sources: Sources = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All its numbers."""
        return (*self.parts, *self.less, self.whole)

    def solved(self, name: str, values: Values) -> Fraction | None:
        """As in `Relation`."""
        signs = {self.whole: -1, **dict.fromkeys(self.parts, 1), **dict.fromkeys(self.less, -1)}
        others = sum(
            (sign * values[each] for each, sign in signs.items() if each != name), Fraction()
        )
        return -(others + self.constant) / signs[name]


@dataclass(frozen=True, slots=True)
class Ceiling:
    """What comes whole is the exact need rounded up; back, the most it is enough for."""

    whole: str
    need: str
    sources: Sources = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Both its numbers."""
        return (self.need, self.whole)

    def solved(self, name: str, values: Values) -> Fraction | None:
        """As in `Relation`."""
        return Fraction(ceil(values[self.need])) if name == self.whole else values[self.whole]


def settled(relations: Sequence[Relation], known: Mapping[str, Exact]) -> dict[str, Exact]:
    """What is known and all that follows from it, with everything that each number rests on.

    Where numbers contradict each other, what comes first among the relations decides.
    """
    found = dict(known)
    holders = _holders(relations)
    ready = list(range(len(relations)))
    while ready:
        relation = relations[heappop(ready)]
        unknown = [name for name in relation.names if name not in found]
        if len(unknown) == 1 and (exact := _solved(relation, unknown[0], found)) is not None:
            found[unknown[0]] = exact
            for each in holders[unknown[0]]:
                heappush(ready, each)
    return found


def _holders(relations: Sequence[Relation]) -> Mapping[str, list[int]]:
    """The places of the relations that hold each number."""
    holders: dict[str, list[int]] = {}
    for place, relation in enumerate(relations):
        for name in relation.names:
            holders.setdefault(name, []).append(place)
    return holders


def _solved(relation: Relation, name: str, found: Mapping[str, Exact]) -> Exact | None:
    others = [found[each] for each in relation.names if each != name]
    values = {each: found[each].value for each in relation.names if each != name}
    value = relation.solved(name, values)
    if value is None:
        return None
    return Exact(value, union(*(each.sources for each in others), relation.sources))


def tellers(
    name: str, names: Iterable[str], relations: Sequence[Relation], known: Mapping[str, Exact]
) -> Iterator[str]:
    """Those of `names` that would be enough to know for `name` to follow, each by itself."""
    for each in names:
        trial = settled(relations, {**known, each: Exact(_SOME)}) if each not in known else {}
        if each != name and name in trial:
            yield each
