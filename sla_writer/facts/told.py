"""What can be told of the agreement beyond its fields: planned counts, worked examples, names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import Any

from sla_writer import clock, saying
from sla_writer.agreement.calendars import Calendar, TimeLimit
from sla_writer.agreement.reading import agreement_id
from sla_writer.agreement.record import Undecided, open_values
from sla_writer.agreement.values import Percent
from sla_writer.errors import PackError
from sla_writer.facts.calculations import calculation
from sla_writer.facts.filters import joined, named
from sla_writer.facts.planned import deals, months, planned_funnel
from sla_writer.facts.sentences import commitment, criterion, flat, group, pattern, requirement
from sla_writer.facts.targets import attained, ended, kept, sign
from sla_writer.facts.values import (
    Anchor,
    Fact,
    Facts,
    Listing,
    Part,
    Printable,
    Sources,
    Telling,
    Told,
    union,
)
from sla_writer.facts.workload import workload

EVERYTHING: Sources = ("*",)
"""The source of what depends on every field: the agreement's id."""

# --- the agreement as a whole -------------------------------------------------------------------


def version(part: Part) -> Printable:
    """The quarter and the revision: "Q4 2026, rev. 1"."""
    return _patterned(part, "version", _parts(part.field("identity"), "quarter", "revision"))


def parties(part: Part) -> Printable:
    """Both departments in one line."""
    sides = part.field("sides")
    both = [named(sides.get(side).get("department")) for side in ("marketing", "sales")]
    return flat(joined(part.facts, both, "and"))


def identifier(part: Part) -> Printable:
    """The agreement's id: the SHA-256 of its canonical JSON."""
    found = agreement_id(part.facts.agreement)
    return Fact(found, EVERYTHING, found)


def _parts(part: Any, *names: str) -> dict[str, Printable]:
    return {name: part.get(name) for name in names}


def _patterned(part: Part, word: str, slots: Mapping[str, Any]) -> Fact:
    return flat(pattern(part.facts, part.facts.glossary.word(word), (), slots))


# --- what is open -------------------------------------------------------------------------------


def undecided(part: Part) -> Listing:
    """Everything that is open, each with its name, who decides and by when."""
    found = open_values(part.record)
    return Listing(_open_question(part.facts, value, path) for path, value in found)


def _open_question(facts: Facts, value: Undecided, path: str) -> Told:
    decision = Part(facts, value.undecided, f"{path}.undecided", (path,))
    name = path_name(facts, path)
    return Told(name=name, anchor=Anchor(path), **_parts(decision, "who", "by", "between"))


def path_name(facts: Facts, path: str) -> Fact:
    """What a path is called: "MQLs a month: target" for ``kpis.mql.target``."""
    part: Any = facts.root
    said: list[str] = []
    sources: Sources = (path,)
    for step in path.split("."):
        if isinstance(part, Part):
            said.append(facts.glossary.field(type(part.record).__name__, step))
        elif isinstance(found := part.get(step), Part):
            shown = found.display()
            said[-1:], sources = [shown.text], union(sources, shown.sources)
        part = part.get(step)
    return Fact(": ".join(said), sources)


# --- time limits and calendars ------------------------------------------------------------------


def worked_examples(part: Part) -> Listing:
    """For each time limit, when it runs out for a few telling starts."""
    return Listing(
        _example(part.facts, limit, index, example)
        for limit in part.facts.agreement.time_limits
        for index, example in enumerate(_examples(part.facts, limit))
    )


def _examples(facts: Facts, limit: TimeLimit) -> tuple[clock.Example, ...]:
    first = facts.agreement.identity.effective_from
    calendar = _calendar(facts, limit)
    if isinstance(first, Undecided) or isinstance(limit.calendar, Undecided):
        return ()
    found = clock.examples(limit, calendar, first)
    return tuple(example for example in found if example.waited) or found


