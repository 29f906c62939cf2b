"""Values as people write them, typed: `4 business hours`, `2 450 000 ₽`, `12,5 %`, `Q4 2026`.

Each kind is read by `parse` from either language and printed by `str` in one canonical English
form. The unit is obligatory: "24 hours" is refused, since it could mean business or calendar hours.
"""

from __future__ import annotations

import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any, ClassVar, Self

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

VALUE_LIMIT = 200
"""No number, date or duration takes more characters than this."""

_SPACES = re.compile(r"[\s\u00a0\u202f\u2009'’]+")
_GROUPED = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?")
_NUMBER = re.compile(r"[-+−]?[\d\s\u00a0\u202f\u2009'’.,]*\d")
_SCALES = {
    "": 0, "k": 3, "тыс": 3, "т": 3, "thousand": 3,
    "m": 6, "mn": 6, "mln": 6, "млн": 6, "million": 6, "bn": 9, "b": 9, "млрд": 9, "billion": 9,
}  # fmt: skip


def wrong(kind: str, **params: object) -> PydanticCustomError:
    """The error of a value that is not written as it must be; `kind` becomes a message key."""
    said = {name: _encodable(value) for name, value in params.items()}
    return PydanticCustomError(kind, "{kind}", {"kind": kind, **said})


def _encodable(value: object) -> object:
    """A text without half characters (lone surrogates), which no message could be written with."""
    return value.encode("utf-8", "replace").decode() if isinstance(value, str) else value


def number(text: str, *, thousands: bool = False) -> Decimal:
    """The number that `text` writes, with Russian or English separators.

    A comma before exactly three digits groups thousands where `thousands` says that is what people
    mean (money, counts); elsewhere it is refused as ambiguous (``1,500``).
    """
    compact = _SPACES.sub("", text).replace("−", "-")
    sign = -1 if compact.startswith("-") else 1
    compact = compact.removeprefix("-" if sign < 0 else "+")
    if _GROUPED.fullmatch(compact):
        if not thousands and compact.count(",") == 1 and "." not in compact:
            raise wrong("value-ambiguous", text=text)
        compact = compact.replace(",", "")
    compact = compact.replace(",", ".")
    if not re.fullmatch(r"\d{1,15}(\.\d{1,9})?", compact, re.ASCII):
        raise wrong("value-number", text=text)
    return sign * Decimal(compact)


