"""What a new quarter began with: how the last one ended, what is open, what is to be confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sla_writer import messages
from sla_writer.cli.columns import show_table
from sla_writer.cli.screen import painted, say, tell
from sla_writer.facts.targets import in_percent
from sla_writer.finding import place_name
from sla_writer.interview.scorecard import Score, counted, ended, scores
from sla_writer.interview.words import Words
from sla_writer.language import language
from sla_writer.messages import plural, text
from sla_writer.pack import load

if TYPE_CHECKING:
    from sla_writer.agreement import Agreement
    from sla_writer.cli.revise import Beginning


_HEAD = (
    "said-score-kpi", "said-score-target", "said-score-actual", "said-score-of", "said-score-end",
)  # fmt: skip


@dataclass(frozen=True)
class Done:
    """A quarter that was begun: its file and agreement, the copy of the old file, and the waivers
    that ended with the old quarter."""

    file: Path
    backup: Path
    agreement: Agreement
    begun: Beginning
    over: tuple[str, ...]

    @property
    def scores(self) -> tuple[Score, ...]:
        """How the quarter ended."""
        return scores(self.agreement.kpis, self.agreement.bands)

    @property
    def to_confirm(self) -> list[str]:
        """What was taken over and should be looked at."""
        return [each.path for each in self.agreement.remarks if each.confirm]


def plain(done: Done) -> dict[str, Any]:
    """The answer as a program reads it."""
    begun, ended = done.begun, done.begun.closing.agreement.identity
    return {
        "file": str(done.file),
        "backup": str(done.backup),
        "quarter": str(done.agreement.identity.quarter),
        "closed": {
            "number": begun.version.number,
            "quarter": str(ended.quarter),
            "revision": ended.revision,
        },
        "unreleased": {"taken": begun.taken, "paths": list(begun.unreleased)},
        "scorecard": [_plain(each) for each in done.scores],
        "to_confirm": done.to_confirm,
        "waivers_over": list(done.over),
    }


def _plain(score: Score) -> dict[str, Any]:
    return {
        "kpi": score.kpi.id,
        "target": str(score.kpi.last_target),
        "actual": str(score.kpi.actual) if score.known else None,
        "attained": None if score.share is None else str(in_percent(score.share)),
        "ended": None if score.standing is None else score.standing.value,
    }


def say_done(done: Done) -> None:
    """The file, how the last quarter ended, and what is left to do."""
    say(str(done.file))
    _say_scorecard(done)
    say()
    says = language(messages.language())
    begins = says.quarter(done.agreement.identity.quarter)
    say(text("said-revise-begun", quarter=begins, number=done.begun.version.number))
    say(text("said-revise-backup", file=done.backup))
    if done.over:
        say(plural("said-revise-waivers", len(done.over), names=", ".join(done.over)))
    if done.to_confirm:
        say(plural("said-revise-confirm", len(done.to_confirm)))
    _tell_next(done.file.parent)


def _say_scorecard(done: Done) -> None:
    """The scorecard; nothing where no KPI had a target, one line where nothing is known yet."""
    words = Words(load(done.agreement.identity.pack), messages.language())
    if not done.scores:
        return
    ended = language(messages.language()).quarter(done.begun.closing.ends)
    say()
    say(painted(text("said-revise-scorecard", quarter=ended), bold=True))
    if any(each.known for each in done.scores):
        head = [text(key) for key in _HEAD]
        show_table(head, [_row(each, done.agreement, words) for each in done.scores])
    say("  ", counted(words, done.scores))


def _row(score: Score, agreement: Agreement, words: Words) -> list[str]:
    name = place_name(agreement, f"kpis.{score.kpi.id}", language(messages.language()))
    return [
        name,
        words.write(score.kpi.last_target),
        words.write(score.kpi.actual) if score.known else "—",
        words.write(in_percent(score.share)) if score.share is not None else "—",
        ended(words, score),
    ]


def _tell_next(folder: Path) -> None:
    """What to do with the new quarter."""
    tell()
    tell(painted(text("said-next"), bold=True))
    for command in ("check", "edit", "render"):
        tell("  ", painted(f"sla {command} {folder}", fg="cyan"))
