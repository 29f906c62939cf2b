"""What the guard is judged by: rewordings and mutants, their halves, and the table of the docs."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

from sla_writer.guard import Sentence, Verified, verify

HERE = Path(__file__).parent / "guard"
LANGUAGES = ("en", "ru")
CLASSES = (
    "number", "unit", "comparator", "business-calendar", "frequency", "rounding", "modality",
    "negation", "actor", "condition", "scope", "omission", "invention", "hedging", "term",
)  # fmt: skip


class Case(NamedTuple):
    """A sentence of the templates and a rewording: what is wrong with it, or how free it is."""

    source: str
    text: str
    about: str
    held_out: bool


@cache
def mutants(language: str) -> tuple[Case, ...]:
    """Rewordings that say something else."""
    return tuple(cases(f"mutants.{language}.jsonl", "bad", "class"))


@cache
def paraphrases(language: str) -> tuple[Case, ...]:
    """Rewordings that say the same."""
    return tuple(cases(f"paraphrases.{language}.jsonl", "good", "difficulty"))


def cases(name: str, text: str, about: str) -> Iterator[Case]:
    for line in HERE.joinpath(name).read_text("utf-8").splitlines():
        said = json.loads(line)
        yield Case(said["source"], said[text], str(said[about]), held_out(said[text]))


def held_out(text: str) -> bool:
    """Whether a rewording lies in the half that nobody read while the guard was made."""
    return hashlib.sha256(text.encode()).digest()[0] % 2 == 1


@cache
def accepted(case: Case, language: str) -> bool:
    """Whether the guard lets a rewording pass."""
    return isinstance(verify(Sentence.of(case.source), case.text, language), Verified)


def counted(rows: tuple[Case, ...], language: str, passed: bool) -> dict[tuple[str, bool], str]:
    """How many of each kind and half passed (or did not): "34/56"."""
    every = Counter((each.about, each.held_out) for each in rows)
    hits = Counter(
        (each.about, each.held_out) for each in rows if accepted(each, language) == passed
    )
    return {key: f"{hits[key]}/{n}" for key, n in every.items()}


def table() -> str:
    """The table of the docs: a row a class, then a row a degree of freedom, then the sums."""
    refused = {each: counted(mutants(each), each, False) for each in LANGUAGES}
    passed = {each: counted(paraphrases(each), each, True) for each in LANGUAGES}
    rows = [
        *(row(name, refused, name) for name in CLASSES),
        total("mutants", refused),
        *(row(f"paraphrases {each}", passed, each) for each in "123"),
        total("paraphrases", passed),
    ]
    return "\n".join(rows)


Counts = dict[str, dict[tuple[str, bool], str]]


def row(title: str, counts: Counts, about: str) -> str:
    cells = [counts[each].get((about, half), "0/0") for each in LANGUAGES for half in (False, True)]
    return f"| {title} | {' | '.join(cells)} |"


def total(title: str, counts: Counts) -> str:
    cells = []
    for language in LANGUAGES:
        for half in (False, True):
            pairs = [
                tuple(map(int, said.split("/")))
                for (_, held), said in counts[language].items()
                if held == half
            ]
            cells.append(f"**{sum(a for a, _ in pairs)}/{sum(b for _, b in pairs)}**")
    return f"| **{title}** | {' | '.join(cells)} |"


if __name__ == "__main__":
    print(table())
