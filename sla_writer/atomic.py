"""Files written whole or not at all: a new one takes the old one's place when it is complete."""

from __future__ import annotations

from pathlib import Path

from sla_writer import disk
from sla_writer.errors import SlaWriterError, reason


def write(path: Path, data: bytes) -> None:
    """Put `data` at `path`, making its folder when there is none; it is safe when this returns.

    A device or a pipe is written into: nothing takes the place of /dev/null or /dev/stdout.
    Raises SlaWriterError when the system refuses; what stood at `path` is then as it was, unless it
    was the very last step that was refused.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and not (path.is_file() or path.is_dir()):
            path.write_bytes(data)
        else:
            disk.put(path, data)
    except OSError as error:
        raise SlaWriterError("error-write", file=path, why=reason(error)) from None
