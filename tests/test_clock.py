"""Deadlines that both sides can trust: working hours, holidays, time zones, examples."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sla_writer import clock
from sla_writer.agreement.calendars import Calendar, Hours, TimeLimit
from sla_writer.agreement.values import Duration, Unit
from sla_writer.errors import SlaWriterError

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
UNDECIDED = {"undecided": {"who": "rop", "by": "2026-12-01"}}


def calendar(hours: str = "09:00-18:00", /, **more: object) -> Calendar:
    week = dict.fromkeys(WEEKDAYS[:5], hours)
    data = {"id": "office", "name": "Office", "zone": "Europe/Moscow", "week": week, **more}
    return Calendar.model_validate(data)


def limit(within: object, **more: object) -> TimeLimit:
    data = {
        "id": "first-touch", "name": "First touch", "start": "assigned", "stop": "first-attempt",
        "within": within, "calendar": "office", "statistic": "every", "owner": "rop", **more,
    }  # fmt: skip
    return TimeLimit.model_validate(data)


def at(text: str, zone: str = "Europe/Moscow") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def due(start: str, within: str, when: Calendar | None, zone: str = "Europe/Moscow") -> str:
    found = clock.deadline(at(start, zone), Duration.parse(within), when)
    return found.strftime("%a %d %b %H:%M")


def test_a_lead_handed_over_late_on_friday_is_due_on_monday() -> None:
    assert due("2026-10-02 17:30", "4 business hours", calendar()) == "Mon 05 Oct 12:30"


@pytest.mark.parametrize(
    ("within", "expected"),
    [
        ("24 calendar hours", "Sat 04 Jul 16:00"),
        ("1 business day", "Mon 06 Jul 16:00"),
        ("24 business hours", "Wed 08 Jul 13:00"),
    ],
)
def test_24_hours_have_three_readings(within: str, expected: str) -> None:
    assert due("2026-07-03 16:00", within, calendar()) == expected


@pytest.mark.parametrize(
    ("name", "hours", "start", "within", "expected"),
    [
        ("B1", "09:00-17:00", "2026-07-02 15:00", "4 business hours", "Fri 03 Jul 11:00"),
        ("B2", "09:00-17:00", "2026-07-01 18:00", "4 business hours", "Thu 02 Jul 13:00"),
        ("B3", "09:00-17:00", "2026-06-30 11:00", "8 business hours", "Wed 01 Jul 11:00"),
        # Its page makes of 24 hours "24/9 = 2.25 working days"; its days have 8 hours: 3 of them.
        ("B3, 24 h", "09:00-17:00", "2026-06-30 11:00", "24 business hours", "Fri 03 Jul 11:00"),
        # Printed there as Tuesday: of Friday's 4 hours one is used by 17:00, three are left.
        ("B4", "08:00-17:00", "2026-07-03 16:00", "4 business hours", "Mon 06 Jul 11:00"),
        ("B5", "09:00-17:00", "2026-07-03 16:00", "4 business hours", "Mon 06 Jul 12:00"),
        ("B6", "09:00-17:00", "2026-07-01 16:00", "4 business hours", "Thu 02 Jul 12:00"),
    ],
)
def test_published_examples(name: str, hours: str, start: str, within: str, expected: str) -> None:
    office = calendar(hours)
    assert due(start, within, office) == expected, name
    ran = clock.running(limit(within), office, at(start))
    assert f"{clock.due(ran):%a %d %b %H:%M}" == expected, name
    told = [step for step in clock.account(ran) if step.what is clock.What.RUNS]
    hours_told = sum((step.took for step in told), timedelta()) / timedelta(hours=1)
    assert hours_told == int(within.split()[0]), name


def test_24_working_hours_of_8_a_day_are_3_days_and_not_2_and_a_quarter() -> None:
    office = calendar("09:00-17:00")
    in_hours = due("2026-06-30 11:00", "24 business hours", office)
    assert in_hours == due("2026-06-30 11:00", "3 business days", office)
    assert in_hours != due("2026-06-30 11:00", "2.25 business days", office)


@pytest.mark.parametrize(
    ("start", "within", "expected"),
    [
        ("2026-07-03 18:00", "1 business day", "Tue 07 Jul 09:00"),
        ("2026-07-04 12:00", "2 business days", "Wed 08 Jul 09:00"),
        ("2026-07-04 12:00", "0 business days", "Sat 04 Jul 12:00"),
        ("2026-07-04 12:00", "0 minutes", "Sat 04 Jul 12:00"),
        ("2026-07-03 14:00", "4 business hours", "Fri 03 Jul 18:00"),
        ("2026-07-03 16:00", "0.5 business days", "Mon 06 Jul 11:30"),
        ("2026-07-03 16:00", "1.5 business hours", "Fri 03 Jul 17:30"),
        ("2026-07-03 16:00", "1 calendar day", "Sat 04 Jul 16:00"),
        ("2026-07-03 16:00", "1 week", "Fri 10 Jul 16:00"),
        ("2026-08-31 16:00", "1 month", "Wed 30 Sep 16:00"),
        ("2027-01-31 16:00", "1 month", "Sun 28 Feb 16:00"),
        ("2027-01-31 16:00", "0.5 months", "Sun 14 Feb 16:00"),
    ],
)
def test_every_unit_ends_when_it_says(start: str, within: str, expected: str) -> None:
    assert due(start, within, calendar()) == expected


def test_a_business_day_ends_within_the_hours_of_its_day() -> None:
    friday = "10:00-13:00, 14:00-16:00"
    week = {"thursday": "09:00-20:00", "friday": friday, "saturday": "12:00-15:00"}
    office = calendar(week=week)
    assert due("2026-07-02 19:00", "1 business day", office) == "Fri 03 Jul 16:00"
    assert due("2026-07-02 09:10", "1 business day", office) == "Fri 03 Jul 10:00"
    assert due("2026-07-02 13:30", "1 business day", office) == "Fri 03 Jul 14:00"
    assert due("2026-07-03 15:30", "2 business days", office) == "Thu 09 Jul 15:30"


def test_without_a_calendar_the_clock_never_stops() -> None:
    assert due("2026-07-03 16:00", "24 business hours", None) == "Sat 04 Jul 16:00"
    assert due("2026-07-03 16:00", "1 business day", None) == "Sat 04 Jul 16:00"
    assert due("2026-07-03 23:50", "15 minutes", None) == "Sat 04 Jul 00:05"


def test_a_lunch_break_stops_the_clock() -> None:
    office = calendar("09:00-13:00, 14:00-18:00")
    assert due("2026-07-03 12:30", "1 business hour", office) == "Fri 03 Jul 14:30"
    assert not clock.is_open(at("2026-07-03 13:30"), office)


def test_days_on_and_off_and_with_hours_of_their_own() -> None:
    office = calendar(
        week={"monday": "09:00-18:00", "friday": "10:00-16:00", "sunday": "12:00-14:00"},
        holidays=[{"day": day, "name": "Holiday"} for day in ("2026-11-02", "2026-11-06")],
        working_days=["2026-11-03", "2026-11-06", "2026-11-08", "2026-11-09"],
        days_off=["2026-11-09", "2026-11-13"],
        special_days=[{"day": "2026-11-13", "hours": "09:00-12:00"}],
    )
    hours = {day: str(clock.opening(date(2026, 11, day), office) or "") for day in range(2, 14)}
    assert {day: said for day, said in hours.items() if said} == {
        3: "09:00-18:00", 6: "10:00-16:00", 8: "12:00-14:00", 13: "09:00-12:00",
    }  # fmt: skip


def test_closing_time_is_closed_and_opening_time_is_open() -> None:
    office = calendar()
    assert clock.is_open(at("2026-07-03 09:00"), office)
    assert clock.is_open(at("2026-07-03 17:59"), office)
    assert not clock.is_open(at("2026-07-03 18:00"), office)
    assert not clock.is_open(at("2026-07-04 12:00"), office)
    assert clock.is_open(at("2026-07-03 08:00", "Europe/Berlin"), office), "09:00 in Moscow"


def test_working_time_between_two_instants() -> None:
    office = calendar()
    friday, monday = at("2026-07-03 17:00"), at("2026-07-06 10:00")
    assert clock.elapsed(friday, monday, office) == timedelta(hours=2)
    assert clock.elapsed(monday, friday, office) == timedelta()
    assert clock.elapsed(at("2026-07-04 00:00"), at("2026-07-05 23:00"), office) == timedelta()
    assert clock.elapsed(friday, at("2026-07-03 18:30"), None) == timedelta(hours=1.5)


# --- time zones ----------------------------------------------------------------------------------

ALWAYS = dict.fromkeys(WEEKDAYS, "00:00-24:00")
NIGHTS = dict.fromkeys(WEEKDAYS, "00:00-06:00")


@pytest.mark.parametrize(
    ("zone", "start", "within", "expected"),
    [
        ("Europe/Berlin", "2026-03-28 23:00", "4 business hours", "Sun 29 Mar 05:00"),
        ("Europe/Berlin", "2026-10-24 23:00", "4 business hours", "Sun 25 Oct 03:00"),
        ("America/New_York", "2026-03-07 23:00", "4 business hours", "Sun 08 Mar 05:00"),
        ("America/New_York", "2026-10-31 23:00", "4 business hours", "Sun 01 Nov 03:00"),
    ],
)
def test_night_shifts_are_an_hour_shorter_or_longer_when_clocks_change(
    zone: str, start: str, within: str, expected: str
) -> None:
    assert due(start, within, calendar(week=NIGHTS, zone=zone), zone) == expected


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York"])
def test_calendar_days_keep_the_clock_time_and_calendar_hours_their_length(zone: str) -> None:
    first = "2026-03-28" if zone == "Europe/Berlin" else "2026-03-07"
    start, office = at(f"{first} 15:00", zone), calendar(zone=zone)
    a_day = clock.deadline(start, Duration.parse("1 calendar day"), office)
    hours = clock.deadline(start, Duration.parse("24 calendar hours"), office)
    assert (a_day.hour, hours.hour) == (15, 16)
    assert a_day.astimezone(UTC) - start.astimezone(UTC) == timedelta(hours=23)


def test_a_due_time_that_the_clock_skips_is_the_moment_of_the_skip() -> None:
    office = calendar(week=ALWAYS, zone="Europe/Berlin")
    assert due("2026-03-28 02:30", "1 calendar day", office, "Europe/Berlin") == "Sun 29 Mar 03:00"
    assert due("2026-03-28 02:30", "1 business day", office, "Europe/Berlin") == "Sun 29 Mar 03:00"


def test_a_due_time_that_comes_twice_is_the_first() -> None:
    office = calendar(week=ALWAYS, zone="Europe/Berlin")
    start = at("2026-10-24 02:30", "Europe/Berlin")
    found = clock.deadline(start, Duration.parse("1 calendar day"), office)
    assert found.astimezone(UTC) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_the_deadline_stands_in_the_calendars_zone_whoever_asks() -> None:
    start = at("2026-10-02 10:30", "America/New_York")
    found = clock.deadline(start, Duration.parse("4 business hours"), calendar())
    assert found.isoformat() == "2026-10-05T12:30:00+03:00"


def test_an_instant_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        clock.deadline(datetime(2026, 7, 3), Duration.parse("1 minute"), calendar())
    with pytest.raises(ValueError, match="time zone"):
        clock.elapsed(at("2026-07-03"), datetime(2026, 7, 3), calendar())


@pytest.mark.parametrize(
    "within", ["1 minute", "1 business day", "999999999999999 business hours", "999999999 months"]
)
def test_a_calendar_that_never_opens_has_no_deadline(within: str) -> None:
    with pytest.raises(SlaWriterError) as caught:
        clock.deadline(at("2026-07-03 12:00"), Duration.parse(within), calendar(week={}))
    assert caught.value.key == "error-no-deadline"


def test_an_undecided_zone_is_said_and_never_guessed() -> None:
    with pytest.raises(SlaWriterError) as caught:
        clock.deadline(at("2026-07-03 12:00"), Duration.parse("1 minute"), calendar(zone=UNDECIDED))
    assert caught.value.key == "error-zone-undecided"


# --- laws ----------------------------------------------------------------------------------------

ZONES = ("Europe/Moscow", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe")
LAW = settings(deadline=None, max_examples=60)
FIRST = datetime(2026, 1, 1, tzinfo=UTC)


@st.composite
def hours(draw: st.DrawFn) -> Hours:
    """Opening hours without an edge in the hours that a change of clocks can skip or repeat."""
    edges = [m for m in range(0, 24 * 60 + 1, 15) if not 60 <= m <= 180]
    count = 2 * draw(st.integers(1, 3))
    chosen = sorted(draw(st.sets(st.sampled_from(edges), min_size=count, max_size=count)))
    return Hours(tuple(zip(chosen[::2], chosen[1::2], strict=True)))


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    week = draw(st.dictionaries(st.sampled_from(WEEKDAYS), hours(), min_size=1))
    days = st.dates(date(2026, 1, 1), date(2026, 12, 31))
    off, on = draw(st.sets(days, max_size=20)), draw(st.sets(days, max_size=10))
    special = draw(st.dictionaries(days, hours(), max_size=5))
    return calendar(
        zone=draw(st.sampled_from(ZONES)),
        week=week,
        holidays=[{"day": day, "name": "Holiday"} for day in sorted(off)],
        working_days=sorted(on),
        special_days=[{"day": day, "hours": special[day]} for day in sorted(special)],
    )


instants = st.integers(0, 365 * 24 * 60).map(lambda minutes: FIRST + timedelta(minutes=minutes))
open_amounts = st.builds(
    Duration,
    st.decimals(0, 40, places=2),
    st.sampled_from([Unit.MINUTE, Unit.BUSINESS_HOUR]),
)
amounts = st.builds(Duration, st.decimals(0, 30, places=1), st.sampled_from(Unit))


def length(within: Duration) -> timedelta:
    seconds = within.amount * (60 if within.unit is Unit.MINUTE else 3600)
    return timedelta(microseconds=int(seconds * 1_000_000))


@LAW
@given(calendars(), instants, open_amounts)
def test_the_working_time_up_to_a_deadline_is_the_time_allowed(
    office: Calendar, start: datetime, within: Duration
) -> None:
    assert clock.elapsed(start, clock.deadline(start, within, office), office) == length(within)


@LAW
@given(calendars(), instants, open_amounts, st.decimals(0, 40, places=2))
def test_time_allowed_in_two_parts_ends_when_the_whole_does(
    office: Calendar, start: datetime, within: Duration, more: Decimal
) -> None:
    first = clock.deadline(start, within, office)
    both = clock.deadline(first, Duration(more, within.unit), office)
    assert both == clock.deadline(start, Duration(within.amount + more, within.unit), office)


@LAW
@given(calendars(), instants, st.integers(0, 5000), amounts)
def test_a_later_start_is_never_due_earlier(
    office: Calendar, start: datetime, minutes: int, within: Duration
) -> None:
    later = start + timedelta(minutes=minutes)
    zone = ZoneInfo(str(office.zone))
    assume(not start.astimezone(zone).fold and not later.astimezone(zone).fold)
    assert clock.deadline(start, within, office) <= clock.deadline(later, within, office)


@LAW
@given(calendars(), instants, amounts, st.decimals(0, 3, places=1))
def test_more_time_is_never_due_earlier(
    office: Calendar, start: datetime, within: Duration, more: Decimal
) -> None:
    longer = Duration(within.amount + more, within.unit)
    assert clock.deadline(start, within, office) <= clock.deadline(start, longer, office)


def walked(start: datetime, minutes: int, office: Calendar) -> datetime:
    """The deadline found by looking at the clock on the wall minute by minute."""
    zone, instant = ZoneInfo(str(office.zone)), start
    while minutes:
        minutes -= opened(instant.astimezone(zone), office)
        instant += timedelta(minutes=1)
    return instant


def opened(local: datetime, office: Calendar) -> bool:
    day, minute = local.date(), local.hour * 60 + local.minute
    week = [getattr(office.week, name) for name in WEEKDAYS]
    ordinary = next(each for each in week if each)
    today = week[day.weekday()]
    if day in {each.day for each in office.holidays}:
        today = None
    if day in office.working_days:
        today = week[day.weekday()] or ordinary
    for special in office.special_days:
        today = special.hours if special.day == day else today
    return bool(today) and any(opens <= minute < closes for opens, closes in today.spans)


CHANGES = (datetime(2026, 3, 7, tzinfo=UTC), datetime(2026, 3, 28, tzinfo=UTC),
           datetime(2026, 10, 24, tzinfo=UTC), datetime(2026, 10, 31, tzinfo=UTC))  # fmt: skip
near_changes = st.builds(
    lambda day, minutes: day + timedelta(minutes=minutes),
    st.sampled_from(CHANGES),
    st.integers(0, 2000),
)


@settings(deadline=None, max_examples=25)
@given(
    calendars(),
    instants | near_changes,
    st.integers(1, 300),
)
def test_the_same_deadline_as_a_walk_minute_by_minute(
    office: Calendar, start: datetime, minutes: int
) -> None:
    within = Duration(Decimal(minutes), Unit.MINUTE)
    found = clock.deadline(start, within, office)
    assume(found - start < timedelta(days=8))
    assert found == walked(start, minutes, office)
    assert clock.elapsed(start, found, office) == timedelta(minutes=minutes)


# --- examples for the annex ----------------------------------------------------------------------


def told(found: tuple[clock.Example, ...]) -> list[tuple[str, str, str, bool]]:
    form = "%a %d %b %H:%M"
    return [(e.case.value, e.start.strftime(form), e.due.strftime(form), e.waited) for e in found]


def moscow(**more: object) -> Calendar:
    official = clock.holidays_for("RU", (2026, 2027))
    return calendar(holidays=official.holidays, working_days=official.working_days, **more)


def test_the_annex_tells_four_cases() -> None:
    found = clock.examples(limit("4 business hours"), moscow(), date(2026, 10, 1))
    assert told(found) == [
        ("working-day", "Thu 01 Oct 10:00", "Thu 01 Oct 14:00", False),
        ("end-of-week", "Fri 02 Oct 17:30", "Mon 05 Oct 12:30", True),
        ("closed", "Sat 03 Oct 12:00", "Mon 05 Oct 13:00", True),
        ("before-holiday", "Tue 03 Nov 17:30", "Thu 05 Nov 12:30", True),
    ]
    assert [e.runs_from == e.start for e in found] == [True, True, False, True]
    assert found[2].runs_from == at("2026-10-05 09:00")


def test_the_annex_of_a_quarter_that_begins_with_holidays() -> None:
    found = clock.examples(limit("4 business hours"), moscow(), date(2027, 1, 1))
    assert [start for _, start, _, _ in told(found)] == [
        "Mon 11 Jan 10:00", "Fri 15 Jan 17:30", "Sat 16 Jan 12:00", "Sat 20 Feb 17:30",
    ]  # fmt: skip


def test_the_annex_shows_a_short_day_before_a_holiday() -> None:
    office = moscow(special_days=[{"day": "2026-11-03", "hours": "09:00-17:00"}])
    found = clock.examples(limit("4 business hours"), office, date(2026, 10, 1))
    assert told(found)[3][1:3] == ("Tue 03 Nov 16:30", "Thu 05 Nov 12:30")


def test_calendar_time_does_not_wait() -> None:
    found = clock.examples(limit("24 calendar hours"), moscow(), date(2026, 10, 1))
    assert [e.waited for e in found] == [False] * 4
    assert told(found)[1][2] == "Sat 03 Oct 17:30"


def test_people_on_call_do_not_wait_for_the_opening() -> None:
    on_call = limit("30 minutes", out_of_hours="on-call")
    found = clock.examples(on_call, moscow(), date(2026, 10, 1))
    assert told(found)[2] == ("closed", "Sat 03 Oct 12:00", "Sat 03 Oct 12:30", False)


def test_the_annex_of_a_desk_that_never_closes_has_no_closed_case() -> None:
    found = clock.examples(limit("30 minutes"), calendar(week=ALWAYS), date(2026, 10, 1))
    assert [e.case for e in found] == [clock.Case.WORKING_DAY, clock.Case.END_OF_WEEK]


def test_a_working_day_is_no_weekend_even_where_the_desk_is_open_all_week() -> None:
    found = clock.examples(limit("30 minutes"), calendar(week=ALWAYS), date(2026, 10, 31))
    assert told(found)[0][1] == "Mon 02 Nov 10:00"


def test_a_desk_open_on_saturdays_ends_its_week_on_friday_and_is_closed_on_sunday() -> None:
    week = {**dict.fromkeys(WEEKDAYS[:5], "08:00-20:00"), "saturday": "10:00-16:00"}
    found = clock.examples(limit("4 business hours"), calendar(week=week), date(2026, 10, 1))
    assert [(start, end) for _, start, end, _ in told(found)][1:] == [
        ("Fri 02 Oct 19:30", "Sat 03 Oct 13:30"),
        ("Sun 04 Oct 12:00", "Mon 05 Oct 12:00"),
    ]


@pytest.mark.parametrize(
    ("within", "office"),
    [
        (UNDECIDED, calendar()),
        ("4 business hours", calendar(zone=UNDECIDED)),
        ("4 business hours", None),
        ("4 business hours", calendar(week={})),
        ("999999999999999 business hours", calendar()),
        ("999999999999999 months", calendar()),
    ],
)
def test_what_is_open_has_no_examples(within: object, office: Calendar | None) -> None:
    assert clock.examples(limit(within), office, date(2026, 10, 1)) == ()


def test_an_undecided_rule_out_of_hours_leaves_only_that_case_out() -> None:
    undecided = limit("4 business hours", out_of_hours=UNDECIDED)
    found = clock.examples(undecided, moscow(), date(2026, 10, 1))
    assert clock.Case.CLOSED not in [e.case for e in found]
    assert len(found) == 3


@pytest.mark.parametrize(("first_day", "count"), [(date(1, 1, 1), 3), (date(9999, 10, 1), 0)])
def test_the_ends_of_time_break_nothing(first_day: date, count: int) -> None:
    assert len(clock.examples(limit("4 business hours"), calendar(), first_day)) == count


@LAW
@given(calendars(), st.dates(date(2026, 1, 1), date(2027, 1, 1)), amounts)
def test_examples_are_the_same_every_time_and_keep_their_own_law(
    office: Calendar, first_day: date, within: Duration
) -> None:
    found = clock.examples(limit(str(within)), office, first_day)
    assert found == clock.examples(limit(str(within)), office, first_day)
    assert len({e.start for e in found}) == len(found)
    assert all(e.start <= e.runs_from <= e.due for e in found if within.amount >= 1)
    assert all(first_day <= e.start.date() for e in found)


# --- official holidays ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "works"),
    [
        ("2024-04-27", True), ("2024-12-28", True), ("2025-05-02", False), ("2025-11-01", True),
        ("2026-01-09", False), ("2026-12-31", False), ("2027-02-20", True), ("2027-02-22", False),
    ],
)  # fmt: skip
def test_russian_transfers_and_working_saturdays(day: str, works: bool) -> None:
    official = clock.holidays_for("RU", [int(day[:4])])
    office = calendar(holidays=official.holidays, working_days=official.working_days)
    assert (clock.opening(date.fromisoformat(day), office) is not None) == works


def test_russian_days_off_of_two_years_are_in_order_and_say_where_they_are_from() -> None:
    found = clock.holidays_for("RU", (2027, 2026))
    days = [holiday.day for holiday in found.holidays]
    assert days == sorted(days)
    assert found.working_days == (date(2027, 2, 20),)
    assert found.source.startswith("holidays 0.")
    assert found.source.endswith(", RU 2026, 2027")


def test_the_states_of_germany_have_days_off_of_their_own() -> None:
    def days(state: str) -> set[date]:
        return {each.day for each in clock.holidays_for(state, [2026]).holidays}

    everywhere = days("DE")
    assert date(2026, 10, 3) in everywhere
    assert days("DE-BY") - everywhere >= {date(2026, 1, 6), date(2026, 6, 4), date(2026, 11, 1)}
    assert days("DE-SN") - everywhere == {date(2026, 10, 31), date(2026, 11, 18)}
    assert days("DE-BE") - everywhere == {date(2026, 3, 8)}


def test_holidays_are_named_in_both_languages_where_both_are_known() -> None:
    name = clock.holidays_for("RU", [2026]).holidays[-2].name
    assert (name.get("ru"), name.get("en")) == ("День народного единства", "Unity Day")
    german = clock.holidays_for("DE-BY", [2026]).holidays[1]
    assert (german.day, german.name.get("ru")) == (date(2026, 1, 6), "Epiphany")


def test_american_holidays_that_are_observed_on_another_day() -> None:
    days = {each.day: each.name.get("en") for each in clock.holidays_for("US", [2026]).holidays}
    assert days[date(2026, 7, 3)] == "Independence Day (observed)"
    assert days[date(2026, 6, 19)] == "Juneteenth National Independence Day"
    assert days[date(2026, 1, 1)] == "New Year’s Day"
    assert {day.year for day in days} == {2026}
    later = {each.day for each in clock.holidays_for("US", [2027]).holidays}
    assert {date(2027, 6, 18), date(2027, 7, 5), date(2027, 12, 24)} <= later, "observed"


@pytest.mark.parametrize("country", ["XX", "DE-XX", "", "Россия"])
def test_an_unknown_country_is_one_message(country: str) -> None:
    with pytest.raises(SlaWriterError) as caught:
        clock.holidays_for(country, [2026])
    assert caught.value.key == "error-holidays-country"


def test_the_new_year_holidays_stop_the_clock() -> None:
    assert due("2026-12-30 17:30", "4 business hours", moscow()) == "Mon 11 Jan 12:30"
    assert due("2027-02-19 17:30", "4 business hours", moscow()) == "Sat 20 Feb 12:30"


def test_midnight_belongs_to_the_day_that_ends() -> None:
    office = calendar(week={"friday": "09:00-24:00"})
    assert due("2026-07-03 23:30", "30 minutes", office) == "Sat 04 Jul 00:00"
    assert clock.opening(date(2026, 7, 3), office) == Hours(((540, 1440),))
    assert clock.is_open(at("2026-07-03 23:59"), office)


def test_a_time_zone_names_the_country_whose_holidays_are_proposed() -> None:
    zones = ("Europe/Moscow", "America/New_York", "Europe/Berlin", "UTC", "Nowhere/Else")
    assert [clock.country_of(zone) for zone in zones] == ["RU", "US", "DE", None, None]
    assert {"RU", "US", "DE", "KZ"} <= set(clock.countries())
