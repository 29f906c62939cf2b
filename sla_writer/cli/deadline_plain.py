"""What `sla deadline --json` answers: instants with their offset, lengths of time in seconds."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sla_writer import clock
from sla_writer.agreement.calendars import Holiday
from sla_writer.agreement.record import Undecided
from sla_writer.agreement.values import Duration
from sla_writer.cli.deadline_answer import Answer, Beyond


def plain(answer: Answer) -> dict[str, Any]:
    """An answer as a program reads it; what is undecided has no instant."""
    limit, calendar, ran = answer.limit, answer.calendar, answer.ran
    return {
        "id": limit.id,
        "name": limit.name.dumped(),
        "within": _written(limit.within),
        "calendar": calendar.id if calendar else None,
        "zone": str(calendar.zone) if calendar and not answer.undecided else None,
        "undecided": [_open(path, value) for path, value in answer.undecided],
        "start": ran.start.astimezone(ran.opens.zone).isoformat() if ran else None,
        "due": clock.due(ran).isoformat() if ran else None,
        **(_clock(answer, ran) if ran else {}),
    }


def _clock(answer: Answer, ran: clock.Running) -> dict[str, Any]:
    limit, relief = answer.limit, answer.limit.relief
    return {
        "steps": [_step(each) for each in clock.account(ran)],
        "target": _due(ran, limit.target),
        "breach": [
            {
                "id": each.id,
                "after": _written(each.after),
                "due": _due(ran, each.after),
                "action": str(each.action),
                "tells": list(each.tells),
                "to": each.to,
            }
            for each in limit.breach
        ],
        "relief": relief
        and {
            "above_per_week": _written(relief.above_per_week),
            "within": _written(relief.within),
            "due": clock.due(answer.relieved).isoformat() if answer.relieved else None,
        },
        "until": _until(answer, ran),
        "beyond_calendar": _beyond(answer.beyond) if answer.beyond else None,
    }


def _until(answer: Answer, ran: clock.Running) -> dict[str, Any] | None:
    if answer.until is None:
        return None
    return {
        "at": answer.until.astimezone(ran.opens.zone).isoformat(),
        "used": _seconds(clock.worked(ran, answer.until)),
        "kept": answer.kept,
        "kept_under_relief": clock.kept(answer.relieved, answer.until) if answer.relieved else None,
    }


def _step(step: clock.Step) -> dict[str, Any]:
    """A step with what it tells, and nothing that it does not."""
    return {
        "what": str(step.what),
        "since": step.since.isoformat(),
        "until": step.until.isoformat(),
        **({"took": _seconds(step.took)} if step.took else {}),
        **({"left": _seconds(step.left)} if step.left is not None else {}),
        **({"business_days": list(step.days)} if step.days else {}),
        **({"name": step.name.dumped()} if step.name else {}),
        **{
            key: str(value)
            for key, value in (
                ("closed", step.closed),
                ("day", step.day),
                ("why", step.why),
                ("refused", step.refusal),
            )
            if value
        },
    }


def _beyond(found: Beyond) -> dict[str, Any]:
    missed = found.unlisted
    return {
        "known": [each.isoformat() for each in found.known] if found.known else None,
        "outside": found.outside,
        "country": found.country,
        "holidays": [holiday(each) for each in missed.holidays] if missed else [],
        "working_days": [each.isoformat() for each in missed.working_days] if missed else [],
    }


def holiday(each: Holiday) -> dict[str, Any]:
    """A holiday as a program reads it."""
    return {"day": each.day.isoformat(), "name": each.name.dumped()}


def _open(path: str, value: Undecided) -> dict[str, Any]:
    decision = value.undecided
    return {"path": path, "who": decision.who, "by": decision.by.isoformat()}


def _written(value: object) -> object:
    """A value as it stands in files; nothing for what is undecided."""
    if value is None or isinstance(value, Undecided):
        return None
    return value if isinstance(value, int) else str(value)


def _due(ran: clock.Running, after: object) -> str | None:
    return clock.due(ran, after).isoformat() if isinstance(after, Duration) else None


def _seconds(value: timedelta) -> int | float:
    seconds = value.total_seconds()
    return int(seconds) if seconds.is_integer() else seconds
