"""`sla schema`: the JSON Schema of an agreement, by which editors complete and check the file."""

from __future__ import annotations

from pathlib import Path

import click

from sla_writer import atomic, messages
from sla_writer.cli.screen import say
from sla_writer.cli.spoken import option
from sla_writer.cli.spoken import verb as named


@named("schema")
@option("-o", "--out", type=click.Path(path_type=Path), metavar="file", help="help-schema-out")
def verb(out: Path | None) -> None:
    from sla_writer import schema

    written = schema.text(messages.language())
    if out is None or str(out) == "-":
        say(written.rstrip("\n"))
    else:
        atomic.write(out, written.encode("utf-8"))
        say(str(out))
