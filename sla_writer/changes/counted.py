"""Which targets are counted under a definition: through terms, stages and measures."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from sla_writer.agreement import Agreement
from sla_writer.agreement.calendars import Event, OutOfHours, Relief, TimeLimit
from sla_writer.agreement.commitments import Commitment, CommitmentKind
from sla_writer.agreement.criteria import Criterion, Requirement
from sla_writer.agreement.kpis import Basis, Kpi
from sla_writer.agreement.prose import Text
from sla_writer.agreement.record import Record
from sla_writer.agreement.sides import SideName
from sla_writer.agreement.stages import Stage
from sla_writer.agreement.terms import Term, TermKind
from sla_writer.changes.both import Both
from sla_writer.changes.differing import Difference
from sla_writer.fit.known import measure_of
from sla_writer.funnel import closing
from sla_writer.glossary import languages

_TOKEN = re.compile(r"[a-z_]+")
_ARTICLE = re.compile(r"^(an?|the) ")
_MEANT = {
    "unique_mql": "mql", "leads": "lead", "valid_leads": "lead", "opportunities": "opp",
    "created_opportunity_value": "opp", "won_deals": "won", "won_value": "won",
    "first_paid_contracts": "won", "accepted": "handed", "delivered": "handed",
    "rejected": "handed", "assigned": "handed", "total_value": "won",
    "lost_deals": "closed", "qualified_deals": "closed",
}  # fmt: skip
"""What the quantities of the catalogue's calculations are counted at."""

_ACTS = {
    "reached": "contact", "attempted": "attempt", "attempts_before_disposition": "attempt",
    "enough_attempts": "attempt", "first_touch": "attempt", "first_human_touch": "attempt",
}  # fmt: skip
"""The terms that other quantities count."""

_ENDS = {
    Event.FIRST_ATTEMPT: "attempt", Event.SECOND_ATTEMPT: "attempt",
    Event.THIRD_ATTEMPT: "attempt", Event.CONTACT_MADE: "contact",
}  # fmt: skip
"""The terms that say what stops a clock."""

_LENGTHS = ("within", "relief")
_PROMISED = ("target", "share", "statistic")
"""What a limit promises beside its clock: no figure is read by it."""

_COUNTS = {
    CommitmentKind.MQL_VOLUME: "mql",
    CommitmentKind.LEAD_VOLUME: "lead",
    CommitmentKind.OPPORTUNITIES_CREATED: "opp",
}
_OF_THE_HANDED = {
    CommitmentKind.LEAD_QUALITY, CommitmentKind.LEAD_VALUE, CommitmentKind.PACING,
}  # fmt: skip


