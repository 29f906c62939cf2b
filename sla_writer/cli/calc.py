"""`sla calc`: what the plan comes to, and what would follow if its numbers were different."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sla_writer.cli.screen import say_json
from sla_writer.cli.spoken import argument, json_option, option
from sla_writer.cli.spoken import verb as named
from sla_writer.messages import text
from sla_writer.workspace import Workspace

if TYPE_CHECKING:
    from sla_writer.calculation import Calculation, Solution


@named("calc")
@argument("path", type=click.Path(path_type=Path), default=".", metavar="path")
@option("--set", "sets", multiple=True, metavar="name-value", help="help-calc-set")
@option("--solve", "name", metavar="name", help="help-calc-solve")
@json_option
def verb(path: Path, sets: tuple[str, ...], name: str | None, as_json: bool) -> int:
    from sla_writer.calculation import calculated, solved, supposed

    agreement = Workspace.at(path).agreement()
    before = calculated(agreement)
    after = supposed(agreement, _pairs(sets)) if sets else before
    solution = solved(after, name) if name else None
    if as_json:
        from sla_writer.cli.calc_plain import plain

        say_json(plain(before, after, solution, dict(_pairs(sets))))
        return _code(solution)
    if sets:
        from sla_writer.cli.columns import show_title

        show_title(text("said-calc-if", sets="; ".join(sets)), apart=False)
    _show(before, after, solution)
    return _code(solution)


def _code(solution: Solution | None) -> int:
    """1 where a number was asked for that there can't be, or that does not follow."""
    return 1 if solution and not (solution.result and solution.possible) else 0


def _pairs(sets: tuple[str, ...]) -> list[tuple[str, str]]:
    """The names and what is supposed for them; UsageError for what is no NAME=VALUE."""
    pairs = [tuple(map(str.strip, each.split("=", 1))) for each in sets]
    for pair, said in zip(pairs, sets, strict=True):
        if len(pair) < 2 or not all(pair):
            raise click.UsageError(text("error-calc-set", text=said))
    return [(name, value) for name, value in pairs]


def _show(before: Calculation, after: Calculation, solution: Solution | None) -> None:
    """A plan as it stands; what moves when numbers are supposed; or the number asked for."""
    from sla_writer.cli import calc_moves
    from sla_writer.cli.calc_tables import Tables

    if solution:
        calc_moves.show_solution(solution)
    elif after is not before:
        calc_moves.show_moved(before, after)
    else:
        Tables(before).show()
        calc_moves.show_swings(before, before.main)
