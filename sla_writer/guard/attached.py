"""What a duty, a negation, a condition or a scope word stands to, before and after rewording."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from sla_writer.guard.comparison import COUNTED, WORDS, Pair, refusal
from sla_writer.guard.items import Item
from sla_writer.guard.lexicon import Lexicon
from sla_writer.guard.refusal import Refusal

_PLAIN = WORDS - {"sides"}
_HELD = WORDS | {"quantity", "date"}
_ENDS = frozenset({"mark", "stop", "open", "colon", "conditions"})
_NEAR = {"negations": (1, 2), "scopes": (1, 3), "conditions": (1, 4)}
"""How many words behind such a word count in the source, and how near they must stay to it."""

Sentence = Sequence[Item]


def detached(pair: Pair, words: Lexicon) -> Iterator[Refusal]:
    """Every duty, negation, condition and scope word that stands to something else."""
    yield from _matched(pair, "modals", lambda one, two: _same_duty(pair, one, two, words))
    for kind, (few, many) in _NEAR.items():
        yield from _matched(pair, kind, _beside(pair, few, many))


def _matched(pair: Pair, kind: str, same: Callable[[int, int], bool]) -> Iterator[Refusal]:
    """The words of a kind that match none of the rewording’s: each matches one of its code."""
    left = [at for at, each in enumerate(pair.wrote) if each.kind == kind]
    for at, each in enumerate(pair.agreed):
        if each.kind == kind:
            alike = [other for other in left if pair.wrote[other].code == each.code]
            found = next((other for other in alike if same(at, other)), None)
            if found is not None:
                left.remove(found)
            elif alike:
                yield refusal(pair, COUNTED[kind], each, pair.wrote[alike[0]])


def _beside(pair: Pair, few: int, many: int) -> Callable[[int, int], bool]:
    def same(at: int, other: int) -> bool:
        heads = _behind(pair.agreed, at, few)
        near = _behind(pair.wrote, other, many + 2 * _opens(pair.wrote, other))
        if _empty(pair.wrote, other) or _empty(pair.agreed, at):
            near = [*near, *_behind(tuple(reversed(pair.wrote)), len(pair.wrote) - 1 - other, 4)]
        return not heads or not set(heads).isdisjoint(near)

    return same


def _behind(items: Sentence, at: int, many: int) -> list[str]:
    """The next words behind a place, up to a mark."""
    found: list[str] = []
    for each in items[at + 1 :]:
        if each.kind in _ENDS or len(found) == many:
            break
        if each.kind in _HELD:
            found.append(each.code)
    return found


def _opens(items: Sentence, at: int) -> bool:
    """Whether a word opens a sentence or a part of it: "No lead …" denies what follows later."""
    return at == 0 or items[at - 1].kind in _ENDS | {"comma", "silent"}


def _empty(items: Sentence, at: int) -> bool:
    """Whether a negation says what stands before it: «решения нет», «пересчёта не происходит»."""
    return items[at].light or (at + 1 < len(items) and items[at + 1].light)


def _same_duty(pair: Pair, at: int, other: int, words: Lexicon) -> bool:
    agreed, wrote = pair.agreed, pair.wrote
    return _verb(pair.source, agreed, at, words) == _verb(pair.wording, wrote, other, words) and (
        _doer(agreed, at) == _doer(wrote, other)
    )


def _verb(text: str, items: Sentence, at: int, words: Lexicon) -> str:
    """What must or may be done: the next word, or the next infinitive where there are such."""
    ahead = [each for each in items[at + 1 :] if each.kind in _PLAIN]
    behind = [each for each in reversed(items[:at]) if each.kind in _PLAIN]
    for each in (*ahead, *behind):
        if text[each.start : each.end].lower().endswith(words.infinitives):
            return each.code
    return ""


def _doer(items: Sentence, at: int) -> str:
    """The side that must or may: the one in front in the sentence, else the first behind."""
    for each in (*reversed(items[:at]), *items[at + 1 :]):
        if each.kind == "stop":
            break
        if each.kind == "sides" and each.code.endswith("doer"):
            return each.code
    return ""
