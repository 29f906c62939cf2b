"""A client's own Word file as the source of styles, page, headers and footers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TypeAlias

from lxml import etree

from sla_writer.document import Document
from sla_writer.render.docx.body import page_of
from sla_writer.render.docx.brand_styles import Mapping, mapped
from sla_writer.render.docx.look import Look, own_look
from sla_writer.render.docx.numbering import abstracts, instance
from sla_writer.render.docx.package_gate import (
    Package,
    WordFileError,
    guarded,
    open_package,
    refuse_active,
)
from sla_writer.render.docx.styles import ACCENT, FONT
from sla_writer.render.docx.theme import FONT_TABLE, settings_xml
from sla_writer.render.docx.xml import WORD_TYPE, A, R, W, attribute, encode

Tree: TypeAlias = etree._Element
_W, _R, _A = f"{{{W}}}", f"{{{R}}}", f"{{{A}}}"
_NARROWEST = 4000  # twips of text
_FIELDS = re.compile(
    r"\s*(PAGE|NUMPAGES|SECTION|SECTIONPAGES|TITLE|SUBJECT|AUTHOR|COMMENTS|KEYWORDS|STYLEREF|REF"
    r"|DOCPROPERTY|FILENAME|DATE|SAVEDATE|CREATEDATE|TIME|SEQ)\b[^\x00]*",
    re.IGNORECASE,
)
_ACTIVE_TAGS = ("object", "control", "altChunk", "subDoc", "oleObject")
_OWN_PART = re.compile(
    r"_rels/|docProps/|customXml/|\[|word/_rels/document\."
    r"|word/(sla_|charts/|styles|numbering|settings|fontTable|theme/|document\.)",
    re.IGNORECASE,
)
_LINK = re.compile(r"(https?://|mailto:)", re.IGNORECASE)


def brand_look(brand: bytes, document: Document) -> Look:
    """How the document looks in the client's file.

    Raises WordFileError when the file can't be used.
    """
    words = document.words
    return _look(
        brand, document.language, document.paper, words["annex"], words["page"], words["of"]
    )


def report(brand: bytes, file: object) -> list[tuple[str, str, str]]:
    """For each role the style's name in the client's file, and "brand" or "created"."""
    return mapped(_Source(brand, file).part("styles"), ACCENT, 9525, "en", 1).report


@lru_cache(maxsize=4)
def _look(brand: bytes, language: str, paper: str, annex: str, page: str, of: str) -> Look:
    source = _Source(brand, "docx")
    own = own_look(language, paper, annex)
    sizes, width = _page(source, own)
    accent, font = _accent(source), _font(source)
    lists = source.part("numbering")
    styles = mapped(source.part("styles"), accent, width, language, _free_list(lists))
    numbering = _numbering(lists, styles, language, annex)
    sample = Document(language, "", "", "", "", (), words={"page": page, "of": of})
    ends = _Ends(source, sample, styles.ids["footer"])
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


class _Source:
    """The client's file, found harmless, with its main parts by kind."""

    def __init__(self, brand: bytes, file: object) -> None:
        self.package = open_package(brand, file)
        refuse_active(self.package)
        self.main = next(
            (target for _, kind, target, _ in self.package.related("") if kind == "officeDocument"),
            "",
        )
        if self.main not in self.package.names:
            raise WordFileError("error-word-not-word", file=file)
        self.related = tuple(self.package.related(self.main))
        self.tree = parse(self.package.read(self.main), file)
        types = parse(self.package.read("[Content_Types].xml"), file)
        self.types = {
            each.get("PartName", each.get("Extension", "")).lower(): each.get("ContentType", "")
            for each in types
        }

    def bytes_of(self, kind: str) -> bytes | None:
        """The main document's part of a kind."""
        for _, found, target, outside in self.related:
            if found == kind and not outside and target in self.package.names:
                return self.package.read(target)
        return None

    def part(self, kind: str) -> Tree | None:
        """The same, parsed."""
        data = self.bytes_of(kind)
        return None if data is None else parse(data, self.package.file)

    def theme(self) -> bytes | None:
        """The theme, unless it leans on pictures."""
        for _, kind, target, _ in self.related:
            if kind == "theme" and not tuple(self.package.related(target)):
                return self.bytes_of("theme")
        return None

    def even_and_odd(self) -> bool:
        """Whether the client's left and right pages have headers of their own."""
        settings = self.part("settings")
        return settings is not None and settings.find(f"{_W}evenAndOddHeaders") is not None

    def section(self) -> Tree | None:
        """The properties of the last section."""
        found = self.tree.findall(f".//{_W}sectPr")
        return found[-1] if found else None


