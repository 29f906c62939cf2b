"""The agreement between marketing and sales: everything that both promise, as typed values.

One module a part; `load` reads an agreement file and says where it is wrong.
"""

from sla_writer.agreement.calendars import Calendar, TimeLimit
from sla_writer.agreement.commitments import (
    Commitment,
    Consequence,
    EscalationStep,
    Meeting,
    Report,
)
from sla_writer.agreement.goals import Assumption, Attribution, Goal, LeadValue, Plan
from sla_writer.agreement.governance import (
    OpenQuestion,
    Past,
    Reason,
    Remark,
    Review,
    Signatory,
    Waiver,
)
from sla_writer.agreement.kpis import Bands, Kpi
from sla_writer.agreement.record import Open, Record
from sla_writer.agreement.sides import (
    ContactRule,
    Identity,
    Region,
    Role,
    Scope,
    Segment,
    Sides,
    Source,
    System,
)
from sla_writer.agreement.stages import FollowUp, Handoff, RejectionCode, Stage
from sla_writer.agreement.terms import Scoring, Term


class Agreement(Record):
    """A sales-and-marketing SLA for one quarter."""

    identity: Identity
    sides: Sides
    roles: tuple[Role, ...]
    scope: Scope
    segments: tuple[Segment, ...] = ()
    regions: tuple[Region, ...] = ()
    sources: tuple[Source, ...] = ()
    systems: tuple[System, ...] = ()
    contact_rules: tuple[ContactRule, ...] = ()
    goals: tuple[Goal, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    plan: Open[Plan] | None = None
    lead_values: tuple[LeadValue, ...] = ()
    attribution: Open[Attribution] | None = None
    terms: tuple[Term, ...] = ()
    scoring: Open[Scoring] | None = None
    stages: tuple[Stage, ...] = ()
    rejection_codes: tuple[RejectionCode, ...] = ()
    calendars: tuple[Calendar, ...] = ()
    time_limits: tuple[TimeLimit, ...] = ()
    handoffs: tuple[Handoff, ...] = ()
    follow_ups: tuple[FollowUp, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    meetings: tuple[Meeting, ...] = ()
    reports: tuple[Report, ...] = ()
    escalation: tuple[EscalationStep, ...] = ()
    consequences: tuple[Consequence, ...] = ()
    kpis: tuple[Kpi, ...] = ()
    bands: Bands | None = None
    review: Open[Review] | None = None
    signatories: tuple[Signatory, ...] = ()
    open_questions: tuple[OpenQuestion, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    reasons: tuple[Reason, ...] = ()
    history: tuple[Past, ...] = ()
    remarks: tuple[Remark, ...] = ()


__all__ = ["Agreement"]
