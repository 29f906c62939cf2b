"""The plan's numbers as facts: what people put in, and what follows from it, exact and rounded."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from itertools import count
from math import floor

from sla_writer import funnel
from sla_writer.agreement.goals import Plan
from sla_writer.agreement.values import Count, Duration, Money, Percent, Times, Unit, Written
from sla_writer.calculation.whole import calculated, currency
from sla_writer.facts.sentences import pattern, places
from sla_writer.facts.values import Absent, Fact, Facts, Phrase, Sources, union
from sla_writer.fit.known import Known
from sla_writer.funnel import Computed, Exact, Kind, Quantity

Slot = Fact | Phrase | Absent
Slots = Mapping[str, Slot]

COUNT = Quantity(Kind.COUNT, up=True)
"""Leads, deals and people come whole; a need of them is rounded up."""

_MOST_PLACES, _PLACES, _HALF = 4, 2, Fraction(1, 2)
_LISTS = ("plan.month_weights", "plan.revenue_from", "plan.capacity.ramp")
_CALENDAR_UNITS = (Unit.CALENDAR_DAY, Unit.WEEK)


@dataclass(frozen=True)
class Numbers:
    """What is known of a plan and all that follows from it, ready to stand in a pattern.

    A number that follows has two places: `cac` for itself, and `equals_cac` for what leads to it as
    a result: "= ", "≈ ", or the exact number that it is rounded from.
    """

    facts: Facts
    known: Known
    put_in: Mapping[str, Exact]
    found: Mapping[str, Exact]

    @classmethod
    def of(cls, facts: Facts) -> Numbers:
        """The numbers of an agreement; none of a plan that is missing or undecided."""
        known = Known.of(facts.agreement)
        if not isinstance(facts.agreement.plan, Plan):
            return cls(facts, known, {}, {})
        made = calculated(facts.agreement)
        return cls(facts, known, made.system.known, made.found)

    @cached_property
    def slots(self) -> Slots:
        """What can stand in a pattern without asking which stage is meant."""
        return {**dict(self._fields()), **self._results(), **self._closing()}

    def _fields(self) -> Iterator[tuple[str, Slot]]:
        """What people put in, as they wrote it; fields by their last name."""
        plan = self.facts.root.field("plan")
        for name in self.put_in:
            if name.startswith("plan."):
                _, *part, last = name.split(".")
                yield last, (plan.field(*part) if part else plan).field(last)
        if "cycle" in self.put_in and plan.field("cycle").raw.unit in _CALENDAR_UNITS:
            days = Duration(readable(self.put_in["cycle"].value), Unit.CALENDAR_DAY)
            yield "cycle", self.fact(days, ("plan.cycle",))

    def _results(self) -> Slots:
        found: dict[str, Slot] = {}
        for name, quantity in funnel.outcomes(()).items():
            if name in self.found:
                exact = self.found.get(f"{name}.exact", self.found[name])
                found.update(self.result(name, exact, quantity))
        return found

    def _closing(self) -> Slots:
        """The share of deals that are won, and how many must be open."""
        last = funnel.closing(self.known.stages)
        needed = self.count(last.id) if last else None
        if last is None or needed is None:
            return {}
        rate = self.facts.item("stages", last.id, ()).get("rate")
        return {"win_rate": rate, **self.result("opportunities", needed, COUNT)}

    def count(self, stage: str | None) -> Exact | None:
        """How many leads of a stage the plan needs in the quarter."""
        return self.found.get(funnel.count_of(stage or ""))

    def result(self, name: str, exact: Exact, quantity: Quantity) -> dict[str, Slot]:
        """A number that follows, and what leads to it."""
        plan = self.facts.agreement.plan
        shown = quantity.shown(exact, currency(plan, name) if isinstance(plan, Plan) else "")
        sources = deep(exact.sources)
        led = Fact(self._led(exact.value, shown, quantity.kind), sources)
        return {name: self.fact(_typed(shown, quantity.kind), sources), f"equals_{name}": led}

    def _led(self, exact: Fraction, shown: Computed, kind: Kind) -> str:
        word = self.facts.glossary.word
        if shown.rounded == exact:
            return word("calculations.equals")
        if kind is not Kind.COUNT:
            return word("calculations.about")
        number = readable(exact)
        rounded = "rounded" if number == exact else "rounded-about"
        return word(f"calculations.{rounded}").format(exact=self.facts.language.number(number))

    def sign(self, sources: Sources, *, exact: bool) -> Fact:
        """What stands before a result that is shown as it is, or else nearly so."""
        word = self.facts.glossary.word(f"calculations.{'equals' if exact else 'about'}")
        return Fact(word, deep(sources))

    def exact(self, value: Fraction, sources: Sources) -> Fact:
        """A count as it comes out, unrounded."""
        return self.fact(Count(readable(value)), deep(sources))

    def fact(self, value: Written, sources: Sources) -> Fact:
        """A typed value with what it rests on."""
        return Fact(self.facts.write(value), sources, value)

    def pattern(self, name: str, sources: Sources, more: Slots | None = None) -> Phrase | Absent:
        """The glossary's pattern `name`, filled; absent where one of its places is not known.

        `sources` are the fields because of which this pattern is used.
        """
        text = self.facts.glossary.word(f"calculations.{name}")
        known = {**self.slots, **(more or {})}
        slots = {each: known[each] for each in places(text) if known.get(each)}
        everything = union(sources, *(each.sources for each in slots.values()))
        if len(slots) < len(places(text)):
            return Absent(everything)
        return pattern(self.facts, text, everything, slots)


def numbers(facts: Facts) -> Numbers:
    """The numbers of an agreement, made once."""
    return facts.once(Numbers.of)


def deep(sources: Sources) -> Sources:
    """The sources, and the items of those that are lists."""
    return (*sources, *(f"{each}.*" for each in sources if each in _LISTS))


def readable(exact: Fraction) -> Decimal:
    """The number with up to four decimals, if it ends there; else rounded to two of them.

    Further decimals are shown where it would look like a whole number.
    """
    if (exact * 10**_MOST_PLACES).denominator == 1:
        return Decimal(int(exact * 10**_MOST_PLACES)).scaleb(-_MOST_PLACES)
    rounded = (Decimal(floor(exact * 10**n + _HALF)).scaleb(-n) for n in count(_PLACES))
    return next(each for each in rounded if each % 1)


def _typed(shown: Computed, kind: Kind) -> Written:
    match kind:
        case Kind.MONEY | Kind.MONEY_PER_DAY:
            return Money(shown.rounded, shown.currency)
        case Kind.TIMES:
            return Times(shown.rounded)
        case Kind.MONTHS:
            return Duration(shown.rounded, Unit.MONTH)
        case Kind.SHARE:
            return Percent(shown.rounded * 100)
    return Count(shown.rounded)
