"""What `sla calendar` says of a calendar: its hours, its days, its source, and what differs."""

from __future__ import annotations

import shlex
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from sla_writer import clock, messages
from sla_writer.agreement import Agreement
from sla_writer.agreement.calendars import Holiday
from sla_writer.cli.calendar_answer import Found
from sla_writer.cli.clock_words import UNUSUAL, spoken, why_closed
from sla_writer.cli.rows import Row, day, say_rows, year_day
from sla_writer.cli.screen import painted, say
from sla_writer.clock import OwnDays
from sla_writer.facts import Facts, facts
from sla_writer.messages import text


@dataclass(frozen=True, slots=True)
class Voice:
    """Says calendars in the words of an agreement's facts."""

    facts: Facts

    @classmethod
    def of(cls, agreement: Agreement) -> Voice:
        """The voice of the screen's language."""
        return cls(facts(agreement, messages.language()))

    def say_calendars(self, found: Sequence[Found], path: Path) -> None:
        """All that there is to say of the calendars, and how to copy what differs."""
        for each in found:
            self._say_calendar(each)
            say()
        if any(each.change and each.change.new_days for each in found):
            place = [] if path == Path() else [str(path)]
            say(text("said-note-refresh"))
            say("  ", painted(shlex.join(["sla", "calendar", "refresh", *place]), fg="cyan"))

    def _say_calendar(self, found: Found) -> None:
        part: Any = self.facts.item("calendars", found.calendar.id, ())
        say(self._title(found))
        say("  ", f"{part.get('hours').text}; {part.get('zone').text}, {part.get('zone_of').text}")
        say_rows(_own_rows(found))
        say("  ", painted(self._source(found), dim=True))
        if found.change and found.change.new_days:
            said = text("said-calendar-differs", source=found.change.source)
            say("  ", painted(said, fg="yellow"))
            say_rows(_change_rows(found.change))

    def _title(self, found: Found) -> str:
        name = self.facts.named("calendars", found.calendar.id, "").text
        return painted(f"{name} ({found.calendar.id})", bold=True)

    def _source(self, found: Found) -> str:
        """Where the official days are from, and for which days the calendar has them."""
        covers = clock.coverage(found.calendar, found.span)
        if covers is None:
            return text("said-note-no-days")
        first, last = (self.facts.language.date(each) for each in covers)
        source = found.calendar.holidays_source or text("said-none")
        return text("said-calendar-source", source=source, first=first, last=last)

    def say_changes(self, found: Sequence[Found]) -> None:
        """What copying would change in each calendar."""
        for index, each in enumerate(found):
            if index:
                say()
            say(self._title(each))
            if each.change:
                say_rows(_change_rows(each.change))
                say("  ", text("said-calendar-source-new", source=each.change.source))
            else:
                say("  ", painted(text("said-calendar-same"), fg="green"))


def _own_rows(found: Found) -> Iterator[Row]:
    """The days of its own that the calendar has where the agreement needs them."""
    for each in clock.own_days(found.calendar, found.span):
        yield Row(_days(each.first, each.last), _own_words(each))


def _own_words(each: OwnDays) -> str:
    if each.closed:
        return why_closed(each.closed, each.name)
    hours = str(each.hours).replace("-", "–")
    return hours + (text(UNUSUAL[each.unusual]) if each.unusual else "")


def _days(first: date, last: date) -> str:
    """A day with its year, or the first and the last of several."""
    if first == last:
        return year_day(first)
    return f"{day(first) if first.year == last.year else year_day(first)} – {year_day(last)}"


def _change_rows(change: clock.Refresh) -> Iterator[Row]:
    """A row for all that comes, goes, gets another name, or stays as a person's own."""
    yield from _rows("+", change.added, fg="green")
    for worked in change.worked:
        yield Row(painted(f"+ {year_day(worked)}", fg="green"), text("said-calendar-worked"))
    yield from _rows("−", change.dropped, fg="red")
    yield from _rows("~", change.renamed, fg="yellow")
    for each in change.own:
        said = text("said-calendar-own", name=spoken(each.name))
        yield Row(painted(f"= {year_day(each.day)}", dim=True), said)


def _rows(sign: str, holidays: Sequence[Holiday], **look: str) -> Iterator[Row]:
    """Holidays, those of one name on days in a row together."""
    for row in clock.in_rows(holidays):
        left = painted(f"{sign} {_days(row.first, row.last)}", **look)
        yield Row(left, spoken(row.name) if row.name else "")
