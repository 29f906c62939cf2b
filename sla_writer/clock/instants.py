"""Instants as people write them: `2026-12-30 17:30`, `30.12.2026 17:30`, with a zone or without."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo

from sla_writer.agreement.record import FIRST_YEAR, LAST_YEAR, zone_called
from sla_writer.clock.opening import instant_of
from sla_writer.errors import SlaWriterError

_DATE = (
    r"(?P<y>[0-9]{4})-(?P<m>[0-9]{1,2})-(?P<d>[0-9]{1,2})"
    r"|(?P<d2>[0-9]{1,2})\.(?P<m2>[0-9]{1,2})\.(?P<y2>[0-9]{4})"
)
_TIME = r"(?P<hour>[0-9]{1,2})[:.](?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2}))?"
_OFFSET = r"(?:UTC|GMT)?(?P<sign>[+-])(?P<hours>[0-9]{1,2})(?::?(?P<minutes>[0-9]{2}))?"
_ZONE = r"(?:UTC|GMT)?[+-][0-9]{1,2}(?::?[0-9]{2})?|[A-Za-z][\w+-]*(?:/[\w+-]+){0,2}"
_INSTANT = re.compile(rf"(?:{_DATE})(?:,?\s+|T){_TIME}\s*(?P<zone>{_ZONE})?")


def instant(text: str, zone: tzinfo) -> datetime:
    """The instant (aware) that `text` writes; without a zone of its own, on the clock of `zone`.

    Raises SlaWriterError for what is no date with a time of day, for a zone that isn't one, and for
    a clock time that is skipped or comes twice in its zone: only an offset (`+02:00`) tells which.
    """
    found = _INSTANT.fullmatch(text.strip())
    if not found:
        raise SlaWriterError("error-instant", text=text[:80])
    there = _zone(found["zone"]) if found["zone"] else zone
    return _unmistakable(_wall(found, text), there, text)


def _wall(found: re.Match[str], text: str) -> datetime:
    """The clock on the wall."""
    days = [int(found[name] or found[f"{name}2"]) for name in "ymd"]
    hours = [int(found[name] or 0) for name in ("hour", "minute", "second")]
    try:
        if not FIRST_YEAR <= days[0] <= LAST_YEAR:
            raise ValueError(days[0])
        return datetime.combine(date(*days), time(hours[0], hours[1], hours[2]))
    except ValueError:
        raise SlaWriterError("error-instant", text=text[:80]) from None


def _zone(text: str) -> tzinfo:
    if text in ("Z", "UTC"):
        return UTC
    if offset := re.fullmatch(_OFFSET, text):
        length = timedelta(hours=int(offset["hours"]), minutes=int(offset["minutes"] or 0))
        if length >= timedelta(days=1):
            raise SlaWriterError("value-zone", text=text)
        return timezone(-length if offset["sign"] == "-" else length)
    try:
        return zone_called(text)
    except ValueError:
        raise SlaWriterError("value-zone", text=text[:80]) from None


def _unmistakable(wall: datetime, zone: tzinfo, text: str) -> datetime:
    """The instant of a clock time that the zone shows once."""
    one, other = (wall.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if one.utcoffset() == other.utcoffset():
        return one
    shown = instant_of(wall, zone).astimezone(zone)
    if shown.replace(tzinfo=None) == wall:
        written = [each.isoformat(" ", "minutes") for each in (one, other)]
        raise SlaWriterError("error-instant-twice", text=text, one=written[0], other=written[1])
    raise SlaWriterError("error-instant-skipped", text=text, after=f"{shown:%H:%M}")
