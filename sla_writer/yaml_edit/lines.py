"""A file's text line by line: where a line starts and ends, and which lines say nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_BREAK = re.compile(r"\r\n|\r|\n|\Z")
_SILENT = re.compile(r"([ \t]*)(#[^\r\n]*)?(?=[\r\n]|\Z)")


@dataclass(frozen=True, slots=True)
class Splice:
    """What stands between two positions of a text, and the text to stand there instead."""

    start: int
    end: int
    text: str = ""


@dataclass(frozen=True, slots=True)
class Lines:
    """A text whose lines can be found from any position in them."""

    text: str
    newline: str

    @classmethod
    def of(cls, text: str) -> Lines:
        """The lines of a text, and the line end that new lines of it shall have."""
        return cls(text, _found(text, 0).group() or "\n")

    def start(self, at: int) -> int:
        """Where the line starts in which a position lies."""
        end = self.text.rfind("\n", 0, at)
        return max(end, self.text.rfind("\r", end + 1, at)) + 1

    def end(self, at: int) -> int:
        """Where that line ends, before its line break."""
        return _found(self.text, at).start()

    def after(self, at: int) -> int:
        """Where the next line starts; the end of the text after the last line."""
        return _found(self.text, at).end()

    def column(self, at: int) -> int:
        """How far from the start of its line a position lies."""
        return at - self.start(at)

    def opens(self, at: int) -> bool:
        """Whether nothing but white space stands before a position in its line."""
        return not self.text[self.start(at) : at].strip()

    def blank(self, start: int) -> bool:
        """Whether the line that starts there is empty."""
        found = _SILENT.match(self.text, start)
        return bool(found and found[2] is None)

    def comment(self, start: int) -> int | None:
        """Where the comment begins in a line that is nothing else; None for another line."""
        found = _SILENT.match(self.text, start)
        return found.start(2) if found and found[2] is not None else None

    def above(self, at: int) -> Iterator[int]:
        """The starts of the lines above a position, the nearest first."""
        start = self.start(at)
        while start > 0:
            start = self.start(start - (2 if self.text[start - 2 : start] == "\r\n" else 1))
            yield start

    def below(self, at: int) -> Iterator[int]:
        """The starts of the lines below a position, the nearest first."""
        while (at := self.after(at)) < len(self.text):
            yield at

    def filled_above(self, at: int) -> int:
        """The end of the nearest line above that isn't empty."""
        return next((self.end(start) for start in self.above(at) if not self.blank(start)), 0)

    def indented(self, lines: Iterable[str], column: int) -> str:
        """Lines to put behind a first one, each on a line of its own from a column on."""
        return "".join(self.newline + (" " * column + line if line else "") for line in lines)

    def spliced(self, splices: Iterable[Splice], start: int = 0, end: int | None = None) -> str:
        """What stands between two positions after all the splices."""
        parts: list[str] = []
        for each in sorted(splices, key=lambda each: (each.start, each.end)):
            parts += self.text[start : each.start], each.text
            start = max(start, each.end)
        return "".join([*parts, self.text[start:end]])


def _found(text: str, at: int) -> re.Match[str]:
    found = _BREAK.search(text, at)
    assert found  # the end of the text is one, too
    return found
