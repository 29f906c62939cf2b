"""What the answers so far add up to: counts of the funnel while the plan is still being said."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from math import prod
from typing import Any

from pydantic import ValidationError

from sla_writer import funnel, paths
from sla_writer.agreement import Agreement
from sla_writer.agreement.goals import Plan
from sla_writer.agreement.record import Record
from sla_writer.agreement.values import Percent
from sla_writer.funnel import Funnel
from sla_writer.interview import shape

Answers = Mapping[str, Any]

PARTS = (
    "plan", "stages", "kpis", "commitments", "handoffs", "scoring", "goals", "bands", "terms",
    "assumptions", "lead_values", "time_limits", "scope", "remarks", "waivers",
)  # fmt: skip
"""The parts of an agreement that its arithmetic reads."""

_parts: dict[str, tuple[Any, Any]] = {}
_latest: list[Any] = []


def agreement(answers: Answers) -> Agreement:
    """The agreement as far as it's answered; what is missing or can't be read is None in it."""
    if not _latest or _latest[0] is not answers:  # read several times a prompt
        made = {name: _part(name, answers.get(name)) for name in PARTS}
        _latest[:] = [answers, Agreement.model_construct(**made)]
    found: Agreement = _latest[1]
    return found


def planned(answers: Answers) -> Funnel | None:
    """The funnel of the plan so far."""
    return funnel.planned(agreement(answers))


def counts(answers: Answers) -> dict[str, int]:
    """How many leads a month each planned stage needs, by its id."""
    found = planned(answers)
    return {stage.id: int(stage.monthly.rounded) for stage in found.stages} if found else {}


# --- what is offered because of them --------------------------------------------------------------


def monthly(answers: Answers, stage: str) -> str | None:
    """How many leads a month the stage must get for the plan to be met."""
    count = counts(answers).get(stage)
    return None if count is None else str(count)


def conversion(answers: Answers, between: str) -> str | None:
    """The share that comes from one stage to another (`mql sql`), by the planned rates."""
    first, last = between.split()
    names = [stage.id for stage in agreement(answers).stages]
    if first not in names or last not in names[names.index(first) :]:
        return None
    passed = agreement(answers).stages[names.index(first) : names.index(last)]
    rates = [stage.rate.fraction for stage in passed if isinstance(stage.rate, Percent)]
    tenths = round(prod(rates, start=Fraction(1)) * 1000)
    points = Decimal(tenths).scaleb(-1).normalize()
    return f"{points:f} %" if len(rates) == len(passed) else None


def computed(answers: Answers, what: str) -> str | None:
    """What a customer costs (`cac`) or brings in (`ltv`), where the plan tells."""
    plan = agreement(answers).plan
    if not isinstance(plan, Plan):
        return None
    found = {"cac": funnel.cac, "ltv": funnel.ltv}[what](plan)
    return None if found is None else f"{found.rounded} {found.currency}"


# --- reading what is there ------------------------------------------------------------------------


def _part(name: str, data: Any) -> Any:
    """A part of the agreement, read once for as long as its answers stay the same."""
    if name not in _parts or _parts[name][0] is not data:
        _parts[name] = data, _value(shape.fields(Agreement)[name], data)
    return _parts[name][1]


def _value(field: shape.Field, data: Any) -> Any:
    if field.kind == "records" and field.item:
        found = data if isinstance(data, list) else ()
        return tuple(_record(field.item, each) for each in found if isinstance(each, dict))
    if field.kind == "record" and field.item and isinstance(data, dict) and not paths.is_open(data):
        return _record(field.item, data)
    return _read(field, data)


def _record(record: type[Record], data: Mapping[str, Any]) -> Record:
    known = shape.fields(record)
    return record.model_construct(**{name: _value(known[name], data.get(name)) for name in known})


def _read(field: shape.Field, data: Any) -> Any:
    default = field.record.model_fields[field.name].default
    if data is None:
        return None if field.required else default
    try:
        return field.read(data)
    except ValidationError:
        return None if field.required else default
