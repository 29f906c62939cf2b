"""The headers and footers of a client's own Word file, with their pictures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy

from lxml import etree

from sla_writer.document import Document
from sla_writer.render.docx.body import page_of, title_of
from sla_writer.render.docx.brand_source import Source, Tree, is_on, parse
from sla_writer.render.docx.package_gate import Package, WordFileError
from sla_writer.render.docx.xml import WORD_TYPE, R, W, attribute, encode, relation, relations

_W, _R = f"{{{W}}}", f"{{{R}}}"
_FIELDS = re.compile(
    r"\s*(PAGE|NUMPAGES|SECTION|SECTIONPAGES|TITLE|SUBJECT|AUTHOR|COMMENTS|KEYWORDS|STYLEREF|REF"
    r"|DOCPROPERTY|FILENAME|DATE|SAVEDATE|CREATEDATE|TIME|SEQ)\b[^\x00]*",
    re.IGNORECASE,
)
_ACTIVE_TAGS = ("object", "control", "altChunk", "subDoc", "oleObject")
_LINK = re.compile(r"(https?://|mailto:)", re.IGNORECASE)
_PICTURE = re.compile(r"png|jpe?g|gif|bmp|tiff?|emf|wmf|svg")
_DRAWN = ("drawing", "pict", "AlternateContent")


class Ends:
    """The client's headers and footers with their pictures; ours take the place of empty ones."""

    def __init__(self, source: Source, sample: Document, footer: str) -> None:
        self.source, self._package = source, source.package
        self.parts: dict[str, bytes] = {}
        self.relations: list[tuple[str, str, str]] = []
        self.overrides: list[tuple[str, str]] = []
        self.defaults: dict[str, str] = {}
        self._old, self._sample = source.made_here(), sample
        found = tuple(self._found())
        self.has_header = any(kind == "header" and _speaks(tree) for kind, _, _, tree in found)
        self.has_footer = any(kind == "footer" and _speaks(tree) for kind, _, _, tree in found)
        self._opened = f'<w:p><w:pPr><w:pStyle w:val="{footer}"/></w:pPr>'
        kept = [each for each in found if self.has_header or each[0] == "footer"]
        kept = [each for each in kept if self.has_footer or each[0] == "header"]
        self.references = "".join(self._keep(*each) for each in kept)
        section = source.section()
        titled = section is not None and is_on(section.find(f"{_W}titlePg"))
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

    def _keep(self, kind: str, form: str, target: str, tree: Tree) -> str:
        """Copies a part with what it needs, under a name of its own; gives its reference."""
        if self._old is not None:
            self._say_anew(tree, self._old)
        if kind == "footer" and not _counts_pages(tree):
            tree.append(_fragment(page_of(self._sample, self._opened)))
        at = len(self.relations) + 1
        name = f"brand_{kind}{at}.xml"
        self.relations.append((f"rIdB{at}", kind, f"/word/{name}"))
        self.parts[f"word/{name}"] = etree.tostring(tree, encoding="UTF-8", standalone=True)
        self.overrides.append((f"/word/{name}", f"{WORD_TYPE}{kind}+xml"))
        related = "".join(self._related(target))
        if related:
            self.parts[f"word/_rels/{name}.rels"] = encode(relations(related))
        return f'<w:{kind}Reference w:type="{form}" r:id="rIdB{at}"/>'

    def _say_anew(self, tree: Tree, old: tuple[str, str]) -> None:
        """Our own header and footer say this agreement's title, version and words."""
        for paragraph in list(tree.iter(f"{_W}p")):
            if _text(paragraph) in ("\t".join(old), " · ".join(old)):
                _put(paragraph, title_of(self._sample, "<w:p>"))
            elif _instructed(paragraph, "PAGE") and _instructed(paragraph, "NUMPAGES"):
                _put(paragraph, page_of(self._sample, "<w:p>"))

    def _related(self, part: str) -> Iterator[str]:
        """A part's pictures, copied; its links stay only when they are web or mail addresses."""
        for key, kind, target, outside in self._package.related(part):
            if outside and not _LINK.match(target):
                raise WordFileError("error-word-outside", file=self._package.file, what=part)
            if not outside and (kind != "image" or not _PICTURE.fullmatch(_end(target))):
                raise WordFileError("error-word-active", file=self._package.file, what=part)
            if outside or target in self._package.names:
                address = target if outside else self._picture(target)
                yield relation(attribute(key), kind, address, external=outside)

    def _picture(self, target: str) -> str:
        """Takes a picture over; gives its new name."""
        end = _end(target)
        name = f"word/media/brand_{len(self.parts)}.{end}"
        self.parts[name] = self._package.read(target)
        types = self.source.types
        kind = types.get(f"/{target}".lower()) or types.get(end, "image/png")
        self.defaults.setdefault(end, kind)
        return f"/{name}"


def _end(part: str) -> str:
    return part.rpartition(".")[2].lower()


def _text(paragraph: Tree) -> str:
    """What a paragraph says, its tabs too."""
    return "".join(
        "\t" if each.tag == f"{_W}tab" else each.text or ""
        for each in paragraph.iter(f"{_W}t", f"{_W}tab")
    )


def _put(paragraph: Tree, xml: str) -> None:
    """Puts a new text, in the look of the old one, in place of all but the pictures."""
    look = paragraph.find(f"{_W}r/{_W}rPr")
    for old in list(paragraph):
        drawn = any(etree.QName(each).localname in _DRAWN for each in old.iter("{*}*"))
        if old.tag != f"{_W}pPr" and not drawn:
            paragraph.remove(old)
    for run in _fragment(xml):
        if look is not None:
            run.insert(0, deepcopy(look))
        paragraph.append(run)


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
    return _instructed(tree, "PAGE")


def _instructed(tree: Tree, word: str) -> bool:
    """Whether a field of this kind stands in the tree."""
    return any(re.match(rf"\s*{word}\b", said, re.IGNORECASE) for said in _instructions(tree))


def _refuse_active_text(tree: Tree, part: str, package: Package) -> None:
    """Raises WordFileError for fields that load or run something, and for embedded programs."""
    tags = {etree.QName(each).localname for each in tree.iter() if isinstance(each.tag, str)}
    wrong = next((said for said in _instructions(tree) if not _FIELDS.fullmatch(said)), None)
    if wrong is not None or tags & set(_ACTIVE_TAGS):
        what = f"{part}: {(wrong or '').strip()[:40]}"
        raise WordFileError("error-word-active", file=package.file, what=what)
