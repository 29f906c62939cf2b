"""Which part of the old text is which part of the new one: kept in place, moved, split or merged.

The same serves the blocks of documents and the rows of tables. Parts are paired by their names
first, then by equal text, then by likeness; nothing is compared with everything, so that the work
grows with the length of the texts.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

_WORD = re.compile(r"\w+")
_ALIKE, _ALIKE_ELSEWHERE = 0.5, 0.7
_FEW = 4
"""Words below which likeness to a part that stands elsewhere is chance."""
_RARE, _TRIED, _CANDIDATES = 12, 8, 4
"""How common a word may be to be looked up by, how many are, and how many parts are weighed."""

Pairs = dict[int, int]


@dataclass(frozen=True)
class Part:
    """A block or a row to be paired: its id, the sort of thing it is, and its text."""

    id: str
    sort: str
    text: str
    movable: bool = True

    @cached_property
    def words(self) -> Counter[str]:
        """How often each word stands in it."""
        return Counter(_WORD.findall(self.text.casefold()))

    @cached_property
    def size(self) -> int:
        """How many words it has."""
        return sum(self.words.values())


Parts = Sequence[Part]


@dataclass(frozen=True, slots=True)
class Plan:
    """Which part is which, by place in the old and in the new row.

    `kept` are in the order of both rows, `moved` are not. A split is (old, first half): the second
    half comes right after the first. A merge is (first of the old two, new).
    """

    kept: Pairs
    moved: Pairs = field(default_factory=dict)
    splits: Pairs = field(default_factory=dict)
    merges: Pairs = field(default_factory=dict)

    def flipped(self) -> Plan:
        """The plan of the way back."""
        turned = (_flipped(each) for each in (self.kept, self.moved, self.merges, self.splits))
        return Plan(*turned)


def plan(old: Parts, new: Parts) -> Plan:
    """The plan of what became of each part; the way back is the same plan, flipped."""
    if _order(old) > _order(new):
        return plan(new, old).flipped()
    pairs = _named(old, new)
    _equal(old, new, pairs)
    _neighbours(old, new, pairs)
    _alike(old, new, pairs)
    kept = _in_order(old, new, pairs)
    moved = {i: j for i, j in pairs.items() if i not in kept and _moves(old[i], new[j])}
    taken = (kept.keys() | moved.keys(), {*kept.values(), *moved.values()})
    splits = _halved(old, new, kept, taken[1])
    rest = {i: j for i, j in kept.items() if i not in splits}
    merges = _flipped(_halved(new, old, _flipped(rest), taken[0]))
    kept = {i: j for i, j in rest.items() if j not in merges.values()}
    return Plan(kept, moved, splits, merges)


def _order(parts: Parts) -> list[tuple[str, str, str]]:
    return [(part.text, part.id, part.sort) for part in parts]


def _flipped(pairs: Mapping[int, int]) -> Pairs:
    return {j: i for i, j in sorted(pairs.items(), key=lambda pair: pair[1])}


# --- pairs ----------------------------------------------------------------------------------------


def _named(old: Parts, new: Parts) -> Pairs:
    """Parts of one name and sort, where the name is no other part's."""
    ours, theirs = _once(part.id for part in old), _once(part.id for part in new)
    both = ((i, theirs[name]) for name, i in ours.items() if name and name in theirs)
    return {i: j for i, j in both if old[i].sort == new[j].sort}


def _once(keys: Iterable[object]) -> dict[object, int]:
    """The place of each key that stands once."""
    keys = list(keys)
    counts = Counter(keys)
    return {key: at for at, key in enumerate(keys) if counts[key] == 1}


def _left(parts: Parts, taken: Iterable[int]) -> list[int]:
    taken = set(taken)
    return [at for at in range(len(parts)) if at not in taken]


def _equal(old: Parts, new: Parts, pairs: Pairs) -> None:
    """Parts of the same text, where it stands once among those that are left."""
    olds, news = _left(old, pairs), _left(new, pairs.values())
    ours = _once((old[i].sort, old[i].text) for i in olds)
    theirs = _once((new[j].sort, new[j].text) for j in news)
    for key, at in ours.items():
        if key in theirs and old[olds[at]].size:
            pairs[olds[at]] = news[theirs[key]]


def _neighbours(old: Parts, new: Parts, pairs: Pairs) -> None:
    """Parts of the same text on the same side of a pair: blank lines, repetitions."""
    spine = [(-1, -1), *sorted(_in_order(old, new, pairs).items()), (len(old), len(new))]
    theirs = set(pairs.values())
    for (i, j), (below, beyond) in pairwise(spine):
        for step, at, to in ((1, i + 1, j + 1), (-1, below - 1, beyond - 1)):
            while i < at < below and j < to < beyond and at not in pairs and to not in theirs:
                if (old[at].sort, old[at].text) != (new[to].sort, new[to].text):
                    break
                pairs[at] = to
                theirs.add(to)
                at, to = at + step, to + step


