"""Whether a change makes a promise harder or easier to keep, and by how much a figure moved."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from sla_writer.agreement.calendars import Event, OutOfHours, Statistic
from sla_writer.agreement.commitments import Commitment, CommitmentKind, Comparison
from sla_writer.agreement.criteria import Requirement
from sla_writer.agreement.goals import Goal, Period
from sla_writer.agreement.kpis import Direction, Kpi
from sla_writer.agreement.record import Record
from sla_writer.agreement.sides import Segment
from sla_writer.agreement.stages import Acceptance, ChannelMinimum
from sla_writer.agreement.values import Count, Duration, Figure, Money, Percent, Times
from sla_writer.changes.both import Both
from sla_writer.changes.change import Effect
from sla_writer.changes.conditions import exclusions, strictness
from sla_writer.changes.differing import Difference
from sla_writer.fit.known import measure_of
from sla_writer.funnel import measured

_STRICTER = (Statistic.MEAN, Statistic.MEDIAN, Statistic.SHARE, Statistic.P90, Statistic.EVERY)
_LATER = (
    Event.FORM_SUBMITTED, Event.RECORD_CREATED, Event.SCORE_REACHED, Event.TRANSFERRED,
    Event.ASSIGNED, Event.NOTIFIED, Event.CLAIMED, Event.FIRST_ATTEMPT, Event.SECOND_ATTEMPT,
    Event.THIRD_ATTEMPT, Event.CONTACT_MADE, Event.MEETING_BOOKED, Event.MEETING_HELD,
    Event.OPPORTUNITY_CREATED, Event.PROPOSAL_SENT,
)  # fmt: skip
_WITHIN = {
    CommitmentKind.ROUTING_DELAY, CommitmentKind.NOTIFICATION, CommitmentKind.ENABLEMENT_TURNAROUND,
    CommitmentKind.FIRST_RESPONSE, CommitmentKind.DECISION, CommitmentKind.MEETING,
    CommitmentKind.OPPORTUNITY, CommitmentKind.PROPOSAL,
}  # fmt: skip
_WATCHED = (OutOfHours.NEXT_OPENING, OutOfHours.ACKNOWLEDGE, OutOfHours.ON_CALL)
_LONGER = tuple(Period)
ALL_UNLESS_NAMED = ("segments", "sources")
"""Fields that name what a promise holds for: where they name nothing, it holds for all."""

_UP, _DOWN = 1, -1

_HARDER: Mapping[tuple[str, str], int] = {
    ("TimeLimit", "within"): _DOWN,
    ("TimeLimit", "target"): _DOWN,
    ("TimeLimit", "share"): _UP,
    ("TimeLimit", "pauses"): _DOWN,
    ("TimeLimit", "longest_pause"): _DOWN,
    ("TimeLimit", "left_out"): _DOWN,
    ("TimeLimit", "applies_when"): _DOWN,
    ("TimeLimit", "segments"): _UP,
    ("TimeLimit", "sources"): _UP,
    ("TimeLimit", "start"): _DOWN,
    ("TimeLimit", "stop"): _UP,
    ("TimeLimit", "out_of_hours"): _UP,
    ("TimeLimit", "statistic"): _UP,
    ("Relief", "within"): _DOWN,
    ("Relief", "above_per_week"): _UP,
    ("Restart", "most"): _DOWN,
    ("FollowUp", "attempts"): _UP,
    ("FollowUp", "window"): _DOWN,
    ("FollowUp", "automated_count"): _DOWN,
    ("FollowUp", "channels"): _UP,
    ("Stage", "longest"): _DOWN,
    ("Stage", "stale_after"): _DOWN,
    ("Stage", "mandatory_fields"): _UP,
    ("Handoff", "packet"): _UP,
    ("Handoff", "packet_fields"): _UP,
    ("Rejection", "window"): _DOWN,
    ("Silence", "after"): _DOWN,
    ("Consequence", "below"): _UP,
    ("Consequence", "periods"): _DOWN,
    ("Scoring", "threshold"): _UP,
    ("Scoring", "fit_threshold"): _UP,
    ("ScoreItem", "points"): _DOWN,
    ("Kpi", "statistic"): _UP,
    ("Bands", "met"): _UP,
    ("Bands", "at_risk"): _UP,
}
"""Which way each field makes its promise harder; a list does so by what is in it."""


def direction(kpi: Kpi) -> Direction:
    """Which way a KPI is better: as it says itself, or as the catalogue knows."""
    measure = measure_of(kpi.measure)
    return kpi.direction or (Direction(measure.direction) if measure else Direction.CONTEXT)


def effect(found: Difference, both: Both) -> Effect:
    """What a difference does to the one who is held to what it is about."""
    if isinstance(found.holder, Segment | Acceptance):
        return (
            Effect.NEUTRAL
        )  # the one segment's loss is the other's gain; a CRM field may be either side's
    if isinstance(found.old, Requirement) or isinstance(found.new, Requirement):
        return strictness(found.old, found.new)
    if found.name == "exclusions":
        return exclusions(found.old, found.new)
    harder = harder_when(found.holder, found.name, both)
    if found.name in ALL_UNLESS_NAMED:
        return towards(harder * _widened(found.old, found.new))
    return towards(harder * _moved(found.old, found.new))


def harder_when(holder: Record, name: str, both: Both) -> int:
    """1 where more is harder to keep, −1 where less is, 0 where neither is known to be."""
    match holder:
        case Kpi() if name in ("target", "ramp"):
            return _sign(direction(holder))
        case Kpi() if name == "left_out":
            return _sign(direction(holder)) if _is_volume(holder) else 0
        case Kpi(target=Count() | Money()) if name == "per":
            return -_sign(direction(holder))
        case Goal() if name == "target":
            kpi = both.names.get(f"kpis.{holder.kpi}")
            return _sign(direction(kpi)) if isinstance(kpi, Kpi) else 0
        case Commitment() if name == "amount":
            return _compared(holder)
        case Commitment() if name == "per":
            return -_compared(holder)
    return _HARDER.get((type(holder).__name__, name), 0)


def _is_volume(kpi: Kpi) -> bool:
    """Whether a KPI counts leads: the more are left out, the fewer there are."""
    measure = measure_of(kpi.measure)
    return measure is not None and measure.unit in ("count", "count-per-month")


def _sign(way: Direction) -> int:
    return {Direction.UP: _UP, Direction.DOWN: _DOWN}.get(way, 0)


def _compared(promise: Commitment) -> int:
    """A time to keep to is harder when it is shorter, however it is compared."""
    least = promise.comparison is not Comparison.AT_MOST and promise.kind not in _WITHIN
    return _UP if least else _DOWN


def shorter(effect: Effect) -> int:
    """−1 for a time that the clock makes shorter, 1 for a longer one."""
    return {Effect.TIGHTENED: -1, Effect.RELAXED: 1}.get(effect, 0)


def towards(way: int) -> Effect:
    """The effect of a move: 1 when it is harder now, −1 when it is easier."""
    return {1: Effect.TIGHTENED, -1: Effect.RELAXED}.get(way, Effect.NEUTRAL)


def _moved(old: Any, new: Any) -> int:
    """1 when there is more of something now, −1 when there is less, 0 when that can't be told."""
    if isinstance(old, Figure) and isinstance(new, Figure):
        (of, one), (too, two) = measured(old), measured(new)
        return (two > one) - (two < one) if of == too else 0
    for order in (_STRICTER, _LATER, _WATCHED, _LONGER):
        if old in order and new in order:
            return (order.index(new) > order.index(old)) - (order.index(new) < order.index(old))
    if isinstance(old, ChannelMinimum) and isinstance(new, ChannelMinimum):
        return (new.least > old.least) - (new.least < old.least)
    if isinstance(old, tuple) and isinstance(new, tuple):
        return _grown(old, new)
    whole = isinstance(old, int) and isinstance(new, int)
    return (new > old) - (new < old) if whole else 0


