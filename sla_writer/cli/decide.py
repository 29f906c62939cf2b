"""`sla decide`: applies what reviewers decided on the review page, and writes down who did."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from sla_writer.cli.screen import say_json
from sla_writer.cli.spoken import argument, json_option, option
from sla_writer.cli.spoken import verb as named
from sla_writer.cli.typed import NAME_LIMIT, typed
from sla_writer.errors import SlaWriterError
from sla_writer.workspace import Workspace


@named("decide")
@argument("given", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="decisions")
@option("--prefer", default="", metavar="name", help="help-decide-prefer")
@option("--owner", default="", metavar="role", help="help-decide-owner")
@option(
    "--due", type=click.DateTime(["%Y-%m-%d", "%d.%m.%Y"]), metavar="day", help="help-decide-due"
)
@option("--dry-run", is_flag=True, help="help-decide-dry-run")
@json_option
def verb(
    given: tuple[Path, ...], prefer: str, owner: str, due: Any, dry_run: bool, as_json: bool
) -> int:
    from sla_writer.cli import decide_answer
    from sla_writer.cli.findings import now
    from sla_writer.workspace.deciding import Wanted, apply, decided
    from sla_writer.workspace.sheets import read

    files, folder = _sorted(given)
    wanted = Wanted(
        at=now(), prefer=typed("--prefer", prefer, NAME_LIMIT), owner=owner,
        due=due.date() if due else None,
    )  # fmt: skip
    found = decided(Workspace.at(folder), [read(each) for each in files], wanted)
    if not dry_run:
        apply(found)
    if as_json:
        say_json(decide_answer.plain(found, written=not dry_run))
    else:
        decide_answer.say_done(found, written=not dry_run)
    return int(bool(found.knock_on))


def _sorted(given: tuple[Path, ...]) -> tuple[list[Path], Path]:
    """The files of decisions, and the agreement's folder or file: the last name, when it is one."""
    *files, last = given
    if last.is_dir() or last.suffix in (".yaml", ".yml"):
        if not files:
            raise SlaWriterError("error-decide-none", file=last)
        return files, last
    return [*files, last], Path()
