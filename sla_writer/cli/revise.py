"""`sla revise`: the next quarter, begun in the same folder from the version released last."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sla_writer import atomic, messages
from sla_writer.cli.screen import painted, say, say_json
from sla_writer.cli.spoken import argument, json_option, option
from sla_writer.cli.spoken import verb as named
from sla_writer.errors import AgreementError, Problem, SlaWriterError, StoreError
from sla_writer.messages import text
from sla_writer.workspace import Workspace, read_bytes

if TYPE_CHECKING:
    from sla_writer.agreement import Agreement
    from sla_writer.agreement.values import Quarter
    from sla_writer.cli.revise_answer import Done
    from sla_writer.interview import Wanted
    from sla_writer.interview.quarter import Closing
    from sla_writer.interview.sitting import Sitting
    from sla_writer.store import Version

KEEP, DISCARD = "keep", "discard"
_TYPED = {KEEP: "said-revise-keep", DISCARD: "said-revise-discard"}


@dataclass(frozen=True)
class Beginning:
    """What the next quarter begins with: the answers as they stand in the file, the quarter and
    the version that end, and what was never released, with whether it is kept or discarded."""

    answers: dict[str, Any]
    closing: Closing
    version: Version
    unreleased: tuple[str, ...] = ()
    taken: str = ""


@named("revise")
@argument("path", type=click.Path(path_type=Path), default=".", metavar="dir", required=False)
@option("--quarter", metavar="quarter", help="help-revise-quarter")
@option("--keep", "taken", flag_value=KEEP, help="help-revise-keep")
@option("--discard", "taken", flag_value=DISCARD, help="help-revise-discard")
@option("--no-input", is_flag=True, help="help-revise-no-input")
@option("--plain", is_flag=True, help="help-plain")
@json_option
def verb(
    path: Path,
    quarter: str | None,
    taken: str | None,
    no_input: bool,
    plain: bool,
    as_json: bool,
) -> None:
    from sla_writer import interview
    from sla_writer.cli import revise_answer

    workspace = Workspace.at(path)
    wanted = interview.Wanted(workspace.folder, messages.language(), plain=plain)
    left = interview.left_revising(wanted, workspace.file)
    begun = _beginning(workspace, quarter, taken or "", left)
    data, sitting = _asked(workspace, wanted, begun, left, ask=not (no_input or as_json))
    done = _written(workspace, begun, data)
    if sitting:
        sitting.journal.end()
    if as_json:
        say_json(revise_answer.plain(done))
    else:
        revise_answer.say_done(done)


# --- what it begins with ------------------------------------------------------------------------


def _beginning(
    workspace: Workspace, quarter: str | None, taken: str, left: Sitting | None
) -> Beginning:
    from sla_writer import yaml_file
    from sla_writer.cli.findings import today
    from sla_writer.interview.quarter import Closing
    from sla_writer.interview.unreleased import changed, taken_back
    from sla_writer.workspace.upcasting import agreement_in

    version = _last(workspace)
    released, now = agreement_in(version), workspace.agreement()
    _not_begun(now, released, taken, workspace)
    begins = _begins(released, quarter, left)
    closing = Closing(released, begins, str(version.manifest.get("note") or ""), today())
    raw: Any = yaml_file.load(workspace.file).data
    unreleased = changed(now, released)
    if not unreleased or left:
        return Beginning(raw, closing, version)
    taken = taken or _choice(_told(unreleased, now, released), version)
    answers = raw if taken == KEEP else taken_back(raw, now, released)
    return Beginning(answers, closing, version, unreleased, taken)


def _last(workspace: Workspace) -> Version:
    """The version released last; StoreError when a version is damaged, SlaWriterError for none."""
    from sla_writer.store import troubles, versions

    broken = next((each for each in troubles(workspace.folder) if not each.slight), None)
    if broken:
        raise StoreError("error-store-damaged", file=broken.file)
    found = versions(workspace.folder)
    if not found:
        raise SlaWriterError("error-revise-unreleased-yet", folder=workspace.folder)
    return found[-1]


def _not_begun(now: Agreement, released: Agreement, taken: str, workspace: Workspace) -> None:
    """Refuses to begin a quarter twice, unless what was begun is to be discarded."""
    if now.identity.quarter > released.identity.quarter and taken != DISCARD:
        raise SlaWriterError(
            "error-revise-begun", file=workspace.file, quarter=_spoken(now.identity.quarter)
        )


def _begins(released: Agreement, wanted: str | None, left: Sitting | None) -> Quarter:
    from sla_writer.agreement.changing import read
    from sla_writer.agreement.values import Quarter
    from sla_writer.interview.quarter import following

    ends = released.identity.quarter
    begun = Quarter.parse(str(left.begun.start["identity"]["quarter"])) if left else None
    found = read(Quarter, wanted, "--quarter") if wanted else begun or following(ends)
    if found <= ends:
        raise SlaWriterError("error-revise-earlier", quarter=_spoken(found), released=_spoken(ends))
    if left and found != begun:
        file = left.journal.path
        raise SlaWriterError("error-revise-left", file=file, quarter=_spoken(begun or found))
    return found


def _spoken(quarter: Quarter) -> str:
    from sla_writer.language import language

    return language(messages.language()).quarter(quarter)


def _told(unreleased: tuple[str, ...], now: Agreement, released: Agreement) -> str:
    """What was never released, a line each: the changes in sentences, then what makes none."""
    from sla_writer import paths
    from sla_writer.changes import Kind, changes, every, said
    from sla_writer.finding import place_name
    from sla_writer.language import language

    spoken = language(messages.language())
    found = [each for each in changes(released, now) if each.kind is not Kind.CARRIED]
    known = [path for each in every(found) for path in (each.path, each.was_path) if path]
    untold = [
        path
        for path in unreleased
        if not any(paths.within(path, each) or paths.within(each, path) for each in known)
    ]
    return "\n".join(
        [
            *(f"  {said(each, spoken)} ({each.path})" for each in found),
            *(f"  {place_name(now, each, spoken)} ({each})" for each in untold),
        ]
    )


def _choice(names: str, version: Version) -> str:
    """Whether unreleased changes go into the new quarter, as a person at the keyboard says."""
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise SlaWriterError("error-revise-unreleased", number=version.number, names=names)
    say(painted(text("said-revise-unreleased", number=version.number), bold=True))
    say(names)
    said = click.prompt(text("said-revise-choice"), default="", show_default=False)
    for taken, key in _TYPED.items():
        if said.strip().casefold() in text(key).split():
            return taken
    raise click.Abort


# --- asked and written --------------------------------------------------------------------------


def _asked(
    workspace: Workspace, wanted: Wanted, begun: Beginning, left: Sitting | None, *, ask: bool
) -> tuple[dict[str, Any], Sitting | None]:
    """The new quarter's data, after an interview where somebody is to be asked."""
    from sla_writer import interview
    from sla_writer.interview import rolling

    if left is None and not ask:
        return rolling.begun(begun.answers, begun.closing), None
    start = left.begun.start if left else rolling.begun(begun.answers, begun.closing)
    if left and not ask:
        return left.data(), left
    sitting = interview.revise(wanted, workspace.file, start, left)
    return sitting.data(), sitting


