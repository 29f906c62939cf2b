"""A comparison as Markdown, for a pull request or a chat: the sum, a table of targets, lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from sla_writer.changes import Weight, heading, meant, said
from sla_writer.comparison import Comparison, Entry
from sla_writer.document import Run
from sla_writer.render.compared.words import SIGNS, Words, has_figures, of
from sla_writer.render.markdown import inline

_COLUMNS = {
    "name": "---", "old": "---:", "came-to": "---:", "new": "---:", "delta": "---:",
    "side": "---", "where": "---",
}  # fmt: skip


def render(comparison: Comparison) -> str:
    """The comparison as Markdown text that ends in one newline."""
    return "\n\n".join(_Writer(comparison).parts()) + "\n"


class _Writer:
    def __init__(self, comparison: Comparison) -> None:
        self.all, self.words = comparison, Words(comparison)

    def parts(self) -> Iterator[str]:
        """What stands between empty lines."""
        yield f"# {_plain(self.words.title)}"
        yield self.summary()
        material = of(self.all, Weight.MATERIAL)
        yield from self.targets([each for each in material if has_figures(each.change)])
        for group, entries in groupby(material, lambda each: each.change.group):
            title = heading(group, self.words.language)
            yield from self.section(title, filter(self.untold, entries))
        yield from self.section(self.words.word("minor"), of(self.all, Weight.MINOR))

    def summary(self) -> str:
        """One paragraph that can be pasted alone."""
        counts = self.words.counts() or self.words.word("same")
        told = [f"{side}: {said}" for side, said in self.words.balance()]
        if broken := self.words.broken():
            told.append(f"{self.words.word('broken')}: {'; '.join(broken)}")
        strong = inline((Run(counts.rstrip("."), bold=True), Run(".")))
        return " ".join([strong, *(f"{_plain(each)}." for each in told)])

    def targets(self, entries: Sequence[Entry]) -> Iterator[str]:
        """The promises that are figures, old and new side by side."""
        if not entries:
            return
        rows = [self.row(each) for each in entries]
        shown = [name for name in _COLUMNS if any(row[name] for row in rows)]
        head = [_plain(self.words.word("head", name)) for name in shown]
        cells = ([_cell(row[name]) for name in shown] for row in rows)
        yield f"## {_plain(self.words.word('targets'))}"
        yield "\n".join(map(_line, (head, [_COLUMNS[name] for name in shown], *cells)))
        yield _plain(self.words.word("legend"))

    def row(self, entry: Entry) -> dict[str, str]:
        """What a row of the table of targets says, by column."""
        change, words = entry.change, self.words
        old, new, delta = words.figures(change)
        return {
            "name": words.name(change),
            "old": old,
            "came-to": words.came_to(change),
            "new": new,
            "delta": delta,
            "side": words.effect(change),
            "where": words.where(entry),
        }

    def untold(self, entry: Entry) -> bool:
        """Whether the table of targets leaves anything to say of a change."""
        return not has_figures(entry.change) or any(self.meaning(entry))

    def section(self, title: str, entries: Iterable[Entry]) -> Iterator[str]:
        """Changes as a list under a heading; nothing where there are none."""
        items = [line for entry in entries for line in self.items(entry)]
        if items:
            yield f"## {_plain(title)}"
            yield "\n".join(items)

    def items(self, entry: Entry) -> Iterator[str]:
        """A change, and under it what it means and why."""
        told = said(entry.change, self.words.language)
        place = f" ({where})" if (where := self.words.where(entry)) else ""
        yield f"- {SIGNS[entry.change.effect]} {_plain(told + place)}"
        for text in filter(None, self.meaning(entry)):
            yield f"  - {_plain(text)}"

    def meaning(self, entry: Entry) -> tuple[str, str]:
        """What a material change means, and why it was made; "" where that isn't known."""
        if entry.change.weight is not Weight.MATERIAL:
            return "", ""
        return meant(entry.change, self.words.language), self.words.why(entry)


def _plain(text: str) -> str:
    """A text on one line, with nothing in it that Markdown would take for its own."""
    return inline((Run(" ".join(text.split("\n"))),))


def _cell(text: str) -> str:
    return _plain(text).replace("|", "\\|")


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
