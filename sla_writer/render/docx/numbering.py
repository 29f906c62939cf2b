"""The automatic numbers of sections, annexes, clauses, sub-clauses and bullets."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sla_writer.render.docx.xml import HEAD, W, attribute

SECTIONS, ANNEXES, BULLETS = 1, 2, 3
_INDENT, _STEP = 709, 425
_LETTERS = {"ru": ("russianUpper", "russianLower"), "en": ("upperLetter", "lowerLetter")}
_PART = {"ru": "%3)", "en": "(%3)"}
_MARKS = ("•", "–", "·")


def numbering_xml(language: str, annex: str) -> str:
    """The whole numbering.xml; `annex` is the document's word for an annex."""
    lists = tuple(abstracts(language, annex, lambda style: style))
    return (
        f'{HEAD}<w:numbering xmlns:w="{W}">{"".join(lists)}'
        f"{''.join(instance(n, n) for n in (SECTIONS, ANNEXES, BULLETS))}</w:numbering>"
    )


def instance(number: int, abstract: int) -> str:
    """A list that styles can name."""
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{abstract}"/></w:num>'


def abstracts(
    language: str, annex: str, style: Callable[[str], str], first: int = 1
) -> Iterator[str]:
    """The three lists with ids from `first`; `style` gives the id that a style has in this file."""
    upper, lower = _LETTERS.get(language, _LETTERS["en"])
    part = _PART.get(language, _PART["en"])
    deep = _level(2, lower, part, _INDENT + _STEP, _STEP)
    yield _abstract(
        first,
        _level(0, "decimal", "%1.", _INDENT, _INDENT, style("Heading1"))
        + _level(1, "decimal", "%1.%2.", _INDENT, _INDENT, style("Clause"))
        + deep.replace("<w:lvlText", _linked(style("ClausePart")), 1),
    )
    yield _abstract(
        first + 1,
        _level(0, upper, f"{attribute(annex)} %1.", 0, 0, style("AnnexHeading"), space=True)
        + _level(1, "decimal", "%1.%2.", _INDENT, _INDENT, style("AnnexClause"))
        + deep.replace("<w:lvlText", _linked(style("AnnexClausePart")), 1),
    )
    bullets = ("ListBullet", "ListBullet2", "ListBullet3")
    yield _abstract(
        first + 2,
        "".join(
            _level(n, "bullet", mark, _INDENT + _STEP * (n + 1), _STEP, style(bullets[n]))
            for n, mark in enumerate(_MARKS)
        ),
    )


def _linked(style: str) -> str:
    return f'<w:pStyle w:val="{style}"/><w:lvlText'


def _abstract(number: int, levels: str) -> str:
    return (
        f'<w:abstractNum w:abstractNumId="{number}">'
        f'<w:nsid w:val="{0x51A00000 + number:08X}"/><w:multiLevelType w:val="multilevel"/>'
        f'<w:tmpl w:val="{0x51B00000 + number:08X}"/>{levels}</w:abstractNum>'
    )


def _level(
    level: int, form: str, text: str, left: int, hanging: int, style: str = "", space: bool = False
) -> str:
    link = f'<w:pStyle w:val="{style}"/>' if style else ""
    after = '<w:suff w:val="space"/>' if space else ""
    return (
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{link}{after}'
        f'<w:lvlText w:val="{text}"/><w:lvlJc w:val="left"/>'
        f'<w:pPr><w:ind w:left="{left}" w:hanging="{hanging}"/></w:pPr></w:lvl>'
    )
