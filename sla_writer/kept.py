"""What was once worked out from the product's own files, kept where Python keeps its bytecode.

It is used only while those files are byte for byte the same; where nothing can be kept, it is
worked out each time.
"""

from __future__ import annotations

import json
import sys
from contextlib import suppress
from hashlib import sha256
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any

from sla_writer import atomic, yaml_file
from sla_writer.errors import SlaWriterError


def place(name: str) -> Path:
    """Where that lies which is kept under a name, for this version of Python."""
    return Path(cache_from_source(str(Path(__file__).with_name(f"{name}.py"))))


def keep(name: str, data: bytes) -> None:
    """Keep data under a name; nothing happens where nothing can be kept."""
    if not sys.dont_write_bytecode:
        with suppress(SlaWriterError):
            atomic.write(place(name), data)


def seal(*files: bytes) -> str:
    """What stands for the exact bytes of files."""
    return sha256(b"\0".join(files)).hexdigest()


def mapping(path: Path, text: str) -> dict[str, Any] | None:
    """What the YAML `text` of our own file at `path` says, parsed once; None where nothing is kept.

    Raises AgreementError when it isn't the YAML we take.
    """
    name = f"data-{seal(str(path).encode())[:16]}"
    now = seal(Path(yaml_file.__file__).read_bytes(), text.encode("utf-8"))
    with suppress(OSError, ValueError):
        then, _, data = place(name).read_bytes().partition(b"\n")
        if then == now.encode():
            found: dict[str, Any] = json.loads(data)
            return found
    if sys.dont_write_bytecode:
        return None
    parsed = yaml_file.parse(text, str(path)).data
    if not isinstance(parsed, dict):
        return None
    keep(name, f"{now}\n{json.dumps(parsed, ensure_ascii=False)}".encode())
    return parsed
