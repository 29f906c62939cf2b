"""Which style of a client's file plays which role; what the file lacks is made to match it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from lxml import etree

from sla_writer.render.docx.styles import Style, styles, styles_xml
from sla_writer.render.docx.xml import W, language_tag

Tree: TypeAlias = etree._Element
_W = f"{{{W}}}"
_DEFAULTS = {
    "normal": "paragraph", "default-character": "character",
    "table-normal": "table", "no-list": "numbering",
}  # fmt: skip
# What the house counts on, whoever made the style: list, level, and outline level.
_NUMBERED = {
    "heading-1": (0, 0), "clause": (0, 1), "part": (0, 2), "annex": (1, 0),
    "annex-clause": (1, 1), "annex-part": (1, 2),
    "bullet-1": (2, 0), "bullet-2": (2, 1), "bullet-3": (2, 2),
}  # fmt: skip
_UNNUMBERED = (
    "title", "subtitle", "heading-2", "heading-plain", "contents-heading", "body", "caption",
)  # fmt: skip
_OUTLINE = {"heading-1": "0", "heading-2": "1", "annex": "0", "contents-heading": "9"}
_PARAGRAPH_ORDER = (
    "pStyle", "keepNext", "keepLines", "pageBreakBefore", "framePr", "widowControl", "numPr",
    "suppressLineNumbers", "pBdr", "shd", "tabs", "suppressAutoHyphens", "kinsoku", "wordWrap",
    "overflowPunct", "topLinePunct", "autoSpaceDE", "autoSpaceDN", "bidi", "adjustRightInd",
    "snapToGrid", "spacing", "ind", "contextualSpacing", "mirrorIndents", "suppressOverlap", "jc",
    "textDirection", "textAlignment", "textboxTightWrap", "outlineLvl", "divId", "cnfStyle", "rPr",
    "sectPr", "pPrChange",
)  # fmt: skip


@dataclass
class Mapping:
    """The client's styles with ours added: ids by role and by our id, and what became of each.

    `first_list` is the list id of sections; annexes and bullets follow it.
    """

    tree: Tree
    first_list: int
    ids: dict[str, str] = field(default_factory=dict)
    by_own_id: dict[str, str] = field(default_factory=dict)
    numbered: set[str] = field(default_factory=set)
    report: list[tuple[str, str, str]] = field(default_factory=list)

    def fragment(self, xml: str) -> Tree:
        """A piece of WordprocessingML as a tree."""
        return etree.fromstring(f'<x xmlns:w="{W}">{xml}</x>')[0]


def mapped(tree: Tree | None, accent: str, width: int, language: str, first_list: int) -> Mapping:
    """The client's styles (none: ours) with every role filled."""
    if tree is None:
        tree = etree.fromstring(styles_xml(language, width).encode())
    found = Mapping(tree, first_list)
    known = _known(tree)
    taken = {each.get(f"{_W}styleId", "") for each in tree.iter(f"{_W}style")}
    missing: list[Style] = []
    for style in styles(accent, width):
        theirs = _theirs(style, known, tree)
        if theirs is None:
            missing.append(style)
        key = _free(style.id, taken) if theirs is None else theirs.get(f"{_W}styleId", "")
        found.ids[style.role] = found.by_own_id[style.id] = key
        how, name = ("created", style.name) if theirs is None else ("brand", _name(theirs))
        found.report.append((style.role, name, how))
    for style in missing:
        tree.append(_made(found, style))
    _settle(found, {style.role for style in missing})
    _forget_lost(tree)
    _speak(tree, language)
    return found


def _known(tree: Tree) -> dict[tuple[str, str], Tree]:
    """Their styles by type and name, whatever the case."""
    return {
        (each.get(f"{_W}type", "paragraph"), _name(each).casefold()): each
        for each in tree.iter(f"{_W}style")
    }


def _name(style: Tree) -> str:
    name = style.find(f"{_W}name")
    return "" if name is None else name.get(f"{_W}val", "")


