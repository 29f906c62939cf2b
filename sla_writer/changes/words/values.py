"""A value that is another one now: a figure, a text, a condition, a list."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, TypeGuard

from sla_writer.agreement.commitments import Commitment
from sla_writer.agreement.criteria import Criterion, Match, Requirement
from sla_writer.agreement.goals import Goal, Period
from sla_writer.agreement.kpis import Kpi
from sla_writer.agreement.prose import Text
from sla_writer.agreement.stages import ChannelMinimum
from sla_writer.agreement.terms import Term
from sla_writer.agreement.values import Written
from sla_writer.changes.change import Change, Kind
from sla_writer.changes.effects import ALL_UNLESS_NAMED
from sla_writer.changes.rewording import only_spaces
from sla_writer.changes.words.amounts import moved_said
from sla_writer.changes.words.naming import names_it
from sla_writer.changes.words.telling import figure_said, old_said, told, value_said
from sla_writer.glossary import glossary
from sla_writer.language import Language
from sla_writer.saying import Said, filled

Say = Callable[[Change, object, Language], str]

_PROMISES = ("time_limits", "commitments", "handoffs", "contact_rules")
_MOST, _FIRST = 6, 3
"""More values than the most are told by the first of them."""


def value_changed(change: Change, language: Language) -> str:
    """From what to what, and by how much."""
    old, new = change.old, change.new
    if isinstance(old, Text | None) and isinstance(new, Text | None):
        return _text(change, language)
    if _is_list(old) and _is_list(new):
        if _is_for_all(change) and not (old and new):
            values = {
                "old": old_said(change, old, language),
                "new": value_said(change, new, language),
            }
            return told("only" if new else "any", change, language, **values)
        return _list(change, old, new, language)
    if _says_nothing(old):
        return told("set", change, language, new=figure_said(change, new, language))
    if _says_nothing(new):
        was = figure_said(change, old, language, before=True)
        return told("unset", change, language, old=was)
    if isinstance(old, Requirement) and isinstance(new, Requirement):
        return _condition(change, old, new, language)
    return _from_to(change, language)


def _is_list(value: object) -> TypeGuard[tuple[Any, ...]]:
    """Whether a value is a list of things; several figures are one value."""
    return isinstance(value, tuple) and not any(isinstance(each, Written) for each in value)


def _is_for_all(change: Change) -> bool:
    """Whether a list says what a promise holds for; where it names nothing, it holds for all."""
    first, *_, last = change.path.split(".")
    return first in _PROMISES and last in (*ALL_UNLESS_NAMED, "regions")


def _says_nothing(value: object) -> bool:
    return value is None or value == () or (isinstance(value, Requirement) and not value.groups)


def _from_to(change: Change, language: Language) -> str:
    old, new = change.old, change.new
    values = {"old": old_said(change, old, language), "new": figure_said(change, new, language)}
    if isinstance(change.record, Kpi | Commitment | Goal) and isinstance(new, Period):
        values = {n: _over(change, period, language) for n, period in (("old", old), ("new", new))}
    if values["old"] == value_said(change, new, language):
        return told("wording", change, language)
    return told("changed", change, language, **values, by=moved_said(change, language))


def _over(change: Change, period: object, language: Language) -> str:
    """A target with the period that it is counted over: "200 per month"."""
    figure = getattr(change.record, "target", None) or getattr(change.record, "amount", None)
    pattern = glossary(language.code).changes("value-per")
    values = {"value": value_said(change, figure, language), "per": period}
    return filled(pattern, values, language) if figure else f"{Said(period, language)}"


def _text(change: Change, language: Language) -> str:
    """Names, and what is defined by its words, are quoted; what is only said otherwise is not."""
    if change.old is None or change.new is None:
        pattern = "set" if change.old is None else "unset"
        said = f"{Said(change.new or change.old, language)}"
        return told(pattern, change, language, old=said, new=said)
    old, new = (f"{Said(each, language)}" for each in (change.old, change.new))
    if old == new:
        return told("wording-elsewhere", change, language)
    if only_spaces(change.old, change.new):
        return told("wording", change, language)
    return told(_of_a_text(change), change, language, old=old, new=new)


def _of_a_text(change: Change) -> str:
    """The pattern for a text that is said otherwise."""
    if change.kind is not Kind.WORDING or names_it(change):
        return "quoted"
    defines = isinstance(change.record, Term) and change.path.endswith(".definition")
    return "same-meaning" if defines else "wording"


def _condition(change: Change, old: Requirement, new: Requirement, language: Language) -> str:
    """Only the tests that differ, where the groups are alike; else the whole condition."""
    if _frame(old) == _frame(new) and not _are_other_ways(old, new):
        prefix = "condition-" if _needs_all(old) else "tests-"
        return _come_and_gone(prefix, change, _tests(old), _tests(new), language)
    if f"{Said(old, language)}" == f"{Said(new, language)}":
        return told("wording", change, language)
    return told("condition-both", change, language, gone=old, come=new)


def _frame(test: Requirement) -> object:
    groups = [(each.match, each.least, each.label is None) for each in test.groups]
    return test.match, groups


def _needs_all(test: Requirement) -> bool:
    """Whether every test must be met; else one that is gone was only one way to meet it."""
    return {test.match, *(each.match for each in test.groups)} == {Match.ALL}


def _are_other_ways(old: Requirement, new: Requirement) -> bool:
    """Whether ways to meet a condition gave way to others: "and" would be wrong between them."""
    gone, come = set(_tests(old)) - set(_tests(new)), set(_tests(new)) - set(_tests(old))
    return not _needs_all(old) and bool(gone and come) and len(gone) + len(come) > 2


def _tests(test: Requirement) -> tuple[Criterion, ...]:
    return tuple(each for group in test.groups for each in group.criteria)


def _list(change: Change, old: tuple[Any, ...], new: tuple[Any, ...], language: Language) -> str:
    criteria = all(isinstance(each, Criterion) for each in (*old, *new))
    return _come_and_gone("tests-" if criteria else "", change, old, new, language)


def _come_and_gone(
    prefix: str, change: Change, old: tuple[Any, ...], new: tuple[Any, ...], language: Language
) -> str:
    was, now = _told_apart(change, old, new, language)
    gone = tuple(each for each, known in zip(old, was, strict=True) if known not in now)
    come = tuple(each for each, known in zip(new, now, strict=True) if known not in was)
    values = {
        "gone": _some(change, gone, language, old_said),
        "come": _some(change, come, language, value_said),
    }
    if values["gone"] == values["come"]:
        return told("wording", change, language)
    if _is_one_more_or_less(gone, come):
        return told("changed", change, language, old=values["gone"], new=values["come"], by="")
    which = "both" if gone and come else "more" if come else "less"
    return told(f"{prefix}{which}", change, language, **values)


def _told_apart(
    change: Change, old: tuple[Any, ...], new: tuple[Any, ...], language: Language
) -> tuple[Sequence[Any], Sequence[Any]]:
    """What the items of both lists are known by: themselves, or their names where an id has passed
    to something else."""
    if change.names_before is change.names:
        return old, new
    was = [old_said(change, each, language) for each in old]
    return was, [value_said(change, each, language) for each in new]


def _is_one_more_or_less(gone: tuple[Any, ...], come: tuple[Any, ...]) -> bool:
    """Whether one item only has another figure: "call ≥ 4" and "call ≥ 5"."""
    match (*gone, *come):
        case [ChannelMinimum() as old, ChannelMinimum() as new] if gone and come:
            return old.channel is new.channel
    return False


def _some(change: Change, values: tuple[Any, ...], language: Language, say: Say) -> str:
    """The values in words; of many the first, and how many more there are."""
    if len(values) <= _MOST:
        return say(change, values, language)
    first = language.join([say(change, each, language) for each in values[:_FIRST]], "comma")
    pattern = glossary(language.code).changes("more")
    return pattern.format(items=first, n=len(values) - _FIRST)
