"""What two readings of a sentence do not have in common: what is missing and what is added."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise, zip_longest

from sla_writer.guard.items import Item
from sla_writer.guard.lexicon import Lexicon
from sla_writer.guard.refusal import Kind, Refusal

WORDS = frozenset({"word", "same", "name", "sides"})
COUNTED = {
    "quantity": Kind.QUANTITY, "date": Kind.DATE, "modals": Kind.MODAL,
    "negations": Kind.NEGATION, "conditions": Kind.CONDITION, "scopes": Kind.SCOPE,
    "frequencies": Kind.FREQUENCY, "joins": Kind.JOIN, "relations": Kind.RELATION,
    "unclear": Kind.NUMBER, "number": Kind.NUMBER, "month": Kind.DATE, "sign": Kind.CHARACTER,
}  # fmt: skip
"""What must be said exactly as often as in the source."""


@dataclass(frozen=True, slots=True)
class Pair:
    """An agreed sentence and its rewording, as texts and as they read."""

    source: str
    wording: str
    agreed: Sequence[Item]
    wrote: Sequence[Item]


def compared(pair: Pair, words: Lexicon) -> Iterator[Refusal]:
    """Every difference in what the two say."""
    for kind, name in COUNTED.items():
        yield from _counted(pair, kind, name)
    yield from _vocabulary(pair)
    yield from _coverage(pair)
    yield from _repetition(pair, words)
    yield from _again(pair, words)


def _counted(pair: Pair, kind: str, name: Kind) -> Iterator[Refusal]:
    missing, extra = _apart(
        [each for each in pair.agreed if each.kind == kind],
        [each for each in pair.wrote if each.kind == kind],
    )
    extra = [each for each in extra if kind != "scopes" or not each.light]
    for agreed, wrote in zip_longest(missing, extra):
        yield refusal(pair, name, agreed, wrote)


def refusal(pair: Pair, kind: Kind, agreed: Item | None, wrote: Item | None) -> Refusal:
    """A reason that shows both places in their own words."""
    end = len(pair.wording)
    return Refusal(
        kind,
        wrote.start if wrote else end,
        wrote.end if wrote else end,
        pair.source[agreed.start : agreed.end] if agreed else "",
        pair.wording[wrote.start : wrote.end] if wrote else "",
    )


def _apart(agreed: Iterable[Item], wrote: Iterable[Item]) -> tuple[list[Item], list[Item]]:
    """What only the first and only the second have, counting how often."""
    left, extra = list(agreed), []
    for each in wrote:
        match = next((one for one in left if one.code == each.code), None)
        if match:
            left.remove(match)
        else:
            extra.append(each)
    return left, extra


def _vocabulary(pair: Pair) -> Iterator[Refusal]:
    """Words of the wording that the source has not."""
    known = {each.code for each in pair.agreed}
    for each in pair.wrote:
        if each.kind in WORDS and each.code not in known and not each.light:
            kind = Kind.TERM if each.kind == "name" else Kind.EXTRA
            yield refusal(pair, kind, None, each)


def _coverage(pair: Pair) -> Iterator[Refusal]:
    """Words of the source that the wording has not."""
    known = {each.code for each in pair.wrote}
    for each in pair.agreed:
        if each.kind in WORDS and each.code not in known and not each.light:
            yield refusal(pair, Kind.MISSING, each, None)


def _repetition(pair: Pair, words: Lexicon) -> Iterator[Refusal]:
    """Words said more or less often than pronouns and elisions make good."""
    often = _how_often(pair.wrote)
    said = _how_often(pair.agreed)
    pronouns = _many(pair.wrote, "pronouns") - _many(pair.agreed, "pronouns")
    spare = max(pronouns, 0)
    for each in _last_of_each(pair.agreed):
        lost = said[each.code] - often[each.code]
        if each.light or lost <= 0 or not often[each.code]:
            continue
        if _elided(pair, each.code):
            continue
        spare -= lost
        if spare < 0 or not words.refers(pair.source[each.start : each.end]):
            yield refusal(pair, Kind.MISSING, each, None)


def _elided(pair: Pair, code: str) -> bool:
    """Whether what is counted is said once for several numbers: "six, but no more than eight"."""
    said = [each for each in pair.agreed if each.kind in WORDS | {"quantity"}]
    beside = (
        "quantity" in {one.kind, two.kind} and code in {one.code, two.code}
        for one, two in pairwise(said)
    )
    return sum(beside) > 1


def _again(pair: Pair, words: Lexicon) -> Iterator[Refusal]:
    """Words said more often than in the source that name nothing a sentence may name once more."""
    said, often = _how_often(pair.agreed), _how_often(pair.wrote)
    for each in _last_of_each(pair.wrote):
        once_more = 0 < said[each.code] < often[each.code] and not each.light
        if once_more and not words.refers(pair.wording[each.start : each.end]):
            yield refusal(pair, Kind.EXTRA, None, each)


def _how_often(items: Sequence[Item]) -> Counter[str]:
    return Counter(each.code for each in items if each.kind in WORDS)


def _last_of_each(items: Sequence[Item]) -> Iterable[Item]:
    return {each.code: each for each in items if each.kind in WORDS}.values()


def _many(items: Sequence[Item], kind: str) -> int:
    return sum(each.kind == kind for each in items)
