"""All that may be printed: the agreement's values as traced, formatted facts.

Templates see nothing else. A fact knows its text in the document's language and the path of every
field that the text depends on; asking a fact for a part gives another fact. Models and their
methods cannot be reached from here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from typing import Any, TypeVar

from sla_writer.agreement import Agreement
from sla_writer.agreement.prose import Text
from sla_writer.agreement.reading import reference_to
from sla_writer.agreement.record import Record, Undecided
from sla_writer.agreement.values import Count, Duration, Money, Percent, Quarter, Times, Written
from sla_writer.glossary import Glossary, glossary
from sla_writer.language import Language, language

Sources = tuple[str, ...]
T = TypeVar("T")


def union(*many: Sources) -> Sources:
    """Sources together, each once, in order."""
    return tuple(dict.fromkeys(source for sources in many for source in sources))


@dataclass(frozen=True, slots=True)
class Fact:
    """A printable value: `code` is what conditions compare with, `raw` the typed value."""

    text: str
    sources: Sources
    raw: object = None
    code: str = ""
    language: str | None = None

    @property
    def amount(self) -> Decimal | None:
        """The number behind the text, for drawing; None when there is none."""
        match self.raw:
            case Percent(points=value) | Money(amount=value) | Duration(amount=value):
                return value
            case Count(value=value) | Times(ratio=value):
                return value
            case Decimal() as value:
                return value
            case int() as whole if not isinstance(whole, bool):
                return Decimal(whole)
        return None

    def __bool__(self) -> bool:
        return self.raw is not False and bool(self.text)

    def __eq__(self, other: object) -> bool:
        return (self.code or self.text) == (other.code if isinstance(other, Fact) else other)

    def __hash__(self) -> int:
        return hash(self.text)

    def get(self, name: str) -> Any:
        """A plain value has no parts, except `open`, which says that it is not undecided."""
        return Absent(self.sources) if name == "open" else None


@dataclass(frozen=True, slots=True)
class Absent:
    """A field that says nothing: false in conditions, an error when printed."""

    sources: Sources

    def __bool__(self) -> bool:
        return False

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Absent)

    def __hash__(self) -> int:
        return 0

    def get(self, name: str) -> Absent:
        """Parts of nothing are nothing."""
        return self


@dataclass(frozen=True, slots=True)
class Open(Fact):
    """A value that is undecided: prints who decides and by when; so does every part of it."""

    def __iter__(self) -> Iterator[Any]:
        return iter(())

    def get(self, name: str) -> Fact:
        """The same openness; `open` is true."""
        return self


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words and facts in a row, printed as they stand."""

    parts: tuple[Fact, ...]

    @property
    def text(self) -> str:
        """The whole phrase without its traces."""
        return "".join(part.text for part in self.parts)

    @property
    def sources(self) -> Sources:
        """Everything the phrase depends on."""
        return union(*(part.sources for part in self.parts))

    def get(self, name: str) -> None:
        """A phrase has no parts."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """An id for the document's blocks; printed raw, never as text."""

    id: str


class Facts:
    """The facts of one agreement in one language: the root from which everything is reached."""

    def __init__(
        self, agreement: Agreement, language_code: str, told: Mapping[tuple[str, str], Telling]
    ) -> None:
        self.agreement = agreement
        self.told = told
        self.language: Language = language(language_code)
        self.glossary: Glossary = glossary(language_code)
        self.root = Part(self, agreement, "", ())
        self._made: dict[object, Any] = {}

    def once(self, make: Callable[[Facts], T]) -> T:
        """What a function makes of these facts, made when it is asked for first."""
        if make not in self._made:
            self._made[make] = make(self)
        found: T = self._made[make]
        return found

    def names(self) -> dict[str, Any]:
        """Every field of the agreement, and what is told of it as a whole, by name."""
        told = [name for record, name in self.told if record == "Agreement"]
        return {name: self.root.get(name) for name in [*Agreement.model_fields, *told]}

    def value(self, value: Any, path: str, via: Sources) -> Any:
        """The fact (or part, or list) that a value of the model makes."""
        sources = union(via, (path,))
        if value is None:
            return Absent(sources)
        if isinstance(value, Undecided):
            return self.open(value, path, via)
        if isinstance(value, tuple):
            return Several(self, value, path, via)
        if isinstance(value, Record):
            return Part(self, value, path, via)
        if isinstance(value, Text):
            return self.prose(value, sources)
        return Fact(self.write(value), sources, value, self.code(value))

    def write(self, value: object) -> str:
        """A typed value in the document's language."""
        words = self.language
        match value:
            case Percent():
                return words.percent(value)
            case Money():
                return words.money(value)
            case Duration():
                return words.duration(value)
            case Times():
                return words.times(value)
            case Count():
                return words.count(value)
            case Quarter():
                return words.quarter(value)
            case StrEnum():
                return self.glossary.label(value)
            case bool():
                return self.glossary.word("yes" if value else "no")
            case int():
                return words.number(Decimal(value))
            case date():
                return words.date(value)
            case time():
                return words.time(value)
        return str(value)

    def code(self, value: object) -> str:
        """What a template's condition compares a value with."""
        if isinstance(value, bool):
            return "yes" if value else "no"
        return str(value) if isinstance(value, str | int | Written) else ""

    def prose(self, value: Text, sources: Sources) -> Fact:
        """Free text in the document's language; the original, marked, when it is not translated."""
        said = value.get(self.language.code)
        if said is not None:
            return Fact(said, sources, value)
        original, text = value.any()
        mark = self.glossary.word("untranslated")
        return Fact(f"{text} {mark}", sources, value, language=original)

    def open(self, value: Undecided, path: str, via: Sources) -> Open:
        """What stands in place of an undecided value."""
        decision = value.undecided
        who = self.named("roles", decision.who, f"{path}.undecided.who", via)
        pattern = self.glossary.word("undecided-between" if decision.between else "undecided")
        text = pattern.format(
            who=who.text, by=self.language.date(decision.by), between="; ".join(decision.between)
        )
        sources = union(via, (path, f"{path}.undecided.*"), who.sources)
        return Open(text, sources, value, "undecided")

    def named(self, listed: str, item_id: str, path: str, via: Sources = ()) -> Fact:
        """The display name of an item that is referred to."""
        item = self.item(listed, item_id, union(via, (path,)))
        return item.display() if isinstance(item, Part) else Fact(item_id, (path,))

    def item(self, listed: str, item_id: str, via: Sources) -> Part | Absent:
        """An item of one of the agreement's lists by its id."""
        for each in getattr(self.agreement, listed):
            if each.id == item_id:
                return Part(self, each, f"{listed}.{item_id}", via)
        return Absent(via)


