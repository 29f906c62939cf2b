"""Bare `sla`: where the agreement of this folder stands, and what to do next."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sla_writer import messages
from sla_writer.cli.screen import painted, say, say_json
from sla_writer.errors import AgreementError
from sla_writer.messages import plural, text
from sla_writer.workspace import FILE, JOURNAL, Workspace, left_open

if TYPE_CHECKING:
    from sla_writer.agreement import Agreement


@dataclass(frozen=True)
class Standing:
    """What can be said of an agreement's folder in a line each."""

    file: str
    mistakes: int = 0
    title: str = ""
    quarter: str = ""
    revision: int = 1
    undecided: tuple[str, ...] = ()
    open_questions: int = 0
    to_confirm: int = 0
    findings: str = ""
    blocked: bool = False
    version: int = 0
    moved_on: bool = True
    up_to_date: tuple[str, ...] = ()
    stale: tuple[str, ...] = ()
    figure: str = "identity.quarter"

    def next(self) -> Iterator[tuple[str, str]]:
        """The commands to type next, each with the message key of its reason."""
        if self.mistakes:
            yield "sla check", "said-next-mend"
            return
        if self.blocked:
            yield "sla check", "said-next-rules"
        elif self.undecided or self.to_confirm:
            yield "sla check", "said-next-decide"
        if self.stale:
            yield "sla render", "said-next-render-again"
        elif not self.up_to_date:
            yield "sla render", "said-next-render"
        elif self.moved_on and not self.blocked:
            yield "sla release", "said-next-release"
        else:
            yield f"sla explain {self.figure}", "said-next-explain"


def status(as_json: bool) -> int:
    """Say where the agreement of the current folder stands; returns the exit code."""
    standing = _standing(Path())
    if as_json:
        found = {**asdict(standing), "next": [c for c, _ in standing.next()]} if standing else None
        say_json({"agreement": found})
    elif standing:
        _say(standing)
    else:
        _say_nothing_here()
    return 0


def _say_nothing_here() -> None:
    if Path(JOURNAL).is_file():
        say(text("said-unfinished"))
        start = ("sla new .", "said-next-resume")
    else:
        say(text("said-nothing-here", file=FILE))
        start = (f"sla new {text('metavar-dir')}", "said-next-new")
    say()
    _commands([start, ("sla --help", "said-next-help")])


def _standing(folder: Path) -> Standing | None:
    if not (folder / FILE).is_file():
        return None
    from sla_writer.cli.findings import counts, judged
    from sla_writer.language import language

    workspace = Workspace.at(folder)
    try:
        agreement = workspace.agreement()
    except AgreementError as error:
        return Standing(str(workspace.file), len(error.problems))
    identity = agreement.identity
    documents = list(workspace.documents(agreement))
    report = judged(agreement)
    number, moved_on = _released(workspace, agreement)
    return Standing(
        str(workspace.file),
        title=identity.title.get(messages.language()) or identity.title.any()[1],
        quarter=language(messages.language()).quarter(identity.quarter),
        revision=identity.revision,
        undecided=tuple(path for path, _ in left_open(agreement)),
        open_questions=len(agreement.open_questions),
        to_confirm=sum(remark.confirm for remark in agreement.remarks),
        findings=counts(report),
        blocked=report.blocks,
        version=number,
        moved_on=moved_on,
        up_to_date=tuple(str(path) for path, stale in documents if not stale),
        stale=tuple(str(path) for path, stale in documents if stale),
        figure=f"kpis.{agreement.kpis[0].id}" if agreement.kpis else Standing.figure,
    )


def _released(workspace: Workspace, agreement: Agreement) -> tuple[int, bool]:
    """The last version's number (0: none), and whether the file says something else by now."""
    from sla_writer import store
    from sla_writer.agreement.reading import agreement_id
    from sla_writer.errors import StoreError

    try:
        last = next(reversed(store.versions(workspace.folder)), None)
        return (last.number, agreement_id(agreement) != last.agreement_id) if last else (0, True)
    except StoreError:
        return 0, False  # `sla verify` says what is wrong with the versions


def _say(standing: Standing) -> None:
    if standing.title:
        say(painted(standing.title, bold=True))
        say(text("said-version", quarter=standing.quarter, revision=standing.revision))
        say()
    for label, value in _lines(standing):
        say(f"  {text(label):<20}", value)
    say()
    _commands(list(standing.next()))


def _lines(standing: Standing) -> Iterator[tuple[str, str]]:
    if standing.mistakes:
        yield "said-file", painted(plural("said-mistakes", standing.mistakes), fg="red")
        return
    yield "said-file", painted(text("said-no-mistakes"), fg="green")
    yield "said-rules", _found(standing)
    yield "said-undecided", _count(len(standing.undecided))
    yield "said-open-questions", _count(standing.open_questions)
    if standing.to_confirm:
        yield "said-to-confirm", _count(standing.to_confirm)
    yield "said-documents", _documents(standing)
    yield "said-released", _version(standing)


def _found(standing: Standing) -> str:
    look = "yellow" if standing.blocked else None
    return painted(standing.findings, fg=look) if standing.findings else text("said-nothing-found")


def _version(standing: Standing) -> str:
    if not standing.version:
        return text("said-none")
    key = "said-released-before" if standing.moved_on else "said-released-as-is"
    return text(key, number=standing.version)


def _count(count: int) -> str:
    return painted(str(count), fg="yellow") if count else text("said-none")


def _documents(standing: Standing) -> str:
    if standing.stale:
        return painted(plural("said-stale", len(standing.stale)), fg="yellow")
    if standing.up_to_date:
        return painted(plural("said-rendered", len(standing.up_to_date)), fg="green")
    return text("said-not-rendered")


def _commands(reasons: list[tuple[str, str]]) -> None:
    say(painted(text("said-next"), bold=True))
    width = max(len(command) for command, _ in reasons)
    for command, reason in reasons:
        say("  ", painted(f"{command:<{width}}", fg="cyan"), "   ", text(reason))
