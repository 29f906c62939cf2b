"""Documents made up from a seed and scripts of edits over them: what redlines are tried on.

`documents()` and `edit_scripts()` are the strategies, `pairs()` both at once: a document and what
the edits made of it. A script is a row of (kind of edit, seed), so that a failure prints short.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from random import Random
from typing import Any

from hypothesis import strategies as st

from sla_writer.document import (
    Bar,
    Block,
    Clause,
    Document,
    Figure,
    Heading,
    Item,
    Paragraph,
    Point,
    Row,
    Run,
    Runs,
    Table,
    map_runs,
    plain,
)
from sla_writer.document.printed import merged

Blocks = list[Block]
Edit = tuple[str, int]

SENTENCES = {
    "en": (
        "Marketing hands over at least *150 MQL* a month to Sales.",
        "Sales contacts every lead within *4 business hours* of the hand-off.",
        "A lead that nobody has called for *2 business days* goes back to the queue.",
        "The sales director answers for the share of leads worked in time, *95 %*.",
        "Both sides meet every second Tuesday and read the dashboard together.",
        "Sales may return a lead only with a reason from the list in the annex.",
        "The budget for paid channels is *$24,500* for the quarter.",
        "Marketing checks each address before it becomes a qualified lead.",
        "Where the system was down, its hours do not count.",
        "A disputed lead is settled by the revenue operations manager.",
        "Results are published by the third working day of the month.",
        "Any change of a target needs the signature of both directors.",
        "Leads from partners are worked by the partner manager alone.",
        "Targets are compared with the same weeks of the last quarter.",
    ),
    "ru": (
        "Маркетинг передаёт отделу продаж не менее *150 MQL* в месяц.",
        "Отдел продаж связывается с лидом в течение *4 рабочих часов* после передачи.",
        "Лид, которому не звонили *2 рабочих дня*, возвращается в общую очередь.",
        "За долю лидов, взятых в работу вовремя (*95 %*), отвечает директор по продажам.",
        "Стороны встречаются каждый второй вторник и вместе смотрят отчёт.",
        "Вернуть лид можно только с причиной из перечня в приложении.",
        "Бюджет платных каналов на квартал — *2 450 000 ₽*.",
        "Маркетинг проверяет каждый адрес, прежде чем лид станет квалифицированным.",
        "Часы, когда система не работала, в срок не входят.",
        "Спорный лид разбирает менеджер по операциям.",
        "Итоги публикуются не позднее третьего рабочего дня месяца.",
        "Любое изменение плана подписывают оба директора.",
        "С лидами от партнёров работает только менеджер по партнёрам.",
        "Планы сравниваются с теми же неделями прошлого квартала.",
    ),
}
WORDS = {
    "en": (
        "each",
        "lead",
        "not later than",
        "the team",
        "review",
        "evidence",
        "two",
        "of",
        "never",
    ),
    "ru": ("каждый", "лид", "не позднее", "команда", "пересмотр", "данные", "двух", "и", "никогда"),
}
LABELS = {
    "en": {"table": "Table", "figure": "Figure", "annex": "Annex", "page": "Page",
           "contents": "Contents", "of": "of", "clause": "clause"},
    "ru": {"table": "Таблица", "figure": "Рисунок", "annex": "Приложение", "page": "Стр.",
           "contents": "Содержание", "of": "из", "clause": "п."},
}  # fmt: skip
NUMBERS = ("120", "7 business hours", "12.5 %", "1 200 000 ₽", "3 рабочих дня", "09:00–13:00")
ODD = ("\u00a0", "  ", " ", "\t", "\n", "😀", " 🚀 ", "é", "—", "a\u0301", "👩‍💼")


# --- documents ----------------------------------------------------------------------------------


def documents() -> st.SearchStrategy[Document]:
    """Documents of every kind of block, in English or Russian; runs as templates make them."""
    return st.builds(made, st.sampled_from(("en", "ru")), st.integers(0, 2**32))


def made(language: str, seed: int) -> Document:
    """The document of a seed."""
    chance = Random(seed)
    blocks: Blocks = [Paragraph("title", (Run("SLA · Acme"),), "title")]
    for section in range(chance.randint(1, 3)):
        blocks.extend(_section(chance, language, f"s{section}"))
    if chance.random() < 0.5:
        blocks.append(Heading("annex", 1, _said(chance, language), annex=True))
        blocks.extend(_clauses(chance, language, "annex", 2))
    if chance.random() < 0.7:
        blocks.append(Paragraph("closing", (Run("Acme SLA"), Run(" r1", bold=True)), "closing"))
    return Document(
        language, "Acme SLA", "2026-Q4-r1", "3f" * 32, "2026-10-01", tuple(blocks),
        words=LABELS[language], subject="Acme",
    )  # fmt: skip


def _section(chance: Random, language: str, name: str) -> Blocks:
    found: Blocks = [Heading(name, 1, _said(chance, language))]
    found.extend(_clauses(chance, language, name, chance.randint(1, 4)))
    if chance.random() < 0.3:
        found.append(Heading("", 2, (Run("Signpost"),), numbered=False))
    if chance.random() < 0.4:
        found.extend(Item("", _said(chance, language), chance.choice((1, 1, 2))) for _ in "abc")
    if chance.random() < 0.3:
        found.append(Paragraph("", ()))
    if chance.random() < 0.6:
        found.append(_table(chance, language, f"{name}.table"))
        found.append(Paragraph("", _said(chance, language), "note"))
    if chance.random() < 0.3:
        found.append(_figure(chance, language, f"{name}.figure"))
    return found


def _clauses(chance: Random, language: str, name: str, count: int) -> Blocks:
    depths = [1, *(chance.choice((1, 1, 1, 2)) for _ in range(count - 1))]
    return [
        Clause(f"{name}.{at}", _text(chance, language), depth) for at, depth in enumerate(depths)
    ]


def _text(chance: Random, language: str) -> Runs:
    """One to three sentences, now and then with a link, a term, a reference, a place to fill in."""
    runs = list(_said(chance, language))
    for _ in range(chance.choice((0, 0, 1, 2))):
        runs += [Run(" "), *_said(chance, language)]
    more = (
        Run("3.2", target="s0.0"), Run("MQL", term="mql"), Run("Acme", href="https://acme.example"),
        Run("", control="date"), Run("lead_id", code=True), Run("Vertrag", language="de"),
    )  # fmt: skip
    if chance.random() < 0.3:
        runs += [Run(" "), chance.choice(more)]
    return merged(runs)


def _said(chance: Random, language: str) -> Runs:
    """A sentence; what stands between stars has a look and a source."""
    source = (f"kpis.{chance.choice('abc')}.target",)
    bold = chance.random() < 0.7
    parts = chance.choice(SENTENCES[language]).split("*")
    return merged(
        Run(part, bold=bool(at % 2) and bold, sources=source if at % 2 else ())
        for at, part in enumerate(parts)
    )


def _cell(chance: Random, language: str) -> Runs:
    if chance.random() < 0.1:
        return ()
    kinds = (Run(chance.choice(NUMBERS), bold=True), Run(chance.choice(WORDS[language])))
    return merged((chance.choice(kinds),)) if chance.random() < 0.7 else _said(chance, language)


def _table(chance: Random, language: str, name: str) -> Table:
    wide = chance.randint(2, 4)
    head = Row(f"{name}.head", tuple((Run(f"H{at}"),) for at in range(wide)))
    rows = tuple(_row(chance, language, wide, f"{name}.{at}") for at in range(chance.randint(1, 4)))
    role = "key" if wide == 2 else "grid"
    return Table(name, _said(chance, language), ("left",) * wide, head, rows, role)


def _row(chance: Random, language: str, wide: int, name: str) -> Row:
    return Row(name, tuple(_cell(chance, language) for _ in range(wide)))


def _figure(chance: Random, language: str, name: str) -> Figure:
    points = tuple(
        Point((Run(label),), (Bar((Run(str(size)),), Decimal(size)),))
        for label, size in (("Leads", chance.randint(100, 900)), ("MQL", chance.randint(10, 99)))
    )
    return Figure(name, _said(chance, language), "funnel", ((Run("Stage"),), (Run("N"),)), points)


# --- edits --------------------------------------------------------------------------------------


def edit_scripts(kinds: Iterable[str] = ()) -> st.SearchStrategy[tuple[Edit, ...]]:
    """One to six edits, of any kind or of some."""
    edit = st.tuples(st.sampled_from(sorted(kinds or EDITS)), st.integers(0, 2**32))
    return st.lists(edit, min_size=1, max_size=6).map(tuple)


def pairs() -> st.SearchStrategy[tuple[Document, Document]]:
    """A document and what a script made of it."""
    return st.tuples(documents(), edit_scripts()).map(lambda each: (each[0], edited(*each)))


def edited(document: Document, script: tuple[Edit, ...]) -> Document:
    """The document after a script; an edit that finds nothing to do leaves it alone."""
    for kind, seed in script:
        document = EDITS[kind](document, Random(seed))
    return document


def _on(*kinds: type[Any]) -> Callable[[Callable[..., Any]], Callable[..., Document]]:
    """Makes an edit of one block of some kinds into an edit of a document."""

    def of_document(edit: Callable[[Any, Random, str], Any]) -> Callable[..., Document]:
        def run(document: Document, chance: Random) -> Document:
            places = [at for at, b in enumerate(document.blocks) if isinstance(b, kinds)]
            if not places:
                return document
            at, blocks = chance.choice(places), list(document.blocks)
            blocks[at] = edit(blocks[at], chance, document.language)
            return replace(document, blocks=tuple(blocks))

        return run

    return of_document


TEXTS = (Heading, Clause, Paragraph, Item)


def _on_blocks(edit: Callable[[Blocks, Random, str], Blocks]) -> Callable[..., Document]:
    """Makes an edit of the row of blocks into an edit of a document."""

    def run(document: Document, chance: Random) -> Document:
        blocks = edit(list(document.blocks), chance, document.language)
        return replace(document, blocks=tuple(blocks))

    return run


def _in_one(runs: Runs, chance: Random, change: Callable[[Run], Run]) -> Runs:
    """The runs with one that has text changed; places and references stay."""
    places = [at for at, run in enumerate(runs) if run.text and not run.target and not run.control]
    if not places:
        return runs
    at = chance.choice(places)
    return merged((*runs[:at], change(runs[at]), *runs[at + 1 :]))


@_on(*TEXTS)
def _words(block: Any, chance: Random, language: str) -> Any:
    def reworded(run: Run) -> Run:
        words = run.text.split(" ")
        at = chance.randrange(len(words))
        fewer = chance.choice(((), (chance.choice(WORDS[language]),)))
        return replace(run, text=" ".join((*words[:at], *fewer, *words[at + 1 :])))

    return replace(block, runs=_in_one(block.runs, chance, reworded))


@_on(*TEXTS)
def _number(block: Any, chance: Random, language: str) -> Any:
    number = Run(chance.choice(NUMBERS), bold=True, sources=("kpis.new.target",))
    bold = [at for at, run in enumerate(block.runs) if run.bold]
    at = chance.choice(bold) if bold else 0
    return replace(block, runs=merged((*block.runs[:at], number, *block.runs[at + 1 :])))


@_on(*TEXTS)
def _rewritten(block: Any, chance: Random, language: str) -> Any:
    return replace(block, runs=_text(chance, language))


@_on(*TEXTS)
def _bold(block: Any, chance: Random, language: str) -> Any:
    def turned(run: Run) -> Run:
        return replace(run, bold=not run.bold, italic=chance.random() < 0.2)

    return replace(block, runs=_in_one(block.runs, chance, turned))


@_on(*TEXTS)
def _sources(block: Any, chance: Random, language: str) -> Any:
    def traced(run: Run) -> Run:
        return replace(run, sources=("goals.g.amount",), term=chance.choice((None, "mql")))

    return replace(block, runs=_in_one(block.runs, chance, traced))


@_on(*TEXTS)
def _odd(block: Any, chance: Random, language: str) -> Any:
    def spoilt(run: Run) -> Run:
        at, odd = chance.randint(0, len(run.text)), chance.choice(ODD)
        more = chance.choice((0, 1))
        return replace(run, text=run.text[:at] + odd + run.text[at + more :])

    return replace(block, runs=_in_one(block.runs, chance, spoilt))


@_on(*TEXTS)
def _edge_spaces(block: Any, chance: Random, language: str) -> Any:
    space = (Run(chance.choice((" ", "\u00a0", "  "))),)
    runs = (*space, *block.runs) if chance.random() < 0.5 else (*block.runs, *space)
    return replace(block, runs=merged(runs))


@_on(Heading, Clause, Item)
def _properties(block: Any, chance: Random, language: str) -> Any:
    if isinstance(block, Heading):
        return replace(block, level=3 - block.level, numbered=chance.random() < 0.7)
    return replace(block, depth=3 - block.depth)


@_on(*TEXTS)
def _kind(block: Any, chance: Random, language: str) -> Any:
    return chance.choice(
        (
            Paragraph(block.id, block.runs, chance.choice(("body", "note"))),
            Clause(block.id, block.runs, chance.choice((1, 2))),
            Item(block.id, block.runs),
        )
    )


@_on(*TEXTS, Table, Figure)
def _renamed(block: Any, chance: Random, language: str) -> Any:
    return replace(block, id=f"{block.id}.renamed{chance.randint(0, 99)}")


@_on(Heading)
def _heading(block: Any, chance: Random, language: str) -> Any:
    return replace(block, runs=(Run(" ".join(chance.sample(WORDS[language], 3)).capitalize()),))


@_on(Table)
def _row_added(table: Any, chance: Random, language: str) -> Any:
    at = chance.randint(0, len(table.rows))
    row = _row(chance, language, len(table.align), f"{table.id}.new{chance.randint(0, 999)}")
    return replace(table, rows=(*table.rows[:at], row, *table.rows[at:]))


@_on(Table)
def _row_removed(table: Any, chance: Random, language: str) -> Any:
    if len(table.rows) < 2:
        return table
    at = chance.randrange(len(table.rows))
    return replace(table, rows=(*table.rows[:at], *table.rows[at + 1 :]))


@_on(Table)
def _rows_shuffled(table: Any, chance: Random, language: str) -> Any:
    return replace(table, rows=tuple(chance.sample(table.rows, len(table.rows))))


@_on(Table)
def _cells(table: Any, chance: Random, language: str) -> Any:
    at, column = chance.randrange(len(table.rows)), chance.randrange(len(table.align))
    cells = list(table.rows[at].cells)
    cells[column] = _cell(chance, language)
    row = replace(table.rows[at], cells=tuple(cells))
    return replace(table, rows=(*table.rows[:at], row, *table.rows[at + 1 :]))


@_on(Table)
def _caption(table: Any, chance: Random, language: str) -> Any:
    return replace(table, caption=_said(chance, language), align=("right",) * len(table.align))


@_on(Table)
def _column(table: Any, chance: Random, language: str) -> Any:
    return replace(
        table,
        align=(*table.align, "right"),
        role="grid",
        head=replace(table.head, cells=(*table.head.cells, (Run("New"),))),
        rows=tuple(replace(r, cells=(*r.cells, _cell(chance, language))) for r in table.rows),
    )


@_on(Figure)
def _drawn(figure: Any, chance: Random, language: str) -> Any:
    if chance.random() < 0.3:
        return replace(figure, caption=_said(chance, language))
    size = chance.randint(1, 999)
    point = Point((Run("SQL"),), (Bar((Run(str(size)),), Decimal(size)),))
    return replace(figure, points=(*figure.points[:1], point))


@_on_blocks
def _inserted(blocks: Blocks, chance: Random, language: str) -> Blocks:
    at = chance.randint(0, len(blocks))
    new = Clause(f"new{chance.randint(0, 999)}", _text(chance, language))
    return [*blocks[:at], new, *blocks[at:]]


@_on_blocks
def _deleted(blocks: Blocks, chance: Random, language: str) -> Blocks:
    at = chance.randrange(len(blocks))
    return [*blocks[:at], *blocks[at + 1 :]] if len(blocks) > 1 else blocks


@_on_blocks
def _end_deleted(blocks: Blocks, chance: Random, language: str) -> Blocks:
    return chance.choice((blocks[1:], blocks[:-1])) if len(blocks) > 1 else blocks


@_on_blocks
def _moved(blocks: Blocks, chance: Random, language: str) -> Blocks:
    start = chance.randrange(len(blocks))
    end = min(len(blocks), start + chance.choice((1, 1, 2, 3)))
    rest = [*blocks[:start], *blocks[end:]]
    at = chance.randint(0, len(rest))
    return [*rest[:at], *blocks[start:end], *rest[at:]]


@_on_blocks
def _split(blocks: Blocks, chance: Random, language: str) -> Blocks:
    places = [at for at, block in enumerate(blocks) if len(getattr(block, "runs", ())) > 1]
    if not places:
        return blocks
    at = chance.choice(places)
    block: Any = blocks[at]
    cut = chance.randrange(1, len(block.runs))
    second = replace(block, id=f"{block.id}.second{chance.randint(0, 999)}", runs=block.runs[cut:])
    return [*blocks[:at], replace(block, runs=block.runs[:cut]), second, *blocks[at + 1 :]]


@_on_blocks
def _joined(blocks: Blocks, chance: Random, language: str) -> Blocks:
    both = [
        at
        for at, (one, two) in enumerate(pairwise(blocks))
        if isinstance(one, TEXTS) and isinstance(two, TEXTS) and plain(two.runs)
    ]
    if not both:
        return blocks
    at = chance.choice(both)
    one: Any = blocks[at]
    two: Any = blocks[at + 1]
    one = replace(one, runs=merged((*one.runs, Run(" "), *two.runs)))
    return [*blocks[:at], one, *blocks[at + 2 :]]


@_on_blocks
def _table_added(blocks: Blocks, chance: Random, language: str) -> Blocks:
    at = chance.randint(0, len(blocks))
    table = _table(chance, language, f"added{chance.randint(0, 999)}")
    return [*blocks[:at], table, Paragraph("", (), "note"), *blocks[at:]]


@_on_blocks
def _table_removed(blocks: Blocks, chance: Random, language: str) -> Blocks:
    places = [at for at, block in enumerate(blocks) if isinstance(block, Table | Figure)]
    gone = chance.choice(places) if places else -1
    return [block for at, block in enumerate(blocks) if at != gone] if len(blocks) > 1 else blocks


@_on_blocks
def _empty(blocks: Blocks, chance: Random, language: str) -> Blocks:
    empty = [at for at, block in enumerate(blocks) if block == Paragraph("", ())]
    if empty and chance.random() < 0.5:
        return [block for at, block in enumerate(blocks) if at not in empty] or blocks
    at = chance.randint(0, len(blocks))
    return [*blocks[:at], Paragraph("", ()), *blocks[at:]]


def _title(document: Document, chance: Random) -> Document:
    return replace(
        document,
        title=chance.choice(("Acme SLA", "Acme — SLA 2027")),
        version=f"2027-Q{chance.randint(1, 4)}-r{chance.randint(1, 3)}",
        reference=f"{chance.getrandbits(256):064x}",
        stamp="2027-01-01",
    )


def _relabelled(document: Document, chance: Random) -> Document:
    """Every run of one block in another look: what a later template may do."""
    at = chance.randrange(len(document.blocks))
    block = map_runs(document.blocks[at], lambda runs: merged(replace(r, bold=True) for r in runs))
    blocks = (*document.blocks[:at], block, *document.blocks[at + 1 :])
    return replace(document, blocks=blocks)


EDITS: dict[str, Callable[[Document, Random], Document]] = {
    "words": _words, "number": _number, "rewritten": _rewritten, "bold": _bold,
    "sources": _sources, "odd characters": _odd, "edge spaces": _edge_spaces,
    "properties": _properties, "kind": _kind, "renamed": _renamed, "heading": _heading,
    "row added": _row_added, "row removed": _row_removed, "rows shuffled": _rows_shuffled,
    "cells": _cells, "caption": _caption, "column": _column, "figure": _drawn,
    "inserted": _inserted, "deleted": _deleted, "end deleted": _end_deleted, "moved": _moved,
    "split": _split, "joined": _joined, "table added": _table_added,
    "table removed": _table_removed, "empty": _empty, "title": _title, "look": _relabelled,
}  # fmt: skip
"""Every kind of edit by its name; an edit may also do nothing."""
