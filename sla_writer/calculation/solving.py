"""Any one number of the plan found from all the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil

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
from sla_writer.fit.known import Known, measure_of, of_the_whole, span, target_of
from sla_writer.funnel import Exact, Product, System

_EFFORT = (
    "plan.capacity.minutes_per_attempt", "plan.capacity.minutes_per_lead",
    "plan.capacity.productive_hours_per_day",
)  # fmt: skip
_ADDS_UP = ("qualified_leads", "new_customers", "sales_target")
_MONTHS = {Period.MONTH: 3, Period.QUARTER: 1}


@dataclass(frozen=True, slots=True)
class Solution:
    """The number asked for, or none; what was taken for granted that the plan itself doesn't say.

    `possible` says whether there can be such a number. `tellers` are the names of those that would
    each be enough to know where it could not be found.
    """

    result: Result | None
    possible: bool
    assumed: tuple[Result, ...] = ()
    tellers: tuple[str, ...] = ()


def solved(calculation: Calculation, name: str) -> Solution:
    """What a number must be for all the others to hold; SlaWriterError for a name that is none.

    Where the plan alone does not tell, what its KPIs promise counts, and a capacity that is just
    enough.
    """
    meant = target(calculation.agreement, name)
    if not meant.number:
        raise SlaWriterError("error-calc-unsolvable", name=name)
    system, assumed = _open(calculation, meant.number), []
    for number, fact in _granted(calculation, system):
        found = system.settled()
        if meant.number not in found and number not in (*found, meant.number):
            system = system.given({number: fact})
            assumed.append(number)
    ended = replace(calculation, system=system, found=system.settled())
    return _solution(ended, name, meant, assumed)


def _open(calculation: Calculation, number: str) -> System:
    """The equations without the number; what a rep can work by effort is what is planned then."""
    system = calculation.system.without(number)
    if number not in _EFFORT:
        return system
    planned = Product(("effort",), ("plan.capacity.leads_per_rep",))
    return System((*system.relations, planned), system.known)


def _granted(calculation: Calculation, system: System) -> Iterator[tuple[str, Exact]]:
    """What may be taken for granted: first a capacity that is just enough, then the KPIs."""
    need = system.settled().get("need")
    if need:
        yield "capacity", Exact(Fraction(ceil(need.value)), need.sources)
    known = Known.of(calculation.agreement)
    for kpi in sorted(known.kpis, key=lambda each: each.measure != "qualified_leads"):
        number = _number(calculation.agreement, kpi.measure)
        value = _value(kpi)
        if number and value is not None and of_the_whole(kpi):
            yield number, Exact(value, (target_of(kpi),))


def _number(agreement: Agreement, measure: str | None) -> str:
    return target(agreement, measure).number if measure in names(agreement) else ""


def _value(kpi: Kpi) -> Fraction | None:
    """How much of what the equations count a KPI wants: a quarter's, and months of time."""
    figure, measure = kpi.target, measure_of(kpi.measure)
    if isinstance(figure, Undecided) or figure is None or not measure:
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
        return Solution(None, True, tellers=tuple(map(short, tellers)))
    quantity = quantities[meant.number]
    possible = quantity.possible(calculation.found[meant.number].value)
    result = replace(calculation.result(meant.number, quantity, meant.times), name=name)
    taken = tuple(calculation.result(each, quantities[each]) for each in assumed)
    return Solution(result, possible, taken)