def _alike(old: Parts, new: Parts, pairs: Pairs) -> None:
    """Parts whose words are mostly the same; those that stand elsewhere must be liker."""
    olds, news = _left(old, pairs), _left(new, pairs.values())
    gaps = _gaps(old, new, pairs)
    scored = sorted(_scored(old, new, olds, news, gaps), reverse=True)
    theirs = set(pairs.values())
    for _, _, i, j in scored:
        if -i not in pairs and -j not in theirs:
            pairs[-i] = -j
            theirs.add(-j)


def _gaps(old: Parts, new: Parts, pairs: Pairs) -> tuple[list[int], list[int]]:
    """The starts of the gaps between what is kept in place, in both rows."""
    spine = sorted(_in_order(old, new, pairs).items())
    return [i for i, _ in spine], [j for _, j in spine]


def _scored(
    old: Parts, new: Parts, olds: list[int], news: list[int], gaps: tuple[list[int], list[int]]
) -> Iterator[tuple[float, int, int, int]]:
    """Likeness, nearness and places (negative, for the first to come first) of what may pair."""
    index = defaultdict[str, list[int]](list)
    for i in olds:
        for word in old[i].words:
            index[word].append(i)
    for j in news:
        for i in _candidates(new[j], index):
            score = likeness(old[i], new[j])
            apart = abs(bisect_left(gaps[0], i) - bisect_left(gaps[1], j))
            enough = _ALIKE_ELSEWHERE if apart else _ALIKE
            if score >= enough and old[i].sort == new[j].sort and (_many(old[i]) or not apart):
                yield score, -apart, -i, -j


def _many(part: Part) -> bool:
    return part.size >= _FEW


def _candidates(part: Part, index: Mapping[str, list[int]]) -> list[int]:
    """The old parts that share the most of a part's rarest words."""
    known = sorted((len(index[word]), word) for word in part.words if word in index)
    rare = [word for count, word in known[:_TRIED] if count <= _RARE]
    votes = Counter(i for word in rare for i in index[word])
    return [i for i, _ in sorted(votes.items(), key=lambda vote: (-vote[1], vote[0]))[:_CANDIDATES]]


def likeness(one: Part, two: Part) -> float:
    """The share of words that two parts have in common, 0 to 1 (Dice's coefficient)."""
    return 2 * shared(one, two) / ((one.size + two.size) or 1)


def shared(one: Part, two: Part) -> int:
    """How many words two parts have in common."""
    return one.size if one.text == two.text else (one.words & two.words).total()


# --- order ----------------------------------------------------------------------------------------


def _in_order(old: Parts, new: Parts, pairs: Pairs) -> Pairs:
    """The pairs in the order of both rows that hold the most words together.

    The heaviest increasing row: `ends` and `weights` rise together, one end for each best weight.
    """
    ends: list[int] = []
    best: list[tuple[int, int | None]] = []
    before: dict[int, int | None] = {}
    for i, j in sorted(pairs.items()):
        at = bisect_left(ends, j)
        weight, last = best[at - 1] if at else (0, None)
        before[i], total = last, weight + _weight(old[i], new[j])
        while at < len(ends) and best[at][0] <= total:
            del ends[at], best[at]
        ends.insert(at, j)
        best.insert(at, (total, i))
    return dict(sorted((i, pairs[i]) for i in _chain(before, best[-1][1] if best else None)))


def _chain(before: Mapping[int, int | None], last: int | None) -> Iterator[int]:
    while last is not None:
        yield last
        last = before[last]


def _weight(one: Part, two: Part) -> int:
    """What it costs not to keep a pair in place; what can't be moved is deleted and inserted."""
    words = one.text.count(" ") if one.text == two.text else shared(one, two)
    return (words + 1) * (1 if one.movable else 3)


def _moves(one: Part, two: Part) -> bool:
    return one.movable and likeness(one, two) >= _ALIKE


# --- halves ---------------------------------------------------------------------------------------


def _halved(whole: Parts, halves: Parts, kept: Pairs, taken: Iterable[int]) -> Pairs:
    """Where one part became two: the place of the whole, and of its first half."""
    taken, found = set(taken), {}
    for i, j in kept.items():
        if whole[i].text == halves[j].text or not whole[i].movable:
            continue
        for first, other in ((j, j + 1), (j - 1, j - 1)):
            free = 0 <= other < len(halves) and other not in taken and halves[other].movable
            if free and _is_half(whole[i], halves[j], halves[other]):
                found[i] = first
                taken.add(other)
                break
    return found


def _is_half(whole: Part, half: Part, other: Part) -> bool:
    """Whether most of the other half is of the whole too, and most of the whole is in the two."""
    both = (half.words + other.words) & whole.words
    gained = both.total() - shared(whole, half)
    return gained * 3 > other.size * 2 and both.total() * 4 > whole.size * 3
