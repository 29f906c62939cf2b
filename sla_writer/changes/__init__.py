"""What two agreements promise differently, as typed values that explain themselves."""

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

__all__ = ["Balance", "Change", "Due", "Effect", "Followed", "Group", "Kind", "Weight"]
