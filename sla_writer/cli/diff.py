"""`sla diff`: what two versions promise differently, for whom it got tighter, where it is read."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sla_writer import messages, store
from sla_writer.cli.screen import inert, painted, say, tell, width
from sla_writer.cli.spoken import argument, option
from sla_writer.cli.spoken import verb as named
from sla_writer.errors import SlaWriterError
from sla_writer.messages import plural, text
from sla_writer.workspace import FILE, root_of

if TYPE_CHECKING:
    from sla_writer.comparison import Comparison
    from sla_writer.render.compared.text import Line, Piece
    from sla_writer.workspace.comparing import Source

_FORMATS = ("text", "md", "html", "docx", "json")
_MARKED = ("html", "docx")
_SIDES = ("marketing", "sales")
_USUAL, _WIDEST = 80, 120
_LOOKS: dict[str, dict[str, Any]] = {
    "strong": {"bold": True},
    "faint": {"dim": True},
    "tightened": {"fg": "yellow", "bold": True},
    "relaxed": {"fg": "green", "bold": True},
    "broken": {"fg": "red"},
}


@named("diff")
@argument("names", nargs=-1, metavar="editions")
@option("--format", "form", type=click.Choice(_FORMATS), help="help-diff-format")
@option("-o", "--output", type=click.Path(path_type=Path), metavar="file", help="help-diff-output")
@option("--language", default="", metavar="language", help="help-diff-language")
@option("--side", type=click.Choice(_SIDES), help="help-diff-side")
@option("--wording", is_flag=True, help="help-diff-wording")
@option("--explain", is_flag=True, help="help-diff-explain")
@option("--no-moves", is_flag=True, help="help-diff-no-moves")
def verb(
    names: tuple[str, ...],
    form: str | None,
    output: Path | None,
    language: str,
    side: str | None,
    wording: bool,
    explain: bool,
    no_moves: bool,
) -> int:
    from sla_writer.workspace.comparing import compared, pair

    root, called = _folder(names)
    form = _form(form, output)
    if output is not None:
        _refuse_own(root, called, output)
    old, new = pair(root, called)
    marked = form in _MARKED
    found = compared(old, new, messages.language(), language, moves=not no_moves, marked=marked)
    found = _held(found, side) if side else found
    if explain:
        return _explain(root, found)
    if output is None and form not in _MARKED:
        _show(found, form, wording)
    else:
        say(str(_written(found, form, output or _usual(root, old, new, found, form), wording)))
        _tell_next(form, root)
    return int(found.differs)


def _folder(names: tuple[str, ...]) -> tuple[Path, tuple[str, ...]]:
    """The agreement's folder, which stands last where it is named, and the editions before it."""
    named_last = bool(names) and Path(names[-1]).is_dir()
    called = names[:-1] if named_last else names
    if len(called) > 2:
        raise SlaWriterError("error-diff-names", name=called[2])
    return (root_of(Path(names[-1])) if named_last else _home(called)), called


def _form(asked: str | None, output: Path | None) -> str:
    """The format that was asked for, else what the file's ending says; they must not differ."""
    ending = output.suffix.lower().removeprefix(".") if output else ""
    if asked and ending in _FORMATS[1:] and ending != asked:
        raise SlaWriterError("error-diff-ending", file=output, form=asked)
    return asked or (ending if ending in _FORMATS else "text")


def _refuse_own(root: Path, called: tuple[str, ...], output: Path) -> None:
    """No comparison takes the place of the agreement, of a version, or of a file it compares."""
    path = output.resolve()
    own = {(root / FILE).resolve(), *(Path(name).resolve() for name in called)}
    kept = (root / store.FOLDER).resolve()
    if path in own or kept in path.parents:
        raise SlaWriterError("error-diff-own", file=output)


def _home(called: tuple[str, ...]) -> Path:
    """Where we are when that has versions, else the folder with versions that a file lies in."""
    files = [Path(name) for name in called if Path(name).is_file()]
    if not files:
        return Path()
    from sla_writer.workspace.verifying import home_of

    return next(filter(None, map(home_of, files)), Path())


def _held(found: Comparison, side: str) -> Comparison:
    from sla_writer.agreement.sides import SideName

    return found.for_side(SideName(side))


def _explain(root: Path, found: Comparison) -> int:
    """Asks for the reasons that are missing, instead of showing what is different."""
    from sla_writer.cli import explaining
    from sla_writer.workspace import Workspace

    workspace = Workspace.at(root)
    count = explaining.explain(workspace, found)
    say(plural("said-diff-explained", count, file=workspace.file))
    return int(found.differs)


# --- on the screen and in files ------------------------------------------------------------------


def _show(found: Comparison, form: str, wording: bool) -> None:
    from sla_writer.render.compared import FACES

    if form != "text":
        say(FACES[form](found).rstrip())
        return
    for line in _lines(found, wording, min(width(sys.stdout) or _USUAL, _WIDEST)):
        say(*map(_painted, line))
    if found.folded and not wording:
        tell()
        tell(text("said-diff-wording"))


def _painted(piece: Piece) -> str:
    look = _LOOKS.get(piece.look)
    return painted(piece.text, **look) if look else piece.text


def _lines(found: Comparison, wording: bool, columns: int) -> list[Line]:
    from sla_writer.render.compared.text import render

    return list(render(found, columns, wording=wording))


def _usual(root: Path, old: Source, new: Source, found: Comparison, form: str) -> Path:
    """Where a comparison goes that nobody said a place for: into `out/`, named by both versions."""
    from sla_writer.workspace.comparing import file_name

    return root / "out" / file_name(old, new, found.language, form)


def _tell_next(form: str, root: Path) -> None:
    """What the review page is for."""
    if form == "html":
        tell()
        tell(text("said-diff-review", folder=root))


def _written(found: Comparison, form: str, path: Path, wording: bool) -> Path:
    """The comparison as a file; a Word file is opened again and checked first."""
    from sla_writer import atomic
    from sla_writer.workspace.comparing import in_format

    if form == "text":
        lines = _lines(found, wording, _USUAL)
        data = "".join(inert("".join(each.text for each in line)) + "\n" for line in lines).encode()
    else:
        data = in_format(found, form)
    atomic.write(path, data)
    return path
