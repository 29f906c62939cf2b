"""A reader sees which words the agreement defines, in whatever form they stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from sla_writer import pack as packs
from sla_writer.agreement.reading import load
from sla_writer.agreement.record import Id, Text
from sla_writer.agreement.terms import Term, TermKind
from sla_writer.clauses import document
from sla_writer.defined_terms import marker
from sla_writer.document import Clause, Heading, Run, plain
from sla_writer.glossary import glossary

EXAMPLE = Path(__file__).parent.parent / "examples" / "ryadozor" / "agreement.yaml"


def term(term_id: Id, ru: str, en: str, abbreviation: str | None = None) -> Term:
    return Term(
        id=term_id,
        kind=TermKind.LEAD,
        name=Text((("en", en), ("ru", ru))),
        abbreviation=abbreviation,
        definition=Text((("", "…"),)),
        owner="cmo",
    )


TERMS = (
    term("lead", "Лид", "Lead"),
    term("mql", "Лид, квалифицированный маркетингом", "Marketing qualified lead", "MQL"),
)


def used(language: str, text: str, block_id: str = "c") -> list[tuple[str, str]]:
    mark = marker(TERMS, glossary(language))
    block = mark(Clause(block_id, (Run(text),)))
    assert isinstance(block, Clause)
    assert plain(block.runs) == text
    return [(run.text, run.term) for run in block.runs if run.term]


@pytest.mark.parametrize(
    ("language", "text", "found"),
    [
        ("ru", "передать лида и ещё одного лида", [("лида", "lead")]),
        ("ru", "не менее 120 MQL", [("MQL", "mql")]),
        ("ru", "лидами занимается лидер", [("лидами", "lead")]),
        ("ru", "только лидер", []),
        ("en", "each lead handed off", [("lead", "lead")]),
        ("en", "Demand Generation Leader", []),
        ("en", "MQLX and aMQL", []),
        ("en", "MQL, then a lead", [("MQL", "mql"), ("lead", "lead")]),
    ],
)
def test_a_term_is_found_once_a_block(
    language: str, text: str, found: list[tuple[str, str]]
) -> None:
    assert used(language, text) == found


def test_a_definition_does_not_lead_to_itself() -> None:
    assert used("en", "a lead that became an MQL", "terms.lead") == [("MQL", "mql")]


@pytest.mark.parametrize("language", ["ru", "en"])
def test_an_agreement_marks_its_terms(language: str) -> None:
    found = document(load(EXAMPLE), packs.load("b2b"), language)
    marked = {run.term for block in found.blocks if isinstance(block, Clause) for run in block.runs}
    assert {"lead", "mql", "sal", "sql", "icp"} <= marked
    headings = [block for block in found.blocks if isinstance(block, Heading)]
    assert not any(run.term for block in headings for run in block.runs)
