"""A client's own Word file, opened by python-docx after it was found harmless."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import TypeAlias

import docx
from lxml import etree

from sla_writer.render.docx.package_active import refuse_active
from sla_writer.render.docx.package_gate import WordFileError, guarded, open_package
from sla_writer.render.docx.properties import GENERATOR
from sla_writer.render.docx.xml import W

Tree: TypeAlias = etree._Element
_W = f"{{{W}}}"


class Source:
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
        self.word = guarded(lambda: docx.Document(io.BytesIO(brand)), file)
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
        if kind == "styles":
            styles: Tree = self.word.styles.element
            return styles
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
        return bool(self.word.settings.odd_and_even_pages_header_footer)

    def made_here(self) -> tuple[str, str] | None:
        """The title and version of an agreement that this program wrote, None for other files."""
        said = {
            each.get("name", ""): "".join(map(str, each.itertext()))
            for each in self._custom_properties()
        }
        if said.get("Generator") != GENERATOR:
            return None
        return self.word.core_properties.title, said.get("Version", "")

    def _custom_properties(self) -> Iterator[Tree]:
        name = "docProps/custom.xml"
        if name in self.package.names:
            yield from parse(self.package.read(name), self.package.file)

    def section(self) -> Tree | None:
        """The properties of the last section."""
        sections = self.word.sections
        return sections[-1]._sectPr if sections else None


def is_on(switch: Tree | None) -> bool:
    """Whether a switch such as w:titlePg is there and not turned off."""
    return switch is not None and switch.get(f"{_W}val", "1") in ("1", "true", "on")


def parse(data: bytes, file: object) -> Tree:
    """The tree of a part that passed the gate."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
    return guarded(lambda: etree.fromstring(data, parser), file)
