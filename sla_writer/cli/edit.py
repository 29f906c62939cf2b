"""`sla edit`: the interview over an agreement that is there already."""

from __future__ import annotations

from pathlib import Path

import click

from sla_writer import messages
from sla_writer.cli.new import DEPTHS
from sla_writer.cli.screen import say
from sla_writer.cli.spoken import argument, option
from sla_writer.cli.spoken import verb as named
from sla_writer.workspace import Workspace


@named("edit")
@argument("section", required=False, default="", metavar="section")
@argument("path", required=False, type=click.Path(path_type=Path), default=".", metavar="dir")
@option("--depth", type=click.Choice(DEPTHS), help="help-edit-depth")
@option("--plain", is_flag=True, help="help-plain")
@option("--templates", type=click.Path(path_type=Path), metavar="dir", help="help-new-templates")
def verb(section: str, path: Path, depth: str | None, plain: bool, templates: Path | None) -> None:
    from sla_writer import interview

    if section and Path(section).exists():  # `sla edit DIR`: a folder where a section may stand
        section, path = "", Path(section)
    workspace = Workspace.at(path)
    wanted = interview.Wanted(
        workspace.folder, messages.language(), None, templates, depth, plain=plain
    )
    sitting = interview.edit(wanted, workspace.file, section)
    workspace.save(sitting.data())
    sitting.journal.end()
    say(str(workspace.file))
