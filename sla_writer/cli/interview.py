"""`sla interview`: the interview for programs: its state as JSON, answers as `id=value`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sla_writer import messages, workspace
from sla_writer.cli.new import DEPTHS
from sla_writer.cli.screen import say, say_json
from sla_writer.cli.spoken import argument, json_option, option
from sla_writer.cli.spoken import verb as named
from sla_writer.messages import text


@named("interview")
@argument("folder", type=click.Path(path_type=Path), default=".", metavar="dir", required=False)
@option("--set", "given", multiple=True, metavar="answer", help="help-interview-set")
@option("--undo", is_flag=True, help="help-interview-undo")
@option("--write", is_flag=True, help="help-interview-write")
@option("--depth", type=click.Choice(DEPTHS), help="help-new-depth")
@option("--pack", "pack_name", metavar="pack", help="help-new-pack")
@option("--templates", type=click.Path(path_type=Path), metavar="dir", help="help-new-templates")
@json_option
def verb(
    folder: Path,
    given: tuple[str, ...],
    undo: bool,
    write: bool,
    depth: str | None,
    pack_name: str | None,
    templates: Path | None,
    as_json: bool,
) -> int:
    from sla_writer import interview
    from sla_writer.interview import opening, program

    wanted = interview.Wanted(folder, messages.language(), pack_name, templates, depth)
    there = folder / workspace.FILE
    sitting = opening.edited(wanted, there) if there.is_file() else opening.new(wanted)
    if undo:
        sitting.undo()
    problems = program.set_answers(sitting, given)
    written = _written(sitting, folder, there) if write and not problems else ""
    state = program.state(sitting, messages.language(), problems, written)
    if as_json:
        say_json(state)
    else:
        _say(state)
    return 1 if problems or (write and not written) else 0


def _written(sitting: Any, folder: Path, there: Path) -> str:
    """The file that was written; "" while something still stands in the way."""
    from sla_writer.interview import program

    if not program.complete(sitting):
        return ""
    if there.is_file():
        workspace.Workspace.at(folder).save(sitting.data())
    else:
        workspace.start(folder, sitting.agreement(), messages.language())
    sitting.journal.end()
    return str(there)


def _say(state: dict[str, Any]) -> None:
    for problem in state["problems"]:
        say(f"{problem['id']}: {problem['message']}")
    done, count = state["progress"]["done"], state["progress"]["count"]
    say(text("said-interview-progress", done=done, count=count))
    if state["asked"]:
        say(f"{state['asked']['id']}: {state['asked']['text']}")
    if state["written"]:
        say(state["written"])
