"""Changes between two versions: each is named once, by its meaning, for the side that it binds.

The pairs stand in `tests/changes/*.yaml`, in words and numbers that a head of sales can check: each
edits an example agreement and says what must be told of it, in this order.
"""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from changed import ROOT, Tried, example, pairs, raw
from changed import read as read_data
from consistent import agreements, read
from hypothesis import given, settings
from hypothesis import strategies as st
from steps import put

from sla_writer import yaml_file
from sla_writer.agreement import Agreement
from sla_writer.agreement.calendars import Hours
from sla_writer.agreement.prose import Text
from sla_writer.agreement.reading import load, plain, reference_to
from sla_writer.agreement.record import Record
from sla_writer.agreement.sides import SideName
from sla_writer.agreement.values import Count, Duration, Figure, Money, Percent, Quarter, Times
from sla_writer.changes import (
    Balance,
    Change,
    Effect,
    Group,
    Kind,
    Weight,
    balance,
    changes,
    clocks,
    every,
    heading,
    meant,
    said,
)
from sla_writer.changes.both import value_at
from sla_writer.changes.differing import differences
from sla_writer.changes.found import ROLLING
from sla_writer.clock import deadline
from sla_writer.fit import said_again
from sla_writer.fit.known import Known
from sla_writer.language import language

PAIRS = pairs()
EXAMPLES = ("ryadozor", "fennimark")
ASIDE = ("remarks", "history", "reasons", "revision")
NO_SENTENCE = re.compile(r"[{}]|\bNone\b|\b\w+=|\(\)|  |: :|→ *$|^\W")
SLOT = re.compile(r"\{(\w+)")
SPACES = str.maketrans({"\u00a0": " ", "\u202f": " "})


def told(text: str) -> str:
    return text.translate(SPACES)


def line(change: Change) -> str:
    """What a pair's file says of a change beside its sentences."""
    effect = "" if change.effect is Effect.NEUTRAL else f" {change.effect}"
    side = f" {change.side}" if change.side else ""
    return f"{change.kind} {change.weight}{side}{effect}"


def shown(tried: Tried) -> list[Change]:
    """The changes of a pair; what stands over is told only by pairs that are about it."""
    found = changes(*tried.agreements)
    return [each for each in found if each.kind is not Kind.CARRIED or tried.told.get("carried")]


# --- the labelled pairs --------------------------------------------------------------------------


@pytest.mark.parametrize("pair", PAIRS, ids=[each["name"] for each in PAIRS])
def test_a_pair_is_told_as_its_file_says(pair: Any) -> None:
    found = shown(Tried(pair))
    paths = [next(iter(each)) for each in pair["changes"]]
    assert [each.path for each in found] == paths
    for change, wanted in zip(found, pair["changes"], strict=True):
        assert line(change) == wanted[change.path]
        for code in ("en", "ru"):
            assert told(said(change, language(code))) == wanted[code]
            assert told(meant(change, language(code))) == wanted.get(f"means-{code}", "")
        assert [each.path for each in change.repeats] == wanted.get("also", [])


def test_pairs_are_many_and_of_every_kind() -> None:
    told_of = (next(iter(each.values())) for pair in PAIRS for each in pair["changes"])
    kinds = {each.split()[0] for each in told_of}
    assert len(PAIRS) >= 45
    assert kinds >= set(Kind)


def test_every_heading_is_there_in_both_languages() -> None:
    members: list[StrEnum] = [*Group, *Kind, *Weight, *Effect]
    for code in ("en", "ru"):
        assert all(heading(each, language(code)) for each in members)


def patterns(code: str) -> dict[str, str]:
    """Every pattern of a language, by its place in the file."""
    file: Any = yaml_file.load(ROOT / "glossaries" / "changes" / f"{code}.yaml").data
    return dict(_patterns(file, ""))


def _patterns(told: Any, path: str) -> Iterator[tuple[str, str]]:
    if isinstance(told, dict):
        for name, inner in told.items():
            yield from _patterns(inner, f"{path}.{name}")
    else:
        yield path, told


