"""Who agrees, about what, and who answers for what: identity, sides, roles, scope and systems."""

from enum import StrEnum

from sla_writer.agreement.criteria import Requirement
from sla_writer.agreement.record import (
    CalendarId,
    CurrencyCode,
    Day,
    Id,
    LanguageCode,
    Name,
    Open,
    Record,
    RegionId,
    RoleId,
    SegmentId,
    SourceId,
    Text,
    Whole,
    YesNo,
)
from sla_writer.agreement.values import Quarter


class SideName(StrEnum):
    """The two sides, the steward between them, and the company above them."""

    MARKETING = "marketing"
    SALES = "sales"
    REVOPS = "revops"
    COMPANY = "company"

    @property
    def other(self) -> "SideName | None":
        """The side that this one agrees with; None for whoever stands between or above them."""
        return {SideName.MARKETING: SideName.SALES, SideName.SALES: SideName.MARKETING}.get(self)


class VatBasis(StrEnum):
    """Whether amounts include value added tax."""

    NET = "net"
    GROSS = "gross"
    NONE = "none"


class RevenueBasis(StrEnum):
    """What counts as revenue."""

    BOOKINGS = "bookings"
    ARR = "arr"
    MRR = "mrr"
    TCV = "tcv"
    RECOGNISED = "recognised-revenue"
    PAID = "paid-invoices"


class Confidentiality(StrEnum):
    """Who may read the document."""

    PUBLIC = "public"
    INTERNAL = "internal"
    CONFIDENTIAL = "confidential"


class Paper(StrEnum):
    """The paper that the Word file is laid out for."""

    A4 = "A4"
    LETTER = "Letter"


class WeekStart(StrEnum):
    """The day on which a reported week begins."""

    MONDAY = "monday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


class Identity(Record):
    """What the agreement is called, which quarter it covers, and how its numbers are meant.

    A fiscal year is named after the calendar year in which it starts. `calendar` counts the
    business hours and days wherever a time limit does not name a calendar of its own.
    """

    title: Text
    id: Id
    quarter: Quarter
    revision: Whole = 1
    fiscal_year_start: Whole = 1
    week_start: WeekStart = WeekStart.MONDAY
    effective_from: Open[Day]
    effective_to: Open[Day]
    review_by: Open[Day]
    languages: tuple[LanguageCode, ...]
    calendar: CalendarId | None = None
    currency: CurrencyCode
    amounts: Open[VatBasis]
    revenue: Open[RevenueBasis]
    confidentiality: Confidentiality = Confidentiality.INTERNAL
    distribution: tuple[RoleId, ...] = ()
    supersedes: Name | None = None
    paper: Paper = Paper.A4
    pack: Id = "b2b"


class Role(Record):
    """One accountable role, who holds it now and who stands in."""

    id: Id
    title: Text
    side: SideName
    person: Open[Name] | None = None
    deputy: RoleId | None = None


class Side(Record):
    """A department that takes on commitments."""

    department: Text
    entity: Open[Text] | None = None
    product_line: Text | None = None
    regions: tuple[RegionId, ...] = ()
    head: RoleId
    deputies: tuple[RoleId, ...] = ()


class Sides(Record):
    """The two sides and the RevOps steward who keeps the numbers."""

    marketing: Side
    sales: Side
    steward: Open[RoleId] | None = None


class Motion(StrEnum):
    """A way in which the company sells."""

    INBOUND = "inbound"
    OUTBOUND = "outbound"
    PARTNER = "partner"
    EXPANSION = "expansion"
    PRODUCT_LED = "product-led"
    EVENTS = "events"


class Segment(Record):
    """A group of companies that is treated alike."""

    id: Id
    name: Text
    requirement: Requirement | None = None


class Region(Record):
    """A territory."""

    id: Id
    name: Text


class Source(Record):
    """Where leads come from."""

    id: Id
    name: Text
    motion: Motion


class ScopeList(Record):
    """What is in scope, or out of it."""

    motions: tuple[Motion, ...] = ()
    segments: tuple[SegmentId, ...] = ()
    regions: tuple[RegionId, ...] = ()
    sources: tuple[SourceId, ...] = ()


class Scope(Record):
    """What the agreement covers and what it leaves out."""

    included: ScopeList
    excluded: ScopeList | None = None


class SystemKind(StrEnum):
    """What a system is for."""

    CRM = "crm"
    MARKETING_AUTOMATION = "marketing-automation"
    ANALYTICS = "analytics"
    TELEPHONY = "telephony"
    SPREADSHEET = "spreadsheet"
    FINANCE = "finance"


class System(Record):
    """A system that data comes from; one of them is the system of record."""

    id: Id
    name: Name
    kind: SystemKind
    of_record: YesNo = False


class LawfulBasis(StrEnum):
    """Why a person may be contacted."""

    CONSENT = "consent"
    LEGITIMATE_INTEREST = "legitimate-interest"
    CONTRACT = "contract"


class ContactRule(Record):
    """Under which law and on what basis people of some regions may be called or written to."""

    id: Id
    regions: tuple[RegionId, ...] = ()
    law: Name
    basis: Open[LawfulBasis]
    proof_field: Name | None = None
    blocks_handoff: YesNo = True
