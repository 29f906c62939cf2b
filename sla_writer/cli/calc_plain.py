"""A calculation as a program reads it: every number exact, as it is shown, and what it rests on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sla_writer import funnel
from sla_writer.calculation import Calculation, Result, Solution
from sla_writer.cli.calc_moves import STEP, moved, swings
from sla_writer.funnel import Computed, Exact, PlannedStage


def plain(
    before: Calculation, after: Calculation, solution: Solution | None, sets: Mapping[str, str]
) -> dict[str, Any]:
    """The whole calculation; what moves where numbers are supposed; the number asked for."""
    return {
        "set": dict(sets),
        "results": {each.name: _result(each) for each in after.results()},
        **_quarter(after),
        "moved": [_moved(*pair) for pair in moved(before, after)],
        "solved": _solved(solution) if solution else None,
    }


def _quarter(calculation: Calculation) -> dict[str, Any]:
    drawn = funnel.planned(calculation.agreement, calculation.found)
    lag = calculation.lag()
    return {
        "stages": [_stage(each) for each in drawn.stages] if drawn else [],
        "months": [
            {"first": str(each.first), "last": str(each.last), "business_days": each.days}
            for each in calculation.months
        ],
        "lag": {
            "cohort": list(map(str, lag.cohort)),
            "paying": list(map(str, lag.paying)),
            "share": str(lag.share),
        }
        if lag
        else None,
        "lead_values": [
            {"id": each.id, "value": str(each.value.value), "points": str(each.points)}
            for each in funnel.worths(calculation.agreement.lead_values)
        ],
        "sensitivity": {
            "result": calculation.main.removeprefix("count."),
            "step": str(STEP),
            "inputs": [
                {"name": each.name, "less": _exact(each.less), "more": _exact(each.more)}
                for each in swings(calculation, calculation.main)
            ],
        },
    }


def _stage(stage: PlannedStage) -> dict[str, Any]:
    return {
        "id": stage.id,
        "quarter": _number(stage.count),
        "month": _number(stage.monthly),
        "months": [_number(each) for each in stage.months],
    }


def _number(shown: Computed) -> dict[str, Any]:
    return {"value": f"{shown.rounded:f}", "exact": str(shown.exact)}


def _exact(found: Exact | None) -> str | None:
    return None if found is None else str(found.value)


def _result(result: Result) -> dict[str, Any]:
    return {
        **_number(result.shown),
        "unit": str(result.quantity.kind),
        "currency": result.shown.currency or None,
        "sources": list(result.shown.sources),
    }


def _moved(before: Result | None, after: Result | None) -> dict[str, Any]:
    name = next(each.name for each in (before, after) if each)
    pair = {"before": before, "after": after}
    return {"name": name, **{when: each and _result(each) for when, each in pair.items()}}


def _solved(solution: Solution) -> dict[str, Any]:
    result = solution.result
    return {
        "name": result and result.name,
        "result": result and _result(result),
        "possible": solution.possible,
        "assumed": {each.name: _result(each) for each in solution.assumed},
        "enough_to_know": list(solution.tellers),
    }
