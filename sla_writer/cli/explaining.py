"""`sla diff --explain`: asks why each material change was made, and writes it beside the change."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from sla_writer import messages
from sla_writer.changes import Change, Weight, only_words, said
from sla_writer.cli.screen import painted, say
from sla_writer.cli.typed import agreed, typed
from sla_writer.errors import SlaWriterError
from sla_writer.interview.explaining import explained, names, spoken
from sla_writer.language import language
from sla_writer.messages import text
from sla_writer.workspace.comparing import WORKING

if TYPE_CHECKING:
    from sla_writer.comparison import Comparison, Entry
    from sla_writer.workspace import Workspace


def explain(workspace: Workspace, found: Comparison) -> int:
    """How many reasons were given; each is in the file before the next is asked for.

    Raises SlaWriterError when nobody can be asked, or the new one is no file that can still change.
    """
    if found.new.name != WORKING or found.new.number is not None:
        raise SlaWriterError("error-diff-explain", new=found.new.name)
    if not (sys.stdin.isatty() and sys.stdout.isatty()):
        raise SlaWriterError("error-diff-explain-whom")
    return sum(_given(workspace, found, entry) for entry in _unexplained(found))


def _unexplained(found: Comparison) -> Iterator[Entry]:
    for entry in found.entries:
        if entry.change.weight is Weight.MATERIAL and not entry.why:
            yield entry


def _given(workspace: Workspace, found: Comparison, entry: Entry) -> bool:
    """Asks for one reason and writes it; an empty answer leaves the change without one."""
    say(painted(said(entry.change, language(found.language)), bold=True))
    answer = click.prompt(text("said-diff-why"), default="", show_default=False)
    reason = typed("--explain", answer)
    if reason:
        _write(workspace, found, entry, reason, same_meaning=_same(found, entry.change))
    return bool(reason)


def _same(found: Comparison, change: Change) -> bool:
    """Whether a definition means the same as before; asked only where nothing but words differs."""
    both = found.old.agreement, found.new.agreement
    asked = only_words(*both, change.path, change.was_path)
    return asked and agreed(text("said-diff-same-meaning"))


def _write(
    workspace: Workspace, found: Comparison, entry: Entry, reason: str, *, same_meaning: bool
) -> None:
    from sla_writer import yaml_file

    raw: Any = yaml_file.load(workspace.file).data
    told = spoken(raw, reason, messages.language())
    known = entry.change.new is not None
    about = "" if known else names(found.old.agreement, entry.change.path)
    path = entry.change.path
    workspace.save(explained(raw, path, told, about, same_meaning=same_meaning))