def test_both_languages_have_the_same_sentences_with_the_same_places() -> None:
    one, other = patterns("en"), patterns("ru")
    assert list(one) == list(other)
    for place, pattern in one.items():
        assert set(SLOT.findall(pattern)) == set(SLOT.findall(other[place])), place


def pair_called(name: str) -> Tried:
    return Tried(next(each for each in PAIRS if each["name"] == name))


def test_a_promise_and_its_kpi_count_once_for_a_side() -> None:
    found = changes(*pair_called("fewer MQLs, in the KPI and in the promise").agreements)
    assert balance(found) == {SideName.MARKETING: Balance(0, 1), SideName.SALES: Balance()}


def test_a_limit_and_the_commitment_to_it_count_once() -> None:
    found = changes(*pair_called("a limit and its commitment gone").agreements)
    assert balance(found)[SideName.SALES] == Balance(0, 1)


def test_a_lower_win_rate_needs_exactly_a_quarter_more_leads() -> None:
    (followed,) = shown(pair_called("a lower win rate"))[0].followed
    assert (followed.path, followed.old, followed.new) == (
        "stages.mql",
        Count.parse("450"),
        Count.parse("563"),
    )
    assert followed.share == 25


# --- a promise that is said in several places -----------------------------------------------------

QUARTERS = [
    tuple(load(ROOT / "examples" / name / file) for file in files)
    for name in EXAMPLES
    for files in (("agreement.yaml", "2027-Q1.yaml"), ("2027-Q1.yaml", "2027-Q2.yaml"))
]


@pytest.mark.parametrize(("old", "new"), QUARTERS)
def test_nothing_is_lost_where_a_promise_is_told_once(old: Agreement, new: Agreement) -> None:
    """Each field that differs is told in one place; what goes along says the same number."""
    found = changes(old, new)
    numbers = [each for each in differences(old, new) if isinstance(each.new, Figure)]
    told = Counter(each.path for each in every(found))
    assert {told[each.path] for each in numbers if not each.path.startswith("calendars")} <= {0, 1}
    rolled = {each.path for each in numbers if not told[each.path]}
    assert all(path.rpartition(".")[2] in ROLLING for path in rolled)
    for change in found:
        assert {(each.old, each.new) for each in change.repeats} <= {(change.old, change.new)}
        assert all(not each.repeats for each in change.repeats)


@pytest.mark.parametrize(("old", "new"), QUARTERS)
def test_what_tightens_one_promise_binds_nobody_unseen(old: Agreement, new: Agreement) -> None:
    """Where a number is told once, no side finds out later that it is held to it too."""
    for change in changes(old, new):
        felt = {(each.side, each.effect) for each in change.repeats if each.side}
        assert {each for each in felt if each[1] is not Effect.NEUTRAL} <= {
            (change.side, change.effect)
        }


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("commitments.enablement.side", "sales"),
        ("kpis.acceptance.side", "sales"),
        ("time_limits.routing.owner", "sdr-director"),
    ],
)
def test_who_gives_a_promise_away_reads_of_it_too(path: str, value: str) -> None:
    """A head of marketing who asks for her changes must see what is no longer hers."""
    found = shown(Tried({"base": "fennimark", "set": {path: value}}))
    assert [each.path for each in found] == [path]
    assert found[0].sides == {SideName.MARKETING, SideName.SALES}


def test_a_number_that_binds_two_sides_is_told_to_both() -> None:
    """A goal of Sales on a KPI of Marketing: each side has a promise of its own."""
    pair = {
        "was": {"goals.quality.owner": "rop"},
        "set": {
            "goals.quality.owner": "rop",
            "goals.quality.target": "85 %",
            "kpis.acceptance.target": "85 %",
        },
    }
    found = changes(*Tried(pair).agreements)
    assert {(each.path, each.side) for each in found if each.kind is Kind.TARGET} == {
        ("kpis.acceptance.target", SideName.MARKETING),
        ("goals.quality.target", SideName.SALES),
    }


