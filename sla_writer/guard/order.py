"""Which words of a sentence belong together, and whether a rewording put them elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, pairwise

from sla_writer.guard.comparison import WORDS, Pair, refusal
from sla_writer.guard.items import Item
from sla_writer.guard.lexicon import Lexicon
from sla_writer.guard.refusal import Kind, Refusal

_CONTENT = WORDS | {
    "quantity", "date", "modals", "negations", "frequencies", "scopes", "relations", "sides",
}  # fmt: skip
_FIGURES = frozenset({"quantity", "date"})
_ENDS = frozenset({"mark", "stop"})
_LEADING = frozenset({"conditions", "silent", "light", "relations", "negations"})
_END = Item("stop", "", 0, 0)
_REACH = 2
_CLEARLY = 6

Neighbours = Counter[tuple[str, str, bool]]


def misplaced(pair: Pair, words: Lexicon) -> Iterator[Refusal]:
    """Two things of the source that have changed places in the wording: at most one reason."""
    agreed = _Sentence(pair.source, pair.agreed, words)
    wrote = _Sentence(pair.wording, pair.wrote, words)
    own = _common(agreed.neighbours, wrote.neighbours)
    for one, two in combinations(agreed.movable, 2):
        if _exchangeable(one, two):
            swapped = _common(agreed.swapped(one.code, two.code), wrote.neighbours)
            if swapped > own + _margin(agreed, one, two) and _told(agreed, wrote, one, two):
                yield refusal(pair, Kind.PLACE, one, wrote.first(two.code))
                return


def _margin(agreed: _Sentence, one: Item, two: Item) -> int:
    """How much better an exchange must explain the wording before it counts as one."""
    if agreed.parallel(one, two):
        return -1
    return 0 if agreed.apart(one, two) or agreed.listed(one, two) else _CLEARLY


def _exchangeable(one: Item, two: Item) -> bool:
    """Whether two things can stand in each other’s place: figures, sides in one role, words."""
    if one.kind == two.kind == "sides":
        return one.code.partition(" ")[2] == two.code.partition(" ")[2]
    return (one.kind in _FIGURES) == (two.kind in _FIGURES)


@dataclass(frozen=True)
class _Sentence:
    """A text as it reads, with what stands near what."""

    text: str
    items: Sequence[Item]
    words: Lexicon

    @cached_property
    def content(self) -> list[Item]:
        """What says something, in the order of a sentence that opens with its main part."""
        return [each for part in _parts(self.items) for each in part if each.kind in _CONTENT]

    @cached_property
    def codes(self) -> list[str]:
        return [each.code for each in self.content]

    @cached_property
    def neighbours(self) -> Neighbours:
        return _neighbours(self.codes)

    def swapped(self, one: str, two: str) -> Neighbours:
        """What would stand near what, had two words changed places."""
        swap = {one: two, two: one}
        return _neighbours([swap.get(code, code) for code in self.codes])

    @cached_property
    def movable(self) -> list[Item]:
        """One item of every code that could stand elsewhere."""
        kinds = WORDS | _FIGURES | {"sides"}
        return list({each.code: each for each in self.content if each.kind in kinds}.values())

    def first(self, code: str) -> Item | None:
        return next((each for each in self.content if each.code == code), None)

    def parallel(self, one: Item, two: Item) -> bool:
        """Whether two things stand in like places, so that their order alone tells them apart."""
        return (
            one.kind in _FIGURES
            or one.kind == two.kind == "name"
            or one.kind == two.kind == "sides"
            or not self._around[one.code].isdisjoint(self._around[two.code])
        )

    def listed(self, one: Item, two: Item) -> bool:
        """Whether the same small word stands before two words: "for fit", "for engagement"."""
        return not self._before[one.code].isdisjoint(self._before[two.code])

    @cached_property
    def _before(self) -> Mapping[str, set[str]]:
        found: dict[str, set[str]] = {code: set() for code in self.codes}
        for before, each in pairwise(self.items):
            if each.kind in _CONTENT and before.code in self.words.listing:
                found[each.code].add(before.code)
        return found

    def apart(self, one: Item, two: Item) -> bool:
        """Whether a mark stands between two words wherever they stand."""
        return self._parts[one.code].isdisjoint(self._parts[two.code])

    def adjacent(self, one: Item, two: Item) -> bool:
        """Whether nothing that says something stands between two words."""
        pairs = set(pairwise(self.codes))
        return (one.code, two.code) in pairs or (two.code, one.code) in pairs

    @cached_property
    def _around(self) -> Mapping[str, set[tuple[int, str]]]:
        found: dict[str, set[tuple[int, str]]] = {code: set() for code in self.codes}
        for at, code in enumerate(self.codes):
            for step in (-1, 1):
                if 0 <= at + step < len(self.codes):
                    found[code].add((step, self.codes[at + step]))
        return found

    @cached_property
    def _parts(self) -> Mapping[str, set[int]]:
        """Between which marks the words stand."""
        found: dict[str, set[int]] = {code: set() for code in self.codes}
        part = 0
        for each in self.items:
            part += each.kind in _ENDS
            if each.kind in _CONTENT:
                found[each.code].add(part)
        return found

    def form(self, code: str) -> str:
        """A word as it is written where it stands first."""
        found = self.first(code)
        return self.text[found.start : found.end].lower() if found else ""

    @cached_property
    def passive(self) -> int:
        """How many words name who does something in the passive."""
        return sum(each.kind == "agents" for each in self.items)


def _parts(items: Sequence[Item]) -> Iterator[Sequence[Item]]:
    """The parts between marks, each with a phrase that only leads up to it put behind it."""
    start = 0
    for at, each in enumerate((*items, _END)):
        if each.kind in _ENDS:
            yield _behind_its_main(items[start:at])
            start = at + 1


def _behind_its_main(part: Sequence[Item]) -> Sequence[Item]:
    if part and part[0].kind in _LEADING:
        comma = next((at for at, each in enumerate(part) if each.kind == "comma"), 0)
        return (*part[comma:], *part[:comma])
    return part


def _told(agreed: _Sentence, wrote: _Sentence, one: Item, two: Item) -> bool:
    """Whether nothing but their order could tell two words apart, or both have changed their form.

    Who does and what is done trade places in the passive; where nouns have cases, an unchanged form
    says what the noun is, wherever it stands.
    """
    if agreed.parallel(one, two) or agreed.apart(one, two) or agreed.listed(one, two):
        return True
    if wrote.passive != agreed.passive or agreed.adjacent(one, two):
        return False
    if not agreed.words.cases:
        return True
    forms = [(agreed.form(each.code), wrote.form(each.code)) for each in (one, two)]
    changed = [was != now for was, now in forms]
    return all(changed) or (not any(changed) and forms[0][0][-1:] == forms[1][0][-1:])


def _neighbours(codes: Sequence[str]) -> Neighbours:
    """The pairs of words near each other, in their order and without it."""
    found: Neighbours = Counter()
    for at, code in enumerate(codes):
        for other in codes[at + 1 : at + 1 + _REACH]:
            found[code, other, True] += 1
            found[min(code, other), max(code, other), False] += 2
    return found


def _common(one: Neighbours, two: Neighbours) -> int:
    return (one & two).total()
