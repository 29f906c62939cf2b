"""A refusal: what a rewording says otherwise than the agreed sentence, and where."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sla_writer import messages


class Kind(StrEnum):
    """In what a rewording differs, or why it may not stand."""

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
    PLACE = "place"
    REPEATED = "repeated"
    CHARACTER = "character"
    MARKUP = "markup"
    SLOT = "slot"
    LENGTH = "length"


_OWN = {
    Kind.PLACE: "said-guard-place",
    Kind.REPEATED: "said-guard-repeated",
    Kind.CHARACTER: "said-guard-character",
    Kind.MARKUP: "said-guard-markup",
    Kind.SLOT: "said-guard-slot",
    Kind.LENGTH: "said-guard-length",
}
"""What is said of a kind in words of its own."""


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
        """The reason in a sentence of the language spoken: "wrote 2 hours, agreed 2 days"."""
        key = _OWN.get(self.kind) or self._key()
        return messages.text(key, agreed=self.agreed, wrote=self.wrote)

    def _key(self) -> str:
        if self.agreed and self.wrote:
            return "said-guard-instead"
        return "said-guard-added" if self.wrote else "said-guard-left-out"
