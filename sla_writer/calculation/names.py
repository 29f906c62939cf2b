"""What the numbers of a plan are called when one is set or asked for.

A number goes by its path (`plan.deal_size`, `stages.mql.rate`) or the end of it (`deal_size`,
`mql.rate`), by its stage (`mql`: the leads of a quarter), by a measure of the catalogue
(`win_rate`) or, when it is computed, by its own name (`cac`, `capacity`).
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from sla_writer import funnel
from sla_writer.agreement import Agreement
from sla_writer.agreement.kpis import Kpi
from sla_writer.agreement.record import Record
from sla_writer.agreement.stages import Stage
from sla_writer.errors import Problem, SlaWriterError
from sla_writer.fit.known import Known, of_the_whole
from sla_writer.funnel import closing, count_of, rate_of
from sla_writer.glossary import measures

_MEASURES = {
    "marketing_sourced": "plan.marketing_share",
    "new_customers": "customers",
    "sales_cycle": "cycle",
    "cac_payback": "payback",
    "pipeline_coverage": "coverage",
    "pipeline_velocity": "velocity",
}
_PATHS = {"cycle": "plan.cycle", "weeks": "plan.working_weeks"}


@dataclass(frozen=True, slots=True)
class Target:
    """What a name means: a field of the agreement, a number of the plan, or one as the other.

    `path` is where the field stands, "" for what is only computed. `number` is what `funnel.system`
    calls it, "" for a field that no equation has. `times` such numbers make one of these.
    """

    path: str
    number: str
    times: int = 1


def target(agreement: Agreement, name: str) -> Target:
    """What a name means; SlaWriterError, with the nearest name and all there are, when nothing."""
    found = _known(agreement).get(name) or _path(agreement, name)
    if found is None:
        listed = names(agreement)
        near = difflib.get_close_matches(name, listed, n=1)
        hint = " " + str(Problem("hint-did-you-mean", {"name": near[0]})) if near else ""
        raise SlaWriterError("error-calc-name", name=name, hint=hint, names=", ".join(listed))
    return found


def names(agreement: Agreement) -> tuple[str, ...]:
    """Every name that a number of the plan goes by, its path aside."""
    return tuple(name for name in _known(agreement) if not name.startswith(("plan.", "stages.")))


def short(number: str) -> str:
    """The shortest name of a number that a computation knows."""
    for holder in ("plan.capacity.", "plan.", "stages.", "count."):
        number = number.removeprefix(holder)
    return number


def _known(agreement: Agreement) -> dict[str, Target]:
    """Every name with what it means; where two mean the same word, a field comes before a stage."""
    found = {**dict(_measured(agreement)), **dict(_numbered(agreement))}
    fields = {each: target for each, target in found.items() if target.path}
    return {**found, **fields}


def _numbered(agreement: Agreement) -> Iterator[tuple[str, Target]]:
    """The numbers of the equations by their own names, fields by their paths too."""
    for number in funnel.outcomes(agreement.stages):
        yield short(number), Target("", number)
    for number in funnel.inputs(agreement.stages):
        path = _PATHS.get(number, number)
        if _leads_to(agreement, path):
            yield from ((name, Target(path, number)) for name in (short(path), path))


def _measured(agreement: Agreement) -> Iterator[tuple[str, Target]]:
    """The measures of the catalogue that are one number of the plan."""
    known = Known.of(agreement)
    if known.mql:
        yield "qualified_leads", Target("", count_of(known.mql), 3)
    for measure, number in _MEASURES.items():
        path = _PATHS.get(number, number)
        yield measure, Target(path if path.startswith("plan.") else "", number)
    for measure in measures():
        if stage := _converted(measure, known):
            yield measure, Target(rate_of(stage), rate_of(stage))


def _converted(measure: str, known: Known) -> str | None:
    """The stage whose rate a measure is: by a KPI from it to the next stage, or by its name."""
    drawn = [stage for stage in known.stages if stage.in_plan]
    for kpi in known.kpis:
        if kpi.measure == measure and of_the_whole(kpi) and _next(kpi, drawn):
            return kpi.from_stage
    last = closing(drawn)
    named = {"acceptance_rate": known.handed, "win_rate": last.id if last else None}
    first, _, second = measure.partition("_to_")
    steps = [one.id for one, other in pairwise(drawn) if _is(one, first) and _is(other, second)]
    return named.get(measure) or next(iter(steps), None)


def _next(kpi: Kpi, drawn: list[Stage]) -> bool:
    pairs = [(one.id, other.id) for one, other in pairwise(drawn)]
    return (kpi.from_stage, kpi.to_stage) in pairs


def _is(stage: Stage, word: str) -> bool:
    """Whether a measure's word means a stage: `opp` is an opportunity."""
    return bool(word) and any(str(each).startswith(word) for each in (stage.id, stage.term) if each)


def _path(agreement: Agreement, name: str) -> Target | None:
    """A field of the agreement that no equation has, such as `plan.working_weeks`."""
    paths = [name] if "." in name else [f"plan.{name}", f"plan.capacity.{name}"]
    return next((Target(path, "") for path in paths if _leads_to(agreement, path)), None)


def _leads_to(agreement: Agreement, path: str) -> bool:
    """Whether a path leads to a field; items of lists go by their ids."""
    value: object = agreement
    for step in path.split("."):
        if isinstance(value, tuple):
            value = next((each for each in value if getattr(each, "id", None) == step), None)
        elif isinstance(value, Record) and step in type(value).model_fields:
            value = getattr(value, step)
        else:
            return False
    return True
