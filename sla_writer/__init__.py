"""Writes the agreement between marketing and sales and keeps it true quarter after quarter.

What stands in `__all__` is the public surface; a name's module is imported when the name is used.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sla_writer.agreement import Agreement as Agreement
    from sla_writer.agreement.reading import load as load
    from sla_writer.clauses import document as make_document
    from sla_writer.document import Document as Document
    from sla_writer.errors import AgreementError as AgreementError
    from sla_writer.errors import PackError as PackError
    from sla_writer.errors import Problem as Problem
    from sla_writer.errors import SlaWriterError as SlaWriterError
    from sla_writer.errors import ToolMissing as ToolMissing
    from sla_writer.pack import Pack as Pack
    from sla_writer.pack import load as load_pack
    from sla_writer.workspace import Order as Order
    from sla_writer.workspace import Workspace as Workspace
    from sla_writer.workspace import render as render_workspace

__version__ = "0.1.0"

_WHERE = {
    "Agreement": "agreement:Agreement",
    "AgreementError": "errors:AgreementError",
    "Document": "document:Document",
    "Order": "workspace:Order",
    "Pack": "pack:Pack",
    "PackError": "errors:PackError",
    "Problem": "errors:Problem",
    "SlaWriterError": "errors:SlaWriterError",
    "ToolMissing": "errors:ToolMissing",
    "Workspace": "workspace:Workspace",
    "load": "agreement.reading:load",
    "load_pack": "pack:load",
    "make_document": "clauses:document",
    "render_workspace": "workspace:render",
}

__all__ = [
    "Agreement",
    "AgreementError",
    "Document",
    "Order",
    "Pack",
    "PackError",
    "Problem",
    "SlaWriterError",
    "ToolMissing",
    "Workspace",
    "__version__",
    "load",
    "load_pack",
    "make_document",
    "render_workspace",
]


def __getattr__(name: str) -> object:
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module, _, attribute = _WHERE[name].partition(":")
    return getattr(import_module(f"{__name__}.{module}"), attribute)


def __dir__() -> list[str]:
    return __all__
