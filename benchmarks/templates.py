"""The Word templates that the peers fill, written with python-docx in each tool's own dialect."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docx
from fields import field, said

from sla_writer.agreement import Agreement
from sla_writer.document import Document, Figure, Heading, Row, Run, Runs, Table, plain


@dataclass(frozen=True)
class Dialect:
    """How a tool's templates say: print this, repeat these paragraphs, repeat this row."""

    show: str
    loop: tuple[str, str]
    row: tuple[str, str]
    row_apart: bool


DOCXTPL = Dialect(
    "{{{{ {0} }}}}",
    ("{{%p for {1} in {0} %}}", "{{%p endfor %}}"),
    ("{{%tr for {1} in {0} %}}", "{{%tr endfor %}}"),
    row_apart=True,
)
MUSTACHE = Dialect("{{{2}}}", ("{{#{2}}}", "{{/{2}}}"), ("{{#{2}}}", "{{/{2}}}"), row_apart=False)
"""docxtemplater and easy-template-x, where a loop opens what it repeats."""


class Writer:
    """Writes a template in a dialect; names are given as `holder.name`."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.file: Any = docx.Document()

    def said(self, pattern: str, path: str, item: str = "") -> str:
        return pattern.format(path, item, path.rpartition(".")[2])

    def show(self, path: str) -> str:
        return self.said(self.dialect.show, path)

    def add(self, text: str, style: str = "Normal") -> None:
        self.file.add_paragraph(text, style)

    def loop(self, path: str, item: str, opens: bool) -> None:
        self.add(self.said(self.dialect.loop[not opens], path, item))

    def each(self, path: str, item: str, style: str = "Normal") -> None:
        """A paragraph for every member of a list."""
        self.loop(path, item, opens=True)
        self.add(self.show(f"{item}.text"), style)
        self.loop(path, item, opens=False)

    def table(self, heads: list[str], path: str, item: str, cells: list[str]) -> None:
        """A table with a head and a row for every member of a list."""
        opened, closed = (self.said(each, path, item) for each in self.dialect.row)
        rows = [[opened], cells, [closed]]
        if not self.dialect.row_apart:
            rows = [[opened + cells[0], *cells[1:-1], cells[-1] + closed]]
        self.plain_table([heads, *rows])

    def plain_table(self, rows: list[list[str]]) -> None:
        """A table of rows, the longest first."""
        table = self.file.add_table(0, len(rows[0]), "Table Grid")
        for row in rows:
            for cell, text in zip(table.add_row().cells, row, strict=False):
                cell.text = text


def agreement_template(dialect: Dialect, path: Path) -> None:
    """The template of `wording.data`."""
    writer = Writer(dialect)
    writer.add(writer.show("title"), "Title")
    writer.each("contents", "line")
    writer.loop("sections", "part", opens=True)
    writer.add(writer.show("part.heading"), "Heading 1")
    writer.each("part.paragraphs", "said")
    writer.add(writer.show("part.caption"), "Caption")
    heads = [writer.show(f"part.head.h{n}") for n in range(4)]
    if dialect is MUSTACHE:
        heads = [f"{{h{n}}}" for n in range(4)]
    writer.table(heads, "part.rows", "row", [writer.show(f"row.c{n}") for n in range(4)])
    writer.loop("sections", "part", opens=False)
    writer.add(writer.show("closing"))
    writer.file.save(path)


def markdown(data: dict[str, Any]) -> str:
    """The text as the Markdown that pandoc reads."""
    lines = [f"# {data['title']}", *(line["text"].replace(".", "\\.") for line in data["contents"])]
    for part in data["sections"]:
        lines += [f"## {part['heading']}", *(said["text"] for said in part["paragraphs"])]
        rows = [list(part["head"].values()), ["---"] * 4, *(list(r.values()) for r in part["rows"])]
        lines += [part["caption"], "\n".join(f"| {' | '.join(row)} |" for row in rows)]
    return "\n\n".join([*lines, data["closing"]]) + "\n"


# --- the peer's templates of an agreement of the same size ----------------------------------------


def same_size(agreement: Agreement, document: Document, word: Path, text: Path) -> None:
    """A docxtpl template and a Jinja template of Markdown as long as one of our documents.

    Their prose is the document's own. Every figure that the document prints from a field they print
    from that field; a table of a list's items is a loop over that list.
    """
    writer, lines = _AgreementWriter(agreement), []
    for block in document.blocks:
        if isinstance(block, Table):
            lines.append(_table(writer, block))
        elif not isinstance(block, Figure):
            said = writer.runs(block.runs)
            writer.add(said, "Heading 1" if isinstance(block, Heading) else "Normal")
            lines.append(f"## {said}" if isinstance(block, Heading) else said)
    writer.file.save(word)
    text.write_text("\n\n".join(lines) + "\n", encoding="utf-8")


class _AgreementWriter(Writer):
    def __init__(self, agreement: Agreement) -> None:
        super().__init__(DOCXTPL)
        self.agreement = agreement

    def runs(self, runs: Runs) -> str:
        """The text of runs; what prints a single field is that field's name."""
        return "".join(
            f"{{{{ field('{run.sources[-1]}') }}}}" if self.one_field(run) else run.text
            for run in runs
        )

    def one_field(self, run: Run) -> bool:
        """Whether the run is a figure and prints its last source, after what it is subject to."""
        if not any(map(str.isdigit, run.text)):
            return False
        value = field(self.agreement, run.sources[-1]) if run.sources else None
        return value is not None and said(value)[:2] == run.text[:2] != ""


_LISTS = {name for name, field in Agreement.model_fields.items() if field.default == ()} | {"roles"}


def _table(writer: _AgreementWriter, table: Table) -> str:
    """The table in Word, and as Markdown."""
    writer.add(plain(table.caption), "Caption")
    heads = [plain(cell) for cell in table.head.cells]
    looped = _loop(table)
    if looped:
        path, cells = looped
        writer.table(heads, path, "item", cells)
        rows = [cells]
    else:
        rows = [[writer.runs(cell) for cell in row.cells] for row in table.rows]
        writer.plain_table([heads, *rows])
    grid = [f"| {' | '.join(row)} |" for row in (heads, ["---"] * len(heads), *rows)]
    if looped:
        grid[2] = f"{{% for item in {looped[0]} %}}{grid[2]}\n{{% endfor %}}"
    return "\n".join(grid)


def _loop(table: Table) -> tuple[str, list[str]] | None:
    """The list that the rows come from and what each cell prints; None when they come from none."""
    paths = [path for cell in table.rows[0].cells for run in cell for path in run.sources]
    lists = {path.split(".")[0] for path in paths if path.count(".") >= 2}
    if len(lists) != 1 or not lists <= _LISTS or len(table.rows) < 3:
        return None
    fields = [_field(cell, table.rows[0]) for cell in table.rows[0].cells]
    return f"agreement.{lists.pop()}", [f"{{{{ item.{field} }}}}" for field in fields]


def _field(cell: Runs, row: Row) -> str:
    """The field of its item that a cell prints."""
    own = [path for run in cell for path in run.sources if path.count(".") >= 2]
    return own[0].split(".")[2] if own else "id"
