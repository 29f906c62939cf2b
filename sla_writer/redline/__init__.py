"""Two documents read as one: each word, clause and row that only one of them has bears a mark."""

from sla_writer.redline.building import redline
from sla_writer.redline.deciding import Sort, Unit, accepted, rejected, resolved, units
from sla_writer.redline.joining import joined, one_side

__all__ = [
    "Sort",
    "Unit",
    "accepted",
    "joined",
    "one_side",
    "redline",
    "rejected",
    "resolved",
    "units",
]
