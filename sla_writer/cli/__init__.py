"""The command line `sla`: one module a verb, loaded only when the verb is called."""

from __future__ import annotations

import gc
import sys

VERBS = (
    "new", "edit", "revise", "interview", "reconcile", "check", "rules", "waive", "calc", "render",
    "explain", "deadline", "calendar", "release", "approve", "log", "show", "diff", "decide",
    "verify", "repair", "glossary", "schema", "templates", "recover",
)  # fmt: skip


def main() -> None:
    """Run `sla` with the arguments of the process, and end the process."""
    from sla_writer.cli.ending import run

    gc.set_threshold(500_000)  # looking for garbage early costs a verb a twentieth of its time,
    code = run(sys.argv[1:])
    gc.freeze()  # and looking once more at the end a seventh
    sys.exit(code)
