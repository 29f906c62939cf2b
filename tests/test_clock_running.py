"""A clock that is paused and started anew: nobody loses time, and nobody wins any by a trick."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from test_clock import (
    NIGHTS,
    UNDECIDED,
    amounts,
    at,
    calendar,
    calendars,
    instants,
    length,
    limit,
    moscow,
    open_amounts,
)

from sla_writer import clock
from sla_writer.agreement.calendars import Calendar, Pause, RestartOn, TimeLimit
from sla_writer.agreement.values import Duration
from sla_writer.clock import Closed, Paused, Refusal, Restarted, What
from sla_writer.errors import SlaWriterError

WAITING = Pause.WAITING_FOR_MARKETING
PAUSES = [str(each) for each in Pause]
OFFICE = calendar()


def paused(since: str, until: str, why: Pause | None = None) -> Paused:
    return Paused(at(since), at(until), why)


def ran(rule: TimeLimit, start: str, *happened: clock.Happening, office: Calendar = OFFICE) -> str:
    return f"{clock.due(clock.running(rule, office, at(start), happened)):%a %d %b %H:%M}"


def told(running: clock.Running) -> list[str]:
    """The steps in short: when, what, and what is special about it."""
    found = []
    for step in clock.account(running):
        name = step.name.any()[1] if step.name else ""
        more = step.closed or step.refusal or step.day or ""
        found.append(" ".join(filter(None, (f"{step.since:%d.%m %H:%M}", step.what, more, name))))
    return found


# --- pauses -------------------------------------------------------------------------------------


def test_a_pause_moves_the_due_instant_by_the_working_time_it_took() -> None:
    rule = limit("4 business hours", pauses=PAUSES)
    assert ran(rule, "2026-10-02 16:00") == "Mon 05 Oct 11:00"
    assert ran(rule, "2026-10-02 16:00", paused("2026-10-02 17:00", "2026-10-05 10:00")) == (
        "Mon 05 Oct 13:00"
    )
    assert ran(rule, "2026-10-02 16:00", paused("2026-10-03 10:00", "2026-10-04 20:00")) == (
        "Mon 05 Oct 11:00"
    ), "nobody works on the weekend anyway"


def test_a_reason_that_was_not_agreed_does_not_stop_the_clock() -> None:
    rule = limit("4 business hours", pauses=[str(WAITING)])
    other = paused("2026-10-02 16:30", "2026-10-02 17:30", Pause.DISPUTE_OPEN)
    agreed = paused("2026-10-02 16:30", "2026-10-02 17:30", WAITING)
    assert ran(rule, "2026-10-02 16:00", other) == "Mon 05 Oct 11:00"
    assert ran(rule, "2026-10-02 16:00", agreed) == "Mon 05 Oct 12:00"
    running = clock.running(rule, OFFICE, at("2026-10-02 16:00"), [other])
    assert [why for _, why in running.refused] == [Refusal.NOT_AGREED]


@pytest.mark.parametrize(
    ("longest", "expected"),
    [
        ("30 minutes", "Mon 05 Oct 11:30"),
        ("1 business hour", "Mon 05 Oct 12:00"),
        ("1 calendar hour", "Mon 05 Oct 12:00"),
        ("1 business day", "Tue 06 Oct 11:00"),
        (None, "Tue 06 Oct 13:00"),
    ],
)
def test_time_over_the_longest_pause_counts(longest: str | None, expected: str) -> None:
    rule = limit("4 business hours", pauses=PAUSES, longest_pause=longest)
    pause = paused("2026-10-02 16:30", "2026-10-06 09:30")
    assert ran(rule, "2026-10-02 16:00", pause) == expected


def test_pauses_that_overlap_hold_the_clock_once() -> None:
    rule = limit("4 business hours", pauses=PAUSES)
    two = (
        paused("2026-10-01 10:00", "2026-10-01 12:00", WAITING),
        paused("2026-10-01 11:00", "2026-10-01 13:00", Pause.DISPUTE_OPEN),
    )
    assert ran(rule, "2026-10-01 09:00", *two) == "Thu 01 Oct 16:00"


def test_a_pause_before_the_start_or_after_the_end_takes_nothing() -> None:
    rule = limit("4 business hours", pauses=PAUSES)
    running = clock.running(
        rule,
        OFFICE,
        at("2026-10-01 10:00"),
        [
            paused("2026-10-01 08:00", "2026-10-01 09:30"),
            paused("2026-10-01 14:00", "2026-10-02 09:00"),
        ],
    )
    assert [why for _, why in running.refused] == [Refusal.TOO_EARLY, Refusal.TOO_LATE]
    assert clock.due(running) == at("2026-10-01 14:00")


def test_business_days_lose_the_working_hours_of_a_pause() -> None:
    rule = limit("5 business days", pauses=PAUSES)
    pause = paused("2026-10-06 17:00", "2026-10-08 11:00")
    assert ran(rule, "2026-10-02 16:00") == "Fri 09 Oct 16:00"
    assert ran(rule, "2026-10-02 16:00", pause) == "Tue 13 Oct 10:00", "1 + 9 + 2 hours later"
    later = paused("2026-10-12 09:00", "2026-10-12 12:00")
    running = clock.running(rule, OFFICE, at("2026-10-02 16:00"), [pause, later])
    [moved] = [step for step in clock.account(running) if step.what is What.MOVED]
    assert moved.took == timedelta(hours=12), "what the first took; the second comes after that"
    assert moved.until == at("2026-10-13 13:00")


def test_calendar_time_loses_all_the_time_of_a_pause() -> None:
    rule = limit("2 calendar days", pauses=PAUSES)
    pause = paused("2026-10-03 12:00", "2026-10-04 12:00")
    assert ran(rule, "2026-10-02 16:00", pause) == "Mon 05 Oct 16:00"


def test_a_pause_must_end_after_it_begins() -> None:
    with pytest.raises(ValueError, match="pause"):
        ran(limit("1 minute"), "2026-10-02 16:00", paused("2026-10-02 17:00", "2026-10-02 16:00"))


# --- new clocks ---------------------------------------------------------------------------------

RESTARTS = {"on": "owner-changed", "most": 1}


def test_a_new_owner_gets_a_full_clock_as_often_as_agreed() -> None:
    rule = limit("4 business hours", restart=RESTARTS)
    first, second = Restarted(at("2026-10-01 11:00")), Restarted(at("2026-10-01 13:00"))
    assert ran(rule, "2026-10-01 10:00", first) == "Thu 01 Oct 15:00"
    assert ran(rule, "2026-10-01 10:00", second, first) == "Thu 01 Oct 15:00"
    running = clock.running(rule, OFFICE, at("2026-10-01 10:00"), [second, first])
    assert running.refused == ((Restarted(second.at.astimezone(UTC)), Refusal.TOO_OFTEN),)


def test_a_new_clock_does_not_mend_one_that_has_run_out() -> None:
    rule = limit("4 business hours", restart={"on": "owner-changed"})
    late, in_time = Restarted(at("2026-10-01 14:01")), Restarted(at("2026-10-01 14:00"))
    assert ran(rule, "2026-10-01 10:00", late) == "Thu 01 Oct 14:00"
    assert ran(rule, "2026-10-01 10:00", in_time) == "Thu 01 Oct 18:00"


@pytest.mark.parametrize(
    ("agreed", "why", "counts"),
    [
        (RESTARTS, RestartOn.OWNER_CHANGED, True),
        (RESTARTS, RestartOn.REPLY_RECEIVED, False),
        ({"on": "reply-received"}, RestartOn.REPLY_RECEIVED, True),
        ({"on": "requalified"}, None, True),
        ({"on": "never"}, None, False),
        (None, RestartOn.OWNER_CHANGED, False),
    ],
)
def test_only_what_was_agreed_starts_a_new_clock(
    agreed: object, why: RestartOn | None, counts: bool
) -> None:
    rule = limit("4 business hours", restart=agreed)
    expected = "Thu 01 Oct 15:00" if counts else "Thu 01 Oct 14:00"
    assert ran(rule, "2026-10-01 10:00", Restarted(at("2026-10-01 11:00"), why)) == expected


def test_a_pause_that_goes_on_holds_the_new_clock_too() -> None:
    rule = limit("4 business hours", restart=RESTARTS, pauses=PAUSES)
    happened = (paused("2026-10-01 11:00", "2026-10-01 13:00"), Restarted(at("2026-10-01 12:00")))
    assert ran(rule, "2026-10-01 10:00", *happened) == "Thu 01 Oct 17:00"


# --- out of hours, relief, the other amounts ----------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "expected", "step"),
    [
        ("next-opening", "Mon 05 Oct 09:30", None),
        ("acknowledge", "Mon 05 Oct 09:30", What.ACKNOWLEDGED),
        ("on-call", "Sat 03 Oct 12:30", What.ON_CALL),
        (None, "Mon 05 Oct 09:30", None),
    ],
)
def test_what_happens_out_of_hours(rule: str | None, expected: str, step: What | None) -> None:
    running = clock.running(limit("30 minutes", out_of_hours=rule), OFFICE, at("2026-10-03 12:00"))
    assert f"{clock.due(running):%a %d %b %H:%M}" == expected
    found = {each.what for each in clock.account(running)}
    assert found & {What.ACKNOWLEDGED, What.ON_CALL} == ({step} if step else set())


def test_people_on_call_are_called_only_while_the_calendar_is_closed() -> None:
    rule = limit("4 business hours", out_of_hours="on-call")
    assert ran(rule, "2026-10-02 17:00") == "Mon 05 Oct 12:00"


def test_a_relief_a_target_and_a_step_run_on_the_same_clock() -> None:
    rule = limit("4 business hours", pauses=PAUSES, restart=RESTARTS)
    happened = (paused("2026-10-01 11:30", "2026-10-01 12:30"), Restarted(at("2026-10-01 11:00")))
    start = at("2026-10-01 10:00")
    running = clock.running(rule, OFFICE, start, happened)
    found = [
        f"{clock.due(running, Duration.parse(within)):%a %H:%M}"
        for within in ("1 business hour", "4 business hours", "8 business hours", "1 calendar day")
    ]
    assert found == ["Thu 13:00", "Thu 16:00", "Fri 11:00", "Fri 12:00"]
    relieved = clock.running(rule, OFFICE, start, happened, Duration.parse("8 business hours"))
    assert clock.due(relieved) == clock.due(running, Duration.parse("8 business hours"))


def test_under_relief_a_new_clock_may_start_later() -> None:
    rule = limit("4 business hours", restart=RESTARTS)
    happened = [Restarted(at("2026-10-01 17:00"))]
    start, eight = at("2026-10-01 10:00"), Duration.parse("8 business hours")
    assert clock.due(clock.running(rule, OFFICE, start, happened)) == at("2026-10-01 14:00")
    relieved = clock.running(rule, OFFICE, start, happened, eight)
    assert clock.due(relieved) == at("2026-10-02 16:00")


# --- kept or not --------------------------------------------------------------------------------


def test_the_due_instant_itself_is_in_time() -> None:
    running = clock.running(limit("4 business hours"), OFFICE, at("2026-10-01 10:00"))
    assert clock.kept(running, at("2026-10-01 14:00"))
    assert not clock.kept(running, at("2026-10-01 14:01"))
    assert clock.worked(running, at("2026-10-01 11:30")) == timedelta(hours=1.5)
    assert clock.worked(running, at("2026-10-01 09:00")) == timedelta()


def test_what_is_due_at_closing_time_is_late_on_the_weekend() -> None:
    running = clock.running(limit("4 business hours"), OFFICE, at("2026-10-02 14:00"))
    saturday = at("2026-10-03 11:00")
    assert clock.due(running) == at("2026-10-02 18:00")
    assert clock.worked(running, saturday) == timedelta(hours=4)
    assert not clock.kept(running, saturday)


def test_pauses_are_taken_off_the_working_time() -> None:
    rule = limit("4 business hours", pauses=PAUSES)
    pause = paused("2026-10-02 17:00", "2026-10-05 10:00")
    running = clock.running(rule, OFFICE, at("2026-10-02 16:00"), [pause])
    assert clock.worked(running, at("2026-10-05 11:00")) == timedelta(hours=2)
    assert clock.kept(running, at("2026-10-05 13:00"))


# --- the account --------------------------------------------------------------------------------


def test_the_new_year_is_told_day_by_day() -> None:
    running = clock.running(limit("4 business hours"), moscow(), at("2026-12-30 17:30"))
    assert told(running) == [
        "30.12 17:30 starts",
        "30.12 17:30 runs",
        "31.12 00:00 closed holiday Day off (substituted from 01/04/2026)",
        "01.01 00:00 closed holiday New Year Holidays",
        "07.01 00:00 closed holiday Christmas Day",
        "08.01 00:00 closed holiday New Year Holidays",
        "09.01 00:00 closed weekend",
        "11.01 09:00 runs",
        "11.01 12:30 due",
    ]
    used = [(step.took, step.left) for step in clock.account(running) if step.what is What.RUNS]
    assert used == [
        (timedelta(minutes=30), timedelta(hours=3.5)),
        (timedelta(hours=3.5), timedelta()),
    ]


def test_a_break_a_night_a_day_off_a_short_day_and_a_worked_saturday_are_told() -> None:
    office = calendar(
        "09:00-13:00, 14:00-18:00",
        days_off=["2026-10-05"],
        working_days=["2026-10-03"],
        special_days=[{"day": "2026-10-02", "hours": "09:00-12:00"}],
    )
    running = clock.running(limit("14 business hours"), office, at("2026-10-01 12:00"))
    assert told(running) == [
        "01.10 12:00 starts",
        "01.10 12:00 runs",
        "01.10 13:00 closed break",
        "01.10 14:00 runs",
        "01.10 18:00 closed night",
        "02.10 09:00 runs own-hours",
        "02.10 12:00 closed night",
        "03.10 09:00 runs worked",
        "03.10 13:00 closed break",
        "03.10 14:00 runs worked",
        "03.10 16:00 due",
    ]
    later = clock.running(limit("20 business hours"), office, at("2026-10-01 12:00"))
    assert told(later)[-5:-1] == [
        "03.10 14:00 runs worked",
        "04.10 00:00 closed weekend",
        "05.10 00:00 closed day-off",
        "06.10 09:00 runs",
    ]


def test_a_start_in_the_night_waits_for_the_opening() -> None:
    running = clock.running(limit("30 minutes"), OFFICE, at("2026-10-01 07:00"))
    steps = clock.account(running)
    assert told(running) == [
        "01.10 07:00 starts", "01.10 07:00 closed night", "01.10 09:00 runs", "01.10 09:30 due",
    ]  # fmt: skip
    assert steps[1].until == at("2026-10-01 09:00")


def test_business_days_are_counted_in_rows() -> None:
    running = clock.running(limit("7 business days"), OFFICE, at("2026-10-01 12:00"))
    steps = clock.account(running)
    assert [step.days for step in steps if step.days] == [(1, 1), (2, 6), (7, 7)]
    assert steps[-1].since == at("2026-10-12 12:00")


def test_a_pause_is_told_where_it_was_with_what_was_too_long() -> None:
    rule = limit("4 business hours", pauses=PAUSES, longest_pause="1 business hour")
    pause = paused("2026-10-01 11:00", "2026-10-01 13:00", WAITING)
    running = clock.running(rule, OFFICE, at("2026-10-01 10:00"), [pause])
    assert told(running) == [
        "01.10 10:00 starts", "01.10 10:00 runs", "01.10 11:00 paused", "01.10 12:00 too-long",
        "01.10 12:00 runs", "01.10 15:00 due",
    ]  # fmt: skip


def test_many_days_are_told_in_one_step() -> None:
    week = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), "09:00-18:00")
    office = calendar(week={**week, "saturday": "09:00-18:00", "sunday": "09:00-18:00"})
    running = clock.running(limit("90 business hours"), office, at("2026-10-01 12:00"))
    runs = [step for step in clock.account(running) if step.what is What.RUNS]
    assert [step.took for step in runs] == [timedelta(hours=n) for n in (6, 81, 3)]


# --- what is open -------------------------------------------------------------------------------


def test_undecided_fields_are_named_when_they_are_needed() -> None:
    rule = limit(
        "4 business hours",
        out_of_hours=UNDECIDED,
        longest_pause=UNDECIDED,
        restart=UNDECIDED,
        pauses=PAUSES,
    )
    morning, night = at("2026-10-01 10:00"), at("2026-10-01 23:00")
    pause, anew = paused("2026-10-01 11:00", "2026-10-01 12:00"), Restarted(at("2026-10-01 11:00"))

    def names(*args: object) -> list[str]:
        return [path for path, _ in clock.still_open(rule, OFFICE, *args)]  # type: ignore[arg-type]

    assert names() == names(morning) == []
    assert names(night) == ["time_limits.first-touch.out_of_hours"]
    assert names(morning, [pause, anew]) == [
        "time_limits.first-touch.longest_pause",
        "time_limits.first-touch.restart",
    ]


def test_an_undecided_amount_has_no_clock() -> None:
    rule = limit(UNDECIDED)
    assert [path for path, _ in clock.still_open(rule, OFFICE)] == [
        "time_limits.first-touch.within"
    ]
    with pytest.raises(SlaWriterError) as caught:
        clock.running(rule, OFFICE, at("2026-10-01 10:00"))
    assert caught.value.key == "error-limit-undecided"


def test_a_calendar_that_never_opens_has_no_clock() -> None:
    with pytest.raises(SlaWriterError) as caught:
        clock.running(limit("1 minute"), calendar(week={}), at("2026-10-01 10:00"))
    assert caught.value.key == "error-no-deadline"
    running = clock.running(limit("0 minutes"), calendar(week={}), at("2026-10-01 10:00"))
    with pytest.raises(SlaWriterError) as caught:
        clock.due(running, Duration.parse("1 minute"))
    assert caught.value.key == "error-no-deadline"


# --- instants -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2026-12-30 17:30", "2026-12-30T17:30:00+01:00"),
        ("30.12.2026 17:30", "2026-12-30T17:30:00+01:00"),
        ("30.12.2026, 9.05", "2026-12-30T09:05:00+01:00"),
        ("2026-12-30T17:30", "2026-12-30T17:30:00+01:00"),
        ("2026-12-30 17:30:15", "2026-12-30T17:30:15+01:00"),
        ("2026-12-30 17:30 Europe/Moscow", "2026-12-30T17:30:00+03:00"),
        ("2026-12-30 17:30 -05:00", "2026-12-30T17:30:00-05:00"),
        ("2026-12-30T17:30Z", "2026-12-30T17:30:00+00:00"),
        ("30.12.2026 17:30 UTC+3", "2026-12-30T17:30:00+03:00"),
        ("2026-12-30 17:30+0530", "2026-12-30T17:30:00+05:30"),
        ("2026-12-30 17:30 Etc/GMT-3", "2026-12-30T17:30:00+03:00"),
        ("2026-10-25 02:30 +01:00", "2026-10-25T02:30:00+01:00"),
    ],
)
def test_instants_are_read_as_people_write_them(written: str, meant: str) -> None:
    assert (
        clock.instant(written, at("2026-01-01", "Europe/Berlin").tzinfo or UTC).isoformat() == meant
    )


@pytest.mark.parametrize(
    ("written", "key"),
    [
        ("2026-12-30", "error-instant"),
        ("17:30", "error-instant"),
        ("2026-02-30 10:00", "error-instant"),
        ("2026-12-30 25:00", "error-instant"),
        ("tomorrow", "error-instant"),
        ("2026-12-30 10:00 Europe/Nowhere", "value-zone"),
        ("2026-12-30 10:00 +24:00", "value-zone"),
        ("2026-10-25 02:30", "error-instant-twice"),
        ("2026-03-29 02:30", "error-instant-skipped"),
    ],
)
def test_what_is_no_instant_or_none_alone_is_said(written: str, key: str) -> None:
    with pytest.raises(SlaWriterError) as caught:
        clock.instant(written, at("2026-01-01", "Europe/Berlin").tzinfo or UTC)
    assert caught.value.key == key
    assert str(caught.value)


# --- laws ---------------------------------------------------------------------------------------

limits = st.builds(
    lambda within, longest: limit(str(within), longest_pause=longest, pauses=PAUSES),
    amounts,
    st.sampled_from([None, "30 minutes", "4 business hours", "1 business day", "1 calendar day"]),
)


@st.composite
def pauses(draw: st.DrawFn, start: datetime) -> Paused:
    since = start + timedelta(minutes=draw(st.integers(-2000, 20_000)))
    until = since + timedelta(minutes=draw(st.integers(0, 5000)))
    return Paused(since, until, draw(st.sampled_from([None, *Pause])))


@given(calendars(), instants, limits, st.data())
def test_a_pause_never_makes_a_deadline_earlier(
    office: Calendar, start: datetime, rule: TimeLimit, data: st.DataObject
) -> None:
    before = data.draw(st.lists(pauses(start), max_size=3))
    more = data.draw(pauses(start))
    without = clock.running(rule, office, start, before)
    with_it = clock.running(rule, office, start, [*before, more])
    assert clock.due(without).astimezone(UTC) <= clock.due(with_it).astimezone(UTC)


@given(calendars(), instants, open_amounts, st.data())
def test_the_clock_has_run_for_the_time_allowed_when_it_runs_out(
    office: Calendar, start: datetime, within: Duration, data: st.DataObject
) -> None:
    happened = data.draw(st.lists(pauses(start), max_size=3))
    running = clock.running(limit(str(within), pauses=PAUSES), office, start, happened)
    ends = clock.due(running)
    assert clock.worked(running, ends) == length(within)
    assert clock.kept(running, ends)
    steps = clock.account(running)
    assert sum((s.took for s in steps if s.what is What.RUNS), timedelta()) == length(within)


@given(calendars(), instants, limits, st.integers(0, 5000), st.data())
def test_the_account_begins_at_the_start_and_ends_at_the_due_instant_in_order(
    office: Calendar, start: datetime, rule: TimeLimit, minutes: int, data: st.DataObject
) -> None:
    happened = data.draw(st.lists(pauses(start), max_size=2))
    running = clock.running(rule, office, start, happened)
    steps = clock.account(running)
    instants_told = [step.since.astimezone(UTC) for step in steps]
    assert instants_told == sorted(instants_told)
    assert start in instants_told
    assert [s.since for s in steps if s.what is What.DUE] == [clock.due(running)]
    assert all(s.since.astimezone(UTC) <= s.until.astimezone(UTC) for s in steps)


@given(calendars(), instants, open_amounts)
def test_every_closed_hour_between_start_and_end_has_a_reason(
    office: Calendar, start: datetime, within: Duration
) -> None:
    steps = clock.account(clock.running(limit(str(within)), office, start))
    ends = steps[-1].since.astimezone(UTC)
    closed_days = {
        day
        for step in steps
        if step.closed not in (None, Closed.NIGHT, Closed.BREAK)
        for day in _days(step)
    }
    day = start.astimezone(steps[0].since.tzinfo).date() + timedelta(days=1)
    while day < ends.astimezone(steps[0].since.tzinfo).date():
        assert (day in closed_days) == (clock.opening(day, office) is None), day
        day += timedelta(days=1)


def _days(step: clock.Step) -> set[date]:
    first, last = step.since.date(), (step.until - timedelta(microseconds=1)).date()
    return {first + timedelta(days=n) for n in range((last - first).days + 1)}


def test_a_clock_change_in_a_night_shift_is_in_the_account() -> None:
    office = calendar(week=NIGHTS, zone="Europe/Berlin")
    running = clock.running(
        limit("4 business hours"), office, at("2026-03-28 23:00", "Europe/Berlin")
    )
    [runs] = [step for step in clock.account(running) if step.what is What.RUNS]
    assert (runs.since.hour, runs.until.hour, runs.took) == (0, 5, timedelta(hours=4))
