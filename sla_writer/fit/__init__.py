"""Which numbers of an agreement contradict each other, said as soon as two of them are known.

What depends on a number that is missing, undecided or impossible is silent; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from sla_writer.agreement import Agreement
from sla_writer.finding import Finding
from sla_writer.fit import alone, promised, reckoned
from sla_writer.fit.known import Known

CHECKS: tuple[Callable[[Known], Iterable[Finding]], ...] = (
    alone.rates,
    alone.months,
    alone.cycle,
    alone.threshold,
    alone.bands,
    promised.planned,
    promised.volume,
    promised.promises,
    reckoned.conversions,
    reckoned.capacity,
    reckoned.acquisition,
    reckoned.returns,
    promised.goals,
)
"""What others rest on comes first: a wrong number is held against none that follow."""


def misfits(agreement: Agreement) -> Iterator[Finding]:
    """What does not fit in an agreement that may be partial: any part may be missing or undecided.

    A number that is known to be wrong is held against no other, so that one slip is one misfit.
    Raises nothing.
    """
    known = Known.of(agreement)
    wrong: set[str] = set()
    for check in CHECKS:
        for found in check(known):
            if found.path not in wrong and wrong.isdisjoint(found.others):
                yield found
                if found.fitting:
                    wrong.add(found.path)


__all__ = ["CHECKS", "misfits"]