# --- law 2 ---------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Leaf:
    """A value of an agreement: the steps that lead to it, its record and field, its path."""

    steps: tuple[str | int, ...]
    path: str
    holder: Record
    value: Any


def leaves(record: Record, steps: tuple[str | int, ...] = (), path: str = "") -> Iterator[Leaf]:
    for name in type(record).model_fields:
        if name not in ("id", *ASIDE):
            here = f"{path}.{name}" if path else name
            yield from _leaves(record, getattr(record, name), (*steps, name), here)


def _leaves(holder: Record, value: Any, steps: tuple[str | int, ...], path: str) -> Iterator[Leaf]:
    if isinstance(value, Record):
        yield from leaves(value, steps, path)
    elif isinstance(value, tuple):
        for index, each in enumerate(value):
            inner = f"{path}.{getattr(each, 'id', index)}"
            yield from _leaves(holder, each, (*steps, index), inner)
    elif value is not None:
        yield Leaf(steps, path, holder, value)


def altered(leaf: Leaf, agreement: Agreement) -> Any:
    """Another value that the field could have."""
    name = next(step for step in reversed(leaf.steps) if isinstance(step, str))
    listed = reference_to(type(leaf.holder), name)
    match leaf.value:
        case str() if name == "zone":
            return "Asia/Tokyo"
        case str() if listed:
            ids = [each.id for each in getattr(agreement, listed) if each.id != leaf.value]
            return ids[0] if ids else None
        case StrEnum():
            return next((each for each in type(leaf.value) if each != leaf.value), None)
        case bool():
            return not leaf.value
        case Percent(points=n):
            return Percent(n + 1)
        case Money(amount=n, currency=currency):
            return Money(n + 1, currency)
        case Duration(amount=n, unit=unit):
            return Duration(n + 1, unit)
        case Times(ratio=n):
            return Times(n + 1)
        case Count(value=n):
            return Count(n + 1)
        case Quarter(year=year, number=number):
            return Quarter(year + 1, number)
        case Text():
            return Text(tuple((code, f"{text} xyz") for code, text in leaf.value.said))
        case Hours():
            return Hours(((60, 120), *leaf.value.spans))
        case time():
            return time(23, 59)
        case date():
            return leaf.value + timedelta(days=1)
        case int():
            return leaf.value + 1
    return f"{leaf.value}x" if isinstance(leaf.value, str) else None


LEAVES = {name: list(leaves(example(name))) for name in EXAMPLES}
OPPOSITE = {
    Effect.TIGHTENED: Effect.RELAXED,
    Effect.RELAXED: Effect.TIGHTENED,
    Effect.NEUTRAL: Effect.NEUTRAL,
}


TWICE = [
    (name, one, other)
    for name in EXAMPLES
    for one, other in said_again(Known.of(example(name)))
    if value_at(example(name), one) == value_at(example(name), other) is not None
]


@pytest.mark.parametrize(("name", "one", "other"), TWICE)
def test_a_number_that_is_said_twice_is_told_once(name: str, one: str, other: str) -> None:
    """Both ways: who goes back from the new number to the old one reads one change too."""
    old = new = example(name)
    steps = {leaf.path: leaf for leaf in LEAVES[name]}
    value = altered(steps[one], old)
    for path in (one, other):
        new = put(new, steps[path].steps, value)
    for found in (changes(old, new), changes(new, old)):
        told = [each for each in found if each.kind is not Kind.CARRIED]
        assert {each.path for each in every(told)} == {one, other}
        assert len(told) == 1
        check_sentences(told[0])


