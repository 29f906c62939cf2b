"""A person at a terminal window: what is typed into a program, and what its screen then shows.

Output is read only while something is waited for, so wait before you look. POSIX only.
"""

from __future__ import annotations

import os
import re
import signal
import string
import time
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from functools import cache
from pathlib import Path
from typing import Any, Self

import pexpect  # type: ignore[import-untyped]
import pyte

KEYS = {
    "ENTER": "\r", "ESC": "\x1b", "SPACE": " ", "TAB": "\t", "SHIFT_TAB": "\x1b[Z",
    "BACKSPACE": "\x7f", "DELETE": "\x1b[3~", "HOME": "\x1b[H", "END": "\x1b[F",
    "UP": "\x1b[A", "DOWN": "\x1b[B", "RIGHT": "\x1b[C", "LEFT": "\x1b[D",
    "PAGE_UP": "\x1b[5~", "PAGE_DOWN": "\x1b[6~",
    **{f"F{place}": f"\x1bO{letter}" for place, letter in enumerate("PQRS", 1)},
    **{f"F{place}": f"\x1b[{code}~" for place, code in
       enumerate((15, 17, 18, 19, 20, 21, 23, 24), 5)},
    **{f"CTRL_{letter}": chr(ord(letter) - 64) for letter in string.ascii_uppercase},
}  # fmt: skip
WAIT = 20.0
PAUSE = 0.06
_ENV = {"TERM": "xterm-256color", "PROMPT_TOOLKIT_NO_CPR": "1"}
_NOT_OURS = ("COLUMNS", "LINES", "COLORTERM", "NO_COLOR", "FORCE_COLOR")
_BARS = str.maketrans(dict.fromkeys("│┃║", " "))
_ROW_ENDS = r"(?:\s*\n\s*)?"
_ALTERNATE = 1049


class Terminal:
    """A window of some columns and rows in which one program runs; leaving it ends the program."""

    def __init__(
        self,
        argv: Sequence[str],
        columns: int = 80,
        rows: int = 24,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
    ) -> None:
        ours = {name: value for name, value in os.environ.items() if name not in _NOT_OURS}
        self._child = pexpect.spawn(
            argv[0], list(argv[1:]), env={**ours, **_ENV, **(env or {})}, cwd=cwd,
            dimensions=(rows, columns), encoding="utf-8", codec_errors="replace",
        )  # fmt: skip
        self._child.delaybeforesend = None
        self._child.ptyproc.delayafterclose = 0
        self.screen = Screen(columns, rows, self.type)
        self._stream = pyte.Stream(self.screen)
        self._connected = True

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()
        self._child.close(force=True)

    @property
    def pid(self) -> int:
        """The process of the program."""
        return int(self._child.pid)

    # --- what the person does -------------------------------------------------------------------

    def type(self, text: str) -> None:
        """Types the text as it stands, without Enter."""
        self._child.send(text)

    def press(self, *keys: str) -> None:
        """Presses keys by their names in KEYS; a key right after ESC is read as Alt with it."""
        self.type("".join(KEYS[key] for key in keys))

    def resize(self, columns: int, rows: int) -> None:
        """Drags the window to another size."""
        self.screen.resize(rows, columns)
        self._child.setwinsize(rows, columns)

    def hang_up(self) -> None:
        """Closes the window: the program gets SIGHUP and can neither read nor write any more."""
        self._child.ptyproc.fileobj.close()
        self._child.child_fd = -1
        self._connected = False

    def kill(self) -> None:
        """Ends the program at once, without a chance to tidy up."""
        self._child.kill(signal.SIGKILL)

    # --- what the person waits for --------------------------------------------------------------

    def wait_for(self, text: str, timeout: float = WAIT) -> None:
        """Waits until the text is on the screen, wherever its rows break."""
        self.wait_until(lambda: self.shows(text), f"“{text}” was not seen", timeout)

    def wait_gone(self, text: str, timeout: float = WAIT) -> None:
        """Waits until the text is no longer on the screen."""
        self.wait_until(lambda: not self.shows(text), f"“{text}” did not go", timeout)

    def wait_until(
        self, done: Callable[[], bool], complaint: str = "it did not come", timeout: float = WAIT
    ) -> None:
        """Waits until something holds of the screen; the complaint stands over its picture."""
        end = time.monotonic() + timeout
        ended = self._ended
        while not done():
            left = end - time.monotonic()
            if ended or left <= 0:
                why = "before the program ended" if ended else f"in {timeout:g} s"
                raise AssertionError(f"{complaint} {why}\n{self}")
            self._read(left)
            ended = self._ended

    def settle(self, pause: float = PAUSE, timeout: float = WAIT) -> None:
        """Waits until nothing has been written for a moment."""
        end = time.monotonic() + timeout
        while self._read(pause):
            if time.monotonic() > end:
                raise AssertionError(f"the screen did not come to rest in {timeout:g} s\n{self}")

    def wait_exit(self, timeout: float = WAIT) -> int:
        """The program's exit code, once it has ended; minus the signal that ended it."""
        self.wait_until(lambda: self._ended, "the program did not end", timeout)
        code, by = self._child.exitstatus, self._child.signalstatus
        return int(code) if code is not None else -int(by)

    # --- what the person sees -------------------------------------------------------------------

    @property
    def lines(self) -> list[str]:
        """The rows of the screen without the blanks at their ends."""
        return [row.rstrip() for row in self.screen.shown()]

    @property
    def text(self) -> str:
        """The whole screen."""
        return "\n".join(self.lines).rstrip("\n")

    def shows(self, text: str) -> bool:
        """Whether the text is on the screen, wherever its rows break."""
        return _pattern(text).search(self.text.translate(_BARS)) is not None

    @property
    def cursor(self) -> tuple[int, int]:
        """The cursor's column and row, from 0."""
        return self.screen.cursor.x, self.screen.cursor.y

    def __str__(self) -> str:
        bar = "─" * self.screen.columns
        rows = (f"│{row}│" for row in self.screen.shown())
        return "\n".join([f"┌{bar}┐", *rows, f"└{bar}┘"])

    @property
    def _ended(self) -> bool:
        return not (self._connected or self._child.isalive())

    def _read(self, timeout: float) -> bool:
        """Whether the program wrote something; it is on the screen now."""
        if not self._connected:
            time.sleep(min(timeout, 0.01))
            return False
        try:
            self._stream.feed(self._child.read_nonblocking(1 << 16, timeout))
        except pexpect.TIMEOUT:
            return False
        except pexpect.EOF:
            self._connected = False
            self._child.flag_eof = False  # pexpect would wait without end for the exit
            return False
        return True


