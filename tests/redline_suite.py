"""Pairs of documents that differ in one thing each, and two whole agreements with fourteen edits.

`PAIRS` gives each pair by its name, in Russian and in English.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

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
)

LANGUAGES = ("ru", "en")
LABELS = {
    "en": {"table": "Table", "figure": "Figure", "annex": "Annex", "page": "Page",
           "contents": "Contents", "of": "of", "clause": "clause"},
    "ru": {"table": "Таблица", "figure": "Рисунок", "annex": "Приложение", "page": "Стр.",
           "contents": "Содержание", "of": "из", "clause": "п."},
}  # fmt: skip
SENTENCES = {
    "en": (
        "Marketing hands over at least *120 MQL* a month, each with a name, a company and a phone.",
        "Sales contacts a lead within *4 business hours* of the hand-off and records the call.",
        "A lead that nobody has called for *2 business days* returns to the common queue.",
        "Sales may return a lead only with a reason from the list in the annex.",
        "Both sides meet on the first Tuesday of the month and read the same report.",
        "Hours in which the CRM was down are not counted towards any time limit.",
        "The budget for paid channels is *$24,500* and may be exceeded by a tenth.",
        "A disputed lead is settled by the revenue operations manager within two days.",
    ),
    "ru": (
        "Маркетинг передаёт не менее *120 MQL* в месяц, у каждого есть имя, компания и телефон.",
        "Отдел продаж связывается с лидом в течение *4 рабочих часов* и записывает звонок в CRM.",
        "Лид, которому не звонили *2 рабочих дня*, возвращается в общую очередь.",
        "Вернуть лид можно только с причиной из перечня в приложении.",
        "Стороны встречаются в первый вторник месяца и смотрят один и тот же отчёт.",
        "Часы, когда CRM не работала, ни в один срок не входят.",
        "Бюджет платных каналов — *2 450 000 ₽*, его можно превысить на десятую часть.",
        "Спорный лид разбирает менеджер по операциям в течение двух дней.",
    ),
}
WORD = {"en": "carefully", "ru": "внимательно"}
Edit = Callable[[Document], Document]


# --- documents ----------------------------------------------------------------------------------


def said(text: str) -> Runs:
    """A sentence; what stands between stars is bold and has a source."""
    return tuple(
        Run(part, bold=bool(at % 2), sources=("kpis.mql.target",) if at % 2 else ())
        for at, part in enumerate(text.split("*"))
        if part
    )


def sentence(language: str, at: int) -> Runs:
    """A sentence of the stock."""
    return said(SENTENCES[language][at % len(SENTENCES[language])])


def table(language: str, name: str, rows: int = 3) -> Table:
    """A table of three columns, the last one figures."""
    head = Row(f"{name}.head", tuple(said(each) for each in ("KPI", "VP", "2027")))
    body = tuple(
        Row(f"{name}.{at}", (said(f"KPI {at}"), sentence(language, at), said(f"*{at}5 %*")))
        for at in range(rows)
    )
    align = ("left", "left", "right")
    return Table(name, sentence(language, 4), align, head, body)


def figure(name: str, won: int) -> Figure:
    """A funnel of two stages."""
    points = tuple(
        Point((Run(label),), (Bar((Run(str(size)),), Decimal(size)),))
        for label, size in (("Lead", 900), ("Won", won))
    )
    return Figure(name, said("Funnel"), "funnel", (said("Stage"), said("Number")), points)


def small(language: str) -> Document:
    """Two pages with every kind of block."""
    blocks: tuple[Block, ...] = (
        Paragraph("title", said("SLA · Acme"), "title"),
        Heading("s1", 1, said("Leads" if language == "en" else "Лиды")),
        Clause("c1", sentence(language, 0)),
        Clause("c2", sentence(language, 1)),
        Clause("c2a", sentence(language, 3), 2),
        Item("i1", sentence(language, 5)),
        Paragraph("p1", sentence(language, 4)),
        table(language, "t1"),
        Paragraph("n1", sentence(language, 2), "note"),
        Heading("s2", 1, said("Meetings" if language == "en" else "Встречи")),
        Clause("c3", (*sentence(language, 6), Run(" CRM: "), Run("1.1", target="c1"), Run("."))),
        figure("f1", 30),
        Clause("c4", sentence(language, 7)),
        Paragraph("end", said("Acme SLA · 2026-Q4"), "closing"),
    )
    return Document(
        language, "Acme SLA", "2026-Q4-r1", "3f" * 32, "2026-10-01", blocks,
        words=LABELS[language], subject="Acme",
    )  # fmt: skip


def full(language: str) -> Document:
    """Twenty-six thousand letters: six sections, two tables, a figure, an annex."""
    blocks: list[Block] = [Paragraph("title", said("SLA · Acme"), "title")]
    for section in range(6):
        blocks.append(Heading(f"s{section}", 1, said(f"Part {section}")))
        for at in range(26):
            text = (*sentence(language, section + at), Run(" "), *sentence(language, at + 3))
            blocks.append(Clause(f"s{section}.{at}", text, 2 if at % 5 == 4 else 1))
    blocks += [table(language, "kpis", 24), Paragraph("after", sentence(language, 5), "note")]
    blocks += [figure("funnel", 30), table(language, "limits", 10)]
    blocks += [Heading("annex", 1, said("List"), annex=True), Clause("a1", sentence(language, 3))]
    blocks.append(Paragraph("last", sentence(language, 6)))
    return replace(small(language), blocks=tuple(blocks))


# --- edits --------------------------------------------------------------------------------------


def on(name: str, change: Callable[[Any], Any]) -> Edit:
    """Changes the block of an id."""

    def edit(document: Document) -> Document:
        blocks = tuple(change(b) if b.id == name else b for b in document.blocks)
        return replace(document, blocks=blocks)

    return edit


def text(name: str, change: Callable[[str], str], at: int = 0) -> Edit:
    """Changes the text of one run of a block."""

    def reworded(block: Any) -> Any:
        runs = list(block.runs)
        runs[at] = replace(runs[at], text=change(runs[at].text))
        return replace(block, runs=tuple(runs))

    return on(name, reworded)


def runs(name: str, change: Callable[[Runs], Runs]) -> Edit:
    """Changes the runs of a block."""
    return on(name, lambda block: replace(block, runs=change(block.runs)))


def look(name: str, at: int, **looks: Any) -> Edit:
    """Changes the look of one run of a block."""
    return runs(name, lambda all: (*all[:at], replace(all[at], **looks), *all[at + 1 :]))


def gone(*names: str) -> Edit:
    """Takes blocks out."""
    return lambda document: replace(
        document, blocks=tuple(b for b in document.blocks if b.id not in names)
    )


def after(name: str, *new: Callable[[str], Block]) -> Edit:
    """Puts blocks, made for the document's language, after the one of an id."""

    def edit(document: Document) -> Document:
        made = [make(document.language) for make in new]
        blocks = [e for b in document.blocks for e in ((b, *made) if b.id == name else (b,))]
        return replace(document, blocks=tuple(blocks))

    return edit


