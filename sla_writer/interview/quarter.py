"""The quarter that begins: its name, its days, and how both are written in an agreement's file."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from pydantic import ValidationError

from sla_writer.agreement import Agreement
from sla_writer.agreement.values import Quarter
from sla_writer.interview import shape

_DOTTED = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}")
_SHORT = re.compile(r"[QqКк]\s?[1-4](?P<rest>[\s,-]+)\d{4}")
_ROMAN = re.compile(r"[IVX]+\s+квартал\s+\d{4}")
_NUMERALS = ("I", "II", "III", "IV")
_WEEK = timedelta(weeks=1)
_TO_COUNT = timedelta(weeks=2)
"""So long after a quarter's end its figures are there at the latest."""


@dataclass(frozen=True, slots=True)
class Closing:
    """The agreement that a quarter ends with, and the quarter that begins.

    `note` is what was said when it was released, `today` the day on which this happens.
    """

    agreement: Agreement
    begins: Quarter
    note: str
    today: date

    @property
    def ends(self) -> Quarter:
        """The quarter that ends."""
        return self.agreement.identity.quarter

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day of the quarter that begins."""
        return self._days(self.begins)

    @property
    def counted_by(self) -> date:
        """The day by which the figures of the quarter that ends are known."""
        return max(self.days[0] + _TO_COUNT, self.today + _WEEK)

    def moved(self, day: date) -> date:
        """A day as far into the new quarter as it was into the old: the same day of the week.

        A day within the quarter stays within it.
        """
        (old_first, old_last), (first, last) = self._days(self.ends), self.days
        found = day + _WEEK * round((first - old_first) / _WEEK)
        if not old_first <= day <= old_last:
            return found
        while found > last:
            found -= _WEEK
        while found < first:
            found += _WEEK
        return found

    def _days(self, quarter: Quarter) -> tuple[date, date]:
        begin = self.agreement.identity.fiscal_year_start
        return quarter.first_day(begin), quarter.last_day(begin)


def following(quarter: Quarter, by: int = 1) -> Quarter:
    """The quarter after another; `by` counts further, or back."""
    year, number = divmod(quarter.year * 4 + quarter.number - 1 + by, 4)
    return Quarter(year, number + 1)


def day(pattern: str, written: Any) -> date | None:
    """The day that an answer writes; None while it is open, or no day."""
    try:
        found = shape.at(pattern).read(written)
    except ValidationError:
        return None
    return found if isinstance(found, date) else None


def day_like(value: date, written: Any) -> str:
    """A day, written as another one is."""
    return value.strftime("%d.%m.%Y" if _DOTTED.fullmatch(str(written)) else "%Y-%m-%d")


def quarter_like(value: Quarter, written: Any) -> str:
    """A quarter, written as another one is."""
    if short := _SHORT.fullmatch(str(written)):
        return f"{str(written)[0]}{value.number}{short['rest']}{value.year}"
    if _ROMAN.fullmatch(str(written)):
        return f"{_NUMERALS[value.number - 1]} квартал {value.year}"
    return str(value)
