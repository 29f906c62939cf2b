"""A redline's laws: nothing is lost, whatever changed, and each decision stands on its own."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from redlines import documents, pairs

from sla_writer.document import (
    Block,
    Clause,
    Document,
    Mark,
    Paragraph,
    Row,
    Run,
    Runs,
    Table,
    block_runs,
    numbers,
)
from sla_writer.redline import accepted, redline, rejected, resolved, units
from sla_writer.redline.words import marked

TRIED = settings(max_examples=300)
OFTEN = settings(max_examples=10_000)
SOME = settings(max_examples=120)
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


@SOME
@given(pairs())
def test_the_way_back_marks_the_same_words(pair: Pair) -> None:
    there, back = redline(*pair), redline(*reversed(pair))
    assert words(there, OLD) == words(back, NEW)
    assert words(there, NEW) == words(back, OLD)


@SOME
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


@SOME
@given(pairs())
def test_each_clause_has_the_number_of_the_document_that_has_it(pair: Pair) -> None:
    """What only the old one has is cited by its old number, all else by its new one."""
    found = redline(*pair)
    printed = list(zip(found.blocks, numbers(found), strict=True))
    new = [number for block, number in printed if only(block) not in OLD]
    assert new == list(numbers(pair[1]))
    old = [(number, only(block)) for block, number in printed if only(block) not in NEW]
    for (number, mark), expected in zip(old, numbers(pair[0]), strict=True):
        assert number == expected or mark is None


def only(block: Block) -> Mark | None:
    """The mark of a block that ends a paragraph in one document only."""
    return block.mark or getattr(block, "end", None)


# --- which block is which -------------------------------------------------------------------------


def shell(*blocks: Block) -> Document:
    return Document("en", "SLA", "r1", "0" * 64, "2026-10-01", blocks)


A = Clause("a", (Run("Marketing hands over at least 120 MQL a month to Sales."),))
B = Clause("b", (Run("Sales answers within 4 business hours of the hand-off."),))
C = Clause("c", (Run("Both sides meet every second Tuesday."),))
EMPTY = Paragraph("", ())


def decided(*pair: Document) -> list[tuple[str, str, str]]:
    """The decisions of a redline: sort, old words, new words."""
    return [
        (unit.sort, unit.old, unit.new) for unit in units(redline(*pair)) if unit.old or unit.new
    ]


def test_the_shorter_of_two_that_changed_places_has_moved() -> None:
    (short,) = C.runs
    found = redline(shell(A, B, C), shell(C, A, B))
    assert [block.mark for block in found.blocks] == [Mark.MOVED_HERE, None, None, Mark.MOVED_AWAY]
    assert decided(shell(A, B, C), shell(C, A, B)) == [("move", short.text, short.text)]
    found = redline(shell(A, B, C), shell(C, A, B), moves=False)
    assert [block.mark for block in found.blocks] == [Mark.INSERTED, None, None, Mark.DELETED]


def test_what_was_edited_in_a_moved_clause_is_marked_where_it_stands() -> None:
    edited = replace(C, runs=(Run("Both sides meet every Tuesday."),))
    here, *_, away = redline(shell(A, B, C), shell(edited, A, B)).blocks
    assert [run.mark for run in block_runs(here)] == [None]
    gone = [run for run in block_runs(away) if run.mark]
    assert [(run.text, run.mark) for run in gone] == [("second ", Mark.DELETED)]


def test_another_name_for_the_same_clause_is_no_news() -> None:
    renamed = replace(B, id="answer")
    assert [unit.sort for unit in units(redline(shell(A, B), shell(A, renamed)))] == ["unseen"]
    slower = replace(renamed, runs=(Run("Sales answers within 8 business hours of the hand-off."),))
    assert decided(shell(A, B), shell(A, slower))[1:] == [
        ("words", "4 business hours", "8 business hours")
    ]


def test_blank_lines_and_strangers_are_not_taken_for_each_other() -> None:
    stranger = Clause("new", (Run("The budget is $24,500 for the quarter."),))
    found = redline(shell(A, EMPTY, B), shell(A, B, EMPTY, stranger))
    assert [(block.id, block.mark) for block in found.blocks] == [
        ("a", None), ("", Mark.DELETED), ("b", None), ("", Mark.INSERTED), ("new", Mark.INSERTED),
    ]  # fmt: skip


def table(*rows: tuple[str, ...], align: int = 2) -> Table:
    made = tuple(Row(name, tuple((Run(cell),) for cell in cells)) for name, *cells in rows)
    return Table("t", (), ("left",) * align, Row("", ((Run("KPI"),),) * align), made)


def test_a_row_is_known_by_its_name_and_a_cell_by_its_words() -> None:
    old = table(("mql", "MQL", "120"), ("sla", "Share in time", "90 %"))
    new = table(
        ("mql", "MQL", "150"), ("win", "Win rate", "20 %"), ("sla", "Share in time", "90 %")
    )
    assert decided(shell(old), shell(new)) == [
        ("words", "120", "150"), ("row", "", "Win rate | 20 %"),
    ]  # fmt: skip


def test_a_table_with_another_column_is_another_table() -> None:
    old, new = table(("mql", "MQL", "120")), table(("mql", "MQL", "120", "150"), align=3)
    found = redline(shell(old, EMPTY), shell(new, EMPTY))
    assert [block.mark for block in found.blocks] == [Mark.DELETED, Mark.INSERTED, None]


def test_a_bold_word_that_is_bold_no_more_is_kept() -> None:
    bold = replace(A, runs=(Run("Marketing hands over at least "), Run("120 MQL", bold=True)))
    thin = replace(A, runs=(Run("Marketing hands over at least 120 MQL"),))
    found = redline(shell(bold), shell(thin))
    first, second = block_runs(found.blocks[0])
    assert first == Run("Marketing hands over at least ")
    assert second == Run("120 MQL", was=Run("120 MQL", bold=True))
    assert [unit.sort for unit in units(found)] == ["look"]


# --- what a reader sees ---------------------------------------------------------------------------


SENTENCES = (
    (
        "en",
        "Marketing delivers at least [-120-]{+150+} MQLs per month to [-Sales-]{+the Sales team+}.",
    ),
    (
        "en",
        "Sales [-contacts-]{+calls+} every new lead within [-4 business hours-]{+2 business "
        "hours+} after the [-hand-off-]{+lead was assigned+}.",
    ),
    (
        "en",
        "The budget for paid channels is [-$24,500-]{+$31,000+} for the quarter[- and is "
        "approved by the CFO-]{+, of which $4,000 is held back until the mid-quarter review+}.",
    ),
    (
        "en",
        "A lead [-that is -]not contacted [-in time returns to the common queue and is "
        "offered-]{+within 24 hours is reassigned by the RevOps manager+} to the next "
        "representative.",
    ),
    (
        "en",
        "At least [-12.5 % of qualified-]{+15 % of accepted+} leads become opportunities [-in "
        "the quarter in which they were handed over-]{+within 90 calendar days of the "
        "hand-off+}.",
    ),
    (
        "en",
        "Both sides meet every [-second -]Tuesday, review the dashboard and agree on corrective "
        "actions{+ with deadlines+}.",
    ),
    (
        "en",
        "Sales [-may return-]{+returns+} a lead only with a reason [-code and within two "
        "business days of-]{+from the annex and no later than one business day after+} receiving "
        "it.",
    ),
    (
        "ru",
        "Маркетинг передаёт отделу продаж не менее [-120-]{+150+} квалифицированных лидов в "
        "месяц{+, из них не менее 40 от партнёров+}.",
    ),
    (
        "ru",
        "Отдел продаж связывается с лидом в течение [-четырёх-]{+двух+} рабочих часов с момента "
        "[-передачи-]{+назначения ответственного+}.",
    ),
    (
        "ru",
        "Бюджет на привлечение лидов составляет [-2~450~000~₽-]{+3~100~000~₽+} в квартал[- и "
        "утверждается финансовым директором-]{+, из них 400~000~₽ — резерв до промежуточного "
        "пересмотра+}.",
    ),
    (
        "ru",
        "Лид, с которым не связались [-вовремя, возвращается в общую очередь и передаётся "
        "следующему-]{+в течение 24 часов, переназначается руководителем отдела продаж другому+} "
        "менеджеру.",
    ),
    (
        "ru",
        "Доля лидов, взятых в работу в срок, составляет не менее [-90~%-]{+95~%+} по итогам "
        "[-каждого месяца-]{+каждой недели+}.",
    ),
)
"""Sentences as a reader would mark them, seven English and five Russian; "~" binds a number to its
unit. On the same pairs `git diff --word-diff` makes 32 hunks, marks 148 words, and leaves 8 words
alone between two changes."""

MARKS = re.compile(r"\[-(.*?)-\]|\{\+(.*?)\+\}")
HUNK = re.compile(rf"(?:{MARKS.pattern}){{1,2}}")
WORD = re.compile(r"\w[\w’-]*")


@pytest.mark.parametrize(("language", "sentence"), SENTENCES)
def test_a_change_is_marked_as_a_reader_would(language: str, sentence: str) -> None:
    old, new = MARKS.sub(r"\1", sentence), MARKS.sub(r"\2", sentence)
    assert drawn(marked(said(old), said(new), language)) == sentence


def test_few_words_are_marked_and_none_stands_lost_between_two_changes() -> None:
    texts = [sentence for _, sentence in SENTENCES]
    hunks = [hunk for text in texts for hunk in HUNK.finditer(text)]
    assert len(hunks) <= 26
    said = [mark[1] or mark[2] for text in texts for mark in MARKS.finditer(text)]
    assert sum(len(WORD.findall(each)) for each in said) <= 165
    kept = [between for text in texts for between in HUNK.split(text)[3:-1:3]]
    assert sum(len(WORD.findall(between)) < 2 for between in kept) <= 4


def test_hardly_a_word_is_deleted_only_to_be_inserted_again() -> None:
    twice = 0
    for _, text in SENTENCES:
        gone, come = (
            Counter(WORD.findall(" ".join(m[side] or "" for m in MARKS.finditer(text))))
            for side in (1, 2)
        )
        twice += (gone & come).total()
    assert twice <= 14


def said(text: str) -> Runs:
    return (Run(text.replace("~", "\u00a0")),)


def drawn(runs: Runs) -> str:
    pattern = {None: "{}", Mark.DELETED: "[-{}-]", Mark.INSERTED: "{{+{}+}}"}
    return "".join(pattern[run.mark].format(run.text) for run in runs).replace("\u00a0", "~")


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
