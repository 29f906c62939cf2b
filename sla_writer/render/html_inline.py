"""Text within a page: looks, links, terms that show their meaning, words deleted and inserted."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from sla_writer.document import Block, Document, Figure, Mark, Row, Run, Runs, Table, plain
from sla_writer.document.printed import leads_out
from sla_writer.redline import one_side
from sla_writer.render.marks import OLD, relooked, stretches


def inside(mark: Mark | None, said: str) -> str:
    """Text or drawings as deleted or inserted; what moved looks different."""
    if mark is None or not said:
        return said
    tag, moved = "del" if mark in OLD else "ins", mark in (Mark.MOVED_AWAY, Mark.MOVED_HERE)
    look = ' class="moved"' if moved else ""
    return f"<{tag}{look}>{said}</{tag}>"


class Inline:
    """Runs as HTML; a term leads to its definition, and shows it when pointed at."""

    def __init__(self, document: Document) -> None:
        self.language = document.language
        self.places = dict(_places(document))
        self.ids = {*self.places, *(block.id for block in document.blocks if not _gone(block))}

    def name(self, part: Block | Row) -> str:
        """The id of a block or a row; what only the old document has gives way to the new one."""
        taken = part.id and _gone(part) and part.id in self.ids
        return f"{part.id}:was" if taken else part.id

    def runs(self, runs: Runs, own: Mark | None = None) -> str:
        """The runs; `own` is the mark of the block or the row that they stand in."""
        if own is None and not any(run.mark or run.was for run in runs):
            return "".join(map(self.run, runs))
        return "".join(
            inside(mark, "".join(map(self.looked, stretch)))
            for mark, stretch in stretches(runs, own)
        )

    def looked(self, run: Run) -> str:
        """A run of a redline, in a class of its own where only its look is new."""
        said = self.run(run)
        return f'<span class="relooked">{said}</span>' if relooked(run) else said

    def run(self, run: Run) -> str:
        said = escape(run.text).replace("\n", "<br>")
        if run.control:
            said = '<span class="blank"></span>'
        for tag, wanted in (("code", run.code), ("em", run.italic), ("strong", run.bold)):
            said = f"<{tag}>{said}</{tag}>" if wanted else said
        said = self.linked(run, said)
        if run.language and run.language != self.language:
            return f'<span lang="{escape(run.language)}">{said}</span>'
        return said

    def linked(self, run: Run, said: str) -> str:
        if run.href and leads_out(run.href):
            return f'<a href="{escape(run.href)}">{said}</a>'
        if run.target:
            return f'<a href="#{escape(run.target)}">{said}</a>'
        place = f"terms.{run.term}"
        if run.term and place in self.places:
            meaning = escape(self.places[place])
            return f'<a class="term" href="#{escape(place)}" title="{meaning}">{said}</a>'
        return said


def _places(document: Document) -> Iterator[tuple[str, str]]:
    """Every block's and row's id with its plain text, in the new document of a redline."""
    for block in document.blocks:
        if isinstance(block, Table):
            rows = (row for row in block.rows if not (_gone(block) or _gone(row)))
            yield from ((row.id, " — ".join(map(_new, row.cells))) for row in rows)
        elif not (_gone(block) or isinstance(block, Figure)):
            yield block.id, _new(block.runs)


def _gone(part: Block | Row) -> bool:
    """Whether only the old document has a block or a row, or its end."""
    return part.mark in OLD or getattr(part, "end", None) in OLD


def _new(runs: Runs) -> str:
    return plain(one_side(runs, new=True))
