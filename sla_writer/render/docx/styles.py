"""The look of the agreement: every style that the Word file uses, as one table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from sla_writer.render.docx.xml import HEAD, W, language_tag

FONT = "Arial"
CODE_FONT = "Consolas"
ACCENT = "1B4B72"
_GREY = "5A6672"
_RULE = "C6D0DA"
_TEXT_INDENT = 709


@dataclass(frozen=True, slots=True)
class Style:
    """One style: its role in the house, its id and name in Word, and its properties as XML."""

    role: str
    id: str
    name: str
    based: str = ""
    following: str = ""
    paragraph: str = ""
    run: str = ""
    kind: str = "paragraph"
    extra: str = ""
    priority: int = 1
    custom: bool = False

    def xml(self) -> str:
        """The style as it stands in styles.xml."""
        first = ' w:default="1"' if self.role in _DEFAULTS else ""
        own = ' w:customStyle="1"' if self.custom else ""
        shown = "<w:qFormat/>" if self.kind == "paragraph" else ""
        hidden = "<w:semiHidden/><w:unhideWhenUsed/>" if self.priority == 99 else shown
        return (
            f'<w:style w:type="{self.kind}"{first}{own} w:styleId="{self.id}">'
            f'<w:name w:val="{self.name}"/>{_ref("basedOn", self.based)}'
            f'{_ref("next", self.following)}<w:uiPriority w:val="{self.priority}"/>{hidden}'
            f"{_wrap('pPr', self.paragraph)}{_wrap('rPr', self.run)}{self.extra}</w:style>"
        )


_DEFAULTS = ("normal", "default-character", "table-normal", "no-list")


def _ref(tag: str, style: str) -> str:
    return f'<w:{tag} w:val="{style}"/>' if style else ""


def _wrap(tag: str, xml: str) -> str:
    return f"<w:{tag}>{xml}</w:{tag}>" if xml else ""


def _size(points: float) -> str:
    half = round(points * 2)
    return f'<w:sz w:val="{half}"/><w:szCs w:val="{half}"/>'


def _space(before: int, after: int, line: int = 0, rule: str = "auto") -> str:
    """Space before and after in twips; line height in 240ths (auto) or twips (exact)."""
    height = f' w:line="{line}" w:lineRule="{rule}"' if line else ""
    return f'<w:spacing w:before="{before}" w:after="{after}"{height}/>'


def _color(accent: str) -> str:
    return f'<w:color w:val="{accent}" w:themeColor="accent1"/>'


def _list(number: int, level: int = 0) -> str:
    depth = f'<w:ilvl w:val="{level}"/>' if level else ""
    return f'<w:numPr>{depth}<w:numId w:val="{number}"/></w:numPr>'


def tint(accent: str, share: float = 0.09) -> str:
    """The accent mixed into white; `share` is how much of it."""
    parts = (int(accent[at : at + 2], 16) for at in (0, 2, 4))
    return "".join(f"{round(255 - (255 - part) * share):02X}" for part in parts)


def _shade(accent: str) -> str:
    return (
        f'<w:shd w:val="clear" w:color="auto" w:fill="{tint(accent)}"'
        ' w:themeFill="accent1" w:themeFillTint="17"/>'
    )


_GREY_TEXT = f'<w:color w:val="{_GREY}"/>'
_BOLD = "<w:b/><w:bCs/>"
_KEEP = "<w:keepNext/><w:keepLines/>"
_WHOLE_WORDS = "<w:suppressAutoHyphens/>"
_NO_NUMBER = '<w:numPr><w:numId w:val="0"/></w:numPr>'


def styles(accent: str = ACCENT, width: int = 9865) -> tuple[Style, ...]:
    """Every style, in the order of styles.xml; `width` is the text's width in twips."""
    return (
        *_roots(),
        *_headings(accent),
        *_texts(accent),
        *_table_texts(accent),
        *_page_texts(accent, width),
        *_characters(accent),
        *_tables(accent),
    )


