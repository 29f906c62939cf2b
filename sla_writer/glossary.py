"""The words of a language: labels, document words, nouns in their forms, terms and KPIs.

A language is a file `glossaries/<code>.yaml`, and `glossaries/rules/*.<code>.yaml` for the quality
rules; what a KPI is in every language stands in `glossaries/kpis.yaml`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, cached_property
from pathlib import Path
from typing import Any

from sla_writer import data, kept, yaml_file
from sla_writer.errors import AgreementError, PackError, Place, Problem
from sla_writer.text_gate import read_file

_HEAD = re.compile(r"^([a-z][\w-]*):", re.MULTILINE)
_LANGUAGE = re.compile(r"[a-z]{2}")

Words = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun's forms by case and plural category; a language without cases has one row, ""."""

    forms: Mapping[str, Mapping[str, str]]

    def form(self, case: str, category: str) -> str:
        """The noun as it stands behind a number of a plural category."""
        return self.forms.get(case, self.forms.get("", {}))[category]

    def every_form(self) -> set[str]:
        """Every spelling of the noun."""
        return {form for row in self.forms.values() for form in row.values()}


@dataclass(frozen=True, slots=True)
class Entry:
    """A term of the trade: its preferred name, what is accepted too, and what is never written."""

    id: str
    name: str
    definition: str
    abbreviation: str = ""
    accepted: tuple[str, ...] = ()
    forbidden: tuple[str, ...] = ()
    noun: str = ""


@dataclass(frozen=True, slots=True)
class Measure:
    """A KPI of the catalogue.

    `formula` is for reading, `calculation` the same over named quantities, in no language. `needs`
    and `partner` are ids of other measures; `basis`, `direction` and `period` the model's words.
    """

    id: str
    name: str
    abbreviation: str
    formula: str
    traps: tuple[str, ...]
    family: str
    unit: str
    direction: str
    basis: str
    period: str
    calculation: str
    needs: tuple[str, ...]
    partner: str


@dataclass(frozen=True, slots=True)
class RuleWords:
    """What a quality rule is called, why it is one, how it goes wrong and how it is right.

    `found` says a finding and `fix` what to do, each by variant; "" is the rule's only sentence.
    """

    name: str
    title: str
    why: str
    wrong: str
    right: str
    found: Mapping[str, str]
    fix: Mapping[str, str]


class Glossary:
    """The words of one language."""

    def __init__(self, code: str) -> None:
        self.code = code
        self._file = _Parts(_path(code))

    @property
    def name(self) -> str:
        """What the language calls itself."""
        return str(self._at("name"))

    @property
    def formats(self) -> Words:
        """How the language writes numbers, money, dates and plurals."""
        found: Words = self._at("formats")
        return found

    def word(self, path: str) -> str:
        """The word or the pattern at a path, such as ``page``, ``per.month`` or ``criteria.is``.

        An ellipsis at an end shows where a neighbour stands, and is not part of the word: "… and …"
        is " and ".
        """
        head = path.split(".")[0]
        found = (
            self._at("words", *path.split("."))
            if head in self._at("words")
            else self._at(*path.split("."))
        )
        return str(found).removeprefix("…").removesuffix("…")

    def label(self, member: StrEnum, form: str = "nominative") -> str:
        """What a choice is called in the document; in the nominative when it has no such form."""
        return self.label_of(type(member).__name__, member.value, form)

    def label_of(self, kind: str, code: str, form: str = "nominative") -> str:
        """What the choice `code` of the enumeration `kind` is called."""
        found = self._at("labels", kind, code)
        return str(found if isinstance(found, str) else found.get(form, found["nominative"]))

    def part(self, name: str) -> Any:
        """A whole part of the language's file, such as `nouns`; PackError when there is none."""
        return self._at(name)

    def noun(self, name: str) -> Noun:
        """The forms of a noun."""
        found = self._at("nouns", name)
        rows = {"": found} if isinstance(found, str) else found
        categories = _several(self.formats["plural"]["forms"])
        return Noun(
            {case: dict(zip(categories, _several(row), strict=True)) for case, row in rows.items()}
        )

    def term(self, term_id: str) -> Entry:
        """The entry of a term."""
        found = self._at("terms", term_id)
        lists = {name: tuple(found.get(name) or ()) for name in ("accepted", "forbidden")}
        return Entry(**{**found, **lists, "id": term_id})

    @property
    def terms(self) -> tuple[Entry, ...]:
        """The entries of all terms, in the file's order."""
        return tuple(map(self.term, self._at("terms")))

    def kpi(self, measure: str) -> Measure:
        """The catalogue's entry of a measure in this language."""
        said, known = self._at("kpis", measure), _catalogue().get(measure)
        traps = tuple(str(self._at("traps", trap)) for trap in known["traps"] or ())
        return Measure(
            id=measure,
            name=said["name"],
            abbreviation=said.get("abbreviation", ""),
            formula=said["formula"],
            traps=traps,
            needs=tuple(known.get("needs") or ()),
            partner=known.get("partner", ""),
            **{name: known[name] for name in _KNOWN},
        )

    def rule(self, name: str) -> RuleWords:
        """The words of a quality rule, from the files `rules/*.<code>.yaml`."""
        for file in self._rules:
            if name in file:
                said = file.get(name)
                sentences = {part: _by_variant(said[part]) for part in ("found", "fix")}
                return RuleWords(name=name, **{**said, **sentences})
        raise _wrong("error-glossary-missing", _path(self.code), 1, name=f"rules.{name}")

    def rule_family(self, name: str) -> str:
        """What the rules of `rules/<name>.<code>.yaml` are about."""
        return str(_Parts(_rules_folder() / f"{name}.{self.code}.yaml").at("family"))

    def changes(self, *path: str) -> str:
        """A word or a pattern of the sentences about changes, from `changes/<code>.yaml`.

        An ellipsis in front shows where a neighbour stands, as in `word`.
        """
        return str(self._changes.at(*path)).removeprefix("…")

    @cached_property
    def _changes(self) -> _Parts:
        return _Parts(data.folder("glossaries") / "changes" / f"{self.code}.yaml")

    def review(self, *path: str) -> Any:
        """A word of the review page, or all under a name, from the file `review/<code>.yaml`."""
        return self._review.at(*path)

    @cached_property
    def _review(self) -> _Parts:
        return _Parts(data.folder("glossaries") / "review" / f"{self.code}.yaml")

    def compared(self, *path: str) -> Any:
        """A word around a comparison, or all under a name, from `compared/<code>.yaml`."""
        return self._compared.at(*path)

    @cached_property
    def _compared(self) -> _Parts:
        return _Parts(data.folder("glossaries") / "compared" / f"{self.code}.yaml")

    @cached_property
    def _rules(self) -> tuple[_Parts, ...]:
        return tuple(map(_Parts, sorted(_rules_folder().glob(f"*.{self.code}.yaml"))))

    def field(self, record: str, name: str) -> str:
        """What a field of the agreement is called."""
        found = self._field(record, name)
        return str(found if isinstance(found, str) else found["title"])

    def example(self, record: str, name: str) -> str:
        """An example of what a field may say; "" when there is none."""
        found = self._field(record, name)
        return "" if isinstance(found, str) else str(found.get("example", ""))

    def _field(self, record: str, name: str) -> Any:
        fields = self._at("fields")
        own = fields.get(record, {})
        return own[name] if name in own else self._at("fields", "*", name)

    def _at(self, *path: str) -> Any:
        return self._file.at(*path)


