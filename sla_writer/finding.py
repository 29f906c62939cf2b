"""A finding: what is wrong at a place of the agreement, what it was held against, what mends it.

What a rule is called and how its findings are said stands in `glossaries/rules/`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from sla_writer.agreement import Agreement
from sla_writer.agreement.kpis import Kpi
from sla_writer.agreement.prose import Text
from sla_writer.agreement.record import Record
from sla_writer.agreement.values import Count, Duration, Money, Percent, Quarter, Times, figure
from sla_writer.glossary import glossary, measures
from sla_writer.language import Language

Sources = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """Something wrong in an agreement.

    `path` is the place to look at first, `others` what it was held against. `params` are values of
    the model for the rule's sentence (a record is said by its name); a rule with several sentences
    names one as `variant`. `fitting` is what would clear the finding when put at `path`, written so
    that the field reads it; None when what stands there is to be taken away, "" when only a person
    can say.
    """

    path: str
    params: Mapping[str, object] = field(default_factory=dict)
    others: Sources = ()
    fitting: str | None = ""
    variant: str = ""
    rule: str = ""


def said(finding: Finding, language: Language) -> str:
    """A finding in a sentence or two of a language, values as the language writes them."""
    words = glossary(language.code).rule(finding.rule)
    return _filled(words.found[finding.variant], finding, language)


def advice(finding: Finding, language: Language) -> str:
    """What to do about a finding, in a language."""
    words = glossary(language.code).rule(finding.rule)
    told = words.fix.get(finding.variant) or words.fix[""]
    return _filled(told, finding, language)


def place_name(agreement: Agreement, path: str, language: Language) -> str:
    """What people call a place: "MQLs a month: target" for ``kpis.mql.target``."""
    said: list[str] = []
    value: object = agreement
    for step in path.split("."):
        if isinstance(value, Record):
            said.append(glossary(language.code).field(type(value).__name__, step))
            value = getattr(value, step, None)
        elif isinstance(value, tuple):
            value = next((each for each in value if getattr(each, "id", "") == step), None)
            said[-1:] = [_named(value, language)] if isinstance(value, Record) else said[-1:]
    name = ": ".join(said)
    return name[:1].upper() + name[1:]


def _filled(pattern: str, finding: Finding, language: Language) -> str:
    every = {**finding.params, "fitting": _fitting(finding)}
    return pattern.format(**{name: _Said(each, language) for name, each in every.items()})


def _fitting(finding: Finding) -> object:
    """What would fit, as a figure where it is one; an id such as ENG-02 is none."""
    with suppress(ValueError):
        if str(found := figure(finding.fitting)) == finding.fitting:
            return found
    return finding.fitting


@dataclass(frozen=True, slots=True)
class _Said:
    """A value in a sentence.

    ``{needed:lead genitive}`` counts leads in that case, ``{words:quoted}`` puts it in the
    language's quotation marks.
    """

    value: object
    language: Language

    def __format__(self, form: str) -> str:
        value, words = self.value, form.split()
        if words and isinstance(value, Count):
            return self.language.counted(value.value, *words)
        if words and isinstance(value, Duration):
            return self.language.duration(value, *words)
        if isinstance(value, str) and form == "quoted":
            return glossary(self.language.code).word("quoted").format(text=value)
        if isinstance(value, tuple):
            return self.language.join([f"{_Said(each, self.language):{form}}" for each in value])
        if isinstance(value, StrEnum):
            return _called(value, self.language, *words)
        if isinstance(value, Record):
            return _named(value, self.language)
        return str(_WRITERS.get(type(value), _as_it_is)(self.language, value))


def _called(choice: StrEnum, language: Language, form: str = "nominative") -> str:
    """What a choice is called in the language; a period as `per month`."""
    words = glossary(language.code)
    kind = type(choice).__name__
    return words.word(f"per.{choice}") if kind == "Period" else words.label(choice, form)


def _named(record: Record, language: Language) -> str:
    """What people call a record: the name that they gave it, else that of its measure or kind."""
    words = glossary(language.code)
    for called in ("name", "title", "statement", "question"):
        given = getattr(record, called, None)
        if isinstance(given, Text | str):
            return _text(language, given) if isinstance(given, Text) else given
    if isinstance(record, Kpi) and record.measure in measures():
        return words.kpi(str(record.measure)).name
    kind = getattr(record, "kind", None)
    return words.label(kind) if isinstance(kind, StrEnum) else str(getattr(record, "id", ""))


def _as_it_is(language: Language, value: object) -> str:
    return str(value)


def _text(language: Language, text: Text) -> str:
    return text.get(language.code) or text.any()[1]


_WRITERS: Mapping[type, Callable[[Language, Any], str]] = {
    Count: Language.count,
    Duration: Language.duration,
    Money: Language.money,
    Percent: Language.percent,
    Quarter: Language.quarter,
    Text: _text,
    Times: Language.times,
    date: Language.date,
}
