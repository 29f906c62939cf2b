"""What a new quarter takes over but not on trust: holidays, waivers, what is to be confirmed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sla_writer import clock, paths
from sla_writer.agreement.calendars import Calendar
from sla_writer.interview import presets
from sla_writer.interview.quarter import Closing, day, day_like

WATCHED = (
    "plan.sales_target", "plan.marketing_share", "plan.deal_size", "plan.capacity.reps",
    "goals.*.target", "assumptions.*.value", "kpis.*.target", "stages.*.rate", "roles.*.person",
    "terms.*.definition", "scoring.threshold", "open_questions.*", "waivers.*",
)  # fmt: skip
"""What is looked at whenever a quarter begins, although it may well stay."""

_AFTER = timedelta(days=31)
_DATED = ("holidays", "working_days", "days_off", "special_days")
_TELLING = ("reason", "conceded_by", "instead_of", "confirm")

Answers = dict[str, Any]


def calendars(answers: Answers, closing: Closing) -> Answers:
    """The answers with the new quarter's official days in calendars that had copied them before.

    Days that somebody wrote down stay, as far as they are still to come.
    """
    like = paths.get(answers, "identity.effective_from")
    found = [_calendar(each, closing, like) for each in answers.get("calendars") or ()]
    return {**answers, "calendars": found} if found else answers


def to_come(answers: Answers, closing: Closing) -> Answers:
    """The answers without the days of their calendars that lie before the new quarter."""
    found = [_to_come(each, closing) for each in answers.get("calendars") or ()]
    return {**answers, "calendars": found} if found else answers


def _calendar(raw: Answers, closing: Closing, like: Any) -> Answers:
    first, last = closing.days
    said = clock.copied(Calendar.model_validate(raw))
    left = _to_come(raw, closing)
    if said is None:
        return left
    bare = {name: value for name, value in left.items() if name != "holidays_source"}
    known = Calendar.model_validate(bare)
    change = clock.refresh(known, said.country, [(first, last + _AFTER)])
    found = _written_like(clock.refreshed(bare, known, change), like)
    return {name: found[name] for name in [*raw, *found] if name in found}


def _written_like(raw: Answers, like: Any) -> Answers:
    """A calendar with its copied days written as the agreement's other days are."""
    known = Calendar.model_validate(raw)
    holidays = [
        {**item, "day": day_like(each.day, like)}
        for item, each in zip(raw.get("holidays") or (), known.holidays, strict=True)
    ]
    worked = [day_like(each, like) for each in known.working_days]
    said = {"holidays": holidays, "working_days": worked}
    return {**raw, **{name: value for name, value in said.items() if value}}


def _to_come(raw: Answers, closing: Closing) -> Answers:
    known, first = Calendar.model_validate(raw), closing.days[0]
    kept = dict(raw)
    for name in _DATED:
        days = [e if isinstance(e, date) else e.day for e in getattr(known, name)]
        kept[name] = [i for i, on in zip(raw.get(name) or (), days, strict=True) if on >= first]
    return {name: value for name, value in kept.items() if value or name not in _DATED}


def over(answers: Answers, closing: Closing) -> tuple[str, ...]:
    """The ids of the waivers that were given until a day before the new quarter."""
    first = closing.days[0]
    found = ((each["id"], day("waivers.*.until", each.get("until"))) for each in _waivers(answers))
    return tuple(name for name, until in found if until and until < first)


def without(answers: Answers, waivers: tuple[str, ...]) -> Answers:
    """The answers without some waivers."""
    left = [each for each in _waivers(answers) if each["id"] not in waivers]
    return paths.put(answers, "waivers", left or None)  # type: ignore[no-any-return]


def _waivers(answers: Answers) -> list[Answers]:
    return answers.get("waivers") or []


def to_confirm(answers: Answers) -> Iterator[str]:
    """The paths of the values that stay as they were and should be looked at."""
    for pattern in WATCHED:
        for path in _instances(pattern, answers):
            value = paths.get(answers, path)
            if value is not None and not paths.is_open(value):
                yield path
    for each in answers.get("calendars") or ():
        if each.get("holidays") and clock.copied(Calendar.model_validate(each)) is None:
            yield f"calendars.{each['id']}.holidays"


def _instances(pattern: str, answers: Answers) -> Iterator[str]:
    listed, star, rest = pattern.partition(".*")
    items = (answers.get(listed) or ()) if star else ()
    yield from (f"{listed}.{paths.key(each, i)}{rest}" for i, each in enumerate(items))
    if not star:
        yield pattern


def remarked(answers: Answers, before: Answers) -> Answers:
    """The answers with a mark on everything that should be confirmed.

    A remark stays as long as the value does that it is about.
    """
    watched = set(to_confirm(answers))
    kept = [
        {**each, **({"confirm": "yes"} if each["path"] in watched else {})}
        for each in before.get("remarks") or ()
        if any(each.get(name) for name in _TELLING)
        and paths.get(answers, each["path"]) == paths.get(before, each["path"])
    ]
    answers = paths.put(answers, "remarks", kept or None)
    return presets.marked(answers, to_confirm(answers), "prior-quarter")
