"""How a terminal tells what a redline deletes and inserts: by signs, or in the colours it is given.

Colours are painted last. Until then a stretch stands between characters that take no room, so that
text can be wrapped and put into tables as if it were bare.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from sla_writer.document import Mark

Signs = Mapping[Mark | None, tuple[str, str]]
"""What stands before and after a stretch of each mark."""
Paint = Callable[[Mark, str], str]
"""Makes a stretch of a line what the terminal shows in colour."""

SIGNS: Signs = {
    None: ("", ""),
    Mark.DELETED: ("[-", "-]"),
    Mark.MOVED_AWAY: ("[-", "-]"),
    Mark.INSERTED: ("{+", "+}"),
    Mark.MOVED_HERE: ("", ""),
}
_OPENED = dict(zip("\ufdd6\ufdd7\ufdd8\ufdd9", Mark, strict=True))
_CLOSED = "\ufdda"
UNSEEN: Signs = {None: ("", ""), **{mark: (sign, _CLOSED) for sign, mark in _OPENED.items()}}
_UNSEEN_SIGN = re.compile(f"[{''.join(_OPENED)}{_CLOSED}]")
_STRETCH = re.compile(f"([{''.join(_OPENED)}])([^{_CLOSED}]*){_CLOSED}")


def unseen(text: str) -> bool:
    """Whether a text holds a sign that takes no room."""
    return _UNSEEN_SIGN.search(text) is not None


def closed(lines: list[str]) -> Iterator[str]:
    """The lines with each stretch that goes over their ends closed, and opened again."""
    opened = ""
    for line in lines:
        line = opened + line
        signs = _UNSEEN_SIGN.findall(line)
        opened = signs[-1] if signs and signs[-1] != _CLOSED else ""
        yield line + (_CLOSED if opened else "")


def painted(text: str, paint: Paint) -> str:
    """The text with its stretches painted; none of them holds a line's end."""
    return _STRETCH.sub(lambda found: paint(_OPENED[found[1]], found[2]) if found[2] else "", text)
