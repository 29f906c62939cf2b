"""What people call the thing that changed: "MQLs a month", "MQL: condition"."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import Any

from sla_writer.agreement import Agreement
from sla_writer.agreement.commitments import Commitment, EscalationStep
from sla_writer.agreement.governance import Signatory, Waiver
from sla_writer.agreement.record import Record
from sla_writer.agreement.sides import ContactRule
from sla_writer.agreement.stages import RejectionCode
from sla_writer.agreement.terms import Term
from sla_writer.changes.change import Change
from sla_writer.errors import PackError
from sla_writer.glossary import glossary
from sla_writer.language import Language
from sla_writer.saying import Names, Said, named, place_name

_ITSELF = {
    ("Kpi", "target"), ("Kpi", "per"), ("Commitment", "amount"), ("Commitment", "per"),
    ("Goal", "target"), ("Goal", "per"), ("TimeLimit", "within"), ("Assumption", "value"),
    ("Calendar", "week"), ("Role", "person"), ("LeadValue", "value"),
}  # fmt: skip
"""The fields that the name of their item stands for."""

_CALLED = {
    "Goal", "Assumption", "LeadValue", "Stage", "TimeLimit", "Calendar", "RejectionCode",
    "Consequence", "System", "Segment", "Source", "ContactRule", "Waiver", "Meeting", "Report",
}  # fmt: skip
"""The records whose name alone doesn't say what they are."""

_NAMELESS = ("identity", "sides")
"""The parts whose fields speak for themselves."""

_CALLED_BY = ("name", "title", "statement", "question", "law")
_KNOWN_BY = ("kind", "trigger", "method", "action", "role")
"""The fields that items are named by: when one has changed, the list stands for its item."""


def what(change: Change, language: Language) -> str:
    """What has changed: the name of its item, and of the field within unless it speaks for it."""
    if names_it(change):
        return _listed(change, language)
    name, field = item_name(change, language), _field(change, language)
    if name and field:
        return glossary(language.code).changes("what").format(name=name, field=field)
    return _capital(name or field)


def names_it(change: Change) -> bool:
    """Whether a change is one of an item's name, or of what it is named by."""
    *steps, last = change.path.split(".")
    if len(steps) < 2:
        return False
    if last in _CALLED_BY:
        return True
    holder = within(change.record, change.path.split(".")[2:-1])
    return last in _KNOWN_BY and not any(hasattr(holder, each) for each in _CALLED_BY)


def within(record: Record, steps: Sequence[str]) -> object:
    """What stands within an item; items of its lists go by their ids."""
    found: Any = record
    for step in steps:
        if isinstance(found, tuple):
            found = next((each for each in found if getattr(each, "id", None) == step), None)
        else:
            found = getattr(found, step, None)
    return found


def _listed(change: Change, language: Language) -> str:
    """The name of the list that an item with another name is in."""
    first, *rest = change.path.split(".")[:-2]
    listed = _capital(glossary(language.code).field("Agreement", first))
    if not rest:
        return listed
    name = item_name(change, language)
    inner = ".".join(rest).removeprefix(change.item.partition(".")[2]).strip(".")
    field = _small(place_name(change.record, inner, language)) if inner else ""
    return glossary(language.code).changes("what").format(name=name, field=field)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _small(text: str) -> str:
    """A name of a place as it goes on behind another; an abbreviation stays as it is."""
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def item_name(change: Change, language: Language) -> str:
    """The name of the item, or of the part of the agreement; the identity's fields have none."""
    if change.item in _NAMELESS:
        return ""
    if "." not in change.item:
        return _capital(glossary(language.code).field("Agreement", change.item))
    name = name_of(change.record, change.names, language)
    kind = type(change.record).__name__
    if kind not in _CALLED:
        return _capital(name)
    return glossary(language.code).changes("called", kind).format(name=name)


def name_of(record: Record, names: Names, language: Language) -> str:
    """What a record is called where it is spoken of: a term by its abbreviation."""
    match record:
        case Term(abbreviation=str() as abbreviation):
            return abbreviation
        case Commitment(limit=str() as limit) if f"time_limits.{limit}" in names:
            pattern, told = glossary(language.code).changes("commitment"), named(record, language)
            return pattern.format(kind=told, limit=named(names[f"time_limits.{limit}"], language))
        case Signatory():
            return f"{Said(record.role, language, names, 'roles')}"
        case RejectionCode():
            return f"{record.id} ({Said(record.label, language)})"
        case EscalationStep() if record.to:
            pattern, who = (
                glossary(language.code).changes("step"),
                Said(record.to, language, names, "roles"),
            )
            return pattern.format(trigger=named(record, language), who=who)
        case ContactRule():
            return record.law
        case Waiver():
            with suppress(PackError):
                return glossary(language.code).rule(record.rule).title
    return named(record, language)


def _field(change: Change, language: Language) -> str:
    """The field within the item; "" for the item itself and for what it is known by."""
    if isinstance(change.record, Agreement) or change.path == change.item:
        return ""
    rest = change.path.removeprefix(f"{change.item}.")
    if (type(change.record).__name__, rest) in _ITSELF:
        return ""
    return _small(place_name(change.record, rest, language))
