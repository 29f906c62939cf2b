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
    from sla_writer.interview import Wanted

PACK = "b2b"
DEPTHS = ("quick", "full", "changed")


@named("new")
@argument("folder", type=click.Path(path_type=Path), metavar="dir")
@option("--answers", type=click.Path(path_type=Path), metavar="file", help="help-new-answers")
@option("--no-input", is_flag=True, help="help-new-no-input")
@option("--depth", type=click.Choice(DEPTHS), help="help-new-depth")
@option("--from", "prior", type=click.Path(path_type=Path), metavar="dir", help="help-new-from")
@option("--plain", is_flag=True, help="help-plain")
@option("--pack", "pack_name", metavar="pack", help="help-new-pack")
@option("--templates", type=click.Path(path_type=Path), metavar="dir", help="help-new-templates")
def verb(
    folder: Path,
    answers: Path | None,
    no_input: bool,
    depth: str | None,
    prior: Path | None,
    plain: bool,
    pack_name: str | None,
    templates: Path | None,
) -> None:
    from sla_writer import interview

    workspace.refuse_existing(folder)
    if answers is None and no_input:
        raise click.UsageError(text("error-no-input-no-answers"))
    before = workspace.Workspace.at(prior).file if prior else None
    wanted = interview.Wanted(
        folder, messages.language(), pack_name, templates, depth, prior=before, plain=plain
    )
    agreement = _from_file(answers, wanted) if answers else _asked(wanted)
    file = workspace.start(folder, agreement, messages.language())
    say(str(file))
    tell()
    tell(painted(text("said-next"), bold=True))
    tell("  ", painted(f"sla render {folder}", fg="cyan"))


def _from_file(answers: Path, wanted: Wanted) -> Agreement:
    from sla_writer import interview, pack, yaml_file

    return interview.from_answers(
        yaml_file.load(answers), pack.load(wanted.pack or PACK, wanted.templates)
    )


def _asked(wanted: Wanted) -> Agreement:
    from sla_writer import interview

    return interview.ask(wanted).agreement()
