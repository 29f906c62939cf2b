"""What was undecided last quarter and is so still: open values, and open questions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sla_writer.agreement.record import Record, open_values
from sla_writer.changes.both import Both
from sla_writer.changes.change import Change, Group, Kind, Weight


def carried(both: Both, ids: Mapping[str, Mapping[str, str]]) -> Iterator[Change]:
    """What was undecided and is so still: open values, and questions."""
    before = dict(open_values(both.old))
    for path, value in open_values(both.new):
        was = _was(path, ids)
        if was in before:
            yield _open_still(path, was, before[was], value, both)
    questions = {each.id: each for each in both.old.open_questions}
    for each in both.new.open_questions:
        was = ids.get("open_questions", {}).get(each.id, each.id)
        if was in questions:
            there = (f"open_questions.{each.id}", f"open_questions.{was}")
            yield _open_still(*there, questions[was], each, both)


def _was(path: str, ids: Mapping[str, Mapping[str, str]]) -> str:
    first, *rest = path.split(".")
    was = ids.get(first, {})
    return ".".join([first, *(was.get(each, each) for each in rest[:1]), *rest[1:]])


def _open_still(path: str, was: str, old: Record, new: Record, both: Both) -> Change:
    item, record = both.item(path)
    return Change(
        Kind.CARRIED,
        path,
        record,
        item,
        old,
        new,
        was_path="" if was == path else was,
        side=both.side(record, path),
        weight=Weight.MINOR,
        group=Group.OPEN,
        names=both.names,
        names_before=both.names_before,
    )
