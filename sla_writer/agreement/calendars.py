"""Working calendars and time limits: a limit is a record, never a string such as "24 hours"."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar

from sla_writer.agreement.criteria import Criterion
from sla_writer.agreement.record import (
    CalendarId,
    Day,
    Id,
    Name,
    Open,
    Record,
    RoleId,
    SegmentId,
    SourceId,
    StageId,
    Text,
    Whole,
    Zone,
)
from sla_writer.agreement.values import Duration, Percent, Written, wrong

_SPAN = re.compile(
    r"([0-9]{1,2})[:.]([0-5][0-9])\s*[-–—]\s*([0-9]{1,2})[:.]([0-5][0-9])",
)


@dataclass(frozen=True, slots=True)
class Hours(Written):
    """A day's opening hours, in minutes after midnight: ``09:00-13:00, 14:00-18:00``."""

    spans: tuple[tuple[int, int], ...]
    kind: ClassVar[str] = "hours"
    examples: ClassVar[tuple[str, ...]] = ("09:00-18:00", "09:00-13:00, 14:00-18:00")

    @classmethod
    def parse(cls, text: str) -> "Hours":
        spans = []
        for part in text.split(","):
            found = _SPAN.fullmatch(part.strip())
            if not found:
                raise wrong("value-hours", text=text)
            h1, m1, h2, m2 = map(int, found.groups())
            spans.append((h1 * 60 + m1, h2 * 60 + m2))
        edges = [edge for span in spans for edge in span]
        if edges != sorted(set(edges)) or edges[-1] > 24 * 60:
            raise wrong("value-hours", text=text)
        return cls(tuple(spans))

    def __str__(self) -> str:
        return ", ".join(
            f"{a // 60:02}:{a % 60:02}-{b // 60:02}:{b % 60:02}" for a, b in self.spans
        )


class ZoneOf(StrEnum):
    """Whose clock on the wall counts."""

    OFFICE = "office"
    OWNER = "owner"
    LEAD = "lead"


class Week(Record):
    """Opening hours by weekday; a day without hours is closed."""

    monday: Hours | None = None
    tuesday: Hours | None = None
    wednesday: Hours | None = None
    thursday: Hours | None = None
    friday: Hours | None = None
    saturday: Hours | None = None
    sunday: Hours | None = None


class Holiday(Record):
    """A day off, copied into the calendar when it was made."""

    day: Day
    name: Text


class SpecialDay(Record):
    """A day with hours of its own: a short day before a holiday, a Saturday shift."""

    day: Day
    hours: Hours


class Calendar(Record):
    """When the clock of business hours runs.

    `working_days` are open as their weekday is, or as the week's first open day; `special_days`
    have hours of their own.
    """

    id: Id
    name: Text
    zone: Open[Zone]
    zone_of: ZoneOf = ZoneOf.OFFICE
    week: Week
    holidays: tuple[Holiday, ...] = ()
    holidays_source: Name | None = None
    days_off: tuple[Day, ...] = ()
    working_days: tuple[Day, ...] = ()
    special_days: tuple[SpecialDay, ...] = ()


class Event(StrEnum):
    """Something with a time stamp that starts or stops a clock."""

    FORM_SUBMITTED = "form-submitted"
    RECORD_CREATED = "record-created"
    SCORE_REACHED = "score-reached"
    STAGE_SET = "stage-set"
    ASSIGNED = "assigned"
    TRANSFERRED = "transferred"
    NOTIFIED = "notified"
    CLAIMED = "claimed"
    ACCEPTED_OR_REJECTED = "accepted-or-rejected"
    ACCEPTED = "accepted"
    STATUS_CHANGED = "status-changed"
    ACKNOWLEDGED = "acknowledged"
    FIRST_ATTEMPT = "first-attempt"
    SECOND_ATTEMPT = "second-attempt"
    THIRD_ATTEMPT = "third-attempt"
    CONTACT_MADE = "contact-made"
    MEETING_BOOKED = "meeting-booked"
    MEETING_HELD = "meeting-held"
    OPPORTUNITY_CREATED = "opportunity-created"
    PROPOSAL_SENT = "proposal-sent"
    DISPOSITION_RECORDED = "disposition-recorded"
    REJECTED = "rejected"
    DISPUTE_OPENED = "dispute-opened"
    DISPUTE_RULED = "dispute-ruled"
    NEXT_STEP_LOGGED = "next-step-logged"


