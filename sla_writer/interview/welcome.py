"""The first thing a newcomer is asked: how far to go today. It stands before anything is loaded."""

from __future__ import annotations

import threading
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING

from sla_writer import messages
from sla_writer.interview.face import Face, Frame, Nav

if TYPE_CHECKING:
    from sla_writer.interview import Wanted

DEPTHS = ("quick", "full")
_UNDISTURBED = 0.1
"""Seconds in which the prompt is drawn before the rest is loaded behind it."""


def with_depth(wanted: Wanted, face: Face) -> Wanted:
    """How the interview is to be held, its depth asked where nobody said it and none is begun.

    Raises KeyboardInterrupt when the person leaves instead.
    """
    begun = wanted.folder.is_dir() and any(wanted.folder.glob("interview*.jsonl"))
    if wanted.depth or wanted.side or wanted.prior or begun:
        return wanted
    behind = threading.Timer(_UNDISTURBED, import_module, ["sla_writer.interview.talk"])
    behind.daemon = True
    behind.start()
    face.show([("section", f" {messages.text('ask-opening-title')} ")])
    frame = Frame(
        messages.text("ask-depth"), messages.text("ask-opening"),
        status=messages.text("ask-opening-keys"),
    )  # fmt: skip
    options = [(depth, messages.text(f"ask-depth-{depth}")) for depth in DEPTHS]
    found = face.choose(frame, options, DEPTHS[0])
    if isinstance(found, Nav):
        raise KeyboardInterrupt
    behind.cancel()
    behind.join()  # two threads that import each other's modules would end in half a module
    return replace(wanted, depth=found)
