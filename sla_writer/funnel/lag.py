"""Whose deals close in a quarter, and when the quarter’s own leads bring in theirs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

Days = tuple[date, date]
"""The first and the last of some days in a row."""


@dataclass(frozen=True, slots=True)
class Lag:
    """A quarter seen from its sales cycle.

    `cohort` are the days whose leads make the quarter's revenue, `paying` the days on which the
    quarter's own leads make theirs, and `share` is the part of them that falls into the quarter.
    """

    cohort: Days
    paying: Days
    share: Fraction


def lag(months: Iterable[tuple[date, date, Fraction]], cycle: int) -> Lag:
    """The lag of a quarter's leads for a cycle in calendar days.

    `months` are one after the other: the first and the last day, and the share of the quarter's
    leads that come in it, evenly over its days.
    """
    spans, days = list(months), timedelta(days=cycle)
    first, last = spans[0][0], spans[-1][1]
    share = sum(
        (part * _in_time(since, until, last - days) for since, until, part in spans), Fraction()
    )
    return Lag((first - days, last - days), (first + days, last + days), share)


def _in_time(since: date, until: date, latest: date) -> Fraction:
    """The part of some days that is not later than one day."""
    whole = (until - since).days + 1
    return Fraction(min(max((latest - since).days + 1, 0), whole), whole)
