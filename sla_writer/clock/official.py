"""Public holidays and worked weekend days, as a country published them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from sla_writer.agreement.calendars import Holiday
from sla_writer.agreement.prose import Text
from sla_writer.clock.opening import days_between
from sla_writer.errors import SlaWriterError


@dataclass(frozen=True, slots=True)
class OfficialDays:
    """A country's days off and worked weekend days, with where they are from."""

    holidays: tuple[Holiday, ...]
    working_days: tuple[date, ...]
    source: str


def holidays_for(country: str, years: Iterable[int]) -> OfficialDays:
    """The official days off of a country (``RU``) or a part of it (``DE-BY``), ready to copy.

    Names are Russian and English where the library knows both, else one of these or its own.
    `source` names the library, its version and what was asked. Raises SlaWriterError for a country
    that the library doesn't know.
    """
    wanted = sorted(set(years))
    names = _names(country, wanted)
    listed = next(iter(names.values()))
    weekend = [day for day in _all_days(wanted) if day.weekday() in listed.weekend]
    return OfficialDays(
        tuple(Holiday(day=day, name=_named(names, day)) for day, _ in sorted(listed.items())),
        tuple(day for day in weekend if listed.is_working_day(day)),
        source(country, wanted),
    )


def source(country: str, years: Iterable[int]) -> str:
    """What a calendar says of where its official days are from: library, version, country."""
    from importlib.metadata import version  # twice as slow to load as all of this room

    return f"holidays {version('holidays')}, {country} {', '.join(map(str, sorted(years)))}"


@cache
def countries() -> tuple[str, ...]:
    """The two-letter codes of the countries whose days off are known."""
    import holidays

    codes = holidays.list_supported_countries(include_aliases=False)
    return tuple(sorted(code for code in codes if len(code) == 2))


def country_of(zone: str) -> str | None:
    """The country of a time zone (``Europe/Berlin``: ``DE``), where its days off are known."""
    table = files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    found = next((row[0] for row in rows if row[2] == zone), None)
    return found if found in countries() else None


def _names(country: str, years: list[int]) -> dict[str, Any]:
    """The library's list in each language of ours that it knows; else in its own, under ""."""
    own = _listed(country, years, None)
    known = {code[:2]: code for code in own.supported_languages if code[:2] in ("en", "ru")}
    if not known:
        return {"": own}
    return {language: _listed(country, years, code) for language, code in sorted(known.items())}


def _listed(country: str, years: list[int], language: str | None) -> Any:
    import holidays

    code, _, part = country.partition("-")
    try:
        return holidays.country_holidays(code, part or None, years=years, language=language)
    except NotImplementedError:
        raise SlaWriterError("error-holidays-country", country=country) from None


def _named(names: dict[str, Any], day: date) -> Text:
    said = [(language, listed[day].replace("'", "’")) for language, listed in names.items()]
    return Text(tuple(said)) if len(said) > 1 else Text((("", said[0][1]),))


def _all_days(years: list[int]) -> Iterator[date]:
    return (day for year in years for day in days_between(date(year, 1, 1), date(year, 12, 31)))
