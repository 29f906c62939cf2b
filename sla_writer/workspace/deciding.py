"""A review applied: the accepted stays, the rejected goes back, what is to be discussed is asked.

Everything is worked out and checked before anything is written. Who decided what is kept in the
folder `decisions`, one file a review; the agreement's file then takes its new place in one step.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from sla_writer import atomic, disk, store, yaml_edit, yaml_file
from sla_writer.agreement import Agreement
from sla_writer.agreement.governance import OpenQuestion, Review
from sla_writer.agreement.prose import Text
from sla_writer.agreement.reading import agreement_id, from_file
from sla_writer.changes import Change, changes, every, said
from sla_writer.comparison.keys import keyed
from sla_writer.errors import AgreementError, Problem, SlaWriterError, reason
from sla_writer.finding import Finding
from sla_writer.glossary import glossary
from sla_writer.interview.ids import unused
from sla_writer.interview.unreleased import taken_back
from sla_writer.language import language
from sla_writer.measures import misfits
from sla_writer.rules import Case, examine
from sla_writer.text_gate import read_file
from sla_writer.workspace.folder import Workspace
from sla_writer.workspace.restoring import restored
from sla_writer.workspace.sheets import Choice, Sheet, Verdict, together
from sla_writer.workspace.upcasting import agreement_in

FOLDER = "decisions"


@dataclass(frozen=True, slots=True)
class Wanted:
    """How a review is applied: whom to follow where reviewers differ, who settles what is to be
    discussed (a role's id) and by when, and the moment of it."""

    at: datetime
    prefer: str = ""
    owner: str = ""
    due: date | None = None


@dataclass(frozen=True, slots=True)
class Decided:
    """What a review makes of an agreement.

    `verdicts` are the changes with what was decided, `agreement` and `text` what the file says
    then, `questions` what became an open question, `knock_on` what the rules find now and didn't
    find before; `record` is the file that keeps the decisions, and `log` what it says.
    """

    workspace: Workspace
    verdicts: tuple[Verdict, ...]
    agreement: Agreement
    text: str
    questions: tuple[OpenQuestion, ...]
    knock_on: tuple[Finding, ...]
    record: Path
    log: bytes

    def of(self, decision: Choice | None) -> tuple[Verdict, ...]:
        """The changes on which this was decided."""
        return tuple(each for each in self.verdicts if each.decision is decision)

    @property
    def changed(self) -> bool:
        """Whether the agreement's file says something else afterwards."""
        return bool(self.of(Choice.REJECT) or self.questions)


def decided(workspace: Workspace, sheets: Sequence[Sheet], wanted: Wanted) -> Decided:
    """What reviewers' sheets make of the folder's agreement; nothing is written.

    Raises SlaWriterError when a sheet is about other agreements, reviewers differ, a question has
    nobody to settle it, or what would be left is no agreement.
    """
    now = workspace.agreement()
    then = _compared_with(workspace, now, sheets)
    found = changes(then, now)
    verdicts = together(sheets, tuple(keyed(found)), wanted.prefer)
    back = tuple(each.change for each in verdicts if each.decision is Choice.REJECT)
    questions = tuple(_questions(now, verdicts, wanted))
    target = _restored(then, now, found, back)
    gone = {each.path for each in every(back)}
    told = [each for each in target.reasons if each.path not in gone]
    target = target.model_copy(
        update={
            "reasons": tuple(told),
            "open_questions": (*target.open_questions, *questions),
        }
    )
    text, agreement = _written(workspace, now, target)
    log = _log(sheets[0], verdicts, agreement, wanted.at)
    identity = now.identity
    digest = sha256(log.partition(b"\n")[2]).hexdigest()[:8]
    name = f"{identity.quarter}-r{identity.revision}-{digest}.json"
    return Decided(
        workspace, verdicts, agreement, text, questions,
        tuple(_knock_on(now, agreement, wanted.at.date())), workspace.folder / FOLDER / name, log,
    )  # fmt: skip


def apply(found: Decided) -> None:
    """Keeps the decisions, then writes the agreement's file in one step.

    Raises SlaWriterError when the system refuses; the agreement's file is then as it was.
    """
    try:
        disk.make_folder(found.record.parent)
    except OSError as error:
        raise SlaWriterError("error-write", file=found.record, why=reason(error)) from None
    if not found.record.exists():
        atomic.write(found.record, found.log)
    if found.changed:
        atomic.write(found.workspace.file, found.text.encode("utf-8"))


# --- what the decisions are about ----------------------------------------------------------------


def _compared_with(workspace: Workspace, now: Agreement, sheets: Sequence[Sheet]) -> Agreement:
    """The released agreement that the sheets compare the working copy with."""
    for sheet in sheets:
        if (sheet.old, sheet.new) != (sheets[0].old, sheets[0].new):
            raise SlaWriterError(
                "error-decide-several", first=_about(sheets[0]), other=_about(sheet)
            )
    wanted = sheets[0]
    if wanted.new.id != agreement_id(now):
        raise SlaWriterError("error-decide-other", about=_about(wanted), file=workspace.file)
    for version in store.versions(workspace.folder):
        if version.agreement_id == wanted.old.id:
            return agreement_in(version)
    raise SlaWriterError("error-decide-old", about=_about(wanted), name=wanted.old.name)


def _about(sheet: Sheet) -> str:
    return f"{sheet.old.name} → {sheet.new.name}"


# --- what is to be discussed ---------------------------------------------------------------------


def _questions(
    now: Agreement, verdicts: Sequence[Verdict], wanted: Wanted
) -> Iterator[OpenQuestion]:
    discussed = [each for each in verdicts if each.decision is Choice.DISCUSS]
    if not discussed:
        return
    owner, due = _owner(now, wanted), _due(now, wanted)
    taken = {each.id for each in now.open_questions}
    for verdict in discussed:
        name = unused("discuss", taken)
        taken.add(name)
        question = _question(verdict, now.identity.languages)
        yield OpenQuestion(id=name, question=question, owner=owner, due=due)


def _question(verdict: Verdict, languages: Sequence[str]) -> Text:
    """The change and what was noted beside it, as a question in each language."""
    told = []
    for code in languages:
        words = glossary(code)
        notes = (
            words.review("question-note").format(name=each.reviewer, note=each.note)
            for each in verdict.said
            if each.note
        )
        asked = words.review("question").format(change=said(verdict.change, language(code)))
        told.append((code, " ".join((asked, *notes))))
    return Text(tuple(sorted(told))) if len(told) > 1 else Text((("", told[0][1]),))


def _owner(now: Agreement, wanted: Wanted) -> str:
    """Who settles questions: the role that was named, else the steward, else the review's owner."""
    roles = [each.id for each in now.roles]
    if wanted.owner and wanted.owner not in roles:
        raise SlaWriterError("error-decide-role", role=wanted.owner, known=", ".join(roles))
    review = _review(now)
    kept = (now.sides.steward, review.owner if review else None)
    found = wanted.owner or next((each for each in kept if isinstance(each, str)), "")
    if not found:
        raise SlaWriterError("error-decide-owner", known=", ".join(roles))
    return found


def _due(now: Agreement, wanted: Wanted) -> date:
    """By when: the day that was named, else the day of the review where it is still to come."""
    review = _review(now)
    day = review.on if review else None
    if wanted.due:
        return wanted.due
    if isinstance(day, date) and day >= wanted.at.date():
        return day
    raise SlaWriterError("error-decide-due")


def _review(now: Agreement) -> Review | None:
    return now.review if isinstance(now.review, Review) else None


# --- what is left --------------------------------------------------------------------------------


def _written(workspace: Workspace, now: Agreement, target: Agreement) -> tuple[str, Agreement]:
    """The file's text as it will be, comments kept, and the agreement that it says."""
    name, text = str(workspace.file), read_file(workspace.file)
    raw: Any = yaml_file.parse(text, name).data
    new = yaml_edit.edited(text, name, taken_back(raw, now, target))
    try:
        return new, from_file(yaml_file.parse(new, name), misfits)
    except AgreementError as error:
        raise _broken(error) from None


def _restored(
    then: Agreement, now: Agreement, found: Sequence[Change], back: Sequence[Change]
) -> Agreement:
    try:
        return restored(then, now, found, back)
    except AgreementError as error:
        raise _broken(error) from None


def _broken(error: AgreementError) -> AgreementError:
    """What is wrong with the agreement that would be left."""
    rest = (Problem(each.key, each.params, each.path) for each in error.problems)
    return AgreementError(Problem("error-decide-broken", {}), *rest)


def _knock_on(before: Agreement, after: Agreement, today: date) -> Iterator[Finding]:
    """What the rules find only after the review."""
    known = {(each.rule, each.path) for each in examine(Case(before, today)).findings}
    for each in examine(Case(after, today)).findings:
        if (each.rule, each.path) not in known:
            yield each


def _log(sheet: Sheet, verdicts: Sequence[Verdict], after: Agreement, at: datetime) -> bytes:
    """The record of a review; only its first line says when, so that a second try is the same."""
    spoken = language(after.identity.languages[0])
    told = {
        "old": sheet.old.model_dump(),
        "new": sheet.new.model_dump(),
        "result": agreement_id(after),
        "decisions": [
            {
                "key": each.key,
                "change": said(each.change, spoken),
                "decision": each.decision,
                "by": [
                    {"name": one.reviewer, "decision": one.decision, "note": one.note}
                    for one in each.said
                ],
            }
            for each in verdicts
        ],
    }
    moment = at.isoformat(timespec="seconds")
    head, rest = "{", json.dumps(told, ensure_ascii=False, indent=1).removeprefix("{\n")
    return f'{head}"version": 1, "at": "{moment}",\n{rest}\n'.encode()
