"""Disks that fail: the calls a program makes on files, counted, refused, or lost with the power."""

from __future__ import annotations

import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Any

import pytest

CALLS = ("open", "write", "fsync", "mkdir", "rename", "replace", "unlink", "rmdir", "ftruncate")
"""What changes a disk, or gets ready to. `close` is left alone: the system does it for the dead."""


class Killed(BaseException):
    """The process is gone: nothing that it would still do happens."""


@dataclass
class Disk:
    """Counts the calls; at the call number `at` it does `then`, and after a kill refuses all."""

    at: int = 0
    then: Callable[[], None] = lambda: None
    calls: int = 0
    dead: bool = False

    def called(self) -> None:
        self.calls += 1
        if self.dead:
            raise Killed
        if self.calls == self.at:
            self.then()

    def kill(self) -> None:
        self.dead = True
        raise Killed


@contextmanager
def watched(disk: Disk) -> Iterator[Disk]:
    """While it lasts, every call on files goes through the disk first."""
    with pytest.MonkeyPatch.context() as patch:
        for name in CALLS:
            patch.setattr(os, name, _through(disk, getattr(os, name)))
        yield disk


def _through(disk: Disk, call: Callable[..., Any]) -> Callable[..., Any]:
    def counted(*args: Any, **kwargs: Any) -> Any:
        disk.called()
        return call(*args, **kwargs)

    return counted


def refusing(number: int) -> Callable[[], None]:
    """A call that fails with an error number."""

    def refuse() -> None:
        raise OSError(number, os.strerror(number))

    return refuse


# --- what is left when the power fails -----------------------------------------------------------


@dataclass
class Inode:
    """A file (bytes as the program sees them, and as they are safe) or a folder (None, entries)."""

    data: bytes | None = None
    safe: bytes = b""
    entries: dict[str, Inode] = field(default_factory=dict)
    kept: dict[str, Inode] = field(default_factory=dict)
    pending: list[tuple[str, Inode | None, str, Inode | None]] = field(default_factory=list)


Operation = tuple[str, tuple[Any, ...]]


@contextmanager
def recorded(root: Path) -> Iterator[list[Operation]]:
    """The operations below `root` while it lasts, in order, with what was written."""
    done: list[Operation] = []
    files: dict[int, str] = {}

    def note(name: str, *args: Any) -> None:
        done.append((name, args))

    def below(path: Any) -> str:
        return str(Path(path).relative_to(root))

    real = {name: getattr(os, name) for name in CALLS}

    def opened(path: Any, flags: int, *args: Any, **kwargs: Any) -> int:
        new = bool(flags & os.O_CREAT) and not Path(path).exists()
        file: int = real["open"](path, flags, *args, **kwargs)
        files[file] = below(path)
        if new:
            note("create", below(path))
        return file

    def writes(file: int, data: Any) -> int:
        count: int = real["write"](file, data)
        note("write", files[file], bytes(data[:count]))
        return count

    def cuts(file: int, length: int) -> None:
        real["ftruncate"](file, length)
        note("cut", files[file])

    def flushes(file: int) -> None:
        real["fsync"](file)
        note("flush", files[file])

    def plain(name: str) -> Callable[..., None]:
        def call(*args: Any, **kwargs: Any) -> None:
            real[name](*args, **kwargs)
            note(name, *map(below, args[:2] if name in ("rename", "replace") else args[:1]))

        return call

    with pytest.MonkeyPatch.context() as patch:
        for name, call in (("open", opened), ("write", writes), ("fsync", flushes)):
            patch.setattr(os, name, call)
        patch.setattr(os, "ftruncate", cuts)
        for name in ("mkdir", "rename", "replace", "unlink", "rmdir"):
            patch.setattr(os, name, plain(name))
        yield done