def _roots() -> Iterator[Style]:
    yield Style(
        "normal", "Normal", "Normal", priority=0,
        paragraph=_WHOLE_WORDS + _space(0, 60, 240),
    )  # fmt: skip
    yield Style(
        "default-character", "DefaultParagraphFont", "Default Paragraph Font",
        kind="character", priority=99,
    )  # fmt: skip
    margins = (
        '<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar>'
        '<w:top w:w="0" w:type="dxa"/><w:left w:w="108" w:type="dxa"/>'
        '<w:bottom w:w="0" w:type="dxa"/><w:right w:w="108" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    )
    yield Style(
        "table-normal", "TableNormal", "Normal Table", kind="table", priority=99, extra=margins
    )
    yield Style("no-list", "NoList", "No List", kind="numbering", priority=99)


def _headings(accent: str) -> Iterator[Style]:
    colour = _color(accent)
    rule = (
        f'<w:pBdr><w:bottom w:val="single" w:sz="12" w:space="8" w:color="{accent}"'
        ' w:themeColor="accent1"/></w:pBdr>'
    )
    yield Style(
        "title", "Title", "Title", "Normal", "Subtitle", priority=10,
        paragraph=_KEEP + _WHOLE_WORDS + _space(0, 80, 252), run=_BOLD + colour + _size(18),
    )  # fmt: skip
    yield Style(
        "subtitle", "Subtitle", "Subtitle", "Normal", "BodyText", priority=11,
        paragraph="<w:keepNext/>" + rule + _space(0, 280), run=_GREY_TEXT + _size(11.5),
    )  # fmt: skip
    yield Style(
        "heading-1", "Heading1", "heading 1", "Normal", "Clause", priority=9,
        paragraph=_KEEP + _list(1) + _space(240, 80, 252) + '<w:outlineLvl w:val="0"/>',
        run=_BOLD + colour + _size(14),
    )  # fmt: skip
    yield Style(
        "heading-2", "Heading2", "heading 2", "Normal", "Clause", priority=9,
        paragraph=_KEEP + _space(140, 50, 252) + '<w:outlineLvl w:val="1"/>',
        run=_BOLD + _size(10.5),
    )  # fmt: skip
    yield Style(
        "heading-plain", "HeadingUnnumbered", "Heading Unnumbered", "Heading1", "BodyText",
        paragraph=_NO_NUMBER + '<w:ind w:left="0" w:firstLine="0"/>', custom=True,
    )  # fmt: skip
    yield Style(
        "annex", "AnnexHeading", "Annex Heading", "Heading1", "AnnexClause", custom=True,
        paragraph=_list(2) + '<w:outlineLvl w:val="0"/>',
    )  # fmt: skip


def _texts(accent: str) -> Iterator[Style]:
    side = (
        f'<w:pBdr><w:left w:val="single" w:sz="18" w:space="8" w:color="{accent}"'
        ' w:themeColor="accent1"/></w:pBdr>'
    )
    yield Style("body", "BodyText", "Body Text", "Normal")
    yield Style("clause", "Clause", "Clause", "BodyText", paragraph=_list(1, 1), custom=True)
    yield Style(
        "part", "ClausePart", "Clause Part", "BodyText", custom=True,
        paragraph=_list(1, 2) + _space(0, 40),
    )  # fmt: skip
    yield Style(
        "annex-clause", "AnnexClause", "Annex Clause", "Clause", paragraph=_list(2, 1), custom=True
    )
    yield Style(
        "annex-part", "AnnexClausePart", "Annex Clause Part", "ClausePart",
        paragraph=_list(2, 2), custom=True,
    )  # fmt: skip
    yield Style(
        "note", "Note", "Note", "BodyText", custom=True,
        paragraph=side + '<w:ind w:left="227"/>', run=_GREY_TEXT + _size(9.5),
    )  # fmt: skip
    for level, mark in enumerate(("", " 2", " 3")):
        yield Style(
            f"bullet-{level + 1}", f"ListBullet{mark.strip()}", f"List Bullet{mark}", "BodyText",
            paragraph=_list(3, level) + _space(0, 40),
        )  # fmt: skip
    yield Style(
        "closing", "AgreementClosing", "Agreement Closing", "Normal", custom=True,
        paragraph=f'<w:pBdr><w:top w:val="single" w:sz="4" w:space="6" w:color="{_RULE}"/></w:pBdr>'
        + _space(240, 0),
        run=_GREY_TEXT + _size(8),
    )  # fmt: skip


def _table_texts(accent: str) -> Iterator[Style]:
    caption = _space(120, 60, 252)
    yield Style(
        "caption", "Caption", "caption", "Normal", "BodyText", priority=35,
        paragraph=_KEEP + caption, run=_BOLD + _color(accent) + _size(9),
    )  # fmt: skip
    yield Style(
        "figure-caption", "FigureCaption", "Figure Caption", "Caption", "BodyText", custom=True,
        paragraph='<w:keepNext w:val="0"/>' + _space(60, 200),
    )  # fmt: skip
    yield Style(
        "figure", "Figure", "Figure", "Normal", "FigureCaption", custom=True,
        paragraph="<w:keepNext/>" + _space(160, 0, 240),
    )  # fmt: skip
    yield Style(
        "cell", "SLATableText", "SLA Table Text", "Normal", custom=True,
        paragraph='<w:suppressAutoHyphens w:val="0"/>' + _space(15, 15, 240), run=_size(8.5),
    )  # fmt: skip
    yield Style(
        "cell-head", "SLATableHead", "SLA Table Head", "SLATableText", custom=True,
        paragraph="<w:keepNext/>", run=_BOLD + _color(accent),
    )  # fmt: skip
    yield Style(
        "cell-number", "SLATableNumber", "SLA Table Number", "SLATableText", custom=True,
        paragraph='<w:jc w:val="right"/>',
    )  # fmt: skip
    yield Style(
        "cell-number-head", "SLATableNumberHead", "SLA Table Number Head", "SLATableHead",
        custom=True, paragraph='<w:jc w:val="right"/>',
    )  # fmt: skip
    yield Style(
        "cell-centre", "SLATableCentre", "SLA Table Centre", "SLATableText", custom=True,
        paragraph='<w:jc w:val="center"/>',
    )  # fmt: skip
    yield Style(
        "cell-centre-head", "SLATableCentreHead", "SLA Table Centre Head", "SLATableHead",
        custom=True, paragraph='<w:jc w:val="center"/>',
    )  # fmt: skip
    yield Style(
        "cell-label", "SLATableLabel", "SLA Table Label", "SLATableText", custom=True,
        run=_color(accent) + _size(10),
    )  # fmt: skip
    yield Style(
        "cell-value", "SLATableValue", "SLA Table Value", "SLATableText", custom=True,
        run=_size(10),
    )  # fmt: skip
    yield Style(
        "cell-sign", "SLATableSign", "SLA Table Sign", "SLATableText", custom=True,
        paragraph="<w:keepNext/>" + _space(260, 40),
    )  # fmt: skip
    yield Style(
        "table-end", "SLATableEnd", "SLA Table End", "Normal", custom=True,
        paragraph=_space(0, 0, 110, "exact"), run=_size(4),
    )  # fmt: skip


def _page_texts(accent: str, width: int) -> Iterator[Style]:
    right = f'<w:tab w:val="right" w:leader="dot" w:pos="{width}"/>'
    yield Style(
        "contents-heading", "TOCHeading", "TOC Heading", "Normal", "BodyText", priority=39,
        paragraph=_KEEP + _space(320, 120, 252),
        run=_BOLD + _color(accent) + _size(12),
    )  # fmt: skip
    yield Style(
        "contents-1", "TOC1", "toc 1", "Normal", "Normal", priority=39,
        paragraph=f'<w:tabs><w:tab w:val="left" w:pos="425"/>{right}</w:tabs>' + _space(0, 50),
    )  # fmt: skip
    yield Style(
        "contents-2", "TOC2", "toc 2", "Normal", "Normal", priority=39,
        paragraph=f"<w:tabs>{right}</w:tabs>" + _space(0, 30) + '<w:ind w:left="425"/>',
        run=_GREY_TEXT + _size(9),
    )  # fmt: skip
    line = f'w:val="single" w:sz="4" w:space="5" w:color="{_RULE}"'
    ends = f'<w:tabs><w:tab w:val="right" w:pos="{width}"/></w:tabs>'
    yield Style(
        "header", "Header", "header", "Normal", priority=40, run=_GREY_TEXT + _size(8),
        paragraph=f"<w:pBdr><w:bottom {line}/></w:pBdr>{ends}" + _space(0, 0, 240),
    )  # fmt: skip
    yield Style(
        "footer", "Footer", "footer", "Normal", priority=40, run=_GREY_TEXT + _size(8),
        paragraph=ends + _space(0, 0, 240) + '<w:jc w:val="right"/>',
    )  # fmt: skip


def _characters(accent: str) -> Iterator[Style]:
    def style(role: str, key: str, name: str, run: str, priority: int, custom: bool) -> Style:
        return Style(
            role, key, name, "DefaultParagraphFont", run=run, kind="character",
            priority=priority, custom=custom,
        )  # fmt: skip

    mono = f'<w:rFonts w:ascii="{CODE_FONT}" w:hAnsi="{CODE_FONT}" w:cs="{CODE_FONT}"/>'
    yield style("bold", "Strong", "Strong", _BOLD, 22, False)
    yield style("italic", "Emphasis", "Emphasis", "<w:i/><w:iCs/>", 20, False)
    yield style("code", "Code", "Code", mono + "<w:noProof/>", 21, True)
    yield style(
        "link", "Hyperlink", "Hyperlink", _color(accent) + '<w:u w:val="single"/>', 99, False
    )
    dotted = f'<w:u w:val="dotted" w:color="{_RULE}"/>'
    yield style("term", "Term", "Term", dotted, 23, True)
    yield style("fill-in", "PlaceholderText", "Placeholder Text", _GREY_TEXT, 99, False)


def _tables(accent: str) -> Iterator[Style]:
    hair = f'w:val="single" w:sz="4" w:space="0" w:color="{_RULE}"'
    firm = f'w:val="single" w:sz="8" w:space="0" w:color="{accent}" w:themeColor="accent1"'
    head = (
        '<w:tblStylePr w:type="firstRow"><w:tblPr/><w:tcPr>'
        f"<w:tcBorders><w:top {firm}/><w:bottom {firm}/></w:tcBorders>{_shade(accent)}"
        '<w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr>'
    )
    first = (
        '<w:tblStylePr w:type="firstCol"><w:tblPr/>'
        f"<w:tcPr>{_shade(accent)}</w:tcPr></w:tblStylePr>"
    )
    yield _table("grid", "SLAGrid", "SLA Grid", f"<w:bottom {firm}/><w:insideH {hair}/>", head)
    yield _table(
        "key", "SLAKeyTerms", "SLA Key Terms",
        f"<w:top {firm}/><w:bottom {firm}/><w:insideH {hair}/>", first,
    )  # fmt: skip
    yield _table(
        "signatures", "SLASignatures", "SLA Signatures", f"<w:bottom {hair}/><w:insideH {hair}/>",
        '<w:tcPr><w:vAlign w:val="bottom"/></w:tcPr>' + head,
    )  # fmt: skip


def _table(role: str, key: str, name: str, borders: str, extra: str) -> Style:
    body = (
        f'<w:tblPr><w:tblInd w:w="0" w:type="dxa"/><w:tblBorders>{borders}</w:tblBorders>'
        '<w:tblCellMar><w:top w:w="10" w:type="dxa"/><w:left w:w="85" w:type="dxa"/>'
        '<w:bottom w:w="10" w:type="dxa"/><w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr>'
    )
    return Style(
        f"table-{role}", key, name, "TableNormal", kind="table", priority=59, custom=True,
        extra=body + extra,
    )  # fmt: skip


def styles_xml(language: str, width: int) -> str:
    """The whole styles.xml for a document language and a text width in twips."""
    return (
        f'{HEAD}<w:styles xmlns:w="{W}">{_defaults(language)}'
        '<w:latentStyles w:defLockedState="0" w:defUIPriority="99" w:defSemiHidden="0"'
        ' w:defUnhideWhenUsed="0" w:defQFormat="0" w:count="376"/>'
        f"{''.join(style.xml() for style in styles(ACCENT, width))}</w:styles>"
    )


def _defaults(language: str) -> str:
    tag = language_tag(language)
    return (
        f'<w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="{FONT}" w:eastAsia="{FONT}"'
        f' w:hAnsi="{FONT}" w:cs="{FONT}"/>{_size(9.5)}'
        f'<w:lang w:val="{tag}" w:eastAsia="{tag}" w:bidi="ar-SA"/></w:rPr></w:rPrDefault>'
        "<w:pPrDefault/></w:docDefaults>"
    )
