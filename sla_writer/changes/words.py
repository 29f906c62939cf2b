"""How changes are said: in a sentence each, with what it means beyond the numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from sla_writer.agreement.commitments import Commitment
from sla_writer.agreement.criteria import Criterion, Requirement
from sla_writer.agreement.goals import Goal
from sla_writer.agreement.governance import OpenQuestion
from sla_writer.agreement.kpis import Kpi
from sla_writer.agreement.prose import Text
from sla_writer.agreement.reading import reference_to
from sla_writer.agreement.record import Decision, Record, Undecided
from sla_writer.agreement.values import Count, Duration, Money, Percent, Times
from sla_writer.changes.change import Change, Effect, Followed, Kind
from sla_writer.changes.naming import item_name, name_of, what
from sla_writer.fit.known import measure_of
from sla_writer.glossary import glossary
from sla_writer.language import Language
from sla_writer.saying import Said, described, filled, named

_AMOUNTS: Mapping[type, str] = {
    Percent: "points", Money: "amount", Duration: "amount", Times: "ratio",
}  # fmt: skip


def heading(member: StrEnum, language: Language) -> str:
    """What a group, a kind, a weight or an effect of changes is called."""
    return glossary(language.code).changes("headings", type(member).__name__, member.value)


def said(change: Change, language: Language) -> str:
    """A change in one sentence without a full stop: what, from what to what, for whom tighter."""
    match change.kind:
        case Kind.ADDED | Kind.REMOVED:
            return _there_or_gone(change, language)
        case Kind.MOVED:
            return _moved(change, language)
        case Kind.RENAMED:
            name = item_name(change, language)
            return _told("renamed", change, language, name=name, old=change.old, new=change.new)
        case Kind.OPENED | Kind.DECIDED | Kind.CARRIED:
            return _open(change, language)
    return _changed(change, language)


def _told(pattern: str, change: Change, language: Language, **values: object) -> str:
    """One of the sentences, its places filled."""
    every = {"what": what(change, language), "effect": effect_said(change, language), **values}
    return filled(glossary(language.code).changes("said", pattern), every, language, change.names)


def effect_said(change: Change, language: Language) -> str:
    """For whom it got tighter, as the end of a sentence; "" when nobody can say."""
    if change.effect is Effect.NEUTRAL:
        return ""
    alone = "" if change.side else "-alone"
    pattern = glossary(language.code).changes("effects", f"{change.effect}{alone}")
    return filled(pattern, {"side": change.side}, language)


# --- values that changed -------------------------------------------------------------------------


def _changed(change: Change, language: Language) -> str:
    old, new = change.old, change.new
    if isinstance(old, Text | None) and isinstance(new, Text | None):
        return _text_changed(change, language)
    if isinstance(old, Requirement) and isinstance(new, Requirement):
        return _condition_changed(change, old, new, language)
    if isinstance(old, tuple) and isinstance(new, tuple) and not _are_figures(old or new):
        return _list_changed(change, old, new, language)
    if old is None or old == ():
        return _told("set", change, language, new=_value(change, new, language))
    if new is None or new == ():
        return _told("unset", change, language, old=_value(change, old, language))
    values = {"old": _said(change, old, language), "new": _value(change, new, language)}
    return _told("changed", change, language, **values, by=moved_said(change, language))


def _are_figures(values: Sequence[object]) -> bool:
    return all(isinstance(each, Count | Percent | Money | Duration | Times) for each in values)


def _text_changed(change: Change, language: Language) -> str:
    """What is defined by its words is quoted; what is only said otherwise is not."""
    old, new = (_own(each, language) for each in (change.old, change.new))
    if change.old is None or change.new is None:
        pattern = "set" if change.old is None else "unset"
        return _told(pattern, change, language, old=old, new=new)
    if old == new:
        return _told("wording-elsewhere", change, language)
    pattern = "wording" if change.kind is Kind.WORDING else "quoted"
    return _told(pattern, change, language, old=old, new=new)


def _own(text: object, language: Language) -> str:
    return f"{Said(text, language)}" if isinstance(text, Text) else ""


def _condition_changed(
    change: Change, old: Requirement, new: Requirement, language: Language
) -> str:
    """Only the tests that differ, where the groups are alike; else the whole condition."""
    if _frame(old) != _frame(new):
        return _told("condition-both", change, language, gone=old, come=new)
    before, after = _tests(old), _tests(new)
    return _come_and_gone("condition-", change, before, after, language)


def _frame(test: Requirement) -> object:
    groups = [(each.match, each.least, bool(each.label)) for each in test.groups]
    return test.match, groups


def _tests(test: Requirement) -> tuple[Criterion, ...]:
    return tuple(each for group in test.groups for each in group.criteria)


def _list_changed(
    change: Change, old: tuple[Any, ...], new: tuple[Any, ...], language: Language
) -> str:
    criteria = all(isinstance(each, Criterion) for each in (*old, *new))
    return _come_and_gone("condition-" if criteria else "", change, old, new, language)


def _come_and_gone(
    prefix: str, change: Change, old: tuple[Any, ...], new: tuple[Any, ...], language: Language
) -> str:
    gone = tuple(each for each in old if each not in new)
    come = tuple(each for each in new if each not in old)
    which = "both" if gone and come else "more" if come else "less"
    if not gone and not come:
        return _told("order-only", change, language)
    values = {"gone": _said(change, gone, language), "come": _said(change, come, language)}
    return _told(f"{prefix}{which}", change, language, **values)


def _said(change: Change, value: object, language: Language) -> str:
    """A value in words, its ids by the names of what they refer to."""
    return f"{Said(value, language, change.names, _refers_to(change))}"


def _refers_to(change: Change) -> str | None:
    """The agreement's list that ids in the changed field refer to."""
    holder: Any = change.record
    *steps, name = change.path.removeprefix(f"{change.item}.").split(".")
    for step in steps:
        if isinstance(holder, tuple):
            holder = next((each for each in holder if getattr(each, "id", "") == step), None)
        else:
            holder = getattr(holder, step, None)
    known = isinstance(holder, Record) and name in type(holder).model_fields
    return reference_to(type(holder), name) if known else None