def _calendar(facts: Facts, limit: TimeLimit) -> Calendar | None:
    found = [c for c in facts.agreement.calendars if c.id == limit.calendar]
    return found[0] if found else None


def _example(facts: Facts, limit: TimeLimit, index: int, example: clock.Example) -> Told:
    path = f"time_limits.{limit.id}"
    part = Part(facts, limit, path, ())
    sources = [f"{path}.within", f"{path}.calendar", f"{path}.out_of_hours"]
    sources += ["identity.effective_from", f"calendars.{limit.calendar}.*"]
    return Told(
        anchor=Anchor(f"examples.{limit.id}.{index + 1}"),
        limit=part.field("name"),
        within=part.field("within"),
        start=Fact(moment(facts, example.start), tuple(sources)),
        due=Fact(moment(facts, example.due), tuple(sources)),
    )


def moment(facts: Facts, instant: datetime) -> str:
    """A weekday, date and time of day."""
    return saying.moment(facts.language, instant)


def opening_hours(part: Part) -> Fact:
    """A calendar's opening hours, equal days together: "Mon–Fri 09:00–18:00"."""
    return Fact(saying.week(part.record.week, part.facts.language), (f"{part.path}.week.*",))


# --- KPIs and roles -----------------------------------------------------------------------------


def kpi_name(part: Part) -> Printable:
    """A KPI's own name, or its measure's in the catalogue."""
    return _own_or_catalogue(part, "name")


def kpi_formula(part: Part) -> Printable:
    """A KPI's own formula, or its measure's."""
    return _own_or_catalogue(part, "formula")


def _own_or_catalogue(part: Part, name: str) -> Printable:
    own = part.field(name)
    if own or not part.record.measure:
        return own if own else Fact(part.record.id, (f"{part.path}.id",))
    text = getattr(part.facts.glossary.kpi(part.record.measure), name)
    return Fact(text, union(own.sources, (f"{part.path}.measure",)))


def rates(part: Part) -> Listing:
    """The KPIs whose baseline and target are both shares: what one axis can show."""
    kpis = part.field("kpis")
    return Listing(
        Told(**_parts(kpi, "name", "baseline", "target"))
        for kpi in kpis
        if isinstance(kpi.record.baseline, Percent) and isinstance(kpi.record.target, Percent)
    )


def scorecard(part: Part) -> Listing:
    """The KPIs that had a target last quarter: what was promised, what came of it, and how it
    ended."""
    kpis = (kpi for kpi in part.field("kpis") if kpi.record.last_target)
    return Listing(Told(**_parts(kpi, *LISTED["scorecard"])) for kpi in kpis)


def who(part: Part) -> Fact:
    """A role and the person who holds it."""
    slots = _parts(part, "title", "person")
    return _patterned(part, "who" if slots["person"] else "who-vacant", slots)


def code_name(part: Part) -> Fact:
    """A rejection code is spoken of by its code."""
    return Fact(part.record.id, (f"{part.path}.id",))


def waived_rule(part: Part) -> Fact:
    """The rule that a waiver is of, in words; its name where there is no such rule."""
    rule: Fact = part.field("rule")
    try:
        return replace(rule, text=part.facts.glossary.rule(rule.text).title)
    except PackError:
        return rule


def about(part: Part) -> Fact:
    """What a reason is about: as people had called it, else the name of its place.

    Where the agreement has no such place the path stands for it.
    """
    own: Fact = part.field("about")
    path = part.field("path")
    if own:
        return own
    sources = union(path.sources, (path.text,))
    try:
        return Fact(
            saying.place_name(part.facts.agreement, path.text, part.facts.language), sources
        )
    except PackError:
        return Fact(path.text, sources)


def waived(part: Part) -> Fact:
    """What a waiver is about, in words."""
    path = part.field("path")
    try:
        name = path_name(part.facts, path.text)
        return replace(name, sources=union(path.sources, name.sources))
    except (AttributeError, PackError):
        return Fact(path.text, path.sources)


