"""What is known of the numbers of an agreement that may be partial: any part may be missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache, cached_property
from math import ceil
from typing import Any, TypeVar

from sla_writer import funnel
from sla_writer.agreement import Agreement
from sla_writer.agreement.calendars import TimeLimit
from sla_writer.agreement.commitments import Commitment
from sla_writer.agreement.goals import Assumption, Capacity, Goal, LeadValue, Period, Plan
from sla_writer.agreement.governance import Reason, Remark, Waiver
from sla_writer.agreement.kpis import Bands, Direction, Kpi
from sla_writer.agreement.record import Record
from sla_writer.agreement.stages import Handoff, Stage
from sla_writer.agreement.terms import Scoring
from sla_writer.agreement.values import Count, Duration, Figure, Money, Percent, Unit
from sla_writer.finding import Finding
from sla_writer.funnel import Computed, Exact, Sources
from sla_writer.glossary import Measure, glossary, languages, measures

R = TypeVar("R", bound=Record)

ROUNDING = Fraction(2, 100)
"""People round what they agree on: by so much of a number it may be off."""

_DAYS = {Unit.CALENDAR_DAY: 1, Unit.BUSINESS_DAY: 1, Unit.WEEK: 7}


@dataclass(frozen=True)
class Known:
    """The parts that carry numbers, each record with all its fields.

    `segments` are those that the agreement covers, `reasons` the fields that somebody has given a
    reason for, in the margin or in the change history, `waivers` what is knowingly left: rules and
    the fields they speak of.
    """

    plan: Plan | None
    stages: tuple[Stage, ...]
    handoffs: tuple[Handoff, ...]
    goals: tuple[Goal, ...]
    assumptions: tuple[Assumption, ...]
    lead_values: tuple[LeadValue, ...]
    limits: tuple[TimeLimit, ...]
    commitments: tuple[Commitment, ...]
    kpis: tuple[Kpi, ...]
    scoring: Scoring | None
    bands: Bands | None
    segments: frozenset[str]
    reasons: frozenset[str]
    waivers: frozenset[tuple[str, str]]

    @classmethod
    def of(cls, agreement: Agreement) -> Known:
        """What is known of an agreement; raises nothing, whatever it lacks."""
        included = getattr(getattr(agreement, "scope", None), "included", None)
        return cls(
            _plan(getattr(agreement, "plan", None)),
            _items(agreement, "stages", Stage),
            _items(agreement, "handoffs", Handoff),
            _items(agreement, "goals", Goal),
            _items(agreement, "assumptions", Assumption),
            _items(agreement, "lead_values", LeadValue),
            _items(agreement, "time_limits", TimeLimit),
            _items(agreement, "commitments", Commitment),
            _items(agreement, "kpis", Kpi),
            _part(getattr(agreement, "scoring", None), Scoring),
            _part(getattr(agreement, "bands", None), Bands),
            frozenset(_several(getattr(included, "segments", None))),
            frozenset(_explained(agreement)),
            frozenset((each.rule, each.path) for each in _items(agreement, "waivers", Waiver)),
        )

    @cached_property
    def numbers(self) -> Mapping[str, Exact]:
        """The plan's numbers and all that follows from them, by the names of `funnel.system`."""
        if self.plan is None:
            return {}
        more = {} if (cycle := _cycle(self.plan.cycle)) is None else {"cycle": cycle}
        return funnel.system(self.plan, self.stages, self.handed or "", more).settled()

    @property
    def mql(self) -> str | None:
        """The stage of the leads that marketing qualified."""
        found = (stage.id for stage in self.stages if "mql" in (stage.id, stage.term))
        return next(found, None)

    @property
    def handed(self) -> str | None:
        """The stage whose leads sales get: that of the first hand-off, or else those qualified."""
        return self.handoffs[0].from_stage if self.handoffs else self.mql

    def left(self, finding: Finding) -> bool:
        """Whether somebody has left a finding knowingly."""
        return (finding.rule, finding.path) in self.waivers

    def measured(self, measure: str) -> Iterator[Kpi]:
        """The KPIs of a measure that speak of the whole."""
        return (kpi for kpi in self.kpis if kpi.measure == measure and of_the_whole(kpi))

    def kpi(self, kpi_id: object) -> Kpi | None:
        """The KPI of an id, if it speaks of the whole."""
        found = (kpi for kpi in self.kpis if kpi.id == kpi_id and of_the_whole(kpi))
        return next(found, None)

    def spans(self, per: Period | None) -> Fraction | None:
        """How many such spans a quarter has; weeks are known where the plan says how many."""
        weeks = self.plan.working_weeks if self.plan else None
        parts = {Period.QUARTER: 1, Period.MONTH: 3, Period.WEEK: weeks}.get(per or Period.DAY)
        return Fraction(parts) if isinstance(parts, int) and parts > 0 else None

    def needed(self, what: str, per: Period | None) -> Computed | None:
        """How many `what` the plan needs in an average month, a week or the quarter."""
        found, spans = self.numbers.get(what), self.spans(per)
        if found is None or spans is None:
            return None
        sources = (each for each in found.sources if each != "stages" and "*" not in each)
        return rounded_up(found.value / spans, tuple(sources))

    def money(self, name: str, field: str) -> Computed | None:
        """A sum of money that follows from the plan, in the currency of one of its fields."""
        found, given = self.numbers.get(name), getattr(self.plan, field, None)
        if found is None or not isinstance(given, Money):
            return None
        return found.down(2, given.currency) if name == "ltv" else found.up(2, given.currency)


