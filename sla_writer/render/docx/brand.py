"""A client's own Word file as the source of styles, page, headers and footers."""

from __future__ import annotations

import re
from functools import lru_cache

from lxml import etree

from sla_writer.document import Document
from sla_writer.render.docx.brand_ends import Ends
from sla_writer.render.docx.brand_source import Source, Tree
from sla_writer.render.docx.brand_styles import Mapping, mapped
from sla_writer.render.docx.look import Look, own_look
from sla_writer.render.docx.numbering import abstracts, instance
from sla_writer.render.docx.styles import ACCENT, FONT
from sla_writer.render.docx.theme import FONT_TABLE, settings_xml
from sla_writer.render.docx.xml import A, W, attribute, encode

_W, _A = f"{{{W}}}", f"{{{A}}}"
_WORDS = ("annex", "page", "of")
_NARROWEST = 4000  # twips of text


def brand_look(brand: bytes, document: Document, file: object = "docx") -> Look:
    """How the document looks in the client's file called `file`.

    Raises WordFileError when the file can't be used.
    """
    words = tuple((word, document.words[word]) for word in _WORDS)
    return _look(
        brand, file, document.language, document.paper, words, document.title, document.version
    )


def report(brand: bytes, file: object) -> list[tuple[str, str, str]]:
    """For each role the style's name in the client's file, and "brand" or "created"."""
    return mapped(Source(brand, file).part("styles"), ACCENT, 9865, "en", 1).report


@lru_cache(maxsize=4)
def _look(
    brand: bytes,
    file: object,
    language: str,
    paper: str,
    words: tuple[tuple[str, str], ...],
    title: str,
    version: str,
) -> Look:
    source = Source(brand, file)
    sample = Document(language, title, version, "", "", (), words=dict(words))
    annex = sample.words["annex"]
    own = own_look(language, paper, annex)
    sizes, width = _page(source, own)
    accent, font = _accent(source), _font(source)
    lists = _without_pictures(source.part("numbering"))
    styles = mapped(source.part("styles"), accent, width, language, _free_list(lists))
    numbering = _numbering(lists, styles, language, annex)
    ends = Ends(source, sample, styles.ids["footer"])
    return Look(
        ids=styles.ids,
        parts={
            "word/styles.xml": _bytes(styles.tree),
            "word/numbering.xml": _bytes(numbering),
            "word/settings.xml": encode(settings_xml(language, source.even_and_odd())),
            "word/fontTable.xml": encode(FONT_TABLE),
            "word/theme/theme1.xml": source.theme() or own.parts["word/theme/theme1.xml"],
            **ends.parts,
        },
        relations=(*own.relations, *ends.relations),
        overrides=(*own.overrides, *ends.overrides),
        defaults=tuple(ends.defaults.items()),
        section=(f"<w:sectPr>{ends.references}", sizes + ends.title_page + "</w:sectPr>"),
        width=width,
        accent=accent,
        font=font,
        header=not ends.has_header,
        footer=not ends.has_footer,
    )


def _bytes(tree: Tree) -> bytes:
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)


def _page(source: Source, own: Look) -> tuple[str, int]:
    """Page size and margins as XML, and the text's width; ours when the client's make no sense."""
    section = source.section()
    size, margin = (
        (None, None) if section is None else (section.find(_W + t) for t in ("pgSz", "pgMar"))
    )
    if size is None or margin is None:
        return own.section[1].removesuffix("<w:titlePg/></w:sectPr>"), own.width
    width = _number(size, "w") - sum(_number(margin, side) for side in ("left", "right", "gutter"))
    if not _NARROWEST <= width <= 31_000:
        return own.section[1].removesuffix("<w:titlePg/></w:sectPr>"), own.width
    return _again(size, "pgSz") + _again(margin, "pgMar"), width


def _number(element: Tree, name: str) -> int:
    try:
        return int(element.get(_W + name, "0"))
    except ValueError:
        return 0


def _again(element: Tree, tag: str) -> str:
    """An element's plain attributes written anew."""
    kept = (
        f' w:{str(name).removeprefix(_W)}="{attribute(str(value))}"'
        for name, value in element.items()
        if str(name).startswith(_W)
    )
    return f"<w:{tag}{''.join(kept)}/>"


def _accent(source: Source) -> str:
    """The theme's first accent colour."""
    theme = source.part("theme")
    found = None if theme is None else theme.find(f".//{_A}accent1/{_A}srgbClr")
    colour = "" if found is None else found.get("val", "")
    return colour.upper() if re.fullmatch(r"[0-9A-Fa-f]{6}", colour) else ACCENT


def _font(source: Source) -> str:
    """The font of the text, by the defaults of the styles or the theme."""
    styles, theme = source.part("styles"), source.part("theme")
    defaults = None if styles is None else styles.find(f"{_W}docDefaults//{_W}rFonts")
    named = None if defaults is None else defaults.get(f"{_W}ascii")
    minor = None if theme is None else theme.find(f".//{_A}minorFont/{_A}latin")
    return named or (None if minor is None else minor.get("typeface")) or FONT


def _free_list(numbering: Tree | None) -> int:
    """The first list id that the client's file doesn't use."""
    nums = () if numbering is None else numbering.findall(f"{_W}num")
    return 1 + max((_number(each, "numId") for each in nums), default=0)


def _without_pictures(numbering: Tree | None) -> Tree | None:
    """The client's lists without picture bullets, whose pictures stay behind."""
    if numbering is not None:
        for each in list(numbering.iter(f"{_W}numPicBullet", f"{_W}lvlPicBulletId")):
            each.getparent().remove(each)  # type: ignore[union-attr]
    return numbering


def _numbering(tree: Tree | None, styles: Mapping, language: str, annex: str) -> Tree:
    """The client's lists with ours beside them; theirs let go of the styles that ours number."""
    root = etree.Element(f"{_W}numbering", nsmap={"w": W}) if tree is None else tree
    for link in root.findall(f".//{_W}pStyle"):
        if link.get(f"{_W}val") in styles.numbered:
            link.getparent().remove(link)  # type: ignore[union-attr]
    theirs = root.findall(f"{_W}abstractNum")
    first = 1 + max((_number(each, "abstractNumId") for each in theirs), default=0)
    at = len(theirs)
    lists = abstracts(language, annex, styles.by_own_id.__getitem__, first)
    for n, xml in enumerate(lists):
        root.insert(at + n, styles.fragment(xml))
    nums = root.findall(f"{_W}num")
    at = 1 + root.index(nums[-1]) if nums else len(root)
    for n in range(3):
        root.insert(at + n, styles.fragment(instance(styles.first_list + n, first + n)))
    return root
