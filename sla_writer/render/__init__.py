"""The list of formats that an agreement can be written in; each is imported when it is asked for.

A format is a module (or a folder) with a function ``render(document)``. Word has options of its
own, so it is called by its own name: `sla_writer.render.docx`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sla_writer.document import Document

__all__ = ["FORMATS", "RENDERERS"]

FORMATS: Mapping[str, str] = {"docx": "docx", "md": "markdown", "html": "html", "txt": "text"}
"""The name of each format, which is also its file suffix, and its module here."""


def _markdown(document: Document) -> str:
    from sla_writer.render.markdown import render

    return render(document)


def _html(document: Document) -> str:
    from sla_writer.render.html import render

    return render(document)


def _text(document: Document) -> str:
    from sla_writer.render.text import render

    return render(document)


RENDERERS: Mapping[str, Callable[[Document], str]] = {
    "md": _markdown,
    "html": _html,
    "txt": _text,
}
"""The formats that are text, by name."""
