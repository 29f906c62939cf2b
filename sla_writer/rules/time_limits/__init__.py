"""Time limits: clocks that nobody can read, that a click stops, or that nobody can keep."""

from __future__ import annotations

from sla_writer.rules.rule import Severity, rule
from sla_writer.rules.time_limits.feasible import limit_infeasible
from sla_writer.rules.time_limits.judged import mean_only, relief_not_longer, share_missing
from sla_writer.rules.time_limits.running import (
    calendar_without_holidays,
    limit_without_calendar,
    out_of_hours_unsaid,
    pause_unlimited,
    restart_unlimited,
)
from sla_writer.rules.time_limits.stops import limit_stopped_by_click

RULES = (
    rule(limit_without_calendar, Severity.ERROR),
    rule(calendar_without_holidays, Severity.WARNING),
    rule(limit_stopped_by_click, Severity.ERROR),
    rule(out_of_hours_unsaid, Severity.ERROR),
    rule(pause_unlimited, Severity.WARNING),
    rule(restart_unlimited, Severity.WARNING),
    rule(mean_only, Severity.WARNING),
    rule(share_missing, Severity.ERROR),
    rule(limit_infeasible, Severity.ERROR),
    rule(relief_not_longer, Severity.WARNING),
)
