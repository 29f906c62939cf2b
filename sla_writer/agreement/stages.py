"""The funnel: its stages, and how a lead is handed from one side to the other."""

from enum import StrEnum
from typing import Annotated

from sla_writer.agreement.calendars import Event, LeftOut
from sla_writer.agreement.criteria import Criterion, Requirement
from sla_writer.agreement.record import (
    Id,
    LimitId,
    Name,
    Open,
    Record,
    Refers,
    RegionId,
    RoleId,
    SegmentId,
    SourceId,
    StageId,
    SystemId,
    TermId,
    Text,
    Whole,
    YesNo,
)
from sla_writer.agreement.values import Count, Duration, Percent, Times

CodeId = Annotated[Id, Refers("rejection_codes")]


class ExitKind(StrEnum):
    """How a lead leaves a stage."""

    ADVANCE = "advance"
    RETURN = "return"
    RECYCLE = "recycle"
    DISQUALIFY = "disqualify"
    LOST = "lost"


class Exit(Record):
    """A way out of a stage."""

    id: Id
    kind: ExitKind
    to: StageId | None = None
    requirement: Requirement | None = None
    codes: tuple[CodeId, ...] = ()


class Stage(Record):
    """One stage of the funnel, from its entry rule to its field in the CRM.

    `rate` is the planned share of this stage's leads that reach the next one in the list. What
    stays `stale_after` times the stage's average time is stale.
    """

    id: Id
    name: Text
    term: TermId | None = None
    owner: Open[RoleId]
    entry: Open[Requirement] | None = None
    exits: tuple[Exit, ...] = ()
    longest: Open[Duration] | None = None
    stale_after: Open[Times] | None = None
    rate: Open[Percent] | None = None
    weight: Open[Percent] | None = None
    system: SystemId | None = None
    crm_object: Name | None = None
    crm_status: Open[Name] | None = None
    crm_timestamp: Open[Name] | None = None
    mandatory_fields: tuple[Name, ...] = ()
    in_plan: YesNo = True


class PacketItem(StrEnum):
    """What is passed on with a lead."""

    CONTACT = "contact"
    COMPANY = "company"
    SOURCE = "source"
    CAMPAIGN = "campaign"
    CONTENT = "content"
    SCORE = "score"
    CONSENT = "consent"
    LAST_ACTIVITY = "last-activity"
    COMMENT = "comment"
    NEXT_STEP = "next-step"
    TASK = "task"
    CALL_RECORD = "call-record"


class RouteMethod(StrEnum):
    """How an owner is found."""

    ACCOUNT_OWNER = "account-owner"
    PRIOR_TOUCH = "prior-touch"
    CLOSED_DEAL = "closed-deal"
    SEGMENT = "segment"
    TERRITORY = "territory"
    ROUND_ROBIN = "round-robin"
    PERSON = "person"
    QUEUE = "queue"


class Route(Record):
    """One routing rule; rules are tried from the first to the last."""

    id: Id
    method: RouteMethod
    when: tuple[Criterion, ...] = ()
    segments: tuple[SegmentId, ...] = ()
    regions: tuple[RegionId, ...] = ()
    sources: tuple[SourceId, ...] = ()
    touched_within: Open[Duration] | None = None
    to: Open[RoleId]


class OpenDeal(StrEnum):
    """What is done with a lead of a company that has an open deal."""

    ATTACH = "attach"
    ASK_OWNER = "ask-owner"
    SEPARATE = "separate"


class Routing(Record):
    """How a lead finds its owner, and who has it when no rule fits."""

    routes: tuple[Route, ...] = ()
    fallback: Open[RoleId]
    open_deal: Open[OpenDeal] | None = None
    limit: LimitId | None = None
    most_transfers: Open[Whole] | None = None


class Acceptance(Record):
    """What accepting means, what must be true, and by when."""

    stage: StageId | None = None
    limit: Open[LimitId] | None = None
    requirement: Open[Requirement] | None = None
    proof: Event | None = None


class Fault(StrEnum):
    """Whose fault a rejection is."""

    MARKETING = "marketing"
    SALES = "sales"
    NEUTRAL = "neutral"


class RejectionAction(StrEnum):
    """What is done with a rejected lead."""

    NURTURE = "nurture"
    DISQUALIFY = "disqualify"
    CORRECT = "correct"
    REASSIGN = "reassign"
    MERGE = "merge"
    CLOSE = "close"
    PARTNER = "partner"


