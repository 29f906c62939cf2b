"""Numbers that are wrong by themselves, or beside the one that stands next to them."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from sla_writer import funnel
from sla_writer.agreement.kpis import Direction, Kpi
from sla_writer.agreement.values import Count, Duration, Figure, Percent, Unit
from sla_writer.finding import Finding
from sla_writer.fit.known import Known, measure_of, target_of

QUARTER_DAYS = 92
"""The longest quarter has this many days."""

_MONTHS = 3
_NONE, _WHOLE = Percent(Decimal(0)), Percent(Decimal(100))


def rates(known: Known) -> Iterator[Finding]:
    """Of a stage's leads more than none and at most all go on."""
    for stage in known.stages:
        rate = stage.rate
        if isinstance(rate, Percent) and not 0 < rate.points <= 100:
            params = {"rate": rate, "none": _NONE, "whole": _WHOLE}
            yield Finding(f"stages.{stage.id}.rate", params, (), "", rule="rate-impossible")


def months(known: Known) -> Iterator[Finding]:
    """The three months of a quarter make it up."""
    weights = known.plan.month_weights if known.plan else ()
    total = Percent(sum((weight.points for weight in weights), Decimal()))
    if weights and (len(weights) != _MONTHS or total != _WHOLE):
        variant = "total" if len(weights) == _MONTHS else "months"
        params = {"total": total, "whole": _WHOLE, "count": len(weights)}
        yield Finding("plan.month_weights", params, (), "", variant, rule="month-weights-off")


def cycle(known: Known) -> Iterator[Finding]:
    """Revenue of the quarter comes from its leads only if the sales cycle is shorter."""
    cycle = known.plan.cycle if known.plan else None
    if isinstance(cycle, Duration) and (days := _days(cycle)) is not None and days > QUARTER_DAYS:
        yield Finding("plan.cycle", {"cycle": cycle}, (), "", rule="cycle-beyond-quarter")


def _days(time: Duration) -> Fraction | None:
    """Calendar days; unknown for units that run only while a calendar is open."""
    days = {
        Unit.CALENDAR_HOUR: Fraction(1, 24),
        Unit.CALENDAR_DAY: Fraction(1),
        Unit.BUSINESS_DAY: Fraction(7, 5),
        Unit.WEEK: Fraction(7),
        Unit.MONTH: Fraction(QUARTER_DAYS, 3),
    }.get(time.unit)
    return None if days is None else Fraction(time.amount) * days


def threshold(known: Known) -> Iterator[Finding]:
    """No lead scores more than the maximum."""
    scoring = known.scoring
    threshold, maximum = (scoring.threshold, scoring.maximum) if scoring else (None, None)
    if not isinstance(threshold, Count) or not isinstance(maximum, Count):
        return
    if threshold.value > maximum.value:
        params = {"threshold": threshold, "maximum": maximum}
        others = ("scoring.maximum",)
        yield Finding(
            "scoring.threshold", params, others, str(maximum), rule="threshold-above-maximum"
        )


def bands(known: Known) -> Iterator[Finding]:
    """A target is at risk before it is met."""
    met, at_risk = (known.bands.met, known.bands.at_risk) if known.bands else (None, None)
    if not isinstance(met, Percent) or not isinstance(at_risk, Percent):
        return
    if at_risk.points > met.points:
        params = {"at_risk": at_risk, "met": met}
        yield Finding("bands.at_risk", params, ("bands.met",), "", rule="bands-reversed")


def baselines(known: Known) -> Iterator[Finding]:
    """A target is no worse than what was reached before, unless the margin says why."""
    for kpi in known.kpis:
        target, before, path = kpi.target, kpi.baseline, target_of(kpi)
        if not isinstance(target, Figure) or not isinstance(before, Figure):
            continue
        reached = funnel.attainment(target, before, _better(kpi))
        if reached is not None and reached < 1 and path not in known.reasons:
            params = {"target": target, "baseline": before}
            others = (f"kpis.{kpi.id}.baseline",)
            yield Finding(path, params, others, "", rule="target-below-baseline")


def _better(kpi: Kpi) -> Direction:
    """Which way is better, as the KPI itself says or its measure."""
    measure = measure_of(kpi.measure)
    if isinstance(kpi.direction, Direction):
        return kpi.direction
    return Direction(measure.direction) if measure else Direction.CONTEXT
