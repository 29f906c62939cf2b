"""What a change means beyond its numbers: what can't be compared, what the plan makes of it."""

from __future__ import annotations

from collections.abc import Collection

from sla_writer.agreement.commitments import Commitment
from sla_writer.agreement.record import Record
from sla_writer.changes.change import Change, Followed
from sla_writer.changes.words.amounts import moved_said
from sla_writer.changes.words.naming import name_of
from sla_writer.glossary import glossary
from sla_writer.language import Language
from sla_writer.saying import filled


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
    items = {path.rpartition(".")[0]: None for path in change.breaks}
    records = [change.names[each] for each in items if not _measured(change.names[each], items)]
    names = [name_of(each, change.names, language) for each in records]
    quoted = [filled("{name:quoted}", {"name": each}, language) for each in dict.fromkeys(names)]
    pattern = glossary(language.code).changes("meant", "breaks")
    return pattern.format(targets=language.join(quoted))


def _measured(record: Record, items: Collection[str]) -> bool:
    """Whether a promise is measured by a KPI that is named anyway."""
    return isinstance(record, Commitment) and f"kpis.{record.kpi}" in items


def _followed(found: Followed, change: Change, language: Language) -> str:
    stage = change.names.get(found.path)
    which = "count" if stage else found.path
    pattern = glossary(language.code).changes("meant", "followed", which)
    values: dict[str, object] = {
        "old": found.old,
        "new": found.new,
        "by": moved_said(found, language),
        "per": getattr(getattr(change.record, "capacity", None), "per", ""),
        "stage": name_of(stage, change.names, language) if stage else "",
    }
    return filled(pattern, values, language)


def _due(change: Change, language: Language) -> str:
    if change.due is None:
        return ""
    which = "mixed" if change.due.both_ways else "due"
    pattern = glossary(language.code).changes("meant", which)
    values = {"start": change.due.start, "old": change.due.old, "new": change.due.new}
    return filled(pattern, values, language)
