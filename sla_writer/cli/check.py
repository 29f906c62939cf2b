"""`sla check`: whether the agreement's file is right, and what in it is still open."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sla_writer import messages
from sla_writer.cli.screen import painted, say, say_json
from sla_writer.cli.spoken import argument, json_option
from sla_writer.cli.spoken import verb as named
from sla_writer.errors import AgreementError, Problem
from sla_writer.messages import plural, text
from sla_writer.workspace import Workspace, left_open

if TYPE_CHECKING:
    from sla_writer.agreement import Agreement
    from sla_writer.agreement.prose import Text


@named("check")
@argument("path", type=click.Path(path_type=Path), default=".", metavar="path")
@json_option
def verb(path: Path, as_json: bool) -> int | None:
    workspace = Workspace.at(path)
    try:
        agreement = workspace.agreement()
    except AgreementError as error:
        if not as_json:
            raise
        say_json({"file": str(workspace.file), "problems": [plain(p) for p in error.problems]})
        return error.exit_code
    if as_json:
        say_json({"file": str(workspace.file), "problems": [], **_open(agreement)})
    else:
        _say(workspace, agreement)
    return None


def plain(problem: Problem) -> dict[str, Any]:
    """A problem as a program reads it."""
    place = problem.place
    return {
        "key": problem.key,
        "message": text(problem.key, **problem.params),
        "path": problem.path,
        "line": place.line if place else None,
        "column": place.column if place else None,
    }


def _open(agreement: Agreement) -> dict[str, Any]:
    return {
        "undecided": [
            {"path": path, "who": decision.who, "by": decision.by.isoformat()}
            for path, decision in left_open(agreement)
        ],
        "to_confirm": [remark.path for remark in agreement.remarks if remark.confirm],
    }


def _say(workspace: Workspace, agreement: Agreement) -> None:
    say(f"{workspace.file}: ", painted(text("said-no-mistakes"), fg="green"))
    _list(
        "said-undecided-values",
        [
            text("said-decides", path=path, who=_role(agreement, decision.who), by=decision.by)
            for path, decision in left_open(agreement)
        ],
    )
    _list(
        "said-questions",
        [
            text(
                "said-decides",
                path=_spoken(each.question),
                who=_role(agreement, each.owner),
                by=each.due,
            )
            for each in agreement.open_questions
        ],
    )
    confirm = [remark.path for remark in agreement.remarks if remark.confirm]
    _list("said-values-to-confirm", confirm)
    if confirm:
        say("  ", text("said-confirm-how"))


def _list(key: str, lines: list[str]) -> None:
    if lines:
        say()
        say(painted(plural(key, len(lines)), bold=True))
        for line in lines:
            say("  ", line)


def _role(agreement: Agreement, role_id: str) -> str:
    """A role as people call it: its title, and who holds it where that is known."""
    role = next(each for each in agreement.roles if each.id == role_id)
    title = _spoken(role.title)
    if not isinstance(role.person, str):
        return title
    return text("said-role", title=title, person=role.person)


def _spoken(said: Text) -> str:
    """A text of the agreement in the screen's language, or as it was written."""
    return said.get(messages.language()) or said.any()[1]