def check_one_field(name: str, leaf: Leaf) -> None:
    """A field that is changed is told, in whole sentences; taken back, it does the opposite."""
    old = example(name)
    value = altered(leaf, old)
    assert value is not None, leaf
    new = put(old, leaf.steps, value)
    found = [each for each in changes(old, new) if each.old != each.new]
    assert [each for each in found if leaf.path.startswith(each.path)], leaf.path
    assert len(found) == 1 or leaf.path.startswith("open_questions"), [each.path for each in found]
    for change in found:
        check_sentences(change)
    back = {each.path: each.effect for each in changes(new, old) if each.old != each.new}
    assert back == {each.path: OPPOSITE[each.effect] for each in found}


def check_sentences(change: Change) -> None:
    for code in ("en", "ru"):
        sentence, meaning = said(change, language(code)), meant(change, language(code))
        assert not NO_SENTENCE.search(told(sentence)), (change.path, sentence)
        assert not meaning or (meaning[-1] == "." and not NO_SENTENCE.search(told(meaning)))
        assert not sentence.endswith(".") or sentence.endswith("\u00a0г.")


@given(st.sampled_from(EXAMPLES), st.integers(0, 10_000))
def test_whatever_field_is_changed_is_told(name: str, number: int) -> None:
    check_one_field(name, LEAVES[name][number % len(LEAVES[name])])


@pytest.mark.long
@pytest.mark.parametrize("name", EXAMPLES)
def test_every_field_that_is_changed_is_told(name: str) -> None:
    for leaf in LEAVES[name]:
        check_one_field(name, leaf)


@pytest.mark.parametrize("name", EXAMPLES)
def test_nothing_is_said_of_an_agreement_and_itself(name: str) -> None:
    agreement = example(name)
    assert changes(agreement, agreement.model_copy(deep=True)) == ()


def without_metadata(agreement: Agreement) -> Any:
    data = plain(agreement)
    data["identity"].pop("revision", None)
    return {name: value for name, value in data.items() if name not in ASIDE}


def stands_at(agreement: Agreement, path: str) -> bool:
    value: Any = agreement
    for step in path.split("."):
        if isinstance(value, tuple):
            value = next((each for each in value if getattr(each, "id", None) == step), None)
        elif not isinstance(value, Record) or step not in type(value).model_fields:
            return False
        else:
            value = getattr(value, step)
    return True


