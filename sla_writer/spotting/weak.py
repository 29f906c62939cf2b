"""Words that promise nothing: "timely", "if possible", «оперативно», «по мере необходимости»."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from functools import cache

from sla_writer.glossary import glossary
from sla_writer.spotting.folded import Folded
from sla_writer.spotting.measured import Measures, measures
from sla_writer.spotting.spotter import Spotter, Use

# A hedge is missing here: nothing measures "if possible".
_MEASURED: dict[str, Callable[[Measures, Folded], bool]] = {
    "speed": Measures.timed,
    "frequency": Measures.timed,
    "amount": Measures.counted,
    "quality": Measures.counted,
}


def weak_words(text: str, language: str) -> Iterator[Use]:
    """The words of a text that promise nothing, in any form, unless they are measured right there.

    The key says what the word leaves open: ``speed``, ``frequency``, ``amount``, ``quality``, or
    ``hedge`` when it takes the promise back. "Regularly, every Monday" and "promptly, within 2
    business hours" are measured in their clause. Raises PackError when there is no glossary.
    """
    folded = Folded.of(text)
    for key, start, end in _spotter(language).places(folded):
        is_measured = _MEASURED.get(key)
        if not is_measured or not is_measured(measures(language), _clause(folded, start, language)):
            begin, close = folded.span(start, end)
            yield Use(key, begin, close, text[begin:close])


def _clause(folded: Folded, place: int, language: str) -> Folded:
    """The clause that holds a place."""
    clauses = list(measures(language).clauses(folded))
    start, end = clauses[bisect_right(clauses, place, key=lambda each: each[0]) - 1]
    return Folded.of(folded.cased[start:end])


@cache
def _spotter(language: str) -> Spotter:
    said = glossary(language).part("weak")
    return Spotter.of({key.replace("asides", ""): words for key, words in said.items()}, language)