_KNOWN = ("family", "unit", "direction", "basis", "period", "calculation")


@cache
def glossary(code: str) -> Glossary:
    """The glossary of a language; PackError when there is none."""
    return Glossary(code)


def languages() -> tuple[str, ...]:
    """The languages that have a glossary."""
    found = (path.stem for path in data.folder("glossaries").glob("*.yaml"))
    return tuple(sorted(code for code in found if _LANGUAGE.fullmatch(code)))


def measures() -> tuple[str, ...]:
    """The ids of all KPIs of the catalogue, in its order."""
    return tuple(_catalogue())


def _path(code: str) -> Path:
    path = data.folder("glossaries") / f"{code}.yaml"
    if not _LANGUAGE.fullmatch(code) or not path.is_file():
        known = ", ".join(languages())
        raise _wrong("error-glossary-language", path, 1, language=code, known=known)
    return path


@cache
def _catalogue() -> _Parts:
    return _Parts(data.folder("glossaries") / "kpis.yaml")


def _rules_folder() -> Path:
    return data.folder("glossaries") / "rules"


def _by_variant(said: str | dict[str, str]) -> dict[str, str]:
    return {"": said} if isinstance(said, str) else said


def _several(row: str) -> list[str]:
    return [each.strip() for each in row.split("|")]


def _wrong(key: str, path: Path, line: int, **params: object) -> PackError:
    return PackError(Problem(key, params, place=Place(str(path), line, 1)))


class _Parts:
    """A YAML file of ours, kept parsed, or else parsed part by part when a part is asked for."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._read: dict[str, Any] = {}
        self._text = text = read_file(path)
        heads = list(_HEAD.finditer(text))
        ends = [*(head.start() for head in heads[1:]), len(text)]
        self._parts = {head[1]: (head.start(), end) for head, end in zip(heads, ends, strict=True)}
        with suppress(AgreementError):  # said with its place when the wrong part is asked for
            self._read = kept.mapping(path, text) or {}

    def __iter__(self) -> Iterator[str]:
        return iter(self._parts)

    def __contains__(self, name: str) -> bool:
        return name in self._parts

    def get(self, name: str) -> Any:
        """The data of a part."""
        if name not in self._read:
            if name not in self._parts:
                raise _wrong("error-glossary-missing", self.path, 1, name=name)
            self._read[name] = self._parse(name)
        return self._read[name]

    def _parse(self, name: str) -> Any:
        start, end = self._parts[name]
        try:
            above = "\n" * self._lines_above(name)  # so that mistakes have their place
            parsed = yaml_file.parse(above + self._text[start:end], str(self.path)).data
        except AgreementError as error:
            raise PackError(*error.problems) from None
        assert isinstance(parsed, dict)
        return parsed[name]

    def _lines_above(self, name: str) -> int:
        return self._text.count("\n", 0, self._parts[name][0])

    def at(self, *path: str) -> Any:
        """The value at a path; PackError when the file has none."""
        found = self.get(path[0])
        for step in path[1:]:
            if not isinstance(found, dict) or step not in found:
                line = self._lines_above(path[0]) + 1
                raise _wrong("error-glossary-missing", self.path, line, name=".".join(path))
            found = found[step]
        return found
