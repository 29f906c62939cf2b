"""What Word and file managers show about the file: title, subject, language, agreement id."""

from __future__ import annotations

from sla_writer.document import Document
from sla_writer.render.docx.xml import HEAD, escape, language_tag

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
GENERATOR = "sla_writer"
APP = (
    f'{HEAD}<Properties xmlns="{_OFFICE}/extended-properties">'
    f"<Application>{GENERATOR}</Application></Properties>"
)


def core_xml(document: Document) -> str:
    """The core properties; "when" is the document's stamp, never the clock's."""
    when = f'xsi:type="dcterms:W3CDTF">{escape(document.stamp)}T00:00:00Z<'
    return (
        f"{HEAD}<cp:coreProperties"
        ' xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(document.title)}</dc:title>"
        f"<dc:subject>{escape(document.subject)}</dc:subject>"
        f"<dc:identifier>{escape(document.reference)}</dc:identifier>"
        f"<dc:language>{escape(language_tag(document.language))}</dc:language>"
        f"<cp:version>{escape(document.version)}</cp:version>"
        f"<dcterms:created {when}/dcterms:created><dcterms:modified {when}/dcterms:modified>"
        "</cp:coreProperties>"
    )


def custom_xml(document: Document) -> str:
    """The custom properties: the agreement's id, its version, the program."""
    named = (
        ("Agreement id", document.reference),
        ("Version", document.version),
        ("Generator", GENERATOR),
    )
    items = "".join(
        f'<property fmtid="{{D5CDD505-2E9C-101B-9397-08002B2CF9AE}}" pid="{n}" name="{name}">'
        f"<vt:lpwstr>{escape(value)}</vt:lpwstr></property>"
        for n, (name, value) in enumerate(named, 2)
    )
    return (
        f'{HEAD}<Properties xmlns="{_OFFICE}/custom-properties"'
        f' xmlns:vt="{_OFFICE}/docPropsVTypes">{items}</Properties>'
    )
