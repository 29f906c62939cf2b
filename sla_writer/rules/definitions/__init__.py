"""What the words mean: definitions that can be tested, and say neither nothing nor two things."""

from __future__ import annotations

from sla_writer.rules.definitions.circular import definition_circular
from sla_writer.rules.definitions.fields import company_as_person
from sla_writer.rules.definitions.names import term_twice
from sla_writer.rules.definitions.scores import score_unreachable
from sla_writer.rules.definitions.tested import (
    definition_untestable,
    stage_unentered,
    stages_overlap,
)
from sla_writer.rules.rule import Severity, rule

RULES = (
    rule(definition_circular, Severity.ERROR, reads_words=True),
    rule(term_twice, Severity.ERROR),
    rule(stages_overlap, Severity.ERROR),
    rule(stage_unentered, Severity.ERROR),
    rule(score_unreachable, Severity.ERROR, reads_words=True),
    rule(definition_untestable, Severity.WARNING),
    rule(company_as_person, Severity.WARNING, reads_words=True),
)
