"""What people's own sentences say: terms in any form, empty words, bare durations, slips.

Everything here reads a text and says where in it something stands; nothing is changed. The words
to look for stand in the glossaries. `Spotter` finds given phrases, which every document needs; what
else is looked for has a module each, loaded only by those who ask for it.
"""

from __future__ import annotations

from sla_writer.spotting.spotter import Spotter, Use

__all__ = ["Spotter", "Use"]
