"""`sla glossary`: the words of the agreement, what they mean, and which variants are not used."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from typing import TYPE_CHECKING

from sla_writer import messages
from sla_writer.cli.screen import painted, say, say_json
from sla_writer.cli.spoken import argument, json_option
from sla_writer.cli.spoken import verb as named
from sla_writer.errors import SlaWriterError
from sla_writer.messages import text

if TYPE_CHECKING:
    from sla_writer.glossary import Entry, Measure


@named("glossary")
@argument("term", required=False, metavar="term")
@json_option
def verb(term: str | None, as_json: bool) -> None:
    from sla_writer.glossary import glossary, measures

    words = glossary(messages.language())
    entries: list[Entry | Measure] = [*words.terms, *map(words.kpi, measures())]
    found = entries if term is None else _asked(term, entries)
    if as_json:
        say_json({"language": words.code, "entries": [asdict(each) for each in found]})
    elif term is None:
        _list(found)
    else:
        for index, each in enumerate(found):
            if index:
                say()
            _explain(each)


def _asked(term: str, entries: list[Entry | Measure]) -> list[Entry | Measure]:
    """The entries that a person means by a word: by id, name, abbreviation or any variant."""
    wanted = term.casefold()
    found = [each for each in entries if wanted in map(str.casefold, _names(each))]
    if not found:
        from difflib import get_close_matches

        known = {name.casefold(): name for each in entries for name in _names(each)}
        near = get_close_matches(wanted, known, n=1)
        hint = " " + text("hint-did-you-mean", name=known[near[0]]) if near else ""
        raise SlaWriterError("error-unknown-term", term=term, hint=hint)
    return found


def _names(entry: Entry | Measure) -> Iterator[str]:
    yield from filter(None, (entry.id, entry.name, entry.abbreviation))
    yield from getattr(entry, "accepted", ())
    yield from getattr(entry, "forbidden", ())


def _list(entries: list[Entry | Measure]) -> None:
    width = max(len(each.id) for each in entries)
    for each in entries:
        short = f" ({each.abbreviation})" if each.abbreviation else ""
        say(painted(f"{each.id:<{width}}", bold=True), f"  {each.name}{short}")


def _explain(entry: Entry | Measure) -> None:
    short = f" ({entry.abbreviation})" if entry.abbreviation else ""
    say(painted(f"{entry.name}{short}", bold=True))
    say("  ", getattr(entry, "definition", "") or entry.formula)  # type: ignore[union-attr]
    for label in ("accepted", "forbidden"):
        if variants := getattr(entry, label, ()):
            say("  ", painted(f"{text(f'said-{label}')}: ", dim=True), "; ".join(variants))
    for trap in getattr(entry, "traps", ()):
        say("  ", painted(f"{text('said-mind')}: ", dim=True), trap)
