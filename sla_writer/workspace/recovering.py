"""An agreement got back from a Word copy of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sla_writer.errors import SlaWriterError

if TYPE_CHECKING:
    from sla_writer.agreement import Agreement


def recovered(data: bytes, name: str) -> Agreement:
    """The agreement inside a Word file called `name`; SlaWriterError when there is none."""
    from sla_writer.agreement.reading import from_file, from_json, to_yaml
    from sla_writer.render import docx
    from sla_writer.yaml_file import parse

    embedded = docx.read_embedded(data, name)
    if embedded is None:
        raise SlaWriterError("error-nothing-embedded", file=name)
    try:
        text = to_yaml(from_json(embedded))
    except ValueError:
        raise SlaWriterError("error-embedded-broken", file=name) from None
    return from_file(parse(text, name))
