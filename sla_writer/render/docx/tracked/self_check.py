"""A redline before it is written: accepted it must be the new document, rejected the old one."""

from __future__ import annotations

from copy import deepcopy
from itertools import zip_longest
from typing import Any

from lxml import etree

from sla_writer.render.docx.body import document_xml, header_xml
from sla_writer.render.docx.checking import WrittenWrong
from sla_writer.render.docx.sheet import Sheet
from sla_writer.render.docx.tracked.canonical import Aim, canonical
from sla_writer.render.docx.tracked.resolving import resolve
from sla_writer.render.docx.tracked.sides import Sides
from sla_writer.render.docx.xml import encode


def self_check(sides: Sides, body: Any, header: str) -> None:
    """Raises WrittenWrong unless both resolutions of a body, parsed, and of a header are the two
    documents, drawn without marks.
    """
    aim = _aims(sides.new)
    for sheet, accept in ((sides.new, True), (sides.old, False)):
        fresh = Sheet(sheet.document, sheet.look, plain=True)
        drawn = _parsed(document_xml(fresh, None, ""))
        _same(_decided(deepcopy(body), accept, aim), canonical(drawn, _aims(fresh)))
        if header:
            drawn = _parsed(header_xml(sheet.document, sheet.look.open["header"]))
            _same(_decided(_parsed(header), accept, aim), canonical(drawn, aim))


def _same(found: tuple[Any, ...], wanted: tuple[Any, ...]) -> None:
    if found != wanted:
        pairs = zip_longest(found, wanted)
        what = next(f"{one!r} / {other!r}" for one, other in pairs if one != other)
        raise WrittenWrong("error-word-written-wrong", what=what)


def _parsed(xml: str) -> Any:
    return etree.fromstring(encode(xml))


def _decided(root: Any, accept: bool, aim: Aim) -> tuple[Any, ...]:
    resolve(root, accept)
    return canonical(root, aim)


def _aims(sheet: Sheet) -> Aim:
    """What the relationships of a drawn document lead to; charts are given out as it is drawn."""
    links = {key: address for address, key in sheet.links.items()}

    def aim(key: str) -> str:
        number = key.removeprefix("rIdC")
        return sheet.charts[int(number) - 1] if number != key else links[key]

    return aim