@dataclass(frozen=True)
class Counting:
    """What the figures of an agreement are counted under, by the ids of terms."""

    both: Both

    @property
    def agreement(self) -> Agreement:
        """The agreement that now holds."""
        return self.both.new

    @cached_property
    def by_target(self) -> Mapping[str, frozenset[str]]:
        """For each target, by its path, the stages and terms that it is counted under."""
        kpis = {kpi.id: self._under(kpi) for kpi in self.agreement.kpis}
        found = {f"kpis.{each}.target": under for each, under in kpis.items()}
        for promise in self.agreement.commitments:
            if promise.amount is not None:
                under = kpis.get(promise.kpi or "", frozenset()) | self._promised(promise)
                under |= {f"segments.{each}" for each in promise.segments}
                found[f"commitments.{promise.id}.amount"] = under
        return found

    @cached_property
    def wholes(self) -> Mapping[str, frozenset[str]]:
        """For each target, what is counted in it, without what it is a part of."""
        tops = {
            kpi.id: self._with_terms(self._counted(kpi)) | _acts(kpi) for kpi in self.agreement.kpis
        }
        return {f"kpis.{each}.target": under for each, under in tops.items()}

    def breaks(self, *changed: str) -> tuple[str, ...]:
        """The targets that are counted under stages and terms, or under terms that use them."""
        every = self._using(set(changed)) | {f"asked.{each}" for each in changed}
        return tuple(path for path, under in self.by_target.items() if under & every)

    def bound(self, *changed: str) -> SideName | None:
        """The side whose figures get smaller when fewer leads meet a definition."""
        every = self._using(set(changed))
        met = {
            self.both.side(self.both.names[path.rsplit(".", 1)[0]])
            for path, under in self.wholes.items()
            if under & every
        }
        sides = met - {None}
        return sides.pop() if len(sides) == 1 else None

    def counting(self, term: str) -> tuple[str, ...]:
        """The targets that count what a term says, not what other terms make of it."""
        return tuple(path for path, under in self.by_target.items() if term in under)

    def reaching(self, stage: str) -> tuple[str, ...]:
        """The targets that count the leads which reach a stage, not those which pass it by."""
        kpis = (path.split(".")[1] for path, top in self.wholes.items() if f"stages.{stage}" in top)
        return self.of_kpis(*kpis)

    def of_kpis(self, *kpis: str) -> tuple[str, ...]:
        """The targets of KPIs, and the promises that are measured by them."""
        promises = (each for each in self.agreement.commitments if each.kpi in kpis)
        found = {f"kpis.{each}.target" for each in kpis}
        found |= {f"commitments.{each.id}.amount" for each in promises}
        return tuple(path for path in self.by_target if path in found)

    def timed(self, found: Difference) -> tuple[str, ...]:
        """The targets that are figured by a limit, or by limits on a calendar, that changed.

        How long it takes is counted by the same clock whatever the limit is; what part kept the
        limit is not.
        """
        limits = {each.id for each in self.agreement.time_limits if _runs_by(found, each)}
        kpis = (each for each in self.agreement.kpis if each.limit in limits)
        length = isinstance(found.holder, Relief) or found.name in _LENGTHS
        return self.of_kpis(*(each.id for each in kpis if not length or _of_the_limit(each)))

    @cached_property
    def scored(self) -> tuple[str, ...]:
        """The terms that a score decides: those that ask for its threshold, or else the MQL."""
        scoring = self.agreement.scoring
        asked = {getattr(scoring, name, None) for name in ("threshold", "fit_threshold")} - {None}
        terms = (each for each in self.agreement.terms if _amounts(each) & asked)
        found = tuple(each.id for each in terms)
        mql = self.both.known[1].mql
        return found or ((f"stages.{mql}", "mql") if mql else ())

    # --- terms -----------------------------------------------------------------------------------

    def _using(self, terms: set[str]) -> set[str]:
        """The terms, and all whose definitions need them."""
        found = set(terms)
        for _ in self.agreement.terms:
            found |= {each for each, uses in self._uses.items() if uses & found}
        return found

    @cached_property
    def _uses(self) -> Mapping[str, frozenset[str]]:
        """The terms that each term's definition speaks of, and the terms of its conditions."""
        from sla_writer.spotting import Spotter  # loaded only when a definition changed

        terms = {each.id: each for each in self.agreement.terms}
        found: dict[str, set[str]] = {each: set() for each in terms}
        for code in languages():
            names = {each: [*_called(term, code)] for each, term in terms.items()}
            spotter = Spotter.of(names, code)
            for each, term in terms.items():
                text = " \n ".join(_texts(term, code))
                found[each] |= {use.key for use in spotter.uses(text)} - {each}
        return {each: frozenset(uses) for each, uses in found.items()}

    # --- stages ----------------------------------------------------------------------------------

    def _with_terms(self, stages: Collection[str]) -> frozenset[str]:
        terms = {each.term for each in self.agreement.stages if each.id in stages and each.term}
        return frozenset({*(f"stages.{each}" for each in stages), *terms})

    def _under(self, kpi: Kpi) -> frozenset[str]:
        """All that a KPI is counted under: stages, their terms, and terms for what is done."""
        segment = {f"segments.{kpi.segment}"} if kpi.segment else set()
        return self._with_terms(self._stages(kpi)) | _acts(kpi) | segment | self._limited(kpi)

    def _limited(self, kpi: Kpi) -> frozenset[str]:
        """What decides which leads a KPI's limit holds for, and when its clock stops."""
        limit = next((each for each in self.agreement.time_limits if each.id == kpi.limit), None)
        if limit is None:
            return frozenset()
        segments = {f"segments.{each}" for each in limit.segments}
        met = {f"asked.{term}" for each in limit.applies_when for term in self._named(each)}
        return frozenset(segments | met | ({_ENDS[limit.stop]} if limit.stop in _ENDS else set()))

    def _named(self, test: Criterion) -> Iterator[str]:
        """The terms that a limit's condition asks for by their names."""
        labels = test.label.said if test.label else ()
        asked = {_ARTICLE.sub("", each.casefold()) for _, each in labels}
        for term in self.agreement.terms:
            called = {each.casefold() for code in languages() for each in _called(term, code)}
            if called & asked:
                yield term.id

    def _stages(self, kpi: Kpi) -> set[str]:
        """The stages whose leads a KPI counts, on either side of its division."""
        ends = {each for each in (kpi.from_stage, kpi.to_stage) if each}
        if kpi.basis is Basis.STOCK and len(ends) == 2:
            return self._between(*sorted(ends, key=self._order.index))
        return ends or self._meant(_tokens(kpi.measure))

    def _counted(self, kpi: Kpi) -> set[str]:
        """The stages whose leads make a KPI's figure larger."""
        if kpi.to_stage:
            return {kpi.to_stage}
        measure = measure_of(kpi.measure)
        above = measure.calculation.split("/")[0] if measure else ""
        return self._meant(_TOKEN.findall(above))

    @cached_property
    def _order(self) -> list[str]:
        return [each.id for each in self.agreement.stages]

    def _between(self, first: str, last: str) -> set[str]:
        return set(self._order[self._order.index(first) : self._order.index(last) + 1])

    def _meant(self, tokens: Iterable[str]) -> set[str]:
        """The stages at which the quantities of a calculation are counted."""
        meant = {_MEANT.get(each, each) for each in tokens}
        found = {each.id for each in self.agreement.stages if _is(each, meant)}
        if "handed" in meant and (handed := self.both.known[1].handed):
            found.add(handed)
        if "closed" in meant and (last := closing(self._drawn)):
            found.add(last.id)
        return found | {each.id for each in self._drawn[-1:] if "won" in meant}

    @cached_property
    def _drawn(self) -> list[Stage]:
        """The planned stages; what is won is counted at the last, whatever the one before asks."""
        return [each for each in self.agreement.stages if each.in_plan]

    def _promised(self, promise: Commitment) -> frozenset[str]:
        """What a promise counts by its kind."""
        if promise.kind is CommitmentKind.HIGH_INTENT_MIX:
            acts = {term.id for term in self.agreement.terms if term.kind is TermKind.ACTION}
            return frozenset(acts.difference(_ACTS.values()))  # what leads do, not what is done
        handed = ["handed"] if promise.kind in _OF_THE_HANDED else []
        return self._with_terms(self._meant([*handed, _COUNTS.get(promise.kind, "")]))


