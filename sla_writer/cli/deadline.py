"""`sla deadline`: when a time limit runs out, and every step of how that is counted."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sla_writer.cli.meant import hint, meant
from sla_writer.cli.screen import say, say_json
from sla_writer.cli.spoken import argument, json_option, option
from sla_writer.cli.spoken import verb as named
from sla_writer.errors import SlaWriterError
from sla_writer.workspace import Workspace

if TYPE_CHECKING:
    from sla_writer.agreement import Agreement
    from sla_writer.agreement.calendars import TimeLimit
    from sla_writer.agreement.stages import Handoff


@named("deadline")
@argument("what", metavar="limit")
@argument("start", metavar="instant")
@argument("path", type=click.Path(path_type=Path), default=".", metavar="path")
@option("--until", metavar="instant", help="help-deadline-until")
@option("--paused", multiple=True, metavar="paused", help="help-deadline-paused")
@option("--restart", "restarts", multiple=True, metavar="restart", help="help-deadline-restart")
@option("--zone", metavar="zone", help="help-deadline-zone")
@json_option
def verb(
    what: str,
    start: str,
    path: Path,
    until: str | None,
    paused: tuple[str, ...],
    restarts: tuple[str, ...],
    zone: str | None,
    as_json: bool,
) -> int:
    from sla_writer import messages
    from sla_writer.cli.deadline_answer import Asked, answers
    from sla_writer.cli.deadline_plain import plain
    from sla_writer.cli.deadline_words import Voice
    from sla_writer.facts import facts

    workspace = Workspace.at(path)
    agreement = workspace.agreement()
    limits = _limits(agreement, what)
    found = answers(agreement, limits, Asked(start, until, paused, restarts, zone))
    if as_json:
        say_json({"limits": [plain(each) for each in found]})
    voice = Voice(facts(agreement, messages.language()), path)
    for index, each in enumerate([] if as_json else found):
        if index:
            say()
        voice.say(each)
    return 0 if all(each.settled for each in found) else 1


def _limits(agreement: Agreement, wanted: str) -> list[TimeLimit]:
    """The limit, or the limits of the hand-off, that a person means by an id."""
    if limit := meant(wanted, agreement.time_limits):
        return [limit]
    if handoff := meant(wanted, agreement.handoffs):
        return _limits_of(agreement, handoff)
    known = [each.id for each in agreement.time_limits]
    known += [each.id for each in agreement.handoffs]
    raise SlaWriterError("error-unknown-limit", name=wanted, hint=hint(wanted, known))


def _limits_of(agreement: Agreement, handoff: Handoff) -> list[TimeLimit]:
    """The limits that a hand-off names, each once, in its order."""
    ids = list(dict.fromkeys(_limit_ids(handoff)))
    if not ids:
        raise SlaWriterError("error-handoff-no-limits", name=handoff.id)
    known = {limit.id: limit for limit in agreement.time_limits}
    return [known[each] for each in ids]


def _limit_ids(handoff: Handoff) -> Iterator[str]:
    yield from handoff.limits
    for part in (handoff.routing, handoff.acceptance):
        named_there = getattr(part, "limit", None)
        if isinstance(named_there, str):
            yield named_there
