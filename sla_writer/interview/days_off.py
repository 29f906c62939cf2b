"""Public holidays, copied into the calendars whose answers name a country."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from sla_writer import clock, paths
from sla_writer.agreement.prose import Text
from sla_writer.errors import AgreementError, Problem, SlaWriterError
from sla_writer.interview import presets, shape

_CODE = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")
_AFTER = datetime.timedelta(days=31)
"""Limits that start on the agreement's last day still run in the month after it."""

Span = tuple[datetime.date, datetime.date]


def copied(answers: dict[str, Any]) -> dict[str, Any]:
    """The answers with a country's days off in each calendar that names it as its source.

    A country stands there as its code (``RU``, ``DE-BY``); the days are those of the agreement and
    of the month after it. A calendar that says its holidays itself keeps them. Raises
    AgreementError for a country that nobody knows the holidays of.
    """
    calendars, span = answers.get("calendars"), _span(answers)
    if not isinstance(calendars, list) or span is None:
        return answers
    filled = [_filled(each, index, span) for index, each in enumerate(calendars)]
    return {**answers, "calendars": filled}


def unknown(code: str) -> Problem | None:
    """What is wrong with a country's code; None when its holidays are known."""
    try:
        clock.holidays_for(code, ())
    except SlaWriterError as error:
        return Problem(error.key, error.params)
    return None


def _filled(calendar: Any, index: int, span: Span) -> Any:
    code = calendar.get("holidays_source") if isinstance(calendar, dict) else None
    if not isinstance(code, str) or not _CODE.fullmatch(code):
        return calendar
    if "holidays" in calendar:
        return calendar if calendar["holidays"] else _without_source(calendar)
    if problem := unknown(code):
        path = f"calendars.{paths.key(calendar, index)}.holidays_source"
        raise AgreementError(Problem(problem.key, problem.params, path))
    return _without_source(calendar) | _official(code, span, calendar)


def _without_source(calendar: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in calendar.items() if name != "holidays_source"}


def _official(code: str, span: Span, calendar: Mapping[str, Any]) -> dict[str, Any]:
    first, last = span
    found = clock.holidays_for(code, range(first.year, last.year + 1))
    days = [
        {"day": each.day.isoformat(), "name": _name(each.name)}
        for each in found.holidays
        if first <= each.day <= last
    ]
    worked = [day.isoformat() for day in found.working_days if first <= day <= last]
    made: dict[str, Any] = {"holidays": days, "holidays_source": found.source} if days else {}
    if worked:
        made["working_days"] = [*(calendar.get("working_days") or ()), *worked]
    return made


def _name(name: Text) -> Any:
    said = dict(name.said)
    return said.get("") or said


def _span(answers: Mapping[str, Any]) -> Span | None:
    """The agreement's first day, and the end of the month after its last; None when unknown."""
    first, last = _day(answers, "from", "first"), _day(answers, "to", "last")
    return (first, last + _AFTER) if first and last and first <= last else None


def _day(answers: Mapping[str, Any], end: str, which: str) -> datetime.date | None:
    path = f"identity.effective_{end}"
    said = paths.get(answers, path)
    try:
        if said is None or paths.is_open(said):
            said = presets.quarter_day(answers, which)
        found = shape.at(path).read(said)
    except (ValueError, ValidationError):
        return None
    return found if isinstance(found, datetime.date) else None
