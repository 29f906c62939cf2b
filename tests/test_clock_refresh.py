"""Official days copied anew: what the country decides comes and goes, what a person wrote stays."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from test_clock import calendar

from sla_writer import clock
from sla_writer.agreement.calendars import Calendar
from sla_writer.errors import SlaWriterError

QUARTER = (date(2026, 10, 1), date(2027, 1, 31))
RU_DAYS = [date(2026, 11, 4), date(2026, 12, 31), *(date(2027, 1, day) for day in range(1, 9))]
NEW_YEAR = {"en": "New Year Holidays", "ru": "Новогодние каникулы"}


def holiday(day: str, name: object) -> dict[str, Any]:
    return {"day": day, "name": name}


def raw(**more: object) -> dict[str, Any]:
    """A calendar as it stands in a file."""
    data: dict[str, Any] = calendar(**more).model_dump(mode="json", exclude_defaults=True)
    return data | more


def changed(data: dict[str, Any], country: str = "RU", *years: int) -> dict[str, Any]:
    office = Calendar.model_validate(data)
    spans = clock.whole_years(years) or [QUARTER]
    return clock.refreshed(data, office, clock.refresh(office, country, spans))


def days(data: dict[str, Any]) -> list[date]:
    return [each.day for each in Calendar.model_validate(data).holidays]


# --- what comes ---------------------------------------------------------------------------------


def test_an_empty_calendar_gets_the_days_of_the_agreement() -> None:
    data = changed(raw())
    assert days(data) == RU_DAYS
    assert data["holidays_source"].endswith(", RU 2026, 2027")
    assert "working_days" not in data
    assert Calendar.model_validate(data).holidays[0].name.get("ru") == "День народного единства"


def test_whole_years_come_with_their_working_saturdays() -> None:
    data = changed(raw(working_days=["2026-11-28"]), "RU", 2027)
    assert data["working_days"] == ["2026-11-28", "2027-02-20"]
    assert {date(2027, 2, 22), date(2027, 11, 5)} <= set(days(data))
    assert all(day.year == 2027 for day in days(data))


def test_new_days_are_written_as_the_calendars_others_are() -> None:
    data = changed(raw(holidays=[holiday("04.11.2026", "День народного единства")]))
    assert [each["day"] for each in data["holidays"]][:3] == [
        "04.11.2026", "31.12.2026", "01.01.2027",
    ]  # fmt: skip


def test_a_country_that_nobody_knows_is_said() -> None:
    with pytest.raises(SlaWriterError) as caught:
        changed(raw(), "XX")
    assert caught.value.key == "error-holidays-country"


# --- what goes ----------------------------------------------------------------------------------


def test_a_day_that_the_country_took_back_goes() -> None:
    moved = {
        "en": "Day off (substituted from 01/05/2026)",
        "ru": "Выходной (перенесено с 05.01.2026)",
    }
    data = raw(holidays=[holiday("2026-12-28", moved), holiday("2026-11-04", "Unity Day")])
    assert date(2026, 12, 28) not in days(changed(data))


def test_the_days_of_another_country_go() -> None:
    german = clock.holidays_for("DE", [2026])
    data = raw(
        holidays=[holiday(str(e.day), e.name.dumped()) for e in german.holidays],
        holidays_source=german.source,
    )
    assert days(changed(data, "RU", 2026, 2027)) == days(changed(raw(), "RU", 2026, 2027))


def test_a_name_that_the_library_has_changed_is_changed() -> None:
    data = raw(holidays=[holiday("2026-11-04", {"en": "Victory Day", "ru": "День Победы"})])
    first = changed(data)["holidays"][0]
    assert first == holiday("2026-11-04", {"en": "Unity Day", "ru": "День народного единства"})


# --- what stays ---------------------------------------------------------------------------------


def test_a_holiday_that_a_person_added_stays() -> None:
    own = holiday("2026-12-28", {"en": "Stocktaking", "ru": "Инвентаризация"})
    data = changed(raw(holidays=[own]))
    assert own in data["holidays"]
    office = Calendar.model_validate(data)
    change = clock.refresh(office, "RU", [QUARTER])
    assert [each.day for each in change.own] == [date(2026, 12, 28)]
    assert not change


def test_a_name_that_a_person_gave_stays() -> None:
    for name in ("Unity", {"en": "Unity Day", "ru": "Праздник"}, {"ru": "Наш праздник"}):
        own = holiday("2026-11-04", name)
        assert changed(raw(holidays=[own]))["holidays"][0] == own


def test_days_off_working_days_and_special_days_stay_as_they_are() -> None:
    own: dict[str, Any] = {
        "days_off": ["2026-12-30"],
        "working_days": ["2026-11-29", "2026-11-04"],
        "special_days": [{"day": "2026-11-03", "hours": "09:00-17:00"}],
    }
    data = changed(raw(**own))
    assert {name: data[name] for name in own} == own
    assert clock.opening(date(2026, 11, 4), Calendar.model_validate(data)), "worked all the same"


def test_copied_days_outside_the_asked_time_stay() -> None:
    data = changed(changed(raw(), "RU", 2026, 2027), "RU")
    assert days(data) == days(changed(raw(), "RU", 2026, 2027))
    assert data["holidays_source"].endswith(", RU 2026, 2027")


# --- what the calendar says of itself -----------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("holidays 0.109, RU 2026, 2027", clock.Copied("0.109", "RU", (2026, 2027))),
        ("holidays 0.80.1, DE-BY 2026", clock.Copied("0.80.1", "DE-BY", (2026,))),
        ("Календарь (библиотека holidays 0.109, RU)", clock.Copied("0.109", "RU", ())),
        ("company calendar 2026", None),
        (None, None),
    ],
)
def test_the_source_says_library_country_and_years(
    said: str | None, expected: clock.Copied | None
) -> None:
    assert clock.copied(calendar(holidays_source=said)) == expected


def test_a_calendar_without_a_source_has_the_country_of_its_zone() -> None:
    assert clock.country_for(calendar()) == "RU"
    assert clock.country_for(calendar(zone="UTC")) is None
    source = "holidays 0.109, DE-BY 2026"
    assert clock.country_for(calendar(holidays_source=source)) == "DE-BY"


@pytest.mark.parametrize(
    ("holidays", "source", "expected"),
    [
        ([], None, None),
        (["2026-11-04"], None, ("2026-10-01", "2026-12-31")),
        (["2026-11-04"], "holidays 0.109, RU 2026, 2027", ("2026-10-01", "2027-01-31")),
        (["2026-02-23", "2026-11-04"], None, ("2026-01-01", "2026-12-31")),
        (["2026-11-04", "2027-12-31"], None, ("2026-01-01", "2027-12-31")),
    ],
)
def test_a_calendar_knows_official_days_only_of_the_time_it_was_made_for(
    holidays: list[str], source: str | None, expected: tuple[str, str] | None
) -> None:
    office = calendar(holidays=[holiday(day, "x") for day in holidays], holidays_source=source)
    found = clock.coverage(office, QUARTER)
    assert found == (expected and tuple(map(date.fromisoformat, expected)))


def test_official_days_that_the_calendar_ignores_are_found_and_decided_ones_are_not() -> None:
    found = clock.unlisted(calendar(), "RU", date(2027, 2, 19), date(2027, 2, 24))
    assert [each.day for each in found.holidays] == [date(2027, 2, 22), date(2027, 2, 23)]
    assert found.working_days == (date(2027, 2, 20),)
    decided = calendar(
        working_days=["2027-02-22"],
        days_off=["2027-02-20"],
        special_days=[{"day": "2027-02-23", "hours": "10:00-12:00"}],
    )
    found = clock.unlisted(decided, "RU", date(2027, 2, 19), date(2027, 2, 24))
    assert (found.holidays, found.working_days) == ((), ())


def test_days_of_its_own_are_told_in_rows() -> None:
    office = Calendar.model_validate(
        changed(raw(days_off=["2026-12-30"], working_days=["2026-11-04", "2026-11-28"]))
    )
    told = [(d.first.day, d.last.day, d.closed or d.unusual) for d in clock.own_days(office)]
    assert told == [
        (4, 4, "worked"), (28, 28, "worked"), (30, 30, "day-off"), (31, 31, "holiday"),
        (1, 6, "holiday"), (7, 7, "holiday"), (8, 8, "holiday"),
    ]  # fmt: skip
    assert len(list(clock.own_days(office, (date(2026, 12, 1), date(2026, 12, 31))))) == 2


# --- laws ---------------------------------------------------------------------------------------

COUNTRIES = st.sampled_from(["RU", "US", "DE", "DE-BY", "KZ"])
DAYS = st.dates(date(2026, 9, 1), date(2027, 3, 1)).map(str)
NAMES = st.sampled_from(["Our day", "Christmas Day", "New Year’s Day", NEW_YEAR, {"ru": "Свой"}])


@st.composite
def files(draw: st.DrawFn) -> dict[str, Any]:
    named = draw(st.dictionaries(DAYS, NAMES, max_size=8))
    more: dict[str, Any] = {
        "days_off": sorted(draw(st.sets(DAYS, max_size=3))),
        "working_days": sorted(draw(st.sets(DAYS, max_size=3))),
        "holidays": [holiday(day, name) for day, name in sorted(named.items())],
        "holidays_source": draw(st.sampled_from([None, "our own", "holidays 0.1, US 2026"])),
    }
    return raw(**{name: value for name, value in more.items() if value})


@settings(max_examples=30)
@given(files(), COUNTRIES, st.sampled_from([(), (2026,), (2026, 2027)]))
def test_copying_twice_is_copying_once(
    data: dict[str, Any], country: str, years: tuple[int, ...]
) -> None:
    once = changed(data, country, *years)
    office = Calendar.model_validate(once)
    assert not clock.refresh(office, country, clock.whole_years(years) or [QUARTER])
    assert changed(once, country, *years) == once


@settings(max_examples=30)
@given(files(), COUNTRIES)
def test_nothing_that_a_person_wrote_is_lost(data: dict[str, Any], country: str) -> None:
    after = changed(data, country)
    assert after.get("days_off") == data.get("days_off")
    assert set(data.get("working_days", ())) <= set(after.get("working_days", ()))
    named = [
        each for each in data.get("holidays", ()) if each["name"] in ("Our day", {"ru": "Свой"})
    ]
    assert all(each in after["holidays"] for each in named)
    assert days(after) == sorted(set(days(after)))
