"""Templates: Markdown with Jinja, run in a sandbox over facts only, every printed value traced.

Only values, conditions, loops and the listed filters are allowed; anything else is refused with
its place before the template runs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

from jinja2 import (
    BytecodeCache,
    FunctionLoader,
    StrictUndefined,
    TemplateError,
    TemplateSyntaxError,
    nodes,
)
from jinja2 import pass_context as with_context
from jinja2.bccache import Bucket
from jinja2.exceptions import SecurityError, UndefinedError
from jinja2.runtime import Context, LoopContext
from jinja2.sandbox import ImmutableSandboxedEnvironment

from sla_writer import data, kept
from sla_writer.document.markdown import FACT, FACT_END, SCOPE, SCOPE_END, Trace
from sla_writer.errors import PackError, Place, Problem
from sla_writer.facts import (
    FILTERS,
    Absent,
    Anchor,
    Fact,
    Facts,
    Listing,
    Part,
    Phrase,
    Several,
    Told,
)
from sla_writer.pack import Pack

OUTPUT_LIMIT = 2_000_000

_ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.If, nodes.For, nodes.Name,
    nodes.Const, nodes.Getattr, nodes.Filter, nodes.Compare, nodes.Operand, nodes.And, nodes.Or,
    nodes.Not, nodes.Tuple,
)  # fmt: skip


def render(pack: Pack, language: str, section: str, printer: Printer) -> str:
    """The Markdown that a section's template makes, with markers for `printer.traces`.

    Raises PackError with file and line.
    """
    path = str(pack.file(f"{language}/{section}.md"))
    size, parts = 0, []
    try:
        template = _environment(pack).get_template(f"{language}/{section}.md")
        for part in template.generate(printer.names):
            size += len(part)
            if size > OUTPUT_LIMIT:
                raise PackError(_problem("error-template-size", path, 1, limit=OUTPUT_LIMIT))
            parts.append(part)
    except TemplateSyntaxError as error:
        raise PackError(_syntax(error, path)) from None
    except (TemplateError, RecursionError) as error:
        line = _line(error, path)
        raise PackError(_problem("error-template-undefined", path, line, what=error)) from None
    return "".join(parts)


def parse(pack: Pack, language: str, section: str) -> nodes.Template:
    """The syntax tree of a section's template; PackError when it is not allowed."""
    name = f"{language}/{section}.md"
    path = str(pack.file(name))
    try:
        tree = _environment(pack).parse(pack.template(language, section), name, path)
        vet(tree)
    except TemplateSyntaxError as error:
        raise PackError(_syntax(error, path)) from None
    return tree


def _problem(key: str, path: str, line: int, **params: object) -> Problem:
    return Problem(key, params, place=Place(path, line, 1))


def _syntax(error: TemplateSyntaxError, path: str) -> Problem:
    refused = isinstance(error, _Refused)
    key = "error-template-refused" if refused else "error-template-syntax"
    return _problem(key, path, error.lineno, what=error.message, why=error.message)


def _line(error: BaseException, path: str) -> int:
    """The template's line that an error came from."""
    line, trace = 1, error.__traceback__
    while trace:
        if trace.tb_frame.f_code.co_filename == path:
            line = trace.tb_lineno
        trace = trace.tb_next
    return line


class _Refused(TemplateSyntaxError):
    """A construct that templates may not use."""


class Marker(str):
    """Text that the printer itself writes: printed as it is."""

    __slots__ = ()


class Printer:
    """Turns what templates print into markers, so that no value is ever read as Markdown.

    `names` is what templates start from: the agreement's fields and what is told of it as a whole.
    """

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.traces: list[Trace] = []
        self._index: dict[Trace, int] = {}
        self.names: dict[str, Any] = {**facts.names(), "_printer": self}

    def trace(self, sources: tuple[str, ...], fact: Fact | None = None) -> int:
        """The number under which a fact, or a scope's sources, stand in the markers."""
        key = (
            Trace(sources, fact.text, fact.amount, fact.language)
            if fact is not None
            else Trace(sources)
        )
        if key not in self._index:
            self._index[key] = len(self.traces)
            self.traces.append(key)
        return self._index[key]

    def show(self, value: object) -> str:
        """What stands in the Markdown for a printed value."""
        match value:
            case Marker():
                return value
            case Anchor(id=name):
                return name
            case Phrase(parts=parts):
                return "".join(self.show(part) for part in parts)
            case Part():
                return self.show(value.display())
            case Fact():
                return f"{FACT}{self.trace(value.sources, value)}{FACT_END}"
            case Absent(sources=sources):
                raise UndefinedError(sources[-1])
        raise SecurityError(str(value) if isinstance(value, StrictUndefined) else repr(type(value)))

    def scope(self, conditions: tuple[object, ...]) -> Marker:
        """The marker that opens text depending on conditions."""
        sources: dict[str, None] = {}
        for condition in conditions:
            sources.update(dict.fromkeys(getattr(condition, "sources", ())))
        return Marker(f"{SCOPE}{self.trace(tuple(sources))}{FACT_END}")


@with_context
def _show(context: Context, value: object) -> str:
    printer: Printer = context["_printer"]
    return printer.show(value)


@with_context
def _scope(context: Context, *conditions: object) -> Marker:
    printer: Printer = context["_printer"]
    return printer.scope(conditions)


