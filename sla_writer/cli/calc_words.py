"""What the numbers of a plan are called on the screen, and how they are written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from sla_writer import messages
from sla_writer.agreement import Agreement
from sla_writer.agreement.goals import Plan
from sla_writer.agreement.prose import Text
from sla_writer.agreement.stages import Stage
from sla_writer.agreement.values import Duration, Money, Percent, Times, Unit, written
from sla_writer.calculation import Result
from sla_writer.funnel import Computed, Quantity
from sla_writer.funnel.quantities import Kind
from sla_writer.glossary import Glossary, glossary
from sla_writer.language import Language, language
from sla_writer.messages import text

_MEASURES = {
    "cac": "cac",
    "ltv": "ltv",
    "ltv_cac": "ltv_cac",
    "payback": "cac_payback",
    "velocity": "pipeline_velocity",
}
_SAID = {
    "deals": "said-calc-deals",
    "goal": "said-calc-goal",
    "revenue": "said-calc-revenue",
    "lead_worth": "said-calc-lead-worth",
    "customers": "said-calc-customers",
    "need": "said-calc-need",
    "capacity": "said-calc-capacity",
    "effort": "said-calc-effort",
    "open": "said-calc-open",
    "weekly": "said-calc-weekly",
    "coverage": "said-calc-coverage",
    "pipeline": "said-calc-pipeline",
    "attempts": "said-calc-attempts",
}
_PLANNED = {"cycle": "cycle", "weeks": "working_weeks"}
_UNITS = {Kind.DAYS: Unit.CALENDAR_DAY, Kind.MONTHS: Unit.MONTH}
_PER = ("need", "capacity", "effort")
_SMALL = 100
_CENT = Decimal("0.01")


def spoken(said: Text) -> str:
    """A text of the agreement in the screen's language, or as it was written."""
    return said.get(messages.language()) or said.any()[1]


@dataclass(frozen=True, slots=True)
class Figures:
    """The words and the writing of numbers for an agreement, in the screen's language."""

    agreement: Agreement
    language: Language
    words: Glossary

    @classmethod
    def of(cls, agreement: Agreement) -> Figures:
        """Those of the language that the screen speaks now."""
        code = messages.language()
        return cls(agreement, language(code), glossary(code))

    def title(self) -> str:
        """What is calculated: the agreement and its quarter."""
        identity = self.agreement.identity
        return f"{spoken(identity.title)}, {self.language.quarter(identity.quarter)}"

    # --- names --------------------------------------------------------------------------------

    def name(self, number: str) -> str:
        """What a number of the plan is called: its stage, its field, its measure, or our word."""
        kind, _, rest = number.partition(".")
        if kind == "count":
            return self.stage(rest)
        if kind == "stages":
            return self.step(rest.removesuffix(".rate"))
        if kind in ("plan", *_PLANNED):
            *holder, field = rest.split(".") if rest else [_PLANNED[number]]
            return _capital(self.words.field("Capacity" if holder else "Plan", field))
        found = _MEASURES.get(number)
        return self.words.kpi(found).name if found else text(_SAID[number])

    def stage(self, stage_id: str) -> str:
        """A stage by its name."""
        return spoken(self._stages[stage_id].name)

    def step(self, stage_id: str) -> str:
        """The conversion from a stage to the next: "MQL → SAL"."""
        drawn = [*self._stages]
        following = drawn[drawn.index(stage_id) + 1 :][:1]
        return " → ".join(self.stage(each) for each in (stage_id, *following))

    @property
    def _stages(self) -> Mapping[str, Stage]:
        return {each.id: each for each in self.agreement.stages if each.in_plan}

    # --- writing ------------------------------------------------------------------------------

    def result(self, result: Result) -> str:
        """A result as it is shown, with the span that a team's numbers are of."""
        return self.written(result.shown, result.quantity) + self.per(result.number)

    def per(self, number: str) -> str:
        """The span of a team's number: " a month"."""
        plan = self.agreement.plan
        team = plan.capacity if isinstance(plan, Plan) else None
        return f" {self.words.word(f'per.{team.per}')}" if team and number in _PER else ""

    def written(self, shown: Computed, quantity: Quantity) -> str:
        """A shown number with its unit."""
        value = shown.rounded
        match quantity.kind:
            case Kind.SHARE:
                return self.language.percent(Percent(value * 100))
            case Kind.MONEY:
                return self.money(value, shown.currency)
            case Kind.MONEY_PER_DAY:
                return f"{self.money(value, shown.currency)} {self.words.word('per.day')}"
            case Kind.TIMES:
                return self.language.times(Times(value))
            case Kind.DAYS | Kind.MONTHS:
                return self.language.duration(Duration(value, _UNITS[quantity.kind]))
        return self.language.number(value)

    def exact(self, shown: Computed, quantity: Quantity) -> str:
        """What a number was rounded from, to two decimal places; nothing where it was not."""
        if shown.exact == Fraction(shown.rounded):
            return ""
        if quantity.kind is Kind.SHARE:
            return self.language.percent(Percent(_cents(shown.exact * 100)))
        return self.number(shown.exact)

    def close(self, shown: Computed, quantity: Quantity) -> str:
        """A shown number, or its exact value where rounding a small count would hide a change."""
        small = quantity.kind is Kind.COUNT and shown.exact < _SMALL
        return self.number(shown.exact) if small else self.written(shown, quantity)

    def number(self, value: Fraction) -> str:
        """A number with two decimal places at the most."""
        return self.language.number(_cents(value))

    def money(self, value: Decimal, currency: str) -> str:
        """A sum in a currency."""
        return self.language.money(Money(Decimal(written(value)), currency))

    def percent(self, share: Fraction) -> str:
        """A share in whole percent."""
        return self.language.percent(Percent(Decimal(round(share * 100))))

    def moved(self, before: Fraction, after: Fraction) -> str:
        """By how much a number moves, in percent of itself, with its sign; nothing from nothing."""
        if not before:
            return ""
        change = (after - before) / before
        tenths = Decimal(round(abs(change) * 1000)) / 10
        return f"{'+' if change > 0 else '−'}{self.language.percent(Percent(tenths))}"


def _cents(value: Fraction) -> Decimal:
    decimal = Decimal(value.numerator) / Decimal(value.denominator)
    return decimal if value.denominator == 1 else decimal.quantize(_CENT, ROUND_HALF_UP)


def _capital(said: str) -> str:
    return said[:1].upper() + said[1:]
