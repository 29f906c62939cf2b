"""What the plan’s arithmetic takes from elsewhere: working days, effort, what leads are worth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from itertools import groupby
from zoneinfo import ZoneInfo

from sla_writer import clock, funnel
from sla_writer.agreement import Agreement
from sla_writer.agreement.calendars import Calendar
from sla_writer.agreement.goals import Period, Plan
from sla_writer.agreement.record import Undecided
from sla_writer.agreement.stages import FollowUp
from sla_writer.agreement.values import Count, Duration, Unit
from sla_writer.errors import SlaWriterError
from sla_writer.funnel import Exact

_BUSINESS = (Unit.MINUTE, Unit.BUSINESS_HOUR, Unit.BUSINESS_DAY)
_CALENDAR_DAYS: Mapping[Unit, Fraction | int] = {
    Unit.CALENDAR_HOUR: Fraction(1, 24),
    Unit.CALENDAR_DAY: 1,
    Unit.WEEK: 7,
}


@dataclass(frozen=True, slots=True)
class Month:
    """A month of the quarter, as far as it lies in it; `days` are business days, where known."""

    first: date
    last: date
    days: int | None


def months(agreement: Agreement) -> tuple[Month, ...]:
    """The months of the time that the agreement is in force; none while a date is undecided."""
    first, last = agreement.identity.effective_from, agreement.identity.effective_to
    if isinstance(first, Undecided) or isinstance(last, Undecided):
        return ()
    calendar = main_calendar(agreement)
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    spans = (list(span) for _, span in groupby(days, key=lambda day: (day.year, day.month)))
    return tuple(Month(span[0], span[-1], _open_days(span, calendar)) for span in spans)


def main_calendar(agreement: Agreement) -> Calendar | None:
    """The calendar that business days are counted by; none while its time zone is undecided."""
    found = (each for each in agreement.calendars if each.id == agreement.identity.calendar)
    calendar = next(found, None)
    return None if calendar and isinstance(calendar.zone, Undecided) else calendar


def _open_days(span: Sequence[date], calendar: Calendar | None) -> int | None:
    return sum(clock.opening(day, calendar) is not None for day in span) if calendar else None


def numbers(agreement: Agreement, spans: Sequence[Month]) -> dict[str, Exact]:
    """The numbers by the names that `funnel.system` knows them by, as far as they are known."""
    plan = agreement.plan
    if not isinstance(plan, Plan):
        return {}
    per = plan.capacity.per if plan.capacity else Period.MONTH
    found = {
        "attempts": _attempts(agreement.follow_ups),
        "cycle": _cycle(agreement, plan, spans),
        "days": _days(agreement, per, spans),
        "weeks": _weeks(agreement, plan, spans),
        "handed.part": funnel.busiest(plan, per),
        "lead_worth": funnel.promised(funnel.worths(agreement.lead_values)),
        **_in_work(agreement.follow_ups, spans),
    }
    return {name: each for name, each in found.items() if each}


def _attempts(follow_ups: Sequence[FollowUp]) -> Exact | None:
    """The attempts that a lead takes at the most, by the rule that asks for most of them."""
    amounts = [each.attempts for each in follow_ups]
    known = [Fraction(each.value) for each in amounts if isinstance(each, Count)]
    if not known or len(known) < len(amounts):
        return None
    return Exact(max(known), tuple(f"follow_ups.{each.id}.attempts" for each in follow_ups))


def _days(agreement: Agreement, per: Period, spans: Sequence[Month]) -> Exact | None:
    """The fewest business days that a period has in this quarter."""
    each = [span.days for span in spans if span.days is not None]
    if not each or len(each) < len(spans):
        return None
    week = _week_days(agreement)
    days = {Period.DAY: 1, Period.WEEK: week, Period.MONTH: min(each), Period.QUARTER: sum(each)}
    return Exact(Fraction(days[per]), _calendar_of(agreement)) if per in days else None


def _week_days(agreement: Agreement) -> int:
    """How many days of an ordinary week the calendar is open."""
    calendar = main_calendar(agreement)
    week = dict(calendar.week) if calendar else {}
    return sum(hours is not None for hours in week.values())


def _weeks(agreement: Agreement, plan: Plan, spans: Sequence[Month]) -> Exact | None:
    """How many working weeks the quarter has: as planned, or else by its business days."""
    if plan.working_weeks:
        return Exact(Fraction(plan.working_weeks), ("plan.working_weeks",))
    days, week = [span.days for span in spans if span.days], _week_days(agreement)
    return Exact(Fraction(sum(days), week), _calendar_of(agreement)) if days and week else None


def _calendar_of(agreement: Agreement) -> tuple[str, ...]:
    named = f"calendars.{agreement.identity.calendar}.*"
    return ("identity.effective_from", "identity.effective_to", "identity.calendar", named)


def _cycle(agreement: Agreement, plan: Plan, spans: Sequence[Month]) -> Exact | None:
    """The sales cycle in calendar days, as it runs from the quarter's first day."""
    if not isinstance(plan.cycle, Duration) or not spans:
        return None
    days = _calendar_days(plan.cycle, spans[0].first, main_calendar(agreement))
    return Exact(Fraction(days), ("plan.cycle",)) if days else None


def _calendar_days(within: Duration, first: date, calendar: Calendar | None) -> int | None:
    if within.unit in _BUSINESS and calendar is None:
        return None
    running = calendar if within.unit in _BUSINESS else None
    zone = ZoneInfo(str(running.zone)) if running else UTC
    try:
        due = clock.deadline(datetime.combine(first, time(), zone), within, running)
    except SlaWriterError:
        return None
    return (due.date() - first).days


def _in_work(follow_ups: Sequence[FollowUp], spans: Sequence[Month]) -> dict[str, Exact | None]:
    """How long a lead is followed up at the most, and the quarter's days counted alike."""
    windows = [each.window for each in follow_ups if isinstance(each.window, Duration)]
    lengths = _lengths({each.unit for each in windows})
    if not windows or len(windows) < len(follow_ups) or not lengths:
        return {}
    work = max(Fraction(each.amount) * lengths[each.unit] for each in windows)
    calendar = [(span.last - span.first).days + 1 for span in spans]
    business = [span.days or 0 for span in spans]
    quarter = sum(business if Unit.BUSINESS_DAY in lengths else calendar)
    sources = tuple(f"follow_ups.{each.id}.window" for each in follow_ups)
    return {"work.days": Exact(work, sources), "quarter.days": Exact(Fraction(quarter))}


def _lengths(units: set[Unit]) -> Mapping[Unit, Fraction | int]:
    """How many days each unit is, either business days or calendar days; nothing for a mixture."""
    for lengths in ({Unit.BUSINESS_DAY: 1}, _CALENDAR_DAYS):
        if units <= lengths.keys():
            return lengths
    return {}
