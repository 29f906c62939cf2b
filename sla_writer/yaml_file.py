"""YAML files that people write by hand: plain data in which every key and value knows its place.

A small, safe YAML: no anchors, aliases or tags, no duplicate keys, bounded depth and length.
Scalars stay the text that was written (``no``, ``9:30`` and ``1.10`` too); the model says what they
mean.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sla_writer.errors import AgreementError, Place, Problem
from sla_writer.text_gate import clean, lines_of, read_file, refused, wrong_character

if TYPE_CHECKING:
    from ruamel.yaml.error import YAMLError

DEPTH_LIMIT = 20
NODE_LIMIT = 50_000
_EMPTY = ("", "~", "null", "Null", "NULL")
_SAID = {
    "mapping values are not allowed": "error-yaml-colon",
    "end of stream": "error-yaml-quote",
    "',' or ']'": "error-yaml-bracket",
    "',' or '}": "error-yaml-brace",
    "found a tab character": "error-yaml-tab",
    "cannot start any token": "error-yaml-sign",
    "sequence entries are not allowed": "error-yaml-dash",
    "'-' indicator": "error-yaml-mixed",
    "expected <block end>": "error-yaml-indent",
    "expected key": "error-yaml-indent",
    "expected ':'": "error-yaml-no-colon",
    "node content": "error-yaml-value",
    "unknown escape": "error-yaml-escape",
}
"""What the library says, in part, and the message that says it to the user."""

Data = dict[str, "Data"] | list["Data"] | str | None
Step = str | int


@dataclass(slots=True)
class YamlFile:
    """A file's data, and the place of every key and value in it by path (keys and positions)."""

    name: str
    data: Data
    values: dict[tuple[Step, ...], tuple[int, int]]
    keys: dict[tuple[Step, ...], tuple[int, int]]
    lines: list[str]

    def place(self, path: tuple[Step, ...], *, of_key: bool = False) -> Place:
        """Where the value (or the key) at `path` stands; where it is absent, its holder's place."""
        table = self.keys if of_key else self.values
        while path and path not in table:
            path, table = path[:-1], self.values
        line, column = table.get(path, (0, 0))
        return _place(self.name, self.lines, line, column)


def load(path: Path) -> YamlFile:
    """The file at `path`.

    Raises AgreementError with the place when it isn't the YAML we take, SlaWriterError when it
    cannot be read at all.
    """
    return parse(read_file(path), str(path))


def parse(text: str, name: str) -> YamlFile:
    """The data of YAML `text`, which errors call `name`."""
    from ruamel.yaml.error import YAMLError

    text = text.removeprefix("\ufeff")
    if wrong := wrong_character(text, name):
        raise AgreementError(wrong)
    lines = lines_of(text)
    builder = _Builder(name, lines)
    try:
        return builder.build(text)
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        line, column = (mark.line, mark.column) if mark else (0, 0)
        raise _wrong(name, lines, line, column, _said_of(error)) from None


def _said_of(error: YAMLError) -> str:
    """The message for what the library found; its own words are English only."""
    found = getattr(error, "problem", None) or ""
    return next((key for part, key in _SAID.items() if part in found), "error-yaml")


def events(text: str) -> Iterator[Any]:
    """What YAML `text` is made of, piece by piece, each with the marks of its start and end."""
    from ruamel.yaml import YAML

    yield from YAML(typ="safe", pure=False).parse(text)


def dump(data: Any) -> str:
    """Plain data as YAML text in the given order, quoting only what needs it."""
    import io

    from ruamel.yaml import YAML

    yaml = YAML()
    yaml.default_flow_style = False
    yaml.width = 100
    yaml.indent(mapping=2, sequence=4, offset=2)
    out = io.StringIO()
    yaml.dump(data, out)
    return out.getvalue()


def _place(name: str, lines: list[str], line: int, column: int) -> Place:
    source = lines[line] if line < len(lines) else ""
    return Place(name, line + 1, column + 1, source[:200])


def _wrong(
    name: str, lines: list[str], line: int, column: int, key: str, /, **params: object
) -> AgreementError:
    return AgreementError(Problem(key, params, place=_place(name, lines, line, column)))


class _Builder:
    """Builds plain data from parse events, one at a time, so that no input exhausts the stack."""

    def __init__(self, name: str, lines: list[str]) -> None:
        self.name, self.lines = name, lines
        self.values: dict[tuple[Step, ...], tuple[int, int]] = {}
        self.keys: dict[tuple[Step, ...], tuple[int, int]] = {}

    def build(self, text: str) -> YamlFile:
        pieces = events(text)
        data: Data = None
        documents = 0
        for event in pieces:
            kind = type(event).__name__
            if kind == "DocumentStartEvent":
                documents += 1
                if documents > 1:
                    raise self.wrong(event, "error-yaml-documents")
            elif kind not in ("StreamStartEvent", "StreamEndEvent", "DocumentEndEvent"):
                data = self.node(event, pieces, ())
        return YamlFile(self.name, data, self.values, self.keys, self.lines)

    def wrong(self, event: Any, key: str, /, **params: object) -> AgreementError:
        mark = event.start_mark
        return _wrong(self.name, self.lines, mark.line, mark.column, key, **params)

    def node(self, event: Any, events: Iterator[Any], path: tuple[Step, ...]) -> Data:
        kind = type(event).__name__
        if kind == "AliasEvent" or getattr(event, "anchor", None):
            raise self.wrong(event, "error-yaml-anchor")
        if getattr(event, "tag", None) not in (None, "!"):
            raise self.wrong(event, "error-yaml-tag")
        if len(path) > DEPTH_LIMIT:
            raise self.wrong(event, "error-yaml-depth", limit=DEPTH_LIMIT)
        if len(self.values) > NODE_LIMIT:
            raise self.wrong(event, "error-yaml-nodes", limit=NODE_LIMIT)
        self.values[path] = (event.start_mark.line, event.start_mark.column)
        if kind == "ScalarEvent":
            return self.scalar(event)
        if kind == "SequenceStartEvent":
            return self.sequence(events, path)
        return self.mapping(events, path)

    def scalar(self, event: Any) -> str | None:
        if event.implicit[0] and event.value in _EMPTY:
            return None
        found = refused(event.value)  # escapes such as "\u0007" appear only now
        if found:
            raise self.wrong(event, "error-character", character=found[1])
        return clean(event.value)

    def sequence(self, events: Iterator[Any], path: tuple[Step, ...]) -> list[Data]:
        items: list[Data] = []
        for event in events:
            if type(event).__name__ == "SequenceEndEvent":
                break
            items.append(self.node(event, events, (*path, len(items))))
        return items

    def mapping(self, events: Iterator[Any], path: tuple[Step, ...]) -> dict[str, Data]:
        pairs: dict[str, Data] = {}
        for event in events:
            if type(event).__name__ == "MappingEndEvent":
                break
            key = self.node(event, events, (*path, "?"))
            if not isinstance(key, str):
                raise self.wrong(event, "error-yaml-key")
            if key in pairs:
                first = self.keys[(*path, key)][0] + 1
                raise self.wrong(event, "error-duplicate-key", name=key, line=first)
            self.keys[(*path, key)] = (event.start_mark.line, event.start_mark.column)
            pairs[key] = self.node(next(events), events, (*path, key))
        return pairs
