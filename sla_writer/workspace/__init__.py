"""One agreement's folder: its documents and its released versions, each checked before it counts.

`folder` is the folder itself, `rendering` makes documents, `releasing` freezes a version,
`released` and `upcasting` read the old ones, `verifying` and `conflicts` tell whether they are what
they were, `recovering` gets an agreement back from a Word copy.
"""

from sla_writer.workspace.folder import (
    FILE,
    JOURNAL,
    MODELINE,
    SCHEMA,
    Workspace,
    left_open,
    read_bytes,
    refuse_existing,
    root_of,
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
    "root_of",
    "start",
    "stem",
    "word",
]
