"""What two agreements promise differently, as typed values that explain themselves."""

from sla_writer.changes.balancing import balance
from sla_writer.changes.change import (
    Balance,
    Change,
    Due,
    Effect,
    Followed,
    Group,
    Kind,
    Weight,
)
from sla_writer.changes.found import changes
from sla_writer.changes.repeated import every
from sla_writer.changes.rewording import only_words, said_in_vain
from sla_writer.changes.words import heading, meant, said

__all__ = [
    "Balance", "Change", "Due", "Effect", "Followed", "Group", "Kind", "Weight",
    "balance", "changes", "every", "heading", "meant", "only_words", "said", "said_in_vain",
]  # fmt: skip
