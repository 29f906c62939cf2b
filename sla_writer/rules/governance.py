"""How the agreement lives: its days, signatures and review, and what it says of people's data."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date

from sla_writer.agreement.governance import Review, Signatory
from sla_writer.agreement.record import open_values
from sla_writer.agreement.sides import Identity, LawfulBasis, SideName
from sla_writer.agreement.values import Quarter
from sla_writer.rules.rule import Case, Finding, Severity, known, rule

FARTHEST = 31
"""How many days the agreement may begin or end before or after its quarter does."""

_FISCAL = range(1, 13)

Days = tuple[date | None, date | None]


# --- its days ------------------------------------------------------------------------------------


def dates_out_of_order(case: Case) -> Iterator[Finding]:
    """The agreement runs through its quarter, and is reviewed before it ends."""
    identity = case.agreement.identity
    begins, ends = days = known(identity.effective_from), known(identity.effective_to)
    if begins and ends and begins > ends:
        params = {"begins": begins, "ends": ends}
        yield Finding("identity.effective_to", params, ("identity.effective_from",), "", "reversed")
        return
    yield from _off_quarter(identity, days)
    yield from _review_by(known(identity.review_by), days)
    review = known(case.agreement.review)
    on = known(review.on) if review else None
    yield from _reviewed(on, known(identity.review_by), days)


def _off_quarter(identity: Identity, days: Days) -> Iterator[Finding]:
    """Where the agreement's days are not those of its quarter, give or take a month."""
    quarter, begin = identity.quarter, identity.fiscal_year_start
    expected = _days_of(quarter, begin)
    off = [
        bool(one and other and _far(one, other)) for one, other in zip(days, expected, strict=True)
    ]
    params = {"quarter": quarter, "first": expected[0], "last": expected[1]}
    others = ("identity.quarter", "identity.fiscal_year_start")
    if all(off):
        fitting = _quarter_of(days, quarter, begin)
        yield Finding("identity.quarter", params, others[1:], fitting, "quarter")
        return
    for name, day, right, wrong in zip(
        ("effective_from", "effective_to"), days, expected, off, strict=True
    ):
        if wrong:
            fitting = str(right)
            yield Finding(f"identity.{name}", {**params, "day": day}, others, fitting, name)


def _days_of(quarter: Quarter, begin: int) -> Days:
    """The quarter's first and last day; unknown where the calendar has none."""
    with suppress(ValueError):
        if begin in _FISCAL:
            return quarter.first_day(begin), quarter.last_day(begin)
    return None, None


def _far(one: date, other: date) -> bool:
    return abs((one - other).days) > FARTHEST


def _quarter_of(days: Days, near: Quarter, begin: int) -> str:
    """The quarter that the days are those of, if there is one within a year; else ""."""
    years = (near.year - 1, near.year, near.year + 1)
    for quarter in (Quarter(year, number) for year in years for number in (1, 2, 3, 4)):
        pairs = zip(days, _days_of(quarter, begin), strict=True)
        if all(one and other and not _far(one, other) for one, other in pairs):
            return str(quarter)
    return ""


def _review_by(day: date | None, days: Days) -> Iterator[Finding]:
    begins, ends = days
    if day and ends and day > ends:
        params, others = {"day": day, "ends": ends}, ("identity.effective_to",)
        yield Finding("identity.review_by", params, others, ends.isoformat(), "review-late")
    elif day and begins and day < begins:
        params, others = {"day": day, "begins": begins}, ("identity.effective_from",)
        yield Finding("identity.review_by", params, others, "", "review-early")


def _reviewed(on: date | None, by: date | None, days: Days) -> Iterator[Finding]:
    """The day of the review lies within the agreement, and not after the day it is due."""
    begins, ends = days
    if on and by and on > by:
        params, others = {"day": on, "by": by}, ("identity.review_by",)
        yield Finding("review.on", params, others, by.isoformat(), "meeting-late")
    elif on and ends and on > ends:
        params, others = {"day": on, "ends": ends}, ("identity.effective_to",)
        yield Finding("review.on", params, others, ends.isoformat(), "review-late")
    elif on and begins and on < begins:
        params, others = {"day": on, "begins": begins}, ("identity.effective_from",)
        yield Finding("review.on", params, others, "", "review-early")


def question_overdue(case: Case) -> Iterator[Finding]:
    """What is open is decided by a day that is still to come, and within the agreement's time."""
    for question in case.agreement.open_questions:
        params = {"who": case.roles[question.owner], "question": question}
        path = f"open_questions.{question.id}.due"
        yield from _overdue(path, "question", question.due, params, case)
    for path, value in open_values(case.agreement):
        params = {"who": case.roles[value.undecided.who]}
        yield from _overdue(f"{path}.undecided.by", "value", value.undecided.by, params, case)


def _overdue(
    path: str, what: str, by: date, params: Mapping[str, object], case: Case
) -> Iterator[Finding]:
    ends = known(case.agreement.identity.effective_to)
    if by < case.today:
        yield Finding(path, {**params, "by": by}, (), "", f"{what}-past")
    elif ends and by > ends:
        params, others = {**params, "by": by, "ends": ends}, ("identity.effective_to",)
        yield Finding(path, params, others, "", f"{what}-late")


# --- its signatures ------------------------------------------------------------------------------


