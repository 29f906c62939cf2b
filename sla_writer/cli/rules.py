"""`sla rules`: the quality rules; for each why it is one, how it goes wrong and is right."""

from __future__ import annotations

import re
from difflib import get_close_matches
from typing import Any

from sla_writer import messages
from sla_writer.cli.findings import SIGNS
from sla_writer.cli.screen import painted, say, say_json
from sla_writer.cli.spoken import argument, json_option, option
from sla_writer.cli.spoken import verb as named
from sla_writer.errors import SlaWriterError
from sla_writer.glossary import glossary
from sla_writer.messages import text
from sla_writer.rules import FAMILIES, RULES, Rule


@named("rules")
@argument("name", required=False, metavar="rule")
@option("--markdown", is_flag=True, help="help-rules-markdown")
@json_option
def verb(name: str | None, markdown: bool, as_json: bool) -> None:
    wanted = [_rule(name)] if name else list(RULES.values())
    if as_json:
        say_json({"rules": [_plain(each) for each in wanted]})
    elif markdown:
        say(table(messages.language()))
    elif name:
        _explain(wanted[0])
    else:
        _list()


def _rule(name: str) -> Rule:
    if name not in RULES:
        near = get_close_matches(name, RULES, n=1, cutoff=0.5)
        hint = " " + text("hint-did-you-mean", name=near[0]) if near else ""
        raise SlaWriterError("error-rule", name=name, hint=hint)
    return RULES[name]


def _plain(rule: Rule) -> dict[str, Any]:
    words = glossary(messages.language()).rule(rule.name)
    return {
        "name": rule.name,
        "severity": rule.severity.value,
        "title": words.title,
        "why": words.why,
        "wrong": words.wrong,
        "right": words.right,
        "waivable": rule.waivable,
        "safe_fix": rule.safe,
    }


def _list() -> None:
    words = glossary(messages.language())
    width = max(map(len, RULES))
    for family in FAMILIES:
        say(painted(words.rule_family(_name_of(family)), bold=True))
        for rule in family.RULES:
            sign, colour = SIGNS[rule.severity]
            title = words.rule(rule.name).title
            name = painted(f"{rule.name:<{width}}", fg="cyan")
            say("  ", painted(sign, fg=colour, bold=True), " ", name, f"  {title}")
        say()
    say(text("said-rules-how"))


def _explain(rule: Rule) -> None:
    words = glossary(messages.language()).rule(rule.name)
    sign, colour = SIGNS[rule.severity]
    say(
        painted(sign, fg=colour, bold=True),
        " ",
        painted(words.title, bold=True),
        f"  [{rule.name}]",
    )
    say(words.why)
    say()
    say(painted("✖ ", fg="red"), words.wrong)
    say(painted("✓ ", fg="green"), words.right)
    say()
    for told in words.fix.values():
        say(painted("→ ", fg="green"), re.sub(r"\{[^}]*\}", "…", told))
    say()
    say(text(f"said-weighs-{_weight(rule)}"))


def _weight(rule: Rule) -> str:
    return "judgement" if rule.reads_words and rule.severity == "error" else rule.severity.value


def table(code: str) -> str:
    """Every rule in Markdown tables, one a family, for the documentation."""
    return "\n\n".join(_family(family, code) for family in FAMILIES)


def _family(family: Any, code: str) -> str:
    words = glossary(code)
    head = [text(f"said-rules-{each}") for each in ("rule", "weight", "what", "wrong", "right")]
    rows = [f"### {words.rule_family(_name_of(family))}", "", _row(head), _row(["---"] * len(head))]
    for rule in family.RULES:
        told = words.rule(rule.name)
        weight = text(f"said-is-{rule.severity}")
        rows.append(
            _row(
                [f"`{rule.name}`", weight, f"**{told.title}.** {told.why}", told.wrong, told.right]
            )
        )
    return "\n".join(rows)


def _row(cells: list[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _name_of(family: Any) -> str:
    return str(family.__name__).rpartition(".")[2]
