"""All that two agreements promise differently, in the order in which it matters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from sla_writer.agreement import Agreement
from sla_writer.agreement.record import Record, Undecided
from sla_writer.changes.both import Both, value_at
from sla_writer.changes.carried import carried
from sla_writer.changes.change import Change, Group, Kind, Weight
from sla_writer.changes.counted import Counting
from sla_writer.changes.detailing import detailed
from sla_writer.changes.differing import WHOLE, Difference, Shape, differences
from sla_writer.changes.pairing import relabelled, renamed
from sla_writer.changes.repeated import told_once
from sla_writer.changes.rewording import only_spaces
from sla_writer.changes.sorts import REWORDED, Sort, sort_of

_ASIDE = ("remarks", "history", "reasons", "identity.revision")
PERIOD = (
    "identity.quarter", "identity.effective_from", "identity.effective_to", "identity.review_by",
    "identity.supersedes", "review.on",
)  # fmt: skip
"""What says that it is another quarter: where they differ they are one change, at the first."""

ROLLING = ("last_target", "baseline", "baseline_quarter", "actual", "sample")
"""Fields of KPIs and goals that only say how the quarter before went."""

_ORDERED = {
    ("Agreement", "stages"), ("Routing", "routes"), ("FollowUp", "cadence"), ("Side", "deputies"),
}  # fmt: skip
_WEIGHTS, _GROUPS = list(Weight), list(Group)


def changes(old: Agreement, new: Agreement) -> tuple[Change, ...]:
    """What `new` promises otherwise than `old`, the most material first.

    Items are the same by their ids, and by what they say where ids have changed. What only says
    that it is another quarter is one change; remarks, reasons and history are none. A promise that
    is said in several places is one change, which has the others as its `repeats`. What is still
    undecided in both is told where anything else has changed.
    """
    ids = renamed(old, new)
    both = Both(old, relabelled(new, ids) if ids else new, ids)
    found = [_as_written(each, new, ids) for each in _found(both)]
    still = list(carried(both, ids))
    if not found and all(each.old == each.new for each in still):
        return ()
    return tuple(sorted((*told_once(found, new), *still), key=_order))


def _order(change: Change) -> tuple[int, int]:
    return _WEIGHTS.index(change.weight), _GROUPS.index(change.group)


def _as_written(change: Change, new: Agreement, ids: Mapping[str, Any]) -> Change:
    """The change with the new agreement's own ids in its value."""
    if not ids or change.new is None or change.kind is Kind.RENAMED:
        return change
    return replace(change, new=value_at(new, change.path), record=value_at(new, change.item))


def _found(both: Both) -> Iterator[Change]:
    counting, told_period = Counting(both), False
    for each in differences(both.old, both.new):
        if _is_aside(each, both):
            continue
        if _is_period(each, both):
            if not told_period:
                yield _period(both)
            told_period = True
        elif not _still_open(each):
            yield detailed(_change(each, both), each, both, counting)


def _is_aside(found: Difference, both: Both) -> bool:
    """Whether a difference is metadata, or last quarter's figures that rolled on."""
    if any(found.path == each or found.path.startswith(f"{each}.") for each in _ASIDE):
        return True
    rolled = found.name in ROLLING and found.path.startswith(("kpis.", "goals."))
    return rolled and found.shape is Shape.VALUE and both.next_quarter


def _is_period(found: Difference, both: Both) -> bool:
    """Whether a difference only says that it is another quarter."""
    decided = not isinstance(found.old, Undecided) and not isinstance(found.new, Undecided)
    return both.next_quarter and decided and found.path in PERIOD


def _period(both: Both) -> Change:
    old, new = both.old.identity, both.new.identity
    return Change(
        Kind.DETAIL,
        "identity.quarter",
        new,
        "identity",
        old.quarter,
        new.quarter,
        weight=Weight.MINOR,
        names=both.names,
        names_before=both.names_before,
    )


def _still_open(found: Difference) -> bool:
    """Whether it is about what was undecided and is so still, which is told apart."""
    both_open = isinstance(found.old, Undecided) and isinstance(found.new, Undecided)
    question = found.path.startswith("open_questions.") and found.name in ("owner", "due")
    return both_open or question


# --- one change ----------------------------------------------------------------------------------


def _change(found: Difference, both: Both) -> Change:
    """A difference as a change of its sort, with whom it binds."""
    same = both.means_the_same(found.path, found.was_path) or only_spaces(found.old, found.new)
    sort = REWORDED if same else _sort(found)
    gone = found.shape is Shape.ITEM and found.new is None and found.path.count(".") == 1
    # What has gone speaks for itself: its id may be another item’s now.
    item, record = (found.path, found.old) if gone else both.item(found.path)
    return Change(
        sort.kind,
        found.path,
        record,
        item,
        found.old,
        found.new,
        was_path="" if found.was_path == found.path else found.was_path,
        side=both.side(_bound(found, record), found.path),
        weight=sort.weight,
        group=sort.group,
        names=both.names_before if gone else both.names,
        names_before=both.names_before,
    )


def _bound(found: Difference, record: Record) -> Record:
    """The record that says whom a change binds."""
    return found.holder if hasattr(found.holder, "side") else record


def _sort(found: Difference) -> Sort:
    sort = sort_of(found.holder, found.name, found.old, found.new)
    match found.shape:
        case Shape.ID:
            return REWORDED._replace(kind=Kind.RENAMED)
        case Shape.ORDER if (type(found.holder).__name__, found.name) in _ORDERED:
            return sort._replace(kind=Kind.MOVED)
        case Shape.ORDER:
            return REWORDED._replace(kind=Kind.MOVED)
        case Shape.ITEM:
            return sort._replace(kind=Kind.REMOVED if found.new is None else Kind.ADDED)
    if isinstance(found.new, Undecided):
        return sort._replace(kind=Kind.OPENED, group=Group.OPEN)
    if isinstance(found.old, Undecided):
        return sort._replace(kind=Kind.DECIDED)
    if _is_part(found.new) and found.old is None:
        return sort._replace(kind=Kind.ADDED)
    if _is_part(found.old) and found.new is None:
        return sort._replace(kind=Kind.REMOVED)
    return sort


def _is_part(value: object) -> bool:
    return isinstance(value, Record) and not isinstance(value, WHOLE)
