"""Two versions of an agreement side by side: what is promised differently, and where it is read."""

from sla_writer.changes import Balance
from sla_writer.comparison.joining import compared
from sla_writer.comparison.values import Comparison, Edition, Entry

__all__ = ["Balance", "Comparison", "Edition", "Entry", "compared"]
