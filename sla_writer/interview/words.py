"""The words of the interview: the pack's questions, and answers as a person would write them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any

from pydantic import ValidationError

from sla_writer import messages, paths
from sla_writer.agreement.calendars import Hours
from sla_writer.agreement.record import Record
from sla_writer.agreement.values import Count, Duration, Money, Percent, Quarter, Times
from sla_writer.glossary import Glossary, glossary, measures
from sla_writer.interview import shape
from sla_writer.interview.script import Step, words_ids
from sla_writer.language import Language, language
from sla_writer.pack import Pack

Answers = Mapping[str, Any]
_NAMES = ("name", "title", "label", "statement", "question", "department", "day", "id")
_BREAK = re.compile(r"[;\n]|,(?!\d)")


@dataclass(frozen=True, slots=True)
class Asked:
    """A question's words: the question, why it's asked, an answer from life and a poor one, and
    who in the company usually knows."""

    text: str
    help: str = ""
    example: str = ""
    bad: str = ""
    who: str = ""


@dataclass(frozen=True)
class Words:
    """What the interview says, in one language."""

    pack: Pack
    code: str

    @cached_property
    def _questions(self) -> dict[str, Any]:
        return self.pack.question_words(self.code)

    @cached_property
    def _language(self) -> Language:
        return language(self.code)

    @cached_property
    def _glossary(self) -> Glossary:
        return glossary(self.code)

    def asked(self, step: Step) -> Asked:
        """The words of a step; its path stands in for words that a pack lacks."""
        return self._first(words_ids(step)) or Asked(step.path)

    def asked_of(self, step: Step, answers: Answers) -> str:
        """A step's question where it stands alone: after the item that it's about, unless its words
        are for that item only."""
        asked = self.asked(step).text
        about = "" if step.path in self._questions else self._item(step.path, answers)
        return f"{about}: {asked}" if about else asked

    def _item(self, path: str, answers: Answers) -> str:
        """What the item of a list is called that a path goes through; "" for none."""
        listed, _, rest = path.partition(".")
        item, _, inner = rest.partition(".")
        known = shape.fields(_root())[listed].kind == "records"
        return self.name(answers, listed, item) if known and inner else ""

    def question_at(self, path: str) -> str:
        """The question that asks for an agreement path; "" when no pack asks for it."""
        try:
            found = shape.at(path)
        except KeyError:
            return ""
        asked = self._first((path, f"{found.record.__name__}.{found.name}", f"*.{found.name}"))
        return asked.text if asked else ""

    def _first(self, ids: Iterable[str]) -> Asked | None:
        entry = next((self._questions[each] for each in ids if each in self._questions), None)
        if isinstance(entry, str):
            return Asked(entry)
        return Asked(**{name: str(entry[name]) for name in entry}) if entry else None

    # --- answers ------------------------------------------------------------------------------

    def shown(self, step: Step, value: Any, answers: Answers) -> str:
        """An answer as a person would write it; "" when there is none."""
        if value is None or value in ([], {}) or step.field is None:
            return ""
        return self._shown(step.field, value, answers)

    def _shown(self, field: shape.Field, value: Any, answers: Answers) -> str:
        if paths.is_open(value):
            who, by = self.decision(value, answers)
            return messages.text("ask-open-value", who=who, by=by)
        if field.refers:
            several = value if isinstance(value, list) else [value]
            return ", ".join(self.name(answers, field.refers, str(each)) for each in several)
        if field.kind == "languages":
            return ", ".join(map(self.language_name, value))
        if field.item:
            return self._record(field, value, answers)
        try:
            return self.write(field.read(value))
        except ValidationError:
            return str(value)

    def decision(self, value: Any, answers: Answers) -> tuple[str, str]:
        """Who decides an undecided value, and by when."""
        said = value["undecided"]
        who = self.name(answers, "roles", str(said.get("who", "")))
        return who, self._day(str(said.get("by", "")))

    def _day(self, text: str) -> str:
        try:
            return self._language.day(date.fromisoformat(text))
        except ValueError:
            return text

    def _record(self, field: shape.Field, value: Any, answers: Answers) -> str:
        assert field.item
        if isinstance(value, list):
            return "; ".join(self.title(field.item, item, answers) for item in value)
        known = shape.fields(field.item)
        said = (
            self._shown(known[name], each, answers) for name, each in value.items() if name in known
        )
        return "; ".join(text for text in said if text)

    def write(self, value: Any) -> str:
        """A value of the model in the interview's language."""
        if isinstance(value, tuple):
            words = all(isinstance(each, StrEnum | str) for each in value)
            return (", " if words else "; ").join(map(self.write, value))
        if hasattr(value, "said"):
            return str(value.get(self.code) or value.any()[1])
        for kind, written in self._written.items():
            if isinstance(value, kind):
                return written(value)
        return str(value)

    @cached_property
    def _written(self) -> dict[type, Callable[[Any], str]]:
        says = self._language
        return {
            Percent: says.percent, Money: says.money, Duration: says.duration, Times: says.times,
            Count: says.count, Quarter: says.quarter, StrEnum: self._glossary.label,
            bool: lambda yes: messages.text("ask-yes" if yes else "ask-no"),
            int: lambda whole: says.number(Decimal(whole)),
            date: says.day, time: says.time, Hours: says.hours,
        }  # fmt: skip

    def typed(self, step: Step, value: Any) -> str:
        """An answer as it's offered for typing: it must read back as the same answer."""
        assert step.field
        try:
            meant = step.field.read(value)
            local = self.write(meant)
            read = step.field.read(split(local) if isinstance(value, list) else local)
            return local if read == meant else _as_stored(value)
        except ValidationError:
            return _as_stored(value)

    def name(self, answers: Answers, listed: str, item_id: str) -> str:
        """The name of an item that is referred to, or its id when there is no such item."""
        item = paths.get(answers, f"{listed}.{item_id}") if item_id else None
        record = shape.fields(_root())[listed].item
        return self.title(record, item, answers) if record and isinstance(item, dict) else item_id

    def title(self, record: type[Record], item: Any, answers: Answers) -> str:
        """What an item of a list is called: its name, or what is first said of it."""
        known = shape.fields(record)
        for name in _NAMES[:-1]:
            if name in known and isinstance(item, dict) and item.get(name):
                return self._shown(known[name], item[name], answers)
        if isinstance(item, dict) and "measure" in item:
            return self.measure(item["measure"])
        said = [
            self._shown(known[name], item[name], answers)
            for name in known
            if name != "id" and item.get(name)
        ]
        return " · ".join(said[:3]) or str(item.get("id", ""))

    def label(self, choice: StrEnum) -> str:
        """A choice in the glossary's words, beginning with a capital."""
        said = self._glossary.label(choice)
        return said[:1].upper() + said[1:]

    def standing(self, found: StrEnum) -> str:
        """How a target ended, in a word."""
        return self._glossary.word(f"standings.{found}")

    def measures(self) -> tuple[str, ...]:
        """The KPIs of the catalogue."""
        return measures()

    def measure(self, name: str) -> str:
        """The name of a KPI of the catalogue."""
        return self._glossary.kpi(name).name if name in measures() else name

    def number(self, whole: int) -> str:
        """A whole number with its groups of three."""
        return self._language.number(Decimal(whole))

    def unit(self, answers: Answers, step: Step) -> str:
        """What a KPI's figure is counted in: `percent`, `money` …; "" where nothing tells."""
        holder = step.path.rpartition(".")[0]
        name = paths.get(answers, f"{holder}.measure")
        if not isinstance(name, str) or name not in measures():
            return ""
        return self._glossary.kpi(name).unit.split("-per-")[0]

    def language_name(self, code: str) -> str:
        """What a language is called in the interview's language."""
        return messages.text(f"ask-language-{code}") if code in messages.LANGUAGES else code


def _root() -> type[Record]:
    from sla_writer.agreement import Agreement

    return Agreement


def _as_stored(value: Any) -> str:
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)


def split(text: str) -> list[str]:
    """The parts of a list typed in one line: between semicolons, or commas that aren't decimal."""
    return [part.strip() for part in _BREAK.split(text) if part.strip()]
