"""What reviewers decided on each change: their files read, and all of them taken together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from sla_writer import json_file, messages
from sla_writer.agreement.prose import Text
from sla_writer.agreement.reading import problem_of
from sla_writer.agreement.record import Name, Record, Whole
from sla_writer.changes import Change
from sla_writer.changes import said as sentence
from sla_writer.errors import SlaWriterError
from sla_writer.glossary import glossary
from sla_writer.language import language
from sla_writer.text_gate import read_bytes

SCHEMA = 1
"""The version of the file that the review page gives."""

_SHOWN = 12


class Choice(StrEnum):
    """What a reviewer says of a change: it stays, it is taken back, it is talked about."""

    ACCEPT = "accept"
    REJECT = "reject"
    DISCUSS = "discuss"


class Named(Record):
    """An agreement that was compared: its id, and what it was called."""

    id: Name
    name: Name


class Said(Record):
    """What a reviewer says of the change with a key; undecided where there is only a note."""

    key: Name
    path: Name
    decision: Choice | None = None
    note: Text | None = None


class Sheet(Record):
    """The decisions of one reviewer, as the review page downloads them."""

    version: Whole
    old: Named
    new: Named
    reviewer: Name
    decisions: tuple[Said, ...]


@dataclass(frozen=True, slots=True)
class Remark:
    """What a reviewer decided on a change and noted beside it ("" for nothing)."""

    reviewer: str
    decision: Choice | None
    note: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """A change with all that was said of it; `decision` is what holds (None: nobody decided)."""

    key: str
    change: Change
    decision: Choice | None
    said: tuple[Remark, ...]


def read(file: Path) -> Sheet:
    """The decisions in a file; raises as `sheet_in`, and SlaWriterError where it can't be read."""
    return sheet_in(read_bytes(file), str(file))


def sheet_in(data: str | bytes, name: str) -> Sheet:
    """The decisions that the file called `name` says.

    Raises JsonError when they are no JSON of ours, SlaWriterError when they are something else
    than decisions, or newer than this program.
    """
    said = json_file.parse(data, name)
    version = said.get("version") if isinstance(said, dict) else None
    if type(version) is int and version > SCHEMA:
        raise SlaWriterError("error-decide-newer", file=name, found=version, known=SCHEMA)
    try:
        sheet: Sheet = Sheet.model_validate(said)
    except ValueError as error:
        raise SlaWriterError("error-decide-file", file=name, what=_what(error)) from None
    return sheet


def _what(error: Any) -> str:
    """The first mistake in a file of decisions, with its path."""
    path = ".".join(map(str, error.errors()[0]["loc"]))
    return str(problem_of(error, path))


def together(
    sheets: Sequence[Sheet], keyed: Sequence[tuple[str, Change]], prefer: str = ""
) -> tuple[Verdict, ...]:
    """What holds for each change when all sheets are taken together, in the changes' order.

    Where reviewers differ, the one called `prefer` is followed. Raises SlaWriterError where they
    differ and that one hasn't decided, where a sheet decides on what isn't changed or twice, or
    where there is no sheet of that name.
    """
    if prefer and prefer not in [sheet.reviewer for sheet in sheets]:
        known = ", ".join(sheet.reviewer for sheet in sheets)
        raise SlaWriterError("error-decide-prefer", name=prefer, known=known)
    _refuse_strange(sheets, dict(keyed))
    found = [_verdict(key, change, sheets, prefer) for key, change in keyed]
    split = [each for each in found if each.decision is None and _choices(each.said)]
    if split:
        raise SlaWriterError("error-decide-split", names="\n".join(_split(split)))
    return tuple(found)


def _refuse_strange(sheets: Sequence[Sheet], known: dict[str, Change]) -> None:
    for sheet in sheets:
        keys = [said.key for said in sheet.decisions]
        for said in sheet.decisions:
            if said.key not in known or known[said.key].path != said.path:
                raise SlaWriterError("error-decide-unknown", name=sheet.reviewer, change=said.key)
            if keys.count(said.key) > 1:
                raise SlaWriterError("error-decide-twice", name=sheet.reviewer, change=said.key)


def _verdict(key: str, change: Change, sheets: Sequence[Sheet], prefer: str) -> Verdict:
    said = tuple(
        Remark(sheet.reviewer, each.decision, each.note.any()[1] if each.note else "")
        for sheet in sheets
        for each in sheet.decisions
        if each.key == key
    )
    choices = _choices(said)
    preferred = _choices([each for each in said if each.reviewer == prefer])
    one = choices if len(choices) == 1 else preferred
    return Verdict(key, change, next(iter(one)) if len(one) == 1 else None, said)


def _choices(said: Sequence[Remark]) -> set[Choice]:
    return {each.decision for each in said if each.decision}


def _split(verdicts: Sequence[Verdict]) -> Iterator[str]:
    """Each change on which reviewers differ, with its key, and what each of them decided."""
    spoken = language(messages.language())
    words = glossary(spoken.code)
    for verdict in verdicts[:_SHOWN]:
        chosen = ((each.reviewer, each.decision) for each in verdict.said if each.decision)
        yield f"  {sentence(verdict.change, spoken)} [{verdict.key}]"
        yield "    " + ", ".join(
            f"{name}: {words.review(choice).lower()}" for name, choice in chosen
        )
    if len(verdicts) > _SHOWN:
        yield "  …"