def _value(change: Change, value: object, language: Language) -> str:
    """A value in words; a target with the period that it is for."""
    text = _said(change, value, language)
    record, last = change.record, change.path.rpartition(".")[2]
    return _per(record, text, language) if last in ("target", "amount") else text


def _per(record: Record, text: str, language: Language) -> str:
    """A figure with its period, unless its KPI's name has it already."""
    period = getattr(record, "per", None)
    measure = measure_of(record.measure) if isinstance(record, Kpi) else None
    if not isinstance(record, Kpi | Commitment | Goal) or period is None:
        return text
    if measure and "-per-" in measure.unit:
        return text
    pattern = glossary(language.code).changes("value-per")
    return filled(pattern, {"value": text, "per": period}, language)


# --- by how much ---------------------------------------------------------------------------------


def moved_said(change: Change | Followed, language: Language) -> str:
    """By how much a figure moved, in brackets: " (+30, +25%)"; "" where that can't be told."""
    delta = getattr(change, "delta", None)
    share = None if isinstance(delta, Percent) else change.share
    values = {
        "delta": _signed(delta, language) if delta else "",
        "share": _share(share, language) if share is not None else "",
    }
    which = "both" if all(values.values()) else next((n for n in values if values[n]), "")
    pattern = glossary(language.code).changes("by", which) if which else ""
    return pattern.format(**values)


def _signed(delta: Any, language: Language) -> str:
    """A difference with its sign; between shares it is in points."""
    names: dict[type, str] = {
        Percent: "points",
        Money: "amount",
        Duration: "amount",
        Times: "ratio",
    }
    field = names.get(type(delta), "value")
    amount = getattr(delta, field)
    sign = "+" if amount > 0 else "−"
    size = replace(delta, **{field: abs(amount)})
    if isinstance(delta, Percent):
        number = language.number(size.points)
        return sign + glossary(language.code).changes("by", "points").format(n=number)
    return f"{sign}{Said(size, language)}"


def _share(share: Fraction, language: Language) -> str:
    """A difference in per cent, to a tenth; where that is rounded, it says so, where naught, ""."""
    tenths = round(abs(share) * 10)
    if not tenths:
        return ""
    text = ("−" if share < 0 else "+") + language.percent(Percent(Decimal(tenths) / 10))
    if abs(share) * 10 == tenths:
        return text
    return glossary(language.code).changes("by", "about").format(share=text)


# --- there and gone ------------------------------------------------------------------------------


def _there_or_gone(change: Change, language: Language) -> str:
    added = change.kind is Kind.ADDED
    record = change.new if added else change.old
    first, *rest = change.path.split(".")
    if len(rest) == 1 and "." in change.item and isinstance(record, Record):
        return _item_said("added" if added else "removed", first, record, change, language)
    assert isinstance(record, Record)
    part = not hasattr(record, "id")
    which = ("part" if part else "item") + ("-added" if added else "-removed")
    place = change if part else _without_last(change)
    return _told(which, place, language, value=described(record, language, change.names))


def _without_last(change: Change) -> Change:
    """The change spoken of by the list that its item is in."""
    return replace(change, path=change.path.rpartition(".")[0])


