"""What a change means: whom it binds more or less, by how much, and what follows from it."""

from __future__ import annotations

from dataclasses import replace

from sla_writer.agreement.calendars import Calendar, Relief, Restart, RestartOn, TimeLimit
from sla_writer.agreement.kpis import Kpi
from sla_writer.agreement.sides import Segment
from sla_writer.agreement.stages import Handoff, SilenceOutcome, Stage
from sla_writer.agreement.terms import Scoring
from sla_writer.agreement.values import Duration, Figure, Money
from sla_writer.changes.both import Both, value_at
from sla_writer.changes.change import Change, Due, Effect, Group, Kind, Weight
from sla_writer.changes.counted import Counting
from sla_writer.changes.differing import Difference, Shape
from sla_writer.changes.effects import effect, harder_when, moved_by, shorter, towards
from sla_writer.changes.following import followed
from sla_writer.changes.sorts import sort_of

_SOURCED, _INFLUENCED = "marketing_sourced", "marketing_influenced"
_SHARES = {
    "sourced_by": (_SOURCED,),
    "override_window": (_SOURCED,),
    "influence_window": (_INFLUENCED,),
}
"""Which share of Marketing each rule of attribution counts; the others count both."""

_ACCEPTS = {
    ("Acceptance", "requirement"), ("Acceptance", "proof"), ("Silence", "outcome"),
    ("Dispute", "otherwise"),
}  # fmt: skip
"""What decides whether a lead counts as accepted."""

_DEEMED = (SilenceOutcome.ACCEPTED, SilenceOutcome.REJECTED)

_BOUND = {"kpis", "commitments", "time_limits", "follow_ups", "consequences"}


def detailed(change: Change, found: Difference, both: Both, counting: Counting) -> Change:
    """The change with its effect, its size, and what follows from it."""
    if change.kind in (Kind.ADDED, Kind.REMOVED):
        change = _there_or_gone(change)
    elif change.kind not in (Kind.OPENED, Kind.DECIDED, Kind.RENAMED, Kind.MOVED):
        change = _sized(change, found, both)
    return _following(_breaking(change, found, counting), both)


def _there_or_gone(change: Change) -> Change:
    """A whole promise more or less: harder or easier for the side that makes it."""
    added = change.kind is Kind.ADDED
    part = change.new or change.old
    if isinstance(part, Relief) or (isinstance(part, Restart) and part.on is not RestartOn.NEVER):
        return replace(change, effect=Effect.RELAXED if added else Effect.TIGHTENED)
    steps = change.path.split(".")
    if len(steps) != 2 or steps[0] not in _BOUND or change.side is None:
        return change
    return replace(change, effect=Effect.TIGHTENED if added else Effect.RELAXED)


def _sized(change: Change, found: Difference, both: Both) -> Change:
    delta, share = moved_by(found.old, found.new)
    change = replace(change, effect=effect(found, both), delta=delta, share=share)
    if change.kind is Kind.CLOCK or _other_units(found):
        change = _clocked(change, found, both)
    if isinstance(found.holder, Kpi) and found.name == "target":
        way = {Effect.TIGHTENED: True, Effect.RELAXED: False}
        change = replace(change, better=way.get(change.effect))
    return change


def _other_units(found: Difference) -> bool:
    """Whether a length of time is counted in another unit."""
    times = isinstance(found.old, Duration) and isinstance(found.new, Duration)
    return times and found.old.unit is not found.new.unit


def _clocked(change: Change, found: Difference, both: Both) -> Change:
    """A clock tried on a week: a limit with this one field changed, a calendar, a length."""
    from sla_writer.changes import clocks  # what counts time is loaded only when a clock changed

    told: tuple[Effect, Due | None] = (change.effect, None)
    record, each = found.holder, ({found.name: found.old}, {found.name: found.new})
    if isinstance(record, TimeLimit) and found.name in ("within", "calendar"):
        told = clocks.of_limit(both, *(record.model_copy(update=said) for said in each))
    elif isinstance(record, Calendar) and found.name in ("week", "zone"):
        told = clocks.of_calendar(both, *(record.model_copy(update=said) for said in each))
    elif change.path == "identity.calendar":
        told = clocks.of_length(both, clocks.USUAL, clocks.USUAL)
    elif _other_units(found):
        length, due = clocks.of_length(both, found.old, found.new)
        told = towards(harder_when(record, found.name, both) * shorter(length)), due
    return replace(change, kind=Kind.CLOCK, group=Group.CLOCKS, effect=told[0], due=told[1])


def _breaking(change: Change, found: Difference, counting: Counting) -> Change:
    """The change with the targets that it makes incomparable."""
    sort = sort_of(found.holder, found.name, found.old, found.new)
    if found.shape in (Shape.ID, Shape.ORDER) or change.weight is Weight.WORDING:
        return change
    if sort.kind is Kind.DEFINITION:
        under = _defined(change, counting)
        side = counting.bound(*under) or change.side
        return replace(change, breaks=_standing(counting.breaks(*under), counting), side=side)
    if sort.kind in (Kind.FORMULA, Kind.SOURCE):
        return replace(change, breaks=_standing(_measured(change, counting), counting))
    if passed := _passed(change, found, counting):
        return replace(change, breaks=_standing(passed, counting))
    if sort.kind in (Kind.LIMIT, Kind.CLOCK):
        return replace(change, breaks=_standing(counting.timed(found), counting))
    return change


def _standing(breaks: tuple[str, ...], counting: Counting) -> tuple[str, ...]:
    """Only what stood in the old agreement too can be compared, or not any more."""
    old = counting.both.old
    return tuple(path for path in breaks if value_at(old, path) is not None)


def _defined(change: Change, counting: Counting) -> tuple[str, ...]:
    """The stages and terms that a definition decides."""
    match change.record:
        case Scoring():
            return counting.scored
        case Stage(term=str() as term):
            return change.item, term
        case Segment() | Stage():
            return (change.item,)
    return (change.item.removeprefix("terms."),)


def _measured(change: Change, counting: Counting) -> tuple[str, ...]:
    """The targets whose way of counting has changed."""
    if isinstance(change.record, Kpi):
        return counting.of_kpis(change.record.id)
    if change.item == "attribution":
        named = _SHARES.get(change.path.rpartition(".")[2], (_SOURCED, _INFLUENCED))
        shared = (each for each in counting.agreement.kpis if each.measure in named)
        return counting.of_kpis(*(each.id for each in shared))
    if change.item == "identity":
        paths = counting.by_target
        return tuple(p for p in paths if isinstance(value_at(counting.agreement, p), Money))
    return ()


def _passed(change: Change, found: Difference, counting: Counting) -> tuple[str, ...]:
    """The targets that count more or fewer leads when a hand-off or a follow-up says otherwise."""
    field = (type(found.holder).__name__, found.name)
    if field == ("FollowUp", "automated_count"):
        return counting.counting("attempt")
    if not isinstance(change.record, Handoff):
        return ()
    if field == ("Recycle", "counts_again"):
        return counting.reaching(change.record.from_stage)
    if field == ("Silence", "outcome") and found.old not in _DEEMED and found.new not in _DEEMED:
        return ()
    return counting.reaching(change.record.to_stage) if field in _ACCEPTS else ()


def _following(change: Change, both: Both) -> Change:
    """The change with what the plan makes of it."""
    if change.kind is not Kind.PLAN or not isinstance(change.new, Figure | tuple):
        return change
    path = change.was_path or change.path
    return replace(change, followed=followed(both.old, both.known[0], path, change.new))
