"""Parts that count by their weights: durations, open deals, and credit divided between touches."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction


def weighted(parts: Iterable[tuple[Fraction, Fraction]]) -> Fraction:
    """What parts come to, each by its weight.

    Deals by the probability of their stage make the weighted pipeline; times in work by the share
    of leads that take them, the time that a lead takes on average.
    """
    return sum((value * weight for value, weight in parts), Fraction())


def credited(amount: Fraction, touches: Mapping[str, int]) -> dict[str, Fraction]:
    """What each campaign is credited with when every touch counts the same; nothing without any."""
    whole = sum(touches.values())
    return {name: amount * count / whole for name, count in touches.items()} if whole else {}
