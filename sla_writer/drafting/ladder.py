"""What each server was found able to do, so that it isn’t asked in vain a second time.

Remembered by server and model, in memory and, where a file is given, in the user’s cache folder. A
server is named there by a hash only; the file may be deleted at any time.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from sla_writer import atomic, json_file
from sla_writer.drafting.request import STRICTEST, Rung, Way
from sla_writer.drafting.settings import Settings
from sla_writer.errors import SlaWriterError
from sla_writer.text_gate import read_file

_MOST = 200
_NEWER = " newer"


def cache_file(environ: Mapping[str, str] = os.environ) -> Path:
    """Where the ladder is kept in the user’s cache folder, whether it is there or not."""
    if sys.platform == "win32":
        folder = Path(environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        folder = Path.home() / "Library" / "Caches"
    else:
        folder = Path(environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    return folder / "sla_writer" / "servers.json"


class Ladder:
    """The ways that servers are known to take."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._known = _read(path) if path else {}

    def knows(self, settings: Settings) -> bool:
        """Whether the server has answered as it was asked before."""
        return _name(settings) in self._known

    def way(self, settings: Settings) -> Way:
        """How to ask: as it worked before, else the strictest way."""
        return self._known.get(_name(settings), STRICTEST)

    def learn(self, settings: Settings, way: Way) -> None:
        """Remember the way that worked; a cache that can’t be written is no reason to stop."""
        if self._known.get(_name(settings)) == way:
            return
        self._known = {**self._known, _name(settings): way}
        if self._path:
            kept = dict(list(self._known.items())[-_MOST:])
            data = {name: f"{way.rung}{_NEWER * way.newer}" for name, way in kept.items()}
            with suppress(SlaWriterError):
                atomic.write(self._path, json.dumps(data, indent=1).encode())


def _name(settings: Settings) -> str:
    return hashlib.sha256(f"{settings.url}\n{settings.model}".encode()).hexdigest()


def _read(path: Path) -> dict[str, Way]:
    """What the file says; nothing when it isn’t there or damaged."""
    try:
        found = json_file.parse(read_file(path))
    except SlaWriterError:
        return {}
    pairs = found.items() if isinstance(found, dict) else ()
    return {name: way for name, said in pairs if (way := _way(said))}


def _way(said: Any) -> Way | None:
    text = said if isinstance(said, str) else ""
    rung = text.removesuffix(_NEWER)
    return Way(Rung(rung), text.endswith(_NEWER)) if rung in {*Rung} else None
