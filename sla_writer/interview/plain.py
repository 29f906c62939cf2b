"""Prompts as plain lines, one after the other: for screen readers, simple terminals and pipes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TextIO

from sla_writer import messages
from sla_writer.interview.face import HEADING, Check, Frame, Nav, Option, Part

_COMMANDS = {
    "back": Nav.BACK, "review": Nav.REVIEW, "find": Nav.FIND, "undo": Nav.UNDO,
    "save": Nav.SAVE, "undecided": Nav.OPEN, "help": None,
}  # fmt: skip
_LATIN = "qwertyuiop[]asdfghjkl;'zxcvbnm,."
_CYRILLIC = "йцукенгшщзхъфывапролджэячсмитьбю"
_LAYOUT = str.maketrans(_CYRILLIC, _LATIN)
_NOTHING = "-"


class Lines:
    """Plain lines as the face of an interview: what is read, and where it's written to."""

    def __init__(self, read: TextIO, written: TextIO) -> None:
        self.read, self.written = read, written
        self._section = ""

    def line(self, frame: Frame, default: str, check: Check, words: Sequence[str] = ()) -> Any:
        """A line of text; an empty one takes what is offered, `-` leaves the answer empty."""
        self._ask(frame)
        while True:
            typed = self._typed(frame, default)
            if isinstance(typed, Nav):
                return typed
            text = {"": default, _NOTHING: ""}.get(typed, typed)
            verdict = check(text)
            if verdict is True:
                self._say([(style, said) for style, said in frame.meaning(text) if said])
                return text.strip()
            self._say([("wrong", str(verdict))])

    def choose(self, frame: Frame, options: Sequence[Option], default: Any = None) -> Any:
        """One of the options by its number, or by a part of its name that no other has."""
        self._ask(frame, options)
        numbered = [value for value, _ in options if value is not HEADING]
        offered = str(numbered.index(default) + 1) if default in numbered else ""
        while True:
            typed = self._typed(frame, offered)
            if isinstance(typed, Nav):
                return typed
            found = _picked(typed or offered, options)
            if len(found) == 1:
                return found[0]
            self._say([("wrong", messages.text("ask-plain-number", count=len(numbered)))])

    def several(self, frame: Frame, options: Sequence[Option], chosen: Sequence[Any]) -> Any:
        """Any number of the options by their numbers, in their order."""
        self._ask(frame, options)
        offered = ", ".join(str(i) for i, (v, _) in enumerate(options, 1) if v in chosen)
        while True:
            typed = self._typed(frame, offered)
            if isinstance(typed, Nav):
                return typed
            text = {"": offered, _NOTHING: ""}.get(typed, typed)
            parts = [part for part in text.replace(",", " ").split() if part]
            found = [_picked(part, options) for part in parts]
            if all(len(each) == 1 for each in found):
                marked = [each[0] for each in found]
                return [value for value, _ in options if value in marked]
            self._say([("wrong", messages.text("ask-plain-number", count=len(options)))])

    def show(self, parts: Sequence[Part]) -> None:
        """Only what is new to whoever listens: the section's name, and what is said once."""
        for style, text in parts:
            if style == "note" or (style == "section" and text != self._section):
                self._say([(style, text.strip())])
            if style == "section":
                self._section = text

    def size(self) -> tuple[int, int]:
        """Lines are never cut, and what was answered is not repeated."""
        return 1000, 0

    def _ask(self, frame: Frame, options: Sequence[Option] = ()) -> None:
        told = (frame.about, frame.asked, frame.example, frame.note)
        self._say([("", ""), *(("", text) for text in told if text)])
        number = 0
        for value, label in options:
            number += value is not HEADING
            self._say([("", label if value is HEADING else f"  {number}. {label.strip()}")])

    def _typed(self, frame: Frame, offered: str) -> str | Nav:
        """A typed line, or where its command leads; help is given here."""
        while True:
            self.written.write(f"[{offered}] > " if offered else "> ")
            self.written.flush()
            line = self.read.readline()
            if not line:
                raise EOFError
            typed = line.strip()
            if not typed.startswith(":"):
                return typed
            nav = _command(typed[1:])
            if nav is not None:
                return nav
            self._say([part for part in frame.more if part[0] != "dim"])
            self._say([("", messages.text("ask-plain-commands"))])

    def _say(self, parts: Sequence[Part]) -> None:
        for _, text in parts:
            self.written.write(text + "\n")


def _picked(typed: str, options: Sequence[Option]) -> list[Any]:
    """What a number or a part of a name means among the options."""
    numbered = [(value, label) for value, label in options if value is not HEADING]
    if typed.isdecimal():
        place = int(typed) - 1
        return [numbered[place][0]] if 0 <= place < len(numbered) else []
    wanted = typed.casefold()
    return [value for value, label in numbered if wanted and wanted in label.casefold()]


def _command(word: str) -> Nav | None:
    """A command by its name, its beginning, or its keys struck in the Russian layout."""
    known = {**_COMMANDS, **_own_names()}
    struck = word.casefold()
    for name in (struck, struck.translate(_LAYOUT)):
        found = [nav for each, nav in known.items() if name and each.startswith(name)]
        if found:
            return found[0]
    return None


def _own_names() -> dict[str, Nav | None]:
    """The commands' names in the language of the screen."""
    names = messages.text("ask-plain-names").split()
    return dict(zip(names, _COMMANDS.values(), strict=True))
