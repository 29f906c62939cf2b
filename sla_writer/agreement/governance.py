"""How the agreement is reviewed, changed and signed, and what is still open in it."""

import re
from enum import StrEnum

from pydantic import ValidationInfo, field_validator

from sla_writer.agreement.commitments import Cadence, Topic
from sla_writer.agreement.record import Day, Id, Name, Open, Record, RoleId, Text, Whole, YesNo
from sla_writer.agreement.sides import SideName
from sla_writer.agreement.values import Duration, Quarter, wrong

_DEFINITION = re.compile(r"terms\.[^.]+\.definition")


class ReviewInput(StrEnum):
    """What must lie on the table before a review."""

    LEAD_LIST = "lead-list"
    ACTIVITY_LOG = "activity-log"
    DISPOSITIONS = "dispositions"
    DEALS = "deals"
    COSTS = "costs"
    ROSTER = "roster"
    COMMENTS = "comments"
    DISPUTE_RULINGS = "dispute-rulings"


class InFlight(StrEnum):
    """Which terms hold for leads that are being worked when the agreement changes."""

    QUALIFICATION_DATE = "qualification-date"
    NEW_TERMS = "new-terms"
    HANDOFF_DATE = "handoff-date"


class Quorum(Record):
    """Who must be there for a decision to count."""

    roles: tuple[RoleId, ...]
    least: Open[Whole] | None = None


class Amendment(Record):
    """How the agreement is changed between reviews."""

    asked_by: tuple[RoleId, ...]
    approved_by: tuple[RoleId, ...]
    notice: Open[Duration]
    running_clocks_keep: Open[YesNo] | None = None
    restates_targets: Open[YesNo] | None = None


class Review(Record):
    """The quarterly review: when, with whom, on what, and how changes come in."""

    cadence: Open[Cadence]
    on: Open[Day] | None = None
    length: Duration | None = None
    owner: Open[RoleId]
    frozen_before: Open[Duration] | None = None
    agenda: tuple[Topic, ...] = ()
    inputs: tuple[ReviewInput, ...] = ()
    quorum: Open[Quorum]
    amendment: Open[Amendment]
    in_flight: Open[InFlight]


class Signatory(Record):
    """Who signs, for which side."""

    id: Id
    side: SideName
    role: RoleId


class OpenQuestion(Record):
    """A question that is not settled: who settles it, by when."""

    id: Id
    question: Text
    owner: RoleId
    due: Day


class Waiver(Record):
    """A finding that is knowingly left: why, by whom, until when."""

    id: Id
    rule: Name
    path: Name
    reason: Text
    by: RoleId
    on: Day
    until: Day | None = None


class Reason(Record):
    """Why something is promised otherwise than in the version before.

    `path` is the field or item; `about` what people call it, needed where this agreement doesn't
    have it (any more). With `same_meaning` both sides hold that a term's definition only reads
    better. Reasons are printed in the change history and never make a change.
    """

    id: Id
    path: Name
    about: Text | None = None
    reason: Text
    same_meaning: YesNo = False

    @field_validator("same_meaning")
    @classmethod
    def _is_that_of_a_definition(cls, same: bool, info: ValidationInfo) -> bool:
        path = str(info.data.get("path", ""))
        if same and not _DEFINITION.fullmatch(path):
            raise wrong("value-same-meaning", text=path[:80])
        return same


class Past(Record):
    """An earlier version, as the change history lists it, with the reasons for its changes."""

    id: Id
    quarter: Quarter
    revision: Whole
    effective: Day
    summary: Text
    reasons: tuple[Reason, ...] = ()


class Origin(StrEnum):
    """Where a value came from."""

    TYPED = "typed"
    DEFAULT = "default"
    GLOSSARY = "glossary"
    PRIOR_QUARTER = "prior-quarter"
    FILE = "file"
    DRAFT = "draft"


class Remark(Record):
    """A note in the margin of a field: its origin, the reason for it, whether it must be confirmed.

    Where the two sides had answered differently, `conceded_by` is the side that gave way and
    `instead_of` what it had said. Remarks are never printed and never make a change.
    """

    id: Id
    path: Name
    origin: Origin | None = None
    reason: Text | None = None
    confirm: YesNo = False
    conceded_by: SideName | None = None
    instead_of: Name | None = None
