"""What `sla deadline` finds out about each limit: the clock, its steps, what comes after it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar
from zoneinfo import ZoneInfo

from sla_writer import clock
from sla_writer.agreement import Agreement
from sla_writer.agreement.calendars import Calendar, Pause, RestartOn, TimeLimit, ZoneOf
from sla_writer.agreement.record import Undecided
from sla_writer.agreement.values import Duration
from sla_writer.errors import SlaWriterError
from sla_writer.messages import text

E = TypeVar("E", bound=StrEnum)

_BETWEEN = re.compile(r"/(?=\s*\d)")
"""What divides the two instants of a pause; in a zone's name no digit follows the stroke."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a person asked, as written."""

    start: str
    until: str | None = None
    paused: tuple[str, ...] = ()
    restarts: tuple[str, ...] = ()
    zone: str | None = None


@dataclass(frozen=True, slots=True)
class Beyond:
    """A clock that runs from `first` to `last`, not all of which the calendar's holidays cover.

    `known` are the first and the last day that they do cover, `unlisted` the official days of
    `country` of which the calendar knows nothing.
    """

    calendar: Calendar
    first: date
    last: date
    known: tuple[date, date] | None
    country: str | None
    unlisted: clock.OfficialDays | None

    @property
    def outside(self) -> bool:
        """Whether the clock runs on days that the holidays do not cover."""
        return self.known is None or self.first < self.known[0] or self.last > self.known[1]


@dataclass(frozen=True, slots=True)
class Answer:
    """What there is to say of one limit: what is undecided about it, or how its clock runs."""

    limit: TimeLimit
    calendar: Calendar | None
    undecided: tuple[tuple[str, Undecided], ...] = ()
    ran: clock.Running | None = None
    relieved: clock.Running | None = None
    until: datetime | None = None
    beyond: Beyond | None = None

    @property
    def kept(self) -> bool:
        """Whether nothing was asked about an end, or it came in time."""
        return self.ran is None or self.until is None or clock.kept(self.ran, self.until)

    @property
    def settled(self) -> bool:
        """Whether there is a deadline, and it was kept."""
        return self.ran is not None and self.kept


def answers(agreement: Agreement, limits: Sequence[TimeLimit], asked: Asked) -> list[Answer]:
    """The answer for each limit; SlaWriterError for what cannot be read or makes no sense."""
    calendars = [_calendar(agreement, limit) for limit in limits]
    if asked.zone:
        calendars = _moved(calendars, asked.zone)
    pairs = zip(limits, calendars, strict=True)
    return [_answer(agreement, limit, calendar, asked) for limit, calendar in pairs]


def _calendar(agreement: Agreement, limit: TimeLimit) -> Calendar | None:
    """The limit's calendar, or the one that counts where a limit names none."""
    if isinstance(limit.calendar, Undecided):
        return None
    wanted = limit.calendar or agreement.identity.calendar
    return next((each for each in agreement.calendars if each.id == wanted), None)


def _moved(calendars: list[Calendar | None], zone: str) -> list[Calendar | None]:
    """The calendars by the clock of another zone, where they go by the lead's or the owner's."""
    try:
        ZoneInfo(zone)
    except (KeyError, ValueError, OSError):
        raise SlaWriterError("value-zone", text=zone) from None
    movable = [each for each in calendars if each and each.zone_of is not ZoneOf.OFFICE]
    if not movable:
        raise SlaWriterError("error-zone-fixed", zone=zone)
    return [
        each.model_copy(update={"zone": zone}) if each in movable and each else each
        for each in calendars
    ]


