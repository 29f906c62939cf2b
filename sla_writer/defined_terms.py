"""Where a document uses the agreement's defined terms: the first use in each block is marked.

A term is found by its abbreviation, its name, and the forms that the glossary knows of it («лида»,
«лидам»), as whole words.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from sla_writer.agreement.record import Undecided
from sla_writer.agreement.terms import Term
from sla_writer.document import Block, Clause, Item, Paragraph, Run, Runs
from sla_writer.glossary import Glossary


def marker(terms: Sequence[Term], words: Glossary) -> Callable[[Block], Block]:
    """A function that marks the first use of each term in a block of text."""
    forms = {form: term.id for term in terms for form in _forms(term, words)}
    if not forms:
        return lambda block: block
    longest_first = sorted(forms, key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest_first))})(?!\w)")

    def mark(block: Block) -> Block:
        if not isinstance(block, Clause | Item | Paragraph) or _is_title(block):
            return block
        seen = {block.id.removeprefix("terms.")}
        return replace(block, runs=tuple(_marked(block.runs, pattern, forms, seen)))

    return mark


def _is_title(block: Block) -> bool:
    return isinstance(block, Paragraph) and block.role != "body"


def _forms(term: Term, words: Glossary) -> Iterator[str]:
    """The spellings under which a term is met in the text."""
    if term.abbreviation:
        yield term.abbreviation
    name = term.name.get(words.code)
    if name and not isinstance(term.definition, Undecided):
        yield from {name, name[:1].lower() + name[1:]}
    for entry in words.terms:
        if entry.id == term.id and entry.noun:
            yield from words.noun(entry.noun).every_form()


def _marked(
    runs: Runs, pattern: re.Pattern[str], forms: dict[str, str], seen: set[str]
) -> Iterator[Run]:
    for run in runs:
        if run.href or run.target or run.term or run.code or run.control:
            yield run
            continue
        at = 0
        for found in pattern.finditer(run.text):
            term = forms[found.group()]
            if term in seen:
                continue
            seen.add(term)
            if found.start() > at:
                yield replace(run, text=run.text[at : found.start()])
            yield replace(run, text=found.group(), term=term)
            at = found.end()
        if at < len(run.text):
            yield replace(run, text=run.text[at:])
