"""Answers in rows: when on the left, what on the right; days, times and spans in few characters."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import click

from sla_writer import messages
from sla_writer.agreement.calendars import Week
from sla_writer.cli.screen import Painted, inert, say, width
from sla_writer.glossary import Glossary, glossary
from sla_writer.language import Language, language
from sla_writer.messages import text

_INDENT, _GAP = 2, 3
_NARROWEST = 24
"""What stands on the right gets at least so many characters, however narrow the screen is."""

_DAY = timedelta(days=1)
_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Row:
    """What stands on the left, and what on the right."""

    left: str
    right: str


def say_rows(rows: Iterable[Row]) -> None:
    """The rows on stdout in two columns; what is too long goes on under the right one."""
    listed = list(rows)
    left = max((len(click.unstyle(row.left)) for row in listed), default=0)
    room = max(width(sys.stdout) - _INDENT - left - _GAP, _NARROWEST) if width(sys.stdout) else 0
    for row in listed:
        first, *more = _broken(inert(row.right), room)
        space = " " * (left - len(click.unstyle(row.left)) + _GAP)
        lines = [f"{' ' * _INDENT}{inert(row.left)}{space}{first}"]
        lines += [" " * (_INDENT + left + _GAP) + line for line in more]
        say(Painted("\n".join(lines)))


def _broken(words: str, room: int) -> list[str]:
    """A text in lines of at most `room` characters (0: in one), broken between words."""
    first, *others = words.split(" ")
    lines = [first]
    for word in others:
        longer = f"{lines[-1]} {word}"
        if room and len(click.unstyle(longer)) > room:
            lines.append(word)
        else:
            lines[-1] = longer
    return lines


# --- days and times -------------------------------------------------------------------------------


def _words() -> tuple[Glossary, Language]:
    return glossary(messages.language()), language(messages.language())


def day(value: date) -> str:
    """A day in few characters: "Wed 30 Dec"."""
    words, _ = _words()
    month = words.formats["months-short"][value.month - 1]
    weekday = words.word(f"weekday.{value.weekday()}")
    return text("said-day", weekday=weekday, day=value.day, month=month)


def year_day(value: date) -> str:
    """A day and its year: "Wed 30 Dec 2026"."""
    return f"{day(value)}\N{NO-BREAK SPACE}{value.year}"


def said_day(at: str) -> str:
    """The day of a moment that a file names, in words; as it stands there where it is none."""
    try:
        return _words()[1].date(datetime.fromisoformat(at).date())
    except ValueError:
        return at


def moment(value: datetime) -> str:
    """A day and a time of day: "Wed 30 Dec 17:30"."""
    return f"{day(value)}\N{NO-BREAK SPACE}{value:%H:%M}"


def whole_moment(value: datetime) -> str:
    """A day and a time of day in full: "Monday, 11 January 2027, 12:30"."""
    words, spoken = _words()
    weekday = words.field("Week", list(Week.model_fields)[value.weekday()])
    return f"{weekday}, {spoken.date(value.date())}, {value:%H:%M}"


def days(since: datetime, until: datetime) -> str:
    """The days from one instant to another: one, or the first and the last."""
    return day_range(since.date(), max(since.date(), (until - _INSTANT).date()))


def day_range(first: date, last: date) -> str:
    """A day, or the first and the last of several."""
    return day(first) if first == last else f"{day(first)} – {day(last)}"


def stretch(since: datetime, until: datetime) -> str:
    """A stretch of a day, "Wed 30 Dec 17:30–18:00"; of a longer one its beginning."""
    if until - since >= _DAY or (until.date() != since.date() and until.time() != time()):
        return moment(since)
    end = "24:00" if until.date() != since.date() else f"{until:%H:%M}"
    return f"{moment(since)}–{end}"


def span(value: timedelta) -> str:
    """A length of time: "3 h 30 min"."""
    minutes, seconds = divmod(int(value.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    parts = (("said-span-h", hours), ("said-span-min", minutes), ("said-span-s", seconds))
    said = [text(key, n=number) for key, number in parts if number]
    return "\N{NO-BREAK SPACE}".join(said) or text("said-span-min", n=0)
