"""A calendar's official days copied anew: what comes, what goes, what stays as people wrote it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sla_writer.agreement.calendars import Calendar, Holiday
from sla_writer.agreement.prose import Text
from sla_writer.agreement.record import FIRST_YEAR, LAST_YEAR, Undecided
from sla_writer.agreement.sides import Identity
from sla_writer.clock.official import OfficialDays, country_of, holidays_for, source
from sla_writer.clock.opening import opening

Span = tuple[date, date]
"""The first and the last day of a stretch of days."""

_SOURCE = re.compile(
    r"holidays (?P<version>\d[\w.]*), (?P<country>[A-Z]{2}(?:-[A-Z0-9]{1,3})?)\b"
    r"(?P<years>(?:,? \d{4}\b)*)"
)
_LONGEST = timedelta(days=3660)
"""Official days are looked up for no more than ten years: an agreement is for a quarter."""

_DOTTED = re.compile(r"\d{1,2}\.\d{1,2}\.\d{4}")


@dataclass(frozen=True, slots=True)
class Copied:
    """From where a calendar says it has its official days: library version, country, years."""

    version: str
    country: str
    years: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Refresh:
    """What copying a country's official days changes in a calendar; empty when nothing.

    `own` are the holidays that stay although the country has none on their days, `source` is what
    the calendar says then, `new_source` whether that is something new.
    """

    country: str
    source: str
    new_source: bool
    added: tuple[Holiday, ...] = ()
    dropped: tuple[Holiday, ...] = ()
    renamed: tuple[Holiday, ...] = ()
    worked: tuple[date, ...] = ()
    own: tuple[Holiday, ...] = ()

    def __bool__(self) -> bool:
        return self.new_days or self.new_source

    @property
    def new_days(self) -> bool:
        """Whether any day or name changes, and not only where they are from."""
        return bool(self.added or self.dropped or self.renamed or self.worked)


def copied(calendar: Calendar) -> Copied | None:
    """What the calendar's `holidays_source` says of the library; None when it names none."""
    return _copied(calendar.holidays_source or "")


def _copied(text: str) -> Copied | None:
    found = _SOURCE.search(text)
    if not found:
        return None
    years = map(int, re.findall(r"[0-9]{4}", found["years"]))
    known = tuple(year for year in years if FIRST_YEAR <= year <= LAST_YEAR)
    return Copied(found["version"], found["country"], known)


def country_for(calendar: Calendar) -> str | None:
    """The country whose official days a calendar has: the one it names, or that of its zone."""
    if said := copied(calendar):
        return said.country
    return None if isinstance(calendar.zone, Undecided) else country_of(calendar.zone)


def days_needed(identity: Identity) -> Span | None:
    """The days for which an agreement needs official days: its own, and the month after.

    Clocks that start on its last day still run then. None while its dates are undecided.
    """
    first, last = identity.effective_from, identity.effective_to
    if isinstance(first, Undecided) or isinstance(last, Undecided):
        return None
    return first, min(last, first + _LONGEST) + timedelta(days=31)


def coverage(calendar: Calendar, agreed: Span | None) -> Span | None:
    """The first and the last day for which the calendar holds official days; None if it has none.

    Whole years, those of its holidays and of its source; only the part of them in `agreed` (the
    days that the agreement needs) where no holiday lies outside that.
    """
    years = {each.day.year for each in calendar.holidays}
    if not years:
        return None
    said = copied(calendar)
    years |= set(said.years if said else ())
    first, last = date(min(years), 1, 1), date(max(years), 12, 31)
    if agreed is None or not all(_within(each.day, [agreed]) for each in calendar.holidays):
        return first, last
    return max(first, agreed[0]), min(last, agreed[1])


def unlisted(calendar: Calendar, country: str, since: date, until: date) -> OfficialDays:
    """The country's official days from one day to another of which the calendar knows nothing.

    Days off on which it is open, and worked weekend days on which it is closed, without those that
    it names itself (worked, off, with hours of their own): somebody decided these.
    """
    decided = {*calendar.working_days, *calendar.days_off}
    decided |= {each.day for each in calendar.special_days}
    found = holidays_for(country, range(since.year, until.year + 1))

    def missed(day: date, is_open: bool) -> bool:
        asked = since <= day <= until and day not in decided
        return asked and (opening(day, calendar) is not None) is is_open

    off = tuple(each for each in found.holidays if missed(each.day, True))
    worked = tuple(day for day in found.working_days if missed(day, False))
    return OfficialDays(off, worked, found.source)


def whole_years(years: Iterable[int]) -> list[Span]:
    """The days of years."""
    return [(date(year, 1, 1), date(year, 12, 31)) for year in sorted(set(years))]


