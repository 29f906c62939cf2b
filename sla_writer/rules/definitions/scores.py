"""Scores that no lead can reach, and a threshold that stands twice with two values."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from itertools import chain

from sla_writer.agreement.criteria import Operator
from sla_writer.agreement.terms import ScoreItem, ScoreKind, Scoring, Term
from sla_writer.agreement.values import Count
from sla_writer.rules.definitions.fields import about
from sla_writer.rules.rule import Case, Finding, known


def score_unreachable(case: Case) -> Iterator[Finding]:
    """The points that a lead can collect make the maximum, and are enough for the thresholds."""
    scoring = known(case.agreement.scoring)
    if scoring is None:
        return
    yield from _too_few(scoring)
    for term in case.agreement.terms:
        if _is_mql(term):
            yield from _other_threshold(term, scoring)


def _too_few(scoring: Scoring) -> Iterator[Finding]:
    """What the items add up to, held against the thresholds and the maximum."""
    least, most = _sum(scoring.items)
    _, fit = _sum(tuple(each for each in scoring.items if each.kind is ScoreKind.FIT))
    threshold, maximum = known(scoring.threshold), known(scoring.maximum)
    fit_threshold, others = known(scoring.fit_threshold), ("scoring.items",)
    if most and threshold and threshold.value > most:
        params = {"threshold": threshold, "points": Count(most)}
        yield Finding("scoring.threshold", params, others, "", "threshold")
    elif most and maximum and not least <= maximum.value <= most:
        points = Count(most if maximum.value > most else least)
        params = {"maximum": maximum, "points": points}
        yield Finding("scoring.maximum", params, others, str(points), "maximum")
    if fit and fit_threshold and fit_threshold.value > fit:
        params = {"threshold": fit_threshold, "points": Count(fit)}
        yield Finding("scoring.fit_threshold", params, others, "", "fit")


def _sum(items: tuple[ScoreItem, ...]) -> tuple[Decimal, Decimal]:
    """How many points a lead can have at least, with every field at its best, and at the most.

    Several items over one field may be steps, of which only the best counts, or add up.
    """
    by_field: dict[str, list[Decimal]] = defaultdict(list)
    for each in items:
        if each.points.value > 0:
            by_field[each.criterion.field.casefold()].append(each.points.value)
    fields = by_field.values()
    best = (max(points) for points in fields)
    return sum(best, Decimal()), sum(chain.from_iterable(fields), Decimal())


def _is_mql(term: Term) -> bool:
    return "mql" in (term.id.lower(), (term.abbreviation or "").lower())


def _other_threshold(term: Term, scoring: Scoring) -> Iterator[Finding]:
    """Where the definition of an MQL asks for other points than the scoring does."""
    groups = getattr(term.requirement, "groups", ())
    for at, group in enumerate(groups):
        for index, criterion in enumerate(group.criteria):
            name = _threshold_of(about(criterion))
            right = known(getattr(scoring, name)) if name else None
            asked, tested = criterion.amount, criterion.operator is Operator.AT_LEAST
            if right and tested and isinstance(asked, Count) and asked != right:
                path = f"terms.{term.id}.requirement.groups.{at}.criteria.{index}.amount"
                params = {"term": term, "asked": asked, "right": right}
                yield Finding(path, params, (f"scoring.{name}",), str(right), "twice")


def _threshold_of(kinds: frozenset[str]) -> str:
    """Which threshold a test is about; "" where it is about points for something else, or none."""
    if "score" not in kinds or "part-score" in kinds:
        return ""
    return "fit_threshold" if "fit" in kinds else "threshold"
