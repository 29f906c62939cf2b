"""Changes and redline joined: each change with its place, and what is left is only reworded."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from sla_writer.agreement import Agreement
from sla_writer.changes import Change, Kind, Weight, balance, changes, meant, said
from sla_writer.comparison.keys import keyed
from sla_writer.comparison.places import Places, Spot, holders
from sla_writer.comparison.values import Comparison, Edition, Entry
from sla_writer.comparison.wording import reworded
from sla_writer.document import Comment
from sla_writer.glossary import glossary
from sla_writer.language import language
from sla_writer.redline import redline


def compared(old: Edition, new: Edition, *, moves: bool = True) -> Comparison:
    """Two editions compared, in the language of their documents.

    With `moves` a clause that stands elsewhere is marked as moved, else as deleted and inserted.
    """
    code = new.document.language
    found = changes(old.agreement, new.agreement)
    wanted = {path for change in found for path in _paths(change)}
    now, then = Places(new.document, wanted), Places(old.document, wanted)
    entries = tuple(
        _entry(key, change, _spot(change, now, then), _why(change, new.agreement, code))
        for key, change in keyed(found)
    )
    marked = redline(old.document, new.document, moves=moves)
    where = then.where | now.where
    return Comparison(
        old=old,
        new=new,
        language=code,
        entries=entries,
        redline=replace(marked, comments=tuple(_comments(entries, code))),
        reworded=tuple((where.get(each, ""), each) for each in reworded(marked, entries)),
        balance=balance(found),
    )


def _paths(change: Change) -> Iterator[str]:
    for path in filter(None, (change.path, change.was_path)):
        yield from holders(path, change.item)


def _spot(change: Change, now: Places, then: Places) -> Spot | None:
    """Where the new document says it; the old one where it is gone, or where only that does."""
    before = then.of(change.was_path or change.path, change.item)
    if change.kind is Kind.REMOVED and before:
        return before
    return now.of(change.path, change.item) or before


def _entry(key: str, change: Change, spot: Spot | None, why: str) -> Entry:
    return Entry(key, change, spot.where, spot.id, why) if spot else Entry(key, change, why=why)


def _why(change: Change, new: Agreement, code: str) -> str:
    """The reason for a change in a language, or as it was written."""
    known = {each.path: each.reason for each in new.reasons}
    given = known.get(change.path) or known.get(change.item)
    return (given.get(code) or given.any()[1]) if given else change.reason


def _comments(entries: Sequence[Entry], code: str) -> Iterator[Comment]:
    """What a material change means and why it was made, for the margin at its place."""
    spoken, why = language(code), str(glossary(code).compared("why"))
    for entry in entries:
        change = entry.change
        if entry.block and change.weight is Weight.MATERIAL:
            reason = why.format(reason=entry.why) if entry.why else ""
            told = (said(change, spoken), meant(change, spoken), reason)
            yield Comment(entry.block, "\n".join(filter(None, told)), (change.path,))