def _cycle(cycle: object) -> Exact | None:
    """A sales cycle in days, business days as such; months have no certain number of them."""
    if not isinstance(cycle, Duration) or cycle.unit not in _DAYS:
        return None
    return Exact(Fraction(cycle.amount) * _DAYS[cycle.unit], ("plan.cycle",))


def of_the_whole(kpi: Kpi) -> bool:
    """Whether a KPI speaks of everything, not of one segment or of each person."""
    return kpi.each is None and kpi.segment is None


@cache
def measure_of(name: object) -> Measure | None:
    """The catalogue's entry of a measure; its words are in no particular language."""
    known = isinstance(name, str) and name in measures()
    return glossary(languages()[0]).kpi(str(name)) if known else None


def span(kpi: Kpi) -> Period | None:
    """What a KPI is counted over: what it says itself, or else its measure's period."""
    measure = measure_of(kpi.measure)
    if kpi.per is None and measure:
        return Period(measure.period)
    return kpi.per if isinstance(kpi.per, Period) else None


def adds_up(kpi: Kpi) -> bool:
    """Whether the figures of three months make that of the quarter: sums and counts do."""
    measure = measure_of(kpi.measure)
    if measure is None or measure.basis != "period":
        return False
    return measure.calculation.startswith(("count(", "sum("))


def same_span(per: Period | None, kpi: Kpi) -> bool:
    """Whether a figure may be held against a KPI's: what adds up over time, over the same time."""
    if isinstance(kpi.target, Count | Money) and (adds_up(kpi) or kpi.measure is None):
        return per is not None and per == span(kpi)
    return True


def by_all(promise: Commitment, known: Known) -> bool:
    """Whether the whole is promised, not the part of one person, source or segment."""
    whole = not promise.segments or frozenset(promise.segments) == known.segments
    return whole and promise.each is None and not promise.sources


def target_of(kpi: Kpi) -> str:
    """The path of a KPI's target."""
    return f"kpis.{kpi.id}.target"


def rounded_up(exact: Fraction, sources: Sources) -> Computed:
    """A number of leads that is needed."""
    return Computed(exact, Decimal(ceil(exact)), sources)


def differ(one: object, other: object) -> bool:
    """Whether two figures can be compared and are not equal; 6 weeks are 42 calendar days."""
    if not isinstance(one, Figure) or not isinstance(other, Figure):
        return False
    ratios = [funnel.attainment(*each, Direction.UP) for each in ((one, other), (other, one))]
    return any(ratio not in (None, 1) for ratio in ratios)


def fewer(amount: object, need: Computed | None) -> bool:
    """Whether an amount is known, and a need too, and is not enough."""
    return isinstance(amount, Count) and need is not None and amount.value < need.rounded


# --- parts with all their fields -----------------------------------------------------------------


def _plan(value: object) -> Plan | None:
    plan = _part(value, Plan)
    if plan is None:
        return None
    weights = plan.month_weights if _shares(plan.month_weights) else ()
    team = _part(plan.capacity, Capacity)
    capacity = team if team and _shares(team.ramp) else None
    return plan.model_copy(update={"capacity": capacity, "month_weights": weights})


def _shares(values: tuple[object, ...]) -> bool:
    """Whether all of some shares are known."""
    return all(isinstance(each, Percent) for each in values)


def _items(agreement: Agreement, name: str, kind: type[R]) -> tuple[R, ...]:
    """The records of a list that have an id, so that a path can name them."""
    parts = (_part(each, kind) for each in _several(getattr(agreement, name, None)))
    return tuple(each for each in parts if each and isinstance(getattr(each, "id", None), str))


def _explained(agreement: Agreement) -> Iterator[str]:
    """The fields that somebody has given a reason for."""
    yield from (each.path for each in _items(agreement, "remarks", Remark) if each.reason)
    yield from (each.path for each in _items(agreement, "reasons", Reason))


def _several(value: object) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, tuple | list) else ()


def _part(value: object, kind: type[R]) -> R | None:
    """The record with every field there: where it has none, the default, or None without one."""
    if not isinstance(value, kind):
        return None
    held = vars(value)
    lacking = {
        name: default
        for name, default in _defaults(kind).items()
        if name not in held
        or (held[name] is None and default is not None)
        or (isinstance(default, tuple) and not isinstance(held[name], tuple))
    }
    return value.model_copy(update=lacking) if lacking else value


@cache
def _defaults(kind: type[Record]) -> Mapping[str, object]:
    fields = kind.model_fields.items()
    return {name: None if each.is_required() else each.default for name, each in fields}
