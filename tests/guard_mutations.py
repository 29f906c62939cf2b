"""Random changes of what a sentence promises, and an oracle that knows nothing of the guard.

The oracle counts figures, units, sides, denials, duties and conditions with a few expressions of
its own, and says whether a text can still promise the same.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from collections.abc import Callable

Change = Callable[[random.Random, str], str]

FIGURE = re.compile(r"\d+(?:[.,:]\d+)*")
WORDS = {
    "en": {
        "unit": r"\b(minutes?|hours?|days?|weeks?|months?|quarters?|years?|percent|%)",
        "time": r"\b(business|working|calendar)\b",
        "side": r"\b(Marketing|Sales)\b",
        "denial": r"\b(not|no|never|none|neither|without|unless)\b",
        "duty": r"\b(shall|must|may|should|can|entitled|undertakes|need)\b",
        "case": r"\b(if|where|when|unless|until|while|except|before)\b",
        "bound": r"\b(least|most|more|less|fewer|within(?!.*at the)|exactly|over)\b",
    },
    "ru": {
        "unit": r"\b(минут\w*|час(?:а|ов|у|ам|ы)?|д(?:ень|ня|ней|ням)|недел\w*|месяц\w*)\b|%",
        "time": r"\b(рабоч\w+|календарн\w+)\b",
        "side": r"\b(Маркетинг\w*|Продаж\w*)\b",
        "denial": r"\b(не|нет|ни|без|никогда)\b",
        "duty": r"\b(обязу\w+|обязан\w*|долж\w+|вправе|мо(?:жет|гут)|можно)\b",
        "case": r"\b(случае, когда|случае|если|когда|при(?! котор)|пока|кроме|до|после)\b",
        "bound": r"\b(менее|более|меньше|больше|минимум|максимум|свыше|течение|позднее|ранее)\b",
    },
}
CARRY_NOTHING = frozenset((
    "appli", "towar", "follo", "treat", "count", "oblig", "consi", "condi", "inclu", "start",
    "takes", "holds", "happen", "приме", "являе", "являю", "счита", "дейст", "соста", "начин",
    "относ", "прово", "котор", "получ", "насту", "проис", "участ", "остае", "событ", "посту",
    "услов", "число", "случа", "имело", "прави", "насто", "наход", "следу",
))  # fmt: skip
"""How verbs begin that a sentence may do without."""
SWAPS = {
    "en": (
        ("Marketing", "Sales"), ("Sales", "Marketing"), ("hours", "days"), ("days", "hours"),
        ("business ", ""), ("minutes", "hours"), ("month", "quarter"), ("week", "month"),
        ("must", "may"), ("shall", "may"), ("may", "shall"), ("at least", "at most"),
        ("at most", "at least"), ("no more", "no less"), ("no fewer", "no more"),
        ("within", "after"), ("business", "calendar"), ("each", "some"), (" and ", " or "),
        (" only", ""), (" not ", " "),
    ),
    "ru": (
        ("Маркетинг ", "Продажи "), ("Продажи ", "Маркетинг "), ("часов", "дней"),
        ("дней", "часов"), ("рабочих ", ""), ("минут", "часов"), ("месяц", "квартал"),
        ("неделю", "месяц"),
        ("обязуется", "вправе"), ("обязуются", "вправе"), ("вправе", "обязаны"),
        ("не менее", "не более"), ("не более", "не менее"), ("в течение", "после"),
        ("минимум", "максимум"), ("рабочих", "календарных"), (" и ", " или "), (" только", ""),
        (" не ", " "), ("до ", "после "), ("без ", "с "),
    ),
}  # fmt: skip
INSERTED = {
    "en": (
        "not", "never", "if possible", "usually", "unless agreed otherwise", "as a rule", "may",
        "on request", "about", "at least", "where reasonable", "except on Fridays", "twice",
        "half of", "in writing", "without delay", "7", "some of",
    ),
    "ru": (
        "не", "никогда", "по возможности", "обычно", "если не согласовано иное", "как правило",
        "вправе", "по запросу", "примерно", "не менее", "кроме пятниц", "дважды", "половину",
        "письменно", "незамедлительно", "7", "некоторые",
    ),
}  # fmt: skip


def mutated(chance: random.Random, text: str, language: str) -> str:
    """The text with one random change."""
    change = chance.choice((_figure, _swap, _insert, _drop))
    return change(chance, text, language)


def differs(one: str, two: str, language: str) -> bool:
    """Whether the second text certainly promises something else than the first."""
    return _promise(one, language) != _promise(two, language) or _stems(one) != _stems(two)


def _promise(text: str, language: str) -> tuple[object, ...]:
    found = {
        name: Counter(
            name if name == "case" else each.group().lower()
            for each in re.finditer(known, text, re.IGNORECASE)
        )
        for name, known in WORDS[language].items()
    }
    return (sorted(FIGURE.findall(text)), found)


def _stems(text: str) -> set[str]:
    """The beginnings of the long words, but for verbs that a sentence may do without."""
    return {word[:5].lower() for word in re.findall(r"[^\W\d_]{7,}", text)} - CARRY_NOTHING


def _figure(chance: random.Random, text: str, language: str) -> str:
    found = list(FIGURE.finditer(text))
    if not found:
        return text
    one = chance.choice(found)
    other = chance.choice([str(chance.randrange(2, 400)), one.group() + "0", one.group()[::-1]])
    return text[: one.start()] + other + text[one.end() :]


def _swap(chance: random.Random, text: str, language: str) -> str:
    known = [pair for pair in SWAPS[language] if pair[0] in text]
    if not known:
        return text
    was, now = chance.choice(known)
    at = chance.choice([each.start() for each in re.finditer(re.escape(was), text)])
    return text[:at] + now + text[at + len(was) :]


def _insert(chance: random.Random, text: str, language: str) -> str:
    words = text.split(" ")
    at = chance.randrange(1, len(words) + 1)
    return " ".join([*words[:at], chance.choice(INSERTED[language]), *words[at:]])


def _drop(chance: random.Random, text: str, language: str) -> str:
    words = text.split(" ")
    at = chance.randrange(len(words))
    return " ".join([*words[:at], *words[at + 1 :]])
