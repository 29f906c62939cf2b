"""What both sides want to reach this quarter, and what they take for granted."""

from enum import StrEnum

from pydantic import ValidationInfo, field_validator

from sla_writer.agreement.record import (
    AnyFigure,
    Id,
    KpiId,
    Open,
    Record,
    RoleId,
    Text,
    Whole,
)
from sla_writer.agreement.values import Count, Duration, Money, Percent, in_one_unit


class Period(StrEnum):
    """The span of time that a figure is counted over."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half-year"
    YEAR = "year"


class ShareKind(StrEnum):
    """Whether marketing's share is what it started or what it took part in."""

    SOURCED = "sourced"
    INFLUENCED = "influenced"


class Goal(Record):
    """A strategic goal with its number and marketing's share of it."""

    id: Id
    statement: Text
    kpi: KpiId | None = None
    baseline: Open[AnyFigure] | None = None
    target: Open[AnyFigure]
    per: Period = Period.QUARTER
    marketing_share: Open[Percent] | None = None
    share_kind: Open[ShareKind] | None = None
    owner: Open[RoleId]

    @field_validator("target")
    @classmethod
    def _in_the_baselines_unit(cls, target: object, info: ValidationInfo) -> object:
        in_one_unit(target, info.data.get("baseline"))
        return target


class Assumption(Record):
    """Something that the targets rest on; when it changes, so do they."""

    id: Id
    statement: Text
    value: Open[AnyFigure] | None = None
    origin: Text | None = None
    owner: RoleId | None = None


class TouchModel(StrEnum):
    """Which touch makes a lead marketing's."""

    FIRST_TOUCH = "first-touch"
    LEAD_SOURCE = "lead-source"
    LAST_TOUCH = "last-touch"
    PRE_SALES_TOUCH = "pre-sales-touch"


class Split(StrEnum):
    """How credit is divided between several touches."""

    EQUAL = "equal"
    FIRST = "first"
    LAST = "last"
    POSITION = "position"


class Attribution(Record):
    """How sourced and influenced are told."""

    sourced_by: Open[TouchModel]
    override_window: Open[Duration] | None = None
    influence_window: Open[Duration] | None = None
    split: Open[Split] | None = None


class Capacity(Record):
    """What the sales side can work: people, time and effort a lead.

    `leads_per_rep` is what a rep works who is there all the time; `leave` is taken off it. `ramp`
    has an entry for each of the `reps` who is new: the share of a full rep's leads.
    """

    reps: Open[Count]
    leads_per_rep: Open[Count] | None = None
    per: Period = Period.MONTH
    minutes_per_attempt: Count | None = None
    minutes_per_lead: Count | None = None
    productive_hours_per_day: Count | None = None
    leave: Percent | None = None
    ramp: tuple[Percent, ...] = ()


class RevenueKind(StrEnum):
    """Which sales count towards the sales target."""

    NEW = "new-business"
    EXPANSION = "expansion"
    RENEWAL = "renewal"


class Plan(Record):
    """The numbers that the funnel is computed from; stage rates stand at the stages."""

    sales_target: Open[Money]
    revenue_from: tuple[RevenueKind, ...] = ()
    marketing_share: Open[Percent]
    deal_size: Open[Money]
    cycle: Open[Duration] | None = None
    month_weights: tuple[Percent, ...] = ()
    capacity: Capacity | None = None
    marketing_budget: Open[Money] | None = None
    sales_budget: Open[Money] | None = None
    gross_margin: Open[Percent] | None = None
    revenue_per_customer: Open[Money] | None = None
    churn: Open[Percent] | None = None
    working_weeks: Whole | None = None


class LeadValue(Record):
    """What a lead of a type is worth: close rate times average purchase, or a value agreed on."""

    id: Id
    name: Text
    close_rate: Open[Percent]
    revenue: Open[Money]
    value: Open[Money] | None = None
    volume: Open[Count] | None = None
