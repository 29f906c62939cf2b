"""`sla reconcile`: two sides' answers compared, settled, and made into one agreement."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sla_writer import messages, workspace
from sla_writer.cli.screen import painted, say, say_json, tell
from sla_writer.cli.spoken import argument, json_option, option
from sla_writer.cli.spoken import verb as named
from sla_writer.messages import plural, text

if TYPE_CHECKING:
    from sla_writer.interview.sides import Comparison, Item, Ruling

TAKES = ("marketing", "sales", "open")


@named("reconcile")
@argument("one", type=click.Path(path_type=Path), metavar="file")
@argument("other", type=click.Path(path_type=Path), metavar="file")
@option("-o", "--out", type=click.Path(path_type=Path), metavar="dir", help="help-reconcile-out")
@option("--take", "takes", multiple=True, metavar="take", help="help-reconcile-take")
@option("--open-rest", is_flag=True, help="help-reconcile-open-rest")
@option("--plain", is_flag=True, help="help-plain")
@option("--templates", type=click.Path(path_type=Path), metavar="dir", help="help-new-templates")
@json_option
def verb(
    one: Path,
    other: Path,
    out: Path | None,
    takes: tuple[str, ...],
    open_rest: bool,
    plain: bool,
    templates: Path | None,
    as_json: bool,
) -> int:
    from sla_writer import interview
    from sla_writer.interview import side_file, sides

    comparison = sides.compare(side_file.read(one, templates), side_file.read(other, templates))
    rulings = _rulings(comparison, takes, open_rest)
    asks = not as_json and (plain or (sys.stdin.isatty() and sys.stdout.isatty()))
    folder = out or one.parent
    writes = asks or bool(takes or open_rest or out)
    if writes:
        workspace.refuse_existing(folder)
    if not as_json:
        _list(comparison)
    if asks and len(rulings) < len(comparison.unsettled):
        rulings = interview.settle(comparison, folder, messages.language(), plain, rulings)
    ended = _ended(comparison, rulings, folder) if writes else Ended(rulings)
    if as_json:
        say_json(_plain(comparison, ended))
    elif ended.written:
        _say_written(comparison, ended, folder)
    return 1 if comparison.unsettled and not ended.written else 0


@dataclass(frozen=True)
class Ended:
    """What came of a comparison: the rulings, and the file if all was settled."""

    rulings: Mapping[str, Ruling]
    written: str = ""


def _rulings(comparison: Comparison, takes: tuple[str, ...], open_rest: bool) -> dict[str, Ruling]:
    """What the options settle; UsageError for what is no question or answer."""
    from sla_writer.interview.sides import Ruling, Take

    found: dict[str, Ruling] = {}
    known = {item.path for item in comparison.unsettled}
    for each in takes:
        path, _, take = each.partition("=")
        if path not in known or take not in TAKES or path in found:
            raise click.UsageError(text("ask-sides-take-form", text=each))
        found[path] = Ruling(Take(take))
    rest = known - found.keys() if open_rest else set()
    return {**found, **{path: Ruling(Take.OPEN) for path in rest}}


def _ended(comparison: Comparison, rulings: Mapping[str, Ruling], folder: Path) -> Ended:
    """The agreement written, if there is a ruling on everything."""
    from sla_writer import interview

    if len(rulings) < len(comparison.unsettled):
        return Ended(rulings)
    agreement = interview.settled(comparison, rulings, folder, messages.language())
    return Ended(rulings, str(workspace.start(folder, agreement, messages.language())))


# --- said ---------------------------------------------------------------------------------------


def _list(comparison: Comparison) -> None:
    say(painted(plural("said-sides-agreed", comparison.agreed), fg="green"))
    for standing, key in (("differing", "said-sides-differ"), ("missing", "said-sides-missing")):
        found = [item for item in comparison.unsettled if item.standing == standing]
        if found:
            say()
            say(painted(plural(key, len(found)), bold=True))
        for item in found:
            for line in _lines(comparison, item):
                say("  ", line)


def _lines(comparison: Comparison, item: Item) -> Iterator[str]:
    words = comparison.words(messages.language())
    yield _question(comparison, item)
    for side, said in _said(comparison, item).items():
        yield f"  {words.label(side)}: {said}"


def _said(comparison: Comparison, item: Item) -> dict[Any, str]:
    """What each side said, as a person would write it."""
    from sla_writer.interview import presets
    from sla_writer.interview.sides import SIDES

    words, start = comparison.words(messages.language()), presets.start(comparison.pack)
    return {
        side: text("ask-sides-nothing")
        if side in item.missing_from
        else words.shown(item.step, item.said(side), start) or text("ask-sides-left-out")
        for side in SIDES
    }


def _question(comparison: Comparison, item: Item) -> str:
    return f"{comparison.question(item, messages.language())} ({item.path})"


def _say_written(comparison: Comparison, ended: Ended, folder: Path) -> None:
    left = [item for item in comparison.unsettled if ended.rulings[item.path].take == "open"]
    if left:
        say()
        say(painted(plural("said-sides-open", len(left)), bold=True))
    for item in left:
        say("  ", _question(comparison, item))
    say(ended.written)
    tell()
    tell(painted(text("said-next"), bold=True))
    tell("  ", painted(f"sla render {folder}", fg="cyan"))


def _plain(comparison: Comparison, ended: Ended) -> dict[str, Any]:
    """The comparison as a program reads it."""
    settled = {path: str(ruling.take) for path, ruling in ended.rulings.items()}
    return {
        "pack": comparison.pack.name,
        "agreed": comparison.agreed,
        "items": [
            {
                "path": item.path,
                "question": comparison.question(item, messages.language()),
                "state": str(item.standing),
                "marketing": item.marketing,
                "sales": item.sales,
                "missing_from": list(map(str, item.missing_from)),
                "settled": settled.get(item.path),
            }
            for item in comparison.items
        ],
        "written": ended.written,
    }
