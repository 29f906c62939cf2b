"""One contradiction between numbers of an agreement, and how it is said."""

from __future__ import annotations

import gettext
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sla_writer.agreement.goals import Period
from sla_writer.agreement.values import Count, Duration, Money, Percent, Times
from sla_writer.funnel import Sources
from sla_writer.glossary import glossary
from sla_writer.language import Language
from sla_writer.messages import DOMAIN, LOCALES


@dataclass(frozen=True, slots=True)
class Misfit:
    """Two numbers of an agreement that contradict each other.

    `path` is the one to look at first, `others` what it was held against; key and params name the
    message (params are values of the model). `fitting` is what would clear it when put at `path`,
    written so that the field reads it, or "" when only a person can say.
    """

    path: str
    key: str
    params: Mapping[str, object]
    others: Sources
    fitting: str


def said(misfit: Misfit, language: Language) -> str:
    """A misfit in one sentence of a language, with both numbers as the language writes them."""
    words = _catalogue(language.code).gettext(misfit.key)
    return words.format(**{name: _Said(each, language) for name, each in misfit.params.items()})


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, LOCALES, languages=[language, "en"])


@dataclass(frozen=True, slots=True)
class _Said:
    """A value in a message; ``{needed:lead genitive}`` counts leads in that case."""

    value: object
    language: Language

    def __format__(self, noun: str) -> str:
        if noun and isinstance(self.value, Count):
            return self.language.counted(self.value.value, *noun.split())
        return str(_WRITERS[type(self.value)](self.language, self.value))


_WRITERS: Mapping[type, Callable[[Language, Any], str]] = {
    Count: Language.count,
    Duration: Language.duration,
    Money: Language.money,
    Percent: Language.percent,
    Period: lambda language, per: glossary(language.code).word(f"per.{per}"),
    Times: Language.times,
}
