"""A redline's laws: nothing is lost, whatever changed, and each decision stands on its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from redlines import documents, pairs

from sla_writer.document import Block, Document, Mark, Row, Run, Table, block_runs
from sla_writer.redline import accepted, redline, rejected, resolved, units

TRIED = settings(max_examples=300)
OFTEN = settings(max_examples=10_000)
OLD = (Mark.DELETED, Mark.MOVED_AWAY)
NEW = (Mark.INSERTED, Mark.MOVED_HERE)

Pair = tuple[Document, Document]


# --- the laws -------------------------------------------------------------------------------------


def nothing_is_lost(pair: Pair, moves: bool) -> None:
    old, new = pair
    found = redline(old, new, moves=moves)
    assert accepted(found) == new
    assert rejected(found) == old


@TRIED
@given(pairs(), st.booleans())
def test_accepted_it_is_the_new_document_and_rejected_the_old(pair: Pair, moves: bool) -> None:
    nothing_is_lost(pair, moves)


@pytest.mark.long
@OFTEN
@given(pairs(), st.booleans())
def test_ten_thousand_redlines_lose_nothing(pair: Pair, moves: bool) -> None:
    nothing_is_lost(pair, moves)


@given(documents(), documents())
def test_two_strangers_make_a_redline_too(old: Document, new: Document) -> None:
    nothing_is_lost((old, new), True)


@given(documents())
def test_a_document_beside_itself_has_no_mark(document: Document) -> None:
    found = redline(document, document)
    assert found.blocks == document.blocks
    assert units(found) == ()


@TRIED
@given(pairs())
def test_the_way_back_marks_the_same_words(pair: Pair) -> None:
    there, back = redline(*pair), redline(*reversed(pair))
    assert words(there, OLD) == words(back, NEW)
    assert words(there, NEW) == words(back, OLD)


@TRIED
@given(pairs(), st.randoms(use_true_random=False))
def test_decisions_taken_one_by_one_come_to_the_same(pair: Pair, chance: Random) -> None:
    """What is accepted, in any order and however often said, is all that counts."""
    found = redline(*pair)
    numbers = [unit.number for unit in units(found)]
    assert numbers == list(range(1, len(numbers) + 1))
    some = [number for number in numbers if chance.random() < 0.5]
    outcome = resolved(found, some)
    assert outcome == resolved(found, [*reversed(some), *some])
    assert resolved(outcome, numbers) == outcome
    assert not units(outcome)
    assert resolved(found, numbers) == accepted(found)
    assert resolved(found, ()) == rejected(found)


@given(pairs())
def test_a_decision_alone_is_the_least_step_from_the_old_document(pair: Pair) -> None:
    """Each one seen changes the document, and what only it changes is what it says."""
    found = redline(*pair)
    old = rejected(found)
    assert all(resolved(found, [unit.number]) != old for unit in units(found))


def words(document: Document, marks: tuple[Mark, ...]) -> Counter[str]:
    """The words that bear one of some marks, by themselves, their row or their block."""
    return Counter(
        word for run, mark in _marked(document.blocks) if mark in marks for word in run.text.split()
    )


def _marked(blocks: tuple[Block, ...]) -> Iterator[tuple[Run, Mark | None]]:
    for block in blocks:
        rows = (block.head, *block.rows) if isinstance(block, Table) else ()
        caption = block.caption if isinstance(block, Table) else tuple(block_runs(block))
        yield from ((run, run.mark or block.mark) for run in caption)
        yield from ((run, run.mark or row.mark or block.mark) for row in rows for run in _runs(row))


def _runs(row: Row) -> Iterator[Run]:
    return (run for cell in row.cells for run in cell)
