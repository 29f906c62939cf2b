"""Single prompts on the screen: a line, one or several of many; the one door to questionary."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

import questionary
from prompt_toolkit.application import get_app_session
from prompt_toolkit.completion import WordCompleter
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent, merge_key_bindings
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import HSplit, Layout, Window
from prompt_toolkit.layout.controls import FormattedTextControl
from prompt_toolkit.shortcuts import clear, print_formatted_text
from questionary.prompts.common import InquirerControl

STYLE = questionary.Style(
    [
        ("section", "bold reverse"), ("done", "fg:ansigreen"), ("note", "fg:ansiyellow"),
        ("asked", "bold"), ("about", "fg:ansicyan"),
        ("dim", "fg:ansibrightblack"), ("status", "noreverse fg:ansibrightblack"),
        ("qmark", "fg:ansicyan bold"), ("pointer", "fg:ansicyan bold"),
        ("highlighted", "fg:ansicyan bold"), ("selected", "noreverse fg:ansicyan"), ("answer", ""),
    ]
)  # fmt: skip
FILTER_FROM = 9
_POINTER = "›"


class Nav(Enum):
    """A key that answers no question but asks for something else."""

    BACK = auto()
    OPEN = auto()


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands round a prompt: the question, its help, a note on the value, the status line.

    `about` is the item of a list that is asked about.
    """

    asked: str
    help: str = ""
    example: str = ""
    note: str = ""
    status: str = ""
    may_be_open: bool = False
    about: str = ""


Option = tuple[Any, str]


def line(
    frame: Frame, default: str, check: Callable[[str], bool | str], words: Sequence[str] = ()
) -> str | Nav:
    """A line of text; `check` says True or what is wrong, `words` complete what is typed."""
    completer = WordCompleter(list(words), ignore_case=True, match_middle=True) if words else None
    many = "\n" in default
    asked = questionary.text(
        "", default, check, qmark=_POINTER, style=STYLE, multiline=many,
        instruction=" " if many else None,
        completer=completer, complete_while_typing=bool(words), validate_while_typing=False,
    )  # fmt: skip
    found = _run(asked, frame)
    return found.strip() if isinstance(found, str) else found


def choose(frame: Frame, options: Sequence[Option], default: Any = None) -> Any:
    """One of the options, or a Nav; long lists can be searched by typing."""
    values = [value for value, _ in options]
    asked = questionary.select(
        "", _choices(options), qmark="", pointer=_POINTER, style=STYLE, instruction=" ",
        use_jk_keys=False, use_search_filter=len(options) >= FILTER_FROM,
    )  # fmt: skip
    if default in values:
        _control(asked).pointed_at = values.index(default)
    place = _run(asked, frame)
    return place if isinstance(place, Nav) else values[place]


def several(frame: Frame, options: Sequence[Option], chosen: Sequence[Any]) -> Any:
    """Any number of the options in their order, or a Nav."""
    values = [value for value, _ in options]
    asked = questionary.checkbox(
        "", _choices(options, chosen), qmark="", pointer=_POINTER, style=STYLE, instruction=" ",
        use_jk_keys=False, use_search_filter=len(options) >= FILTER_FROM,
    )  # fmt: skip
    places = _run(asked, frame)
    return places if isinstance(places, Nav) else [values[place] for place in places]


def _choices(options: Sequence[Option], chosen: Sequence[Any] = ()) -> list[questionary.Choice]:
    room = size()[0] - 8
    return [
        questionary.Choice(label[:room].replace("\n", " "), value=place, checked=value in chosen)
        for place, (value, label) in enumerate(options)
    ]


def _control(asked: questionary.Question) -> InquirerControl:
    return next(
        control
        for control in asked.application.layout.find_all_controls()
        if isinstance(control, InquirerControl)
    )


def _run(asked: questionary.Question, frame: Frame) -> Any:
    """The answer of a questionary prompt that stands in its frame and knows our keys."""
    app = asked.application
    inner = app.layout
    app.layout = Layout(
        HSplit(
            [
                _text(_head(frame)),
                inner.container,
                _text([("class:status", shortened(frame.status, size()[0]))]),
            ]
        ),
        focused_element=inner.current_window,
    )
    bindings = [binding for binding in (app.key_bindings, _keys(asked, frame)) if binding]
    app.key_bindings = merge_key_bindings(bindings)
    app.erase_when_done = True
    return asked.unsafe_ask()


def _keys(asked: questionary.Question, frame: Frame) -> KeyBindings:
    keys = KeyBindings()

    @keys.add(Keys.ControlB, eager=True)
    def back(event: KeyPressEvent) -> None:
        event.app.exit(result=Nav.BACK)

    if frame.may_be_open:

        @keys.add(Keys.ControlO, eager=True)
        def put_off(event: KeyPressEvent) -> None:
            event.app.exit(result=Nav.OPEN)

    controls = [
        c for c in asked.application.layout.find_all_controls() if isinstance(c, InquirerControl)
    ]
    if controls and len(controls[0].choices) >= FILTER_FROM:

        @keys.add(Keys.Any)
        def search(event: KeyPressEvent) -> None:
            """Questionary binds only ASCII to its filter; Cyrillic comes through here."""
            if event.data.isprintable():
                controls[0].add_search_character(event.data)  # type: ignore[arg-type]

    return keys


def _text(parts: list[tuple[str, str]]) -> Window:
    return Window(
        FormattedTextControl(FormattedText(parts)), dont_extend_height=True, wrap_lines=True
    )


def _head(frame: Frame) -> list[tuple[str, str]]:
    styles = (
        ("class:about", frame.about), ("class:asked", frame.asked), ("class:dim", frame.help),
        ("class:dim", frame.example), ("class:note", frame.note),
    )  # fmt: skip
    return [("", "\n"), *((style, wrapped(text) + "\n") for style, text in styles if text)]


# --- the screen ---------------------------------------------------------------------------------


def size() -> tuple[int, int]:
    """Columns and rows of the screen."""
    found = get_app_session().output.get_size()
    return found.columns, found.rows


def wrapped(text: str) -> str:
    """The text broken between words to the width of the screen."""
    width = max(20, min(size()[0] - 1, 100))
    return "\n".join(textwrap.fill(part, width) for part in text.split("\n"))


def shortened(text: str, room: int) -> str:
    """The text on one line of at most `room` characters."""
    flat = " ".join(text.split())
    return flat if len(flat) <= room else flat[: max(room - 1, 1)].rstrip() + "…"


def screen(parts: Sequence[tuple[str, str]]) -> None:
    """Clears the screen and shows lines of (style, text)."""
    clear()
    for style, text in parts:
        print_formatted_text(
            FormattedText([(f"class:{style}" if style else "", text)]), style=STYLE
        )