class Machine:
    """A disk and its cache: what was written, and what would be there without the cache."""

    def __init__(self, root: Path) -> None:
        self.top = _loaded(root)

    def at(self, path: str) -> Inode:
        found = self.top
        for step in Path(path).parts:
            found = found.entries[step]
        return found

    def do(self, operation: Operation) -> None:
        name, args = operation
        path = str(args[0])
        match name:
            case "create":
                self._change(path, Inode(b""))
            case "mkdir":
                self._change(path, Inode())
            case "unlink" | "rmdir":
                self._change(path, None)
            case "rename" | "replace":
                self._move(path, str(args[1]))
            case "write":
                file = self.at(path)
                file.data = (file.data or b"") + args[1]
            case "cut":
                self.at(path).data = b""
            case "flush":
                self._flush(self.at(path))

    def _change(self, path: str, node: Inode | None) -> None:
        holder, name = self.at(str(Path(path).parent)), Path(path).name
        _set(holder.entries, name, node)
        holder.pending.append((name, node, "", None))

    def _move(self, old: str, new: str) -> None:
        assert Path(old).parent == Path(new).parent
        holder, node = self.at(str(Path(old).parent)), self.at(old)
        _set(holder.entries, Path(old).name, None)
        _set(holder.entries, Path(new).name, node)
        holder.pending.append((Path(old).name, None, Path(new).name, node))

    def _flush(self, node: Inode) -> None:
        if node.data is None:
            node.kept, node.pending = dict(node.entries), []
        else:
            node.safe = node.data

    def states(self, most: int, seed: int) -> Iterator[dict[str, bytes]]:
        """What may lie on the disk if the power fails now: every way, or `most` of them drawn."""
        choices = list(self._choices(self.top))
        total = 1
        for each in choices:
            total *= len(each)
        if total <= most:
            picks: Any = product(*choices)
        else:
            draw = random.Random(seed)
            picks = ([draw.choice(each) for each in choices] for _ in range(most))
        for pick in picks:
            chosen = {(id(node), kind): value for node, kind, value in pick}
            yield dict(_files(self.top, chosen, ""))

    def _choices(self, node: Inode) -> Iterator[list[tuple[Inode, str, Any]]]:
        if node.data is not None:
            if node.data != node.safe:
                torn = {node.safe, node.data, node.data[: len(node.data) // 2], b""}
                yield [(node, "data", each) for each in sorted(torn)]
            return
        if node.pending:
            reached = product((False, True), repeat=min(len(node.pending), 6))
            yield [(node, "names", each) for each in reached]
        seen = {id(each): each for each in (*node.kept.values(), *node.entries.values())}
        for each in seen.values():
            yield from self._choices(each)


def _set(entries: dict[str, Inode], name: str, node: Inode | None) -> None:
    if node is None:
        entries.pop(name, None)
    else:
        entries[name] = node


def _files(node: Inode, chosen: dict[Any, Any], path: str) -> Iterator[tuple[str, bytes]]:
    """The files below a folder (a folder itself ends in a slash) for one way that it may go."""
    reached = chosen.get((id(node), "names"), ())
    entries = dict(node.kept)
    early = len(node.pending) - len(reached)
    for index, (name, one, other, two) in enumerate(node.pending):
        if index < early or reached[index - early]:
            _set(entries, name, one)
            if other:
                _set(entries, other, two)
    for name, each in entries.items():
        where = f"{path}{name}"
        if each.data is None:
            yield f"{where}/", b""
            yield from _files(each, chosen, f"{where}/")
        else:
            yield (
                where,
                chosen.get((id(each), "data"), each.safe if each.data != each.safe else each.data),
            )


def _loaded(path: Path) -> Inode:
    """A folder that has been on the disk for long."""
    if path.is_file():
        data = path.read_bytes()
        return Inode(data, data)
    entries = {each.name: _loaded(each) for each in sorted(path.iterdir())}
    return Inode(None, b"", entries, dict(entries))


def lay_out(files: dict[str, bytes], root: Path) -> Path:
    """The files of a state, in a folder."""
    root.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        path = root / name
        if name.endswith("/"):
            path.mkdir(parents=True, exist_ok=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    return root
