"""A redline as it is read: whoever takes the marks at their word gets either document."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from redlines import documents, edit_scripts, edited

from sla_writer.document import (
    Block,
    Clause,
    Document,
    Heading,
    Mark,
    Paragraph,
    Run,
)
from sla_writer.redline import redline
from sla_writer.render import html as page
from sla_writer.render import markdown, text

WORD = re.compile(r"\w+")
IN_PLACE = ("words", "number", "rewritten", "bold", "cells", "caption", "row added", "row removed")

Face = Callable[[Document], str]
Reader = Callable[[str, bool], str]


def told(said: str, accept: bool) -> str:
    """A text in which words stand in [-these-] and {+these+}, read as one of the documents."""
    gone, kept = (r"\[-.*?-\]", r"\{\+(.*?)\+\}") if accept else (r"\{\+.*?\+\}", r"\[-(.*?)-\]")
    return re.sub(kept, r"\1", re.sub(gone, "", said, flags=re.S), flags=re.S)


def criticised(said: str, accept: bool) -> str:
    """CriticMarkup read as one of the documents."""
    said = re.sub(r"\{~~(.*?)~>(.*?)~~\}", r"\2" if accept else r"\1", said, flags=re.S)
    gone, kept = ("--", r"\+\+") if accept else (r"\+\+", "--")
    said = re.sub(rf"\{{{gone}.*?{gone}\}}|\{{>>.*?<<\}}", "", said, flags=re.S)
    said = re.sub(rf"\{{{kept}(.*?){kept}\}}", r"\1", said, flags=re.S)
    return re.sub(r"[\\*_`~]", "", html.unescape(said.replace("<br>", " ")))


def tagged(said: str, accept: bool) -> str:
    """A page read as one of the documents."""
    gone = "del" if accept else "ins"
    said = re.sub(rf"<{gone}[ >].*?</{gone}>", "", said, flags=re.S)
    said = re.sub(r"</?(?:ins|del|strong|em|code|a|span)\b[^>]*>", "", said)
    return html.unescape(re.sub(r"<[^>]+>", " ", said))


FACES: dict[str, tuple[Face, Reader]] = {
    "text": (lambda document: text.render(document, 2000), told),
    "painted": (lambda document: text.render(document, 2000, _bracketed), told),
    "markdown": (markdown.render, criticised),
    "page": (page.body, tagged),
}


def _bracketed(mark: Mark, said: str) -> str:
    old = mark in (Mark.DELETED, Mark.MOVED_AWAY)
    return f"[-{said}-]" if old else f"{{+{said}+}}"


@pytest.mark.parametrize("name", FACES)
@settings(max_examples=40)
@given(documents(), edit_scripts(IN_PLACE))
def test_either_document_can_be_read_from_the_marks(
    name: str, old: Document, script: tuple[tuple[str, int], ...]
) -> None:
    face, read = FACES[name]
    new = edited(old, script)
    marked = face(redline(old, new))
    assert WORD.findall(read(marked, True)) == WORD.findall(read(face(new), True))
    assert WORD.findall(read(marked, False)) == WORD.findall(read(face(old), False))


@settings(max_examples=40)
@given(documents(), edit_scripts())
def test_colours_take_no_room(old: Document, script: tuple[tuple[str, int], ...]) -> None:
    """Painted lines are as long as the lines of a document without marks may be."""
    found = redline(old, edited(old, script))
    bare = text.render(found, 60, lambda mark, said: said)
    painted = text.render(found, 60, lambda mark, said: f"\x1b[3{len(mark)}m{said}\x1b[0m")
    assert re.sub(r"\x1b\[\d+m", "", painted) == bare
    assert "\ufdda" not in painted


@settings(max_examples=40)
@given(documents(), edit_scripts())
def test_no_id_stands_twice_on_a_page_of_changes(
    old: Document, script: tuple[tuple[str, int], ...]
) -> None:
    new = edited(old, script)
    ids = re.findall(r' id="([^"]+)"', page.body(redline(old, new)))
    twice = {name for name in ids if ids.count(name) > 1}
    assert twice <= repeated(old) | repeated(new)


def repeated(document: Document) -> set[str]:
    """The ids that the document's own page has more than once."""
    ids = re.findall(r' id="([^"]+)"', page.body(document))
    return {name for name in ids if ids.count(name) > 1}