def _answer(
    agreement: Agreement, limit: TimeLimit, calendar: Calendar | None, asked: Asked
) -> Answer:
    undecided = tuple(clock.still_open(limit, calendar))
    if undecided:
        return Answer(limit, calendar, undecided)
    start, until, happened = _read(asked, _zone(calendar))
    undecided = tuple(clock.still_open(limit, calendar, start, happened))
    if undecided:
        return Answer(limit, calendar, undecided)
    ran = clock.running(limit, calendar, start, happened)
    relief = limit.relief.within if limit.relief else None
    relieved = None
    if isinstance(relief, Duration):
        relieved = clock.running(limit, calendar, start, happened, relief)
    ends = max(clock.due(ran).astimezone(UTC), (until or start).astimezone(UTC))
    beyond = _beyond(agreement, calendar, ran, ends) if calendar else None
    return Answer(limit, calendar, (), ran, relieved, until, beyond)


# --- what was written -----------------------------------------------------------------------------


def _zone(calendar: Calendar | None) -> tzinfo:
    """The zone on whose clock an instant without one is meant."""
    return ZoneInfo(str(calendar.zone)) if calendar else UTC


def _read(
    asked: Asked, zone: tzinfo
) -> tuple[datetime, datetime | None, tuple[clock.Happening, ...]]:
    """The start, the end if one was asked about, and what happened up to then."""
    start = clock.instant(asked.start, zone)
    until = clock.instant(asked.until, zone) if asked.until else None
    if until and until.astimezone(UTC) < start.astimezone(UTC):
        raise SlaWriterError("error-until-before", start=asked.start, until=asked.until)
    happened: list[clock.Happening] = [*_pauses(asked.paused, zone)]
    happened += _restarts(asked.restarts, zone)
    return start, until, tuple(each for each in happened if not _after(each, until))


def _after(happened: clock.Happening, until: datetime | None) -> bool:
    """Whether something happened only when all was over."""
    began = happened.since if isinstance(happened, clock.Paused) else happened.at
    return until is not None and began.astimezone(UTC) >= until.astimezone(UTC)


def _pauses(written: tuple[str, ...], zone: tzinfo) -> Iterator[clock.Paused]:
    for each in written:
        stretch, _, why = each.partition("=")
        ends = _BETWEEN.split(stretch)
        if len(ends) != 2:
            raise SlaWriterError("error-pause-form", text=each)
        since, until = (clock.instant(end, zone) for end in ends)
        if until.astimezone(UTC) <= since.astimezone(UTC):
            raise SlaWriterError("error-pause-order", text=each)
        yield clock.Paused(since, until, _reason(why, Pause))


def _restarts(written: tuple[str, ...], zone: tzinfo) -> Iterator[clock.Restarted]:
    for each in written:
        at, _, why = each.partition("=")
        yield clock.Restarted(clock.instant(at, zone), _reason(why, RestartOn))


def _reason(written: str, kinds: type[E]) -> E | None:
    """The reason that is written behind a pause or a restart; None where none is."""
    word = written.strip().casefold()
    if not word:
        return None
    known = [str(each) for each in kinds]
    if word not in known:
        near = get_close_matches(word, known, n=1)
        hint = " " + text("hint-did-you-mean", name=near[0]) if near else ""
        choices = ", ".join(known)
        raise SlaWriterError("error-choice", text=written.strip(), choices=choices, hint=hint)
    return kinds(word)


# --- how far the calendar knows -------------------------------------------------------------------


def _beyond(
    agreement: Agreement, calendar: Calendar, ran: clock.Running, ends: datetime
) -> Beyond | None:
    """What the calendar does not know of the days from the clock's start to the end asked about."""
    first, last = (ran.opens.local(each).date() for each in (ran.start, ends))
    known = clock.coverage(calendar, clock.days_needed(agreement.identity))
    country = clock.country_for(calendar)
    unlisted = clock.unlisted(calendar, country, first, last) if country else None
    found = Beyond(calendar, first, last, known, country, unlisted)
    sure = known is None and country is not None  # a calendar may well have no holidays
    missed = unlisted and (unlisted.holidays or unlisted.working_days)
    return found if missed or (found.outside and not sure) else None
