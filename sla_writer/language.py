"""Numbers, money, dates and durations as a language writes them, and nouns counted in any case.

Nothing is rounded: every digit that a value has is printed. What is printed reads back as the same
value (`agreement.values`).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from gettext import c2py
from typing import TYPE_CHECKING

from sla_writer.agreement.values import Count, Duration, Money, Percent, Quarter, Times, written
from sla_writer.glossary import Glossary, Words, glossary

if TYPE_CHECKING:
    from sla_writer.agreement.calendars import Hours

_ROMAN = ("I", "II", "III", "IV")
_GROUP = re.compile(r"(?<=\d)(?=(?:\d{3})+$)")
_MISTAKABLE = re.compile(r"\d{1,3},\d{3}")


@dataclass(frozen=True)
class Language:
    """How one language writes values."""

    code: str

    @cached_property
    def _glossary(self) -> Glossary:
        return glossary(self.code)

    @cached_property
    def _formats(self) -> Words:
        return self._glossary.formats

    def _filled(self, pattern: str, **values: object) -> str:
        return str(self._formats[pattern].format(**values))

    # --- numbers ------------------------------------------------------------------------------

    def number(self, value: Decimal) -> str:
        """A number with the language's separators: «2 450 000,5»."""
        return self._separated(written(value))

    def _separated(self, text: str) -> str:
        sign = "−" if text.startswith("-") else ""
        whole, _, fraction = text.lstrip("-").partition(".")
        grouped = _GROUP.sub(self._group, whole)
        return sign + grouped + (self._decimal + fraction if fraction else "")

    @cached_property
    def _group(self) -> str:
        return str(self._formats["number"][1])

    @cached_property
    def _decimal(self) -> str:
        return str(self._formats["number"][-2])

    def _measured(self, value: Decimal) -> str:
        """A number beside a unit, where a lone group ("1,500 minutes") would read two ways."""
        text = self.number(value)
        alone = self._group == "," and _MISTAKABLE.fullmatch(text)
        return text.replace(",", "") if alone else text

    def count(self, value: Count) -> str:
        """A plain number."""
        return self.number(value.value)

    def percent(self, value: Percent) -> str:
        """A share: «12,5 %»."""
        return self._filled("percent", n=self._measured(value.points))

    def times(self, value: Times) -> str:
        """A ratio: «3,2×»."""
        return self._filled("times", n=self._measured(value.ratio))

    def money(self, value: Money) -> str:
        """An amount with its currency's sign, or its code where the language uses no sign."""
        text = written(value.amount)
        if len(text.partition(".")[2]) == 1:
            text += "0"
        sign = self._formats["signs"].get(value.currency)
        pattern = "money" if sign else "money-code"
        return self._filled(pattern, n=self._separated(text), sign=sign or value.currency)

    # --- counted nouns ------------------------------------------------------------------------

    def counted(self, value: Decimal, noun: str, case: str = "nominative") -> str:
        """A number and the noun that it counts, in a case: «не менее 6 попыток»."""
        return self._behind(self.number(value), value, noun, case)

    def uncounted(self, noun: str, case: str = "nominative") -> str:
        """The noun behind a number that nobody has decided yet: «не менее … попыток»."""
        return self._glossary.noun(noun).form(case, self.plural(Decimal(0)))

    def duration(self, value: Duration, case: str = "nominative") -> str:
        """An amount of time in a case: «4 рабочих часа», «в течение 4 рабочих часов»."""
        return self._behind(self._measured(value.amount), value.amount, value.unit.value, case)

    def _behind(self, number: str, value: Decimal, noun: str, case: str) -> str:
        form = self._glossary.noun(noun).form(case, self.plural(value))
        return self._filled("counted", n=number, noun=form)

    def plural(self, value: Decimal) -> str:
        """The plural category of a number: ``one``, ``few``, ``many``, ``other``."""
        return (
            self._categories[-1]
            if "." in written(value)
            else self._categories[self._rule(abs(int(value)))]
        )

    @cached_property
    def _categories(self) -> list[str]:
        return [each.strip() for each in self._formats["plural"]["forms"].split("|")]

    @cached_property
    def _rule(self) -> Callable[[int], int]:
        return c2py(self._formats["plural"]["rule"])

    # --- dates and times ----------------------------------------------------------------------

    def date(self, value: datetime.date) -> str:
        """A date with the month's name: «1 октября 2026 г.»."""
        return self._dated("date", value)

    def day(self, value: datetime.date) -> str:
        """A date in its short form."""
        return self._dated("day", value)

    def _dated(self, pattern: str, value: datetime.date) -> str:
        index = value.month - 1
        return self._filled(
            pattern,
            day=value.day,
            month=self._formats["months"][index],
            short=self._formats["months-short"][index],
            number=value.month,
            year=value.year,
        )

    def quarter(self, value: Quarter) -> str:
        """A quarter: «IV квартал 2026 г.»."""
        roman = _ROMAN[value.number - 1]
        return self._filled("quarter", roman=roman, number=value.number, year=value.year)

    def time(self, value: datetime.time) -> str:
        """A time of day: 17:30."""
        return f"{value:%H:%M}"

    def hours(self, value: Hours) -> str:
        """Opening hours: 09:00–13:00, 14:00–18:00."""
        return str(value).replace("-", "–")

    # --- lists --------------------------------------------------------------------------------

    def join(self, items: Sequence[str], last: str = "and") -> str:
        """Several in one line: "a, b and c"; `last` may be ``or``."""
        if len(items) < 2:
            return "".join(items)
        comma, final = self._glossary.word("join.comma"), self._glossary.word(f"join.{last}")
        return comma.join(items[:-1]) + final + items[-1]


@cache
def language(code: str) -> Language:
    """The language of a two-letter code."""
    return Language(code)
