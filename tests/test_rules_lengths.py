"""Times are called longer or shorter only where that is certain on the clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from sla_writer.agreement.calendars import Calendar, Hours, Week
from sla_writer.agreement.values import Duration, Unit
from sla_writer.clock import deadline, elapsed
from sla_writer.rules.lengths import longer, longest_closed, never_closed

OFFICE = Calendar(
    id="office",
    name="Office",
    zone="UTC",
    week=dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), "09:00-18:00"),
)
MONDAY = datetime(2026, 9, 7, tzinfo=UTC)
OPENING = (Unit.MINUTE, Unit.BUSINESS_HOUR, Unit.BUSINESS_DAY)

DAYS = st.sets(st.sampled_from(list(Week.model_fields)), min_size=1)
HOURS = st.sampled_from(["09:00-18:00", "09:00-13:00, 14:00-18:00", "00:00-24:00", "20:00-23:30"])
TIMES = st.builds(
    Duration, st.integers(1, 60).map(Decimal), st.sampled_from([u for u in Unit if u != "month"])
)
STARTS = st.integers(0, 14 * 24 * 60).map(lambda minutes: MONDAY + timedelta(minutes=minutes))


def calendar(days: set[str], hours: str) -> Calendar:
    return OFFICE.model_copy(update={"week": Week(**{day: Hours.parse(hours) for day in days})})


def told(one: str, other: str) -> bool | None:
    return longer(Duration.parse(one), Duration.parse(other), OFFICE)


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("90 minutes", "1.5 business hours", False),
        ("91 minutes", "1.5 business hours", True),
        ("1 business day", "9 business hours", False),
        ("10 business hours", "1 business day", True),
        ("24 calendar hours", "1 calendar day", False),
        ("1 week", "6 calendar days", True),
        ("5 business days", "3 calendar days", True),
        ("5 business days", "1 month", False),
        ("24 calendar hours", "30 business hours", False),
        ("24 calendar hours", "4 business hours", None),
        ("1 month", "30 calendar days", None),
        ("1 week", "5 business days", None),
    ],
)
def test_people_agree_which_time_is_longer(one: str, other: str, expected: bool | None) -> None:
    assert told(one, other) is expected


def test_without_a_calendar_a_business_day_has_no_length() -> None:
    day, hours = Duration.parse("1 business day"), Duration.parse("30 business hours")
    assert longer(day, hours, None) is None
    assert longer(hours, Duration.parse("90 minutes"), None) is True


@given(DAYS, HOURS, TIMES, TIMES, STARTS)
def test_what_is_called_longer_ends_later_whenever_it_begins(
    days: set[str], hours: str, one: Duration, other: Duration, start: datetime
) -> None:
    office = calendar(days, hours)
    said = longer(one, other, office)
    assume(said is not None)
    ends = [deadline(start, each, office) for each in (one, other)]
    if one.unit in OPENING and other.unit in OPENING:
        first, second = (elapsed(start, end, office) for end in ends)
        assert (first > second) is said
    else:
        assert ends[0] >= ends[1] if said else ends[0] <= ends[1]


@given(DAYS, HOURS, TIMES, TIMES)
def test_of_two_times_at_most_one_is_longer(
    days: set[str], hours: str, one: Duration, other: Duration
) -> None:
    office = calendar(days, hours)
    assert longer(one, one, office) is False
    assert not (longer(one, other, office) and longer(other, one, office))


@given(DAYS, HOURS)
def test_the_longest_closed_time_lies_between_closing_and_opening(
    days: set[str], hours: str
) -> None:
    office = calendar(days, hours)
    closed = longest_closed(office)
    assert closed is not None
    assert (closed == 0) is never_closed(office)
    begun = (MONDAY + timedelta(minutes=30 * n) for n in range(2 * 24 * 7))
    waits = [deadline(each, Duration.parse("1 minute"), office) - each for each in begun]
    assert max(waits) == timedelta(minutes=closed + 1)


def test_a_calendar_that_never_opens_is_closed_without_end() -> None:
    assert longest_closed(OFFICE.model_copy(update={"week": Week()})) is None
