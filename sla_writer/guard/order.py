"""Whether two things of a sentence have changed places in its rewording."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from sla_writer.guard.comparison import Pair, refusal
from sla_writer.guard.items import Item
from sla_writer.guard.layout import FIGURES, Layout, common
from sla_writer.guard.lexicon import Lexicon
from sla_writer.guard.refusal import Kind, Refusal

_OTHER_UNITS = frozenset({"percent", "USD", "EUR", "GBP", "RUB", "ratio"})
_STRANGERS = 1
_SEVERAL = 4
_CLEARLY = 5
"""How much better an exchange must explain a rewording where nothing else speaks for one."""


def misplaced(pair: Pair, words: Lexicon) -> Iterator[Refusal]:
    """Two things of the source that have changed places in the wording: at most one reason."""
    agreed = Layout(pair.source, pair.agreed, words)
    wrote = Layout(pair.wording, pair.wrote, words)
    own = common(agreed.neighbours, wrote.neighbours)
    for one, two in combinations(agreed.movable, 2):
        if _exchangeable(one, two) and not _settled(agreed, wrote, one, two):
            margin = own + _margin(agreed, wrote, one, two)
            first, *once = (common(each, wrote.neighbours) for each in agreed.swapped(one, two))
            better = first > margin or any(each > max(own, margin) for each in once)
            if better and _told(agreed, wrote, one, two):
                yield refusal(pair, Kind.PLACE, one, wrote.first(two.code))
                return
    yield from _scattered(pair, agreed, wrote)
    for one, two, swapped in agreed.exchanged():
        if common(swapped, wrote.neighbours) > own + _CLEARLY:
            yield refusal(pair, Kind.PLACE, one, wrote.first(two.code))
            return


def _settled(agreed: Layout, wrote: Layout, one: Item, two: Item) -> bool:
    """Whether two things stand in one list, or follow the same word as before, or one another."""
    pairs = {(one.code, two.code), (two.code, one.code)}
    return (
        (agreed.once(one, two) and agreed.members(one, two))
        or (agreed.once(one, two) and not pairs.isdisjoint(agreed.pairs & wrote.pairs))
        or not {one.code, two.code}.isdisjoint((agreed.led & wrote.led) | _measured(agreed, wrote))
    )


def _measured(agreed: Layout, wrote: Layout) -> set[str]:
    """The words that stand to the same figure as before, with no mark in between."""
    return {code for pair in agreed.tight & wrote.tight for code in pair}


def _margin(agreed: Layout, wrote: Layout, one: Item, two: Item) -> int:
    """How much better an exchange must explain the wording before it counts as one."""
    if agreed.parallel(one, two):
        return -1 if agreed.comes_first(one, two) != wrote.comes_first(one, two) else 0
    return 0 if agreed.apart(one, two) or agreed.listed(one, two) else _CLEARLY


def _scattered(pair: Pair, agreed: Layout, wrote: Layout) -> Iterator[Refusal]:
    """A word said several times whose neighbours are no longer the same: one had another’s."""
    lost = agreed.company - wrote.company
    if len(agreed.several) >= _SEVERAL and lost.total() > _STRANGERS:
        one, two = next(iter(lost))
        first = agreed.first(one)
        if first:
            yield refusal(pair, Kind.PLACE, first, wrote.first(two))


def _exchangeable(one: Item, two: Item) -> bool:
    """Whether two things can change places: figures of one sort, sides in one role, words."""
    if one.kind == two.kind == "sides":
        return one.code.partition(" ")[2] == two.code.partition(" ")[2]
    if one.kind in FIGURES or two.kind in FIGURES:
        return one.kind == two.kind and _measure(one) == _measure(two)
    return True


def _measure(item: Item) -> str:
    """What a figure counts: "time" for all of time, else its unit."""
    unit = item.code.split("@")[0].split()[-1]
    return "" if unit[0].isdigit() else unit if unit in _OTHER_UNITS else "time"


def _told(agreed: Layout, wrote: Layout, one: Item, two: Item) -> bool:
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
