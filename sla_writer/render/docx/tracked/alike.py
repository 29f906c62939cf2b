"""How far two texts say the same."""

from __future__ import annotations

from collections.abc import Sequence


def alike(one: Sequence[str], other: Sequence[str]) -> int:
    """How many letters or words two texts begin alike with."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((at for at, (a, b) in pairs if a != b), min(len(one), len(other)))
