"""Working calendars: when a time limit runs out, and how much working time has passed."""

from __future__ import annotations

from sla_writer.clock.deadlines import deadline, elapsed
from sla_writer.clock.examples import Case, Example, examples
from sla_writer.clock.official import OfficialDays, countries, country_of, holidays_for
from sla_writer.clock.opening import is_open, opening

__all__ = [
    "Case",
    "Example",
    "OfficialDays",
    "countries",
    "country_of",
    "deadline",
    "elapsed",
    "examples",
    "holidays_for",
    "is_open",
    "opening",
]
