"""The agreement that rides inside a Word file, so that it can be got back from any copy."""

from __future__ import annotations

import re
from typing import Any

from sla_writer.render.docx.xml import HEAD, escape, relation, relations

NAMESPACE = "urn:sla-writer:agreement"
_DATASTORE = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
_ITEM = "{5A7E51A0-0B2B-4C1D-9F7A-51A2F0C0A001}"
_CARRIER = re.compile(r"customXml/item\d*\.xml", re.IGNORECASE)


def parts(text: str) -> dict[str, str]:
    """The parts that carry the canonical JSON text."""
    return {
        "customXml/item1.xml": f'{HEAD}<agreement xmlns="{NAMESPACE}">{escape(text)}</agreement>',
        "customXml/itemProps1.xml": (
            f'{HEAD}<ds:datastoreItem ds:itemID="{_ITEM}" xmlns:ds="{_DATASTORE}">'
            f'<ds:schemaRefs><ds:schemaRef ds:uri="{NAMESPACE}"/></ds:schemaRefs>'
            "</ds:datastoreItem>"
        ),
        "customXml/_rels/item1.xml.rels": relations(
            relation("rId1", "customXmlProps", "itemProps1.xml")
        ),
    }


def read_embedded(data: bytes, file: object = "docx") -> str | None:
    """The JSON text that a Word file carries, None when it carries none.

    `file` is the name for messages. Raises WordFileError when the file is no Word file or unsafe.
    """
    from sla_writer.render.docx.package_gate import open_package

    package = open_package(data, file)
    for name in package.names:
        if _CARRIER.fullmatch(name):
            text = _carried(package.read(name), file)
            if text is not None:
                return text
    return None


def _carried(xml: bytes, file: object) -> str | None:
    from xml.etree import ElementTree

    from sla_writer.render.docx.package_gate import guarded

    def read() -> str | None:
        parser: Any = ElementTree.XMLParser(target=_Carrier())
        parser.feed(xml)
        found: str | None = parser.close()
        return found

    return guarded(read, file)


class _Carrier:
    """Takes the text of the element that carries an agreement; what is in it besides is not ours.

    No tree is kept, so that a part of a million elements takes no more than its text.
    """

    def __init__(self) -> None:
        self.tags: list[str] = []
        self.text: list[str] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if len(self.tags) < 2:
            self.tags.append(tag)

    def data(self, text: str) -> None:
        if len(self.tags) == 1:
            self.text.append(text)

    def close(self) -> str | None:
        ours = self.tags[:1] == [f"{{{NAMESPACE}}}agreement"]
        return "".join(self.text) if ours else None
