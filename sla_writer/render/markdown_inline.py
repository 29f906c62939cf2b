"""The Markdown of text: looks and links, and in a redline CriticMarkup round what only one has."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sla_writer.document import Mark, Run, Runs
from sla_writer.render.marks import OLD, stretches

_SYNTAX = re.compile(
    r"[\\`*~]"
    r"|\A\[|\](?=[(\[:]|\Z)"
    r"|<(?=[A-Za-z/!?]|\Z)|&(?=#?\w+;|\Z)|!(?=\[|\Z)"
    r"|(?<![^\W_]{2})_|_(?![^\W_]{2})"
)
_LINKED_SYNTAX = re.compile(rf"{_SYNTAX.pattern}|[\[\]]")
_PLAIN_ADDRESS = re.compile(r"(?!.*&#?\w+;)[^\s<>()\\]+")
_KEPT = {ord("{"): "&#123;", ord("}"): "&#125;"}
_MARKED = {**_KEPT, ord(">"): "&gt;"}
_IN_ADDRESS = {ord("{"): "%7B", ord("}"): "%7D"}
_LIKE_CRITIC = re.compile(r"[{}]|~>")
Entities = Mapping[int, str]
"""What is written as an entity in a redline, where it could be read as CriticMarkup."""

CRITIC_START = re.compile(r"\{(?:\+\+|--|~~)")
"""What a marked stretch begins with."""


@dataclass(slots=True)
class _Text:
    """A run as it is written, in three parts: the characters at its ends can become entities."""

    source: str
    written: list[str]

    def hide(self, at: int) -> None:
        """Write a character as an entity, so that Markdown sees punctuation there."""
        self.written[at] = f"&#{ord(self.source[at])};"

    def hide_space(self, at: int) -> None:
        """Write a character as an entity if it is white space, which would not hold there."""
        if self.source[at].isspace() and self.source[at] != "\n":
            self.hide(at)


@dataclass(frozen=True, slots=True)
class _Sign:
    """Syntax between texts: emphasis that opens or closes, or something that needs no care."""

    written: str
    opens: bool = False
    closes: bool = False


def inline(runs: Runs) -> str:
    """The Markdown of runs."""
    return _finished(list(_parts(runs, {})))


def marked(runs: Runs) -> str:
    """The Markdown of a redline's runs, with CriticMarkup round those that bear a mark."""
    return _finished(list(_marked(runs)))


def around(mark: Mark | None, text: str) -> str:
    """Markdown of which all is deleted or inserted."""
    if mark is None or not text:
        return text
    return f"{{--{text}--}}" if mark in OLD else f"{{++{text}++}}"


def aside(text: str) -> str:
    """A remark in CriticMarkup; nothing when there is none."""
    return f"{{>>{text}<<}}" if text else ""


def _marked(runs: Runs) -> Iterator[_Text | _Sign]:
    groups = list(stretches(runs))
    marks = [None, *(mark for mark, _ in groups), None]
    for at, (mark, stretch) in enumerate(groups, 1):
        if mark is None:
            yield from _parts(stretch, _KEPT)
            continue
        opening, closing = _critic(marks[at - 1], mark, marks[at + 1])
        yield _Sign(opening)
        yield from _parts(stretch, _MARKED)
        yield _Sign(closing)


def _critic(before: Mark | None, mark: Mark, after: Mark | None) -> tuple[str, str]:
    """What stands round a stretch; a deleted one and the inserted one behind it are one change."""
    if mark in OLD:
        return ("{~~", "~>") if after else ("{--", "--}")
    return ("", "~~}") if before else ("{++", "++}")


def _finished(parts: list[_Text | _Sign]) -> str:
    for at, part in enumerate(parts):
        if isinstance(part, _Sign) and (part.opens or part.closes):
            _settle(part, parts[at - 1] if at else None, parts[at + 1] if parts[at + 1 :] else None)
    if parts and isinstance(parts[0], _Text):
        parts[0].hide_space(0)
    if parts and isinstance(parts[-1], _Text):
        parts[-1].hide_space(-1)
    return "".join(
        part.written if isinstance(part, _Sign) else "".join(part.written) for part in parts
    )


def _parts(runs: Runs, entities: Entities) -> Iterator[_Text | _Sign]:
    opened: list[str] = []
    for run in (*runs, Run("")):
        wanted = [*([f"]({_address(run.href, entities)})"] if run.href else []), *_emphasis(run)]
        kept = next(
            (i for i, (a, b) in enumerate(zip(opened, wanted, strict=False)) if a != b),
            min(len(opened), len(wanted)),
        )
        for closing in reversed(opened[kept:]):
            yield _Sign(closing, closes=closing[0] != "]")
        for opening in wanted[kept:]:
            yield _Sign("[") if opening[0] == "]" else _Sign(opening, opens=True)
        opened = wanted
        if run.text:
            as_code = run.code and not (entities and _LIKE_CRITIC.search(run.text))
            yield _Sign(_code(run.text)) if as_code else _text(run, entities)


def _emphasis(run: Run) -> list[str]:
    return ["**"] * run.bold + ["_"] * run.italic


def _text(run: Run, entities: Entities) -> _Text:
    text, syntax = run.text, _LINKED_SYNTAX if run.href else _SYNTAX
    at_ends = (0, len(text) - 1) if len(text) > 1 else (0,)
    ends = [_written(text, at, syntax, entities) for at in at_ends]
    whole = syntax.sub(r"\\\g<0>", text).translate(entities).replace("\n", "<br>")
    middle = whole[len(ends[0]) : len(whole) - len(ends[-1])]
    return _Text(text, [ends[0], middle, ends[-1]] if len(text) > 1 else ends)


def _written(text: str, at: int, syntax: re.Pattern[str], entities: Entities) -> str:
    """How one character of a text is written."""
    if text[at] == "\n":
        return "<br>"
    said = text[at].translate(entities)
    return f"\\{said}" if syntax.match(text, at) else said


def _code(text: str) -> str:
    ticks = {len(run) for run in re.findall("`+", text)}
    fence = "`" * next(n for n in range(1, len(ticks) + 2) if n not in ticks)
    spaced = text.strip(" ") and text[0] == text[-1] == " "
    pad = " " if spaced or "`" in (text[0], text[-1]) else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def _address(href: str, entities: Entities) -> str:
    href = href.translate(_IN_ADDRESS) if entities else href
    if _PLAIN_ADDRESS.fullmatch(href):
        return href
    escaped = re.sub(r"[<>&\\]", r"\\\g<0>", href)
    return f"<{escaped}>"


def _settle(sign: _Sign, before: _Text | _Sign | None, after: _Text | _Sign | None) -> None:
    """Make emphasis open or close here whatever stands beside it, by CommonMark's flanking rules.

    Inside there may be no white space; outside must be white space or ASCII punctuation, unless a
    letter or digit stands inside and the sign is not an underscore.
    """
    inner, outer = (after, before) if sign.opens else (before, after)
    inside, outside = (0, -1) if sign.opens else (-1, 0)
    if isinstance(inner, _Text):
        inner.hide_space(inside)
    in_word = isinstance(inner, _Text) and inner.written[inside].isalnum() and sign.written == "**"
    if isinstance(outer, _Text) and not in_word and not _parted(outer.written[outside], outside):
        outer.hide(outside)


def _parted(written: str, at: int) -> bool:
    """Whether the character that stands beside a sign parts it from words."""
    return written[at] == "\t" or unicodedata.category(written[at])[0] in "PZ"