def parse(data: bytes, file: object) -> Tree:
    """The tree of a part that passed the gate."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    return guarded(lambda: etree.fromstring(data, parser), file)


def _bytes(tree: Tree) -> bytes:
    return etree.tostring(tree, xml_declaration=True, encoding="UTF-8", standalone=True)


def _page(source: _Source, own: Look) -> tuple[str, int]:
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


def _accent(source: _Source) -> str:
    """The theme's first accent colour."""
    theme = source.part("theme")
    found = None if theme is None else theme.find(f".//{_A}accent1/{_A}srgbClr")
    colour = "" if found is None else found.get("val", "")
    return colour.upper() if re.fullmatch(r"[0-9A-Fa-f]{6}", colour) else ACCENT


def _font(source: _Source) -> str:
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


def _numbering(tree: Tree | None, styles: Mapping, language: str, annex: str) -> Tree:
    """The client's lists with ours beside them; theirs let go of the styles that ours number."""
    root = etree.Element(f"{_W}numbering", nsmap={"w": W}) if tree is None else tree
    for link in root.findall(f".//{_W}pStyle"):
        if link.get(f"{_W}val") in styles.numbered:
            link.getparent().remove(link)  # type: ignore[union-attr]
    theirs = root.findall(f"{_W}abstractNum")
    first = 1 + max((_number(each, "abstractNumId") for each in theirs), default=0)
    at = len(root.findall(f"{_W}numPicBullet")) + len(theirs)
    lists = abstracts(language, annex, styles.by_own_id.__getitem__, first)
    for n, xml in enumerate(lists):
        root.insert(at + n, styles.fragment(xml))
    nums = root.findall(f"{_W}num")
    at = 1 + root.index(nums[-1]) if nums else len(root)
    for n in range(3):
        root.insert(at + n, styles.fragment(instance(styles.first_list + n, first + n)))
    return root


