"""What sort of change each field of the agreement makes, and under which heading it is read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sla_writer.agreement.prose import Text
from sla_writer.agreement.reading import reference_to
from sla_writer.agreement.record import Record
from sla_writer.changes.change import Group, Kind, Weight


class Sort(NamedTuple):
    """What a difference is, where it is read, how much it matters."""

    kind: Kind
    group: Group
    weight: Weight = Weight.MATERIAL


_TARGET = Sort(Kind.TARGET, Group.PROMISES)
_LIMIT = Sort(Kind.LIMIT, Group.PROMISES)
_CLOCK = Sort(Kind.CLOCK, Group.CLOCKS)
_DEFINITION = Sort(Kind.DEFINITION, Group.DEFINITIONS)
_FORMULA = Sort(Kind.FORMULA, Group.MEASURES)
_SOURCE = Sort(Kind.SOURCE, Group.MEASURES)
_PLAN = Sort(Kind.PLAN, Group.PLAN)
_ASSUMPTION = Sort(Kind.ASSUMPTION, Group.PLAN)
_STAGE = Sort(Kind.STAGE, Group.STRUCTURE)
_ROUTING = Sort(Kind.ROUTING, Group.STRUCTURE)
_RULE = Sort(Kind.RULE, Group.RULES)
_OWNER = Sort(Kind.OWNER, Group.PEOPLE)
_PERSON = Sort(Kind.PERSON, Group.PEOPLE, Weight.MINOR)
_SIGNS = Sort(Kind.PERSON, Group.PEOPLE)
_OPEN = Sort(Kind.DETAIL, Group.OPEN, Weight.MINOR)
_DETAIL = Sort(Kind.DETAIL, Group.DETAILS, Weight.MINOR)
REWORDED = Sort(Kind.WORDING, Group.WORDING, Weight.WORDING)
"""What says the same in other words."""

_BY_RECORD: Mapping[str, tuple[Sort, str]] = {
    "Agreement": (_STAGE, "stages handoffs rejection_codes"),
    "Identity": (_FORMULA, "currency amounts revenue"),
    "Role": (_PERSON, "title side person deputy"),
    "Side": (_SIGNS, "head deputies"),
    "Sides": (_SIGNS, "steward"),
    "Signatory": (_SIGNS, "side role"),
    "Scope": (_STAGE, "included excluded"),
    "ScopeList": (_STAGE, "motions segments regions sources"),
    "Segment": (_DEFINITION, "requirement"),
    "Source": (_STAGE, "motion"),
    "System": (_SOURCE, "of_record"),
    "ContactRule": (_RULE, "regions law basis proof_field blocks_handoff"),
    "Goal": (_TARGET, "kpi target per marketing_share share_kind"),
    "Assumption": (_ASSUMPTION, "value"),
    "Plan": (
        _PLAN,
        "sales_target revenue_from marketing_share deal_size cycle month_weights capacity"
        " marketing_budget sales_budget gross_margin revenue_per_customer churn working_weeks",
    ),
    "Capacity": (
        _PLAN,
        "reps leads_per_rep per minutes_per_attempt minutes_per_lead productive_hours_per_day"
        " leave ramp",
    ),
    "LeadValue": (_PLAN, "close_rate revenue value volume"),
    "Attribution": (_FORMULA, "sourced_by override_window influence_window split"),
    "Term": (_DEFINITION, "kind definition requirement exclusions"),
    "Scoring": (_DEFINITION, "maximum threshold fit_threshold items decay"),
    "ScoreItem": (_DEFINITION, "kind criterion points"),
    "Decay": (_DEFINITION, "share every"),
    "Stage": (
        _STAGE,
        "longest stale_after system crm_object crm_status crm_timestamp mandatory_fields",
    ),
    "Exit": (_STAGE, "kind to requirement codes"),
    "RejectionCode": (
        _ROUTING,
        "fault action counts_against_quality recycle_after note_required",
    ),
    "Calendar": (_CLOCK, "zone zone_of week"),
    "TimeLimit": (
        _LIMIT,
        "applies_when segments sources within target pauses longest_pause restart statistic share"
        " left_out relief",
    ),
    "Restart": (_LIMIT, "on most"),
    "Relief": (_LIMIT, "above_per_week within"),
    "BreachStep": (_RULE, "after tells action to"),
    "Handoff": (
        _ROUTING,
        "from_stage to_stage packet packet_fields routing limits acceptance rejection silence"
        " recycle dispute duplicates left_out",
    ),
    "Routing": (_ROUTING, "routes fallback open_deal limit most_transfers"),
    "Route": (_ROUTING, "method when segments regions sources touched_within to"),
    "Acceptance": (_ROUTING, "stage limit requirement proof"),
    "Rejection": (_ROUTING, "codes by window evidence"),
    "Silence": (_ROUTING, "after outcome owner"),
    "Recycle": (_ROUTING, "stage cool_down reset most counts_again"),
    "Dispute": (_ROUTING, "opened_by within arbiters ruled_within otherwise retroactive"),
    "Duplicates": (_ROUTING, "keys survivor credit"),
    "FollowUp": (
        _LIMIT,
        "applies_when attempts most window spacing channels cadence automated_count then code",
    ),
    "CadenceStep": (_LIMIT, "after channels"),
    "Commitment": (
        _TARGET,
        "side kind amount comparison per each limit kpi segments sources",
    ),
    "EscalationStep": (_RULE, "trigger after to action"),
    "Consequence": (_RULE, "side kpi limit below lasts periods kind"),
    "Kpi": (
        _FORMULA,
        "measure formula direction basis counted statistic segment from_stage to_stage limit"
        " left_out",
    ),
    "DataSource": (_SOURCE, "system report zone"),
    "Bands": (_RULE, "met at_risk"),
    "Review": (_RULE, "cadence frozen_before quorum amendment in_flight"),
    "Quorum": (_RULE, "roles least"),
    "Amendment": (
        _RULE,
        "asked_by approved_by notice running_clocks_keep restates_targets",
    ),
    "OpenQuestion": (_OPEN, "owner due"),
}

_BESIDES: Mapping[str, Sort] = {
    "Agreement.kpis": _TARGET,
    "Agreement.commitments": _TARGET,
    "Agreement.time_limits": _LIMIT,
    "Agreement.follow_ups": _LIMIT,
    "Agreement.goals": _TARGET,
    "Agreement.calendars": _CLOCK,
    "Agreement.terms": _DEFINITION,
    "Agreement.scoring": _DEFINITION,
    "Agreement.attribution": _FORMULA,
    "Agreement.assumptions": _ASSUMPTION,
    "Agreement.plan": _PLAN,
    "Agreement.lead_values": _PLAN,
    "Agreement.contact_rules": _RULE,
    "Agreement.escalation": _RULE,
    "Agreement.consequences": _RULE,
    "Agreement.bands": _RULE,
    "Agreement.review": _RULE,
    "Agreement.roles": _PERSON,
    "Agreement.signatories": _SIGNS,
    "Agreement.open_questions": _OPEN,
    "Identity.calendar": _CLOCK,
    "Kpi.side": _TARGET,
    "Kpi.target": _TARGET,
    "Kpi.most": _TARGET,
    "Kpi.per": _TARGET,
    "Kpi.each": _TARGET,
    "Kpi.ramp": _TARGET,
    "Kpi.source": _SOURCE,
    "Stage.rate": _PLAN,
    "Stage.weight": Sort(Kind.PLAN, Group.PLAN, Weight.MINOR),
    "Stage.in_plan": _PLAN,
    "Stage.term": _DEFINITION,
    "Stage.entry": _DEFINITION,
    "Stage.exits": _STAGE,
    "TimeLimit.start": _CLOCK,
    "TimeLimit.start_stage": _CLOCK,
    "TimeLimit.stop": _CLOCK,
    "TimeLimit.stop_stage": _CLOCK,
    "TimeLimit.calendar": _CLOCK,
    "TimeLimit.out_of_hours": _CLOCK,
    "TimeLimit.breach": _RULE,
    "Handoff.giver": _OWNER,
    "Handoff.taker": _OWNER,
}

_SORTS: Mapping[str, Sort] = {
    **{
        f"{record}.{name}": sort
        for record, (sort, names) in _BY_RECORD.items()
        for name in names.split()
    },
    **_BESIDES,
}


def sort_of(holder: Record, name: str, *values: object) -> Sort:
    """What a difference in a field of a record is."""
    record = type(holder).__name__
    if found := _SORTS.get(f"{record}.{name}"):
        return found
    if name == "owner":
        return _OWNER
    if all(each is None or isinstance(each, Text) for each in values):
        return REWORDED
    return _PERSON if reference_to(type(holder), name) == "roles" else _DETAIL
