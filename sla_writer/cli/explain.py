"""`sla explain`: where a figure in the document comes from, down to the line of the file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sla_writer.cli.screen import painted, say, say_json, tell
from sla_writer.cli.spoken import argument, json_option, option
from sla_writer.cli.spoken import verb as named
from sla_writer.messages import text
from sla_writer.workspace import Workspace, documents

if TYPE_CHECKING:
    from sla_writer.document import Document
    from sla_writer.origins import Printed, Written
    from sla_writer.yaml_file import YamlFile

AROUND = 60
"""How many characters of the clause are shown on each side."""


@named("explain")
@argument("what", metavar="path-or-number")
@argument("path", type=click.Path(path_type=Path), default=".", metavar="path")
@option("--templates", type=click.Path(path_type=Path), metavar="dir", help="help-render-templates")
@json_option
def verb(what: str, path: Path, templates: Path | None, as_json: bool) -> int:
    from sla_writer import yaml_file

    workspace = Workspace.at(path)
    shown = list(documents(workspace.agreement(), templates))
    file = yaml_file.load(workspace.file)
    found = [each for document in shown for each in _printed(document, what)]
    if as_json:
        say_json({"found": [_plain(each, file) for each in found]})
    for each in () if as_json else found:
        _say(each, file)
    if not found:
        tell(text("said-nothing-printed", what=what))
    return 0 if found else 1


def _printed(document: Document, what: str) -> Iterator[Printed]:
    from sla_writer import origins

    wanted = origins.number(what)
    if wanted is None:
        return origins.from_path(document, what)
    return origins.with_number(document, wanted)


def _written(printed: Printed, file: YamlFile) -> Iterator[Written]:
    """The values in the file behind a printed text; lists and records are left out."""
    from sla_writer import origins

    for source in printed.sources:
        found = origins.written(file, source)
        if found and found.value is not None:
            yield found


def _plain(printed: Printed, file: YamlFile) -> dict[str, Any]:
    return {
        "language": printed.language,
        "where": printed.where,
        "text": printed.text,
        "sources": list(printed.sources),
        "values": [
            {
                "path": each.path,
                "value": each.value,
                "line": each.place.line,
                "file": each.place.file,
            }
            for each in _written(printed, file)
        ],
    }


def _say(printed: Printed, file: YamlFile) -> None:
    before, shown, after = (
        part.replace("\n", " ") for part in (printed.before, printed.text, printed.after)
    )
    before = before if len(before) <= AROUND else f"…{before[-AROUND:]}"
    after = after if len(after) <= AROUND else f"{after[:AROUND]}…"
    say(painted(f"[{printed.language}] {printed.where}", bold=True))
    say("    ", before, painted(shown, bold=True), after)
    for each in _written(printed, file):
        say("    ", painted(f"{each.path}: {each.value}", fg="cyan"), f"  {each.place}")
    say()
