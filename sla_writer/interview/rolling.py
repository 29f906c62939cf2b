"""A quarter's agreement as the next quarter begins with it."""

from __future__ import annotations

import re
from typing import Any

from pydantic import ValidationError

from sla_writer import paths
from sla_writer.agreement.kpis import Kpi
from sla_writer.agreement.values import Figure, Quarter
from sla_writer.glossary import glossary
from sla_writer.interview import carried, explaining, shape
from sla_writer.interview.ids import unused
from sla_writer.interview.quarter import Closing, day, day_like, following, quarter_like

_COPIED = re.compile(r"holidays [\w.]+, ([A-Z]{2}(?:-[A-Z0-9]{1,3})?) ")
_DATED = ("identity.revision", "identity.effective_from", "identity.effective_to",
          "identity.review_by", "review.on", "reasons", "history", "remarks")  # fmt: skip
_MEASURED = ("last_target", "actual", "sample")
_REVIEWS = ("identity.review_by", "review.on")

Answers = dict[str, Any]


def rolled(answers: Answers) -> Answers:
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
    answers = paths.put(answers, "identity.quarter", str(following(before)))
    answers = paths.put(answers, "identity.supersedes", replaced)
    for name, roll in (("kpis", _promised), ("calendars", _with_new_holidays)):
        if isinstance(answers.get(name), list):
            answers = {**answers, name: [roll(each) for each in answers[name]]}
    return answers


def _promised(kpi: Answers) -> Answers:
    """A KPI with its target as what had been promised; what came of that is asked."""
    kept = {name: each for name, each in kpi.items() if name not in _MEASURED}
    target = kpi.get("target")
    return kept if target is None or paths.is_open(target) else {**kept, "last_target": target}


def _with_new_holidays(calendar: Answers) -> Answers:
    """A calendar whose holidays were copied asks for them again by its country's code."""
    found = _COPIED.match(str(calendar.get("holidays_source", "")))
    if not found:
        return calendar
    copied = ("holidays", "working_days", "holidays_source")
    kept = {name: value for name, value in calendar.items() if name not in copied}
    return {**kept, "holidays_source": found[1]}


# --- in the same folder, from a released version --------------------------------------------------


def begun(answers: Answers, closing: Closing) -> Answers:
    """An agreement's answers as the next quarter begins with them, each written as it was before.

    Dates, revision, history and official holidays are the new quarter's. What a KPI had come to
    becomes its baseline, its target what had been promised; what came of that is undecided until
    somebody knows. The reasons for the changes go into the history, waivers that have ended go, and
    what should be looked at is marked.
    """
    roll = _to_explain(_dated(_measured(answers, closing), closing), closing)
    roll = carried.calendars({**roll, "history": _history(answers, closing)}, closing)
    return carried.remarked(carried.without(roll, carried.over(roll, closing)), answers)


def _dated(answers: Answers, closing: Closing) -> Answers:
    identity, (first, last) = closing.agreement.identity, closing.days
    like = paths.get(answers, "identity.effective_from")
    said = {
        "quarter": quarter_like(closing.begins, paths.get(answers, "identity.quarter")),
        "effective_from": day_like(first, like),
        "effective_to": day_like(last, like),
        "supersedes": f"{identity.id} {identity.quarter} r{identity.revision}",
    }
    if "revision" in answers["identity"]:
        said["revision"] = "1"
    answers = {**answers, "identity": {**answers["identity"], **said}}
    for path in _REVIEWS:
        written = paths.get(answers, path)
        if written is not None and (on := day(path, written)):
            answers = paths.put(answers, path, day_like(closing.moved(on), written))
    return answers


def _history(answers: Answers, closing: Closing) -> list[Answers]:
    """The change history with the version that ends; where it stands already, with its reasons."""
    ended, entries = closing.agreement.identity, answers.get("history") or []
    told = explaining.remembered(closing.agreement)
    reasons = {"reasons": told} if told else {}
    known = {
        each.id
        for each in closing.agreement.history
        if (each.quarter, each.revision) == (ended.quarter, ended.revision)
    }
    if not known:
        return [*entries, {**_past(answers, closing), **reasons}]
    return [{**reasons, **each} if each.get("id") in known else each for each in entries]


