"""The quantities of a sentence: how much of what, in which time, compared in which way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from sla_writer.guard.items import Item
from sla_writer.guard.lexicon import Lexicon

_YIELDING = frozenset({"after", "until", "for-time"})
"""Comparators that another one beside the number outweighs."""
_TURNED = {"late": ("at-most", "at-least"), "early": ("at-least", "at-most")}
"""What is said by a comparator of time, by itself and in front of "before"."""
_STOPS = frozenset({"comma", "mark", "stop", "open", "colon"})
_FREQUENT = "frequencies"
_TIMES = frozenset(
    f"{calendar}{unit}"
    for calendar in ("", "business-", "calendar-")
    for unit in ("second", "minute", "hour", "day", "24h", "week", "month", "quarter", "year")
)
_NUMBERS = frozenset({"figure", "number", "clock"})
_WORDS = 2
_GAP = 2
"""How many words that say nothing may stand between a comparator and its number."""


@dataclass(frozen=True, slots=True)
class _Part:
    """What was read of a quantity so far; `next` is the index of the item behind it."""

    value: Fraction
    unit: str
    next: int


def measured(items: Sequence[Item], words: Lexicon) -> tuple[Item, ...]:
    """The items with every quantity and date as one of them, and every phrase of one kind."""
    found: list[Item] = []
    at = 0
    while at < len(items):
        quantity = _quantity(items, at, words)
        if quantity:
            found.append(quantity[0])
            at = quantity[1]
        else:
            found.extend(items[at].settled())
            at += 1
    return tuple(_trailing(found))


def _trailing(items: Sequence[Item]) -> Iterator[Item]:
    """The items with a comparator behind the noun drawn to the number: "40 calls or more"."""
    drawn: dict[int, str] = {}
    for at, each in enumerate(items):
        if each.kind == "relations" and "behind" in each.senses:
            before = _counted(items, at)
            if before is not None and before not in drawn:
                drawn[before], drawn[at] = each.senses["behind"], ""
    for at, each in enumerate(items):
        if at not in drawn:
            yield each
        elif drawn[at]:
            yield replace(each, code=f"{drawn[at]} {each.code}")


def _counted(items: Sequence[Item], at: int) -> int | None:
    """The quantity without a comparator that stands before a place, at most two words off."""
    words = 0
    for before in range(at - 1, -1, -1):
        words += items[before].kind in {"word", "same", "name"}
        if items[before].kind == "quantity":
            return before if items[before].code[:1].isdigit() else None
        if items[before].kind in _STOPS or words > _WORDS:
            return None
    return None


def _quantity(items: Sequence[Item], at: int, words: Lexicon) -> tuple[Item, int] | None:
    """The quantity that begins at an item, its comparator included, and what is behind it."""
    number, said = _before(items, at)
    if number is not None and items[number].kind == "clock":
        compared = _joined([each.senses.get("dated") or _comparator(each) for each in said])
        return _item("date", f"{compared} {items[number].code}", items, at, number + 1), number + 1
    part = _number(items, number, words) if number is not None else None
    if part is None or number is None:
        return None
    date = _date(items, part, words)
    if date:
        code, end = date
        compared = _joined([each.senses.get("dated") or _comparator(each) for each in said])
        return _item("date", f"{compared} {code}", items, at, end), end
    behind, unit, end = _behind(items, part)
    behind = [each for each in behind if not (each == "at-least" and _from(said))]
    codes = [*(_comparator(each) or _lasting(each, unit) for each in said), *behind]
    anchored = _anchored(items, end)
    odd = ["", "after"][anchored and "after" in codes]  # nothing is both "after" and "before"
    compared = _joined(_turned(codes, anchored)) + odd
    return _item("quantity", f"{compared} {part.value} {unit}", items, at, end), end


def _item(kind: str, code: str, items: Sequence[Item], at: int, end: int) -> Item:
    return Item(kind, code.strip(), items[at].start, items[end - 1].end)


def _before(items: Sequence[Item], at: int) -> tuple[int | None, list[Item]]:
    """Where the number of a quantity stands, and the comparators in front of it."""
    said: list[Item] = []
    gap = 0
    while at < len(items):
        each = items[at]
        if _amount(items, at, bool(said)) or each.kind in _NUMBERS or _sum(items, at):
            return at, said
        if _comparator(each) or (not said and "dated" in each.senses):
            said.append(each)
        elif not said or "silent" not in each.senses or gap == _GAP:
            return None, said
        else:
            gap += 1
        at += 1
    return None, said


def _amount(items: Sequence[Item], at: int, compared: bool) -> bool:
    """Whether a word is an amount by itself: "twice"; "once" may be a condition."""
    senses = items[at].senses
    if "amounts" not in senses or "conditions" not in senses or compared:
        return "amounts" in senses
    return at + 1 == len(items) or items[at + 1].kind in _STOPS or _FREQUENT in items[at + 1].senses


def _sum(items: Sequence[Item], at: int) -> bool:
    """Whether a unit stands in front of its figure: "$1,200"."""
    return "units" in items[at].senses and at + 1 < len(items) and items[at + 1].kind == "figure"


def _comparator(item: Item) -> str:
    return item.senses.get("comparators", "")


def _from(said: Sequence[Item]) -> bool:
    """Whether "or more" behind a number adds nothing: "from 90% up"."""
    return [_comparator(each) for each in said] == ["from"]


def _lasting(item: Item, unit: str) -> str:
    """ "by" or "for" in front of a time, where it says until when or how long."""
    said = item.senses.get("dated")
    return f"{said}-time" if said and said in {"at-most", "for"} and unit in _TIMES else ""


def _number(items: Sequence[Item], at: int, words: Lexicon) -> _Part | None:
    """The number at an item: a figure, number words, an amount of money, "twice"."""
    first = items[at]
    if "units" in first.senses and at + 1 < len(items) and items[at + 1].kind == "figure":
        return _Part(figure(items[at + 1].code, words), first.senses["units"], at + 2)
    if "amounts" in first.senses:
        number, unit = first.senses["amounts"].split()
        return _Part(Fraction(number), unit, at + 1)
    if first.kind == "figure":
        value = figure(first.code, words)
        return _scaled(items, _Part(value, "", at + 1), words)
    return _worded(items, at, words)


def _scaled(items: Sequence[Item], part: _Part, words: Lexicon) -> _Part:
    """A figure with "million" behind it."""
    if part.next < len(items) and items[part.next].code in words.scales:
        return _Part(part.value * words.scales[items[part.next].code], "", part.next + 1)
    return part


def figure(text: str, words: Lexicon) -> Fraction:
    """The value of a figure with the language's separators; one it does not know splits off."""
    plain = "".join(text.split()).replace(words.group, "") if words.group != " " else text
    plain = "".join(plain.split()).replace(words.decimal, ".")
    try:
        return Fraction(plain)
    except ValueError:
        return Fraction(-1)


