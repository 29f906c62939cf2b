"""Do an agreement's KPIs fit the catalogue: known measures, and figures in the measure's unit."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Any

from sla_writer.agreement import Agreement
from sla_writer.agreement.kpis import Kpi
from sla_writer.agreement.reading import Found
from sla_writer.agreement.record import Undecided
from sla_writer.agreement.values import Count, Duration, Money, Percent, Times
from sla_writer.errors import Problem
from sla_writer.glossary import glossary, languages, measures

_KINDS = {"percent": Percent, "money": Money, "count": Count, "duration": Duration, "times": Times}
_FIGURES = ("target", "most", "baseline", "actual")


def misfits(agreement: Agreement) -> Iterator[Found]:
    """Where a KPI names a measure that isn't there, none at all, or a figure in another unit."""
    for index, kpi in enumerate(agreement.kpis):
        for step, problem in _misfits(kpi):
            yield ("kpis", index, step), problem


def _misfits(kpi: Kpi) -> Iterator[tuple[str, Problem]]:
    if kpi.measure is None:
        if kpi.name is None:
            yield "id", Problem("error-kpi-nameless", {"name": kpi.id})
    elif kpi.measure not in measures():
        yield "measure", Problem("error-measure", {"name": kpi.measure, "hint": _near(kpi.measure)})
    else:
        yield from _units(kpi, glossary(languages()[0]).kpi(kpi.measure).unit)


def _near(name: str) -> str:
    near = difflib.get_close_matches(name, measures(), n=1, cutoff=0.6)
    return " " + str(Problem("hint-did-you-mean", {"name": near[0]})) if near else ""


def _units(kpi: Kpi, unit: str) -> Iterator[tuple[str, Problem]]:
    kind: Any = _KINDS[unit.split("-per-")[0]]
    for name in _FIGURES:
        value = getattr(kpi, name)
        if value is not None and not isinstance(value, kind | Undecided):
            params = {"text": str(value), "measure": kpi.measure, "example": kind.examples[0]}
            yield name, Problem("error-measure-unit", params)
