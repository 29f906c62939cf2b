"""Follow-ups that cannot be done as promised, or whose end tells nobody anything."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from sla_writer.agreement.calendars import Calendar
from sla_writer.agreement.stages import FollowUp, GiveUp
from sla_writer.agreement.values import Count, Duration
from sla_writer.rules.lengths import common_calendar, length, longer
from sla_writer.rules.reasons import unreached
from sla_writer.rules.rule import Case, Finding, Severity, known, rule


def attempts_crowded(case: Case) -> Iterator[Finding]:
    """The attempts that are promised can all be made in time, and the cadence names them all."""
    calendar = common_calendar(case.agreement)
    for follow_up in case.agreement.follow_ups:
        yield from _more_than_most(follow_up)
        yield from _beyond_window(follow_up, calendar)
        yield from _too_few_steps(follow_up)
        yield from _late_steps(follow_up, calendar)
        yield from _close_steps(follow_up, calendar)


def _more_than_most(follow_up: FollowUp) -> Iterator[Finding]:
    attempts, most = follow_up.attempts, follow_up.most
    if isinstance(attempts, Count) and isinstance(most, Count) and most.value < attempts.value:
        params = {**_told(follow_up), "most": most}
        yield Finding(_at(follow_up, "most"), params, (_at(follow_up, "attempts"),), "", "most")


def _beyond_window(follow_up: FollowUp, calendar: Calendar | None) -> Iterator[Finding]:
    """Spacing between the first and the last attempt that is more than the window."""
    attempts, spacing, window = follow_up.attempts, follow_up.spacing, follow_up.window
    if not isinstance(attempts, Count) or not isinstance(spacing, Duration):
        return
    between = Duration(max(attempts.value - 1, Decimal()) * spacing.amount, spacing.unit)
    if isinstance(window, Duration) and longer(between, window, calendar):
        params = {**_told(follow_up), "spacing": spacing, "window": window}
        others = (_at(follow_up, "attempts"), _at(follow_up, "spacing"))
        yield Finding(_at(follow_up, "window"), params, others, str(between), "window")


def _too_few_steps(follow_up: FollowUp) -> Iterator[Finding]:
    attempts, steps = follow_up.attempts, Count(Decimal(len(follow_up.cadence)))
    if steps.value and isinstance(attempts, Count) and steps.value < attempts.value:
        params, others = {**_told(follow_up), "steps": steps}, (_at(follow_up, "attempts"),)
        yield Finding(_at(follow_up, "cadence"), params, others, "", "steps")


def _late_steps(follow_up: FollowUp, calendar: Calendar | None) -> Iterator[Finding]:
    """Steps of the cadence after the window."""
    window = known(follow_up.window)
    for name, after in _timed(follow_up):
        if window and longer(after, window, calendar):
            params = {**_told(follow_up), "after": after, "window": window}
            yield Finding(_step(follow_up, name), params, (_at(follow_up, "window"),), "", "late")


def _close_steps(follow_up: FollowUp, calendar: Calendar | None) -> Iterator[Finding]:
    """Steps of the cadence that come too soon after the one before, or earlier."""
    spacing = known(follow_up.spacing)
    for (before, earlier), (name, after) in pairwise(_timed(follow_up)):
        path, others = _step(follow_up, name), (_step(follow_up, before),)
        params = {**_told(follow_up), "after": after, "earlier": earlier}
        if longer(after, earlier, calendar) is False:
            yield Finding(path, params, others, "", "order")
        elif spacing and _nearer(earlier, after, spacing, calendar):
            said, held = {**params, "spacing": spacing}, (*others, _at(follow_up, "spacing"))
            yield Finding(path, said, held, "", "near")


def _timed(follow_up: FollowUp) -> Iterator[tuple[str, Duration]]:
    """The steps of the cadence whose time is decided."""
    for step in follow_up.cadence:
        if isinstance(step.after, Duration):
            yield step.id, step.after


def _nearer(
    earlier: Duration, after: Duration, spacing: Duration, calendar: Calendar | None
) -> bool:
    """Whether less opening time lies between two steps than is promised."""
    first, second, apart = (length(each, calendar).opened for each in (earlier, after, spacing))
    if first is None or second is None or apart is None:
        return False
    return second - first < apart


def spacing_missing(case: Case) -> Iterator[Finding]:
    """Several attempts say how far apart they are."""
    for follow_up in case.agreement.follow_ups:
        attempts = known(follow_up.attempts)
        if attempts and attempts.value > 1 and not follow_up.spacing and not follow_up.cadence:
            params = {**_told(follow_up), "window": follow_up.window}
            variant = "" if known(follow_up.window) else "open"
            yield Finding(_at(follow_up, "spacing"), params, (), "", variant)


def automated_attempts_count(case: Case) -> Iterator[Finding]:
    """An attempt is made by a person; a message that sends itself is none."""
    for follow_up in case.agreement.follow_ups:
        if known(follow_up.automated_count):
            yield Finding(_at(follow_up, "automated_count"), _told(follow_up), (), "no")


def follow_up_without_code(case: Case) -> Iterator[Finding]:
    """A lead that is given up leaves its reason behind."""
    agreement = case.agreement
    fitting = [each.id for each in agreement.rejection_codes if unreached(each)]
    for follow_up in agreement.follow_ups:
        given_up = known(follow_up.then) in (GiveUp.RECYCLE, GiveUp.CLOSE)
        if given_up and follow_up.code is None and agreement.rejection_codes:
            code = fitting[0] if len(fitting) == 1 else ""
            params = {**_told(follow_up), "then": follow_up.then, "code": code}
            yield Finding(_at(follow_up, "code"), params, (), code, "near" if code else "")


def _told(follow_up: FollowUp) -> dict[str, object]:
    return {"name": follow_up.name, "attempts": follow_up.attempts}


def _at(follow_up: FollowUp, field: str) -> str:
    return f"follow_ups.{follow_up.id}.{field}"


def _step(follow_up: FollowUp, name: str) -> str:
    return f"follow_ups.{follow_up.id}.cadence.{name}.after"


RULES = (
    rule(attempts_crowded, Severity.WARNING),
    rule(spacing_missing, Severity.WARNING),
    rule(automated_attempts_count, Severity.WARNING),
    rule(follow_up_without_code, Severity.ADVICE),
)