def _item_said(which: str, listed: str, record: Record, change: Change, language: Language) -> str:
    name = name_of(record, change.names, language)
    values = {
        "name": name,
        "value": _main(record, change, language),
        "effect": effect_said(change, language),
    }
    pattern = glossary(language.code).changes(which, listed)
    text = filled(pattern, values, language, change.names)
    return text.removesuffix(", ").replace(" ,", ",")


def _main(record: Record, change: Change, language: Language) -> str:
    """The one figure that an item stands for; "" when it has none."""
    if isinstance(record, OpenQuestion):
        pattern = glossary(language.code).changes("question")
        who = Said(record.owner, language, change.names, "roles")
        return filled(pattern, {"who": f"{who}", "due": record.due}, language)
    for name in ("target", "amount", "within", "attempts", "value", "after"):
        value = getattr(record, name, None)
        if value is not None:
            return _per(record, f"{Said(value, language, change.names)}", language)
    return ""


def _moved(change: Change, language: Language) -> str:
    if change.weight.value == "wording" or not isinstance(change.new, tuple):
        return _told("order-only", change, language)
    return _told("order", change, language, new=_in_a_row(change, language))


def _in_a_row(change: Change, language: Language) -> str:
    assert isinstance(change.new, tuple)
    names = [
        name_of(each, change.names, language)
        if isinstance(each, Record)
        else _said(change, each, language)
        for each in change.new
    ]
    return language.join(names, "comma")


# --- what is open --------------------------------------------------------------------------------


def _open(change: Change, language: Language) -> str:
    if isinstance(change.new, OpenQuestion):
        return _question(change, language)
    if change.kind is Kind.DECIDED:
        if change.new is None:
            return _told("decided-no", change, language)
        return _told("decided", change, language, new=_decided(change, language))
    values = _who_decides(change.new, change, language)
    if change.kind is Kind.OPENED:
        none = change.old is None or change.old == ()
        old = "" if none else _decided(replace(change, new=change.old), language)
        return _told("opened-new" if none else "opened", change, language, **values, old=old)
    before = change.old.undecided.by if isinstance(change.old, Undecided) else None
    later = before is not None and before != _decision(change.new).by
    return _told("carried-later" if later else "carried", change, language, **values, was=before)


def _decided(change: Change, language: Language) -> str:
    value = change.new
    if isinstance(value, Record) and not isinstance(value, Requirement):
        return described(value, language, change.names)
    return _value(change, value, language)


def _decision(value: object) -> Decision:
    assert isinstance(value, Undecided)
    return value.undecided


def _who_decides(value: object, change: Change, language: Language) -> Mapping[str, object]:
    decision = _decision(value)
    who = Said(decision.who, language, change.names, "roles")
    return {"who": f"{who}", "due": decision.by}


def _question(change: Change, language: Language) -> str:
    now, before = change.new, change.old
    assert isinstance(now, OpenQuestion)
    later = isinstance(before, OpenQuestion) and before.due != now.due
    who = Said(now.owner, language, change.names, "roles")
    values = {
        "what": named(now, language),
        "who": f"{who}",
        "due": now.due,
        "was": getattr(before, "due", None),
    }
    return _told("question-later" if later else "question", change, language, **values)


# --- what it means -------------------------------------------------------------------------------


def meant(change: Change, language: Language) -> str:
    """What a change means beyond its numbers, in full sentences; "" when it says all itself."""
    told = [
        _breaks(change, language),
        *(_followed(each, change, language) for each in change.followed),
        _due(change, language),
    ]
    return " ".join(filter(None, told))


def _breaks(change: Change, language: Language) -> str:
    if not change.breaks:
        return ""
    items = dict.fromkeys(path.rpartition(".")[0] for path in change.breaks)
    names = [name_of(change.names[each], change.names, language) for each in items]
    pattern = glossary(language.code).changes("meant", "breaks")
    return pattern.format(targets=language.join(list(dict.fromkeys(names))))


def _followed(found: Followed, change: Change, language: Language) -> str:
    stage = change.names.get(found.path)
    which = "count" if stage else found.path
    pattern = glossary(language.code).changes("meant", "followed", which)
    values: dict[str, object] = {
        "old": found.old,
        "new": found.new,
        "by": moved_said(found, language),
        "stage": name_of(stage, change.names, language) if stage else "",
    }
    return filled(pattern, values, language)


def _due(change: Change, language: Language) -> str:
    if change.due is None:
        return ""
    pattern = glossary(language.code).changes("meant", "due")
    values = {"start": change.due.start, "old": change.due.old, "new": change.due.new}
    return filled(pattern, values, language)
