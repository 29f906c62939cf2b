"""What is known of a plan's values: amounts of money, shares and counts that are possible."""

from __future__ import annotations

from fractions import Fraction

from sla_writer.agreement.record import Undecided
from sla_writer.agreement.values import Count, Money, Percent


def amount(value: Money | Undecided | None) -> Fraction | None:
    """A known sum of money that is not below zero."""
    return Fraction(value.amount) if isinstance(value, Money) and value.amount >= 0 else None


def share(value: Percent | Undecided | None) -> Fraction | None:
    """A known share of a whole: from 0 to 100 %."""
    if not isinstance(value, Percent) or not 0 <= value.points <= 100:
        return None
    return value.fraction


def count(value: Count | Undecided | None) -> Fraction | None:
    """A known number that is not below zero."""
    return Fraction(value.value) if isinstance(value, Count) and value.value >= 0 else None


def currency(*values: Money | Undecided | None) -> str:
    """The currency of the first known sum, or nothing."""
    return next((value.currency for value in values if isinstance(value, Money)), "")