def _widened(old: tuple[Any, ...], new: tuple[Any, ...]) -> int:
    """1 when a promise holds for more; one that names none holds for all."""
    return _grown(old, new) if old and new else bool(old) - bool(new)


def _grown(old: tuple[Any, ...], new: tuple[Any, ...]) -> int:
    if len(old) == len(new) and (_same_channels(old, new) or _are_figures(*old, *new)):
        ways = {_moved(*each) for each in zip(old, new, strict=True)} - {0}
        return ways.pop() if len(ways) == 1 else 0
    before, now = set(old), set(new)
    return (before < now) - (now < before)


def _are_figures(*values: object) -> bool:
    return all(isinstance(each, Figure) for each in values)


def _same_channels(*lists: tuple[Any, ...]) -> bool:
    """Whether lists set minima for the same channels, one by one."""
    channels = [[getattr(each, "channel", None) for each in items] for items in lists]
    return None not in channels[0] and all(each == channels[0] for each in channels)


# --- by how much ---------------------------------------------------------------------------------


def moved_by(old: object, new: object) -> tuple[Figure | None, Fraction | None]:
    """New less old in the unit of both, and that in per cent of the old, exact."""
    if not isinstance(old, Figure) or not isinstance(new, Figure):
        return None, None
    (of, one), (too, two) = measured(old), measured(new)
    share = (two - one) * 100 / one if of == too and one else None
    return _less(new, old), share


def _less(new: Figure, old: Figure) -> Figure | None:
    match new, old:
        case Percent(), Percent():
            return Percent(new.points - old.points)
        case Count(), Count():
            return Count(new.value - old.value)
        case Times(), Times():
            return Times(new.ratio - old.ratio)
        case (Money(), Money()) if new.currency == old.currency:
            return replace(new, amount=new.amount - old.amount)
        case (Duration(), Duration()) if new.unit is old.unit:
            return replace(new, amount=new.amount - old.amount)
    return None
