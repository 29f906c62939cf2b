"""What people call the thing that changed: "MQLs a month", "MQL: condition"."""

from __future__ import annotations

from sla_writer.agreement import Agreement
from sla_writer.agreement.commitments import Commitment
from sla_writer.agreement.governance import Signatory
from sla_writer.agreement.record import Record
from sla_writer.agreement.stages import RejectionCode
from sla_writer.agreement.terms import Term
from sla_writer.changes.change import Change
from sla_writer.glossary import glossary
from sla_writer.language import Language
from sla_writer.saying import Names, Said, named, place_name

_ITSELF = {
    ("Kpi", "target"), ("Commitment", "amount"), ("TimeLimit", "within"), ("Assumption", "value"),
    ("Goal", "target"), ("Calendar", "week"), ("Role", "person"), ("LeadValue", "value"),
}  # fmt: skip
"""The fields that the name of their item stands for."""


def what(change: Change, language: Language) -> str:
    """What has changed: the name of its item, and of the field within unless it speaks for it."""
    name, field = item_name(change, language), _field(change, language)
    if name and field:
        return glossary(language.code).changes("what").format(name=name, field=field)
    return _capital(name or field)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def item_name(change: Change, language: Language) -> str:
    """The name of the item, or of the part of the agreement; the identity's fields have none."""
    if change.item == "identity":
        return ""
    if "." not in change.item:
        return _capital(glossary(language.code).field("Agreement", change.item))
    return _capital(name_of(change.record, change.names, language))


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
    return named(record, language)


def _field(change: Change, language: Language) -> str:
    """The field within the item; "" for the item itself and for what it is known by."""
    if isinstance(change.record, Agreement) or change.path == change.item:
        return ""
    rest = change.path.removeprefix(f"{change.item}.")
    if (type(change.record).__name__, rest) in _ITSELF:
        return ""
    told = place_name(change.record, rest, language)
    return told[:1].lower() + told[1:] if told[1:2].islower() or not told[1:] else told
