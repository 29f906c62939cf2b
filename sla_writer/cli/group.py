"""`sla` itself: its verbs, its options, and what it does when it is called alone."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Any

import click

from sla_writer import __version__
from sla_writer.cli import VERBS
from sla_writer.cli.screen import say
from sla_writer.cli.spoken import Family, json_option, option
from sla_writer.messages import text


class Sla(Family):
    """The verbs of `sla`, each imported when it is called and only then."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(VERBS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in VERBS:
            return None
        found: click.Command = import_module(f"sla_writer.cli.{cmd_name}").verb
        return found

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list of verbs, from the catalogue alone."""
        with formatter.section(text("Commands")):
            formatter.write_dl([(name, text(f"help-{name}").partition("\n")[0]) for name in VERBS])

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the verb, and empties stdout while a closed pipe can still be handled."""
        code = super().invoke(ctx)
        sys.stdout.flush()
        return code


def _version(ctx: click.Context, param: click.Parameter, asked: bool) -> None:
    if asked:
        say(f"sla {__version__}")
        ctx.exit()


@click.group(
    "sla",
    cls=Sla,
    commands=dict.fromkeys(VERBS, click.Command(None)),
    help="help-sla",
    epilog="help-epilog",
    invoke_without_command=True,
)
@option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_version,
    help="help-version",
)
@json_option
@click.pass_context
def sla(ctx: click.Context, as_json: bool) -> int | None:
    if ctx.invoked_subcommand is not None:
        return None
    from sla_writer.cli.status import status

    return status(as_json)
