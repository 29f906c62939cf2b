"""What happens to a lead while its clock runs: a pause, or a reason to start a new clock."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sla_writer.agreement.calendars import Pause, RestartOn, TimeLimit
from sla_writer.agreement.record import Undecided
from sla_writer.clock.opening import utc


@dataclass(frozen=True, slots=True)
class Paused:
    """Something held the clock up from `since` to `until` (both aware).

    Without `why` it is a reason that the limit agrees, if it agrees any.
    """

    since: datetime
    until: datetime
    why: Pause | None = None


@dataclass(frozen=True, slots=True)
class Restarted:
    """Something happened at `at` (aware) that may start a full new clock; `why` as with a pause."""

    at: datetime
    why: RestartOn | None = None


Happening = Paused | Restarted


class Refusal(StrEnum):
    """Why the clock takes no notice of something that happened."""

    NOT_AGREED = "not-agreed"
    TOO_OFTEN = "too-often"
    TOO_EARLY = "too-early"
    TOO_LATE = "too-late"


def pauses_in(happenings: Iterable[Happening]) -> list[Paused]:
    """The pauses in UTC, by their beginning; ValueError for one that ends before it begins."""
    found = [
        Paused(utc(each.since), utc(each.until), each.why)
        for each in happenings
        if isinstance(each, Paused)
    ]
    if any(each.until < each.since for each in found):
        raise ValueError("a pause ends after it begins")
    return sorted(found, key=lambda each: (each.since, each.until))


def restarts_in(happenings: Iterable[Happening]) -> list[Restarted]:
    """What may start a new clock, in UTC and in order."""
    found = [Restarted(utc(h.at), h.why) for h in happenings if isinstance(h, Restarted)]
    return sorted(found, key=lambda each: each.at)


def agrees_pause(limit: TimeLimit, pause: Paused) -> bool:
    """Whether the limit says that its clock stops for this."""
    return pause.why in limit.pauses if pause.why else bool(limit.pauses)


def agrees_restart(limit: TimeLimit, restart: Restarted) -> bool:
    """Whether the limit says that a new clock starts for this."""
    agreed = limit.restart
    if agreed is None or isinstance(agreed, Undecided) or agreed.on is RestartOn.NEVER:
        return False
    return restart.why in (None, agreed.on)


def most_restarts(limit: TimeLimit) -> int | None:
    """How many new clocks there may be at the most; None where nothing limits them."""
    agreed = limit.restart
    return None if agreed is None or isinstance(agreed, Undecided) else agreed.most
