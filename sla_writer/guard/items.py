"""An item: a word of a sentence together with what it says there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

RESOLVED = (
    "modals", "scopes", "negations", "conditions", "frequencies", "joins", "unclear", "pronouns",
    "sides", "same", "light", "silent", "agents", "links",
)  # fmt: skip
"""What a phrase is where it stands by no number: the first of these that it can be."""


@dataclass(frozen=True, slots=True)
class Item:
    """What stands from `start` to `end` of a text: of a kind, and which one of it.

    `senses` are the codes of a phrase by the kinds that it can be, until its neighbours decide.
    """

    kind: str
    code: str
    start: int
    end: int
    senses: Mapping[str, str] = field(default_factory=dict)

    @property
    def light(self) -> bool:
        """Whether a rewording may leave the word out or put it in."""
        return "light" in self.senses

    def settled(self) -> Iterator[Item]:
        """The item by itself, as one of a single kind; a phrase may say several things."""
        if self.kind != "phrase":
            yield self
        elif "several" in self.senses:
            for each in self.senses["several"].split("; "):
                kind, code = each.split()
                yield Item(kind, code, self.start, self.end)
        else:
            yield self._single()

    def _single(self) -> Item:
        for kind in RESOLVED:
            if kind in self.senses:
                return Item(kind, self.senses[kind], self.start, self.end, self.senses)
        for kind in ("units", "calendars"):
            if kind in self.senses:
                return Item("word", self.senses[kind], self.start, self.end)
        code = self.senses.get("dated") or next(iter(self.senses.values()))
        return Item("relations", code, self.start, self.end, self.senses)