def written(value: Decimal) -> str:
    """A decimal without exponent or trailing zeros."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


class Written(ABC):
    """A value that stands in files as one string; `str` gives what `parse` reads back."""

    __slots__ = ()
    kind: ClassVar[str]
    examples: ClassVar[tuple[str, ...]]

    @classmethod
    @abstractmethod
    def parse(cls, text: str) -> Self:
        """The value `text` writes; raises PydanticCustomError with a message key."""

    @classmethod
    def _validate(cls, value: object) -> Self:
        if isinstance(value, cls):
            return value
        if not isinstance(value, str) or len(value) > VALUE_LIMIT:
            raise wrong(f"value-{cls.kind}", text=str(value)[:80])
        return cls.parse(value)

    @classmethod
    def __get_pydantic_core_schema__(
        cls, source: type[Any], handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            cls._validate, serialization=core_schema.to_string_ser_schema()
        )

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"type": "string", "examples": list(cls.examples)}


@dataclass(frozen=True, slots=True)
class Percent(Written):
    """A share or rate in percent: ``12.5 %``."""

    points: Decimal
    kind: ClassVar[str] = "percent"
    examples: ClassVar[tuple[str, ...]] = ("12.5 %", "12,5 %")

    @property
    def fraction(self) -> Fraction:
        """The exact share: 12.5 % is 1/8."""
        return Fraction(self.points) / 100

    @classmethod
    def parse(cls, text: str) -> Percent:
        found = re.fullmatch(r"(.*\d)\s*(%|percent|процент\w*)", text.strip())
        if not found:
            raise wrong("value-percent", text=text)
        return cls(number(found.group(1)))

    def __str__(self) -> str:
        return f"{written(self.points)} %"


_SYMBOLS = {"₽": "RUB", "$": "USD", "€": "EUR", "£": "GBP", "₸": "KZT", "₴": "UAH", "¥": "CNY"}
_CURRENCY_WORDS = {
    "руб": "RUB", "рублей": "RUB", "рубля": "RUB", "рубль": "RUB", "р": "RUB",
    "долл": "USD", "долларов": "USD", "евро": "EUR", "тенге": "KZT",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Money(Written):
    """An amount of money with its ISO 4217 currency: ``2450000 RUB``."""

    amount: Decimal
    currency: str
    kind: ClassVar[str] = "money"
    examples: ClassVar[tuple[str, ...]] = ("2 450 000 RUB", "2,45 млн ₽", "$1.2M")

    @classmethod
    def parse(cls, text: str) -> Money:
        found = _NUMBER.search(text)
        if not found:
            raise wrong("value-money", text=text)
        words = [*text[: found.start()].split(), *re.split(r"[\s.]+", text[found.end() :])]
        scale, currency = 0, ""
        for word in filter(None, (w.strip("\u00a0\u202f. ") for w in _split_symbols(words))):
            if word.lower() in _SCALES and not scale:
                scale = _SCALES[word.lower()]
            elif not currency and (code := _currency(word)):
                currency = code
            else:
                raise wrong("value-money", text=text)
        if not currency:
            raise wrong("value-money-currency", text=text)
        return cls(_scaled(number(found.group(), thousands=not scale), scale), currency)

    def __str__(self) -> str:
        return f"{written(self.amount)} {self.currency}"


def _scaled(value: Decimal, scale: int) -> Decimal:
    return (value * 10**scale).normalize() + 0 if scale else value


def _split_symbols(words: list[str]) -> list[str]:
    return [part for word in words for part in re.split(r"([₽$€£₸₴¥])", word)]


def _currency(word: str) -> str:
    if re.fullmatch(r"[A-Z]{3}", word):
        return word
    return _SYMBOLS.get(word) or _CURRENCY_WORDS.get(word.lower(), "")


class Unit(StrEnum):
    """A unit of time. Minutes and business units run only while the calendar is open."""

    MINUTE = "minute"
    BUSINESS_HOUR = "business-hour"
    CALENDAR_HOUR = "calendar-hour"
    BUSINESS_DAY = "business-day"
    CALENDAR_DAY = "calendar-day"
    WEEK = "week"
    MONTH = "month"


_UNIT_WORDS: tuple[tuple[str, Unit | None], ...] = (
    (r"min(ute)?s?|мин(ут[аыу]?)?", Unit.MINUTE),
    (r"(business|working|work)[ -](hours?|h)|раб(оч\w+|\.)?\s*(час\w*|ч)", Unit.BUSINESS_HOUR),
    (r"(calendar|clock)[ -](hours?|h)|календарн\w+\s*(час\w*|ч)", Unit.CALENDAR_HOUR),
    (r"(business|working|work)[ -]days?|раб(оч\w+|\.)?\s*(дн\w*|день)", Unit.BUSINESS_DAY),
    (r"calendar[ -]days?|(календарн\w+|кал)\s*(дн\w*|день)", Unit.CALENDAR_DAY),
    (r"weeks?|недел\w+", Unit.WEEK),
    (r"months?|месяц\w*|мес", Unit.MONTH),
    (r"hours?|h|hrs?|час\w*|ч|days?|d|дн\w*|день|сут\w*", None),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Duration(Written):
    """An amount of time with its unit: ``4 business hours``."""

    amount: Decimal
    unit: Unit
    kind: ClassVar[str] = "duration"
    examples: ClassVar[tuple[str, ...]] = ("4 business hours", "4 рабочих часа", "30 minutes")

    @classmethod
    def parse(cls, text: str) -> Duration:
        found = _NUMBER.match(text.strip())
        if not found:
            raise wrong("value-duration", text=text)
        words = text.strip()[found.end() :].strip().strip(".").lower().replace("\u00a0", " ")
        for pattern, unit in _UNIT_WORDS:
            if re.fullmatch(pattern, words):
                if unit is None:
                    raise wrong("value-duration-unit", text=text)
                return cls(_not_negative(found.group(), text), unit)
        raise wrong("value-duration", text=text)

    def __str__(self) -> str:
        one = self.amount == 1
        return f"{written(self.amount)} {self.unit.replace('-', ' ')}{'' if one else 's'}"


def _not_negative(amount: str, text: str) -> Decimal:
    value = number(amount)
    if value < 0:
        raise wrong("value-duration", text=text)
    return value


@dataclass(frozen=True, slots=True)
class Times(Written):
    """A ratio: ``3.2x``."""

    ratio: Decimal
    kind: ClassVar[str] = "times"
    examples: ClassVar[tuple[str, ...]] = ("3x", "3,2×")

    @classmethod
    def parse(cls, text: str) -> Times:
        found = re.fullmatch(r"(.*\d)\s*[xх×]", text.strip(), re.IGNORECASE)
        if not found:
            raise wrong("value-times", text=text)
        return cls(number(found.group(1)))

    def __str__(self) -> str:
        return f"{written(self.ratio)}x"


@dataclass(frozen=True, slots=True)
class Count(Written):
    """A plain number of something that the field names: ``500``, ``6.5``."""

    value: Decimal
    kind: ClassVar[str] = "count"
    examples: ClassVar[tuple[str, ...]] = ("500", "1 500")

    @classmethod
    def parse(cls, text: str) -> Count:
        if not re.search(r"\d", text):
            raise wrong("value-number", text=text)
        return cls(number(text, thousands=True))

    def __str__(self) -> str:
        return written(self.value)


Figure = Percent | Money | Duration | Times | Count


def figure(text: object) -> Figure:
    """The figure that `text` writes: a share, money, a duration, a ratio or a plain number."""
    if isinstance(text, Percent | Money | Duration | Times | Count):
        return text
    if not isinstance(text, str) or len(text) > VALUE_LIMIT:
        raise wrong("value-figure", text=str(text)[:80])
    return _figure_kind(text).parse(text)


def _figure_kind(
    text: str,
) -> type[Percent] | type[Money] | type[Duration] | type[Times] | type[Count]:
    rest = _NUMBER.sub("", text, count=1).strip().lower()
    if not rest:
        return Count
    if rest == "%" or rest.startswith(("percent", "процент")):
        return Percent
    if rest in ("x", "х", "×"):
        return Times
    if any(re.fullmatch(pattern, rest.strip(".")) for pattern, _ in _UNIT_WORDS):
        return Duration
    if any(symbol in text for symbol in _SYMBOLS) or re.search(
        r"[A-Z]{3}|руб|долл|евро|\bр\b", text
    ):
        return Money
    raise wrong("value-figure", text=text)


def in_one_unit(value: object, other: object) -> None:
    """Refuses two figures that can't be compared, such as a share and a number; others pass."""
    if not isinstance(value, Figure) or not isinstance(other, Figure):
        return
    if type(value) is not type(other):
        raise wrong("value-other-unit", text=str(value), other=str(other))
    if isinstance(value, Money) and isinstance(other, Money) and value.currency != other.currency:
        raise wrong("value-other-unit", text=str(value), other=str(other))


