"""Criteria that a CRM can test: field, operator and value, joined into requirements."""

from enum import StrEnum
from typing import Annotated, Any

from pydantic import BeforeValidator

from sla_writer.agreement.record import AnyFigure, Name, Record, SystemId, Text, Whole


class Operator(StrEnum):
    """How a field is compared with a value."""

    IS = "is"
    IS_NOT = "is-not"
    AT_LEAST = "at-least"
    AT_MOST = "at-most"
    MORE_THAN = "more-than"
    LESS_THAN = "less-than"
    ONE_OF = "one-of"
    NONE_OF = "none-of"
    CONTAINS = "contains"
    IS_SET = "is-set"
    IS_NOT_SET = "is-not-set"
    HAPPENED = "happened"
    WITHIN_LAST = "within-last"


def _several(value: Any) -> Any:
    return (value,) if isinstance(value, str | dict) else value


class Criterion(Record):
    """One test of one field. `field` is the CRM's own name; `label` says it in people's words.

    `amount` is for figures, `values` for words and codes (one string each, or one a language).
    """

    field: Name
    operator: Operator
    amount: AnyFigure | None = None
    values: Annotated[tuple[Text, ...], BeforeValidator(_several)] = ()
    label: Text | None = None
    system: SystemId | None = None


class Match(StrEnum):
    """How many of several must hold."""

    ALL = "all"
    ANY = "any"
    AT_LEAST = "at-least"


class Group(Record):
    """Criteria of which all, any or at least so many must hold."""

    match: Match = Match.ALL
    least: Whole | None = None
    criteria: tuple[Criterion, ...]
    label: Text | None = None


class Requirement(Record):
    """Groups of criteria of which all (or any) must hold."""

    match: Match = Match.ALL
    groups: tuple[Group, ...]