class _Ends:
    """The client's headers and footers with their pictures; ours take the place of empty ones."""

    def __init__(self, source: _Source, sample: Document, footer: str) -> None:
        self.source, self._package = source, source.package
        self.parts: dict[str, bytes] = {}
        self.relations: list[tuple[str, str, str]] = []
        self.overrides: list[tuple[str, str]] = []
        self.defaults: dict[str, str] = {}
        found = tuple(self._found())
        self.has_header = any(kind == "header" and _speaks(tree) for kind, _, _, tree in found)
        self.has_footer = any(kind == "footer" and _speaks(tree) for kind, _, _, tree in found)
        self._opened = f'<w:p><w:pPr><w:pStyle w:val="{footer}"/></w:pPr>'
        kept = [each for each in found if self.has_header or each[0] == "footer"]
        kept = [each for each in kept if self.has_footer or each[0] == "header"]
        self.references = "".join(self._keep(*each, sample) for each in kept)
        section = source.section()
        titled = section is not None and section.find(f"{_W}titlePg") is not None
        self.title_page = "<w:titlePg/>" if titled or not kept else ""

    def _found(self) -> Iterator[tuple[str, str, str, Tree]]:
        section = self.source.section()
        targets = {key: target for key, _, target, _ in self.source.related}
        for each in () if section is None else section:
            kind = etree.QName(each).localname.removesuffix("Reference")
            target = targets.get(each.get(f"{_R}id", ""), "")
            if kind in ("header", "footer") and target in self._package.names:
                tree = parse(self._package.read(target), self._package.file)
                _refuse_active_text(tree, target, self._package)
                yield kind, each.get(f"{_W}type", "default"), target, tree

    def _keep(self, kind: str, form: str, target: str, tree: Tree, sample: Document) -> str:
        """Copies a part with what it needs; gives its reference."""
        if kind == "footer" and not _counts_pages(tree):
            tree.append(_fragment(page_of(sample, self._opened)))
        key = f"rIdB{len(self.relations) + 1}"
        self.relations.append((key, kind, f"/{target}"))
        self._take(target, _bytes(tree))
        self.overrides.append((f"/{target}", f"{WORD_TYPE}{kind}+xml"))
        self._copy_related(target)
        return f'<w:{kind}Reference w:type="{form}" r:id="{key}"/>'

    def _copy_related(self, part: str) -> None:
        """Copies a part's pictures; its links stay only when they are web or mail addresses."""
        folder, _, name = part.rpartition("/")
        rels = f"{folder}/_rels/{name}.rels"
        for _, kind, target, outside in self._package.related(part):
            if outside and not _LINK.match(target):
                raise WordFileError("error-word-outside", file=self._package.file, what=rels)
            if not outside and kind != "image":
                raise WordFileError("error-word-active", file=self._package.file, what=rels)
            if not outside and target in self._package.names:
                self._take(target, self._package.read(target))
                self._type(target)
        if rels in self._package.names:
            self._take(rels, self._package.read(rels))

    def _take(self, name: str, data: bytes) -> None:
        """Takes a part over; never under the name of one that is written anew."""
        if _OWN_PART.match(name):
            raise WordFileError("error-word-names", file=self._package.file)
        self.parts[name] = data

    def _type(self, part: str) -> None:
        end = part.rpartition(".")[2].lower()
        kind = self.source.types.get(f"/{part}".lower()) or self.source.types.get(end, "image/png")
        self.defaults.setdefault(end, kind)


def _fragment(xml: str) -> Tree:
    return etree.fromstring(f'<x xmlns:w="{W}" xmlns:r="{R}">{xml}</x>')[0]


def _speaks(tree: Tree) -> bool:
    """Whether a header or footer shows anything."""
    shown = ("drawing", "pict", "instrText", "fldSimple")
    return bool("".join(t.text or "" for t in tree.iter(f"{_W}t")).strip()) or any(
        next(tree.iter(_W + tag), None) is not None for tag in shown
    )


def _instructions(tree: Tree) -> Iterator[str]:
    """The instruction of every field; pieces of one field are joined."""
    yield from (each.get(f"{_W}instr", "") for each in tree.iter(f"{_W}fldSimple"))
    for paragraph in tree.iter(f"{_W}p"):
        pieces: list[str] = []
        for each in paragraph.iter(f"{_W}instrText", f"{_W}fldChar"):
            if each.tag == f"{_W}instrText":
                pieces.append(each.text or "")
            elif pieces:
                yield "".join(pieces)
                pieces = []


def _counts_pages(tree: Tree) -> bool:
    return any(re.match(r"\s*PAGE\b", said, re.IGNORECASE) for said in _instructions(tree))


def _refuse_active_text(tree: Tree, part: str, package: Package) -> None:
    """Raises WordFileError for fields that load or run something, and for embedded programs."""
    tags = {etree.QName(each).localname for each in tree.iter() if isinstance(each.tag, str)}
    wrong = next((said for said in _instructions(tree) if not _FIELDS.fullmatch(said)), None)
    if wrong is not None or tags & set(_ACTIVE_TAGS):
        what = f"{part}: {(wrong or '').strip()[:40]}"
        raise WordFileError("error-word-active", file=package.file, what=what)
