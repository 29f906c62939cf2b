"""`sla check`: whether the agreement's file is right and its promises good, and what is open."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sla_writer import messages
from sla_writer.cli.screen import painted, say, say_json
from sla_writer.cli.spoken import argument, json_option, option
from sla_writer.cli.spoken import verb as named
from sla_writer.errors import AgreementError, Problem
from sla_writer.messages import plural, text
from sla_writer.workspace import Workspace, left_open

if TYPE_CHECKING:
    from sla_writer.agreement import Agreement
    from sla_writer.agreement.prose import Text
    from sla_writer.cli.findings import Shown
    from sla_writer.finding import Finding


@named("check")
@argument("path", type=click.Path(path_type=Path), default=".", metavar="path")
@option("--fix", is_flag=True, help="help-check-fix")
@json_option
def verb(path: Path, fix: bool, as_json: bool) -> int:
    from sla_writer.cli.findings import Shown, judged, today

    workspace = Workspace.at(path)
    try:
        mended = workspace.mend(today()) if fix else []
        agreement = workspace.agreement()
    except AgreementError as error:
        if not as_json:
            raise
        say_json({"file": str(workspace.file), "problems": [plain(p) for p in error.problems]})
        return error.exit_code
    shown = Shown(workspace, agreement, judged(agreement))
    if as_json:
        found = shown.plain() | {"mended": [{"rule": m.rule, "path": m.path} for m in mended]}
        say_json({"file": str(workspace.file), "problems": [], **_open(agreement), **found})
    else:
        _say(shown, mended)
    return int(shown.report.blocks)


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


def _say(shown: Shown, mended: list[Finding]) -> None:
    from sla_writer.cli.findings import counts

    found = counts(shown.report)
    summary = (
        painted(found, fg="yellow") if found else painted(text("said-no-mistakes"), fg="green")
    )
    say(f"{shown.workspace.file}: ", summary)
    _list("said-mended", [f"{shown.name(each.path)} [{each.rule}]" for each in mended])
    shown.say()
    _say_open(shown.agreement)
    if shown.report.blocks:
        say()
        say(text("said-blocks"))


def _say_open(agreement: Agreement) -> None:
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
