"""One agreement's folder, and its documents, each checked before it replaces another."""

from sla_writer.workspace.folder import (
    FILE,
    JOURNAL,
    MODELINE,
    SCHEMA,
    Workspace,
    left_open,
    read_bytes,
    refuse_existing,
    start,
    stem,
)
from sla_writer.workspace.recovering import recovered
from sla_writer.workspace.rendering import (
    FORMATS,
    Order,
    Progress,
    document_in,
    documents,
    render,
    word,
)

__all__ = [
    "FILE",
    "FORMATS",
    "JOURNAL",
    "MODELINE",
    "SCHEMA",
    "Order",
    "Progress",
    "Workspace",
    "document_in",
    "documents",
    "left_open",
    "read_bytes",
    "recovered",
    "refuse_existing",
    "render",
    "start",
    "stem",
    "word",
]
