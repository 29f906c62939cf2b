"""Template output made ready for parsing: names set apart, no scope across a line or a cell.

A template prints every fact as a mark (an index into the traces), so that no value can be read as
Markdown, and puts text that depends on a condition or a loop between scope marks, which may begin
and end anywhere. Here each scope is closed and opened again so that it stands inside one line's or
one cell's text, and ``{#id .class}`` is taken off line ends and first cells.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from sla_writer.errors import SlaWriterError

FACT, FACT_END, SCOPE, SCOPE_END = "\ufdd0", "\ufdd2", "\ufdd4", "\ufdd5"

_SCOPE_MARK = re.compile(f"{SCOPE}(\\d+){FACT_END}|{SCOPE_END}")
_PREFIX = re.compile(r"\s*(?:#{1,6}[ \t]+|(?:[-*+]|\d+[.)])[ \t]+)*")
_NAMES = re.compile(r"(?<!\\)[ \t]*\{((?:[#.][\w.-]+[ \t]*)+)\}(?=\s*$)")
_PIPE = re.compile(r"(?<!\\)\|")
_DELIMITER_ROW = re.compile(r"\s*\|[-:|\s]*\Z")

Scopes = tuple[str, ...]
Spans = list[tuple[str, Scopes]]


@dataclass(frozen=True, slots=True)
class Trace:
    """What a mark stands for: a fact's text with its sources, or a scope's sources alone.

    `value` is the number behind the text (for drawing), `language` its language when it differs
    from the document's.
    """

    sources: tuple[str, ...]
    text: str = ""
    value: Decimal | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class Names:
    """The id and the classes that a template gives to a block."""

    id: str = ""
    classes: frozenset[str] = frozenset()


@dataclass(slots=True)
class Source:
    """Markdown to be parsed, and by its line numbers the names of blocks and of table rows."""

    lines: list[str] = field(default_factory=list)
    names: dict[int, Names] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The Markdown."""
        return "\n".join(self.lines)


def prepare(text: str) -> Source:
    """The source of a template's output.

    A line that holds nothing but scope marks is a blank line of the template (Jinja trims the line
    end after a tag), and stays one.
    """
    source = Source()
    opened: Scopes = ()
    for raw in text.split("\n"):
        spans, opened = _spans(raw, opened)
        _add(source, "".join(text for text, _ in spans), spans)
    if opened:
        raise SlaWriterError("error-markdown-mark")
    return source


def _add(source: Source, line: str, spans: Spans) -> None:
    found = _find_names(line)
    if found:
        source.names[len(source.lines)] = _names(found[1])
    scoped = any(scopes for _, scopes in spans) and not _DELIMITER_ROW.match(line)
    if scoped:
        line = "".join(_enclosed(line, spans, found.span() if found else (0, 0)))
    elif found:
        line = line[: found.start()] + line[found.end() :]
    source.lines.append(line)


def _spans(raw: str, opened: Scopes) -> tuple[Spans, Scopes]:
    """The stretches of a line with the scopes open around each, and those open at its end."""
    spans: Spans = []
    at = 0
    for mark in _SCOPE_MARK.finditer(raw):
        spans.append((raw[at : mark.start()], opened))
        at = mark.end()
        if not mark[1] and not opened:
            raise SlaWriterError("error-markdown-mark")
        opened = (*opened, mark[1]) if mark[1] else opened[:-1]
    return [*spans, (raw[at:], opened)], opened


def _find_names(line: str) -> re.Match[str] | None:
    """The names at the end of a line, or of the first cell of a table row."""
    if "{" not in line:
        return None
    if not line.lstrip().startswith("|"):
        return _NAMES.search(line)
    start = line.index("|") + 1
    end = _PIPE.search(line, start)
    return _NAMES.search(line, start, end.start()) if end else None


def _names(text: str) -> Names:
    words = text.split()
    ids = [word[1:] for word in words if word[0] == "#"]
    return Names(ids[0] if ids else "", frozenset(word[1:] for word in words if word[0] == "."))


def _enclosed(line: str, spans: Spans, left_out: tuple[int, int]) -> Iterator[str]:
    """The line without its names, every stretch of text between the marks of its scopes."""
    pieces = list(_pieces(line, left_out))
    at = 0
    for text, scopes in spans:
        end = at + len(text)
        for start, stop, syntax in pieces:
            if start < end and at < stop:
                part = line[max(start, at) : min(stop, end)]
                yield part if syntax else _scoped(part, scopes)
        at = end


def _scoped(text: str, scopes: Scopes) -> str:
    opened = "".join(f"{SCOPE}{scope}{FACT_END}" for scope in scopes)
    return f"{opened}{text}{SCOPE_END * len(scopes)}"


def _pieces(line: str, left_out: tuple[int, int]) -> Iterator[tuple[int, int, bool]]:
    """The stretches of a line as start, end and whether it is block syntax; names are left out."""
    at = _PREFIX.match(line).end()  # type: ignore[union-attr]  # it matches the empty string
    yield 0, at, True
    bars = [bar.span() for bar in _PIPE.finditer(line, at)] if line.startswith("|", at) else []
    for start, end in sorted([*bars, left_out, (len(line), len(line))]):
        if start >= at:
            yield from _text(line, at, start)
            at = end
            if (start, end) != left_out:
                yield start, end, True


def _text(line: str, start: int, end: int) -> Iterator[tuple[int, int, bool]]:
    """A line's or a cell's text, apart from the white space round it, which is syntax."""
    text = line[start:end]
    first, last = start + len(text) - len(text.lstrip()), start + len(text.rstrip())
    if first < last:
        yield from ((start, first, True), (first, last, False), (last, end, True))
    else:
        yield start, end, True
