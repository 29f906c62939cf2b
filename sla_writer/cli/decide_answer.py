"""What a review has come to: what goes back, what is to be settled, what no longer fits."""

from __future__ import annotations

from typing import Any

from sla_writer import changes, messages
from sla_writer.cli.findings import SIGNS
from sla_writer.cli.screen import painted, say
from sla_writer.finding import advice, place_name, said
from sla_writer.language import language
from sla_writer.messages import plural, text
from sla_writer.rules import RULES
from sla_writer.workspace.deciding import Decided
from sla_writer.workspace.sheets import Choice, Verdict

_LOOKS = {
    Choice.REJECT: ("✖", "red", "said-decide-reject"),
    Choice.DISCUSS: ("?", "yellow", "said-decide-discuss"),
}


def say_done(found: Decided, *, written: bool) -> None:
    """How many changes were decided how, what goes back, what is left to settle, what is amiss."""
    counts = {choice.value: len(found.of(choice)) for choice in Choice}
    say(text("said-decide-counts", **counts, open=len(found.of(None))))
    for choice in _LOOKS:
        _say_verdicts(found, choice)
    spoken = language(messages.language())
    for owner, due in dict.fromkeys((each.owner, each.due) for each in found.questions):
        who = place_name(found.agreement, f"roles.{owner}", spoken)
        say("  ", text("said-decide-question", who=who, by=spoken.date(due)))
    _say_knock_on(found)
    say()
    if not written:
        say(text("said-decide-dry"))
        return
    say(text("said-decide-record", file=found.record))
    key = "said-decide-written" if found.changed else "said-decide-unchanged"
    say(text(key, file=found.workspace.file))


def _say_verdicts(found: Decided, choice: Choice) -> None:
    """The changes on which this was decided, and what was noted beside them."""
    verdicts = found.of(choice)
    sign, colour, head = _LOOKS[choice]
    if verdicts:
        say()
        say(painted(plural(head, len(verdicts)), bold=True))
    for verdict in verdicts:
        say("  ", painted(sign, fg=colour, bold=True), " ", _sentence(verdict))
        for remark in verdict.said:
            if remark.note:
                say(f"    {remark.reviewer}: {remark.note}")


def _say_knock_on(found: Decided) -> None:
    """What no longer fits once some changes are taken back."""
    if found.knock_on:
        say()
        say(painted(plural("said-decide-knock-on", len(found.knock_on)), bold=True))
    spoken = language(messages.language())
    for each in found.knock_on:
        sign, colour = SIGNS[RULES[each.rule].severity]
        name = place_name(found.agreement, each.path, spoken)
        say("  ", painted(sign, fg=colour, bold=True), " ", painted(name, bold=True))
        say(f"    {said(each, spoken)}")
        say("    ", painted("→ ", fg="green"), advice(each, spoken))


def _sentence(verdict: Verdict) -> str:
    return changes.said(verdict.change, language(messages.language()))


def plain(found: Decided, *, written: bool) -> dict[str, Any]:
    """The answer as a program reads it."""
    spoken = language(messages.language())
    return {
        "file": str(found.workspace.file),
        "record": str(found.record),
        "written": written,
        "changed": found.changed,
        "decisions": [_decision(each) for each in found.verdicts],
        "questions": [
            {"id": each.id, "owner": each.owner, "due": each.due.isoformat()}
            for each in found.questions
        ],
        "knock_on": [
            {"rule": each.rule, "path": each.path, "message": said(each, spoken)}
            for each in found.knock_on
        ],
    }


def _decision(verdict: Verdict) -> dict[str, Any]:
    return {
        "key": verdict.key,
        "path": verdict.change.path,
        "change": _sentence(verdict),
        "decision": verdict.decision,
        "notes": {each.reviewer: each.note for each in verdict.said if each.note},
    }
