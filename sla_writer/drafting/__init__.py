"""Asks a language model for wording, if there is one; everything else works without it."""

from __future__ import annotations

from sla_writer.drafting.asking import Asker, Model
from sla_writer.drafting.budget import Budget, Usage
from sla_writer.drafting.faults import Failed
from sla_writer.drafting.ladder import Ladder, cache_file
from sla_writer.drafting.replay import Recorder, Replay
from sla_writer.drafting.reply import Reply
from sla_writer.drafting.request import Message, Request, Role, body, payload
from sla_writer.drafting.settings import Settings, settings

__all__ = [
    "Asker", "Budget", "Failed", "Ladder", "Message", "Model", "Recorder", "Replay", "Reply",
    "Request", "Role", "Settings", "Usage", "body", "cache_file", "connect", "payload", "settings",
]  # fmt: skip


def connect(chosen: Settings, ladder: Ladder | None = None) -> Asker:
    """The model on a server; nothing is sent yet. Raises ToolMissing without `openai`."""
    from sla_writer.drafting.server import Server

    return Asker(chosen, Server(chosen).send, ladder or Ladder())
