"""The parts of a Word file as one zip whose bytes depend on nothing but the parts."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from functools import lru_cache

from sla_writer.document import Document
from sla_writer.render.docx import embedded as carried
from sla_writer.render.docx.body import document_xml, footer_xml, header_xml
from sla_writer.render.docx.embedded import Extra
from sla_writer.render.docx.look import Look
from sla_writer.render.docx.properties import APP, core_xml, custom_xml
from sla_writer.render.docx.sheet import Sheet
from sla_writer.render.docx.xml import (
    HEAD,
    TYPES,
    WORD_TYPE,
    attribute,
    encode,
    relation,
    relations,
)

_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties"
_OFFICE = "application/vnd.openxmlformats-officedocument"
_LEVEL = 2
_CHART = "word/charts/sla_chart{}.xml"
_FOOTERS = ("word/sla_footer.xml", "word/sla_footer_first.xml")


def package(
    document: Document, look: Look, embedded: str | None, pages: Sequence[int] | None
) -> bytes:
    """The bytes of the .docx file."""
    extras = carried.parts(embedded) if embedded is not None else ()
    if document.was is not None:
        from sla_writer.render.docx.tracked.package import tracked_package

        return tracked_package(document, look, extras)
    sheet = Sheet(document, look)
    body = document_xml(sheet, pages, references(look))
    header = header_xml(document, look.open["header"]) if look.header else ""
    return packed(sheet, body, header, extras)


def packed(sheet: Sheet, body: str, header: str, extras: tuple[Extra, ...] = ()) -> bytes:
    """The bytes of the .docx file with a body, a header and what else it carries."""
    look, document = sheet.look, sheet.document
    parts = {"word/document.xml": body}
    parts["word/_rels/document.xml.rels"] = _document_relations(sheet, extras)
    if look.header:
        parts["word/sla_header.xml"] = header
    if look.footer:
        parts |= dict.fromkeys(_FOOTERS, footer_xml(document, look.open["footer"]))
    for n, chart in enumerate(sheet.charts, 1):
        parts[_CHART.format(n)] = chart
    parts |= {each.name: each.xml for each in extras}
    parts["docProps/core.xml"] = core_xml(document)
    parts["docProps/custom.xml"] = custom_xml(document)
    kinds = tuple((f"/{each.name}", each.kind) for each in extras if each.kind)
    return _zipped(_base(look, len(sheet.charts), kinds), parts)


def references(look: Look) -> str:
    """The section's references to our header and footers."""
    header = '<w:headerReference w:type="default" r:id="rIdH"/>' if look.header else ""
    footers = (
        '<w:footerReference w:type="default" r:id="rIdF"/>'
        '<w:footerReference w:type="first" r:id="rIdG"/>'
    )
    return header + (footers if look.footer else "")


def _document_relations(sheet: Sheet, extras: tuple[Extra, ...]) -> str:
    look = sheet.look
    items = [relation(*each) for each in look.relations]
    if look.header:
        items.append(relation("rIdH", "header", "sla_header.xml"))
    if look.footer:
        items.append(relation("rIdF", "footer", "sla_footer.xml"))
        items.append(relation("rIdG", "footer", "sla_footer_first.xml"))
    items += [
        relation(f"rIdC{n}", "chart", f"/{_CHART.format(n)}")
        for n in range(1, len(sheet.charts) + 1)
    ]
    items += [relation(key, "hyperlink", url, external=True) for url, key in sheet.links.items()]
    items += [relation(*each.relation) for each in extras if each.relation]
    return relations("".join(items))


@lru_cache(maxsize=32)
def _base(look: Look, charts: int, kinds: tuple[tuple[str, str], ...]) -> bytes:
    """The zip with the parts that no text changes, the content types first."""
    parts = {
        "[Content_Types].xml": encode(_content_types(look, charts, kinds)),
        "_rels/.rels": encode(_ROOT),
        "docProps/app.xml": encode(APP),
        **look.parts,
    }
    memory = io.BytesIO()
    with zipfile.ZipFile(memory, "w") as archive:
        for name, data in parts.items():
            archive.writestr(entry(name), data, compresslevel=9)
    return memory.getvalue()


_ROOT = relations(
    relation("rId1", "officeDocument", "word/document.xml")
    + relation("rId2", _PACKAGE, "docProps/core.xml")
    + relation("rId3", "extended-properties", "docProps/app.xml")
    + relation("rId4", "custom-properties", "docProps/custom.xml")
)


def _content_types(look: Look, charts: int, kinds: tuple[tuple[str, str], ...]) -> str:
    defaults = {"rels": "application/vnd.openxmlformats-package.relationships+xml"}
    defaults |= {"xml": "application/xml"} | dict(look.defaults)
    overrides = {
        "/word/document.xml": f"{WORD_TYPE}document.main+xml",
        "/docProps/core.xml": "application/vnd.openxmlformats-package.core-properties+xml",
        "/docProps/app.xml": f"{_OFFICE}.extended-properties+xml",
        "/docProps/custom.xml": f"{_OFFICE}.custom-properties+xml",
        **dict(look.overrides),
    }
    if look.header:
        overrides["/word/sla_header.xml"] = f"{WORD_TYPE}header+xml"
    if look.footer:
        overrides |= {f"/{name}": f"{WORD_TYPE}footer+xml" for name in _FOOTERS}
    for n in range(1, charts + 1):
        overrides[f"/{_CHART.format(n)}"] = f"{_OFFICE}.drawingml.chart+xml"
    overrides |= dict(kinds)
    return f'{HEAD}<Types xmlns="{TYPES}">{_kinds(defaults, overrides)}</Types>'


def _kinds(defaults: dict[str, str], overrides: dict[str, str]) -> str:
    ends = (f'<Default Extension="{e}" ContentType="{kind}"/>' for e, kind in defaults.items())
    names = (
        f'<Override PartName="{attribute(name)}" ContentType="{kind}"/>'
        for name, kind in overrides.items()
    )
    return "".join((*ends, *names))


def _zipped(base: bytes, parts: dict[str, str]) -> bytes:
    memory = io.BytesIO(base)
    with zipfile.ZipFile(memory, "a") as archive:
        for name, xml in parts.items():
            archive.writestr(entry(name), encode(xml), compresslevel=_LEVEL)
    return memory.getvalue()


def entry(name: str) -> zipfile.ZipInfo:
    """A zip entry without a clock and without a trace of the machine."""
    entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 0
    entry.external_attr = 0o600 << 16
    return entry
