"""Faults of tracked changes that no validator finds, and that lose text or make Word refuse a file.

The rules are those of ECMA-376, part 1, sections 17.13.4 and 17.13.5, and what readers are known
to do with files that break them.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from lxml import etree

from sla_writer.render.docx.xml import W

Element = Any
_W = f"{{{W}}}"
_ID, _NAME, _DATE, _AUTHOR = (f"{_W}{each}" for each in ("id", "name", "date", "author"))


def _tags(*names: str) -> frozenset[str]:
    return frozenset(_W + name for name in names)


_ROUND = _tags("ins", "del", "moveFrom", "moveTo")
_CHANGES = _tags("rPrChange", "pPrChange", "tblPrChange", "tblPrExChange", "trPrChange",
                 "tcPrChange", "sectPrChange")  # fmt: skip
_CELLS = _tags("cellIns", "cellDel", "cellMerge")
_STARTS = _tags("moveFromRangeStart", "moveToRangeStart")
_SIGNED = _ROUND | _CHANGES | _CELLS | _STARTS
_NUMBERED = _SIGNED | _tags("bookmarkStart", "commentRangeStart")
_ENDS = {
    f"{_W}{name}Start": f"{_W}{name}End"
    for name in ("bookmark", "commentRange", "moveFromRange", "moveToRange")
}
_MOVES = {
    f"{_W}moveFrom": f"{_W}moveFromRangeStart",
    f"{_W}moveTo": f"{_W}moveToRangeStart",
}
_INSTANT = re.compile(r"\d{4}-(0\d|1[0-2])-([0-2]\d|3[01])T([01]\d|2[0-3])(:[0-5]\d){2}(\.\d+)?Z?")
_BLOCKS = _tags("p", "tbl", "tc", "tr", "sectPr")
_LOOKS = (
    "ins del moveFrom moveTo rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow"
    " emboss imprint noProof snapToGrid vanish webHidden color spacing w kern position sz szCs"
    " highlight u effect bdr shd fitText vertAlign rtl cs em lang eastAsianLayout specVanish oMath"
    " rPrChange"
)
_LOOK = {_W + name: at for at, name in enumerate(_LOOKS.split())}
_P, _TC, _PPR, _RPR, _TRPR = (f"{_W}{each}" for each in ("p", "tc", "pPr", "rPr", "trPr"))


@dataclass(frozen=True, slots=True)
class Fault:
    """A broken rule, by its name, and the element that breaks it."""

    rule: str
    what: str

    def __str__(self) -> str:
        return f"{self.rule}: {self.what}"


def faults(part: bytes) -> Iterator[Fault]:
    """The faults of document.xml or of another part with tracked changes."""
    root = etree.fromstring(part, etree.XMLParser(resolve_entities=False, huge_tree=True))
    for rule in RULES:
        yield from (Fault(rule.__name__.strip("_"), _shown(each)) for each in rule(root))


def _shown(each: Element) -> str:
    return f"{etree.QName(each).localname} {' '.join(each.values())}".strip()


def _unsigned(root: Element) -> Iterator[Element]:
    """A change without id or author."""
    for each in root.iter(*_SIGNED):
        if not (each.get(_ID) or "").lstrip("-").isdigit() or not each.get(_AUTHOR):
            yield each


def _undated(root: Element) -> Iterator[Element]:
    """A date that is none."""
    for each in root.iter(*_SIGNED):
        date = each.get(_DATE)
        if date is not None and not _INSTANT.fullmatch(date):
            yield each


def _doubled_id(root: Element) -> Iterator[Element]:
    """An id given twice: changes, bookmarks, remarks and moves draw from one row of numbers."""
    given = Counter(each.get(_ID) for each in root.iter(*_NUMBERED))
    yield from (each for each in root.iter(*_NUMBERED) if given[each.get(_ID)] > 1)


def _text_in_deletion(root: Element) -> Iterator[Element]:
    for gone in root.iter(f"{_W}del"):
        yield from gone.iter(f"{_W}t", f"{_W}instrText")


def _deleted_text_outside(root: Element) -> Iterator[Element]:
    for text in root.iter(f"{_W}delText", f"{_W}delInstrText"):
        if next(text.iterancestors(f"{_W}del"), None) is None:
            yield text


def _nested(root: Element) -> Iterator[Element]:
    """A deletion within an insertion: LibreOffice makes one of the two."""
    for each in root.iter(*_ROUND):
        if len(each) and next(each.iterancestors(*_ROUND), None) is not None:
            yield each


def _round_blocks(root: Element) -> Iterator[Element]:
    """A mark round paragraphs, rows or cells instead of runs."""
    for each in root.iter(*_ROUND):
        if any(child.tag in _BLOCKS for child in each):
            yield each


def _misplaced(root: Element) -> Iterator[Element]:
    """An empty mark where none can be."""
    for each in root.iter(*_ROUND):
        if not len(each) and each.getparent().tag not in (_RPR, _TRPR, f"{_W}numPr"):
            yield each


def _look_order(root: Element) -> Iterator[Element]:
    """Properties of runs in another order than the schema's."""
    for looks in root.iter(_RPR):
        places = [_LOOK[each.tag] for each in looks if each.tag in _LOOK]
        if places != sorted(places):
            yield looks


