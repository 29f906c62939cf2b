"""Files written whole or not at all: a new one takes the old one's place when it is complete."""

from __future__ import annotations

import os
from pathlib import Path

from sla_writer.errors import SlaWriterError, reason


def write(path: Path, data: bytes) -> None:
    """Put `data` at `path`, making its folder when there is none.

    Raises SlaWriterError when the system refuses; what stood at `path` is then as it was.
    """
    draft = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            with draft.open("wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
    except OSError as error:
        raise SlaWriterError("error-write", file=path, why=reason(error)) from None
