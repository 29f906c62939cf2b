"""What the plan would come to if some of its numbers were different."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from sla_writer import funnel
from sla_writer.agreement import Agreement
from sla_writer.agreement.changing import changed, read
from sla_writer.agreement.goals import Plan
from sla_writer.agreement.values import Count, Duration, Figure, Money, Percent, Times, Unit
from sla_writer.calculation.names import Target, target
from sla_writer.calculation.whole import Calculation, calculated, currency
from sla_writer.errors import AgreementError, Problem, SlaWriterError
from sla_writer.funnel import Exact, Kind

_KINDS: Mapping[Kind, type[Percent | Money | Duration | Times | Count]] = {
    Kind.COUNT: Count,
    Kind.SHARE: Percent,
    Kind.MONEY: Money,
    Kind.MONEY_PER_DAY: Money,
    Kind.TIMES: Times,
    Kind.DAYS: Duration,
    Kind.MONTHS: Duration,
}
_UNITS = {Kind.DAYS: Unit.CALENDAR_DAY, Kind.MONTHS: Unit.MONTH}


def supposed(agreement: Agreement, changes: Sequence[tuple[str, str]]) -> Calculation:
    """The plan calculated with other values: pairs of a name and what is written for it.

    Raises AgreementError for what can't be read, SlaWriterError for an unknown name and for a value
    that there can't be.
    """
    given: dict[str, Exact] = {}
    for name, text in changes:
        meant = target(agreement, name)
        if meant.path:
            agreement = changed(agreement, meant.path, text)
        else:
            given[meant.number] = _given(agreement, meant, name, text)
    calculation = calculated(agreement, given)
    for name, text in changes:
        _refuse_impossible(calculation, target(agreement, name), name, text)
    return calculation


def _given(agreement: Agreement, meant: Target, name: str, text: str) -> Exact:
    """The number that is written for a name; it must be of the name's kind, unit and currency."""
    kind = funnel.outcomes(agreement.stages)[meant.number].kind
    figure = read(_KINDS[kind], text, name)
    plan = agreement.plan
    wanted = currency(plan, meant.number) if isinstance(plan, Plan) else ""
    unit = figure.currency if isinstance(figure, Money) else getattr(figure, "unit", None)
    if unit not in (wanted, _UNITS.get(kind)):
        money = isinstance(figure, Money)
        example = Money(Decimal(1), wanted) if money else Duration(Decimal(1), _UNITS[kind])
        params: dict[str, object] = {"text": text, "other": str(example)}
        raise AgreementError(Problem("value-other-unit", params, name))
    return Exact(amount(figure) * meant.times, (name,))


def amount(figure: Figure) -> Fraction:
    """How much of its unit a figure is."""
    match figure:
        case Percent():
            return figure.fraction
        case Money(amount=value) | Duration(amount=value) | Times(ratio=value) | Count(value=value):
            return Fraction(value)


def _refuse_impossible(calculation: Calculation, meant: Target, name: str, text: str) -> None:
    """SlaWriterError for a number that is now known to be impossible, or that is not known now."""
    if not meant.number:
        return
    value = calculation.system.known.get(meant.number)
    numbers = funnel.quantities(calculation.agreement.stages)
    if value is None or not numbers[meant.number].possible(value.value):
        raise SlaWriterError("error-calc-impossible", name=name, text=text)
