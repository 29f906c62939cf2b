"""`sla log`: the released versions, newest first, and whether the working copy has moved on."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sla_writer import messages
from sla_writer.cli.screen import painted, say, say_json
from sla_writer.cli.spoken import argument, json_option
from sla_writer.cli.spoken import verb as named
from sla_writer.errors import AgreementError
from sla_writer.messages import text
from sla_writer.workspace import FILE, Workspace, root_of

if TYPE_CHECKING:
    from sla_writer.workspace.released import Edition

_LOOKS = {"proposed": "yellow", "approved": "green", "superseded": "white"}


@named("log")
@argument("path", type=click.Path(path_type=Path), default=".", metavar="path")
@json_option
def verb(path: Path, as_json: bool) -> None:
    from sla_writer import store
    from sla_writer.workspace.released import editions

    root = root_of(path)
    found = editions(root, store.versions(root))
    copy = _working_copy(root, found[-1]) if found else ""
    if as_json:
        told = [_plain(each) for each in reversed(found)]
        say_json({"folder": str(root), "versions": told, "working_copy": copy or None})
        return
    if not found:
        say(text("said-no-versions"))
    for each in reversed(found):
        _say(each)
    if copy:
        say()
        say(text(f"said-log-copy-{copy}", number=found[-1].version.number))


def _working_copy(root: Path, last: Edition) -> str:
    """How the file that people edit stands to the last version; "" where there is none."""
    from sla_writer.agreement.reading import agreement_id

    if not (root / FILE).is_file():
        return ""
    try:
        agreement = Workspace.at(root).agreement()
    except AgreementError:
        return "broken"
    return "same" if agreement_id(agreement) == last.id else "changed"


def _plain(each: Edition) -> dict[str, Any]:
    return {
        "number": each.version.number,
        "quarter": str(each.quarter),
        "revision": each.revision,
        "state": each.state.value,
        "at": each.told("at"),
        "by": each.told("by"),
        "note": each.told("note"),
        "id": each.id,
        "seal": each.version.seal,
        "folder": str(each.version.folder),
    }


def _say(each: Edition) -> None:
    from sla_writer.cli.rows import said_day
    from sla_writer.language import language
    from sla_writer.workspace.released import SHORT

    quarter = language(messages.language()).quarter(each.quarter)
    name = text("said-version", quarter=quarter, revision=each.revision)
    state = painted(text(f"said-state-{each.state.value}"), fg=_LOOKS[each.state.value])
    number = painted(f"{each.version.number:04}", bold=True)
    say(number, "  ", name, "  ", state, "  ", painted(each.id[:SHORT], fg="cyan"))
    told = (said_day(each.told("at")), each.told("by"), each.told("note").replace("\n", " "))
    say("      ", " · ".join(filter(None, told)))