def _filter(make: Callable[..., object]) -> Callable[..., object]:
    @with_context
    def apply(context: Context, value: object, *arguments: object) -> object:
        if isinstance(value, StrictUndefined):
            raise UndefinedError(value._undefined_message)
        printer: Printer = context["_printer"]
        return make(printer.facts, value, *arguments)

    return apply


# --- the template language ----------------------------------------------------------------------


class _Unknown(StrictUndefined):
    """A name that stands for nothing; its message is the name, for our own error to say."""

    __slots__ = ()

    @property
    def _undefined_message(self) -> str:
        return str(self._undefined_name)


_WITH_PARTS = (Fact, Absent, Phrase, Part, Several, Told, Listing)


class _Environment(ImmutableSandboxedEnvironment):
    """Jinja over facts: attributes are parts of facts, nothing else can be called or reached."""

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, LoopContext) and attribute in ("first", "last"):
            return getattr(obj, attribute)
        if not isinstance(obj, _WITH_PARTS):
            return self.undefined(obj=obj, name=attribute)
        found = obj.get(attribute)
        return self.undefined(obj=obj, name=attribute) if found is None else found

    def is_safe_callable(self, obj: Any) -> bool:
        return True  # `vet` lets no call of a template's through; what is left are our markers

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        vet(tree)
        return tree

    def _generate(self, source: nodes.Template, *args: Any, **kwargs: Any) -> str:
        return super()._generate(_scopes(source), *args, **kwargs)


class _Kept(BytecodeCache):
    """Compiled templates, kept in the folder where Python keeps this module compiled.

    One is used only while the template and this module are byte for byte what they were.
    """

    def load_bytecode(self, bucket: Bucket) -> None:
        with suppress(OSError), kept.place(f"template-{bucket.key}").open("rb") as file:
            bucket.load_bytecode(file)

    def dump_bytecode(self, bucket: Bucket) -> None:
        kept.keep(f"template-{bucket.key}", bucket.bytecode_to_string())

    def get_source_checksum(self, source: str) -> str:
        return kept.seal(Path(__file__).read_bytes(), source.encode("utf-8"))


@lru_cache(maxsize=8)
def _environment(pack: Pack) -> _Environment:
    def source(name: str) -> tuple[str, str, Callable[[], bool]]:
        language, section = name.removesuffix(".md").split("/")
        path = pack.file(name)
        changed = path.stat().st_mtime_ns
        text = pack.template(language, section)
        return text, str(path), lambda: path.stat().st_mtime_ns == changed

    environment = _Environment(
        loader=FunctionLoader(source),
        undefined=_Unknown,
        finalize=_show,
        trim_blocks=True,
        lstrip_blocks=True,
        comment_start_string="<#",
        comment_end_string="#>",
        bytecode_cache=_Kept() if pack.folders == (data.folder("templates") / pack.name,) else None,
    )
    environment.filters = {name: _filter(make) for name, make in FILTERS.items()}
    environment.globals = {"open_scope": _scope, "end_scope": Marker(SCOPE_END)}
    return environment


def vet(tree: nodes.Template) -> None:
    """Refuse, with its line, every construct but the few that templates need."""
    for node in _walk(tree):
        allowed = isinstance(node, _ALLOWED)
        if isinstance(node, nodes.Filter):
            allowed = node.name in FILTERS
        elif isinstance(node, nodes.Getattr):
            allowed = not node.attr.startswith("_")
        elif isinstance(node, nodes.Name):
            allowed = not node.name.startswith("_")
        elif isinstance(node, nodes.For):
            allowed = not node.recursive
        if not allowed:
            raise _Refused(_named(node), node.lineno)


def _named(node: nodes.Node) -> str:
    name = getattr(node, "name", "") or getattr(node, "attr", "")
    return f"{type(node).__name__} {name}".strip()


def _walk(node: nodes.Node) -> Iterator[nodes.Node]:
    yield node
    for child in node.iter_child_nodes():
        yield from _walk(child)


def _scopes(tree: nodes.Template) -> nodes.Template:
    """The tree with every branch and loop body between markers that name what it depends on."""
    for loop in list(tree.find_all(nodes.For)):
        loop.body = _scoped(loop.body, [loop.iter, *([loop.test] if loop.test else [])])
        loop.else_ = _scoped(loop.else_, [loop.iter])
    branches = list(tree.find_all(nodes.If))
    chained = {id(other) for branch in branches for other in branch.elif_}
    for branch in branches:
        if id(branch) not in chained:
            _scope_branch(branch)
    return tree


def _scope_branch(branch: nodes.If) -> None:
    tests = [branch.test]
    branch.body = _scoped(branch.body, tests)
    for other in branch.elif_:
        tests = [*tests, other.test]
        other.body = _scoped(other.body, tests)
    branch.else_ = _scoped(branch.else_, tests)


def _scoped(body: list[Any], tests: list[Any]) -> list[Any]:
    facts = [chain for test in tests for chain in chains(test)]
    if not body or not facts:
        return body
    opened = nodes.Call(nodes.Name("open_scope", "load"), facts, [], None, None)
    closed = nodes.Name("end_scope", "load")
    return [nodes.Output([opened]), *body, nodes.Output([closed])]


def chains(node: nodes.Node) -> Iterator[nodes.Expr]:
    """The facts that an expression reads: names with all their attributes."""
    if isinstance(node, nodes.Getattr | nodes.Name):
        root: nodes.Node = node
        while isinstance(root, nodes.Getattr):
            root = root.node
        if isinstance(root, nodes.Name) and root.name != "loop":
            yield node
        return
    for child in node.iter_child_nodes():
        yield from chains(child)
