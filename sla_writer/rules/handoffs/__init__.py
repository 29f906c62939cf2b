"""Hand-offs: leads without an owner, rejections that say nothing, disputes without an end."""

from __future__ import annotations

from sla_writer.rules.handoffs.owners import (
    handoff_without_fallback,
    handoff_without_limit,
    owner_gap,
    silence_unsaid,
)
from sla_writer.rules.handoffs.rejections import (
    codes_unused,
    fault_contradicts,
    other_without_note,
    rejection_without_codes,
    rejection_without_window,
)
from sla_writer.rules.handoffs.returns import dispute_undecidable, recycling_unlimited
from sla_writer.rules.rule import Severity, rule

RULES = (
    rule(handoff_without_fallback, Severity.ERROR),
    rule(silence_unsaid, Severity.ERROR),
    rule(owner_gap, Severity.ERROR),
    rule(handoff_without_limit, Severity.ERROR),
    rule(rejection_without_codes, Severity.ERROR),
    rule(other_without_note, Severity.ERROR, reads_words=True),
    rule(fault_contradicts, Severity.WARNING, reads_words=True),
    rule(codes_unused, Severity.ADVICE),
    rule(rejection_without_window, Severity.WARNING),
    rule(recycling_unlimited, Severity.WARNING),
    rule(dispute_undecidable, Severity.ERROR),
)
