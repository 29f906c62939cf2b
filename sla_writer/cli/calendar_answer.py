"""What `sla calendar` finds out about each calendar, and what it writes into the file."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sla_writer import clock, yaml_file
from sla_writer.agreement import Agreement
from sla_writer.agreement.calendars import Calendar
from sla_writer.agreement.record import Undecided
from sla_writer.cli.deadline_plain import holiday
from sla_writer.errors import SlaWriterError

_YEAR = re.compile(r"(19|20)\d{2}")

Span = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asked to copy: whose days, of which years; None where the file tells."""

    country: str | None = None
    years: tuple[int, ...] = ()

    @classmethod
    def of(cls, country: str | None, years: str | None) -> Asked:
        """As it is written: ``ru``, ``2026,2027``; SlaWriterError for what are no years."""
        given = re.split(r"[,;\s]+", years.strip()) if years else []
        for each in given:
            if not _YEAR.fullmatch(each):
                raise SlaWriterError("error-years", text=each)
        return cls(country.upper() if country else None, tuple(map(int, given)))


@dataclass(frozen=True, slots=True)
class Found:
    """A calendar, the days that the agreement needs, and what the installed library says of it."""

    calendar: Calendar
    span: Span | None
    country: str | None
    change: clock.Refresh | None


def found(agreement: Agreement, calendar: Calendar, asked: Asked | None = None) -> Found:
    """What there is to know of a calendar in the days that the agreement needs, and in more years.

    Raises SlaWriterError for a country that nobody knows, and where no years are known.
    """
    span = clock.days_needed(agreement.identity)
    country = (asked.country if asked else None) or clock.country_for(calendar)
    years = asked.years if asked else ()
    spans = [*clock.whole_years(years), *([span] if span else [])]
    if asked and not spans:
        raise SlaWriterError("error-years-unknown", name=calendar.id)
    change = clock.refresh(calendar, country, spans) if country and spans else None
    return Found(calendar, span, country, change)


def refreshed(file: Path, changes: Sequence[Found]) -> dict[str, Any]:
    """The data of the agreement's file with the calendars changed."""
    data: Any = yaml_file.load(file).data
    by_id = {each.calendar.id: each for each in changes if each.change}
    calendars = [
        clock.refreshed(raw, each.calendar, each.change)
        if (each := by_id.get(raw["id"])) and each.change
        else raw
        for raw in data["calendars"]
    ]
    return {**data, "calendars": calendars}


# --- for programs ---------------------------------------------------------------------------------


def plain(each: Found) -> dict[str, Any]:
    """A calendar as a program reads it."""
    calendar, said = each.calendar, clock.copied(each.calendar)
    covers = clock.coverage(calendar, each.span)
    return {
        "id": calendar.id,
        "name": calendar.name.dumped(),
        "zone": None if isinstance(calendar.zone, Undecided) else calendar.zone,
        "zone_of": str(calendar.zone_of),
        "week": calendar.week.model_dump(mode="json", exclude_none=True),
        "days": [_own(days) for days in clock.own_days(calendar)],
        "source": calendar.holidays_source,
        "library": said.version if said else None,
        "country": each.country,
        "covers": [day.isoformat() for day in covers] if covers else None,
        "differences": plain_change(each.change) if each.change else None,
    }


def _own(days: clock.OwnDays) -> dict[str, Any]:
    return {
        "first": days.first.isoformat(),
        "last": days.last.isoformat(),
        "closed": str(days.closed) if days.closed else None,
        "hours": str(days.hours) if days.hours else None,
        "name": days.name.dumped() if days.name else None,
    }


def plain_change(change: clock.Refresh) -> dict[str, Any]:
    """What copying changes, as a program reads it."""
    return {
        "country": change.country,
        "source": change.source,
        "added": [holiday(each) for each in change.added],
        "dropped": [holiday(each) for each in change.dropped],
        "renamed": [holiday(each) for each in change.renamed],
        "working_days": [each.isoformat() for each in change.worked],
        "own": [holiday(each) for each in change.own],
    }
