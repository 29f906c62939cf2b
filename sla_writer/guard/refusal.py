"""A refusal: what a rewording says otherwise than the agreed sentence, and where."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sla_writer import messages


class Kind(StrEnum):
    """In what a rewording differs, or why it cannot be read."""

    QUANTITY = "quantity"
    DATE = "date"
    MODAL = "modal"
    NEGATION = "negation"
    CONDITION = "condition"
    SCOPE = "scope"
    FREQUENCY = "frequency"
    JOIN = "join"
    RELATION = "relation"
    NUMBER = "number"
    TERM = "term"
    MISSING = "missing"
    EXTRA = "extra"
    REPEATED = "repeated"
    PLACE = "place"
    CHARACTER = "character"
    MARKUP = "markup"
    SLOT = "slot"
    EMPTY = "empty"


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason against a rewording.

    `start` and `end` are its place in the wording’s text (equal: nothing stands there); `agreed` is
    what the source says and `wrote` what the wording says instead, "" for nothing.
    """

    kind: Kind
    start: int
    end: int
    agreed: str = ""
    wrote: str = ""

    def said(self) -> str:
        """The reason in a sentence, in the language spoken."""
        which = "instead" if self.agreed and self.wrote else "only" if self.wrote else "not"
        key = f"guard-{self.kind}" if self.kind in _OWN_WORDS else f"guard-{which}"
        about = messages.text(f"guard-about-{self.kind}") if self.kind not in _OWN_WORDS else ""
        return messages.text(key, about=about, agreed=self.agreed, wrote=self.wrote)


_OWN_WORDS = frozenset(
    (Kind.REPEATED, Kind.PLACE, Kind.CHARACTER, Kind.MARKUP, Kind.SLOT, Kind.EMPTY)
)
