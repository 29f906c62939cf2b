"""`sla release`: freezes the agreement and its documents as the next version."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sla_writer import messages
from sla_writer.cli.screen import painted, say, say_json, tell
from sla_writer.cli.spoken import argument, json_option, option
from sla_writer.cli.spoken import verb as named
from sla_writer.cli.typed import NAME_LIMIT, typed, user
from sla_writer.messages import plural, text
from sla_writer.workspace import Order, Workspace, left_open

if TYPE_CHECKING:
    from sla_writer.cli.findings import Shown
    from sla_writer.store import Version
    from sla_writer.workspace.releasing import Candidate


@named("release")
@argument("path", type=click.Path(path_type=Path), default=".", metavar="path")
@option("--by", default="", metavar="name", help="help-release-by")
@option("--note", default="", metavar="text", help="help-release-note")
@option("--brand", type=click.Path(path_type=Path), metavar="file", help="help-render-brand")
@option("--templates", type=click.Path(path_type=Path), metavar="dir", help="help-render-templates")
@option("--dry-run", is_flag=True, help="help-release-dry-run")
@json_option
def verb(
    path: Path,
    by: str,
    note: str,
    brand: Path | None,
    templates: Path | None,
    dry_run: bool,
    as_json: bool,
) -> int:
    from sla_writer.cli.findings import Shown, judged, now
    from sla_writer.workspace.releasing import candidate, frozen, release

    said = {
        "by": typed("--by", by, NAME_LIMIT) or user(),
        "note": typed("--note", note),
        "at": now().isoformat(timespec="seconds"),
    }
    workspace, order = Workspace.at(path), Order(templates=templates, brand=brand)
    found = candidate(workspace)
    if found.unchanged:
        _say_unchanged(found, as_json)
        return 0
    shown = Shown(workspace, found.agreement, judged(found.agreement))
    if shown.report.blocks:
        _say_blocked(shown, found, as_json)
        return 1
    if dry_run:
        _say_done(workspace, found, sorted(frozen(found, order)), None, as_json)
        return 0
    made = release(workspace, found, order, said)
    _say_done(workspace, found, sorted(each.name for each in made.folder.iterdir()), made, as_json)
    return 0


def _plain(found: Candidate) -> dict[str, Any]:
    """What is released or would be, as a program reads it."""
    identity = found.agreement.identity
    return {
        "number": found.number,
        "quarter": str(identity.quarter),
        "revision": identity.revision,
        "revision_raised": found.raised,
        "id": found.id,
        "undecided": [path for path, _ in left_open(found.agreement)],
    }


def _say_unchanged(found: Candidate, as_json: bool) -> None:
    head = found.head
    number = head.number if head else 0
    if as_json:
        say_json({"released": False, "unchanged": True, "number": number})
    else:
        say(text("said-release-unchanged", number=number))


def _say_blocked(shown: Shown, found: Candidate, as_json: bool) -> None:
    from sla_writer.cli.findings import counts

    if as_json:
        say_json({"released": False, "unchanged": False, **_plain(found), **shown.plain()})
        return
    say(f"{shown.workspace.file}: ", painted(counts(shown.report), fg="yellow"))
    shown.say()
    say()
    say(text("said-release-blocked"))


def _say_done(
    workspace: Workspace, found: Candidate, files: list[str], made: Version | None, as_json: bool
) -> None:
    folder = workspace.folder / "versions" / f"{found.number:04}"
    if as_json:
        seal = made.seal if made else None
        place = {"seal": seal, "folder": str(folder), "files": files}
        say_json({"released": bool(made), "unchanged": False, **_plain(found), **place})
        return
    if found.raised:
        _tell_raised(workspace, found, bool(made))
    key = "said-release-done" if made else "said-release-would"
    say(painted(text(key, **_named(found)), bold=True))
    say("  ", text("said-release-id", short=found.id[:8], id=found.id))
    say("  ", plural("said-release-files", len(files), folder=folder))
    for name in files:
        say("    ", name)
    undecided = len(list(left_open(found.agreement)))
    if undecided:
        say("  ", painted(plural("said-release-undecided", undecided), fg="yellow"))
    if made:
        say()
        say(text("said-release-next", short=found.id[:8]))


def _named(found: Candidate) -> dict[str, Any]:
    from sla_writer.language import language

    identity = found.agreement.identity
    quarter = language(messages.language()).quarter(identity.quarter)
    return {"number": found.number, "quarter": quarter, "revision": identity.revision}


def _tell_raised(workspace: Workspace, found: Candidate, written: bool) -> None:
    key = "said-release-raised" if written else "said-release-would-raise"
    revision = found.agreement.identity.revision
    tell(text(key, file=workspace.file, revision=revision, stated=found.stated))
