"""A finding: what is wrong at a place of the agreement, what it was held against, what mends it.

What a rule is called and how its findings are said stands in `glossaries/rules/`.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from sla_writer.agreement.values import figure
from sla_writer.glossary import glossary
from sla_writer.language import Language
from sla_writer.saying import filled, place_name

__all__ = ["Finding", "Sources", "advice", "place_name", "said"]

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


def _filled(pattern: str, finding: Finding, language: Language) -> str:
    return filled(pattern, {**finding.params, "fitting": _fitting(finding)}, language)


def _fitting(finding: Finding) -> object:
    """What would fit, as a figure where it is one; an id such as ENG-02 is none."""
    with suppress(ValueError):
        if str(found := figure(finding.fitting)) == finding.fitting:
            return found
    return finding.fitting
