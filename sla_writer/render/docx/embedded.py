"""The agreement that rides inside a Word file, so that it can be got back from any copy."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sla_writer.render.docx.xml import HEAD, escape, relation, relations

NAMESPACE = "urn:sla-writer:agreement"
_DATASTORE = "http://schemas.openxmlformats.org/officeDocument/2006/customXml"
_PROPERTIES = "application/vnd.openxmlformats-officedocument.customXmlProperties+xml"
_ITEM = "{5A7E51A0-0B2B-4C1D-9F7A-51A2F0C0A001}"
_CARRIER = re.compile(r"customXml/item\d*\.xml", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Extra:
    """A part that only some files have, with its content type and the document's relation to it."""

    name: str
    xml: str
    kind: str = ""
    relation: tuple[str, str, str] | None = None


def parts(text: str) -> tuple[Extra, ...]:
    """The parts that carry the canonical JSON text."""
    inside = f'<agreement xmlns="{NAMESPACE}">{escape(text)}</agreement>'
    return item(1, "rIdJ", NAMESPACE, _ITEM, inside)


def item(n: int, key: str, namespace: str, store: str, inside: str) -> tuple[Extra, ...]:
    """The parts of item `n` of what a Word file carries unseen; Word keeps it when it saves.

    `key` is the id of the document's relation to it, `store` the item's own id.
    """
    properties = (
        f'{HEAD}<ds:datastoreItem ds:itemID="{store}" xmlns:ds="{_DATASTORE}">'
        f'<ds:schemaRefs><ds:schemaRef ds:uri="{namespace}"/></ds:schemaRefs>'
        "</ds:datastoreItem>"
    )
    linked = relations(relation("rId1", "customXmlProps", f"itemProps{n}.xml"))
    target = (key, "customXml", f"../customXml/item{n}.xml")
    return (
        Extra(f"customXml/item{n}.xml", HEAD + inside, relation=target),
        Extra(f"customXml/itemProps{n}.xml", properties, _PROPERTIES),
        Extra(f"customXml/_rels/item{n}.xml.rels", linked),
    )


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
