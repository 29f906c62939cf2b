"""`sla waive`: leaves a finding knowingly, with a reason, a name and a day, and writes it down."""

from __future__ import annotations

from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sla_writer.cli.screen import say
from sla_writer.cli.spoken import argument, option
from sla_writer.cli.spoken import verb as named
from sla_writer.errors import SlaWriterError
from sla_writer.messages import text
from sla_writer.workspace import Workspace

if TYPE_CHECKING:
    from sla_writer.agreement import Agreement
    from sla_writer.rules import Finding


@named("waive")
@argument("rule", metavar="rule")
@argument("where", metavar="field")
@argument("path", type=click.Path(path_type=Path), default=".", metavar="path")
@option("--reason", required=True, metavar="text", help="help-waive-reason")
@option("--by", required=True, metavar="role", help="help-waive-by")
@option(
    "--until", type=click.DateTime(["%Y-%m-%d", "%d.%m.%Y"]), metavar="day", help="help-waive-until"
)
def verb(rule: str, where: str, path: Path, reason: str, by: str, until: Any) -> None:
    from sla_writer import yaml_file
    from sla_writer.cli.findings import judged, today

    workspace = Workspace.at(path)
    agreement = workspace.agreement()
    finding = _finding(judged(agreement).findings, rule, where)
    _waivable(finding)
    _role(agreement, by)
    data: Any = yaml_file.load(workspace.file).data
    waiver = _waiver(finding, reason, by, today(), until.date() if until else None)
    waiver["id"] = _free(f"{finding.rule}", {each.id for each in agreement.waivers})
    workspace.save({**data, "waivers": [*(data.get("waivers") or []), waiver]})
    say(text("said-waiver-written", rule=finding.rule, path=finding.path, file=workspace.file))


def _finding(findings: tuple[Finding, ...], rule: str, where: str) -> Finding:
    for each in findings:
        if (each.rule, each.path) == (rule, where):
            return each
    wanted = f"{rule} {where}"
    every = [f"{each.rule} {each.path}" for each in findings]
    near = get_close_matches(wanted, every, n=1, cutoff=0.4)
    hint = " " + text("hint-did-you-mean", name=near[0]) if near else ""
    raise SlaWriterError("error-no-such-finding", rule=rule, path=where, hint=hint)


def _waivable(finding: Finding) -> None:
    from sla_writer.rules import RULES

    if not RULES[finding.rule].waivable:
        raise SlaWriterError("error-not-waivable", rule=finding.rule)


def _role(agreement: Agreement, by: str) -> None:
    roles = [each.id for each in agreement.roles]
    if by not in roles:
        raise SlaWriterError("error-waive-role", role=by, known=", ".join(roles))


def _waiver(finding: Finding, reason: str, by: str, on: date, until: date | None) -> dict[str, Any]:
    written = {
        "id": "",
        "rule": finding.rule,
        "path": finding.path,
        "reason": reason,
        "by": by,
        "on": on.isoformat(),
    }
    return written | ({"until": until.isoformat()} if until else {})


def _free(name: str, taken: set[str]) -> str:
    """The name, or the first of `name-2`, `name-3` … that is free."""
    tried = [name, *(f"{name}-{n}" for n in range(2, len(taken) + 2))]
    return next(each for each in tried if each not in taken)