def explained(part: Part) -> Listing:
    """Every reason for a change, the earliest version's first: the version, what about, why.

    A reason's anchor stays the same when its version has become history.
    """
    earlier = [(past, past.field("reasons")) for past in part.field("history")]
    now = (part.field("identity"), part.field("reasons"))
    return Listing(_explained(of, each) for of, reasons in [*earlier, now] for each in reasons)


def _explained(of: Part, reason: Part) -> Told:
    name = f"reasons.{of.record.quarter}-r{of.record.revision}.{reason.record.id}"
    version = _patterned(of, "version", _parts(of, "quarter", "revision"))
    said = _parts(reason, "about", "reason", "same_meaning")
    return Told(version=version, anchor=Anchor(name), **said)


TOLD: Mapping[tuple[str, str], Telling] = MappingProxyType(
    {
        ("Agreement", "agreement_id"): identifier,
        ("Agreement", "examples"): worked_examples,
        ("Agreement", "explained"): explained,
        ("Agreement", "funnel"): planned_funnel,
        ("Agreement", "months"): months,
        ("Agreement", "parties"): parties,
        ("Agreement", "rates"): rates,
        ("Agreement", "scorecard"): scorecard,
        ("Agreement", "undecided"): undecided,
        ("Agreement", "version"): version,
        ("Agreement", "workload"): workload,
        ("Calendar", "hours"): opening_hours,
        ("Commitment", "sentence"): commitment,
        ("Criterion", "sentence"): criterion,
        ("Group", "sentence"): group,
        ("Kpi", "attained"): attained,
        ("Kpi", "calculation"): calculation,
        ("Kpi", "ended"): ended,
        ("Kpi", "formula"): kpi_formula,
        ("Kpi", "kept"): kept,
        ("Kpi", "name"): kpi_name,
        ("Kpi", "sign"): sign,
        ("Plan", "deals"): deals,
        ("RejectionCode", "display"): code_name,
        ("Reason", "about"): about,
        ("Requirement", "sentence"): requirement,
        ("Role", "who"): who,
        ("Waiver", "about"): waived,
        ("Waiver", "rule"): waived_rule,
    }
)

READS: Mapping[tuple[str, str], tuple[str, ...]] = MappingProxyType(
    {
        ("Calendar", "hours"): ("week",),
        ("Kpi", "attained"): ("actual", "target", "direction", "measure"),
        ("Kpi", "calculation"): ("measure", "limit", "from_stage", "to_stage"),
        ("Kpi", "ended"): ("actual", "last_target", "direction", "measure"),
        ("Kpi", "formula"): ("formula", "measure"),
        ("Kpi", "kept"): ("actual", "last_target", "direction", "measure"),
        ("Kpi", "name"): ("name", "measure"),
        ("Kpi", "sign"): ("direction", "measure"),
        ("Plan", "deals"): ("sales_target", "marketing_share", "deal_size"),
        ("Reason", "about"): ("about", "path"),
        ("Role", "who"): ("title", "person"),
        ("Waiver", "about"): ("path",),
        ("Waiver", "rule"): ("rule",),
    }
)
"""The fields that a telling reads, where it does not read all of its record."""

LISTED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "examples": ("anchor", "limit", "within", "start", "due"),
        "explained": ("anchor", "version", "about", "reason", "same_meaning"),
        "months": ("name", "weight"),
        "funnel": (
            "id",
            "name",
            "rate",
            "planned",
            "exact",
            "exactly",
            "monthly",
            "months",
        ),
        "rates": ("name", "baseline", "target"),
        "scorecard": ("name", "last_target", "actual", "kept", "ended"),
        "undecided": ("name", "anchor", "who", "by", "between"),
        "workload": ("formula", "per", "per_rep", "effort", "coming", "spare", "short"),
    }
)
"""The names that each told listing's members have, for checking templates without an agreement."""