def _not_last(root: Element) -> Iterator[Element]:
    """A record of old properties that isn't the last of its properties, or has a second one."""
    for each in root.iter(*_CHANGES):
        if each.getnext() is not None:
            yield each


def _two_marks(root: Element) -> Iterator[Element]:
    """An end of a paragraph or a row with more than one mark."""
    for host in root.iter(_RPR, _TRPR):
        if sum(each.tag in _ROUND for each in host) > 1:
            yield host


def _empty_cell(root: Element) -> Iterator[Element]:
    """A cell that doesn't end in a paragraph."""
    for cell in root.iter(_TC):
        blocks = [each.tag for each in cell if each.tag in (_P, f"{_W}tbl", f"{_W}sdt")]
        if not blocks or blocks[-1] == f"{_W}tbl":
            yield cell


def _row_unmarked_inside(root: Element) -> Iterator[Element]:
    """A row that only one document has, with text that both have."""
    for row in root.iter(f"{_W}tr"):
        if row.find(f"{_TRPR}/{_W}ins") is None and row.find(f"{_TRPR}/{_W}del") is None:
            continue
        for text in row.iter(f"{_W}t", f"{_W}delText"):
            if next(text.iterancestors(*_ROUND), None) is None:
                yield text


def _last_end(root: Element) -> Iterator[Element]:
    """A marked end that has nothing to join: the last paragraph's, or one before a kept table."""
    for mark in root.iter(*_ROUND):
        looks = mark.getparent()
        if looks.tag != _RPR or looks.getparent().tag != _PPR:
            continue
        paragraph = looks.getparent().getparent()
        if paragraph.getparent().tag != _TC and not _joins(paragraph):
            yield mark


def _joins(paragraph: Element) -> bool:
    for each in paragraph.itersiblings():
        if each.tag == _P:
            return True
        kept = each.tag == f"{_W}tbl" and any(
            row.find(f"{_TRPR}/{_W}ins") is None and row.find(f"{_TRPR}/{_W}del") is None
            for row in each.iter(f"{_W}tr")
        )
        if kept:
            return False
    return False


def _unpaired(root: Element) -> Iterator[Element]:
    """A range that ends nowhere, or before it begins, or an end of none."""
    for start, end in _ENDS.items():
        opened: set[str | None] = set()
        for each in root.iter(start, end):
            if each.tag == start:
                opened.add(each.get(_ID))
            elif each.get(_ID) in opened:
                opened.remove(each.get(_ID))
            else:
                yield each
        yield from (each for each in root.iter(start) if each.get(_ID) in opened)


def _move_without_range(root: Element) -> Iterator[Element]:
    """What is marked as moved outside a range that names the move."""
    for tag, start in _MOVES.items():
        open_ids: set[str | None] = set()
        for each in root.iter(tag, start, _ENDS[start]):
            if each.tag == start:
                open_ids.add(each.get(_ID))
            elif each.tag == tag and not open_ids and len(each):
                yield each
            elif each.tag == _ENDS[start]:
                open_ids.discard(each.get(_ID))


def _move_names(root: Element) -> Iterator[Element]:
    """A move of which one end is missing or stands twice."""
    ends = [(each.tag, each.get(_NAME)) for each in root.iter(*_STARTS)]
    count = Counter(ends)
    for each in root.iter(*_STARTS):
        if any(count[tag, each.get(_NAME)] != 1 for tag in _STARTS):
            yield each


def _remark_without_place(root: Element) -> Iterator[Element]:
    """A remark that is called for without a range, or a range within a change."""
    known = {each.get(_ID) for each in root.iter(f"{_W}commentRangeStart")}
    for each in root.iter(f"{_W}commentReference"):
        if each.get(_ID) not in known:
            yield each
    for each in root.iter(f"{_W}commentRangeStart", f"{_W}commentRangeEnd"):
        if each.getparent().tag in _ROUND:
            yield each


RULES = (
    _unsigned, _undated, _doubled_id, _text_in_deletion, _deleted_text_outside, _nested,
    _round_blocks, _misplaced, _look_order, _not_last, _two_marks, _empty_cell,
    _row_unmarked_inside, _last_end, _unpaired, _move_without_range, _move_names,
    _remark_without_place,
)  # fmt: skip
"""Every rule, by name."""
