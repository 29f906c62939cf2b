"""One writer at a time: a lock that the system drops when its holder ends, however it ends."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sla_writer.errors import StoreError

PATIENCE = 10.0
"""How many seconds a writer waits for another one."""
_PAUSE = 0.02


@contextmanager
def locked(path: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the lock at `path` for a while.

    Raises StoreError with what is known of the holder when another process keeps it longer than
    `patience` seconds. Where a file system has no locks, the rename that commits a version still
    lets only one writer win.
    """
    file = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        _wait(file, path, patience)
        _sign(file)
        yield
    finally:
        os.close(file)


def _wait(file: int, path: Path, patience: float) -> None:
    until = time.monotonic() + patience
    while not _taken(file):
        if time.monotonic() >= until:
            holder = os.pread(file, 200, 0) if hasattr(os, "pread") else b""
            raise StoreError(
                "error-store-busy", file=path, holder=holder.decode("utf-8", "replace")
            )
        time.sleep(_PAUSE)


def _sign(file: int) -> None:
    """Write down who holds the lock: information for people, trusted by nobody."""
    from socket import gethostname  # only who writes takes locks

    since = time.strftime("%Y-%m-%d %H:%M:%S")
    os.ftruncate(file, 0)
    os.write(file, f"{gethostname()}, {os.getpid()}, {since}".encode())


if sys.platform == "win32":
    import msvcrt

    def _taken(file: int) -> bool:
        try:
            os.lseek(file, 1_000_000, os.SEEK_SET)  # beyond the text, which others may read
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        os.lseek(file, 0, os.SEEK_SET)
        return True

else:
    import fcntl

    def _taken(file: int) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError:  # a file system without locks
            return True
        return True
