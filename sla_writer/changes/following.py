"""What the plan makes of one number that changed, all else staying as it was."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import islice
from typing import TypeVar

from sla_writer.agreement import Agreement
from sla_writer.agreement.goals import Plan
from sla_writer.agreement.record import Record
from sla_writer.agreement.values import Count, Figure, Money
from sla_writer.changes.change import Followed
from sla_writer.fit.known import Known
from sla_writer.funnel import Exact, count_of, outcomes

R = TypeVar("R", bound=Record)

_TOLD = ("deals", "customers", "capacity", "cac", "ltv", "payback")
_LEAST = Fraction(1, 20)
"""What moves by less, in per cent, isn't worth telling."""


def followed(old: Agreement, before: Known, path: str, value: object) -> tuple[Followed, ...]:
    """What the old plan would come to with the value at `path`: its leads, or else what moves.

    `before` is what is known of the old agreement. Nothing where the plan does not determine it.
    """
    if not path.startswith(("plan.", "stages.")) or before.plan is None:
        return ()
    supposed = put(old, path.split("."), value)
    plan = supposed.plan if isinstance(supposed.plan, Plan) else None
    after = replace(before, plan=plan, stages=supposed.stages)
    told = (_told(each, before, after) for each in _names(before))
    return tuple(islice((each for each in told if each), 1))


def _names(known: Known) -> Iterator[str]:
    stage = known.mql or known.handed
    if stage:
        yield count_of(stage)
    yield from _TOLD


def _told(name: str, before: Known, after: Known) -> Followed | None:
    old, new = before.numbers.get(name), after.numbers.get(name)
    if old is None or new is None or old.value == new.value:
        return None
    share = (new.value - old.value) * 100 / old.value if old.value else None
    if share is not None and abs(share) < _LEAST:
        return None
    path = name.replace("count.", "stages.")
    shown = (_shown(before, name, old), _shown(before, name, new))
    return Followed(path, *shown, share) if shown[0] != shown[1] else None


def _shown(known: Known, name: str, exact: Exact) -> Figure:
    """The number as it is shown: needs rounded up, what can be had rounded down."""
    rounded = outcomes(known.stages)[name].shown(exact).rounded
    currency = getattr(getattr(known.plan, "sales_target", None), "currency", "")
    return Money(rounded, currency) if name in ("cac", "ltv") else Count(rounded)


def put(record: R, steps: list[str], value: object) -> R:
    """The record with a value at the end of the steps; items of lists go by their ids."""
    step, *rest = steps
    now = getattr(record, step)
    if rest and isinstance(now, tuple):
        value = tuple(put(each, rest[1:], value) if each.id == rest[0] else each for each in now)
    elif rest:
        value = put(now, rest, value)
    return record.model_copy(update={step: value})