def _runs_by(found: Difference, limit: TimeLimit) -> bool:
    """Whether a limit is what has changed, or runs by the calendar that has."""
    steps = found.path.split(".")
    if steps[0] == "calendars":
        return limit.calendar == steps[1]
    clocked = found.name not in _PROMISED and not _only_acknowledged(found)
    return steps[:2] == ["time_limits", limit.id] and clocked


def _only_acknowledged(found: Difference) -> bool:
    """Whether receipt is acknowledged, or no longer, while the clock starts at the same opening."""
    opening = (OutOfHours.NEXT_OPENING, OutOfHours.ACKNOWLEDGE)
    return found.name == "out_of_hours" and found.old in opening and found.new in opening


def _of_the_limit(kpi: Kpi) -> bool:
    """Whether a KPI says what part of the leads kept a limit."""
    return any("limit" in each for each in _tokens(kpi.measure))


def _tokens(measure: str | None) -> set[str]:
    """The quantities in a measure's calculation, and in those of the measures that it needs."""
    known = measure_of(measure)
    if known is None:
        return set()
    needed = (_tokens(each) for each in known.needs)
    return {*_TOKEN.findall(known.calculation)}.union(*needed)


def _acts(kpi: Kpi) -> set[str]:
    """The terms for what is done that a KPI counts."""
    return {_ACTS[each] for each in _tokens(kpi.measure) if each in _ACTS}


def _is(stage: Stage, words: Collection[str]) -> bool:
    """Whether a word means a stage; an opportunity is one that sales accepted, too."""
    meant = {*words, "sao"} if "opp" in words else set(words)
    return bool({stage.id, stage.term} & meant)


def _amounts(term: Term) -> set[object]:
    """The figures that a term's condition asks for."""
    groups = term.requirement.groups if isinstance(term.requirement, Requirement) else ()
    return {test.amount for group in groups for test in group.criteria if test.amount}


def _called(term: Term, code: str) -> Iterator[str]:
    if term.abbreviation:
        yield term.abbreviation
    name = term.name.get(code)
    if name:
        yield name


def _texts(record: object, code: str) -> Iterator[str]:
    """What a term's definition and conditions say in a language."""
    if isinstance(record, Text):
        yield record.get(code) or ""
    elif isinstance(record, tuple):
        for each in record:
            yield from _texts(each, code)
    elif isinstance(record, Record):
        skipped = ("name", "owner", "id") if isinstance(record, Term) else ()
        for name, value in record:
            if name not in skipped:
                yield from _texts(value, code)