def _theirs(style: Style, known: dict[tuple[str, str], Tree], tree: Tree) -> Tree | None:
    if style.role in _DEFAULTS:
        for each in tree.iter(f"{_W}style"):
            default = each.get(f"{_W}default") in ("1", "true", "on")
            if default and each.get(f"{_W}type") == style.kind:
                return each
    return known.get((style.kind, style.name.casefold()))


def _free(key: str, taken: set[str]) -> str:
    while key in taken:
        key += "SLA"
    taken.add(key)
    return key


def _made(found: Mapping, style: Style) -> Tree:
    """Our style with their ids."""
    ids = found.by_own_id
    renamed = replace(
        style,
        id=ids[style.id],
        based=ids[style.based] if style.based else "",
        following=ids[style.following] if style.following else "",
    )
    return found.fragment(renamed.xml())


def _settle(found: Mapping, made: set[str]) -> None:
    """Sets what the house counts on: numbering, outline levels, captions that keep with tables."""
    by_id = {each.get(f"{_W}styleId"): each for each in found.tree.iter(f"{_W}style")}
    for role, key in found.ids.items():
        style = by_id[key]
        if role in _NUMBERED:
            number, level = _NUMBERED[role]
            found.numbered.add(key)
            _set(found, style, _list(found.first_list + number, level), "numPr")
        elif role in _UNNUMBERED and role not in made:
            _set(found, style, '<w:numPr><w:numId w:val="0"/></w:numPr>', "numPr")
        if role in _OUTLINE:
            _set(found, style, f'<w:outlineLvl w:val="{_OUTLINE[role]}"/>', "outlineLvl")
    _set(found, by_id[found.ids["caption"]], "<w:keepNext/>", "keepNext")


def _list(number: int, level: int) -> str:
    return f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'


def _set(found: Mapping, style: Tree, xml: str, tag: str) -> None:
    """Puts a paragraph property where the schema wants it, in place of any other."""
    properties = style.find(f"{_W}pPr")
    if properties is None:
        properties = found.fragment("<w:pPr/>")
        after = style.find(f"{_W}rPr")
        style.insert(len(style) if after is None else style.index(after), properties)
    for old in properties.findall(_W + tag):
        properties.remove(old)
    rank = _PARAGRAPH_ORDER.index(tag)
    before = [e for e in properties if _rank(e) < rank]
    properties.insert(len(before), found.fragment(xml))


def _rank(element: Tree) -> int:
    name = etree.QName(element).localname
    return _PARAGRAPH_ORDER.index(name) if name in _PARAGRAPH_ORDER else len(_PARAGRAPH_ORDER)


def _forget_lost(tree: Tree) -> None:
    """Takes out references to styles that the file doesn't have."""
    known = {each.get(f"{_W}styleId") for each in tree.iter(f"{_W}style")}
    for style in tree.iter(f"{_W}style"):
        for tag in ("basedOn", "next", "link"):
            for each in style.findall(_W + tag):
                if each.get(f"{_W}val") not in known:
                    style.remove(each)


def _speak(tree: Tree, language: str) -> None:
    """One language for the whole text: the document's."""
    for each in list(tree.iter(f"{_W}lang")):
        each.getparent().remove(each)  # type: ignore[union-attr]
    for defaults in _default_runs(tree):
        tag = language_tag(language)
        said = {f"{_W}val": tag, f"{_W}eastAsia": tag, f"{_W}bidi": "ar-SA"}
        defaults.append(etree.Element(f"{_W}lang", said))


def _default_runs(tree: Tree) -> Iterator[Tree]:
    """The properties that every run starts from, made when they are missing."""
    defaults = tree.find(f"{_W}docDefaults")
    if defaults is None:
        defaults = etree.Element(f"{_W}docDefaults")
        tree.insert(0, defaults)
    runs = defaults.find(f"{_W}rPrDefault")
    if runs is None:
        runs = etree.Element(f"{_W}rPrDefault")
        defaults.insert(0, runs)
    inner = runs.find(f"{_W}rPr")
    yield etree.SubElement(runs, f"{_W}rPr") if inner is None else inner
