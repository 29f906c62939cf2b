"""What two agreements promise differently, as typed values that explain themselves."""

from sla_writer.changes.change import Change, Effect, Followed, Kind, Weight

__all__ = ["Change", "Effect", "Followed", "Kind", "Weight"]
