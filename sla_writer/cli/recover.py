"""`sla recover`: the agreement's folder again, from any Word copy of it."""

from __future__ import annotations

from pathlib import Path

import click

from sla_writer import messages, workspace
from sla_writer.cli.screen import say, tell
from sla_writer.cli.spoken import argument, option
from sla_writer.cli.spoken import verb as named
from sla_writer.messages import text


@named("recover")
@argument("file", type=click.Path(path_type=Path), metavar="docx")
@option("-o", "--out", type=click.Path(path_type=Path), metavar="dir", help="help-recover-out")
def verb(file: Path, out: Path | None) -> None:
    agreement = workspace.recovered(workspace.read_bytes(file), str(file))
    folder = out or Path(agreement.identity.id)
    say(str(workspace.start(folder, agreement, messages.language())))
    tell(text("said-recovered", file=file))
