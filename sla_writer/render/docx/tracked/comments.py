"""The remarks in a redline's margin, as Word keeps them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from sla_writer.render.docx.embedded import Extra
from sla_writer.render.docx.look import Look
from sla_writer.render.docx.runs import text_xml
from sla_writer.render.docx.tracked.marks import AUTHOR, NEWER
from sla_writer.render.docx.xml import HEAD, WORD_TYPE, R, W, attribute

STYLE, TEXT = "CommentReference", "CommentText"
_INITIALS = "SW"
_PARAGRAPH = 0x51A00000  # the first paragraph's number; Word wants them below 0x80000000
_STYLES = "word/styles.xml"


def comments(said: Sequence[tuple[int, str]], stamp: str) -> tuple[Extra, ...]:
    """The part that holds the remarks: id and text of each; none when there are none."""
    if not said:
        return ()
    inside = "".join([_comment(number, text, stamp) for number, text in said])
    xml = f'{HEAD}<w:comments xmlns:w="{W}" xmlns:r="{R}" {NEWER}>{inside}</w:comments>'
    related = ("rIdK", "comments", "/word/comments.xml")
    return (Extra("word/comments.xml", xml, f"{WORD_TYPE}comments+xml", related),)


def _comment(number: int, text: str, stamp: str) -> str:
    lines = text.split("\n")
    last = len(lines) - 1
    paragraphs = [
        f"<w:p{_numbered(number) if at == last else ''}>"
        f'<w:pPr><w:pStyle w:val="{TEXT}"/></w:pPr>'
        f"{_SIGN if at == 0 else ''}{text_xml(line)}</w:p>"
        for at, line in enumerate(lines)
    ]
    return (
        f'<w:comment w:id="{number}" w:author="{AUTHOR}" w:date="{attribute(stamp)}T00:00:00Z"'
        f' w:initials="{_INITIALS}">{"".join(paragraphs)}</w:comment>'
    )


_SIGN = f'<w:r><w:rPr><w:rStyle w:val="{STYLE}"/></w:rPr><w:annotationRef/></w:r>'


def _numbered(number: int) -> str:
    """The number of a remark's last paragraph, which replies name."""
    return f' w14:paraId="{_PARAGRAPH + number:08X}"'


@lru_cache(maxsize=16)
def with_styles(look: Look) -> Look:
    """The look with the two styles that remarks have, where it hasn't got them."""
    styles = look.parts[_STYLES].decode("utf-8")
    missing = "".join(xml for key, xml in _OWN.items() if f'w:styleId="{key}"' not in styles)
    written = styles.replace("</w:styles>", f"{missing}</w:styles>").encode("utf-8")
    return replace(look, parts={**look.parts, _STYLES: written})


_OWN = {
    STYLE: (
        f'<w:style w:type="character" w:styleId="{STYLE}"><w:name w:val="annotation reference"/>'
        '<w:uiPriority w:val="99"/><w:semiHidden/><w:unhideWhenUsed/>'
        '<w:rPr><w:sz w:val="16"/><w:szCs w:val="16"/></w:rPr></w:style>'
    ),
    TEXT: (
        f'<w:style w:type="paragraph" w:styleId="{TEXT}"><w:name w:val="annotation text"/>'
        '<w:uiPriority w:val="99"/><w:unhideWhenUsed/>'
        '<w:rPr><w:sz w:val="20"/><w:szCs w:val="20"/></w:rPr></w:style>'
    ),
}