def refresh(calendar: Calendar, country: str, spans: Sequence[Span]) -> Refresh:
    """What must change so that a calendar holds a country's official days of these spans.

    A holiday on an official day stays, and keeps its name if a person gave it. One on a day that is
    not official goes if its name is one that the library gives to a day of that country (it was
    copied, and the country changed its mind); any other is a person's own and stays. Working days
    are only added: nothing tells the copied ones from a person's. `days_off` and `special_days`
    are nobody's but the person's.

    Raises SlaWriterError for a country that the library doesn't know.
    """
    years = {each.day.year for each in calendar.holidays} | set(_years(spans))
    found = holidays_for(country, years)
    official = {each.day: each for each in found.holidays}
    names = _library_names(calendar, country, years)
    off = [each for each in calendar.holidays if each.day not in official]
    on = [(each, official[each.day]) for each in calendar.holidays if each.day in official]
    days = {each.day for each in calendar.holidays}
    return Refresh(
        country,
        *_source(calendar, country, spans),
        added=tuple(e for day, e in official.items() if day not in days and _within(day, spans)),
        dropped=tuple(each for each in off if _all_known(each.name, names)),
        renamed=tuple(new for old, new in on if old != new and _all_known(old.name, names)),
        worked=tuple(_worked(calendar, found, spans)),
        own=tuple(each for each in off if not _all_known(each.name, names)),
    )


def _within(day: date, spans: Sequence[Span]) -> bool:
    return any(first <= day <= last for first, last in spans)


def _years(spans: Sequence[Span]) -> Iterator[int]:
    for first, last in spans:
        yield from range(first.year, last.year + 1)


def _worked(calendar: Calendar, found: OfficialDays, spans: Sequence[Span]) -> Iterator[date]:
    for day in found.working_days:
        if _within(day, spans) and day not in calendar.working_days:
            yield day


def _source(calendar: Calendar, country: str, spans: Sequence[Span]) -> tuple[str, bool]:
    """What the calendar's source says then, and whether that is new."""
    said, years = copied(calendar), set(_years(spans))
    if said and said.country == country:
        years |= set(said.years)
    text = source(country, years)
    return text, said != _copied(text)


def _all_known(name: Text, names: frozenset[str]) -> bool:
    """Whether each word of a holiday's name is the library's, and none a person's."""
    return all(_alike(said) in names for _, said in name.said)


def _library_names(calendar: Calendar, country: str, years: Iterable[int]) -> frozenset[str]:
    """Every name that the library gives to a day of these countries around these years."""
    said, around = copied(calendar), _around(set(years))
    countries = {country} | ({said.country} if said else set())
    found = (holidays_for(each, around).holidays for each in sorted(countries))
    return frozenset(_alike(text) for days in found for e in days for _, text in e.name.said)


def _around(years: set[int]) -> range:
    return range(min(years) - 2, max(years) + 3) if years else range(0)


def _alike(name: str) -> str:
    """A name as it is compared: "Day off (substituted from …)" is one name whatever the date."""
    return re.sub(r"\d", "#", name.casefold().replace("'", "’"))


# --- in the file ----------------------------------------------------------------------------------


def refreshed(raw: Mapping[str, Any], calendar: Calendar, change: Refresh) -> dict[str, Any]:
    """A calendar as it stands in the file (`raw`), changed; what stays is as it was written."""
    off = {each.day for each in change.dropped}
    names = {each.day: each.name.dumped() for each in change.renamed}
    written = zip(calendar.holidays, raw.get("holidays") or (), strict=True)
    holidays = [
        (old.day, {**item, "name": names[old.day]} if old.day in names else item)
        for old, item in written
        if old.day not in off
    ]
    form = _form(raw)
    holidays += [
        (each.day, {"day": each.day.strftime(form), "name": each.name.dumped()})
        for each in change.added
    ]
    worked = list(zip(calendar.working_days, raw.get("working_days") or (), strict=True))
    worked += [(day, day.strftime(form)) for day in change.worked]
    data = {**raw, "holidays": _by_day(holidays), "holidays_source": change.source}
    return {**data, "working_days": _by_day(worked)} if change.worked else data


def _by_day(dated: list[tuple[date, Any]]) -> list[Any]:
    return [item for _, item in sorted(dated, key=lambda each: each[0])]


def _form(raw: Mapping[str, Any]) -> str:
    """How the calendar's days are written: as Russians do where its own are."""
    days = [*(raw.get("working_days") or ()), *(raw.get("days_off") or ())]
    days += [each.get("day") for each in raw.get("holidays") or ()]
    return "%d.%m.%Y" if any(_DOTTED.fullmatch(str(day)) for day in days) else "%Y-%m-%d"
