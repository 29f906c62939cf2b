"""The driver of the real program: it sees what a person would see, and says what it saw instead."""

from __future__ import annotations

import sys
from contextlib import AbstractContextManager
from pathlib import Path
from xml.etree import ElementTree

import pytest

if sys.platform == "win32":
    pytest.skip("pexpect drives POSIX terminals only", allow_module_level=True)

from picture import THEMES, svg
from terminal import Screen, Terminal

ECHO = "while True: print('heard', input('say: '))"
KEYS_SEEN = """
import sys, tty
tty.setraw(0)
print({said!r}, end="", flush=True)
print(ascii(sys.stdin.read({count})))
"""
SIZE = """
import os, signal
tell = lambda *_: print(*os.get_terminal_size())
signal.signal(signal.SIGWINCH, tell)
tell()
while True: signal.pause()
"""
SVG = "{http://www.w3.org/2000/svg}"


def python(code: str, columns: int = 40, rows: int = 8) -> AbstractContextManager[Terminal]:
    return Terminal([sys.executable, "-c", code], columns, rows)


def drawn(written: str, columns: int = 30, rows: int = 4) -> Screen:
    with python(f"print({written!r}, end='')", columns, rows) as terminal:
        assert terminal.wait_exit() == 0
        return terminal.screen


# --- the driver ---------------------------------------------------------------------------------


def test_what_is_typed_is_heard() -> None:
    with python(ECHO) as terminal:
        terminal.wait_for("say:")
        terminal.type("hello")
        terminal.press("BACKSPACE", "ENTER")
        terminal.wait_for("heard hell\nsay:")
        terminal.settle()
        assert terminal.lines[:3] == ["say: hell", "heard hell", "say:"]
        assert len(terminal.lines) == 8
        assert terminal.cursor == (5, 2)


def test_keys_have_names() -> None:
    with python(KEYS_SEEN.format(said="on", count=9)) as terminal:
        terminal.wait_for("on")
        terminal.press("UP", "F1", "CTRL_B", "SPACE", "ESC")
        terminal.wait_for(r"'\x1b[A\x1bOP\x02 \x1b'")


def test_cyrillic_and_wide_letters_keep_their_places() -> None:
    with python(ECHO) as terminal:
        terminal.wait_for("say:")
        terminal.type("Ёж, 漢字 ₽")
        terminal.press("ENTER")
        terminal.wait_for("heard Ёж, 漢字 ₽")
        assert "│heard Ёж, 漢字 ₽                        │" in str(terminal)


@pytest.mark.parametrize("columns", [7, 10, 13, 40])
def test_a_text_is_found_wherever_its_rows_break(columns: int) -> None:
    said = "Сколько  длится\xa0цикл сделки? 60 календарных дней"
    with python(f"print({said!r})", columns, 12) as terminal:
        terminal.wait_for("Сколько длится цикл сделки?")
        terminal.wait_for("60 календарных дней")
        assert not terminal.shows("сделки? дней")
        assert terminal.shows("циклсделки") is (columns < 13)  # the row ends between them


def test_a_text_is_found_inside_a_frame() -> None:
    with python(r"print('│ one two │\n│ three   │')") as terminal:
        terminal.wait_for("one two three")


def test_a_text_that_goes_is_waited_for() -> None:
    with python(r"print('busy'); input(); print('\x1b[2J\x1b[Hready'); input()") as terminal:
        terminal.wait_for("busy")
        terminal.press("ENTER")
        terminal.wait_gone("busy")
        terminal.wait_for("ready")


def test_a_full_screen_gives_back_what_was_there() -> None:
    with python(r"print('a\x1b[?1049h\x1b[Hb'); input(); print('\x1b[?1049lc')") as terminal:
        terminal.wait_for("b")
        assert not terminal.shows("a")
        terminal.press("ENTER")
        assert terminal.wait_exit() == 0
        assert terminal.text == "ac"


def test_where_the_cursor_is_gets_answered() -> None:
    with python(KEYS_SEEN.format(said="ab\x1b[6n", count=6)) as terminal:
        terminal.wait_for(r"'\x1b[1;3R'")


