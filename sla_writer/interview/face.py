"""What an interview needs of whoever shows it: a few kinds of prompts, and lines to show."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any, Protocol

Part = tuple[str, str]
"""A style's name and the text in it."""

Option = tuple[Any, str]
"""A value that can be chosen, and how it's called."""

WIDEST = 100
SEARCHED_FROM = 9
"""So many options can be searched by typing."""


class Nav(Enum):
    """A key or command that answers no question but asks for something else."""

    BACK = auto()
    OPEN = auto()
    REVIEW = auto()
    FIND = auto()
    UNDO = auto()
    SAVE = auto()


class Heading:
    """Stands in for the value of a line that can't be chosen: it heads those below it."""


HEADING = Heading()


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands round a prompt: the question, its help, a note on the value, the status line.

    `about` is the item of a list that is asked about, `more` what is shown to whoever asks for
    help. `meaning` says what a typed text would mean, while it is typed.
    """

    asked: str
    help: str = ""
    example: str = ""
    note: str = ""
    status: str = ""
    may_be_open: bool = False
    about: str = ""
    more: tuple[Part, ...] = ()
    prose: bool = False
    meaning: Callable[[str], Sequence[Part]] = lambda text: ()


Check = Callable[[str], bool | str]
"""True for a text that can be taken, or what is wrong with it."""


class Face(Protocol):
    """A way of asking: a terminal's screen, or plain lines."""

    def line(self, frame: Frame, default: str, check: Check, words: Sequence[str] = ()) -> Any:
        """A text that `check` takes, or a Nav; `words` may complete what is typed."""

    def choose(self, frame: Frame, options: Sequence[Option], default: Any = None) -> Any:
        """The value of one of the options, or a Nav."""

    def several(self, frame: Frame, options: Sequence[Option], chosen: Sequence[Any]) -> Any:
        """The values of any number of the options in their order, or a Nav."""

    def show(self, parts: Sequence[Part]) -> None:
        """Shows the lines that stand above the next prompt."""

    def size(self) -> tuple[int, int]:
        """How many columns and rows there are to show something in."""


def shortened(text: str, room: int) -> str:
    """The text on one line of at most `room` characters."""
    flat = " ".join(text.split())
    return flat if len(flat) <= room else flat[: max(room - 1, 1)].rstrip() + "…"


def wrapped(text: str, columns: int) -> str:
    """The text broken between words, to lines of a comfortable length."""
    width = max(20, min(columns - 1, WIDEST))
    return "\n".join(textwrap.fill(part, width) for part in text.split("\n"))


def fitting(ways: Sequence[str], room: int) -> str:
    """The first of several ways to say a line that fits into `room` characters, else the last."""
    return next((way for way in ways if len(way) <= room), shortened(ways[-1], room))
