"""A computed number: exact, as it is shown, and the fields of the agreement that it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor

Sources = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Computed:
    """A computed number: exact, as it is shown, and the fields of the agreement that it rests on.

    What is needed is rounded up, what can be had is rounded down. `currency` is set for money.
    """

    exact: Fraction
    rounded: Decimal
    sources: Sources
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Exact:
    """An exact number, not yet shown, and the fields of the agreement that it rests on."""

    value: Fraction
    sources: Sources = ()

    def up(self, places: int = 0, currency: str = "") -> Computed:
        """What is needed: rounded up to so many decimal places."""
        return Computed(self.value, up(self.value, places), self.sources, currency)

    def down(self, places: int = 0, currency: str = "") -> Computed:
        """What can be had: rounded down to so many decimal places."""
        return Computed(self.value, down(self.value, places), self.sources, currency)


def up(exact: Fraction, places: int = 0) -> Decimal:
    """The number rounded up to so many decimal places."""
    return Decimal(f"{ceil(exact * 10**places)}e-{places}")


def down(exact: Fraction, places: int = 0) -> Decimal:
    """The number rounded down to so many decimal places."""
    return Decimal(f"{floor(exact * 10**places)}e-{places}")


def union(*many: Sources) -> Sources:
    """All sources, each once, in their order."""
    return tuple(dict.fromkeys(source for sources in many for source in sources))
