"""Any one number of the plan found from all the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from sla_writer import funnel
from sla_writer.agreement import Agreement
from sla_writer.agreement.goals import Period
from sla_writer.agreement.kpis import Kpi
from sla_writer.agreement.record import Undecided
from sla_writer.agreement.values import Duration, Unit
from sla_writer.calculation.names import Target, names, short, target
from sla_writer.calculation.supposing import amount
from sla_writer.calculation.whole import Calculation, Result
from sla_writer.errors import SlaWriterError
from sla_writer.fit.known import Known, of_the_whole, span, target_of
from sla_writer.funnel import Ceiling, Exact, Product, System

_EFFORT = (
    "plan.capacity.minutes_per_attempt", "plan.capacity.minutes_per_lead",
    "plan.capacity.productive_hours_per_day",
)  # fmt: skip
_ADDS_UP = ("qualified_leads", "new_customers", "sales_target")
_MONTHS = {Period.MONTH: 3, Period.QUARTER: 1}


@dataclass(frozen=True, slots=True)
class Solution:
    """The number asked for, or none, and the calculation that it fits into.

    `possible` says whether there can be such a number, `assumed` are numbers taken for granted that
    the plan itself does not say. `tellers` are the names of those that would each be enough to
    know, where it could not be found.
    """

    name: str
    calculation: Calculation
    result: Result | None
    possible: bool = True
    assumed: tuple[Result, ...] = ()
    tellers: tuple[str, ...] = ()


def solved(calculation: Calculation, name: str) -> Solution:
    """What a number must be for all the others to hold; SlaWriterError for a name that is none.

    Where the plan alone does not tell, what its KPIs promise counts; and of the team, a capacity
    that is just enough.
    """
    meant = target(calculation.agreement, name)
    if not meant.number:
        raise SlaWriterError("error-calc-unsolvable", name=name)
    system, assumed = _open(calculation, meant.number)
    for number, fact in _promised(calculation.agreement):
        found = system.settled()
        if meant.number not in found and number not in (*found, meant.number):
            system = system.given({number: fact})
            assumed.append(number)
    ended = replace(calculation, system=system, found=system.settled())
    return _solution(ended, name, meant, assumed)


def _open(calculation: Calculation, number: str) -> tuple[System, list[str]]:
    """The equations without the number, and what is taken for granted of the team in them."""
    system = calculation.system.without(number)
    if number in _EFFORT:
        system = system.beside(Product(("effort",), ("plan.capacity.leads_per_rep",)))
    if not number.startswith("plan.capacity.") or "capacity" in system.settled():
        return system, []
    return system.beside(Ceiling("capacity", "need")), ["capacity"]


def _promised(agreement: Agreement) -> Iterator[tuple[str, Exact]]:
    """What the KPIs promise, qualified leads first."""
    kpis = sorted(Known.of(agreement).kpis, key=lambda each: each.measure != "qualified_leads")
    for kpi in filter(of_the_whole, kpis):
        number, value = _number(agreement, kpi.measure), _value(kpi)
        if number and value is not None:
            yield number, Exact(value, (target_of(kpi),))


def _number(agreement: Agreement, measure: str | None) -> str:
    return target(agreement, measure).number if measure in names(agreement) else ""


def _value(kpi: Kpi) -> Fraction | None:
    """How much of what the equations count a KPI wants: a quarter's, and months of time."""
    figure = kpi.target
    if isinstance(figure, Undecided) or figure is None:
        return None
    if isinstance(figure, Duration):
        return Fraction(figure.amount) if figure.unit is Unit.MONTH else None
    times = _MONTHS.get(span(kpi) or Period.QUARTER) if kpi.measure in _ADDS_UP else 1
    return None if times is None else amount(figure) * times


def _solution(
    calculation: Calculation, name: str, meant: Target, assumed: Sequence[str]
) -> Solution:
    quantities, system = funnel.quantities(calculation.agreement.stages), calculation.system
    if meant.number not in calculation.found:
        tellers = funnel.tellers(meant.number, quantities, system.relations, system.known)
        return Solution(name, calculation, None, tellers=tuple(map(short, tellers)))
    quantity = quantities[meant.number]
    possible = quantity.possible(calculation.found[meant.number].value)
    result = replace(calculation.result(meant.number, quantity, meant.times), name=name)
    taken = tuple(calculation.result(each, quantities[each]) for each in assumed)
    return Solution(name, calculation, result, possible, taken)