@cache
def _pattern(text: str) -> re.Pattern[str]:
    """Finds the text where rows may break between words and, at a row's end, inside them."""
    words = text.translate(_BARS).split()
    return re.compile(r"\s+".join(_ROW_ENDS.join(map(re.escape, word)) for word in words))


class Screen(pyte.Screen):
    """What a terminal shows, with the parts that pyte leaves out: answers, a second screen, faint.

    Faint letters are kept as blinking ones, which nobody writes.
    """

    def __init__(self, columns: int, rows: int, answer: Callable[[str], None]) -> None:
        self._answer = answer
        self._behind: Any = None
        super().__init__(columns, rows)

    def shown(self) -> list[str]:
        """The rows as wide as the screen."""
        places = range(self.columns)
        return ["".join(self.buffer[y][x].data for x in places) for y in range(self.lines)]

    def write_process_input(self, data: str) -> None:
        self._answer(data)

    def set_mode(self, *modes: int, **kwargs: Any) -> None:
        super().set_mode(*modes, **kwargs)
        if kwargs.get("private") and _ALTERNATE in modes and self._behind is None:
            self.save_cursor()
            self._behind, self.buffer = self.buffer, copy(self.buffer)
            self.buffer.clear()

    def reset_mode(self, *modes: int, **kwargs: Any) -> None:
        super().reset_mode(*modes, **kwargs)
        if kwargs.get("private") and _ALTERNATE in modes and self._behind is not None:
            self.buffer, self._behind = self._behind, None
            self.restore_cursor()

    def select_graphic_rendition(self, *attrs: int) -> None:
        super().select_graphic_rendition(*(code for part in _parts(attrs) for code in part))


def _parts(attrs: Sequence[int]) -> list[Sequence[int]]:
    """The attributes one by one, colours with their numbers; faint and its end in pyte's words."""
    if not attrs:
        return []
    taken = {2: 5, 5: 3}.get(attrs[1] if len(attrs) > 1 else 0, 1) if attrs[0] in (38, 48) else 1
    known: dict[Sequence[int], Sequence[int]] = {(2,): (5,), (22,): (22, 25)}
    part = tuple(attrs[:taken])
    return [known.get(part, part), *_parts(attrs[taken:])]
