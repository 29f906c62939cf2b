"""What every part of an agreement is made of: frozen records, ids, references, open values."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Annotated, Any, TypeVar
from zoneinfo import ZoneInfo

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, PlainSerializer, Tag

from sla_writer.agreement.prose import Text, gated
from sla_writer.agreement.values import Count, Figure, figure, number, wrong

T = TypeVar("T")

_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,59}")
_DATE = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
_OF_THE_MACHINE = re.compile(r"localtime|posixrules|Factory|posix/|right/", re.IGNORECASE)
FIRST_YEAR, LAST_YEAR = 1900, 2999
"""No day of an agreement lies beyond; so days can be counted on without leaving the calendar."""

_BEYOND = 10**15
_YES, _NO = {"yes", "true", "да", "on"}, {"no", "false", "нет", "off"}


# Modules with records don't put off their annotations: as texts pydantic evaluates them one by one.
class Record(BaseModel):
    """A part of the agreement: frozen, and with no key that it doesn't know."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)


@dataclass(frozen=True, slots=True)
class Refers:
    """Marks a field that names an item of the agreement's list `to`."""

    to: str


def _id(value: object) -> str:
    if not isinstance(value, str) or not _ID.fullmatch(value):
        raise wrong("value-id", text=str(value)[:80])
    return value


def _whole(value: object) -> int:
    if isinstance(value, int) and not isinstance(value, bool) and 0 <= value < _BEYOND:
        return value
    if not isinstance(value, str):
        raise wrong("value-whole", text=str(value)[:80])
    found = number(value, thousands=True)
    if found != int(found) or found < 0:
        raise wrong("value-whole", text=value)
    return int(found)


def _yes_no(value: object) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    if word not in _YES | _NO:
        raise wrong("value-yes-no", text=str(value)[:80])
    return word in _YES


def _day(value: object) -> date:
    text = str(value).strip()
    if found := _DATE.fullmatch(text):
        text = f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}"
    try:
        day = value if isinstance(value, date) else date.fromisoformat(text)
        if not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise ValueError(day.year)
    except ValueError:
        raise wrong("value-date", text=text[:80]) from None
    return day


def _clock_time(value: object) -> time:
    if isinstance(value, time):
        return value
    found = re.fullmatch(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])", str(value).strip())
    if not found:
        raise wrong("value-time", text=str(value)[:80])
    return time(int(found[1]), int(found[2]))


def zone_called(name: str) -> ZoneInfo:
    """The time zone of a name; ValueError for none, and for one that a machine sets for itself."""
    try:
        if _OF_THE_MACHINE.match(name):
            raise ValueError(name)
        return ZoneInfo(name)
    except (KeyError, OSError):
        raise ValueError(name) from None


def _zone(value: object) -> str:
    try:
        return zone_called(str(value)).key
    except ValueError:
        raise wrong("value-zone", text=str(value)[:80]) from None


def _currency_code(value: object) -> str:
    if not re.fullmatch(r"[A-Z]{3}", str(value)):
        raise wrong("value-currency", text=str(value)[:80])
    return str(value)


def _language(value: object) -> str:
    if not re.fullmatch(r"[a-z]{2}", str(value)):
        raise wrong("value-language", text=str(value)[:80])
    return str(value)


Id = Annotated[str, BeforeValidator(_id)]
Name = Annotated[str, BeforeValidator(gated(200))]
Whole = Annotated[int, BeforeValidator(_whole)]
YesNo = Annotated[bool, BeforeValidator(_yes_no)]
Day = Annotated[date, BeforeValidator(_day)]
ClockTime = Annotated[
    time, BeforeValidator(_clock_time), PlainSerializer(lambda t: t.strftime("%H:%M"))
]
Zone = Annotated[str, BeforeValidator(_zone)]
CurrencyCode = Annotated[str, BeforeValidator(_currency_code)]
LanguageCode = Annotated[str, BeforeValidator(_language)]
AnyFigure = Annotated[
    Figure, BeforeValidator(figure), PlainSerializer(lambda value: str(value), return_type=str)
]

RoleId = Annotated[Id, Refers("roles")]
StageId = Annotated[Id, Refers("stages")]
TermId = Annotated[Id, Refers("terms")]
KpiId = Annotated[Id, Refers("kpis")]
LimitId = Annotated[Id, Refers("time_limits")]
CalendarId = Annotated[Id, Refers("calendars")]
SegmentId = Annotated[Id, Refers("segments")]
RegionId = Annotated[Id, Refers("regions")]
SourceId = Annotated[Id, Refers("sources")]
SystemId = Annotated[Id, Refers("systems")]


class Decision(Record):
    """Who decides an open value, by when, and between which values."""

    who: RoleId
    by: Day
    between: tuple[Name, ...] = ()


class Undecided(Record):
    """A value that is honestly open: it is listed, and may be released."""

    undecided: Decision


def _is_undecided(value: Any) -> str:
    if isinstance(value, Undecided) or (isinstance(value, dict) and "undecided" in value):
        return "=undecided"
    return "=value"


Open = Annotated[
    Annotated[T, Tag("=value")] | Annotated[Undecided, Tag("=undecided")],
    Discriminator(_is_undecided),
]
"""A value that may be undecided: ``Open[Percent]``."""


_HOLDING = (Record, tuple)


def open_values(record: Record, path: str = "") -> Iterator[tuple[str, Undecided]]:
    """The path and value of everything in a record that is undecided."""
    for name, value in vars(record).items():
        if isinstance(value, _HOLDING):
            yield from _open_in(value, f"{path}.{name}" if path else name)


def _open_in(value: Record | tuple[Any, ...], path: str) -> Iterator[tuple[str, Undecided]]:
    if isinstance(value, Undecided):
        yield path, value
    elif isinstance(value, Record):
        yield from open_values(value, path)
    else:
        for index, each in enumerate(value):
            if isinstance(each, _HOLDING):
                yield from _open_in(each, f"{path}.{getattr(each, 'id', index)}")


__all__ = [
    "AnyFigure", "CalendarId", "ClockTime", "Count", "CurrencyCode", "Day", "Decimal", "Decision",
    "Id",
    "KpiId", "LanguageCode", "LimitId", "Name", "Open", "Record", "Refers", "RegionId", "RoleId",
    "SegmentId", "SourceId", "StageId", "SystemId", "TermId", "Text", "Undecided", "Whole", "YesNo",
    "Zone", "open_values",
]  # fmt: skip