def moved(name: str, where: str) -> Edit:
    """Puts a block after another one."""

    def edit(document: Document) -> Document:
        block = next(b for b in document.blocks if b.id == name)
        return after(where, lambda _: block)(gone(name)(document))

    return edit


def split(name: str) -> Edit:
    """Makes two paragraphs of one, in the middle of its first run."""

    def edit(document: Document) -> Document:
        block: Any = next(b for b in document.blocks if b.id == name)
        first = block.runs[0]
        cut = first.text.index(" ", len(first.text) // 3) + 1
        one = replace(block, runs=(replace(first, text=first.text[:cut]),))
        rest = (replace(first, text=first.text[cut:]), *block.runs[1:])
        two = replace(block, id=f"{name}.second", runs=rest)
        return after(name, lambda _: two)(on(name, lambda _: one)(document))

    return edit


def merged(name: str, following: str) -> Edit:
    """Makes one paragraph of two."""

    def edit(document: Document) -> Document:
        second: Any = next(b for b in document.blocks if b.id == following)
        return gone(following)(runs(name, lambda all: (*all, Run(" "), *second.runs))(document))

    return edit


def rows(change: Callable[[tuple[Row, ...]], tuple[Row, ...]], name: str = "t1") -> Edit:
    """Changes the rows of a table."""
    return on(name, lambda block: replace(block, rows=change(block.rows)))


def cell(row: int, column: int, new: Runs, name: str = "t1") -> Edit:
    """Changes one cell."""

    def changed(all: tuple[Row, ...]) -> tuple[Row, ...]:
        cells = (*all[row].cells[:column], new, *all[row].cells[column + 1 :])
        return (*all[:row], replace(all[row], cells=cells), *all[row + 1 :])

    return rows(changed, name)


def column(table: Any) -> Any:
    """The table with one more column."""
    return replace(
        table,
        align=(*table.align, "center"),
        head=replace(table.head, cells=(*table.head.cells, said("New"))),
        rows=tuple(replace(row, cells=(*row.cells, said("—"))) for row in table.rows),
    )


def fewer(table: Any) -> Any:
    """The table without its second column."""
    return replace(
        table,
        align=(table.align[0], *table.align[2:]),
        head=replace(table.head, cells=(table.head.cells[0], *table.head.cells[2:])),
        rows=tuple(replace(r, cells=(r.cells[0], *r.cells[2:])) for r in table.rows),
    )


def all_of(*edits: Edit) -> Edit:
    """One edit after another."""

    def edit(document: Document) -> Document:
        for each in edits:
            document = each(document)
        return document

    return edit


def clause(name: str, at: int, depth: int = 1) -> Callable[[str], Block]:
    """A new clause."""
    return lambda language: Clause(name, sentence(language, at), depth)


def empty(name: str) -> Callable[[str], Block]:
    """A new paragraph without text."""
    return lambda _: Paragraph(name, ())


def new_row(language: str) -> Row:
    """A new row for the table."""
    return Row("t1.new", (said("KPI 9"), sentence(language, 7), said("*99 %*")))


def row_at(place: int) -> Edit:
    """Puts a new row in."""
    return lambda document: rows(
        lambda all: (*all[:place], new_row(document.language), *all[place:])
    )(document)


EDITS: dict[str, Edit] = {
    "nothing": lambda document: document,
    "number": text("c1", lambda _: "150 MQL", 1),
    "word in bold": text("c2", lambda said: said + " net", 1),
    "first word": text("c1", lambda said: "Both " + said),
    "last word": text("c2a", lambda said: said[:-1] + " A."),
    "words on both sides of a bold run": all_of(
        text("c1", lambda said: said + "~ ", 0), text("c1", lambda said: " ~" + said, 2)
    ),
    "clause rewritten": on("c2", lambda block: replace(block, runs=said("Wholly *new* text."))),
    "clause inserted": after("c1", clause("new", 7)),
    "two clauses inserted": after("c1", clause("new", 7), clause("new.b", 3)),
    "clause inserted after a reworded end": all_of(
        text("c2a", lambda said: said[:-1] + " and more"), after("c2a", clause("new", 7))
    ),
    "first block inserted": lambda document: replace(
        document, blocks=(Paragraph("new", said("Draft"), "note"), *document.blocks)
    ),
    "clause deleted": gone("c2"),
    "two clauses deleted": gone("c2", "c2a"),
    "clause deleted after a reworded end": all_of(
        text("c1", lambda said: said[:-1], 2), gone("c2")
    ),
    "clause replaced by one of another kind": all_of(
        gone("i1"), after("c2a", lambda _: Paragraph("new", said("Quite another *text*."), "note"))
    ),
    "paragraph before a table deleted": gone("p1"),
    "paragraph before a table inserted": after("p1", lambda _: Paragraph("new", said("See:"))),
    "paragraph after a table deleted": gone("n1"),
    "last paragraph deleted": gone("end"),
    "last paragraph inserted": after("end", lambda _: Paragraph("new", said("P. S."))),
    "last paragraph of another style": on("end", lambda b: replace(b, role="note")),
    "split": split("c2"),
    "split and reworded": all_of(split("c2"), text("c2", lambda said: said + "~ ")),
    "merged": merged("c1", "c2"),
    "clause moved": moved("c1", "c3"),
    "clause moved and reworded": all_of(
        text("c2", lambda _: "3 h", 1), moved("c2", "c4")
    ),
    "two clauses moved": all_of(moved("c2a", "c3"), moved("c2", "c3")),
    "heading renamed": text("s1", lambda _: "MQL"),
    "heading of another level": on("s2", lambda b: replace(b, level=2)),
    "clause of another depth": on("c2", lambda b: replace(b, depth=2)),
    "item becomes a clause": on("i1", lambda b: Clause(b.id, b.runs)),
    "note becomes body": on("n1", lambda b: replace(b, role="body")),
    "bold removed": look("c1", 1, bold=False),
    "italic and code": all_of(look("c2a", 0, italic=True), look("i1", 0, code=True)),
    "link added": look("c1", 1, href="https://example.com/a?b=1&c=2"),
    "no-break space": text("c2a", lambda said: said.replace(" ", "\u00a0", 1)),
    "spaces at the edges": all_of(
        text("c2a", lambda said: f"  {said} "), text("p1", lambda said: f"{said}  ")
    ),
    "emoji": text("c2a", lambda said: said.replace(" ", " 👩‍💼🚀 ", 1)),
    "tab and line break": text("c2a", lambda said: said.replace(" ", "\t", 1) + "\n!"),
    "only a line break": text("c2a", lambda said: said + "\n"),
    "empty paragraphs inserted": after("c2", empty("e1"), empty("e2")),
    "cell": cell(1, 2, said("*90 %*")),
    "cell emptied": cell(1, 1, ()),
    "row added": row_at(1),
    "row added at the end": row_at(3),
    "row removed": rows(lambda all: (all[0], *all[2:])),
    "first row removed": rows(lambda all: all[1:]),
    "rows in another order": rows(lambda all: all[::-1]),
    "column added": on("t1", column),
    "column removed": on("t1", fewer),
    "column aligned": on("t1", lambda b: replace(b, align=("left", "center", "right"))),
    "table added": after("c2", lambda language: table(language, "t2"), clause("new", 1)),
    "table removed": gone("t1"),
    "table added beside a table": after(
        "n1", lambda language: table(language, "t2"), lambda _: Paragraph("new", said("Note."))
    ),
    "caption": on("t1", lambda b: replace(b, caption=said("Targets"))),
    "table of another kind": on("t1", lambda b: replace(b, role="signatures")),
    "figure drawn anew": on("f1", lambda b: replace(b, points=figure("f1", 45).points)),
    "figure removed": gone("f1"),
    "title and version": lambda document: replace(
        document, title="Acme SLA 2027", version="2027-Q1-r1", stamp="2027-01-01"
    ),
    "language of a run": look("c2a", 0, language="de"),
    "a heading less and a reference to its new number": all_of(
        gone("s1"), runs("c3", lambda all: tuple(
            replace(run, text="1.1", target="c1") if run.target else run for run in all
        ))
    ),
}  # fmt: skip

FULL = all_of(
    text("s0.0", lambda said: said + WORD["en"] + " ", 0),
    text("s1.2", lambda said: said.replace(" ", f" {WORD['ru']} ", 1)),
    text("s2.0", lambda said: said[:-2]),
    gone("s1.7"),
    after("s2.5", clause("new", 2)),
    moved("s3.3", "s5.2"),
    split("s4.6"),
    gone("last"),
    rows(lambda all: (*all[:4], *all[5:]), "kpis"),
    rows(lambda all: (*all, Row("kpis.new", (said("KPI N"), said("New"), said("*1 %*")))), "kpis"),
    cell(7, 1, said("Quite another text"), "kpis"),
    cell(2, 2, said("*77 %*"), "limits"),
    text("s5", lambda _: "Renamed"),
    look("s0.8", 0, bold=True),
)
"""Fourteen edits of a whole agreement."""

PAIRS: dict[str, tuple[Document, Document]] = {
    **{f"full_{each}": (full(each), FULL(full(each))) for each in LANGUAGES},
    **{
        f"{name} ({each})": (small(each), edit(small(each)))
        for name, edit in EDITS.items()
        for each in LANGUAGES
    },
}
"""Each pair, old and new, by its name."""
