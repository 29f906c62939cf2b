"""`sla calendar`: the working calendars, what differs from the official days, and copying these."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sla_writer.cli.meant import hint, meant
from sla_writer.cli.screen import painted, say, say_json, tell
from sla_writer.cli.spoken import Family, argument, json_option, option
from sla_writer.cli.spoken import verb as named
from sla_writer.cli.typed import agreed
from sla_writer.errors import SlaWriterError
from sla_writer.messages import text
from sla_writer.workspace import Workspace

if TYPE_CHECKING:
    from sla_writer.agreement import Agreement
    from sla_writer.agreement.calendars import Calendar
    from sla_writer.cli.calendar_answer import Found


class _Shows(Family):
    """`sla calendar [DIR]` is `sla calendar show [DIR]`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        known = {*self.commands, *self.get_help_option_names(ctx)}
        return super().parse_args(ctx, args if args[:1] and args[0] in known else ["show", *args])


verb = _Shows(name="calendar", help="help-calendar")


@named("show", verb)
@argument("path", type=click.Path(path_type=Path), default=".", metavar="path")
@json_option
def show(path: Path, as_json: bool) -> None:
    from sla_writer.cli import calendar_answer, calendar_words

    agreement = Workspace.at(path).agreement()
    found = [calendar_answer.found(agreement, each) for each in agreement.calendars]
    if as_json:
        say_json({"calendars": [calendar_answer.plain(each) for each in found]})
        return
    calendar_words.Voice.of(agreement).say_calendars(found, path)
    if not found:
        say(text("said-no-calendars"))


@named("refresh", verb)
@argument("wanted", required=False, default="", metavar="calendar")
@argument("path", type=click.Path(path_type=Path), default=".", metavar="path")
@option("--country", metavar="country", help="help-calendar-refresh-country")
@option("--years", metavar="years", help="help-calendar-refresh-years")
@option("--yes", is_flag=True, help="help-calendar-refresh-yes")
@json_option
def refresh(
    wanted: str, path: Path, country: str | None, years: str | None, yes: bool, as_json: bool
) -> int:
    from sla_writer.cli import calendar_answer, calendar_words

    if wanted and Path(wanted).exists():  # `sla calendar refresh DIR`: a folder in an id's place
        wanted, path = "", Path(wanted)
    workspace = Workspace.at(path)
    agreement = workspace.agreement()
    asked = calendar_answer.Asked.of(country, years)
    found = [calendar_answer.found(agreement, each, asked) for each in _meant(agreement, wanted)]
    _countries_known(found)
    change = any(each.change for each in found)
    if not as_json:
        calendar_words.Voice.of(agreement).say_changes(found)
    written = change and (yes or (not as_json and _agreed_to(workspace.file)))
    if written:
        workspace.save(calendar_answer.refreshed(workspace.file, found))
    if as_json:
        say_json(_plain(found, written))
    elif written:
        say(str(workspace.file))
    return 1 if change and not written else 0


def _plain(found: list[Found], written: bool) -> dict[str, Any]:
    from sla_writer.cli.calendar_answer import plain_change

    changes = [{"id": f.calendar.id, **plain_change(f.change)} for f in found if f.change]
    return {"changes": changes, "written": written}


def _meant(agreement: Agreement, wanted: str) -> list[Calendar]:
    """The calendar that a person means by an id; all of them where none is named."""
    if not wanted:
        return list(agreement.calendars)
    if found := meant(wanted, agreement.calendars):
        return [found]
    known = [each.id for each in agreement.calendars]
    raise SlaWriterError("error-unknown-calendar", name=wanted, hint=hint(wanted, known))


def _countries_known(found: list[Found]) -> None:
    """Refuses calendars of which nobody can tell whose official days they want."""
    for each in found:
        if each.country is None:
            raise SlaWriterError("error-calendar-country", name=each.calendar.id)


def _agreed_to(file: Path) -> bool:
    """Whether a person at the keyboard says yes; without one, says how to."""
    if not _at_a_keyboard():
        tell()
        tell(text("said-calendar-yes"))
        return False
    say()
    return agreed(painted(text("said-calendar-ask", file=file), bold=True))


def _at_a_keyboard() -> bool:
    return sys.stdin.isatty() and sys.stdout.isatty()
