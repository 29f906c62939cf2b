"""Working calendars: when a time limit runs out, and how much working time has passed."""

from __future__ import annotations

from sla_writer.clock.account import Step, What, account
from sla_writer.clock.closures import Closed, OwnDays, Unusual, in_rows, own_days
from sla_writer.clock.deadlines import deadline, elapsed
from sla_writer.clock.examples import Case, Example, examples
from sla_writer.clock.happenings import Happening, Paused, Refusal, Restarted
from sla_writer.clock.instants import instant
from sla_writer.clock.needed import still_open
from sla_writer.clock.official import OfficialDays, countries, country_of, holidays_for
from sla_writer.clock.opening import is_open, opening
from sla_writer.clock.refresh import (
    Copied,
    Refresh,
    copied,
    country_for,
    coverage,
    days_needed,
    refresh,
    refreshed,
    unlisted,
    whole_years,
)
from sla_writer.clock.running import Running, due, kept, running, worked

__all__ = [
    "Case",
    "Closed",
    "Copied",
    "Example",
    "Happening",
    "OfficialDays",
    "OwnDays",
    "Paused",
    "Refresh",
    "Refusal",
    "Restarted",
    "Running",
    "Step",
    "Unusual",
    "What",
    "account",
    "copied",
    "countries",
    "country_for",
    "country_of",
    "coverage",
    "days_needed",
    "deadline",
    "due",
    "elapsed",
    "examples",
    "holidays_for",
    "in_rows",
    "instant",
    "is_open",
    "kept",
    "opening",
    "own_days",
    "refresh",
    "refreshed",
    "running",
    "still_open",
    "unlisted",
    "whole_years",
    "worked",
]
