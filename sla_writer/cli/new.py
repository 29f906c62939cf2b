"""`sla new`: a new agreement, from the answers to questions or from an answers file."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sla_writer import messages, workspace
from sla_writer.cli.screen import painted, say, tell
from sla_writer.cli.spoken import argument, option
from sla_writer.cli.spoken import verb as named
from sla_writer.messages import text

if TYPE_CHECKING:
    from sla_writer.agreement import Agreement
    from sla_writer.pack import Pack


@named("new")
@argument("folder", type=click.Path(path_type=Path), metavar="dir")
@option("--answers", type=click.Path(path_type=Path), metavar="file", help="help-new-answers")
@option("--no-input", is_flag=True, help="help-new-no-input")
@option("--pack", "pack_name", default="b2b", metavar="pack", help="help-new-pack")
@option("--templates", type=click.Path(path_type=Path), metavar="dir", help="help-new-templates")
def verb(
    folder: Path, answers: Path | None, no_input: bool, pack_name: str, templates: Path | None
) -> None:
    from sla_writer import pack

    workspace.refuse_existing(folder)
    agreement = _agreement(folder, answers, no_input, pack.load(pack_name, templates))
    file = workspace.start(folder, agreement, messages.language())
    say(str(file))
    tell()
    tell(painted(text("said-next"), bold=True))
    tell("  ", painted(f"sla render {folder}", fg="cyan"))


def _agreement(folder: Path, answers: Path | None, no_input: bool, used: Pack) -> Agreement:
    from sla_writer import interview, yaml_file

    if answers is not None:
        return interview.from_answers(yaml_file.load(answers), used)
    if no_input:
        raise click.UsageError(text("error-no-input-no-answers"))
    return interview.ask(folder, used, messages.language())
