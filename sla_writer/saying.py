"""How a value of the agreement is said within a sentence: figures, names, conditions, hours.

Sentences are patterns of the glossaries with places for values: ``{needed:lead genitive}`` counts
leads in that case, ``{within:genitive}`` puts a duration or a choice in it, ``{words:quoted}`` puts
a text in the language's quotation marks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from sla_writer.agreement.calendars import Holiday, Hours, SpecialDay, Week
from sla_writer.agreement.criteria import Criterion, Group, Match, Requirement
from sla_writer.agreement.kpis import Kpi
from sla_writer.agreement.prose import Text
from sla_writer.agreement.reading import reference_to
from sla_writer.agreement.record import Record, Undecided
from sla_writer.agreement.stages import CadenceStep, ChannelMinimum, RejectionCode
from sla_writer.agreement.values import Count, Duration, Money, Percent, Quarter, Times
from sla_writer.glossary import glossary, measures
from sla_writer.language import Language

Names = Mapping[str, Record]
"""Items that ids may refer to, by ``roles.cmo``."""

NOBODY: Names = MappingProxyType({})
_BLANK = "…"  # a value that nobody has given yet
_NAMED_BY = ("name", "title", "statement", "question")
_TOLD_BY = ("kind", "trigger", "method", "action", "channel", "side")
_CASES = {"nominative", "genitive", "dative", "accusative", "instrumental", "prepositional"}


def filled(
    pattern: str, values: Mapping[str, object], language: Language, names: Names = NOBODY
) -> str:
    """A pattern with its places filled; ids in the values are said by the names of their items."""
    return pattern.format(**{name: Said(each, language, names) for name, each in values.items()})


def place_name(record: Record, path: str, language: Language) -> str:
    """What people call a place in a record: "MQLs a month: target" for ``kpis.mql.target``."""
    said: list[str] = []
    value: object = record
    for step in path.split("."):
        if isinstance(value, Record):
            said.append(glossary(language.code).field(type(value).__name__, step))
            value = getattr(value, step, None)
        elif isinstance(value, tuple):
            ids = [getattr(each, "id", "") for each in value]
            found = value[ids.index(step)] if step in ids else None
            said[-1:] = [_item(found, ids.index(step), said[-1], language)] if found else said[-1:]
            value = found
    name = ": ".join(said)
    return name[:1].upper() + name[1:]


def _item(item: object, at: int, listed: str, language: Language) -> str:
    """An item of a list: by its name, or by its number where nobody gave it one."""
    if isinstance(item, Record) and not isinstance(item, CadenceStep):
        return named(item, language)
    return glossary(language.code).word("nth").format(list=listed, n=at + 1)


def named(record: Record, language: Language) -> str:
    """What people call a record: the name that they gave it, else that of its measure or kind.

    A rejection code is called by its code.
    """
    words = glossary(language.code)
    if isinstance(record, RejectionCode):
        return record.id
    for called in _NAMED_BY:
        given = getattr(record, called, None)
        if isinstance(given, Text | str):
            return _text(language, given) if isinstance(given, Text) else given
    if isinstance(record, Kpi) and record.measure in measures():
        return words.kpi(str(record.measure)).name
    told = (getattr(record, called, None) for called in _TOLD_BY)
    kind = next((each for each in told if isinstance(each, StrEnum)), None)
    return words.label(kind) if kind else str(getattr(record, "id", ""))


@dataclass(frozen=True, slots=True)
class Said:
    """A value in a sentence; `to` is the agreement's list that its ids refer to."""

    value: object
    language: Language
    names: Names = field(default_factory=lambda: NOBODY, repr=False)
    to: str | None = None

    def __format__(self, form: str) -> str:
        value, words = self.value, form.split()
        if words and isinstance(value, Count) and words[0] not in _CASES:
            return self.language.counted(value.value, *words)
        if words and isinstance(value, Duration):
            return self.language.duration(value, *words)
        if form == "quoted" and isinstance(value, str):
            return glossary(self.language.code).word("quoted").format(text=value)
        if isinstance(value, tuple):
            return self.language.join([f"{replace(self, value=each):{form}}" for each in value])
        if isinstance(value, StrEnum):
            return _called(value, self.language, *words)
        return self._plain()

    def _plain(self) -> str:
        match self.value:
            case Undecided():
                return _undecided(self)
            case Requirement() | Group() | Criterion():
                return condition(self.value, self.language)
            case Week():
                return week(self.value, self.language)
            case Holiday() | SpecialDay() | ChannelMinimum():
                return _row(self.value, self.language)
            case Record() if _has_name(self.value):
                return named(self.value, self.language)
            case Record():
                return described(self.value, self.language, self.names)
            case str() if f"{self.to}.{self.value}" in self.names:
                return named(self.names[f"{self.to}.{self.value}"], self.language)
        return str(_WRITERS.get(type(self.value), _as_it_is)(self.language, self.value))


def _row(record: Holiday | SpecialDay | ChannelMinimum, language: Language) -> str:
    """A row of a list that has no name: a holiday with its date, a channel with its least."""
    match record:
        case Holiday():
            return f"{language.day(record.day)} ({_text(language, record.name)})"
        case SpecialDay():
            return f"{language.day(record.day)} ({language.hours(record.hours)})"
    words = glossary(language.code)
    return f"{words.label(record.channel)} {words.word('signs.up')}{record.least}"


