"""Is a template pack fit for use? Finds, without an agreement, what templates print in vain.

Every name that a template reads is followed through the agreement's model, so that a misspelt field
is found with its file and line before anybody renders with it.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Annotated, Any, get_args, get_origin

from jinja2 import nodes

from sla_writer.agreement import Agreement
from sla_writer.agreement.reading import reference_to
from sla_writer.agreement.record import Record, Undecided
from sla_writer.errors import PackError, Place, Problem
from sla_writer.facts import LISTED, READS, TOLD
from sla_writer.glossary import languages
from sla_writer.pack import Pack
from sla_writer.templating import parse

_ALWAYS = {"open", "anchor", "count"}


@dataclass(frozen=True)
class _Shape:
    """What a name in a template stands for: a record, a listing's member, or a plain value."""

    record: type[Record] | None = None
    many: bool = False
    names: tuple[str, ...] = ()


_VALUE = _Shape()


def check(pack: Pack) -> list[Problem]:
    """Everything wrong with a pack, each with file and line; nothing when it is fit for use."""
    return [*_missing(pack), *_mistakes(pack)]


def _missing(pack: Pack) -> Iterator[Problem]:
    for language in languages():
        for section in pack.sections:
            try:
                pack.file(f"{language}/{section}.md")
            except PackError as error:
                yield from error.problems


def _mistakes(pack: Pack) -> Iterator[Problem]:
    for language in pack.languages:
        for section in pack.sections:
            try:
                tree = parse(pack, language, section)
                path = str(pack.file(f"{language}/{section}.md"))
            except PackError as error:
                if language in languages():
                    yield from (p for p in error.problems if p.key != "error-pack-file")
                continue
            for line, name, hint in Reader().problems(tree):
                yield Problem(
                    "error-template-field", {"name": name, "hint": hint}, "", Place(path, line, 1)
                )


def used_fields(pack: Pack, language: str) -> set[tuple[str, str]]:
    """The (record, field) pairs that the templates of a language read."""
    reader = Reader()
    for section in pack.sections:
        list(reader.problems(parse(pack, language, section)))
    return reader.used


@dataclass
class Reader:
    """Follows the names of a template through the model."""

    used: set[tuple[str, str]] = field(default_factory=set)

    def problems(self, tree: nodes.Template) -> Iterator[tuple[int, str, str]]:
        """Line, name and hint of every name that stands for nothing."""
        yield from self._walk(tree, {})

    def _walk(self, node: nodes.Node, scope: dict[str, Any]) -> Iterator[tuple[int, str, str]]:
        if isinstance(node, nodes.For):
            yield from self._loop(node, scope)
            return
        if isinstance(node, nodes.Getattr | nodes.Name):
            _, problem = self._shape(node, scope)
            if problem:
                yield problem
            return
        for child in node.iter_child_nodes():
            yield from self._walk(child, scope)

    def _loop(self, node: nodes.For, scope: dict[str, Any]) -> Iterator[tuple[int, str, str]]:
        shape, problem = self._shape(node.iter, scope)
        if problem:
            yield problem
        inner = dict(scope, loop=None)
        if isinstance(node.target, nodes.Name):
            inner[node.target.name] = (
                None if shape is None else _Shape(shape.record, names=shape.names)
            )
        for part in [*([node.test] if node.test else []), *node.body, *node.else_]:
            yield from self._walk(part, inner)

    def _shape(
        self, node: nodes.Node, scope: dict[str, Any]
    ) -> tuple[_Shape | None, tuple[int, str, str] | None]:
        """What an expression stands for (None: anything), and what is wrong with it."""
        if isinstance(node, nodes.Name):
            if node.name in scope:
                return scope[node.name], None
            return self._part(_Shape(Agreement), node.name, node.name, node.lineno)
        if isinstance(node, nodes.Getattr):
            shape, problem = self._shape(node.node, scope)
            if problem or shape is None:
                return None, problem
            return self._part(shape, node.attr, _dotted(node), node.lineno)
        return None, None

    def _part(
        self, shape: _Shape, name: str, shown: str, line: int
    ) -> tuple[_Shape | None, tuple[int, str, str] | None]:
        if name in _ALWAYS or (shape.many and shape.record):
            return (_Shape(shape.record) if name not in _ALWAYS else _VALUE), None
        if shape.names:
            return (
                (None, None) if name in shape.names else (None, _unknown(line, shown, shape.names))
            )
        if shape.record is None:
            return None, _unknown(line, shown, ())
        return self._field(shape.record, name, shown, line)

    def _field(
        self, record: type[Record], name: str, shown: str, line: int
    ) -> tuple[_Shape | None, tuple[int, str, str] | None]:
        told = (record.__name__, name) in TOLD
        if told and name in LISTED:
            return _Shape(names=LISTED[name], many=False), None
        if told:
            read = READS.get((record.__name__, name), tuple(record.model_fields))
            self.used.update((record.__name__, each) for each in read)
            return _VALUE, None
        if name not in record.model_fields:
            known = [*record.model_fields, *(n for r, n in TOLD if r == record.__name__)]
            return None, _unknown(line, shown, known)
        self.used.add((record.__name__, name))
        return shape_of(record, name), None


def shape_of(record: type[Record], name: str) -> _Shape:
    """What a field of the model stands for in templates."""
    annotation: Any = record.model_fields[name].annotation
    to = reference_to(record, name)
    if to:
        inner = _records(Agreement.model_fields[to].annotation)
        return _Shape(inner[0], many="tuple" in str(annotation))
    inner = [each for each in _records(annotation) if each is not Undecided]
    return _Shape(inner[0] if inner else None, many="tuple" in str(annotation))


def _records(annotation: Any) -> list[type[Record]]:
    if isinstance(annotation, type) and issubclass(annotation, Record):
        return [annotation]
    parts = (
        get_args(annotation)[:1] if get_origin(annotation) is Annotated else get_args(annotation)
    )
    return [record for part in parts for record in _records(part)]


def _unknown(line: int, name: str, known: Any) -> tuple[int, str, str]:
    near = difflib.get_close_matches(name.rpartition(".")[2], list(known), n=1, cutoff=0.6)
    hint = " " + str(Problem("hint-did-you-mean", {"name": near[0]})) if near else ""
    return line, name, hint


def _dotted(node: nodes.Node) -> str:
    if isinstance(node, nodes.Getattr):
        return f"{_dotted(node.node)}.{node.attr}"
    return node.name if isinstance(node, nodes.Name) else "…"
