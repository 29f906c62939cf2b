"""The runs of a line of Markdown: its looks, its links, and the facts that its marks stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING

from sla_writer.document.blocks import Run, Runs
from sla_writer.document.printed import merged
from sla_writer.document.source import FACT, FACT_END, SCOPE, SCOPE_END, Trace
from sla_writer.errors import SlaWriterError

if TYPE_CHECKING:
    from sla_writer.document.commonmark import Token

Sources = tuple[str, ...]

_MARK = re.compile(f"{FACT}(\\d+){FACT_END}|{SCOPE}(\\d+){FACT_END}|{SCOPE_END}")


class Inline:
    """Reads inline tokens into runs; marks point into `traces`."""

    def __init__(self, traces: Sequence[Trace]) -> None:
        self._traces = traces
        self._scopes: list[Sources] = []
        self._unions: dict[tuple[Sources, ...], Sources] = {}

    def runs(self, token: Token) -> Runs:
        """The runs of a block's or a cell's text."""
        self._scopes = []
        return merged(self._found(token))

    def value(self, token: Token) -> Decimal | None:
        """The number behind the first fact that has one, for drawing."""
        facts = (self._trace(mark[1]) for mark in _MARK.finditer(token.content) if mark[1])
        return next((fact.value for fact in facts if fact.value is not None), None)

    def _found(self, token: Token) -> Iterator[Run]:
        look, before = Run(""), []
        for child in token.children or ():
            if child.nesting == 1:
                before.append(look)
                look = self._opened(look, child)
                if look.target or look.control:
                    yield replace(look, sources=self._sources())
            elif child.nesting == -1:
                look = before.pop()
            elif look.target and child.content:
                raise _refused(token)
            elif not look.control:
                yield from self._leaf(child, look, token)

    def _leaf(self, child: Token, look: Run, token: Token) -> Iterator[Run]:
        if child.type == "text":
            yield from self._text(child.content, look)
        elif child.type == "code_inline":
            yield from self._text(child.content, replace(look, code=True))
        elif child.type == "softbreak":
            yield replace(look, text=" ", sources=self._sources())
        elif child.type == "hardbreak" or child.content == "<br>":
            yield replace(look, text="\n", sources=self._sources())
        else:
            raise _refused(token)

    def _opened(self, look: Run, token: Token) -> Run:
        if token.type == "strong_open":
            return replace(look, bold=True)
        if token.type == "em_open":
            return replace(look, italic=True)
        href = str(token.attrs["href"])
        kind, _, name = href.partition(":")
        if kind == "term":
            return replace(look, term=name)
        if kind == "field":
            return replace(look, control=name)
        return replace(look, target=href[1:]) if href[0] == "#" else replace(look, href=href)

    def _text(self, content: str, look: Run) -> Iterator[Run]:
        at = 0
        for mark in _MARK.finditer(content):
            if at < mark.start():
                yield _said(look, content[at : mark.start()], self._sources())
            at = mark.end()
            if mark[1]:
                fact = self._trace(mark[1])
                sources = self._sources(fact.sources)
                yield _said(look, fact.text, sources, fact.language)
            elif mark[2]:
                self._scopes.append(self._trace(mark[2]).sources)
            elif self._scopes:
                self._scopes.pop()
        if at < len(content):
            yield _said(look, content[at:], self._sources())

    def _sources(self, own: Sources = ()) -> Sources:
        """The sources of the scopes that are open, and a fact's own."""
        if not self._scopes:
            return own
        many = (*self._scopes, own)
        if many not in self._unions:
            self._unions[many] = tuple(dict.fromkeys(path for paths in many for path in paths))
        return self._unions[many]

    def _trace(self, index: str) -> Trace:
        if int(index) >= len(self._traces):
            raise SlaWriterError("error-markdown-mark")
        return self._traces[int(index)]


def _said(look: Run, text: str, sources: Sources, language: str | None = None) -> Run:
    """A run of a look; `replace` takes several times as long, and every fact comes through here."""
    return Run(
        text, look.bold, look.italic, look.code, look.href, None, look.term, None, language, sources
    )


def _refused(token: Token) -> SlaWriterError:
    line = (token.map or [0])[0] + 1
    return SlaWriterError("error-markdown-block", line=line, text=token.content.strip())
