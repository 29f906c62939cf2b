"""`sla templates`: which packs there are, a copy of one to change, and a check of the changes."""

from __future__ import annotations

from pathlib import Path

import click

from sla_writer import messages
from sla_writer.cli.screen import painted, say, say_json, tell
from sla_writer.cli.spoken import Family, argument, json_option, option
from sla_writer.cli.spoken import verb as named
from sla_writer.messages import text

verb = Family(name="templates", help="help-templates")


@named("list", verb)
@json_option
def list_packs(as_json: bool) -> None:
    from sla_writer import pack

    names = {name: pack.load(name).settings["name"] for name in pack.shipped()}
    if as_json:
        say_json({"packs": [{"name": name, "title": title} for name, title in names.items()]})
        return
    for name, title in names.items():
        say(painted(f"{name:<8}", bold=True), "  ", title[messages.language()])


@named("eject", verb)
@argument("pack_name", metavar="pack")
@argument("folder", type=click.Path(path_type=Path), metavar="dir")
def eject(pack_name: str, folder: Path) -> None:
    from sla_writer import atomic, pack
    from sla_writer.errors import SlaWriterError
    from sla_writer.workspace import read_bytes

    source = pack.load(pack_name).folders[0]
    files = sorted(path for path in source.rglob("*") if path.is_file())
    targets = [folder / pack_name / path.relative_to(source) for path in files]
    if taken := next((target for target in targets if target.exists()), None):
        raise SlaWriterError("error-exists", file=taken)
    for path, target in zip(files, targets, strict=True):
        atomic.write(target, read_bytes(path))
        say(str(target))
    tell(text("said-ejected", folder=folder))


@named("check", verb)
@argument("folder", type=click.Path(path_type=Path), required=False, metavar="optional-dir")
@option("--pack", "pack_name", default="b2b", metavar="pack", help="help-templates-check-pack")
@json_option
def check(folder: Path | None, pack_name: str, as_json: bool) -> int:
    from sla_writer import pack, template_check
    from sla_writer.cli.check import plain
    from sla_writer.cli.ending import show
    from sla_writer.interview import check as interview_check

    checked = pack.load(pack_name, folder)
    found = [*template_check.check(checked), *interview_check.check(checked)]
    if as_json:
        say_json({"pack": pack_name, "problems": [plain(problem) for problem in found]})
    else:
        for problem in found:
            show(problem)
        if not found:
            say(f"{pack_name}: ", painted(text("said-no-mistakes"), fg="green"))
    return 1 if found else 0