def test_a_resized_window_is_noticed() -> None:
    with python(SIZE) as terminal:
        terminal.wait_for("40 8")
        terminal.resize(60, 10)
        terminal.wait_for("60 10")
        assert len(terminal.lines) == 10


@pytest.mark.parametrize("code", [0, 3, 130])
def test_the_exit_code_comes_after_all_that_was_written(code: int) -> None:
    with python(f"print('bye'); raise SystemExit({code})") as terminal:
        assert terminal.wait_exit() == code
        assert terminal.text == "bye"


def test_a_killed_program_has_no_time_for_anything() -> None:
    with python("try: input('on')\nfinally: print('tidy')") as terminal:
        terminal.wait_for("on")
        terminal.kill()
        assert terminal.wait_exit() == -9
        assert terminal.text == "on"


def test_a_closed_window_hangs_up(tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    code = f"""
import signal
def leave(*_):
    open({str(kept)!r}, "w").close()
    raise SystemExit(7)
signal.signal(signal.SIGHUP, leave)
print("on")
while True: signal.pause()
"""
    with python(code) as terminal:
        terminal.wait_for("on")
        terminal.hang_up()
        assert terminal.wait_exit() == 7
    assert kept.exists()


def test_who_waits_in_vain_is_shown_the_screen() -> None:
    with python("input('say: ')", 12, 2) as terminal:
        terminal.wait_for("say:")
        with pytest.raises(AssertionError) as caught:
            terminal.wait_for("said", timeout=0.1)
    assert str(caught.value).splitlines() == [
        "“said” was not seen in 0.1 s",
        "┌────────────┐",
        "│say:        │",
        "│            │",
        "└────────────┘",
    ]


def test_an_ended_program_is_not_waited_for() -> None:
    with (
        python("print('bye')") as terminal,
        pytest.raises(AssertionError, match="“more” was not seen before the program ended\n"),
    ):
        terminal.wait_for("more")


# --- pictures of its screen ---------------------------------------------------------------------

COLOURFUL = "\x1b[1mBold <&\x1b[0m \x1b[2mfaint\x1b[22m \x1b[7;32mЁж\x1b[0m ✓ ok\r\n┌─┐ ██ 漢 end"


@pytest.mark.parametrize("theme", sorted(THEMES))
def test_a_picture_needs_nothing_but_itself(theme: str) -> None:
    picture = svg(drawn(COLOURFUL), "a <b> & c", theme)
    assert picture == svg(drawn(COLOURFUL), "a <b> & c", theme)
    assert picture.count("http") == 1  # the name space
    assert [each for each in ("href", "url(", "<script", "<style") if each in picture] == []
    root = ElementTree.fromstring(picture)
    assert root.get("role") == "img"
    assert root.findtext(f"{SVG}title") == "a <b> & c"
    said = root.findtext(f"{SVG}desc")
    assert said == "Bold <& faint Ёж ✓ ok\n┌─┐ ██ 漢 end"


def test_every_letter_in_a_picture_stands_in_its_column() -> None:
    root = ElementTree.fromstring(svg(drawn(COLOURFUL), "", "dark"))
    found = {each.text: each for each in root.iterfind(f"{SVG}g/{SVG}text")}
    placed = {words: (int(each.get("x", "")) - 18) / 9 for words, each in found.items()}
    assert placed == {
        "Bold <&": 0, "faint": 8, "Ёж": 14, "✓": 17, "ok": 19, "漢": 7, "end": 10,
    }  # fmt: skip
    assert {words: int(each.get("textLength", "")) / 9 for words, each in found.items()} == {
        "Bold <&": 7, "faint": 5, "Ёж": 2, "✓": 1, "ok": 2, "漢": 2, "end": 3,
    }  # fmt: skip


def test_a_screen_full_of_colours_is_a_small_picture() -> None:
    row = "".join(f"\x1b[3{place % 8}mслово {place % 10} " for place in range(15))
    assert len(svg(drawn(row * 30, 120, 30), "", "dark").encode()) < 60_000