class Part:
    """A record of the agreement: its fields, and what can be told from them, as facts."""

    __slots__ = ("_facts", "_path", "_record", "_via")

    def __init__(self, facts: Facts, record: Record, path: str, via: Sources) -> None:
        self._facts, self._record, self._path, self._via = facts, record, path, via

    @property
    def facts(self) -> Facts:
        """The facts that the part belongs to."""
        return self._facts

    @property
    def record(self) -> Any:
        """The record behind the part, for what is told of it; out of templates' reach."""
        return self._record

    @property
    def path(self) -> str:
        """Where the record stands in the agreement."""
        return self._path

    @property
    def sources(self) -> Sources:
        """Where the record itself stands."""
        return union(self._via, (self._path,))

    def __bool__(self) -> bool:
        return True

    def __eq__(self, other: object) -> bool:
        own = getattr(self._record, "id", None)
        return own == (getattr(other._record, "id", None) if isinstance(other, Part) else other)

    def __hash__(self) -> int:
        return hash(self._path)

    def get(self, name: str) -> Any:
        """The fact of a field, or of what is told of the record; None for an unknown name."""
        told = self._facts.told.get((type(self._record).__name__, name))
        if told:
            return told(self)
        if name == "anchor":
            return Anchor(self._path)
        if name == "open":
            return Absent(self.sources)
        if name not in type(self._record).model_fields:
            return None
        return self.field(name)

    def field(self, name: str) -> Any:
        """The fact of a field as the model has it; a reference gives the item that it names."""
        value = getattr(self._record, name)
        path = f"{self._path}.{name}" if self._path else name
        to = reference_to(type(self._record), name)
        if to and isinstance(value, str):
            return self._facts.item(to, value, union(self._via, (path,)))
        if to and isinstance(value, tuple):
            return Several(self._facts, value, path, self._via, to)
        return self._facts.value(value, path, self._via)

    def display(self) -> Fact:
        """The name under which the record is spoken of."""
        for name in (
            "display",
            "abbreviation",
            "title",
            "name",
            "department",
            "label",
            "statement",
        ):
            found = self.get(name)
            if isinstance(found, Phrase):
                return Fact(found.text, found.sources)
            if isinstance(found, Fact) and found:
                return replace(found, code=str(getattr(self._record, "id", "")))
        return Fact(str(getattr(self._record, "id", self._path)), self.sources)


class Several:
    """A list of the agreement; what is printed once an item depends on which items there are."""

    __slots__ = ("_facts", "_items", "_path", "_to", "_via")

    def __init__(
        self, facts: Facts, items: Sequence[Any], path: str, via: Sources, to: str | None = None
    ) -> None:
        self._facts, self._items, self._path, self._via, self._to = facts, items, path, via, to

    @property
    def sources(self) -> Sources:
        """The list as such: its members and their order."""
        return union(self._via, (self._path,))

    def __bool__(self) -> bool:
        return bool(self._items)

    def __len__(self) -> int:
        return len(self._items)

    def __iter__(self) -> Iterator[Any]:
        for index, item in enumerate(self._items):
            yield self._one(item, index)

    def _one(self, item: Any, index: int) -> Any:
        key = getattr(item, "id", index)
        if self._to and isinstance(item, str):
            return self._facts.item(self._to, item, self.sources)
        return self._facts.value(item, f"{self._path}.{key}", self._via)

    def get(self, name: str) -> Any:
        """An item by its id; `count` is how many there are; `open` is false."""
        if name == "open":
            return Absent(self.sources)
        if name == "count":
            count = len(self._items)
            return Fact(self._facts.language.number(Decimal(count)), self.sources, count)
        for index, item in enumerate(self._items):
            if name == (item if isinstance(item, str) else getattr(item, "id", None)):
                return self._one(item, index)
        return Absent(self.sources)


class Told:
    """Named facts that belong together but are no record of the agreement: a worked example."""

    __slots__ = ("_facts",)

    def __init__(self, **facts: Any) -> None:
        self._facts = facts

    @property
    def sources(self) -> Sources:
        """Everything that its facts depend on."""
        return union(*(getattr(fact, "sources", ()) for fact in self._facts.values()))

    def get(self, name: str) -> Any:
        """The fact of a name; None when there is none."""
        return self._facts.get(name)


class Listing(tuple[Any, ...]):
    """Several told things in order."""

    __slots__ = ()

    @property
    def sources(self) -> Sources:
        """Everything that its members depend on."""
        return union(*(each.sources for each in self))

    def get(self, name: str) -> Any:
        """How many there are (`count`), and nothing else."""
        return Fact(str(len(self)), self.sources, len(self)) if name == "count" else None


Printable = Fact | Absent | Phrase | Part | Several | Anchor | Told | Listing

Telling = Callable[[Part], "Printable | None"]
"""What can be told of a record beyond its fields."""
