"""What each side owes the other, how they talk, and what follows when a promise is broken."""

from enum import StrEnum

from pydantic import ValidationInfo, field_validator

from sla_writer.agreement.criteria import Requirement
from sla_writer.agreement.goals import Period
from sla_writer.agreement.record import (
    AnyFigure,
    ClockTime,
    Id,
    KpiId,
    LimitId,
    Name,
    Open,
    Record,
    RoleId,
    SegmentId,
    SourceId,
    SystemId,
    Text,
    Whole,
)
from sla_writer.agreement.sides import SideName
from sla_writer.agreement.values import Count, Duration, Percent, wrong


class CommitmentKind(StrEnum):
    """What is promised; the glossaries hold each kind's words."""

    MQL_VOLUME = "mql-volume"
    LEAD_VOLUME = "lead-volume"
    LEAD_VALUE = "lead-value"
    LEAD_QUALITY = "lead-quality"
    HIGH_INTENT_MIX = "high-intent-mix"
    SOURCE_CAP = "source-cap"
    ROUTING_DELAY = "routing-delay"
    NOTIFICATION = "notification"
    DATA_COMPLETENESS = "data-completeness"
    HANDOFF_PACKET = "handoff-packet"
    CONSENT = "consent"
    ENABLEMENT = "enablement"
    ENABLEMENT_TURNAROUND = "enablement-turnaround"
    PACING = "pacing"
    NURTURE = "nurture"
    CAMPAIGN_NOTICE = "campaign-notice"
    FIRST_RESPONSE = "first-response"
    DECISION = "decision"
    ATTEMPTS = "attempts"
    DISPOSITION = "disposition"
    FEEDBACK = "feedback"
    CRM_HYGIENE = "crm-hygiene"
    MEETING = "meeting"
    MEETINGS_HELD = "meetings-held"
    OPPORTUNITY = "opportunity"
    OPPORTUNITIES_CREATED = "opportunities-created"
    PROPOSAL = "proposal"
    CAPACITY = "capacity"
    COVERAGE = "coverage"
    CALLS = "calls"
    REPORT = "report"


_SHARES = {
    CommitmentKind.LEAD_QUALITY,
    CommitmentKind.HIGH_INTENT_MIX,
    CommitmentKind.SOURCE_CAP,
    CommitmentKind.DATA_COMPLETENESS,
    CommitmentKind.HANDOFF_PACKET,
    CommitmentKind.CONSENT,
    CommitmentKind.DISPOSITION,
    CommitmentKind.CRM_HYGIENE,
}


class Comparison(StrEnum):
    """How the agreed number bounds the real one."""

    AT_LEAST = "at-least"
    AT_MOST = "at-most"
    EXACTLY = "exactly"


class Commitment(Record):
    """One promise of one side: its number, how it is measured and who answers for it.

    `each` makes it a promise about every person in a role (150 leads a month for each manager).
    """

    id: Id
    side: SideName
    kind: CommitmentKind
    amount: Open[AnyFigure] | None = None
    comparison: Comparison = Comparison.AT_LEAST
    per: Period | None = None
    each: RoleId | None = None
    limit: LimitId | None = None
    kpi: KpiId | None = None
    owner: Open[RoleId]
    segments: tuple[SegmentId, ...] = ()
    sources: tuple[SourceId, ...] = ()
    note: Text | None = None

    @field_validator("amount")
    @classmethod
    def _a_share_has_its_sign(cls, amount: object, info: ValidationInfo) -> object:
        if isinstance(amount, Count) and info.data.get("kind") in _SHARES:
            raise wrong("value-percent", text=str(amount))
        return amount


class Cadence(StrEnum):
    """How often something happens."""

    DAILY = "daily"
    WEEKLY = "weekly"
    BIWEEKLY = "biweekly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    YEARLY = "yearly"
    CONTINUOUS = "continuous"


class Topic(StrEnum):
    """What is talked about, at a meeting or at the review."""

    SCORECARD = "scorecard"
    LIFECYCLE_HEALTH = "lifecycle-health"
    HANDOFF_HEALTH = "handoff-health"
    DEFINITIONS = "definitions"
    SAMPLE_OF_LEADS = "sample-of-leads"
    CONVERSIONS = "conversions"
    SPEED = "speed"
    REJECTIONS = "rejections"
    CAPACITY = "capacity"
    BREACHES = "breaches"
    DISPUTES = "disputes"
    CAMPAIGNS = "campaigns"
    PIPELINE = "pipeline"
    VOICE_OF_SALES = "voice-of-sales"
    AMENDMENTS = "amendments"
    DECISIONS = "decisions"
    SIGN_OFF = "sign-off"


class Meeting(Record):
    """A regular meeting of both sides.

    It is held for `lasts` only, and not before `begins_after`, counted from the agreement's first
    day.
    """

    id: Id
    name: Text
    cadence: Open[Cadence]
    length: Open[Duration] | None = None
    begins_after: Duration | None = None
    lasts: Duration | None = None
    owner: Open[RoleId]
    attendees: tuple[RoleId, ...] = ()
    agenda: tuple[Topic, ...] = ()


class Report(Record):
    """What is sent or shown to whom, how often, from which system.

    Beside KPIs it may list records one by one: those that meet `lists`, and misses of `breaches`.
    """

    id: Id
    name: Text
    cadence: Open[Cadence]
    at: ClockTime | None = None
    owner: Open[RoleId]
    audience: tuple[RoleId, ...] = ()
    system: SystemId | None = None
    link: Name | None = None
    shows: tuple[KpiId, ...] = ()
    breaches: tuple[LimitId, ...] = ()
    lists: Requirement | None = None


class Trigger(StrEnum):
    """What starts an escalation."""

    LIMIT_MISSED = "limit-missed"
    KPI_MISSED = "kpi-missed"
    VOLUME_SHORT = "volume-short"
    DISPUTE_OPEN = "dispute-open"
    DATA_MISSING = "data-missing"


class EscalationAction(StrEnum):
    """What the one to whom a matter is escalated does."""

    INFORMED = "informed"
    EXPLAINS = "explains"
    MEETS = "meets"
    CORRECTS = "corrects"
    RULES = "rules"


class EscalationStep(Record):
    """A rung of the ladder: each comes later and higher than the one before."""

    id: Id
    trigger: Trigger
    after: Open[Duration]
    to: tuple[RoleId, ...]
    action: EscalationAction | None = None


class ConsequenceKind(StrEnum):
    """What follows a broken promise."""

    COACHING = "coaching"
    REASSIGNMENT = "reassignment"
    LEAD_CREDIT = "lead-credit"
    VOLUME_RELIEF = "volume-relief"
    RELEASE = "release"
    EXECUTIVE_REVIEW = "executive-review"
    RECOVERY_PLAN = "recovery-plan"
    PAUSE_ROUTING = "pause-routing"


class Consequence(Record):
    """What follows when a side misses a limit or a KPI."""

    id: Id
    side: SideName
    kpi: KpiId | None = None
    limit: LimitId | None = None
    below: Open[Percent] | None = None
    lasts: Open[Duration] | None = None
    periods: Whole | None = None
    kind: Open[ConsequenceKind]
    owner: Open[RoleId]
    note: Text | None = None