def _written(workspace: Workspace, begun: Beginning, data: dict[str, Any]) -> Done:
    """Writes the new quarter's file; the old one stays beside it."""
    from sla_writer import yaml_edit
    from sla_writer.agreement.reading import from_file
    from sla_writer.cli.revise_answer import Done
    from sla_writer.interview import carried
    from sla_writer.measures import misfits
    from sla_writer.text_gate import read_file
    from sla_writer.yaml_file import parse

    name, old = str(workspace.file), read_file(workspace.file)
    bare = carried.to_come(begun.answers, begun.closing)
    new = yaml_edit.edited(yaml_edit.edited(old, name, bare), name, data)
    try:
        agreement = from_file(parse(new, name), misfits)
    except AgreementError as error:
        raise AgreementError(*map(_placeless, error.problems)) from None
    backup = _kept(workspace, begun.closing.ends)
    atomic.write(workspace.file, new.encode("utf-8"))
    over = carried.over(begun.answers, begun.closing)
    return Done(workspace.file, backup, agreement, begun, over)


def _placeless(problem: Problem) -> Problem:
    """A mistake in what was to be written: it stands in no file."""
    return replace(problem, place=None)


def _kept(workspace: Workspace, quarter: Quarter) -> Path:
    """A copy of the file as it was, under a name that no other copy has."""
    data = read_bytes(workspace.file)
    stem = f"{workspace.file.stem}.{quarter}"
    names = [f"{stem}.yaml.bak", *(f"{stem}.{n}.yaml.bak" for n in range(2, 100))]
    tried = (workspace.folder / name for name in names)
    file = next(each for each in tried if not each.exists() or read_bytes(each) == data)
    if not file.exists():
        atomic.write(file, data)
    return file
