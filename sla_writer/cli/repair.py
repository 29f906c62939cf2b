"""`sla repair`: what can be put right in the released versions, and what only a copy can give."""

from __future__ import annotations

from pathlib import Path

import click

from sla_writer.cli.screen import painted, say, say_json
from sla_writer.cli.spoken import argument, json_option, option
from sla_writer.cli.spoken import verb as named
from sla_writer.errors import StoreError
from sla_writer.messages import text
from sla_writer.workspace import root_of

DAMAGED = 2


@named("repair")
@argument("path", type=click.Path(path_type=Path), default=".", metavar="path")
@option("--from", "copy", type=click.Path(path_type=Path), metavar="dir", help="help-repair-from")
@json_option
def verb(path: Path, copy: Path | None, as_json: bool) -> int:
    from sla_writer import store

    root = root_of(path)
    for folder in (root, copy or root):
        if not (folder / store.FOLDER).is_dir():
            raise StoreError("error-repair-nothing", folder=folder)
    done = store.repair(root, copy)
    left = [each for each in store.troubles(root) if not each.slight]
    if as_json:
        steps = [{"key": e.key, "file": str(e.file), "done": e.done} for e in done]
        say_json({"folder": str(root), "steps": steps, "sound": not left})
        return DAMAGED if left else 0
    for each in done:
        sign = painted("✓", fg="green") if each.done else painted("✖", fg="red")
        say(sign, " ", text(each.key, file=each.file))
    if left:
        say(text("said-repair-left"))
    elif not done:
        say(text("said-repair-sound"))
    return DAMAGED if left else 0
