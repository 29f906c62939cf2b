"""A quarter's agreement as the next quarter begins with it."""

from __future__ import annotations

import re
from typing import Any

from sla_writer import paths
from sla_writer.agreement.values import Quarter

_COPIED = re.compile(r"holidays [\w.]+, ([A-Z]{2}(?:-[A-Z0-9]{1,3})?) ")
_DATED = ("identity.revision", "identity.effective_from", "identity.effective_to",
          "identity.review_by", "review.on", "history", "remarks")  # fmt: skip


def rolled(answers: dict[str, Any]) -> dict[str, Any]:
    """The answers for the next quarter: its dates are computed anew, last quarter's are dropped.

    What each KPI came to is asked again, official holidays are copied again for the new quarter,
    and the document says which one it replaces.
    """
    written = str(paths.get(answers, "identity.quarter"))
    before = Quarter.parse(written)
    revision = paths.get(answers, "identity.revision") or 1
    replaced = f"{paths.get(answers, 'identity.id')} {before} r{revision}"
    for path in _DATED:
        if paths.get(answers, path) is not None:
            answers = paths.put(answers, path, None)
    answers = paths.put(answers, "identity.quarter", str(_next(before)))
    answers = paths.put(answers, "identity.supersedes", replaced)
    for name, roll in (("kpis", _without_actual), ("calendars", _with_new_holidays)):
        if isinstance(answers.get(name), list):
            answers = {**answers, name: [roll(each) for each in answers[name]]}
    return answers


def _next(quarter: Quarter) -> Quarter:
    year, number = divmod(quarter.year * 4 + quarter.number, 4)
    return Quarter(year, number + 1)


def _without_actual(kpi: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in kpi.items() if name not in ("actual", "sample")}


def _with_new_holidays(calendar: dict[str, Any]) -> dict[str, Any]:
    """A calendar whose holidays were copied asks for them again by its country's code."""
    found = _COPIED.match(str(calendar.get("holidays_source", "")))
    if not found:
        return calendar
    copied = ("holidays", "working_days", "holidays_source")
    kept = {name: value for name, value in calendar.items() if name not in copied}
    return {**kept, "holidays_source": found[1]}
