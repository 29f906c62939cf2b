"""What stands on the screen: answers on stdout, messages on stderr; user text stays inert."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, Any

import click

_INERT = {
    **{code: 0x2400 + code for code in range(0x20) if code not in (0x09, 0x0A)},
    0x7F: 0x2421,
    **dict.fromkeys([*range(0x80, 0xA0), *range(0x202A, 0x202F), *range(0x2066, 0x206A)], 0xFFFD),
    **dict.fromkeys([0x200E, 0x200F, 0x061C, 0x2028, 0x2029, *range(0xD800, 0xE000)], 0xFFFD),
}


class Painted(str):
    """Text that already went through `inert` and carries our own colours."""

    __slots__ = ()


def inert(text: str) -> str:
    """The text with every control character as a visible sign of the same width."""
    return text if isinstance(text, Painted) else text.translate(_INERT)


def painted(text: str, **look: Any) -> Painted:
    """The text in a look (`bold`, `fg` …), which falls away where colours are not wanted."""
    return Painted(click.style(inert(text), **look))


def colours(stream: IO[str]) -> bool:
    """Whether `stream` takes colours; NO_COLOR and FORCE_COLOR decide before the terminal."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def say(*parts: str) -> None:
    """One line of the answer, on stdout."""
    _write(sys.stdout, parts)


def tell(*parts: str) -> None:
    """One line of a message, on stderr."""
    _write(sys.stderr, parts)


def say_json(answer: dict[str, Any]) -> None:
    """The answer as one JSON object for programs, with the version of its shape."""
    import json

    say(json.dumps({"version": 1, **answer}, ensure_ascii=False, indent=2))


def prepare() -> None:
    """Make both streams able to carry every character: UTF-8 into pipes and files."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            encoding = None if stream.isatty() else "utf-8"
            stream.reconfigure(encoding=encoding, errors="backslashreplace")


@contextmanager
def working(label: str) -> Iterator[None]:
    """Shows `label` with a turning sign on a terminal while something takes its time."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(stderr=True, no_color=not colours(sys.stderr))
    with console.status(Text(inert(label))):
        yield


def width(stream: IO[str]) -> int:
    """How many characters a line of the stream has; 0 where nothing limits it."""
    if not stream.isatty():
        return 0
    import shutil

    return shutil.get_terminal_size().columns


def wrapped(text: str, limit: int) -> str:
    """A line broken between words at `limit` (0: never), further lines indented under the first."""
    if not limit or "\n" in text or len(click.unstyle(text)) <= limit:
        return text
    body = text.lstrip(" ")
    indent = " " * (len(text) - len(body))
    first, *words = body.split(" ")
    lines = [indent + first]
    for word in words:
        longer = f"{lines[-1]} {word}"
        if len(click.unstyle(longer)) > limit:
            lines.append(f"{indent}  {word}")
        else:
            lines[-1] = longer
    return "\n".join(lines)


def _write(stream: IO[str], parts: tuple[str, ...]) -> None:
    line = wrapped("".join(map(inert, parts)), width(stream))
    click.echo(line, file=stream, color=colours(stream))