class OutOfHours(StrEnum):
    """What happens to a lead that arrives while the calendar is closed."""

    NEXT_OPENING = "next-opening"
    ACKNOWLEDGE = "acknowledge"
    ON_CALL = "on-call"


class Pause(StrEnum):
    """What stops the clock for a while."""

    PROSPECT_ASKED_LATER = "prospect-asked-later"
    DUPLICATE_MERGE = "duplicate-merge"
    WAITING_FOR_MARKETING = "waiting-for-marketing"
    DISPUTE_OPEN = "dispute-open"


class RestartOn(StrEnum):
    """What starts a full new clock."""

    OWNER_CHANGED = "owner-changed"
    REQUALIFIED = "requalified"
    REPLY_RECEIVED = "reply-received"
    NEVER = "never"


class Restart(Record):
    """Whether the clock starts anew, and how often at the most."""

    on: RestartOn
    most: Whole | None = None


class Statistic(StrEnum):
    """How many leads a limit must hold for."""

    EVERY = "every"
    SHARE = "share"
    MEDIAN = "median"
    P90 = "p90"
    MEAN = "mean"


class LeftOut(StrEnum):
    """A record that a limit or a KPI does not count."""

    DUPLICATE = "duplicate"
    SPAM = "spam"
    EXISTING_CUSTOMER = "existing-customer"
    COMPETITOR = "competitor"
    STUDENT = "student"
    PARTNER_OWNED = "partner-owned"
    TEST_RECORD = "test-record"
    NO_CONSENT = "no-consent"
    JOB_SEEKER = "job-seeker"
    VENDOR = "vendor"


class BreachAction(StrEnum):
    """What is done at a step after a limit."""

    REMIND = "remind"
    TAG = "tag"
    TASK = "task"
    NOTIFY = "notify"
    REASSIGN = "reassign"
    RELEASE = "release"
    TAKE_OVER = "take-over"
    RETURN = "return-to-marketing"


class BreachStep(Record):
    """A step of the ladder: `after` is counted from the start of the clock."""

    id: Id
    after: Open[Duration]
    tells: tuple[RoleId, ...] = ()
    action: BreachAction
    tag: Name | None = None
    to: RoleId | None = None


class Relief(Record):
    """The limit that holds instead while more leads arrive in a week than agreed."""

    above_per_week: Open[Whole]
    within: Open[Duration]


class TimeLimit(Record):
    """How long something may take, from which event to which, on whose clock, how surely.

    `start_stage` and `stop_stage` say which stage is meant where the event is that a stage is set.
    """

    id: Id
    name: Text
    applies_when: tuple[Criterion, ...] = ()
    segments: tuple[SegmentId, ...] = ()
    sources: tuple[SourceId, ...] = ()
    start: Open[Event]
    start_stage: StageId | None = None
    stop: Open[Event]
    stop_stage: StageId | None = None
    within: Open[Duration]
    target: Open[Duration] | None = None
    calendar: Open[CalendarId] | None = None
    out_of_hours: Open[OutOfHours] | None = None
    pauses: tuple[Pause, ...] = ()
    longest_pause: Open[Duration] | None = None
    restart: Open[Restart] | None = None
    statistic: Open[Statistic]
    share: Open[Percent] | None = None
    left_out: tuple[LeftOut, ...] = ()
    left_out_by: RoleId | None = None
    breach: tuple[BreachStep, ...] = ()
    relief: Relief | None = None
    owner: Open[RoleId]
