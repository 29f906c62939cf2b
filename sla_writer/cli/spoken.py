"""Commands, options and arguments that speak the user's language, looked up when they are shown.

A verb's help stands in the catalogues under `help-<verb>` (its first line is what `sla --help`
lists), an option's under `help-<verb>-<option>`, a placeholder's under `metavar-<name>`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

from sla_writer.messages import LANGUAGES, text

F = TypeVar("F", bound=Callable[..., Any])


class _Spoken:
    """Holds message keys where click holds sentences."""

    _help: str | None = None
    _metavar: str | None = None

    @property
    def help(self) -> str | None:
        return text(self._help) if self._help else None

    @help.setter
    def help(self, key: str | None) -> None:
        self._help = key

    @property
    def metavar(self) -> str | None:
        return text(f"metavar-{self._metavar}") if self._metavar else None

    @metavar.setter
    def metavar(self, name: str | None) -> None:
        self._metavar = name


class Option(_Spoken, click.Option):
    """An option; `help` is a message key, `metavar` the name of one."""


class Argument(_Spoken, click.Argument):
    """A positional argument; `help` is a message key, `metavar` the name of one."""


def _help_option(found: click.Option | None) -> click.Option | None:
    """click's own `--help` with its sentence in the language of the moment."""
    if found:
        found.help = text("help-help")
    return found


class Verb(click.Command):
    """A verb of `sla`. Every verb takes `--lang`; its return value is the exit code (None is 0)."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        if not any("--lang" in param.opts for param in self.params):
            self.params.append(_language_option())

    def get_short_help_str(self, limit: int = 45) -> str:
        """What `sla --help` lists: the first line of the verb's help."""
        return text(str(self.help)).partition("\n")[0]

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        return _help_option(super().get_help_option(ctx))

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        pieces = [piece for param in self.get_params(ctx) for piece in param.get_usage_pieces(ctx)]
        return [text("metavar-options"), *pieces]

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text(text(str(self.help)))

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        if self.epilog:
            formatter.write_paragraph()
            formatter.write_text(text(self.epilog))


class Family(Verb, click.Group):
    """A verb with verbs of its own."""

    def collect_usage_pieces(self, ctx: click.Context) -> list[str]:
        command = text("metavar-command")
        return [text("metavar-options"), f"[{command}]" if self.invoke_without_command else command]

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.commands)


def _language_option() -> Option:
    """`--lang`, which `ending.language_asked` has already obeyed when click reads it."""
    return Option(["--lang"], type=click.Choice(LANGUAGES), help="help-lang", expose_value=False)


def verb(name: str, parent: Family | None = None) -> Callable[[Callable[..., Any]], Verb]:
    """Makes a function the verb `name`; with `parent`, one of that verb's verbs."""
    key = f"help-{parent.name}-{name}" if parent else f"help-{name}"

    def made(function: Callable[..., Any]) -> Verb:
        command = click.command(name, cls=Verb, help=key)(function)
        if parent is not None:
            parent.add_command(command)
        return command

    return made


def option(*names: str, help: str, **settings: Any) -> Callable[[F], F]:
    """An option whose help is the message `help`."""
    return click.option(*names, cls=Option, help=help, **settings)


def argument(name: str, **settings: Any) -> Callable[[F], F]:
    """A positional argument."""
    return click.argument(name, cls=Argument, **settings)


def json_option(function: F) -> F:
    """`--json`: the answer as one JSON object for a program to read."""
    return option("--json", "as_json", is_flag=True, help="help-json")(function)
