"""Limits that are judged so that nobody sees the late leads, and relief that is none."""

from __future__ import annotations

from collections.abc import Iterator

from sla_writer.agreement.calendars import Statistic
from sla_writer.agreement.kpis import Kpi
from sla_writer.agreement.values import Duration
from sla_writer.rules.lengths import calendar_of, longer
from sla_writer.rules.rule import Case, Finding, known


def mean_only(case: Case) -> Iterator[Finding]:
    """An average is not the only thing that a limit is judged by."""
    limits = {each.id: each for each in case.agreement.time_limits}
    watched = {each.limit for each in case.agreement.kpis if _tells_late_ones(each)}
    for limit in limits.values():
        if limit.statistic is Statistic.MEAN and limit.id not in watched:
            params = {"limit": limit.name}
            yield Finding(f"time_limits.{limit.id}.statistic", params, (), Statistic.P90.value)
    for kpi in case.agreement.kpis:
        if kpi.statistic is Statistic.MEAN and kpi.limit in limits and kpi.limit not in watched:
            params, others = {"limit": limits[kpi.limit].name}, (f"time_limits.{kpi.limit}",)
            yield Finding(f"kpis.{kpi.id}.statistic", params, others, Statistic.P90.value, "kpi")


def _tells_late_ones(kpi: Kpi) -> bool:
    """Whether a KPI shows leads that were late: a share, a median, a percentile."""
    return kpi.measure == "sla_compliance" or kpi.statistic not in (None, Statistic.MEAN)


def share_missing(case: Case) -> Iterator[Finding]:
    """A limit that holds for a share of the leads says for which, and no other limit says one."""
    for limit in case.agreement.time_limits:
        statistic = known(limit.statistic)
        path, params = f"time_limits.{limit.id}", {"limit": limit.name, "statistic": statistic}
        if statistic is Statistic.SHARE and limit.share is None:
            yield Finding(f"{path}.share", params)
        elif statistic not in (None, Statistic.SHARE) and (share := known(limit.share)):
            said, share_of = {**params, "share": share}, Statistic.SHARE.value
            yield Finding(f"{path}.statistic", said, (f"{path}.share",), share_of, "idle")


def relief_not_longer(case: Case) -> Iterator[Finding]:
    """The limit that holds in a busy week is longer than the ordinary one."""
    for limit in case.agreement.time_limits:
        within, relief = limit.within, limit.relief.within if limit.relief else None
        if not isinstance(within, Duration) or not isinstance(relief, Duration):
            continue
        if longer(relief, within, calendar_of(limit, case.agreement)) is False:
            path, others = (
                f"time_limits.{limit.id}.relief.within",
                (f"time_limits.{limit.id}.within",),
            )
            params = {"limit": limit.name, "relief": relief, "within": within}
            yield Finding(path, params, others)
