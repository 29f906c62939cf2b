"""The plan calculated as a whole."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from sla_writer import funnel
from sla_writer.agreement import Agreement
from sla_writer.agreement.goals import Plan
from sla_writer.agreement.values import Money
from sla_writer.calculation.elsewhere import Month, months, numbers
from sla_writer.calculation.names import short
from sla_writer.errors import SlaWriterError
from sla_writer.fit.known import Known
from sla_writer.funnel import Computed, Exact, Lag, Quantity, System

_PAID = {
    "cac": ("marketing_budget", "sales_budget"),
    "ltv": ("revenue_per_customer",),
}
_EARNED = ("sales_target", "deal_size")


@dataclass(frozen=True, slots=True)
class Result:
    """A number that the plan comes to: the name it is asked for by, and what it is."""

    name: str
    number: str
    quantity: Quantity
    shown: Computed


@dataclass(frozen=True, slots=True)
class Calculation:
    """An agreement's plan: its equations, all that follows from them, and the quarter's months.

    `given` are numbers that are supposed instead of computed.
    """

    agreement: Agreement
    plan: Plan
    system: System
    found: Mapping[str, Exact]
    months: tuple[Month, ...]
    handed: str
    given: tuple[str, ...] = ()

    @property
    def main(self) -> str:
        """The number that the plan turns on: the leads that sales get."""
        return funnel.count_of(self.handed)

    def results(self) -> Iterator[Result]:
        """Everything that is computed, as it is shown."""
        for number, quantity in funnel.outcomes(self.agreement.stages).items():
            if number in self.found:
                yield self.result(number, self._rounded(number, quantity))

    def inputs(self) -> Iterator[Result]:
        """Everything that was put in and is known, as it is shown."""
        for number, quantity in funnel.inputs(self.agreement.stages).items():
            if number in self.system.known:
                yield self.result(number, quantity)

    def result(self, number: str, quantity: Quantity, times: int = 1) -> Result:
        """A number that was found, as it is shown: a part of it where several make one."""
        found = self.found[number]
        one = Exact(found.value / times, found.sources)
        shown = quantity.shown(one, currency(self.plan, number))
        return Result(short(number), number, quantity, shown)

    def _rounded(self, number: str, quantity: Quantity) -> Quantity:
        """Counts below one that is supposed are what will come of it: they round down."""
        drawn = [funnel.count_of(each.id) for each in self.agreement.stages if each.in_plan]
        down = [*drawn, "deals"]
        supposed = [down.index(each) for each in self.given if each in down]
        below = number in down and supposed and down.index(number) > min(supposed)
        return replace(quantity, up=False) if below else quantity

    def shares(self) -> tuple[Fraction, ...]:
        """What part of the quarter's leads comes in each month: as planned, or else by its days."""
        weights = funnel.month_weights(self.plan)
        if len(weights) == len(self.months):
            return weights
        return funnel.by_days(Fraction(1), [_days(each.first, each.last) for each in self.months])

    def lag(self) -> Lag | None:
        """Whose deals close in the quarter, and when its own leads bring in theirs."""
        cycle = self.found.get("cycle")
        if cycle is None or not self.months:
            return None
        months = zip(self.months, self.shares(), strict=True)
        spans = ((month.first, month.last, share) for month, share in months)
        return funnel.lag(spans, int(cycle.value))


def calculated(agreement: Agreement, given: Mapping[str, Exact] | None = None) -> Calculation:
    """The plan of an agreement with all that it comes to; SlaWriterError when it has none."""
    plan, spans = agreement.plan, months(agreement)
    if not isinstance(plan, Plan):
        raise SlaWriterError("error-calc-no-plan")
    handed = Known.of(agreement).handed or ""
    known = {**numbers(agreement, spans), **(given or {})}
    system = funnel.system(plan, agreement.stages, handed, known)
    found = system.settled()
    return Calculation(agreement, plan, system, found, spans, handed, tuple(given or ()))


def currency(plan: Plan, number: str) -> str:
    """The currency of a sum that the plan comes to."""
    fields = (*_PAID.get(number, ()), *_EARNED, *Plan.model_fields)
    sums = (value for name in fields if isinstance(value := getattr(plan, name), Money))
    return next((each.currency for each in sums), "")


def _days(first: date, last: date) -> int:
    return (last - first).days + 1
