"""Changes and redline joined: each change with its place, and what is left is only reworded."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from sla_writer.agreement import Agreement
from sla_writer.changes import Change, Kind, Weight, balance, changes, every, meant, said
from sla_writer.changes.words.naming import what
from sla_writer.comparison.keys import keyed
from sla_writer.comparison.places import Places, Printed, Spot, holders, printed
from sla_writer.comparison.values import Comparison, Edition, Entry
from sla_writer.comparison.wording import reworded
from sla_writer.document import Comment, Document
from sla_writer.glossary import glossary
from sla_writer.language import language


def compared(old: Edition, new: Edition, *, moves: bool = True, marked: bool = True) -> Comparison:
    """Two editions compared, in the language of their documents.

    With `moves` a clause that stands elsewhere is marked as moved, else as deleted and inserted.
    Without `marked` the redline is left out, for whoever only reads the list of changes: `redline`
    is then the new document.
    """
    code = new.document.language
    found = changes(old.agreement, new.agreement)
    then, now = printed(old.document), printed(new.document)
    entries = tuple(_entries(found, then, now, _Reasons(old.agreement, new.agreement, code)))
    where = {spot.id: spot.where for spot, _ in (*then, *now)}
    return Comparison(
        old=old,
        new=new,
        language=code,
        entries=entries,
        redline=_redline(old, new, entries, moves) if marked else new.document,
        reworded=tuple((where[each], each) for each in reworded(then, now, entries)),
        balance=balance(found),
    )


def _redline(old: Edition, new: Edition, entries: Sequence[Entry], moves: bool) -> Document:
    from sla_writer.redline import redline

    found = redline(old.document, new.document, moves=moves)
    return replace(found, comments=tuple(_comments(entries, new.document.language)))


def _entries(
    found: Sequence[Change], then: Printed, now: Printed, reasons: _Reasons
) -> Iterator[Entry]:
    wanted = {path for change in every(found) for path in _paths(change)}
    places = Places(then, wanted), Places(now, wanted)
    for key, change in keyed(found):
        again = tuple(_placed(each.path, each, *places) for each in change.repeats)
        yield replace(_placed(key, change, *places), why=reasons.of(change), repeats=again)


def _placed(key: str, change: Change, then: Places, now: Places) -> Entry:
    spot = _spot(change, then, now)
    return Entry(key, change, spot.where, spot.id) if spot else Entry(key, change)


def _paths(change: Change) -> Iterator[str]:
    for path in filter(None, (change.path, change.was_path)):
        yield from holders(path, change.item)


def _spot(change: Change, then: Places, now: Places) -> Spot | None:
    """Where the new document says it; the old one where it is gone, or where only that does."""
    was_path = change.was_path or change.path
    if change.kind is Kind.REMOVED:
        return then.of(was_path, change.item) or now.of(change.path, change.item)
    return now.of(change.path, change.item) or then.of(was_path, change.item)


class _Reasons:
    """Why things were changed, in a language, or as people wrote it.

    What the old agreement gave as a reason already explains an earlier change.
    """

    def __init__(self, old: Agreement, new: Agreement, code: str) -> None:
        before = {(each.path, each.reason) for each in old.reasons}
        self._known = {
            each.path: each.reason.get(code) or each.reason.any()[1]
            for each in new.reasons
            if (each.path, each.reason) not in before
        }

    def of(self, change: Change) -> str:
        """The reason for a change, for what it belongs to, or for the promise that it repeats.

        "" when nobody has given one.
        """
        places = (place for each in every([change]) for place in _explained_at(each))
        return next((self._known[each] for each in places if each in self._known), "")


def _explained_at(change: Change) -> tuple[str, ...]:
    return (change.path, change.item, *_repeated(change))


def _repeated(change: Change) -> Iterator[str]:
    """The KPI's target or the time limit that a goal, a commitment or a KPI says once more."""
    if change.path.rpartition(".")[2] in ("target", "amount"):
        if kpi := getattr(change.record, "kpi", None):
            yield from (f"kpis.{kpi}.target", f"kpis.{kpi}")
        if limit := getattr(change.record, "limit", None):
            yield from (f"time_limits.{limit}.within", f"time_limits.{limit}")


def _comments(entries: Sequence[Entry], code: str) -> Iterator[Comment]:
    """What is said of material changes in the margin, at their places."""
    material = [each for each in entries if each.change.weight is Weight.MATERIAL]
    for entry in material:
        yield from _comment(entry, code)
    yield from _pointers(material, code)


def _comment(entry: Entry, code: str) -> Iterator[Comment]:
    """What a change means and why it was made."""
    change, spoken = entry.change, language(code)
    if entry.block:
        why = str(glossary(code).compared("why"))
        reason = why.format(reason=entry.why) if entry.why else ""
        told = (said(change, spoken), meant(change, spoken), reason)
        yield Comment(entry.block, "\n".join(filter(None, told)), (change.path,))


def _pointers(entries: Sequence[Entry], code: str) -> Iterator[Comment]:
    """Where numbers stand once more in other blocks: a line on each that it repeats."""
    at: dict[str, dict[str, str]] = defaultdict(dict)
    for entry in entries:
        for each in entry.repeats:
            if each.block not in ("", entry.block):
                at[each.block][each.change.path] = _pointer(entry, code)
    for block, told in at.items():
        yield Comment(block, "\n".join(dict.fromkeys(told.values())), tuple(told))


def _pointer(entry: Entry, code: str) -> str:
    pattern = str(glossary(code).compared("again" if entry.where else "again-unplaced"))
    return pattern.format(name=what(entry.change, language(code)), where=entry.where)
