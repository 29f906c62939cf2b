"""What there is now and wasn't before, what there isn't any more, what stands elsewhere."""

from __future__ import annotations

from dataclasses import replace

from sla_writer.agreement.goals import Assumption, Goal
from sla_writer.agreement.governance import OpenQuestion
from sla_writer.agreement.record import Record
from sla_writer.changes.change import Change, Kind, Weight
from sla_writer.changes.words.naming import name_of
from sla_writer.changes.words.telling import effect_said, told, value_said, with_period
from sla_writer.glossary import glossary
from sla_writer.language import Language
from sla_writer.saying import Said, described, filled

_FIGURES = ("target", "amount", "within", "attempts", "value", "after")


def there_or_gone(change: Change, language: Language) -> str:
    """An item of the agreement, a part of one, or an item within one, that came or went."""
    added = change.kind is Kind.ADDED
    record = change.new if added else change.old
    assert isinstance(record, Record)
    if change.path == change.item and "." in change.item:
        return _item(added, record, change, language)
    names = change.names if added else change.names_before
    part = not hasattr(record, "id")
    which = ("part" if part else "item") + ("-added" if added else "-removed")
    place = change if part else replace(change, path=change.path.rpartition(".")[0])
    return told(which, place, language, value=described(record, language, names))


def _item(added: bool, record: Record, change: Change, language: Language) -> str:
    """An item with the figure that it stands for: "New KPI: MQLs a month, 150"."""
    words, listed = glossary(language.code), change.item.partition(".")[0]
    name = _name(record, change, language)
    figure = _figure(record, change, language)
    told = words.changes("figured").format(name=name, value=figure) if figure else name
    values = {"name": told, "effect": effect_said(change, language)}
    return filled(words.changes("added" if added else "removed", listed), values, language)


def _name(record: Record, change: Change, language: Language) -> str:
    """What the item is called; a new question with who settles it, and by when."""
    name = name_of(record, change.names, language)
    if isinstance(record, Assumption | Goal):
        return filled("{name:quoted}", {"name": name}, language)
    if not isinstance(record, OpenQuestion) or change.kind is Kind.REMOVED:
        return name
    who = f"{Said(record.owner, language, change.names, 'roles')}"
    pattern = glossary(language.code).changes("open-question")
    return filled(pattern, {"name": name, "who": who, "due": record.due}, language)


def _figure(record: Record, change: Change, language: Language) -> str:
    """The one figure that an item stands for; "" when it has none."""
    found = (getattr(record, name, None) for name in _FIGURES)
    value = next((each for each in found if each is not None), None)
    said = "" if value is None else f"{Said(value, language, change.names)}"
    return with_period(record, said, language) if said else ""


def in_order(change: Change, language: Language) -> str:
    """The new order, where order means something."""
    if change.weight is Weight.WORDING or not isinstance(change.new, tuple):
        return told("order-only", change, language)
    names = [
        name_of(each, change.names, language)
        if isinstance(each, Record)
        else value_said(change, each, language)
        for each in change.new
    ]
    return told("order", change, language, new=language.join(names, "comma"))
