"""What a duty, a negation, a condition or a scope word stands to, before and after rewording."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise

from sla_writer.guard.comparison import COUNTED, WORDS, Pair, refusal
from sla_writer.guard.items import Item
from sla_writer.guard.lexicon import Lexicon
from sla_writer.guard.refusal import Kind, Refusal

_PLAIN = WORDS - {"sides"}
_HELD = WORDS | {"quantity", "date"}
_ENDS = frozenset({"mark", "stop", "open", "conditions"})
_BREAKS = _ENDS | {"comma", "colon"}
_NOTHING = Item("stop", "", 0, 0)

Sentence = Sequence[Item]


def detached(pair: Pair, words: Lexicon) -> Iterator[Refusal]:
    """Every duty, negation, condition and scope word that stands to something else."""
    checks: dict[str, Callable[[int, int], bool]] = {
        "modals": lambda one, two: _same_duty(pair, one, two, words),
        "negations": lambda one, two: _same_denied(pair, one, two, words),
        "conditions": lambda one, two: _same_case(pair, one, two),
        "scopes": lambda one, two: _same_scope(pair, one, two),
        "quantity": lambda one, two: _same_noun(pair, one, two),
        "joins": lambda one, two: _same_members(pair, one, two),
        "relations": lambda one, two: _same_object(pair, one, two),
    }
    for kind, same in checks.items():
        yield from _matched(pair, kind, same)
    yield from _redirected(pair, words)


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


def _same_denied(pair: Pair, at: int, other: int, words: Lexicon) -> bool:
    noun = _denies(pair.source, pair.agreed[at], words)
    heads = _behind(pair.agreed, at, 3 if noun else 1)
    if pair.agreed[at].light:
        heads = _ahead(pair.agreed, at, 1)
    denying = _denies(pair.wording, pair.wrote[other], words)
    if noun != denying and _adnominal(*((pair.wrote, other) if noun else (pair.agreed, at))):
        return False  # "leads not accepted" is not "no accepted leads"
    near = _behind(pair.wrote, other, 4) if denying or noun else _denied(pair.wrote, other)
    if _empty(pair.wrote, other) or _empty(pair.agreed, at):
        near = [*near, *_ahead(pair.wrote, other, 4)]
    return not heads or not set(heads).isdisjoint(near)


def _adnominal(items: Sentence, at: int) -> bool:
    """Whether a negation follows a noun: "leads not accepted"."""
    return at > 0 and items[at - 1].kind in _PLAIN


def _denied(items: Sentence, at: int) -> list[str]:
    """The word that a negation stands to, and those in front of it that carry nothing."""
    found: list[str] = []
    for each in items[at + 1 :]:
        if each.kind in _ENDS:
            break
        if each.kind in _HELD:
            found.append(each.code)
            if not each.light:
                break
    return found


def _denies(text: str, item: Item, words: Lexicon) -> bool:
    """Whether a noun is denied, and with it what is said of it: "no lead is handed off"."""
    return text[item.start : item.end].lower() in words.denying


def _same_case(pair: Pair, at: int, other: int) -> bool:
    heads = _behind(pair.agreed, at, 1)
    named = [each for each in pair.wrote[other + 1 :] if each.kind != "silent"][:1]
    if named and named[0].kind == "pronouns":
        return True
    return not heads or heads[0] in (_clause(pair.wrote, other) or _behind(pair.wrote, other, 4))


def _clause(items: Sentence, at: int) -> list[str]:
    """The first words of the clause that a condition opens, up to a comma."""
    comma = next((i for i, each in enumerate(items[at:], at) if each.kind == "comma"), len(items))
    return _behind(items[:comma], at, 4)


def _same_scope(pair: Pair, at: int, other: int) -> bool:
    """Whether "each" or "only" stands to the same words, with nothing in between."""
    heads, near = _behind(pair.agreed, at, 3), _straight(pair.wrote, other)
    said = _straight(pair.agreed, at)
    return not heads or heads[0] in near or (bool(near) and near[0] in said)


def _straight(items: Sentence, at: int) -> list[str]:
    """The words that follow one another behind a place, small words in front of them aside."""
    found: list[str] = []
    for each in items[at + 1 :]:
        if each.kind in _HELD:
            found.append(each.code)
        elif found or each.kind in _ENDS | {"comma"}:
            break
    return found


def _redirected(pair: Pair, words: Lexicon) -> Iterator[Refusal]:
    """What something goes to or comes from, said of it otherwise."""
    agreed, wrote = _led(pair.agreed, words), _led(pair.wrote, words)
    directed = set(words.directed)
    for code in agreed.keys() & wrote.keys():
        one, two = agreed[code], wrote[code]
        if one.keys().isdisjoint(two) and (one.keys() | two.keys()) & directed:
            yield refusal(pair, Kind.PLACE, next(iter(one.values())), next(iter(two.values())))


def _led(items: Sentence, words: Lexicon) -> dict[str, dict[str, Item]]:
    """The small words in front of every word, with the place."""
    found: dict[str, dict[str, Item]] = {}
    small = ""
    for before, each in pairwise((_NOTHING, *items)):
        if each.kind in _PLAIN:
            if small:
                found.setdefault(each.code, {})[small] = each
            if each.kind != "name" and before.kind not in _PLAIN:
                continue  # a name behind the noun it belongs to stands to the same word
            small = ""
        elif each.kind in {"silent", "light", "agents"}:
            small = each.code if each.code in words.prepositions else small
        elif each.kind != "scopes":
            small = ""
    return found


def _behind(items: Sentence, at: int, many: int) -> list[str]:
    """The next words behind a place, up to a mark."""
    found: list[str] = []
    for each in items[at + 1 :]:
        if each.kind in _ENDS or len(found) == many:
            break
        if each.kind in _HELD:
            found.append(each.code)
    return found


def _same_object(pair: Pair, at: int, other: int) -> bool:
    """Whether "before" and the like lead to the same thing, a pronoun standing for any."""
    agreed, wrote = _object(pair.agreed, at), _object(pair.wrote, other)
    return not agreed or not wrote or agreed[0] in wrote


def _same_noun(pair: Pair, at: int, other: int) -> bool:
    """Whether a number counts the same: "98% of the leads", not "98% of the fields"."""
    agreed, wrote = _counted(pair.agreed, at, 1), _counted(pair.wrote, other, 2)
    return not agreed or not wrote or agreed[0] in wrote


def _counted(items: Sentence, at: int, many: int) -> list[str]:
    """The next words behind a number that has no unit of time, up to a comma."""
    unit = items[at].code.split("@")[0].split()[-1]
    if not (unit == "percent" or unit.isdigit()):
        return []
    found: list[str] = []
    for each in items[at + 1 :]:
        if each.kind in _BREAKS | {"pronouns"} or len(found) == many:
            break
        if each.kind in WORDS:
            found.append(each.code)
    return found


def _same_members(pair: Pair, at: int, other: int) -> bool:
    """Whether "or" stands between the same things, in whatever order."""
    return not _sides(pair.agreed, at, 1).isdisjoint(_sides(pair.wrote, other, 2))


def _sides(items: Sentence, at: int, many: int) -> set[str]:
    held = [index for index, each in enumerate(items) if each.kind in _HELD]
    before = [index for index in held if index < at][-many:]
    behind = [index for index in held if index > at][:many]
    return {items[index].code for index in (*before, *behind)}


def _object(items: Sentence, at: int) -> list[str]:
    behind = [each for each in items[at + 1 :] if each.kind not in {"silent", "agents"}]
    if not behind or behind[0].kind in _BREAKS:
        return []
    if behind[0].kind == "pronouns" and [each.kind for each in behind[1:2]] != ["colon"]:
        return []
    return _behind(items, at, 3)


def _empty(items: Sentence, at: int) -> bool:
    """Whether a negation says what stands before it: «решения нет», «пересчёта не происходит»."""
    return items[at].light or (at + 1 < len(items) and items[at + 1].light)


def _ahead(items: Sentence, at: int, many: int) -> list[str]:
    """The words in front of a place, the nearest first, up to a mark."""
    return _behind(tuple(reversed(items)), len(items) - 1 - at, many)


def _same_duty(pair: Pair, at: int, other: int, words: Lexicon) -> bool:
    agreed, wrote = pair.agreed, pair.wrote
    both = _passive(agreed, at, words) and _passive(wrote, other, words)
    if both and _by(agreed, at) != _by(wrote, other):
        return False
    return _verb(pair.source, agreed, at, words) == _verb(pair.wording, wrote, other, words) and (
        _doer(agreed, at, words) == _doer(wrote, other, words)
    )


def _verb(text: str, items: Sentence, at: int, words: Lexicon) -> str:
    """What must or may be done: the next word, or the next infinitive where there are such."""
    ahead = [each for each in items[at + 1 :] if each.kind in _PLAIN]
    behind = [each for each in reversed(items[:at]) if each.kind in _PLAIN]
    for each in (*ahead, *behind):
        if text[each.start : each.end].lower().endswith(words.infinitives):
            return each.code
    return ""


def _doer(items: Sentence, at: int, words: Lexicon) -> str:
    """The side that must or may: "by Sales" behind it in the passive, else the one in front."""
    if _passive(items, at, words):
        return _agent(items[at + 1 :])
    for each in reversed(items[:at]):
        if each.kind == "stop":
            break
        if each.kind == "sides" and each.code.endswith("doer"):
            return each.code
    return ""


def _passive(items: Sentence, at: int, words: Lexicon) -> bool:
    return at + 1 < len(items) and items[at + 1].code in words.passive


def _by(items: Sentence, at: int) -> str:
    """Whoever "by" names behind a duty."""
    for one, two in pairwise(items[at + 1 :]):
        if one.kind == "agents":
            return two.code
    return ""


def _agent(items: Sentence) -> str:
    """The side that "by" names, in front of the next duty, condition or mark."""
    for one, two in pairwise(items):
        if one.kind in _ENDS | {"modals"}:
            break
        if one.kind == "agents" and two.kind == "sides":
            return two.code
    return ""
