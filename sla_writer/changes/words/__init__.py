"""How changes are said: in a sentence each, with what it means beyond the numbers."""

from __future__ import annotations

from enum import StrEnum

from sla_writer.changes.change import Change, Kind
from sla_writer.changes.words.items import in_order, there_or_gone
from sla_writer.changes.words.meaning import meant
from sla_writer.changes.words.naming import item_name
from sla_writer.changes.words.opened import open_said
from sla_writer.changes.words.telling import told
from sla_writer.changes.words.values import value_changed
from sla_writer.glossary import glossary
from sla_writer.language import Language

__all__ = ["heading", "meant", "said"]


def heading(member: StrEnum, language: Language) -> str:
    """What a group, a kind, a weight or an effect of changes is called."""
    return glossary(language.code).changes("headings", type(member).__name__, member.value)


def said(change: Change, language: Language) -> str:
    """A change in one sentence without a full stop: what, from what to what, for whom tighter."""
    match change.kind:
        case Kind.ADDED | Kind.REMOVED:
            return there_or_gone(change, language)
        case Kind.MOVED:
            return in_order(change, language)
        case Kind.RENAMED:
            values = {"name": item_name(change, language), "old": change.old, "new": change.new}
            return told("renamed", change, language, **values)
        case Kind.OPENED | Kind.DECIDED | Kind.CARRIED:
            return open_said(change, language)
    return value_changed(change, language)
