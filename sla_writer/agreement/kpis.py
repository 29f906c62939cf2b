"""What is measured: each KPI with its target, its history, its source and its owner."""

from enum import StrEnum

from pydantic import ValidationInfo, field_validator

from sla_writer.agreement.calendars import LeftOut, Statistic
from sla_writer.agreement.commitments import Cadence
from sla_writer.agreement.goals import Period
from sla_writer.agreement.record import (
    AnyFigure,
    Id,
    KpiId,
    LimitId,
    Name,
    Open,
    Record,
    RoleId,
    SegmentId,
    StageId,
    SystemId,
    Text,
    Whole,
    Zone,
)
from sla_writer.agreement.sides import SideName
from sla_writer.agreement.values import Percent, Quarter, in_one_unit


class Direction(StrEnum):
    """Which way is better."""

    UP = "up"
    DOWN = "down"
    CONTEXT = "context"


class Basis(StrEnum):
    """How a KPI is counted: by the cohort that entered, by what happened in a period, on a date."""

    COHORT = "cohort"
    PERIOD = "period"
    STOCK = "stock"


class Counted(StrEnum):
    """What one unit of a count is."""

    PERSON = "person"
    COMPANY = "company"
    EVENT = "event"
    DEAL = "deal"


class DataSource(Record):
    """Where a KPI's figure is read; `zone` says whose midnight ends a day and a month."""

    system: SystemId
    report: Open[Name]
    refresh: Open[Cadence] | None = None
    zone: Zone | None = None
    owner: Open[RoleId] | None = None


class Kpi(Record):
    """A figure that both sides are held to.

    `measure` names an entry of the catalogue (`glossaries/kpis.yaml`), which knows formula, unit
    and direction; a measure of one's own gives `name`, `formula` and `direction` here instead. More
    than `most` is no longer better. `each` makes it the target of every person in a role, and
    `ramp` what newcomers owe instead in their first, second … month. `actual` is what last quarter
    came to, `last_target` what had been promised for it.
    """

    id: Id
    measure: Id | None = None
    name: Text | None = None
    formula: Text | None = None
    direction: Direction | None = None
    side: SideName
    target: Open[AnyFigure]
    most: Open[AnyFigure] | None = None
    per: Period | None = None
    each: RoleId | None = None
    ramp: tuple[AnyFigure, ...] = ()
    baseline: Open[AnyFigure] | None = None
    baseline_quarter: Quarter | None = None
    last_target: AnyFigure | None = None
    actual: Open[AnyFigure] | None = None
    sample: Whole | None = None
    basis: Open[Basis]
    counted: Open[Counted] | None = None
    statistic: Statistic | None = None
    segment: SegmentId | None = None
    from_stage: StageId | None = None
    to_stage: StageId | None = None
    limit: LimitId | None = None
    left_out: tuple[LeftOut, ...] = ()
    source: Open[DataSource]
    owner: Open[RoleId]
    cadence: Open[Cadence]
    partner: KpiId | None = None

    @field_validator("most", "ramp", "baseline", "actual")
    @classmethod
    def _in_the_targets_unit(cls, value: object, info: ValidationInfo) -> object:
        for each in value if isinstance(value, tuple) else (value,):
            in_one_unit(each, info.data.get("target"))
        return value


class Bands(Record):
    """From which attainment a target counts as met, and from which as at risk."""

    met: Percent
    at_risk: Percent
