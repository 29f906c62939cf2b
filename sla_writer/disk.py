"""Files and folders put on the disk so that they are still there after the power fails.

A file's bytes are safe when the file is flushed, its name when its folder is. Nothing here retries
a flush that failed: what was written may be gone, and a second flush would say that all is well.
"""

from __future__ import annotations

import errno
import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_NEW = (
    os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0)
)
_DRAFT = re.compile(r"\..+\.[0-9a-f]{8}\.tmp")
_NO_FLUSH_HERE = {errno.EINVAL, errno.ENOTSUP}
"""Network mounts that can't flush a folder say one of these."""


def write_new(path: Path, data: bytes) -> None:
    """A file that wasn't there, with these bytes, flushed. Raises OSError (FileExistsError …)."""
    with _opened(path, _NEW) as file:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(file, rest) :]
        os.fsync(file)


def put(path: Path, data: bytes) -> None:
    """A file at `path`, whole or not at all, whatever was there, flushed with its name.

    Raises OSError; only when it was the name's flush that failed is the new file there already.
    """
    draft = path.with_name(f".{path.name}.{unlike()}.tmp")
    try:
        write_new(draft, data)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    flush_folder(path.parent)


def unlike() -> str:
    """Eight characters for a name that nobody else uses at the same time."""
    return os.urandom(4).hex()


def is_draft(path: Path) -> bool:
    """Whether a file is what a killed `put` left behind."""
    return bool(_DRAFT.fullmatch(path.name))


def make_folder(path: Path) -> bool:
    """A folder at `path`, its name flushed; says whether it is new."""
    try:
        path.mkdir()
    except FileExistsError:
        return False
    flush_folder(path.parent)
    return True


def flush_folder(path: Path) -> None:
    """Make the names in a folder safe. Windows has no such call and keeps names by itself."""
    if sys.platform == "win32":
        return
    with _opened(path, os.O_RDONLY | os.O_DIRECTORY) as folder:
        try:
            os.fsync(folder)
        except OSError as error:
            if error.errno not in _NO_FLUSH_HERE:
                raise


def remove(path: Path) -> None:
    """Take away a file, or a folder with all that is in it; what links lead to stays."""
    if path.is_symlink() or not path.is_dir():
        path.unlink()
        return
    for each in sorted(path.iterdir()):
        remove(each)
    path.rmdir()


@contextmanager
def _opened(path: Path, flags: int) -> Iterator[int]:
    file = os.open(path, flags, 0o666)
    try:
        yield file
    finally:
        os.close(file)
