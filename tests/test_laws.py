"""The laws of the house, over every example, pack and language."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from difflib import SequenceMatcher
from enum import StrEnum
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from steps import put

from sla_writer import pack as packs
from sla_writer.agreement import Agreement, reading
from sla_writer.agreement.prose import Text
from sla_writer.agreement.record import Record
from sla_writer.agreement.values import Count, Duration, Money, Percent, Times
from sla_writer.clauses import document
from sla_writer.document import Block, Document, Figure, Run, Table, block_runs, plain
from sla_writer.glossary import glossary, languages

ROOT = Path(__file__).parent.parent
AGREEMENTS = sorted(
    [*ROOT.glob("examples/*/agreement.yaml"), *(ROOT / "tests" / "real").glob("*.yaml")]
)
PACKS = tuple(packs.shipped())
CASES = [(path, pack) for path in AGREEMENTS for pack in PACKS]
NAMES = [f"{path.parent.name}-{path.stem}-{pack}" for path, pack in CASES]

every_case = pytest.mark.parametrize(("path", "pack"), CASES, ids=NAMES)


@cache
def agreement_at(path: Path) -> Agreement:
    return reading.load(path)


@cache
def document_of(path: Path, pack: str, language: str) -> Document:
    return document(agreement_at(path), packs.load(pack), language)


def runs_of(found: Document) -> Iterator[Run]:
    for block in found.blocks:
        yield from block_runs(block)


# --- law 3: no number from nowhere --------------------------------------------------------------


@cache
def numerals_of_templates(pack: str, language: str) -> set[str]:
    """The numerals that stand in a pack's templates as their own words."""
    found = packs.load(pack)
    text = "\n".join(found.template(language, section) for section in found.sections)
    text = re.sub(r"\{\{.*?\}\}|\{%.*?%\}|\{[#.][^}]*\}|^\s*\d+\. ", " ", text, flags=re.M)
    return set(re.findall(r"\d+", text))


@every_case
def test_every_number_in_a_document_says_where_it_comes_from(path: Path, pack: str) -> None:
    for language in languages():
        for run in runs_of(document_of(path, pack, language)):
            if not run.sources and run.target is None:
                assert set(re.findall(r"\d+", run.text)) <= numerals_of_templates(pack, language), (
                    run
                )


# --- law 3: changing one answer changes only what depends on it ---------------------------------


@dataclass(frozen=True)
class Leaf:
    """A value of an agreement: the steps that lead to it, and its path as sources name it."""

    steps: tuple[str | int, ...]
    path: str
    value: Any


def leaves(value: Any, steps: tuple[str | int, ...] = (), path: str = "") -> Iterator[Leaf]:
    if isinstance(value, Record):
        for name in type(value).model_fields:
            if name not in ("id", "remarks"):
                inner = f"{path}.{name}" if path else name
                yield from leaves(getattr(value, name), (*steps, name), inner)
    elif isinstance(value, tuple):
        for index, each in enumerate(value):
            yield from leaves(each, (*steps, index), f"{path}.{getattr(each, 'id', index)}")
    elif value is not None:
        yield Leaf(steps, path, value)


def altered(value: Any) -> Any:
    """Another value of the same kind; None when there is no obvious one."""
    match value:
        case Percent():
            return Percent(value.points + 1)
        case Money():
            return Money(value.amount + 1, value.currency)
        case Duration():
            return Duration(value.amount + 1, value.unit)
        case Times():
            return Times(value.ratio + 1)
        case Count():
            return Count(value.value + 1)
        case Text():
            return Text(tuple((language, f"{text} xyz") for language, text in value.said))
        case StrEnum():
            others = [member for member in type(value) if member != value]
            return others[0] if others else None
        case bool():
            return not value
        case int() | Decimal():
            return value + 1
        case date():
            return value + timedelta(days=1)
    return None


def depends(run: Run, path: str) -> bool:
    """Whether a run says that it depends on the field at `path`; ``*`` stands for any steps."""
    return any(fnmatchcase(path, source) or source.startswith(f"{path}.") for source in run.sources)


def words_of(found: Document) -> dict[str, list[tuple[str, Run]]]:
    """The words of each block, and of each row of a table, with their runs."""
    words: dict[str, list[tuple[str, Run]]] = {}
    for block in found.blocks:
        for place, runs in places_of(block):
            for run in runs:
                pairs = [(word, run) for word in re.findall(r"[^\W_]+", run.text)]
                words.setdefault(place, []).extend(pairs)
    return words


def places_of(block: Block) -> Iterator[tuple[str, Iterable[Run]]]:
    if isinstance(block, Table):
        for row in block.rows:
            yield row.id, [run for cell in row.cells for run in cell]
    elif isinstance(block, Figure):
        for point in block.points:
            values = [run for bar in point.bars for run in bar.runs]
            yield f"{block.id}.{plain(point.label)}", [*point.label, *values]
    else:
        yield block.id, block_runs(block)


