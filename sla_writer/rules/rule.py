"""What a quality rule is, and the case that rules are held against."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import TypeVar

from sla_writer import fit
from sla_writer.agreement import Agreement
from sla_writer.agreement.prose import Text
from sla_writer.agreement.record import Record, Undecided
from sla_writer.agreement.sides import Role, Side, SideName
from sla_writer.finding import Finding

T = TypeVar("T")

__all__ = ["Case", "Finding", "Prose", "Rule", "Severity", "known", "rule"]


class Severity(StrEnum):
    """An error blocks the release, a warning needs a fix or a waiver, advice needs nothing."""

    ERROR = "error"
    WARNING = "warning"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True)
class Prose:
    """A text of the agreement in one language; `path` names the language where there are several.

    `language` is that of the text, or the document's where one text stands for all of them.
    """

    path: str
    language: str
    text: str


@dataclass(frozen=True)
class Case:
    """An agreement that is judged on a day.

    The rules about waivers also see what the others `found`, and all `rules` by name.
    """

    agreement: Agreement
    today: date
    found: tuple[Finding, ...] = ()
    rules: Mapping[str, Rule] = field(default_factory=dict)

    @cached_property
    def prose(self) -> tuple[Prose, ...]:
        """Every free text of the agreement, in the languages of its documents."""
        return tuple(_prose(self.agreement, "", self.agreement.identity.languages))

    @cached_property
    def roles(self) -> Mapping[str, Role]:
        """The roles by id."""
        return {role.id: role for role in self.agreement.roles}

    @cached_property
    def sides(self) -> Mapping[SideName, Side]:
        """The two departments by side."""
        both = self.agreement.sides
        return {SideName.MARKETING: both.marketing, SideName.SALES: both.sales}

    def own_head(self, side: SideName) -> str:
        """The id of a side's head; "" where that is a role of the other side."""
        head = self.roles.get(self.sides[side].head)
        return "" if head is None or head.side is side.other else head.id

    @cached_property
    def misfits(self) -> tuple[Finding, ...]:
        """The numbers that contradict each other."""
        return tuple(fit.misfits(self.agreement))


@dataclass(frozen=True, slots=True)
class Rule:
    """A quality rule: its name, how much it weighs, and what finds its breaches.

    `check` is silent about what is undecided. A rule that `reads_words` can be mistaken, so that
    its errors may be waived too. The fix of a `safe` one changes nothing that is promised.
    """

    name: str
    severity: Severity
    check: Callable[[Case], Iterable[Finding]]
    reads_words: bool = False
    safe: bool = False

    @property
    def waivable(self) -> bool:
        """Whether a person may knowingly leave a finding of this rule."""
        return self.severity is not Severity.ERROR or self.reads_words

    def findings(self, case: Case) -> Iterator[Finding]:
        """What the rule finds; every finding carries the rule's name."""
        return (replace(found, rule=self.name) for found in self.check(case))


def rule(
    check: Callable[[Case], Iterable[Finding]],
    severity: Severity,
    *,
    reads_words: bool = False,
    safe: bool = False,
) -> Rule:
    """The rule that a function checks, called as the function is: `term_unused`, `term-unused`."""
    return Rule(check.__name__.replace("_", "-"), severity, check, reads_words, safe)


def known(value: T | Undecided | None) -> T | None:
    """A value that is there and decided; None for one that is open."""
    return None if isinstance(value, Undecided) else value


_TELLING = (Text, Record, tuple)


def _prose(value: object, path: str, languages: tuple[str, ...]) -> Iterator[Prose]:
    if isinstance(value, Text):
        for language, text in value.said:
            if language and language not in languages:
                continue
            where = f"{path}.{language}" if language else path
            yield Prose(where, language or _language_of(text, languages), text)
    elif isinstance(value, Record):
        for name, each in vars(value).items():
            if isinstance(each, _TELLING):
                yield from _prose(each, f"{path}.{name}" if path else name, languages)
    elif isinstance(value, tuple):
        for index, each in enumerate(value):
            if isinstance(each, _TELLING):
                yield from _prose(each, f"{path}.{getattr(each, 'id', index)}", languages)


def _language_of(text: str, languages: tuple[str, ...]) -> str:
    """The language of a text that stands for all: by its letters, else the document's first."""
    cyrillic = sum("а" <= letter <= "я" for letter in text.lower())
    latin = sum("a" <= letter <= "z" for letter in text.lower())
    guess = "ru" if cyrillic > latin else "en"
    return guess if guess in languages else next(iter(languages), guess)
