"""Which numbers of an agreement contradict each other, said as soon as two of them are known.

What depends on a number that is missing, undecided or impossible is silent; nothing is guessed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from sla_writer.agreement import Agreement
from sla_writer.finding import Finding
from sla_writer.fit import alone, promised, reckoned, shares, twice, worth
from sla_writer.fit.known import Known

Check = Callable[[Known], Iterable[Finding]]

IMPOSSIBLE: tuple[Check, ...] = (alone.rates, shares.shares, alone.months)
"""Numbers that cannot be, whatever stands beside them."""

CHECKS: tuple[Check, ...] = (
    *IMPOSSIBLE,
    alone.cycle,
    alone.threshold,
    alone.bands,
    promised.planned,
    promised.volume,
    promised.customers,
    reckoned.conversions,
    worth.acquisition,
    worth.lifetime,
    worth.lead_values,
    shares.turned_down,
    shares.influenced,
    twice.limits,
    twice.kpis,
    twice.percentiles,
    twice.assumptions,
    twice.shares_of_goals,
    promised.promises,
    twice.periods,
    promised.goals,
    shares.sources,
    reckoned.capacity,
    reckoned.coverage,
    reckoned.velocity,
    worth.multiples,
    worth.paybacks,
    worth.returns,
    worth.volumes,
    worth.worth_promised,
    alone.baselines,
)
"""What others rest on comes first: a wrong number is held against none that follow."""


SAID_AGAIN = (
    promised.said_again, reckoned.said_again, shares.said_again, twice.said_again,
)  # fmt: skip
"""What knows of fields that say one number."""


def said_again(known: Known) -> Iterator[tuple[str, str]]:
    """Two fields each that say one number by design; whether they do is not asked."""
    for each in SAID_AGAIN:
        yield from each(known)


def misfits(agreement: Agreement) -> Iterator[Finding]:
    """What does not fit in an agreement that may be partial: any part may be missing or undecided.

    A number that is known to be wrong is held against no other, so that one slip is one misfit; one
    that is knowingly left is not held to be wrong. Raises nothing.
    """
    known = Known.of(agreement)
    wrong: set[str] = set()
    for check in CHECKS:
        for found in check(known):
            if found.path not in wrong and wrong.isdisjoint(found.others):
                yield found
                if (found.fitting or check in IMPOSSIBLE) and not known.left(found):
                    wrong.add(found.path)


__all__ = ["CHECKS", "IMPOSSIBLE", "misfits", "said_again"]
