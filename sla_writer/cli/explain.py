"""`sla explain`: where a figure in the document comes from, down to the line of the file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sla_writer.cli.screen import painted, say, say_json, tell
from sla_writer.cli.spoken import argument, json_option, option
from sla_writer.cli.spoken import verb as named
from sla_writer.messages import plural, text
from sla_writer.workspace import Workspace, documents

if TYPE_CHECKING:
    from sla_writer.document import Document
    from sla_writer.origins import Printed, Written
    from sla_writer.yaml_file import YamlFile

AROUND = 60
"""How many characters of the clause are shown on each side."""
SHOWN = 8
"""How many fields are shown behind one printed text."""


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
    found = [
        (printed, _values(printed, file, what))
        for document in shown
        for printed in _printed(document, what)
    ]
    if as_json:
        say_json({"found": [_plain(printed, values) for printed, values in found]})
    for printed, values in () if as_json else found:
        _say(printed, values)
    if not found:
        tell(text("said-nothing-printed", what=what), _hint(shown, what))
    return 0 if found else 1


def _printed(document: Document, what: str) -> Iterator[Printed]:
    from sla_writer import origins

    wanted = origins.asked_number(what)
    if wanted is None:
        return origins.from_path(document, what)
    return origins.with_number(document, wanted)


def _hint(shown: list[Document], what: str) -> str:
    """ " Did you mean …?" where a field that is printed has nearly that path."""
    from difflib import get_close_matches

    from sla_writer import origins

    known = set().union(*map(origins.sources, shown))
    near = get_close_matches(what, sorted(known), n=1, cutoff=0.7)
    return " " + text("hint-did-you-mean", name=near[0]) if near else ""


def _values(printed: Printed, file: YamlFile, what: str) -> list[Written]:
    """The values in the file behind a printed text, those first that were asked for."""
    from sla_writer import origins

    found = (origins.written(file, source) for source in printed.sources)
    values = [each for each in found if each and each.value is not None]
    return sorted(values, key=lambda each: not origins.answers(each, what))


def _plain(printed: Printed, values: list[Written]) -> dict[str, Any]:
    return {
        "language": printed.language,
        "where": printed.where,
        "text": printed.text,
        "sources": list(printed.sources),
        "values": [
            {
                "path": each.path,
                "value": each.value,
                "file": each.place.file,
                "line": each.place.line,
                "column": each.place.column,
            }
            for each in values
        ],
    }


def _say(printed: Printed, values: list[Written]) -> None:
    before, shown, after = (
        part.replace("\n", " ") for part in (printed.before, printed.text, printed.after)
    )
    before = before if len(before) <= AROUND else f"…{before[-AROUND:]}"
    shown = shown if len(shown) <= 2 * AROUND else f"{shown[: 2 * AROUND]}…"
    after = after if len(after) <= AROUND else f"{after[:AROUND]}…"
    say(painted(f"[{printed.language}] {printed.where}", bold=True))
    say("    ", before, painted(shown, bold=True), after)
    for each in values[:SHOWN]:
        say("    ", painted(f"{each.path}: {each.value}", fg="cyan"), f"  {each.place}")
    if len(values) > SHOWN:
        say("    ", plural("said-more-fields", len(values) - SHOWN))
    say()
