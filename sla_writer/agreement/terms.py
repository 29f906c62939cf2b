"""What the words mean: definitions that a CRM can test, and lead scoring."""

from enum import StrEnum

from sla_writer.agreement.criteria import Criterion, Requirement
from sla_writer.agreement.record import Id, Name, Open, Record, RoleId, SystemId, Text
from sla_writer.agreement.values import Count, Duration, Percent


class TermKind(StrEnum):
    """What sort of thing a term names; an ICP is a company, a persona is a person."""

    COMPANY = "company"
    PERSON = "person"
    LEAD = "lead"
    DEAL = "deal"
    ACTION = "action"
    TIME = "time"
    OTHER = "other"


class Term(Record):
    """A defined term: what it means, how it is tested, what is left out, who may change it."""

    id: Id
    kind: TermKind
    name: Text
    abbreviation: Name | None = None
    definition: Open[Text]
    requirement: Open[Requirement] | None = None
    exclusions: tuple[Criterion, ...] = ()
    owner: Open[RoleId]


class ScoreKind(StrEnum):
    """What points are given for."""

    FIT = "fit"
    ENGAGEMENT = "engagement"
    NEGATIVE = "negative"


class ScoreItem(Record):
    """Points for one observation."""

    id: Id
    kind: ScoreKind
    criterion: Criterion
    points: Count


class Decay(Record):
    """How points fade."""

    share: Percent
    every: Duration


class Scoring(Record):
    """Points, their scale and the threshold."""

    system: SystemId | None = None
    maximum: Open[Count]
    threshold: Open[Count]
    fit_threshold: Open[Count] | None = None
    items: tuple[ScoreItem, ...] = ()
    decay: Open[Decay] | None = None
    owner: Open[RoleId]