# --- what it looks like ---------------------------------------------------------------------------


def shell(*blocks: Block) -> Document:
    words = {name: name.capitalize() for name in ("table", "figure", "annex", "contents")}
    return Document("en", "SLA", "r1", "0" * 64, "2026-10-01", blocks, words=words)


def said(words: str) -> tuple[Run, ...]:
    return (Run(words),)


A = Clause("a", said("Marketing hands over at least 120 MQL a month."))
B = Clause("b", said("Sales answers within 4 business hours of the hand-off."))
C = Clause("c", said("Both sides meet every second Tuesday."))
OPENED = Heading("s", 1, said("Commitments"))


def test_a_move_says_where_the_other_end_is() -> None:
    found = redline(shell(OPENED, A, B, C), shell(OPENED, C, A, B))
    assert text.render(found) == (
        "1. Commitments\n──────────────\n\n"
        "1.1.   ← 1.3. Both sides meet every second Tuesday.\n\n"
        "1.2.   Marketing hands over at least 120 MQL a month.\n\n"
        "1.3.   Sales answers within 4 business hours of the hand-off.\n\n"
        "1.3.   → 1.1. [-Both sides meet every second Tuesday.-]\n"
    )
    assert "{--**1.3.** Both sides meet every second Tuesday.--}{>>→ 1.1.<<}" in markdown.render(
        found
    )
    assert '<p class="clause moved-here" id="c">' in page.body(found)
    assert '<p class="clause moved-away" id="c:was">' in page.body(found)


def test_a_clause_in_two_has_one_mark() -> None:
    whole = Clause("a", said("Sales answers within 4 business hours. Marketing is told of it."))
    parts = [
        Clause("a", said("Sales answers within 4 business hours.")),
        Clause("a2", said("Marketing is told of it.")),
    ]
    found = redline(shell(OPENED, whole), shell(OPENED, *parts))
    assert "1.1.   Sales answers within 4 business hours.[- -]{+¶+}" in text.render(found)
    assert "1.2.   Marketing is told of it." in text.render(found)
    back = redline(shell(OPENED, *parts), shell(OPENED, whole))
    assert "1.1.   Sales answers within 4 business hours.{+ +}[-¶-]" in text.render(back)


def test_a_number_is_marked_with_its_unit_in_every_format() -> None:
    new = replace(B, runs=said("Sales answers within 2 business hours of the hand-off."))
    found = redline(shell(OPENED, B), shell(OPENED, new))
    assert "[-4 business hours-]{+2 business hours+}" in " ".join(text.render(found).split())
    assert "{~~4 business hours~>2 business hours~~}" in markdown.render(found)
    assert "<del>4 business hours</del><ins>2 business hours</ins>" in page.body(found)


def test_what_people_type_is_no_mark() -> None:
    typed = "a {++b++} c {--d--} {~~e~>f~~} {>>g<<} ~> <ins>h</ins>"
    old = shell(Paragraph("", said(typed)))
    new = shell(Paragraph("", said(f"{typed} new {{++i++}} ~> j")))
    written = markdown.render(redline(old, new))
    assert len(re.findall(r"\{\+\+|\{--|\{~~|\{>>", written)) == 1
    assert written.endswith(r"{++ new &#123;++i++&#125; \~&gt; j++}" + "\n")
    assert "<ins>h</ins>" not in page.body(redline(old, new))


def test_a_document_that_is_no_redline_has_no_style_for_marks() -> None:
    assert "ins {" not in page.render(shell(A))
    assert "ins {" in page.render(redline(shell(A), shell(B)))
