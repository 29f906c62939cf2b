"""What is known of the numbers of an agreement that may be partial: any part may be missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cache
from math import ceil
from typing import Any, TypeVar

from sla_writer import funnel
from sla_writer.agreement import Agreement
from sla_writer.agreement.commitments import Commitment
from sla_writer.agreement.goals import Capacity, Goal, Period, Plan
from sla_writer.agreement.kpis import Bands, Direction, Kpi
from sla_writer.agreement.record import Record
from sla_writer.agreement.stages import Handoff, Stage
from sla_writer.agreement.terms import Scoring
from sla_writer.agreement.values import Count, Figure, Percent
from sla_writer.funnel import Computed, PlannedStage, Sources
from sla_writer.glossary import Measure, glossary, languages, measures

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, slots=True)
class Known:
    """The parts that carry numbers, each record with all its fields.

    `segments` are those that the agreement covers, `planned` the funnel's stages by id.
    """

    plan: Plan | None
    stages: tuple[Stage, ...]
    handoffs: tuple[Handoff, ...]
    goals: tuple[Goal, ...]
    commitments: tuple[Commitment, ...]
    kpis: tuple[Kpi, ...]
    scoring: Scoring | None
    bands: Bands | None
    segments: frozenset[str]
    planned: Mapping[str, PlannedStage]

    @classmethod
    def of(cls, agreement: Agreement) -> Known:
        """What is known of an agreement; raises nothing, whatever it lacks."""
        plan = _plan(getattr(agreement, "plan", None))
        stages = _items(agreement, "stages", Stage)
        drawn = funnel.planned(agreement.model_copy(update={"plan": plan, "stages": stages}))
        included = getattr(getattr(agreement, "scope", None), "included", None)
        return cls(
            plan,
            stages,
            _items(agreement, "handoffs", Handoff),
            _items(agreement, "goals", Goal),
            _items(agreement, "commitments", Commitment),
            _items(agreement, "kpis", Kpi),
            _part(getattr(agreement, "scoring", None), Scoring),
            _part(getattr(agreement, "bands", None), Bands),
            frozenset(_several(getattr(included, "segments", None))),
            {stage.id: stage for stage in drawn.stages} if drawn else {},
        )

    @property
    def mql(self) -> str | None:
        """The stage of the leads that marketing qualified."""
        found = (stage.id for stage in self.stages if "mql" in (stage.id, stage.term))
        return next(found, None)

    @property
    def handed(self) -> str | None:
        """The stage whose leads sales get: that of the first hand-off, or else those qualified."""
        return self.handoffs[0].from_stage if self.handoffs else self.mql

    def measured(self, measure: str) -> Iterator[Kpi]:
        """The KPIs of a measure that speak of the whole."""
        return (kpi for kpi in self.kpis if kpi.measure == measure and of_the_whole(kpi))

    def kpi(self, kpi_id: object) -> Kpi | None:
        """The KPI of an id, if it speaks of the whole."""
        found = (kpi for kpi in self.kpis if kpi.id == kpi_id and of_the_whole(kpi))
        return next(found, None)

    def needed(self, stage: str | None, per: Period | None) -> Computed | None:
        """How many leads the plan needs of a stage in an average month, a week or the quarter.

        A week is known only where the plan says how many there are.
        """
        found, weeks = self.planned.get(stage or ""), self.plan and self.plan.working_weeks
        parts = {Period.QUARTER: 1, Period.MONTH: 3, Period.WEEK: weeks}.get(per or Period.DAY)
        if found is None or not isinstance(parts, int) or parts < 1:
            return None
        sources = [each for each in found.count.sources if each != "stages" and "*" not in each]
        return rounded_up(found.count.exact / parts, tuple(sources))


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
    weighted = all(isinstance(weight, Percent) for weight in plan.month_weights)
    capacity, weights = _part(plan.capacity, Capacity), plan.month_weights if weighted else ()
    return plan.model_copy(update={"capacity": capacity, "month_weights": weights})


def _items(agreement: Agreement, name: str, kind: type[R]) -> tuple[R, ...]:
    """The records of a list that have an id, so that a path can name them."""
    parts = (_part(each, kind) for each in _several(getattr(agreement, name, None)))
    return tuple(each for each in parts if each and isinstance(getattr(each, "id", None), str))


def _several(value: object) -> tuple[Any, ...]:
    return tuple(value) if isinstance(value, tuple | list) else ()


def _part(value: object, kind: type[R]) -> R | None:
    """The record with every field there: where it has none, the default, or None without one."""
    if not isinstance(value, kind):
        return None
    fields = kind.model_fields.items()
    defaults = {name: None if each.is_required() else each.default for name, each in fields}
    lacking = {
        name: default
        for name, default in defaults.items()
        if (found := getattr(value, name, None)) is None
        or (isinstance(default, tuple) and not isinstance(found, tuple))
    }
    return value.model_copy(update=lacking)
