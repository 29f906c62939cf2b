"""What people's own sentences say: terms in any form, empty words, bare durations, slips.

Everything here reads a text and says where in it something stands; nothing is changed. The words to
look for stand in the glossaries.
"""

from __future__ import annotations

from sla_writer.spotting.forbidden import forbidden
from sla_writer.spotting.hours import bare_hours
from sla_writer.spotting.personal import personal
from sla_writer.spotting.slips import Slip, slips
from sla_writer.spotting.spotter import Spotter, Use
from sla_writer.spotting.studies import misquoted
from sla_writer.spotting.weak import weak_words

__all__ = [
    "Slip",
    "Spotter",
    "Use",
    "bare_hours",
    "forbidden",
    "misquoted",
    "personal",
    "slips",
    "weak_words",
]
