"""What a Word file says, free of all that two files of the same text may differ in.

Left out are bookmarks, ids, remarks, widths and what only arranges pages; runs of one look are
joined. Also left out are the names that screen readers say of a table or a figure: copies of the
caption and the table's head, which stand beside them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from lxml import etree

from sla_writer.render.docx.xml import WP, C, R, W

Element = Any
Aim = Callable[[str], str]
"""Says what a relationship's id leads to."""

_W, _R = f"{{{W}}}", f"{{{R}}}"
_TEXT, _TAB, _BREAK, _RUN = (f"{_W}{tag}" for tag in ("t", "tab", "br", "r"))
_LINK, _FIELD, _INSTRUCTION = (f"{_W}{tag}" for tag in ("hyperlink", "fldChar", "instrText"))
_PARAGRAPH, _TABLE, _PPR, _LOOK = (f"{_W}{tag}" for tag in ("p", "tbl", "pPr", "rPr"))
_CONTROL, _CONTROLLED = f"{_W}sdt", f"{_W}sdtContent"
_ARRANGED = frozenset(
    f"{_W}{tag}"
    for tag in ("keepNext", "keepLines", "widowControl", "rPr", "sectPr", "tblW", "tblLayout",
                "tblCaption", "tblDescription", "tblInd", "tcW", "cantSplit", "cnfStyle", "noProof")
)  # fmt: skip
_UNSAID = frozenset(
    f"{_W}{tag}" for tag in ("commentReference", "lastRenderedPageBreak", "delText", "delInstrText")
)
_NAMES = ("id", "name", "title")


def canonical(root: Element, aim: Aim) -> tuple[Any, ...]:
    """The blocks of a part (document.xml, a header): paragraphs and tables as nested tuples."""
    body = root.find(f"{_W}body")
    return tuple(_blocks(root if body is None else body, aim))


def _said(each: Element) -> str:
    if each.tag == _TEXT:
        return each.text or ""
    if each.tag == _TAB:
        return "\t" if each.getparent().tag == _RUN else ""
    return "\n"


_PASSED = frozenset(
    f"{_W}{tag}"
    for tag in ("pPr", "bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd",
                "proofErr", "permStart", "permEnd")
)  # fmt: skip


def _blocks(parent: Element, aim: Aim) -> Iterator[Any]:
    for each in parent:
        tag = each.tag
        if tag == _PARAGRAPH:
            properties = each[0] if len(each) and each[0].tag == _PPR else None
            yield _properties(properties), tuple(_Spans(aim).read(each))
        elif tag == _TABLE:
            yield _properties(each.find(f"{_W}tblPr")), tuple(_rows(each, aim))
        elif tag == _CONTROL:
            yield from _blocks(each.find(_CONTROLLED), aim)


def _rows(table: Element, aim: Aim) -> Iterator[Any]:
    for row in table.iterchildren(f"{_W}tr"):
        cells = row.iterchildren(f"{_W}tc")
        inside = [(_properties(cell.find(f"{_W}tcPr")), *_blocks(cell, aim)) for cell in cells]
        yield _properties(row.find(f"{_W}trPr")), tuple(inside)


def _properties(element: Element) -> tuple[Any, ...]:
    """Properties as nested tuples, without what only arranges."""
    if element is None:
        return ()
    return tuple(
        [
            (each.tag, *sorted(each.items()), *(_properties(each) if len(each) else ()))
            for each in element
            if each.tag not in _ARRANGED
        ]
    )


class _Spans:
    """Reads a paragraph as stretches of text of one look, link and field."""

    def __init__(self, aim: Aim) -> None:
        self._aim = aim
        self._fields: list[str] = []
        self._spans: list[tuple[Any, str]] = []

    def read(self, paragraph: Element) -> list[tuple[Any, str]]:
        """The stretches as (look, link, fields …) and text."""
        self._inside(paragraph, "")
        return self._spans

    def _inside(self, parent: Element, link: str) -> None:
        for each in parent:
            tag = each.tag
            if tag == _RUN:
                self._run(each, link)
            elif tag == _LINK:
                self._inside(each, self._leads(each))
            elif tag == _CONTROL:
                self._inside(each.find(_CONTROLLED), link)
            elif tag not in _PASSED:
                self._add((tag, link), "")
                self._inside(each, link)

    def _leads(self, link: Element) -> str:
        key = link.get(f"{_R}id")
        return self._aim(key) if key else f"#{link.get(f'{_W}anchor')}"

    def _run(self, run: Element, link: str) -> None:
        look: tuple[Any, ...] = ()
        for each in run:
            tag = each.tag
            if tag == _TEXT:
                self._add((look, link, *self._fields), each.text or "")
            elif tag == _LOOK:
                look = _properties(each)
            elif tag in (_TAB, _BREAK):
                self._add((look, link, *self._fields), _said(each))
            elif tag == _FIELD:
                self._field(each.get(f"{_W}fldCharType"))
            elif tag == _INSTRUCTION:
                self._fields[-1:] = [f"{self._fields[-1] if self._fields else ''}{each.text}"]
            elif tag not in _UNSAID:
                self._add((look, link, _drawn(each, self._aim)), "")

    def _field(self, kind: str | None) -> None:
        if kind == "begin":
            self._fields.append("")
        elif kind == "separate":
            self._add((), "")
        elif self._fields:
            self._fields.pop()

    def _add(self, key: Any, text: str) -> None:
        spans = self._spans
        if spans and spans[-1][0] == key:
            spans[-1] = (key, spans[-1][1] + text)
        else:
            spans.append((key, text))


def _drawn(each: Element, aim: Aim) -> Any:
    """A drawing without its ids and its name; a chart is what its part says."""
    name = f"{{{WP}}}docPr"
    return tuple(
        [
            (
                node.tag,
                tuple(sorted(_drawn_attributes(node, node.tag == name, aim))),
                node.text,
            )
            for node in each.iter(etree.Element)
        ]
    )


def _drawn_attributes(node: Element, named: bool, aim: Aim) -> Iterator[tuple[str, str]]:
    for key, value in node.items():
        if node.tag == f"{{{C}}}chart" and key == f"{_R}id":
            yield key, aim(value)
        elif not (named and key in _NAMES):
            yield key, value
