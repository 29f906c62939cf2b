"""What stands near what in a sentence, between which marks, and in which lists."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, pairwise, product

from sla_writer.guard.comparison import WORDS
from sla_writer.guard.items import Item
from sla_writer.guard.lexicon import Lexicon

FIGURES = frozenset({"quantity", "date"})
_CONTENT = WORDS | {
    "quantity", "date", "modals", "negations", "frequencies", "scopes", "relations",
}  # fmt: skip
_ENDS = frozenset({"mark", "stop"})
_LEADING = frozenset({"conditions", "relations"})
_SMALL = frozenset({"silent", "light", "negations"})
_JOINING = frozenset({"comma", "links", "joins", "open"})
_APART = frozenset({"mark", "stop", "comma", "open", "links", "joins"})
_BOUNDS = frozenset({"mark", "stop", "comma", "colon", "open", "links", "joins"})
_END = Item("stop", "", 0, 0)
_COMMA = Item("comma", ",", 0, 0)
_REACH = 2

Neighbours = Counter[tuple[str, str, bool]]


@dataclass(frozen=True)
class Layout:
    """A text as it reads, with what stands near what."""

    text: str
    items: Sequence[Item]
    words: Lexicon

    @cached_property
    def content(self) -> list[Item]:
        """What says something, in the order of a sentence that opens with its main part."""
        return [
            each
            for part in _parts(self.items, self.words)
            for each in part
            if each.kind in _CONTENT
        ]

    @cached_property
    def codes(self) -> list[str]:
        return [each.code for each in self.content]

    @cached_property
    def neighbours(self) -> Neighbours:
        return neighbours(self.codes)

    def swapped(self, one: Item, two: Item) -> Iterator[Neighbours]:
        """What would stand near what, had two words changed places: everywhere, or once each."""
        swap = {one.code: two.code, two.code: one.code}
        yield neighbours([swap.get(code, code) for code in self.codes])
        first, second = self._where[one.code], self._where[two.code]
        if len(first) + len(second) > 2:
            for at, other in product(first, second):
                codes = self.codes.copy()
                codes[at], codes[other] = codes[other], codes[at]
                yield neighbours(codes)

    def exchanged(self) -> Iterator[tuple[Item, Item, Neighbours]]:
        """What would stand near what, had two phrases between marks changed places."""
        for one, two in combinations(self._runs, 2):
            if two[0] > one[1]:  # neighbours that trade places only turn a sentence round
                codes = self.codes
                swapped = [
                    *codes[: one[0]], *codes[two[0] : two[1]], *codes[one[1] : two[0]],
                    *codes[one[0] : one[1]], *codes[two[1] :],
                ]  # fmt: skip
                yield self.content[one[0]], self.content[two[0]], neighbours(swapped)

    @cached_property
    def _runs(self) -> list[tuple[int, int]]:
        """The phrases of several words between marks, as places among what says something."""
        found: list[tuple[int, int]] = []
        start = at = 0
        for part in _parts(self.items, self.words):
            for each in (*part, _END):
                if each.kind in _BOUNDS:
                    if at - start > 1 and {i.kind for i in self.content[start:at]} <= WORDS:
                        found.append((start, at))
                    start = at
                at += each.kind in _CONTENT
        return found

    @cached_property
    def _where(self) -> Mapping[str, list[int]]:
        found: dict[str, list[int]] = {}
        for at, code in enumerate(self.codes):
            found.setdefault(code, []).append(at)
        return found

    @cached_property
    def movable(self) -> list[Item]:
        """One item of every code that could stand elsewhere."""
        kinds = WORDS | FIGURES
        return list({each.code: each for each in self.content if each.kind in kinds}.values())

    def first(self, code: str) -> Item | None:
        return next((each for each in self.content if each.code == code), None)

    def comes_first(self, one: Item, two: Item) -> bool:
        """Whether the first of two things stands first."""
        at, other = self._where.get(one.code), self._where.get(two.code)
        return not at or not other or at[0] < other[0]

    def parallel(self, one: Item, two: Item) -> bool:
        """Whether two things stand in like places, so that their order alone tells them apart."""
        return (
            one.kind in FIGURES
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
        """Whether two words follow one another."""
        pairs = {(one.code, two.code) for one, two in pairwise(self.items)}
        return not pairs.isdisjoint({(one.code, two.code), (two.code, one.code)})

    @cached_property
    def pairs(self) -> set[tuple[str, str]]:
        """Every word and the next."""
        return set(pairwise(self.codes))

    @cached_property
    def tight(self) -> set[tuple[str, str]]:
        """Every figure and word, each said once, that stand together with no mark between."""
        said = [each for each in self.items if each.kind in _CONTENT | _APART]
        return {
            (min(one.code, two.code), max(one.code, two.code))
            for one, two in pairwise(said)
            if {one.kind in FIGURES, two.kind in FIGURES} == {True, False}
            and len(self._where.get(one.code, ())) == len(self._where.get(two.code, ())) == 1
            and one.kind not in _APART
            and two.kind not in _APART
        }

    @cached_property
    def company(self) -> Counter[tuple[str, str]]:
        """What stands next to the words that are said several times, the nearest on each side."""
        words = [each.code for each in self.items if each.kind in WORDS]
        return Counter(
            (min(one, two), max(one, two))
            for one, two in pairwise(words)
            if one in self.several or two in self.several
        )

    @cached_property
    def several(self) -> set[str]:
        """The words that are said several times."""
        words = [each.code for each in self.items if each.kind in WORDS]
        return {code for code, count in Counter(words).items() if count > 1}

    def once(self, one: Item, two: Item) -> bool:
        """Whether each of two things is said only once."""
        return len(self._where[one.code]) == len(self._where[two.code]) == 1

    @cached_property
    def led(self) -> set[str]:
        """The words that a condition or a word such as "before" leads to."""
        said = [each for each in self.items if each.kind not in _SMALL]
        return {
            two.code for one, two in pairwise(said) if one.kind in _LEADING and two.kind in WORDS
        }

    def members(self, one: Item, two: Item) -> bool:
        """Whether two things stand in one list, where their order says nothing."""
        return any({one.code, two.code} <= each for each in self._lists)

    @cached_property
    def _lists(self) -> list[set[str]]:
        found: list[set[str]] = [set()]
        joined = False
        for each in self.items:
            if each.kind in WORDS and joined:
                found[-1].add(each.code)
            elif each.kind in WORDS:
                found.append({each.code})
            joined = each.kind in _JOINING or (joined and each.kind == "silent")
            if not joined and each.kind not in WORDS:
                found.append(set())
        return found

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


def _parts(items: Sequence[Item], words: Lexicon) -> Iterator[Sequence[Item]]:
    """The parts between marks, each with a phrase that only leads up to it put behind it."""
    start = 0
    for at, each in enumerate((*items, _END)):
        if each.kind in _ENDS:
            yield _behind_its_main(items[start:at], words)
            start = at + 1


def _behind_its_main(part: Sequence[Item], words: Lexicon) -> Sequence[Item]:
    if part and (part[0].kind in _LEADING or part[0].code in words.leading):
        comma = next((at for at, each in enumerate(part) if each.kind in {"comma", "colon"}), 0)
        return (*part[comma:], _COMMA, *part[:comma])
    return part


def neighbours(codes: Sequence[str]) -> Neighbours:
    """The pairs of words near each other, in their order and without it."""
    found: Neighbours = Counter()
    for at, code in enumerate(codes):
        for other in codes[at + 1 : at + 1 + _REACH]:
            found[code, other, True] += 1
            found[min(code, other), max(code, other), False] += 2
    return found


def common(one: Neighbours, two: Neighbours) -> int:
    """How much of what stands near what two sentences share."""
    return (one & two).total()