@settings(max_examples=max(1, settings().max_examples // 10))
@given(agreements(), agreements())
def test_any_two_agreements_differ_in_what_is_told(one: Any, other: Any) -> None:
    old, new = read(one), read(other)
    found = changes(old, new)
    assert bool(found) == (without_metadata(old) != without_metadata(new))
    assert changes(new, new) == ()
    for change in found:
        assert stands_at(new, change.path) or stands_at(old, change.path), change.path
        check_sentences(change)


# --- clocks --------------------------------------------------------------------------------------

CALENDARS = [each for name in EXAMPLES for each in example(name).calendars]
ZONES = ["Europe/Moscow", "Europe/Samara", "Asia/Yekaterinburg", "America/New_York", "Asia/Kolkata"]
LENGTHS = [
    "5 minutes", "90 minutes", "1 business hour", "4 business hours", "8 business hours",
    "4 calendar hours", "24 calendar hours", "1 business day", "5 business days", "1 calendar day",
    "3 calendar days",
]  # fmt: skip


@pytest.mark.long
@settings(max_examples=100)
@given(data=st.data())
def test_a_clock_is_tighter_only_where_no_quarter_of_an_hour_is_due_later(
    data: st.DataObject,
) -> None:
    within = [Duration.parse(data.draw(st.sampled_from(LENGTHS))) for _ in range(2)]
    calendars = [data.draw(st.sampled_from(CALENDARS)) for _ in range(2)]
    calendars[1] = calendars[1].model_copy(update={"zone": data.draw(st.sampled_from(ZONES))})
    (old, before), (new, after) = zip(within, calendars, strict=True)
    first = date(2026, 10, 1)
    effect, told = clocks.compared(first, (old, before), (new, after))
    start = datetime(2026, 10, 5, tzinfo=ZoneInfo("UTC")) if told is None else told.start
    starts = (start + timedelta(minutes=15 * n) for n in range(-2 * 96, 5 * 96))
    dues = [(deadline(each, old, before), deadline(each, new, after)) for each in starts]
    later, earlier = any(b > a for a, b in dues), any(b < a for a, b in dues)
    assert not (later and effect is Effect.TIGHTENED)
    assert not (earlier and effect is Effect.RELAXED)


def test_a_desk_half_an_hour_apart_is_tried_between_full_hours_too() -> None:
    """What is tighter at every full hour need not be tighter in between."""
    office, desk = (next(each for each in CALENDARS if each.id == id) for id in ("office", "duty"))
    away = desk.model_copy(update={"zone": "Asia/Kolkata"})
    hour = Duration.parse("1 business hour")
    effect, told = clocks.compared(date(2026, 10, 1), (hour, office), (hour, away))
    assert (effect, told and told.both_ways) == (Effect.NEUTRAL, True)


# --- what is no change of a promise --------------------------------------------------------------

UNORDERED = (
    "roles", "segments", "regions", "sources", "systems", "contact_rules", "goals", "assumptions",
    "terms", "rejection_codes", "calendars", "time_limits", "commitments", "meetings", "reports",
    "escalation", "consequences", "kpis", "signatories", "open_questions",
)  # fmt: skip


@pytest.mark.parametrize("name", EXAMPLES)
def test_lists_in_another_order_change_no_promise(name: str) -> None:
    old = example(name)
    turned = {each: tuple(reversed(getattr(old, each))) for each in UNORDERED}
    found = changes(old, old.model_copy(update=turned))
    assert {each.weight for each in found if each.kind is not Kind.CARRIED} == {Weight.WORDING}
    assert {each.kind for each in found} <= {Kind.MOVED, Kind.CARRIED}


def test_it_is_loaded_without_what_writes_documents() -> None:
    heavy = ("jinja2", "docx", "babel", "rich", "holidays", "sla_writer.spotting")
    code = f"import sys, sla_writer.changes; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "[]"


def test_an_id_that_names_something_else_now_is_told_by_both_names() -> None:
    """Who exchanged the ids of two heads has exchanged the people behind every promise."""
    data = deepcopy(raw("ryadozor"))
    cmo, demand = data["roles"][0], data["roles"][1]
    cmo["id"], demand["id"] = demand["id"], cmo["id"]
    found = {each.path: each for each in changes(example("ryadozor"), read_data(data))}
    english = language("en")
    head = said(found["sides.marketing.head"], english)
    assert head.endswith("Head of Marketing → Demand Generation Lead")
    deputies = told(said(found["sides.marketing.deputies"], english))
    assert deputies.endswith("added Head of Marketing; no longer Demand Generation Lead")


def test_what_has_gone_is_told_as_it_was_though_its_id_lives_on() -> None:
    """Sales no longer promises the sum; that Marketing’s share has its id now doesn’t bind them."""
    data = deepcopy(raw("ryadozor"))
    data["kpis"][0] = data["kpis"].pop(1) | {"id": data["kpis"][0]["id"]}
    found = changes(example("ryadozor"), read_data(data))
    (gone,) = [each for each in found if each.kind is Kind.REMOVED]
    assert (gone.path, gone.side) == ("kpis.sales-target", SideName.SALES)
    (goal,) = [each for each in found if each.path == "goals.revenue.kpi"]
    assert said(goal, language("en")).endswith("Total sales target → Marketing-sourced share")


def test_other_spaces_are_no_other_definition() -> None:
    """Word and browsers put no-break spaces where people put none: no figure is another for it."""
    data = deepcopy(raw("ryadozor"))
    definition = data["terms"][0]["definition"]
    for code, words in definition.items():
        definition[code] = words.replace(" ", "\u00a0", 2)
    found = changes(example("ryadozor"), read_data(data))
    (spaced,) = [each for each in found if each.kind is not Kind.CARRIED]
    assert (spaced.weight, spaced.breaks) == (Weight.WORDING, ())
    assert said(spaced, language("en")) == "ICP: definition: reworded"