def _past(answers: Answers, closing: Closing) -> Answers:
    """The version that ends, as the change history lists it."""
    ended = closing.agreement.identity
    taken = {each.get("id") for each in answers.get("history") or ()}
    like = paths.get(answers, "identity.effective_from")
    since = day("identity.effective_from", like) or ended.quarter.first_day(ended.fiscal_year_start)
    name = f"q{ended.quarter.number}-{ended.quarter.year}"
    return {
        "id": unused(name if ended.revision == 1 else f"{name}-r{ended.revision}", taken),
        "quarter": quarter_like(ended.quarter, paths.get(answers, "identity.quarter")),
        "revision": str(ended.revision),
        "effective": day_like(since, like),
        "summary": closing.note or _unsaid(ended.languages),
    }


def _to_explain(answers: Answers, closing: Closing) -> Answers:
    """The answers without the reasons that the version which ends had given for its changes."""
    given = {each.id for each in closing.agreement.reasons}
    left = [each for each in answers.get("reasons") or () if each["id"] not in given]
    return paths.put(answers, "reasons", left or None)  # type: ignore[no-any-return]


def _unsaid(languages: tuple[str, ...]) -> Answers:
    """What the history says of a version that nobody described."""
    return {code: glossary(code).word("past") for code in languages}


def _measured(answers: Answers, closing: Closing) -> Answers:
    """The answers with the KPIs of the new quarter, and the goals that began where these did."""
    if not isinstance(answers.get("kpis"), list):
        return answers
    released = {each.id: each for each in closing.agreement.kpis}
    kpis = [
        _kpi(each, released[each["id"]], answers, closing) if each["id"] in released else each
        for each in answers["kpis"]
    ]
    found = {**answers, "kpis": kpis}
    goals = [_goal(each, answers, found) for each in answers.get("goals") or ()]
    return {**found, "goals": goals} if goals else found


def _kpi(kpi: Answers, promised: Kpi, answers: Answers, closing: Closing) -> Answers:
    """A KPI at the start of a quarter; where nobody knows yet what it came to, its owner will."""
    said = {name: each for name, each in kpi.items() if name not in _MEASURED}
    if isinstance(promised.target, Figure):
        same = _read("kpis.*.target", kpi.get("target")) == promised.target
        said["last_target"] = kpi["target"] if same else str(promised.target)
    if isinstance(_read("kpis.*.actual", kpi.get("actual")), Figure):
        like = kpi.get("baseline_quarter") or paths.get(answers, "identity.quarter")
        said["baseline"] = kpi["actual"]
        said["baseline_quarter"] = quarter_like(following(closing.ends, -1), like)
    by = day_like(closing.counted_by, paths.get(answers, "identity.effective_from"))
    said["actual"] = {"undecided": {"who": _counts(promised, closing), "by": by}}
    return said


def _counts(kpi: Kpi, closing: Closing) -> str:
    """Who says what a KPI came to: its owner, or the steward while that is open."""
    sides = closing.agreement.sides
    known = (kpi.owner, sides.steward, sides.marketing.head)
    return next(each for each in known if isinstance(each, str))


def _goal(goal: Answers, before: Answers, after: Answers) -> Answers:
    """A goal whose baseline was that of its KPI has the new one."""
    path = f"kpis.{goal.get('kpi')}.baseline"
    old, new = (paths.get(each, path) for each in (before, after))
    if new is None or goal.get("baseline") is None:
        return goal
    same = _read("goals.*.baseline", goal["baseline"]) == _read("kpis.*.baseline", old)
    return {**goal, "baseline": new} if same else goal


def _read(pattern: str, written: Any) -> Any:
    try:
        return None if written is None else shape.at(pattern).read(written)
    except ValidationError:
        return None
