"""Long texts in the user's own editor: $VISUAL or $EDITOR, else what the system has."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import tempfile
from pathlib import Path

from sla_writer.errors import SlaWriterError
from sla_writer.text_gate import read_file

_USUAL = ("nano", "vim", "vi", "notepad.exe")


class Text(str):
    """A text that is to go on in the editor."""

    __slots__ = ()


def edited(text: str) -> str:
    """The text as it is saved in the editor; as it was, when there is none or it fails."""
    command = _command()
    if not command:
        return text
    with tempfile.TemporaryDirectory(prefix="sla-") as folder:
        file = Path(folder) / "answer.md"
        file.write_text(text + "\n", encoding="utf-8")
        try:
            failed = subprocess.run([*command, str(file)], check=False).returncode
            return text if failed else read_file(file).strip()
        except (OSError, SlaWriterError):
            return text


def _command() -> list[str]:
    """The editor's command with its options; empty when there is none."""
    named = os.environ.get("VISUAL") or os.environ.get("EDITOR")
    if named:
        try:
            return shlex.split(named, posix=os.name == "posix")
        except ValueError:  # a quote that is never closed
            return [named]
    return [found] if (found := next(filter(None, map(shutil.which, _USUAL)), None)) else []
