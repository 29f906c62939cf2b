"""One sentence about a change: a pattern of the glossary, its places filled."""

from __future__ import annotations

from sla_writer.agreement.commitments import Commitment
from sla_writer.agreement.goals import Goal
from sla_writer.agreement.kpis import Kpi
from sla_writer.agreement.reading import reference_to
from sla_writer.agreement.record import Record
from sla_writer.agreement.values import Count, Money
from sla_writer.changes.change import Change, Effect
from sla_writer.changes.words.naming import what, within
from sla_writer.fit.known import measure_of
from sla_writer.glossary import glossary
from sla_writer.language import Language
from sla_writer.saying import Said, filled


def told(pattern: str, change: Change, language: Language, **values: object) -> str:
    """One of the sentences about what has changed."""
    every = {"what": what(change, language), "effect": effect_said(change, language), **values}
    return filled(glossary(language.code).changes("said", pattern), every, language, change.names)


def effect_said(change: Change, language: Language) -> str:
    """For whom it got tighter, as the end of a sentence; "" when nobody can say."""
    if change.effect is Effect.NEUTRAL:
        return ""
    alone = "" if change.side else "-alone"
    pattern = glossary(language.code).changes("effects", f"{change.effect}{alone}")
    return filled(pattern, {"side": change.side}, language)


def value_said(change: Change, value: object, language: Language) -> str:
    """A new value in words, its ids by the names of what they refer to."""
    return _measure(change, value, language) or (
        f"{Said(value, language, change.names, _refers_to(change))}"
    )


def old_said(change: Change, value: object, language: Language) -> str:
    """The same of an old value, whose ids may have meant others."""
    return _measure(change, value, language) or (
        f"{Said(value, language, change.names_before, _refers_to(change))}"
    )


def _measure(change: Change, value: object, language: Language) -> str:
    """The catalogue's name of a KPI's measure; "" for any other value."""
    of_kpi = isinstance(change.record, Kpi) and change.path == f"{change.item}.measure"
    return glossary(language.code).kpi(str(value)).name if of_kpi and measure_of(str(value)) else ""


def figure_said(change: Change, value: object, language: Language, *, before: bool = False) -> str:
    """A value in words, new or `before`; a target with the period that it is for."""
    text = (old_said if before else value_said)(change, value, language)
    last = change.path.rpartition(".")[2]
    return with_period(change.record, text, language) if last in ("target", "amount") else text


def with_period(record: Record, text: str, language: Language) -> str:
    """A figure with its period, unless its KPI's name has it already."""
    if not isinstance(record, Kpi | Commitment | Goal) or record.per is None:
        return text
    if not isinstance(record, Commitment) and not isinstance(record.target, Count | Money):
        return text
    measure = measure_of(record.measure) if isinstance(record, Kpi) else None
    if measure and "-per-" in measure.unit:
        return text
    pattern = glossary(language.code).changes("value-per")
    return filled(pattern, {"value": text, "per": record.per}, language)


def _refers_to(change: Change) -> str | None:
    """The agreement's list that ids in the changed field refer to."""
    *steps, name = change.path.removeprefix(f"{change.item}.").split(".")
    holder = within(change.record, steps)
    if not isinstance(holder, Record) or name not in type(holder).model_fields:
        return None
    return reference_to(type(holder), name)
