"""What the quality rules found, part by part of the agreement: places, words and ways out."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from itertools import groupby
from typing import TYPE_CHECKING, Any

from sla_writer import messages
from sla_writer.cli.screen import painted, say
from sla_writer.errors import PackError, SlaWriterError
from sla_writer.finding import advice, place_name, said
from sla_writer.glossary import glossary
from sla_writer.language import language
from sla_writer.messages import plural, text
from sla_writer.rules import RULES, Case, Finding, Report, Severity, examine

if TYPE_CHECKING:
    from sla_writer.agreement import Agreement
    from sla_writer.agreement.governance import Waiver
    from sla_writer.document import Document
    from sla_writer.errors import Place
    from sla_writer.workspace import Workspace
    from sla_writer.yaml_file import YamlFile

SIGNS = {
    Severity.ERROR: ("✖", "red"),
    Severity.WARNING: ("!", "yellow"),
    Severity.ADVICE: ("·", "cyan"),
}
_EPOCH = re.compile(r"[0-9]{1,11}")
"""Seconds that end within the calendar's years."""


def today() -> date:
    """The day on which an agreement is judged; SOURCE_DATE_EPOCH says another than this one."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    said = _EPOCH.fullmatch(epoch)
    return datetime.fromtimestamp(int(epoch), UTC).date() if said else date.today()


def now() -> datetime:
    """The moment at which something is decided, in UTC; SOURCE_DATE_EPOCH says another."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch), UTC) if epoch.isdigit() else datetime.now(UTC)


def judged(agreement: Agreement) -> Report:
    """What the rules find in an agreement today."""
    return examine(Case(agreement, today()))


@dataclass
class Shown:
    """A report and the files and documents in which its findings are looked up, when they are."""

    workspace: Workspace
    agreement: Agreement
    report: Report

    def say(self) -> None:
        """Every finding with what it is about, its clause, its place, what is wrong, a way out."""
        found = sorted(self.report.findings, key=lambda each: self._order(each.path))
        for part, several in groupby(found, key=lambda each: each.path.partition(".")[0]):
            say()
            say(painted(self._part(part), bold=True))
            for finding in several:
                self._say_one(finding)
        self._say_waived()

    def _say_one(self, finding: Finding) -> None:
        sign, colour = SIGNS[RULES[finding.rule].severity]
        where = self.clause(finding.path)
        say(
            "  ",
            painted(sign, fg=colour, bold=True),
            " ",
            painted(self.name(finding.path), bold=True),
            f" · {where}" if where else "",
        )
        say(f"    {self.sentence(finding)}")
        say("    ", painted("→ ", fg="green"), self.way_out(finding))
        say("    ", painted(f"{finding.rule} {finding.path}  {self.place(finding.path)}", dim=True))

    def _say_waived(self) -> None:
        if self.report.waived:
            say()
            say(painted(plural("said-waived", len(self.report.waived)), bold=True))
        for finding, waiver in self.report.waived:
            say(f"  {self.name(finding.path)}: {self._text(waiver.reason)}")
            told = text(
                "said-waiver", who=self._who(waiver.by), on=language(self._code).date(waiver.on)
            )
            say("    ", painted(f"{told}  {finding.rule} {finding.path}", dim=True))

    def _who(self, role_id: str) -> str:
        role = next(each for each in self.agreement.roles if each.id == role_id)
        return role.person if isinstance(role.person, str) else self._text(role.title)

    def plain(self) -> dict[str, Any]:
        """The report as a program reads it."""
        return {
            "findings": [self._plain(each) for each in self.report.findings],
            "waived": [self._plain(each) | _excused(waiver) for each, waiver in self.report.waived],
            "blocks": self.report.blocks,
        }

    def _plain(self, finding: Finding) -> dict[str, Any]:
        place = self.place(finding.path)
        return {
            "rule": finding.rule,
            "severity": RULES[finding.rule].severity.value,
            "path": finding.path,
            "name": self.name(finding.path),
            "message": self.sentence(finding),
            "fix": self.way_out(finding),
            "fitting": finding.fitting,
            "against": list(finding.others),
            "clause": self.clause(finding.path),
            "line": place.line,
            "column": place.column,
        }

    # --- words -----------------------------------------------------------------------------------

    @property
    def _code(self) -> str:
        return messages.language()

    def sentence(self, finding: Finding) -> str:
        """What is wrong, in the screen's language."""
        return said(finding, language(self._code))

    def way_out(self, finding: Finding) -> str:
        """What to do about it, in the screen's language."""
        return advice(finding, language(self._code))

    def name(self, path: str) -> str:
        """What a path is called: "MQLs a month: target"."""
        return place_name(self.agreement, path, language(self._code))

    def _part(self, name: str) -> str:
        called = glossary(self._code).field("Agreement", name)
        return called[:1].upper() + called[1:]

    def _text(self, said: Any) -> str:
        return str(said.get(self._code) or said.any()[1])

    # --- places ----------------------------------------------------------------------------------

    def place(self, path: str) -> Place:
        """Where a path, or what holds it, stands in the file."""
        from sla_writer.origins import nearest

        return nearest(self._file, path)

    def clause(self, path: str) -> str:
        """The number under which the document prints a field, or "" when nothing prints it."""
        from sla_writer.origins import from_path

        for holder in _holders(_field(path)):
            found = next(from_path(self._document, holder), None) if self._document else None
            if found:
                return found.where
        return ""

    @cached_property
    def _file(self) -> YamlFile:
        from sla_writer import yaml_file

        return yaml_file.load(self.workspace.file)

    @cached_property
    def _document(self) -> Document | None:
        """The document in the screen's language, or in the agreement's first; None without one."""
        from sla_writer.workspace import document_in

        try:
            return document_in(self.agreement, self._code)
        except (PackError, SlaWriterError):
            return None  # said by `sla render`; findings have their places in the file

    def _order(self, path: str) -> tuple[int, int]:
        place = self.place(path)
        parts = list(type(self.agreement).model_fields)
        return parts.index(path.partition(".")[0]), place.line


def _field(path: str) -> str:
    """A path without the language of a text at its end."""
    head, _, last = path.rpartition(".")
    return head if head and len(last) == 2 and last in messages.LANGUAGES else path


def _holders(path: str) -> Iterator[str]:
    """The path and what holds it, down to an item of a list."""
    steps = path.split(".")
    yield from (".".join(steps[:n]) for n in range(len(steps), 1, -1))


def _excused(waiver: Waiver) -> dict[str, Any]:
    return {"waiver": waiver.id, "by": waiver.by, "on": waiver.on.isoformat()}


def counts(report: Report) -> str:
    """How much was found: "2 errors, 1 warning"; "" when nothing was."""
    every = ((each, len(report.of(each))) for each in Severity)
    return ", ".join(plural(f"said-severity-{each}", count) for each, count in every if count)