def changed_words(old: Document, new: Document) -> Iterator[tuple[str, Run]]:
    """The words of either document that the other does not have at the same place."""
    before, after = words_of(old), words_of(new)
    for block_id in before.keys() | after.keys():
        one, two = before.get(block_id, []), after.get(block_id, [])
        matcher = SequenceMatcher(None, [w for w, _ in one], [w for w, _ in two], autojunk=False)
        for kind, a, b, c, d in matcher.get_opcodes():
            if kind != "equal":
                yield from one[a:b]
                yield from two[c:d]


def check_only_dependants_change(path: Path, pack: str, language: str, leaf: Leaf) -> None:
    value = altered(leaf.value)
    if value is None:
        return
    changed = put(agreement_at(path), leaf.steps, value)
    old, new = document_of(path, pack, language), document(changed, packs.load(pack), language)
    for word, run in changed_words(old, new):
        if run.target is None:
            assert depends(run, leaf.path), (leaf.path, word, run)


EXAMPLES = [path for path in AGREEMENTS if "examples" in path.parts]


@given(data=st.data())
def test_changing_one_answer_changes_only_what_depends_on_it(data: st.DataObject) -> None:
    path = data.draw(st.sampled_from(EXAMPLES))
    leaf = data.draw(st.sampled_from(list(leaves(agreement_at(path)))))
    check_only_dependants_change(path, "b2b", data.draw(st.sampled_from(languages())), leaf)


@pytest.mark.long
@every_case
def test_no_answer_changes_what_does_not_depend_on_it(path: Path, pack: str) -> None:
    for leaf in leaves(agreement_at(path)):
        check_only_dependants_change(path, pack, "ru", leaf)


# --- law 4: the same input, the same document ---------------------------------------------------


@every_case
def test_a_document_is_the_same_each_time(path: Path, pack: str) -> None:
    for language in languages():
        again = document(agreement_at(path), packs.load(pack), language)
        assert again == document_of(path, pack, language)


# --- law 7: what a user types is data -----------------------------------------------------------

HOSTILE = [
    "& <b>bold</b> &amp; ]]>",
    "a | b || c",
    "{{ 7*7 }} {% raw %} {# x #} <# y #>",
    "{#id .annex} # not a heading",
    "1. not a list",
    "- nor this",
    "**not bold** _not_ `code` [x](javascript:alert) ![i](x)",
    "\\ \\n \\| \\",
    "{0.__class__} %s %(x)s ${x}",
    "two\nlines\n\nand a blank one",
    "word" * 2500,
    "[____](field:text) [](#s-goals) [x](term:mql)",
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_what_a_user_types_is_printed_as_typed(text: str) -> None:
    path = EXAMPLES[0]
    said = Text((("", text),))
    hostile = agreement_at(path).model_copy(update={})
    hostile = put(hostile, ("goals", 0, "statement"), said)
    hostile = put(hostile, ("terms", 0, "definition"), said)
    hostile = put(hostile, ("kpis", 0, "name"), said)
    for language in languages():
        found = document(hostile, packs.load("b2b"), language)
        usual = document_of(path, "b2b", language)
        assert [(type(b), b.id) for b in found.blocks] == [(type(b), b.id) for b in usual.blocks]
        assert sum(run.text.count(text) for run in runs_of(found)) >= 3


# --- law 8: every language says the same --------------------------------------------------------

_ROMAN = {"I": "1", "II": "2", "III": "3", "IV": "4"}


def digits(text: str, language: str) -> str:
    """The digits that a text prints: months as numbers, no separators, no zeros in front."""
    formats = glossary(language).formats
    for months in (formats["months"], formats["months-short"]):
        for number, name in enumerate(months, 1):
            text = re.sub(rf"(?<=\d[\s\u00a0]){re.escape(name)}(?!\w)", str(number), text)
    text = re.sub(r"\b(IV|I{1,3})\b(?=\s+квартал)", lambda m: _ROMAN[m[0]], text)
    return "".join(re.findall(r"[1-9]\d*", re.sub(r"\b0+(?=\d)", "", text)))


def values_by_source(found: Document) -> dict[str, set[str]]:
    """The digits printed for each field."""
    values: dict[str, set[str]] = {}
    for run in runs_of(found):
        for source in run.sources:
            values.setdefault(source, set()).add(digits(run.text, found.language))
    return values


def free_text(agreement: Agreement) -> set[str]:
    return {leaf.path for leaf in leaves(agreement) if isinstance(leaf.value, Text)}


@every_case
def test_every_language_carries_the_same_facts(path: Path, pack: str) -> None:
    first, *others = (values_by_source(document_of(path, pack, each)) for each in languages())
    prose = free_text(agreement_at(path))
    for other in others:
        for source in (first.keys() | other.keys()) - prose:
            assert first.get(source, set()) - {""} == other.get(source, set()) - {""}, source
