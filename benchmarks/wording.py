"""The text that every tool renders: a Russian agreement of about 14 pages, the same each time."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count, islice
from typing import Any

from sla_writer.document import Block, Clause, Document, Heading, Paragraph, Row, Run, Table

SECTIONS = ("Цели", "Обязательства", "Термины", "Воронка и передачи", "Показатели", "Пересмотр")
ROWS = (9, 11, 14, 15, 18, 12)
WORDS = {
    "table": "Таблица", "figure": "Рисунок", "annex": "Приложение", "contents": "Содержание",
    "page": "Страница", "of": "из", "clause": "пункт",
}  # fmt: skip

_SENTENCES = (
    "Маркетинг передаёт продажам не менее {n} квалифицированных лидов в месяц, и каждый лид"
    " отвечает профилю компании, который описан в этом соглашении.",
    "Продажи принимают или отклоняют лид в течение {n} рабочих часов с момента передачи; отказ без"
    " кода причины не засчитывается.",
    "Если за {n} рабочих дней ответа нет, лид возвращается маркетингу, а срок реакции"
    " останавливается до решения руководителей.",
    "Доля принятых лидов считается по данным CRM на последний день месяца и не должна опускаться"
    " ниже {n} %.",
    "На еженедельной встрече стороны разбирают не больше {n} спорных лидов, решение записывают в"
    " карточку сделки в тот же день.",
    "Изменение плана больше чем на {n} % от согласованного значения выносится на пересмотр до"
    " начала следующего квартала.",
    "Отчёт о пути лида от первого касания до сделки «под ключ» готовит аналитик, срок подготовки —"
    " {n} рабочих часов.",
    "Отклонение по показателю дольше {n} недель подряд означает, что вопрос переходит на следующую"
    " ступень эскалации.",
)
_HEAD = ("Показатель", "Источник", "План", "Факт прошлого квартала")
_ROW = ("Доля лидов группы {n}", "CRM, отчёт № {n}", "{n} % в месяц", "{n},4 % за квартал")


@dataclass(frozen=True)
class Part:
    """A section: its heading, four paragraphs, and a table."""

    heading: str
    paragraphs: tuple[str, ...]
    caption: str
    rows: tuple[tuple[str, ...], ...]


TITLE = "Соглашение между маркетингом и продажами"
CLOSING = "Конец соглашения. Редакция IV квартала 2026 года."


def parts(rows: tuple[int, ...] = ROWS) -> tuple[Part, ...]:
    """The six sections; `rows` says how long their tables are."""
    numbers = count(3)
    found = []
    for section, (heading, length) in enumerate(zip(SECTIONS, rows, strict=True)):
        paragraphs = tuple(
            " ".join(
                _SENTENCES[(section + place + n) % len(_SENTENCES)].format(n=next(numbers))
                for n in range(7)
            )
            for place in range(4)
        )
        table = tuple(tuple(c.format(n=n) for c in _ROW) for n in islice(numbers, length))
        found.append(Part(heading, paragraphs, f"{heading}: план и факт", table))
    return tuple(found)


def document(rows: tuple[int, ...] = ROWS) -> Document:
    """The text as our Document, every cell with the field that it comes from."""
    return Document(
        language="ru",
        title=TITLE,
        version="IV квартал 2026, редакция 1",
        reference="0" * 64,
        stamp="2026-10-01",
        blocks=tuple(_blocks(rows)),
        words=WORDS,
    )


def _blocks(rows: tuple[int, ...]) -> list[Block]:
    blocks: list[Block] = [Paragraph("title", (Run(TITLE),), "title")]
    for n, part in enumerate(parts(rows)):
        blocks.append(Heading(f"s{n}", 1, (Run(part.heading),)))
        blocks += [
            Clause(f"s{n}.{place}", (Run(said, sources=(f"clauses.s{n}-{place}.text",)),))
            for place, said in enumerate(part.paragraphs)
        ]
        blocks.append(_table(n, part))
    blocks.append(Paragraph("closing", (Run(CLOSING),), "closing"))
    return blocks


def _table(n: int, part: Part) -> Table:
    head = Row(f"t{n}.head", tuple((Run(name),) for name in _HEAD))
    body = tuple(
        Row(
            f"t{n}.{m}",
            tuple((Run(c, sources=(f"kpis.k{n}-{m}.c{i}",)),) for i, c in enumerate(row)),
        )
        for m, row in enumerate(part.rows)
    )
    return Table(f"t{n}", (Run(part.caption),), ("left", "left", "right", "right"), head, body)


def data(contents: list[str], rows: tuple[int, ...] = ROWS) -> dict[str, Any]:
    """The text as the peers' templates take it; `contents` are the lines of the contents."""
    return {
        "title": TITLE,
        "closing": CLOSING,
        "contents": [{"text": line} for line in contents],
        "sections": [_section(n, part) for n, part in enumerate(parts(rows), 1)],
    }


def _section(number: int, part: Part) -> dict[str, Any]:
    return {
        "heading": part.heading,
        "paragraphs": [{"text": said} for said in part.paragraphs],
        "caption": f"{WORDS['table']}\u00a0{number}. {part.caption}",
        "head": {f"h{i}": name for i, name in enumerate(_HEAD)},
        "rows": [{f"c{i}": cell for i, cell in enumerate(row)} for row in part.rows],
    }