def _has_name(record: Record) -> bool:
    return bool(getattr(record, "id", None)) or any(hasattr(record, each) for each in _NAMED_BY)


def described(record: Record, language: Language, names: Names = NOBODY) -> str:
    """Everything that a record says, field by field: "cool-down: 60 calendar days; …"."""
    words = glossary(language.code)
    said = (
        f"{words.field(type(record).__name__, name)}: {Said(value, language, names, to)}"
        for name, value, to in _told(record)
    )
    return words.word("join.semicolon").join(said)


def _told(record: Record) -> Iterator[tuple[str, object, str | None]]:
    """The fields in which a record says something, with what their ids refer to."""
    for name, value in record:
        if name != "id" and value is not None and value != type(record).model_fields[name].default:
            yield name, value, reference_to(type(record), name)


def _called(choice: StrEnum, language: Language, form: str = "nominative") -> str:
    """What a choice is called in the language; a period as `per month`."""
    words = glossary(language.code)
    kind = type(choice).__name__
    return words.word(f"per.{choice}") if kind == "Period" else words.label(choice, form)


def _undecided(said: Said) -> str:
    """What stands in place of a value that nobody has decided yet."""
    words, decision = glossary(said.language.code), said.value.undecided  # type: ignore[attr-defined]
    pattern = words.word("undecided-between" if decision.between else "undecided")
    return pattern.format(
        who=replace(said, value=decision.who, to="roles"),
        by=said.language.date(decision.by),
        between="; ".join(decision.between),
    )


# --- conditions and opening hours ----------------------------------------------------------------


def condition(test: Requirement | Group | Criterion, language: Language) -> str:
    """What must hold, in words: "company size is at least 50"."""
    match test:
        case Criterion():
            return _criterion(test, language)
        case Group():
            return _group(test, language)
    return _joined((_labelled(each, language) for each in test.groups), test.match, language)


def _criterion(test: Criterion, language: Language) -> str:
    words = glossary(language.code)
    options = [_text(language, each) for each in test.values]
    amount = (language.join(options, "or") or _BLANK) if test.amount is None else test.amount
    name = test.field if test.label is None else _text(language, test.label)
    return filled(
        words.word(f"criteria.{test.operator}"), {"field": name, "amount": amount}, language
    )


def _group(group: Group, language: Language) -> str:
    tests = [_criterion(each, language) for each in group.criteria]
    if group.match is not Match.AT_LEAST:
        return _joined(tests, group.match, language)
    pattern = glossary(language.code).word("conditions.at-least")
    return pattern.format(least=group.least, of=language.join(tests, "comma"))


def _labelled(group: Group, language: Language) -> str:
    said = _group(group, language)
    if group.label is None:
        return said
    pattern = glossary(language.code).word("conditions.labelled")
    return pattern.format(label=_text(language, group.label), of=said)


def _joined(tests: Any, match: Match, language: Language) -> str:
    word = glossary(language.code).word(f"conditions.{'any' if match is Match.ANY else 'all'}")
    return word.join(tests)


def week(hours: Week, language: Language) -> str:
    """Opening hours, equal days together: "Mon–Fri 09:00–18:00"."""
    days = [getattr(hours, name) for name in type(hours).model_fields]
    spans = _stretches(days)
    return "; ".join(_days(first, last, days[first], language) for first, last in spans)


def _stretches(days: list[Hours | None]) -> Iterator[tuple[int, int]]:
    """First and last index of each stretch of days with the same opening hours."""
    first = 0
    for index in range(1, len(days) + 1):
        if index == len(days) or days[index] != days[first]:
            if days[first] is not None:
                yield first, index - 1
            first = index


def _days(first: int, last: int, hours: Hours | None, language: Language) -> str:
    names = [glossary(language.code).word(f"weekday.{index}") for index in (first, last)]
    span = "–".join(names if first != last else names[:1])
    return f"{span} {str(hours).replace('-', '–')}"


def moment(language: Language, instant: datetime) -> str:
    """A weekday, date and time of day."""
    day = glossary(language.code).word(f"weekday.{instant.weekday()}")
    return f"{day}, {language.date(instant.date())}, {language.time(instant.time())}"


# --- single values -------------------------------------------------------------------------------


def _as_it_is(language: Language, value: object) -> str:
    return str(value)


def _text(language: Language, text: Text) -> str:
    return text.get(language.code) or text.any()[1]


def _yes_no(language: Language, value: bool) -> str:
    return glossary(language.code).word("yes" if value else "no")


def _whole(language: Language, value: int) -> str:
    return language.number(Decimal(value))


_WRITERS: Mapping[type, Callable[[Language, Any], str]] = {
    Count: Language.count,
    Duration: Language.duration,
    Hours: Language.hours,
    Money: Language.money,
    Percent: Language.percent,
    Quarter: Language.quarter,
    Text: _text,
    Times: Language.times,
    bool: _yes_no,
    date: Language.date,
    datetime: moment,
    time: Language.time,
}
