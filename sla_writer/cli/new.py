"""`sla new`: a new agreement, from the answers to questions or from an answers file."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sla_writer import messages, workspace
from sla_writer.cli.screen import painted, say, tell
from sla_writer.cli.spoken import argument, option
from sla_writer.cli.spoken import verb as named
from sla_writer.errors import SlaWriterError
from sla_writer.messages import text

if TYPE_CHECKING:
    from sla_writer.interview import Wanted

DEPTHS = ("quick", "full", "changed")
SIDES = ("marketing", "sales")


@named("new")
@argument("folder", type=click.Path(path_type=Path), metavar="dir")
@option("--answers", type=click.Path(path_type=Path), metavar="file", help="help-new-answers")
@option("--no-input", is_flag=True, help="help-new-no-input")
@option("--depth", type=click.Choice(DEPTHS), help="help-new-depth")
@option("--from", "prior", type=click.Path(path_type=Path), metavar="dir", help="help-new-from")
@option("--side", type=click.Choice(SIDES), help="help-new-side")
@option("--plain", is_flag=True, help="help-plain")
@option("--pack", "pack_name", metavar="pack", help="help-new-pack")
@option("--templates", type=click.Path(path_type=Path), metavar="dir", help="help-new-templates")
def verb(
    folder: Path,
    answers: Path | None,
    no_input: bool,
    depth: str | None,
    prior: Path | None,
    side: str | None,
    plain: bool,
    pack_name: str | None,
    templates: Path | None,
) -> None:
    from sla_writer import interview

    workspace.refuse_existing(folder)
    if answers is None and no_input:
        raise click.UsageError(text("error-no-input-no-answers"))
    if side and (answers or no_input or prior or depth):
        raise click.UsageError(text("error-side-alone"))
    before = workspace.Workspace.at(prior).file if prior else None
    wanted = interview.Wanted(
        folder, messages.language(), pack_name, templates, depth, side or "", before, plain
    )
    if side:
        _one_side(wanted)
        return
    file = _from_file(answers, wanted) if answers else _asked(wanted)
    say(str(file))
    tell()
    tell(painted(text("said-next"), bold=True))
    tell("  ", painted(f"sla render {folder}", fg="cyan"))


def _from_file(answers: Path, wanted: Wanted) -> Path:
    """The file of an agreement that an answers file and the pack make."""
    from sla_writer import interview, pack, yaml_file
    from sla_writer.interview.opening import PACK

    used = pack.load(wanted.pack or PACK, wanted.templates)
    agreement = interview.from_answers(yaml_file.load(answers), used)
    return workspace.start(wanted.folder, agreement, wanted.language)


def _asked(wanted: Wanted) -> Path:
    """The file of an agreement that somebody was asked about; only then is the journal ended."""
    from sla_writer import interview

    sitting = interview.ask(wanted)
    file = workspace.start(wanted.folder, sitting.agreement(), wanted.language)
    sitting.journal.end()
    return file


def _one_side(wanted: Wanted) -> None:
    """One side's interview and its file; what to do with it then."""
    from sla_writer import interview
    from sla_writer.interview import side_file

    file = wanted.folder / side_file.name(wanted.side)
    if file.exists():
        raise SlaWriterError("error-exists", file=file)
    sitting = interview.ask(wanted)
    side_file.write(sitting, wanted.folder, wanted.language)
    sitting.journal.end()
    say(str(file))
    tell()
    tell(painted(text("said-next-reconcile"), bold=True))
    both = (str(wanted.folder / side_file.name(side)) for side in SIDES)
    tell("  ", painted(shlex.join(["sla", "reconcile", *both]), fg="cyan"))
