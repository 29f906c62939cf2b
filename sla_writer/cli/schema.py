"""`sla schema`: the JSON Schema of an agreement, for editors; or of a comparison, for programs."""

from __future__ import annotations

from pathlib import Path

import click

from sla_writer import atomic, messages
from sla_writer.cli.screen import say
from sla_writer.cli.spoken import argument, option
from sla_writer.cli.spoken import verb as named

_AGREEMENT, _COMPARISON = "agreement", "comparison"


@named("schema")
@argument(
    "what",
    type=click.Choice([_AGREEMENT, _COMPARISON]),
    default=_AGREEMENT,
    metavar="schema",
)
@option("-o", "--out", type=click.Path(path_type=Path), metavar="file", help="help-schema-out")
def verb(what: str, out: Path | None) -> None:
    written = _text(what)
    if out is None or str(out) == "-":
        say(written.rstrip("\n"))
    else:
        atomic.write(out, written.encode("utf-8"))
        say(str(out))


def _text(what: str) -> str:
    from sla_writer import schema
    from sla_writer.render.compared import shape

    made = shape.text if what == _COMPARISON else schema.text
    return made(messages.language())
