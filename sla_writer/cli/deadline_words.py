"""What `sla deadline` says of a limit: when it is due, the steps to it, what follows it."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sla_writer import clock
from sla_writer.agreement.calendars import BreachStep, ZoneOf
from sla_writer.agreement.record import Undecided
from sla_writer.agreement.values import Duration
from sla_writer.cli.clock_words import Teller, spoken
from sla_writer.cli.deadline_answer import Answer, Beyond
from sla_writer.cli.rows import Row, day, day_range, moment, say_rows, span, whole_moment
from sla_writer.cli.screen import painted, say
from sla_writer.facts import Facts
from sla_writer.facts.told import path_name
from sla_writer.messages import text

_SHOWN = 6
"""How many days off a note names."""


@dataclass(frozen=True, slots=True)
class Voice:
    """Says answers in the words of an agreement's facts; `path` is where the agreement stands."""

    facts: Facts
    path: Path

    def say(self, answer: Answer) -> None:
        """All that there is to say of a limit."""
        part = self._part(answer)
        within = "" if isinstance(answer.limit.within, Undecided) else part.get("within").text
        say(painted(" · ".join(filter(None, (part.get("name").text, within))), bold=True))
        for path, value in answer.undecided:
            name = path_name(self.facts, path).text.removeprefix(f"{part.get('name').text}: ")
            say("  ", f"{name}: {self.facts.open(value, path, ()).text}")
        if answer.ran:
            self._say_clock(answer, answer.ran)

    def _part(self, answer: Answer) -> Any:
        return self.facts.item("time_limits", answer.limit.id, ())

    def _say_clock(self, answer: Answer, ran: clock.Running) -> None:
        due = text("said-due", at=whole_moment(clock.due(ran)))
        say(painted(due, fg="green", bold=True))
        say(painted(self._between(answer, ran), dim=True))
        say()
        say_rows(Teller(self.facts).rows(clock.account(ran)))
        _say_block("", self._besides(answer, ran))
        _say_block(text("said-breach-title"), self._breach(answer, ran))
        if answer.until:
            say()
            for line in self._judged(ran, answer.until, answer.relieved):
                say(line)
        self._say_notes(answer)

    def _between(self, answer: Answer, ran: clock.Running) -> str:
        """From what to what the clock runs, and on whose calendar."""
        start, stop = (self._event(answer, name) for name in ("start", "stop"))
        if answer.calendar is None:
            return text("said-clock-always", start=start, stop=stop, zone=ran.opens.zone)
        name = self.facts.named("calendars", answer.calendar.id, "").text
        zone = answer.calendar.zone
        return text("said-clock-between", start=start, stop=stop, calendar=name, zone=zone)

    def _event(self, answer: Answer, name: str) -> str:
        part = self._part(answer)
        event, stage = part.get(name).text, part.get(f"{name}_stage")
        return text("said-event-stage", event=event, stage=stage.display().text) if stage else event

    # --- what else runs on the same clock ---------------------------------------------------------

    def _besides(self, answer: Answer, ran: clock.Running) -> Iterator[Row]:
        """The target, and the limit while more leads come than agreed."""
        part = self._part(answer)
        if part.get("target"):
            yield self._row(ran, answer.limit.target, "said-target", part.get("target"))
        if answer.limit.relief:
            relief = part.get("relief")
            above = relief.get("above_per_week").text
            at = moment(clock.due(answer.relieved)) if answer.relieved else ""
            yield Row(at, text("said-relief", above=above, within=relief.get("within").text))

    def _row(self, ran: clock.Running, after: object, key: str, said: Any) -> Row:
        at = moment(clock.due(ran, after)) if isinstance(after, Duration) else ""
        return Row(at, text(key, within=said.text))

    def _breach(self, answer: Answer, ran: clock.Running) -> Iterator[Row]:
        """The steps that follow when the limit has run out, and who is told."""
        part = self._part(answer)
        for step in answer.limit.breach:
            at = moment(clock.due(ran, step.after)) if isinstance(step.after, Duration) else ""
            yield Row(at, self._breach_step(step, part.get("breach").get(step.id)))

    def _breach_step(self, step: BreachStep, part: Any) -> str:
        after = part.get("after").text
        if isinstance(step.after, Duration):
            after = self.facts.language.duration(step.after, "accusative")
        said = text("said-breach-step", after=after, action=part.get("action").text)
        if part.get("tag"):
            said += text("said-breach-tag", tag=part.get("tag").text)
        if part.get("to"):
            said += text("said-breach-to", who=part.get("to").get("who").text)
        told = [each.get("who").text for each in part.get("tells") if each != part.get("to")]
        return said + (text("said-breach-tells", who="; ".join(told)) if told else "")

    # --- whether it was kept ----------------------------------------------------------------------

    def _judged(
        self, ran: clock.Running, asked: datetime, relieved: clock.Running | None
    ) -> Iterator[str]:
        until = asked.astimezone(ran.opens.zone)
        used, whole = clock.worked(ran, until), clock.worked(ran, clock.due(ran))
        params = {"until": moment(until), "used": span(used)}
        if clock.kept(ran, until):
            said = text("said-until-kept", left=span(whole - used), **params)
            yield painted(said, fg="green")
            return
        key = "said-until-late" if used > whole else "said-until-late-closed"
        yield painted(text(key, late=span(used - whole), **params), fg="red")
        if relieved and clock.kept(relieved, until):
            yield text("said-until-relieved")

    # --- what to mind -----------------------------------------------------------------------------

    def _say_notes(self, answer: Answer) -> None:
        calendar = answer.calendar
        if calendar and calendar.zone_of is not ZoneOf.OFFICE:
            whose = self.facts.glossary.label(calendar.zone_of)
            say()
            say(text("said-note-zone", whose=whose, zone=calendar.zone))
        if answer.beyond:
            say()
            for line in self._beyond(answer.beyond):
                say(painted(line, fg="yellow"))
            say(text("said-note-refresh"))
            say("  ", painted(self._refresh(answer.beyond), fg="cyan"))

    def _beyond(self, found: Beyond) -> Iterator[str]:
        if found.known is None:
            yield text("said-note-no-days")
        elif found.outside:
            first, last = (self.facts.language.date(each) for each in found.known)
            yield text("said-note-outside", first=first, last=last)
        off = found.unlisted.holidays if found.unlisted else ()
        if off:
            days = _several([_named(each) for each in clock.in_rows(off)])
            yield text("said-note-unlisted", country=found.country, days=days)
        worked = found.unlisted.working_days if found.unlisted else ()
        if worked:
            days = _several(list(map(day, worked)))
            yield text("said-note-unworked", country=found.country, days=days)

    def _refresh(self, found: Beyond) -> str:
        """The command that copies what is missing."""
        words = ["sla", "calendar", "refresh", found.calendar.id]
        if self.path != Path():
            words.append(str(self.path))
        years = _years(found, clock.days_needed(self.facts.agreement.identity))
        if years:
            words += ["--years", ",".join(map(str, years))]
        return shlex.join(words)


def _years(found: Beyond, needed: tuple[date, date] | None) -> range:
    """The years that copying does not reach by itself."""
    if needed and needed[0] <= found.first and found.last <= needed[1]:
        return range(0)
    first = needed[1].year if needed and needed[0] <= found.first else found.first.year
    return range(first, found.last.year + 1)


def _named(days: clock.OwnDays) -> str:
    return f"{day_range(days.first, days.last)} ({spoken(days.name)})" if days.name else ""


def _several(days: list[str]) -> str:
    return ", ".join(days[:_SHOWN]) + ("…" if len(days) > _SHOWN else "")


def _say_block(title: str, rows: Iterator[Row]) -> None:
    listed = list(rows)
    if listed:
        say()
        if title:
            say(painted(title, bold=True))
        say_rows(listed)
