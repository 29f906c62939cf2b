"""Which leads two time limits speak of."""

from __future__ import annotations

from sla_writer.agreement.calendars import TimeLimit


def meet(one: TimeLimit, other: TimeLimit) -> bool:
    """Whether two limits may speak of the same lead."""
    conditions = one.applies_when, other.applies_when
    return (
        _share(one.segments, other.segments)
        and _share(one.sources, other.sources)
        and (not all(conditions) or one.applies_when == other.applies_when)
    )


def covers(one: TimeLimit, other: TimeLimit) -> bool:
    """Whether a limit speaks of every lead that another speaks of."""
    return (
        _contains(one.segments, other.segments)
        and _contains(one.sources, other.sources)
        and one.applies_when in ((), other.applies_when)
    )


def _share(some: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """Whether two lists have something in common; an empty one stands for everything."""
    return not some or not others or not set(some).isdisjoint(others)


def _contains(some: tuple[str, ...], others: tuple[str, ...]) -> bool:
    return not some or (bool(others) and set(some) >= set(others))
