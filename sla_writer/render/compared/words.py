"""The words around a comparison: what the two are called, how much is different, for whom."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property

from sla_writer.agreement.sides import SideName
from sla_writer.agreement.values import Count, Duration, Money, Percent, Times
from sla_writer.changes import Change, Effect, Kind, Weight, every
from sla_writer.changes.words.amounts import moved_said
from sla_writer.changes.words.naming import what
from sla_writer.comparison import Comparison, Edition, Entry
from sla_writer.glossary import glossary
from sla_writer.language import language
from sla_writer.saying import Said, place_name

FIGURES = (Count, Duration, Money, Percent, Times)
SIGNS = {Effect.TIGHTENED: "▲", Effect.RELAXED: "▼", Effect.NEUTRAL: "●"}


class Words:
    """What a comparison is said with, in its language."""

    def __init__(self, comparison: Comparison) -> None:
        self.all = comparison
        self.language = language(comparison.language)
        self._glossary = glossary(comparison.language)

    def word(self, *path: str, **values: object) -> str:
        """A word or a filled pattern."""
        return str(self._glossary.compared(*path)).format(**values)

    def counted(self, name: str, count: int) -> str:
        """How many of something there are: "3 material changes"."""
        forms = str(self._glossary.compared("counts", name)).split("|")
        known = self._glossary.formats["plural"]["forms"].split("|")
        place = [each.strip() for each in known].index(self.language.plural(Decimal(count)))
        return forms[place].strip().format(n=count)

    def counts(self) -> str:
        """How much is different: "3 material changes, 5 places reworded"; "" when nothing is."""
        every = {each.value: len(of(self.all, each)) for each in (Weight.MATERIAL, Weight.MINOR)}
        every[Weight.WORDING.value] = self.all.folded
        return ", ".join(self.counted(name, count) for name, count in every.items() if count)

    @cached_property
    def title(self) -> str:
        """The two editions by quarter and revision."""
        both = self.all.old, self.all.new
        return self.word("title", old=self.edition(both[0]), new=self.edition(both[1]))

    def edition(self, edition: Edition) -> str:
        """What an edition is called: quarter, revision, and what it is if it was never released."""
        identity = edition.agreement.identity
        quarter = self.language.quarter(identity.quarter)
        version = self._glossary.word("version").format(quarter=quarter, revision=identity.revision)
        if edition.number is not None:
            return version
        if edition.name == "working":
            return self.word("working", version=version)
        return self.word("file", version=version, name=edition.name)

    def side(self, side: SideName) -> str:
        """What a side is called."""
        return self._glossary.label(side)

    def balance(self) -> Iterator[tuple[str, str]]:
        """Each side, and how much became tighter and looser for it."""
        for side, found in self.all.balance.items():
            both = {"tightened": found.tightened, "relaxed": found.relaxed}
            said = [self.word(name, n=count) for name, count in both.items() if count]
            yield self.side(side), ", ".join(said) or self.word("even")

    def broken(self) -> tuple[str, ...]:
        """What can't be compared with the old version any more, each once."""
        paths = dict.fromkeys(path for each in self.all.entries for path in each.change.breaks)
        new = self.all.new.agreement
        items = dict.fromkeys(".".join(path.split(".")[:2]) for path in paths)
        return tuple(place_name(new, item, self.language) for item in items)

    def where(self, entry: Entry) -> str:
        """Where a change is read, and where the same number is read once more."""
        also = self.word("also", places=", ".join(self.also(entry))) if entry.repeats else ""
        return "; ".join(filter(None, (self.place(entry), also)))

    def place(self, entry: Entry) -> str:
        """Where a change is read; of what is gone it is said that this was in the old version."""
        gone = entry.change.kind is Kind.REMOVED and entry.where
        return self.word("gone", where=entry.where) if gone else entry.where

    def also(self, entry: Entry) -> tuple[str, ...]:
        """Where else the same number is read; what it is called there where it isn't printed."""
        places = (each.where or self.name(each.change) for each in entry.repeats)
        return tuple(dict.fromkeys(places))

    def name(self, change: Change) -> str:
        """What people call the thing that changed."""
        return what(change, self.language)

    def figures(self, change: Change) -> tuple[str, str, str]:
        """The old figure, the new one, and by how much it moved."""
        moved = moved_said(change, self.language).strip().strip("()")
        return self._said(change.old), self._said(change.new), moved

    def came_to(self, change: Change) -> str:
        """What a KPI came to last quarter; "" where nobody has said."""
        results = (getattr(each.record, "actual", None) for each in every([change]))
        actual = next((each for each in results if isinstance(each, FIGURES)), None)
        return self._said(actual) if has_figures(change) and actual else ""

    def _said(self, value: object) -> str:
        return f"{Said(value, self.language)}"

    def effect(self, change: Change) -> str:
        """For whom it got tighter or looser, in a sign and a word."""
        side = self.side(change.side) if change.side else ""
        return self.word("effect", change.effect.value, side=side).strip()

    def why(self, entry: Entry) -> str:
        """The reason that people gave; "" when nobody has."""
        return self.word("why", reason=entry.why) if entry.why else ""


def has_figures(change: Change) -> bool:
    """Whether two figures can stand side by side: a promise that was and is a number."""
    promised = change.kind in (Kind.TARGET, Kind.LIMIT)
    return promised and isinstance(change.old, FIGURES) and isinstance(change.new, FIGURES)


def of(comparison: Comparison, weight: Weight) -> tuple[Entry, ...]:
    """The entries of a weight."""
    return tuple(each for each in comparison.entries if each.change.weight is weight)