class RejectionCode(Record):
    """A reason for turning a lead down, whose fault it is and what follows."""

    id: Id
    label: Text
    fault: Open[Fault]
    action: Open[RejectionAction]
    counts_against_quality: YesNo = False
    recycle_after: Open[Duration] | None = None
    note_required: YesNo = False


class Rejection(Record):
    """Who may turn a lead down, until when and with what proof."""

    codes: tuple[CodeId, ...]
    by: tuple[RoleId, ...] = ()
    window: Open[Duration] | None = None
    evidence: tuple[Name, ...] = ()


class SilenceOutcome(StrEnum):
    """What a limit that passed without an answer means."""

    ACCEPTED = "deemed-accepted"
    REJECTED = "deemed-rejected"
    ESCALATE = "escalate"
    REASSIGN = "reassign"
    CLOSE = "close"


class Silence(Record):
    """What happens when nobody answers, and who owns the lead then."""

    after: Open[Duration]
    outcome: Open[SilenceOutcome]
    owner: Open[RoleId]


class ScoreReset(StrEnum):
    """What becomes of a recycled lead's points."""

    ALL = "all"
    ENGAGEMENT = "engagement"
    NONE = "none"


class Recycle(Record):
    """How a lead goes back to nurturing and may come again."""

    stage: StageId | None = None
    cool_down: Open[Duration]
    reset: Open[ScoreReset]
    most: Open[Whole]
    counts_again: Open[YesNo]


class Ruling(StrEnum):
    """What holds when nobody rules in time."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"


class Dispute(Record):
    """How a rejection is argued about."""

    opened_by: tuple[RoleId, ...]
    within: Open[Duration]
    arbiters: tuple[RoleId, ...]
    ruled_within: Open[Duration]
    otherwise: Open[Ruling]
    retroactive: YesNo = False


class MatchKey(StrEnum):
    """What makes two records one."""

    EMAIL = "email"
    DOMAIN = "domain"
    PHONE = "phone"
    COMPANY = "company"
    TAX_NUMBER = "tax-number"


class Survivor(StrEnum):
    """Which of two records stays, and whose source is credited."""

    OLDEST = "oldest"
    NEWEST = "newest"
    FULLEST = "fullest"


class Duplicates(Record):
    """How duplicates are told and merged."""

    keys: tuple[MatchKey, ...]
    survivor: Open[Survivor]
    credit: Open[Survivor]


class Handoff(Record):
    """A change of owner: who gives, who takes, what goes along, and what if it is turned down."""

    id: Id
    name: Text
    from_stage: StageId
    to_stage: StageId
    giver: Open[RoleId]
    taker: Open[RoleId]
    packet: tuple[PacketItem, ...] = ()
    packet_fields: tuple[Name, ...] = ()
    routing: Open[Routing] | None = None
    limits: tuple[LimitId, ...] = ()
    acceptance: Open[Acceptance] | None = None
    rejection: Open[Rejection] | None = None
    silence: Open[Silence] | None = None
    recycle: Open[Recycle] | None = None
    dispute: Open[Dispute] | None = None
    duplicates: Open[Duplicates] | None = None
    left_out: tuple[LeftOut, ...] = ()


class Channel(StrEnum):
    """How people are reached."""

    CALL = "call"
    EMAIL = "email"
    MESSENGER = "messenger"
    SMS = "sms"
    SOCIAL = "social"
    VIDEO = "video"
    MEETING = "meeting"
    VOICEMAIL = "voicemail"


class ChannelMinimum(Record):
    """At least so many attempts by one channel."""

    channel: Channel
    least: Whole


class CadenceStep(Record):
    """An attempt of the cadence; `after` is counted from the start of the follow-up."""

    id: Id
    after: Open[Duration]
    channels: tuple[Channel, ...]


class GiveUp(StrEnum):
    """What follows the last attempt without contact."""

    RECYCLE = "recycle"
    CLOSE = "close"
    REASSIGN = "reassign"


class FollowUp(Record):
    """How often, how and for how long a lead is tried."""

    id: Id
    name: Text
    applies_when: tuple[Criterion, ...] = ()
    attempts: Open[Count]
    most: Open[Count] | None = None
    window: Open[Duration]
    spacing: Open[Duration] | None = None
    channels: tuple[ChannelMinimum, ...] = ()
    cadence: tuple[CadenceStep, ...] = ()
    automated_count: Open[YesNo]
    then: Open[GiveUp]
    code: CodeId | None = None
    owner: Open[RoleId] | None = None
