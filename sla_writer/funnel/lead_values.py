"""What leads of each type are worth, in money and points, and which mixes of them meet a goal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil

from sla_writer.agreement.goals import LeadValue
from sla_writer.funnel import known
from sla_writer.funnel.computed import Exact
from sla_writer.funnel.weighing import weighted


@dataclass(frozen=True, slots=True)
class Worth:
    """A lead of a type: its value in money, in points (the cheapest type has one), and how many.

    `volume` is absent when nobody has said how many there will be.
    """

    id: str
    value: Exact
    points: Fraction
    volume: Exact | None
    currency: str


def worths(lead_values: Sequence[LeadValue]) -> tuple[Worth, ...]:
    """The types whose value is known: agreed on, or else close rate × revenue (Roberge, 2015).

    None at all when they are in different currencies: then they can't be compared.
    """
    found = {each.id: value for each in lead_values if (value := _value(each))}
    currencies = {known.currency(each.value, each.revenue) for each in lead_values}
    cheapest = min((each.value for each in found.values() if each.value), default=None)
    if cheapest is None or len(currencies) > 1:
        return ()
    (currency,) = currencies
    return tuple(
        Worth(each.id, value, value.value / cheapest, _volume(each), currency)
        for each in lead_values
        if (value := found.get(each.id))
    )


def _value(lead: LeadValue) -> Exact | None:
    path, agreed = f"lead_values.{lead.id}", known.amount(lead.value)
    if agreed is not None:
        return Exact(agreed, (f"{path}.value",))
    rate, revenue = known.share(lead.close_rate), known.amount(lead.revenue)
    if rate is None or revenue is None:
        return None
    return Exact(rate * revenue, (f"{path}.close_rate", f"{path}.revenue"))


def _volume(lead: LeadValue) -> Exact | None:
    volume = known.count(lead.volume)
    return None if volume is None else Exact(volume, (f"lead_values.{lead.id}.volume",))


def promised(types: Sequence[Worth]) -> Exact | None:
    """What the leads of all types are worth together; None while a volume is not known."""
    volumes = [each.volume for each in types]
    if not types or None in volumes:
        return None
    pairs = [(each.value, each.volume) for each in types if each.volume]
    sources = tuple(source for pair in pairs for part in pair for source in part.sources)
    return Exact(weighted((value.value, n.value) for value, n in pairs), sources)


def alone(types: Sequence[Worth], goal: Fraction) -> dict[str, int]:
    """How many leads of each type would meet a goal all by themselves."""
    return {each.id: ceil(goal / each.value.value) for each in types if each.value.value}


def beside(
    types: Mapping[str, Fraction], given: Mapping[str, Fraction], goal: Fraction
) -> dict[str, int]:
    """How many of each other type meet the goal beside so many of those `given`.

    `types` are values by type. None of a type is needed once the goal is met.
    """
    left = goal - sum((types[name] * count for name, count in given.items()), Fraction())
    others = {name: value for name, value in types.items() if name not in given and value}
    return {name: max(ceil(left / value), 0) for name, value in others.items()}
