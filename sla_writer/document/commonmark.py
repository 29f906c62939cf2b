"""The one door of markdown-it-py: CommonMark with GFM tables, as tokens.

Links lead only to the web, to mail, to terms, to blocks and to places to fill in; images don't
exist. What a document has no place for (quotations, code blocks, rules, HTML) is recognised, so
that the reader can refuse it by name instead of printing its syntax.
"""

from __future__ import annotations

import re
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.parser_inline import ParserInline
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.state_inline import Scanned
from markdown_it.token import Token
from markdown_it.utils import EnvType

from sla_writer.document.printed import leads_out
from sla_writer.document.source import FACT_END, SCOPE, SCOPE_END

__all__ = ["NESTING", "Token", "cells", "tokens"]

NESTING = 40
"""Levels of tokens beyond which the parser would skip text; a list level takes two."""

_RULES = (
    "table", "code", "fence", "blockquote", "hr", "list", "heading",
    "newline", "escape", "backticks", "emphasis", "link", "html_inline", "entity",
    "balance_pairs", "fragments_join", "text_join",
)  # fmt: skip
_INNER_LINKS = re.compile(r"(?:term:|#)[\w.-]+\Z|field:(?:text|date)\Z")
_SYNTAX = re.compile(r"[\n\\`*_\[\]<&!]")
_UNESCAPED_PIPE = re.compile(r"(?<!\\)\|")


def tokens(text: str) -> list[Token]:
    """The parser's tokens of a text."""
    return _parser().parse(text)


def cells(row: str) -> int:
    """How many cells a table row's line holds."""
    parts = _UNESCAPED_PIPE.split(row.strip())
    return len(parts) - (parts[0] == "") - (parts[-1] == "")


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("zero", {"html": True, "maxNesting": NESTING})
    parser.inline = _Inline()
    parser.disable([rule for rules in parser.get_all_rules().values() for rule in rules], True)
    parser.enable(["normalize", "block", "inline", "paragraph", "text", *_RULES])
    parser.inline.terminator_re = _SYNTAX
    parser.validateLink = _allowed  # type: ignore[method-assign]
    parser.normalizeLink = _as_written  # type: ignore[method-assign]
    return parser


def _allowed(url: str) -> bool:
    return leads_out(url) or _INNER_LINKS.match(url) is not None


def _as_written(url: str) -> str:
    return url


class _Inline(ParserInline):
    """Inline text whose emphasis is the same with scope marks as without."""

    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        state = _State(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


class _State(StateInline):
    def scanDelims(self, start: int, canSplitWord: bool) -> Scanned:
        """Scan as if no scope mark stood beside the delimiters: it is no part of the text."""
        end = start
        while end < self.posMax and self.src[end] == self.src[start]:
            end += 1
        before, after = self._before(start), self._after(end)
        if before == start and after == end:
            return super().scanDelims(start, canSplitWord)
        source, last = self.src, self.posMax
        left = source[before - 1] if before else " "
        right = source[after] if after < last else " "
        self.src, self.posMax = left + source[start:end] + right, end - start + 2
        try:
            return super().scanDelims(1, canSplitWord)
        finally:
            self.src, self.posMax = source, last

    def _before(self, at: int) -> int:
        """Where the scope marks begin that end at a position."""
        while at:
            opened = self.src.rfind(SCOPE, 0, at)
            if self.src[at - 1] == SCOPE_END:
                at -= 1
            elif self.src[at - 1] == FACT_END and self.src[opened + 1 : at - 1].isdigit():
                at = opened
            else:
                break
        return at

    def _after(self, at: int) -> int:
        """Where the scope marks end that begin at a position."""
        while at < self.posMax and self.src[at] in (SCOPE, SCOPE_END):
            at = self.src.index(FACT_END, at) + 1 if self.src[at] == SCOPE else at + 1
        return at
