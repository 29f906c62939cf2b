"""A clock's account in words: what each step of it says on the screen."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sla_writer import messages
from sla_writer.agreement.calendars import Pause, RestartOn
from sla_writer.agreement.prose import Text
from sla_writer.cli.rows import Row, days, moment, span, stretch
from sla_writer.clock import Closed, Refusal, Step, Unusual, What
from sla_writer.facts import Facts
from sla_writer.messages import text

_CLOSED = {
    Closed.NIGHT: "said-closed-night",
    Closed.BREAK: "said-closed-break",
    Closed.WEEKEND: "said-closed-weekend",
    Closed.WEEKDAY: "said-closed-weekday",
    Closed.HOLIDAY: "said-closed-holiday",
    Closed.DAY_OFF: "said-closed-day-off",
}
_REFUSED = {
    Refusal.NOT_AGREED: "said-refused-not-agreed",
    Refusal.TOO_OFTEN: "said-refused-too-often",
    Refusal.TOO_EARLY: "said-refused-too-early",
    Refusal.TOO_LATE: "said-refused-too-late",
}
UNUSUAL = {Unusual.OWN_HOURS: "said-day-own-hours", Unusual.WORKED: "said-day-worked"}


@dataclass(frozen=True, slots=True)
class Teller:
    """Tells the steps of an account in the words of an agreement's facts."""

    facts: Facts

    def rows(self, steps: tuple[Step, ...]) -> Iterator[Row]:
        """A row for each step that is worth one: a night between two working days is not."""
        before = None
        for step in steps:
            if step.closed is not Closed.NIGHT or before is not What.RUNS:
                yield Row(_when(step), self._told(step))
            before = step.what

    def _told(self, step: Step) -> str:
        match step.what:
            case What.STARTS:
                return text("said-step-starts")
            case What.RESTARTS:
                return self._because("said-step-restarts", step.why)
            case What.ACKNOWLEDGED:
                return text("said-step-acknowledged")
            case What.ON_CALL:
                return text("said-step-on-call")
            case What.CLOSED:
                return why_closed(step.closed or Closed.NIGHT, step.name, moment(step.until))
            case What.RUNS:
                return _runs(step)
            case What.COUNTS_DAYS:
                return _counted(step)
            case What.PASSES:
                return text("said-step-passes", until=moment(step.until))
            case What.MOVED:
                return text("said-step-moved", until=moment(step.until), took=span(step.took))
            case What.DUE:
                return text("said-step-due")
        return self._pause(step)

    def _pause(self, step: Step) -> str:
        if step.what is What.PAUSED:
            until, took = moment(step.until), span(step.took)
            return self._because("said-step-paused", step.why, until=until, took=took)
        if step.what is What.TOO_LONG:
            return text("said-step-too-long", until=moment(step.until))
        kind = "said-refused-restart" if step.since == step.until else "said-refused-pause"
        why = text(_REFUSED[step.refusal]) if step.refusal else ""
        return self._because(kind, step.why, until=moment(step.until), refusal=why)

    def _because(self, key: str, why: Pause | RestartOn | None, **params: str) -> str:
        said = text(key, **params) if params else text(key)
        return f"{said} ({self.facts.glossary.label(why)})" if why else said


def why_closed(why: Closed, name: Text | None, until: str = "") -> str:
    """Why nobody works, with the name of a holiday."""
    return text(_CLOSED[why], name=spoken(name) if name else "", until=until)


def spoken(name: Text) -> str:
    """A text of the agreement in the screen's language, or as it was written."""
    return name.get(messages.language()) or name.any()[1]


def _when(step: Step) -> str:
    """What stands on the left of a step."""
    whole_days = step.closed not in (None, Closed.NIGHT, Closed.BREAK)
    if whole_days or step.what is What.COUNTS_DAYS:
        return days(step.since, step.until)
    if step.what is What.RUNS or step.closed is Closed.BREAK:
        return stretch(step.since, step.until)
    return moment(step.since)


def _runs(step: Step) -> str:
    """The time used in a stretch and the time that is left; why the day is as it is."""
    used = text("said-step-used", took=span(step.took))
    if _when(step) == moment(step.since):
        used = text("said-step-used-until", took=span(step.took), until=moment(step.until))
    left = text("said-step-left", left=span(step.left)) if step.left else ""
    return f"{used}{left}{text(UNUSUAL[step.day]) if step.day else ''}"


def _counted(step: Step) -> str:
    first, last = step.days or (0, 0)
    one = text("said-step-business-day", number=first)
    more = text("said-step-business-days", first=first, last=last)
    return (one if first == last else more) + (text(UNUSUAL[step.day]) if step.day else "")
