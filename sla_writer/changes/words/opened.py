"""What was undecided and is decided now, what is open again, and what is open still."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from sla_writer.agreement.criteria import Requirement
from sla_writer.agreement.governance import OpenQuestion
from sla_writer.agreement.record import Record, Undecided
from sla_writer.changes.change import Change, Kind
from sla_writer.changes.words.telling import figure_said, told
from sla_writer.language import Language
from sla_writer.saying import Said, described, named


def open_said(change: Change, language: Language) -> str:
    """Who decides, and by when; or what was decided."""
    match change.kind, change.new:
        case Kind.DECIDED, None:
            return told("decided-no", change, language)
        case Kind.DECIDED, value:
            return told("decided", change, language, new=_value(change, value, language))
        case Kind.OPENED, Undecided():
            return _opened(change, language)
    return _carried(change, language)


def _value(change: Change, value: object, language: Language) -> str:
    if isinstance(value, Record) and not isinstance(value, Requirement):
        return described(value, language, change.names)
    return figure_said(change, value, language)


def _opened(change: Change, language: Language) -> str:
    values = _decision(change.new, change, language)
    if change.old is None or change.old == ():
        return told("opened-new", change, language, **values)
    old = _value(replace(change, names=change.names_before), change.old, language)
    return told("opened", change, language, **values, old=old)


def _carried(change: Change, language: Language) -> str:
    """What stands over from last quarter; said with its former day where that has moved."""
    now, before = (_decision(each, change, language) for each in (change.new, change.old))
    question = isinstance(change.new, OpenQuestion)
    name = {"what": named(change.new, language)} if isinstance(change.new, OpenQuestion) else {}
    pattern = "question" if question else "carried"
    later = "-later" if now["due"] != before["due"] else ""
    return told(f"{pattern}{later}", change, language, **now, was=before["due"], **name)


def _decision(value: object, change: Change, language: Language) -> Mapping[str, object]:
    """Who decides, and by when."""
    if isinstance(value, OpenQuestion):
        role, due = value.owner, value.due
    else:
        assert isinstance(value, Undecided)
        role, due = value.undecided.who, value.undecided.by
    return {"who": f"{Said(role, language, change.names, 'roles')}", "due": due}