_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4}
_QUARTERS = (
    re.compile(r"(?P<y>[0-9]{4})[-\s]?[qк]\s?(?P<n>[1-4])", re.I),
    re.compile(r"[qк]\s?(?P<n>[1-4])[\s,-]+(?P<y>[0-9]{4})", re.I),
    re.compile(
        r"(?P<n>[1-4]|iv|i{1,3})(-?[йи]|-?ый)?\s*(квартал|кв\.?)\s*"
        r"(?P<y>[0-9]{4})\s*(г\.?|года?)?",
        re.I,
    ),
)  # fmt: skip


@dataclass(frozen=True, slots=True, order=True)
class Quarter(Written):
    """A quarter of a (fiscal) year: ``2026-Q4``."""

    year: int
    number: int
    kind: ClassVar[str] = "quarter"
    examples: ClassVar[tuple[str, ...]] = ("2026-Q4", "Q4 2026", "IV квартал 2026")

    @classmethod
    def parse(cls, text: str) -> Quarter:
        for pattern in _QUARTERS:
            if found := pattern.fullmatch(text.strip()):
                digit = found["n"].lower()
                return cls(int(found["y"]), _ROMAN.get(digit) or int(digit))
        raise wrong("value-quarter", text=text)

    def first_day(self, begin: int = 1) -> date:
        """The day on which the quarter begins, `begin` being the fiscal year's first month.

        A fiscal year is called after the calendar year in which it begins. Raises ValueError where
        the calendar has no such year.
        """
        months = 3 * (self.number - 1) + begin - 1
        return date(self.year + months // 12, months % 12 + 1, 1)

    def last_day(self, begin: int = 1) -> date:
        """The quarter's last day; see `first_day`."""
        return self.first_day(begin + 3) - timedelta(days=1)

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"
