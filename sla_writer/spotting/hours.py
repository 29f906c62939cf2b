"""Durations whose unit doesn't say which hours or days are meant: "within 24 hours", «за 2 дня»."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from sla_writer.glossary import glossary
from sla_writer.spotting.folded import Folded
from sla_writer.spotting.measured import DIGITS, either, forms
from sla_writer.spotting.spotter import Use

_LAST_HOUR = 23


def bare_hours(text: str, language: str) -> Iterator[Use]:
    """The durations of a text in hours or days that aren't called business or calendar ones.

    The key is ``hour`` or ``day``. "24 business hours", "2 days (working)", "24 hours a day", «в 18
    часов» (a time on the clock) and «сутки» are no bare durations; "after 18 hours" is taken for
    one. Raises PackError when there is no glossary.
    """
    folded = Folded.of(text)
    for found in _bare(language).finditer(folded.lower):
        qualified = _qualified(language).match(folded.lower, found.end())
        if not qualified and not _on_clock(found, language):
            start, end = folded.span(*found.span())
            yield Use(str(found.lastgroup), start, end, text[start:end])


def _on_clock(found: re.Match[str], language: str) -> bool:
    """Whether the hour is one of the day's: «в 9 часов», «с 9 до 18 часов»."""
    said = re.match(r"\d+", found.group())
    hour = found.lastgroup == "hour" and said and int(said.group()) <= _LAST_HOUR
    return bool(hour) and bool(_clock(language).search(found.string[: found.start()]))


@cache
def _bare(language: str) -> re.Pattern[str]:
    """What a duration in hours or days looks like."""
    said = glossary(language).part("time")
    hour, day = (either(forms(said[name], language)) for name in ("hour", "day"))
    numeral = rf"(?<!\w){either(said['numerals'])}"
    return re.compile(
        rf"(?:{DIGITS}(?:\s?[-–—]\s?\d+)?|{numeral})[\s-]*"
        rf"(?:(?P<hour>{hour})|(?P<day>{day}))(?!\w)"
    )


@cache
def _qualified(language: str) -> re.Pattern[str]:
    """What says behind a duration which hours are meant, or that it is a rate."""
    said = glossary(language).part("time")
    kinds, rates = either(forms(said["kind"], language)), either(said["rate"])
    parts = either(said["day-part"])
    return re.compile(rf"\.?[\s,(-]*(?:(?:of\s+)?{kinds}|{rates})(?!\w)|\s+{parts}(?!\w)")


@cache
def _clock(language: str) -> re.Pattern[str]:
    """What says before an hour that it is one of the day's."""
    said = glossary(language).part("time")
    return re.compile(rf"(?<!\w){either(said['clock'])}\s+(?:\d[\d:.]*\s+\w{{1,5}}\s+)?$")
