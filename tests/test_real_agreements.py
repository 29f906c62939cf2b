"""Published agreements, typed in: what they say is held, what they leave open is undecided."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sla_writer.agreement import Agreement, reading
from sla_writer.agreement.record import Decision, Undecided, open_values

REAL = Path(__file__).parent / "real"
NAMES = sorted(path.stem for path in REAL.glob("*.yaml"))

FACTS: dict[str, dict[str, object]] = {
    "sourcegraph": {
        "scoring.threshold": "15",
        "terms.mql.requirement.groups.0.criteria.0.amount": "15",
        "terms.sao.requirement.groups.1.criteria.0.amount": "500",
        "time_limits.first-touch.target": "5 minutes",
        "time_limits.first-touch.start": "record-created",
        "time_limits.status.stop": "status-changed",
        "handoffs.to-sdr.routing.routes.touched.touched_within": "30 calendar days",
        "handoffs.to-ae.routing.routes.closed.method": "closed-deal",
        "handoffs.to-ae.routing.routes.closed.touched_within": "90 calendar days",
        "segments.smaller.requirement.groups.0.criteria.0.amount": "500",
        "attribution.influence_window": "6 months",
        "attribution.split": "equal",
        "stages.sao.weight": "10 %",
        "stages.stage-6.weight": "90 %",
        "kpis.inbound-sao.target": "15",
        "kpis.inbound-sao.per": "quarter",
        "kpis.outbound-meetings.target": "24",
        "kpis.outbound-meetings.each": "sdr",
        "kpis.inbound-sao-month.ramp": ["2", "4", "6", "10"],
        "kpis.outbound-sao-month.ramp": ["1", "2", "3", "5"],
        "kpis.meeting-to-sao-inbound.target": "75 %",
        "kpis.meeting-to-sao-outbound.target": "50 %",
        "kpis.weighted.target": "750000 USD",
        "kpis.logos.target": "16",
        "commitments.meetings.amount": "7",
        "commitments.meetings.each": "ae",
    },
    "pos_vendor": {
        "time_limits.acknowledgement.within": "0 minutes",
        "time_limits.claim.within": "30 minutes",
        "time_limits.contact-after-claim.breach.free.action": "release",
        "time_limits.assisted.within": "2 business hours",
        "time_limits.assisted.share": "95 %",
        "time_limits.assisted.breach.yellow.after": "90 minutes",
        "time_limits.assisted.breach.yellow.tag": "yellow",
        "time_limits.assisted.breach.red.after": "1.5 business hours",
        "time_limits.assisted.relief.above_per_week": 100,
        "time_limits.assisted.relief.within": "4 business hours",
        "time_limits.managed.within": "1 business hour",
        "time_limits.managed.share": "98 %",
        "time_limits.managed.breach.alert.after": "45 minutes",
        "time_limits.managed.breach.miss.tells": ["vp"],
        "time_limits.hot.within": "30 minutes",
        "time_limits.saturday.within": "4 business hours",
        "calendars.weekdays.week.monday": "08:00-20:00",
        "calendars.weekdays.zone_of": "lead",
        "calendars.saturday.week.saturday": "10:00-16:00",
        "segments.assisted.requirement.groups.0.criteria.0.amount": "500000 USD",
        "segments.managed.requirement.groups.0.criteria.0.amount": "2000000 USD",
        "plan.capacity.reps": "5",
        "kpis.average.target": "90 minutes",
        "kpis.average.statistic": "mean",
        "kpis.contact.target": "80 %",
        "kpis.call-to-demo.target": "60 %",
        "kpis.demo-to-close.target": "40 %",
        "kpis.active.target": "25",
        "kpis.active.most": "30",
        "meetings.weekly.lasts": "1 month",
        "meetings.monthly.begins_after": "1 month",
    },
    "hubspot": {
        "commitments.value.amount": "12000000 USD",
        "commitments.value.per": "month",
        "lead_values.demo.value": "12000 USD",
        "lead_values.download.value": "4000 USD",
        "terms.mql.requirement.groups.0.criteria.1.amount": "10000",
        "stages.mql.rate": "50 %",
        "stages.presentation.rate": "33.3 %",
        "follow_ups.lecture.window": "2 weeks",
        "follow_ups.lecture.channels.0.least": 5,
        "commitments.volume.each": "rep",
        "reports.nightly.cadence": "daily",
        "reports.nightly.breaches": ["first-call"],
    },
    "marketingskills": {
        "time_limits.first-attempt.within": "4 business hours",
        "time_limits.meeting.within": "5 business days",
        "time_limits.discovery.within": "3 business days",
        "time_limits.opportunity.within": "5 business days",
        "stages.proposal.stale_after": "2x",
        "terms.sql.requirement.groups.0.least": 2,
        "handoffs.to-sales.routing.routes.turn.method": "round-robin",
        "handoffs.to-sales.silence.outcome": "reassign",
        "handoffs.to-sales.recycle.reset": "engagement",
        "handoffs.to-sales.duplicates.keys": ["domain", "company", "phone"],
    },
    "neon_triforce": {
        "time_limits.tier-1.within": "5 minutes",
        "time_limits.tier-1.share": "90 %",
        "time_limits.tier-3.breach.back.action": "return-to-marketing",
        "kpis.reassigned.target": "15 %",
    },
    "amocrm_weblancer": {
        "time_limits.first.within": "15 minutes",
        "time_limits.first.breach.yellow.tag": "жёлтый",
        "time_limits.first.breach.task.after": "30 minutes",
        "time_limits.first.breach.task.tells": ["rop"],
        "time_limits.second.within": "30 minutes",
        "follow_ups.day.attempts": "3",
        "follow_ups.day.channels.0.least": 2,
        "follow_ups.day.channels.1.channel": "messenger",
        "stages.qualified.mandatory_fields.1": "Телефон",
        "stages.qualified.mandatory_fields.4": "Задача",
        "reports.evening.at": "19:00",
        "reports.evening.lists.groups.0.criteria.0.operator": "is-not-set",
    },
}

OPEN: dict[str, dict[str, tuple[str, ...]]] = {
    "sourcegraph": {
        "time_limits.status.within": ("24 business hours", "24 calendar hours"),
        "kpis.inbound-sao-month.target": ("10", "5"),
        "handoffs.to-sdr.silence": (),
        "handoffs.to-sdr.routing.fallback": (),
        "time_limits.first-touch.calendar": (),
        "commitments.volume.amount": (),
        "scoring.maximum": (),
    },
    "pos_vendor": {
        "time_limits.claim.breach.backup.after": ("1.5 business hours", "1.5 calendar hours"),
        "time_limits.warm.within": ("24 business hours", "24 calendar hours"),
        "plan.capacity.leads_per_rep": ("15", "20"),
        "calendars.weekdays.zone": (),
    },
    "hubspot": {
        "follow_ups.lecture.attempts": ("5", "10"),
        "commitments.volume.amount": ("100", "150"),
        "stages.connect.rate": ("60 %", "33.3 %"),
        "identity.revenue": ("MRR", "TCV"),
    },
    "marketingskills": {
        "scoring.threshold": ("60", "65", "70"),
        "time_limits.decision.within": ("48 business hours", "48 calendar hours"),
        "handoffs.to-sales.recycle.cool_down": ("60 calendar days", "90 calendar days"),
    },
    "neon_triforce": {
        "time_limits.tier-1.breach.alert.after": ("15 minutes", "10 minutes"),
        "time_limits.tier-1.breach.reassign.after": ("30 minutes", "20 minutes"),
    },
    "amocrm_weblancer": {
        "follow_ups.day.window": ("24 рабочих часа", "24 календарных часа"),
        "time_limits.first.calendar": (),
        "follow_ups.day.automated_count": (),
        "handoffs.to-second-line.silence": (),
    },
}


@pytest.fixture(scope="module", params=NAMES)
def real(request: pytest.FixtureRequest) -> tuple[str, Agreement]:
    return request.param, reading.load(REAL / f"{request.param}.yaml")


def at(data: Any, path: str) -> Any:
    """What stands at a path of keys, ids and positions."""
    for step in path.split("."):
        if isinstance(data, list):
            named = [each for each in data if isinstance(each, dict) and each.get("id") == step]
            data = named[0] if named else data[int(step)]
        else:
            data = data[step]
    return data


def test_what_a_published_agreement_says_is_typed(real: tuple[str, Agreement]) -> None:
    name, agreement = real
    data = reading.plain(agreement)
    assert {path: at(data, path) for path in FACTS[name]} == FACTS[name]


def test_what_it_leaves_open_is_undecided(real: tuple[str, Agreement]) -> None:
    name, agreement = real
    found = {path: value.undecided.between for path, value in open_values(agreement)}
    assert {path: found.get(path) for path in OPEN[name]} == OPEN[name]


def test_whoever_decides_is_a_role_of_the_document(real: tuple[str, Agreement]) -> None:
    _, agreement = real
    roles = {role.id for role in agreement.roles}
    deciders = [value.undecided for _, value in open_values(agreement)]
    assert deciders
    assert all(isinstance(each, Decision) and each.who in roles for each in deciders)


def test_no_promise_needs_a_free_text_note(real: tuple[str, Agreement]) -> None:
    _, agreement = real
    assert [each.id for each in agreement.commitments if each.note] == []
    assert [each.id for each in agreement.consequences if each.note] == []
    assert agreement.open_questions == ()


def test_it_can_be_written_and_read_again(real: tuple[str, Agreement]) -> None:
    from sla_writer import yaml_file

    _, agreement = real
    again = reading.from_file(yaml_file.parse(reading.to_yaml(agreement), "again.yaml"))
    assert again == agreement
    assert reading.canonical(again) == reading.canonical(agreement)


def test_undecided_is_a_value_of_its_own() -> None:
    agreement = reading.load(REAL / "sourcegraph.yaml")
    limit = next(each for each in agreement.time_limits if each.id == "status")
    assert isinstance(limit.within, Undecided)
