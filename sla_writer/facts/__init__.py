"""All that may be printed: the agreement's values as traced, formatted facts.

`values` holds what a fact is, `told` what can be told of a record beyond its fields, `filters` what
a template may do with a fact. `numbers` are the plan's, from which `calculations` show how targets
come about, `planned` the funnel, and `workload` what comes and what can be worked.
"""

from sla_writer.agreement import Agreement
from sla_writer.facts.filters import FILTERS
from sla_writer.facts.told import LISTED, READS, TOLD, path_name
from sla_writer.facts.values import (
    Absent,
    Anchor,
    Fact,
    Facts,
    Listing,
    Open,
    Part,
    Phrase,
    Printable,
    Several,
    Told,
)


def facts(agreement: Agreement, language: str) -> Facts:
    """The facts of an agreement in a language."""
    return Facts(agreement, language, TOLD)


__all__ = [
    "FILTERS",
    "LISTED",
    "READS",
    "TOLD",
    "Absent",
    "Anchor",
    "Fact",
    "Facts",
    "Listing",
    "Open",
    "Part",
    "Phrase",
    "Printable",
    "Several",
    "Told",
    "facts",
    "path_name",
]
