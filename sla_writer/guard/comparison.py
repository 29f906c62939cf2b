"""What two readings of a sentence do not have in common: what is missing and what is added."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest

from sla_writer.guard.items import Item
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


def compared(pair: Pair) -> Iterator[Refusal]:
    """Every difference in what the two say."""
    for kind, name in COUNTED.items():
        yield from _counted(pair, kind, name)
    yield from _vocabulary(pair)
    yield from _coverage(pair)


def _counted(pair: Pair, kind: str, name: Kind) -> Iterator[Refusal]:
    missing, extra = _apart(
        [each for each in pair.agreed if each.kind == kind],
        [each for each in pair.wrote if each.kind == kind],
    )
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
    """Words of the source that the wording has not, or has less often than pronouns make good."""
    known = Counter(each.code for each in pair.wrote if each.kind in WORDS)
    said = Counter(each.code for each in pair.agreed if each.kind in WORDS and not each.light)
    yield from (
        refusal(pair, Kind.MISSING, each, None)
        for each in pair.agreed
        if each.kind in WORDS and not known[each.code] and not each.light
    )
    pronouns = _many(pair.wrote, "pronouns") - _many(pair.agreed, "pronouns")
    links = _many(pair.wrote, "links") - _many(pair.agreed, "links")
    lost = sum((said - known).values()) - sum(n for code, n in said.items() if not known[code])
    if lost > max(pronouns, 0) + max(links, 0):
        yield Refusal(Kind.MISSING, len(pair.wording), len(pair.wording), _often(said, known))


def _often(said: Counter[str], known: Counter[str]) -> str:
    return ", ".join(code for code, n in said.items() if n > known[code])


def _many(items: Sequence[Item], kind: str) -> int:
    return sum(each.kind == kind for each in items)
