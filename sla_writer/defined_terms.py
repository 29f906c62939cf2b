"""Where a document uses the agreement's defined terms: the first use in each block is marked.

A term is found by its abbreviation, its name and what the glossary calls it, in any grammatical
form («целевого лида», «лидам», "MQL’s").
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from sla_writer.agreement.record import Undecided
from sla_writer.agreement.terms import Term
from sla_writer.document import Block, Clause, Item, Paragraph, Run, Runs
from sla_writer.glossary import Glossary
from sla_writer.spotting import Spotter, Use

_APART = "\0\n"  # between two runs, where no use goes on


def marker(terms: Sequence[Term], words: Glossary) -> Callable[[Block], Block]:
    """A function that marks the first use of each term in a block of text."""
    if not terms:
        return lambda block: block
    spotter = Spotter.of({term.id: _names(term, words) for term in terms}, words.code)

    def mark(block: Block) -> Block:
        if not isinstance(block, Clause | Item | Paragraph) or _is_title(block):
            return block
        seen = {block.id.removeprefix("terms.")}
        return replace(block, runs=tuple(_marked(block.runs, spotter, seen)))

    return mark


def _is_title(block: Block) -> bool:
    return isinstance(block, Paragraph) and block.role != "body"


def _names(term: Term, words: Glossary) -> Iterator[str]:
    """What a term is called in a text."""
    if term.abbreviation:
        yield term.abbreviation
    name = term.name.get(words.code)
    if name and not isinstance(term.definition, Undecided):
        yield name
    for entry in words.terms:
        if entry.id == term.id and entry.noun:
            yield next(iter(words.noun(entry.noun).forms.values()))["one"]


def _marked(runs: Runs, spotter: Spotter, seen: set[str]) -> Iterator[Run]:
    texts = ["" if _is_settled(run) else run.text for run in runs]
    uses = list(_first(spotter.uses(_APART.join(texts)), seen))
    start = 0
    for run, text in zip(runs, texts, strict=True):
        own = [use for use in uses if start <= use.start < start + len(text)]
        yield from _cut(run, own, start) if own else (run,)
        start += len(text) + len(_APART)


def _is_settled(run: Run) -> bool:
    return bool(run.href or run.target or run.term or run.code or run.control)


def _first(uses: Iterator[Use], seen: set[str]) -> Iterator[Use]:
    for use in uses:
        if use.key not in seen:
            seen.add(use.key)
            yield use


def _cut(run: Run, uses: Sequence[Use], start: int) -> Iterator[Run]:
    """A run that begins at `start` of the searched text, cut so that each use is a run."""
    at = start
    for use in uses:
        if use.start > at:
            yield replace(run, text=run.text[at - start : use.start - start])
        yield replace(run, text=use.text, term=use.key)
        at = use.end
    if at - start < len(run.text):
        yield replace(run, text=run.text[at - start :])