def _worded(items: Sequence[Item], at: int, words: Lexicon) -> _Part | None:
    """The number that several words say together: "one hundred and fifty"."""
    total = last = Fraction(0)
    room = Fraction(10**9)
    start = at
    while value := _next_word(items, at, words, room, first=at == start):
        each, at = value
        if each.scale:
            last = (last or Fraction(1)) * each.value
        else:
            last += each.value
        if each.scale and each.value >= 1000:
            total, last = total + last, Fraction(0)
        room = _room(each)
    return _Part(total + last, "", at) if at > start else None


@dataclass(frozen=True, slots=True)
class _Word:
    """A number word; a scale such as "hundred" multiplies what stands before it."""

    value: Fraction
    scale: bool = False


def _next_word(
    items: Sequence[Item], at: int, words: Lexicon, room: Fraction, first: bool
) -> tuple[_Word, int] | None:
    """The number word at an item, if it goes on with the number before it, and what is behind."""
    if not first and at + 1 < len(items) and "links" in items[at].senses and room == 100:
        at += 1
    if at >= len(items) or items[at].kind != "number":
        return None
    code = items[at].code
    if code in words.scales:
        return _Word(words.scales[code], scale=True), at + 1
    value = _tens(code, words)
    if value is None or not (first or 0 < value < room):
        return None
    return _Word(value), at + 1


def _room(word: _Word) -> Fraction:
    """What the next word must be smaller than: after 20 only 1 to 9, after 100 up to 99."""
    if word.scale and word.value >= 1000:
        return Fraction(1000)
    value = word.value
    return Fraction(100 if value >= 100 else 10 if value >= 20 else 0)


def _tens(code: str, words: Lexicon) -> Fraction | None:
    """A number word, or two with a hyphen: "twenty-five"; None for a range: «двух-трёх»."""
    if code in words.numbers:
        return words.numbers[code]
    tens, _, ones = code.partition("-")
    first, second = words.numbers[tens], words.numbers.get(ones)
    fits = second is not None and first >= 20 and 0 < second < 10
    return first + second if fits and second else None


def _date(items: Sequence[Item], part: _Part, words: Lexicon) -> tuple[str, int] | None:
    """The date of which a number is the day, and the index behind it."""
    at = part.next
    if at + 1 >= len(items) or items[at].kind != "month":
        return None
    year = items[at + 1]
    if year.kind != "figure":
        return None
    month = words.months.index(items[at].code) + 1
    return f"{year.code}-{month:02}-{int(part.value):02}", at + 2


def _behind(items: Sequence[Item], part: _Part) -> tuple[list[str], str, int]:
    """The comparators behind a number, its unit, and the index behind all of it."""
    codes: list[str] = []
    unit, calendar, at = part.unit, "", part.next
    while at < len(items) and items[at].senses:
        senses = items[at].senses
        if "behind" in senses:
            codes.append(senses["behind"])
        elif "calendars" in senses and not unit and _counts(items, at + 1):
            calendar = senses["calendars"] + "-"
        elif "units" in senses and not unit:
            unit = senses["units"]
        else:
            break
        at += 1
    return codes, calendar + unit, at


def _counts(items: Sequence[Item], at: int) -> bool:
    return at < len(items) and "units" in items[at].senses


def _anchored(items: Sequence[Item], at: int) -> bool:
    """Whether "before" follows."""
    if at >= len(items):
        return False
    senses = items[at].senses
    return "before" in (senses.get("comparators"), senses.get("dated"))


def _turned(codes: Sequence[str], anchored: bool) -> list[str]:
    return [_TURNED[each][anchored] if each in _TURNED else each for each in codes]


def _joined(codes: Sequence[str]) -> str:
    """One comparator of several: a weak one yields, "at least" said twice is no longer one."""
    strong = [each for each in codes if each and each not in _YIELDING]
    if len(set(strong)) == 1 and "at-least" not in strong:
        return strong[0]
    return "+".join(sorted(strong) or sorted({each for each in codes if each}))
