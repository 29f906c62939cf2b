"""A redline as a whole Word file: tracked changes, remarks in the margin, and the proof of both."""

from __future__ import annotations

from lxml import etree

from sla_writer.document import Document
from sla_writer.render.docx.embedded import Extra
from sla_writer.render.docx.look import Look
from sla_writer.render.docx.package import packed, references
from sla_writer.render.docx.tracked import proof
from sla_writer.render.docx.tracked.body import tracked_header, tracked_xml
from sla_writer.render.docx.tracked.comments import comments, with_styles
from sla_writer.render.docx.tracked.self_check import self_check
from sla_writer.render.docx.tracked.sides import Sides
from sla_writer.render.docx.xml import encode


def tracked_package(redline: Document, look: Look, extras: tuple[Extra, ...]) -> bytes:
    """The bytes of the .docx file of a redline."""
    look = with_styles(look) if redline.comments else look
    sides = Sides(redline, look)
    body = tracked_xml(sides, references(look))
    header = tracked_header(sides, look.open["header"]) if look.header else ""
    root = etree.fromstring(encode(body))
    self_check(sides, root, header)
    proven = proof.proof(sides.old.document, sides.new.document, root)
    more = (
        *extras,
        *proof.parts(proven, 2 if extras else 1),
        *comments(sides.comments, redline.stamp),
    )
    return packed(sides.new, body, header, more)