def signatory_missing(case: Case) -> Iterator[Finding]:
    """Each side signs, by somebody of its own who doesn't sign for the other."""
    signing = {side: _signing(case, side) for side in case.sides}
    missing = tuple(side for side, signatories in signing.items() if not signatories)
    if missing:
        yield Finding("signatories", {"sides": missing}, (), "", "missing")
    for one in signing[SideName.MARKETING]:
        for other in signing[SideName.SALES]:
            if _person(one.role, case) == _person(other.role, case):
                yield _by_somebody_else(other, case, "both", f"signatories.{one.id}.role")
                return
    for signatory in (each for signatories in signing.values() for each in signatories):
        if case.roles[signatory.role].side is signatory.side.other:
            yield _by_somebody_else(signatory, case, "other", f"roles.{signatory.role}.side")


def _signing(case: Case, side: SideName) -> list[Signatory]:
    return [each for each in case.agreement.signatories if each.side is side]


def _person(role_id: str, case: Case) -> str:
    """Who has a role, by name where one is known."""
    return (known(case.roles[role_id].person) or role_id).casefold()


def _by_somebody_else(signatory: Signatory, case: Case, variant: str, other: str) -> Finding:
    role, head = case.roles[signatory.role], case.own_head(signatory.side)
    params = {"role": role, "side": signatory.side, "person": known(role.person) or role}
    fits = head and _person(head, case) != _person(role.id, case)
    path = f"signatories.{signatory.id}.role"
    return Finding(path, params, (other,), head if fits else "", variant)


# --- its review and amendment --------------------------------------------------------------------


def review_missing(case: Case) -> Iterator[Finding]:
    """The agreement says how it is reviewed."""
    if case.agreement.review is None:
        yield Finding("review", {"quarter": case.agreement.identity.quarter})


def review_incomplete(case: Case) -> Iterator[Finding]:
    """A review has an agenda, something on the table, and people who must be there."""
    review = known(case.agreement.review)
    if review is None:
        return
    for name in ("agenda", "inputs"):
        if not getattr(review, name):
            yield Finding(f"review.{name}", variant=name)
    yield from _quorum(review)


def _quorum(review: Review) -> Iterator[Finding]:
    quorum = known(review.quorum)
    least = known(quorum.least) if quorum else None
    if quorum and not quorum.roles:
        yield Finding("review.quorum.roles", variant="quorum")
    elif quorum and least and least > len(quorum.roles):
        there = len(quorum.roles)
        params, others = {"least": least, "there": there}, ("review.quorum.roles",)
        yield Finding("review.quorum.least", params, others, str(there), "least")


def amendment_one_sided(case: Case) -> Iterator[Finding]:
    """Both sides may ask for a change, and none is made without the other."""
    review = known(case.agreement.review)
    amendment = known(review.amendment) if review else None
    for name in ("asked_by", "approved_by") if amendment else ():
        sides = _sides(getattr(amendment, name), case)
        if len(sides) == 1:
            (side,) = sides
            params = {"side": side, "other": side.other}
            yield Finding(f"review.amendment.{name}", params, (), "", name)


def _sides(roles: Iterable[str], case: Case) -> set[SideName]:
    """Which of the two sides roles belong to."""
    return {case.roles[role].side for role in roles} & set(case.sides)


def steward_missing(case: Case) -> Iterator[Finding]:
    """Somebody between the sides keeps the numbers."""
    if case.agreement.sides.steward is None:
        between = [role.id for role in case.agreement.roles if role.side is SideName.REVOPS]
        fitting = between[0] if len(between) == 1 else ""
        yield Finding("sides.steward", {}, (), fitting)


# --- what may be done with people's data ---------------------------------------------------------


def contact_basis_missing(case: Case) -> Iterator[Finding]:
    """People of every region in scope are contacted on a lawful basis that can be proved."""
    rules = case.agreement.contact_rules
    if not rules:
        yield Finding("contact_rules", variant="none")
        return
    bare = _uncovered(case)
    if bare:
        names = tuple(each.name for each in case.agreement.regions if each.id in bare)
        yield Finding("contact_rules", {"regions": names}, ("scope.included",), "", "region")
    for each in rules:
        if each.basis is LawfulBasis.CONSENT and each.proof_field is None:
            yield Finding(
                f"contact_rules.{each.id}.proof_field", {"law": each.law}, (), "", "proof"
            )


def _uncovered(case: Case) -> set[str]:
    """The regions in scope of which no rule about contact speaks."""
    rules = case.agreement.contact_rules
    if any(not each.regions for each in rules):
        return set()
    scope, every = case.agreement.scope, {each.id for each in case.agreement.regions}
    left_out = set(scope.excluded.regions) if scope.excluded else set()
    wanted = set(scope.included.regions) or every - left_out
    return wanted.difference(*(each.regions for each in rules))


RULES = (
    rule(dates_out_of_order, Severity.ERROR),
    rule(signatory_missing, Severity.ERROR),
    rule(review_missing, Severity.ERROR),
    rule(review_incomplete, Severity.ERROR),
    rule(amendment_one_sided, Severity.WARNING),
    rule(question_overdue, Severity.WARNING),
    rule(contact_basis_missing, Severity.WARNING),
    rule(steward_missing, Severity.ADVICE),
)
