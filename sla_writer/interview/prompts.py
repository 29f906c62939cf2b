"""Prompts on a terminal's screen: a line, one or several of many; the one door to questionary."""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import questionary
from prompt_toolkit.application import get_app_session
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.completion import WordCompleter
from prompt_toolkit.filters import Condition
from prompt_toolkit.formatted_text import FormattedText
from prompt_toolkit.input.ansi_escape_sequences import ANSI_SEQUENCES
from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent, merge_key_bindings
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import HSplit, Layout, Window
from prompt_toolkit.layout.controls import BufferControl, FormattedTextControl
from prompt_toolkit.layout.dimension import Dimension
from prompt_toolkit.shortcuts import clear, print_formatted_text
from questionary.prompts.common import InquirerControl

from sla_writer.interview import editor
from sla_writer.interview.face import (
    HEADING,
    SEARCHED_FROM,
    Check,
    Frame,
    Nav,
    Option,
    Part,
    shortened,
    wrapped,
)

STYLE = questionary.Style(
    [
        ("section", "bold reverse"), ("done", "fg:ansigreen"), ("note", "fg:ansiyellow"),
        ("asked", "bold"), ("about", "fg:ansicyan"), ("wrong", "fg:ansired"),
        ("dim", "fg:ansibrightblack"), ("status", "noreverse fg:ansibrightblack"),
        ("question", "fg:ansicyan bold"), ("pointer", "fg:ansicyan bold"),
        ("highlighted", "fg:ansicyan bold"), ("selected", "noreverse fg:ansicyan"),
        ("answer", "fg:default bold"), ("separator", "bold"), ("nbsp", "nounderline"),
    ]
)  # fmt: skip
_POINTER = "›"
_SPACES = {0xA0: " ", 0x202F: " "}
"""Spaces that the library would underline."""
_KEYS = {
    Nav.BACK: (Keys.ControlB, Keys.F9), Nav.REVIEW: (Keys.ControlR, Keys.F5),
    Nav.FIND: (Keys.ControlF, Keys.F3), Nav.UNDO: (Keys.ControlZ, Keys.F8),
    Nav.SAVE: (Keys.ControlS, Keys.F10),
}  # fmt: skip
_PUT_OFF = (Keys.ControlO, Keys.F4)
_FIRST = 20
"""How much sooner than a menu's rows the question and the status line get room."""
_LETTERS = dict(zip("boscrfzx", "ищыскаяч", strict=True))
_YES, _NO = "yд", "nн"


def _russian_layout() -> Iterator[tuple[str, Keys]]:
    """How terminals that tell the layout apart send Ctrl with a Cyrillic letter."""
    for latin, cyrillic in _LETTERS.items():
        key = Keys(f"c-{latin}")
        yield f"\x1b[{ord(cyrillic)};5u", key
        yield f"\x1b[27;5;{ord(cyrillic)}~", key


ANSI_SEQUENCES.update(_russian_layout())


class Screen:
    """A terminal's screen as the face of an interview."""

    _above = 0

    def line(self, frame: Frame, default: str, check: Check, words: Sequence[str] = ()) -> Any:
        """A line of text; long texts may be written in the user's editor."""
        found = self._line(frame, default, check, words)
        while isinstance(found, editor.Text):
            found = self._line(frame, editor.edited(found), check, words)
        return found.strip() if isinstance(found, str) else found

    def choose(self, frame: Frame, options: Sequence[Option], default: Any = None) -> Any:
        """One of the options; long lists can be searched by typing."""
        values = [value for value, _ in options]
        asked = questionary.select(
            "", _choices(options), qmark="", pointer=_POINTER, style=STYLE, instruction=" ",
            use_jk_keys=False, use_search_filter=len(options) >= SEARCHED_FROM,
        )  # fmt: skip
        if default in values:
            _control(asked).pointed_at = values.index(default)
        own = _yes_no(asked) if values[:2] == [True, False] else None
        place = _run(asked, frame, self._above, own)
        return place if isinstance(place, Nav) else values[place]

    def several(self, frame: Frame, options: Sequence[Option], chosen: Sequence[Any]) -> Any:
        """Any number of the options in their order."""
        values = [value for value, _ in options]
        asked = questionary.checkbox(
            "", _choices(options, chosen), qmark="", pointer=_POINTER, style=STYLE,
            instruction=" ", use_jk_keys=False, use_search_filter=len(options) >= SEARCHED_FROM,
        )  # fmt: skip
        places = _run(asked, frame, self._above)
        return places if isinstance(places, Nav) else [values[place] for place in places]

    def show(self, parts: Sequence[Part]) -> None:
        """Clears the screen and shows lines."""
        clear()
        self._above = sum(text.count("\n") + 1 for _, text in parts)
        for style, text in parts:
            print_formatted_text(
                FormattedText([(f"class:{style}" if style else "", text)]), style=STYLE
            )

    def size(self) -> tuple[int, int]:
        """Columns and rows of the screen."""
        found = get_app_session().output.get_size()
        return found.columns, found.rows

    def _line(self, frame: Frame, default: str, check: Check, words: Sequence[str]) -> Any:
        completer = (
            WordCompleter(list(words), ignore_case=True, match_middle=True, sentence=True)
            if words
            else None
        )
        many = "\n" in default
        asked = questionary.text(
            _POINTER, default, check, qmark="", style=STYLE, multiline=many,
            instruction=" " if many else None,
            completer=completer, complete_while_typing=bool(words), validate_while_typing=False,
        )  # fmt: skip
        return _run(asked, frame, self._above, _to_editor() if frame.prose else None)


def _choices(options: Sequence[Option], chosen: Sequence[Any] = ()) -> list[Any]:
    room = get_app_session().output.get_size().columns - 8
    searched = len(options) >= SEARCHED_FROM
    return [
        questionary.Separator(shortened(label, room))
        if value is HEADING
        else questionary.Choice(_label(label, room, searched), place, checked=value in chosen)
        for place, (value, label) in enumerate(options)
    ]


def _label(label: str, room: int, searched: bool) -> str:
    """How an option is written: whole where there are few, on one line where there are many."""
    if searched:
        line = label.replace("\n", " ")
        return line if len(line) <= room else f"{line[: room - 1].rstrip()}…"
    return "\n     ".join(textwrap.wrap(" ".join(label.split()), room)) or label


def _control(asked: questionary.Question) -> InquirerControl:
    return next(
        control
        for control in asked.application.layout.find_all_controls()
        if isinstance(control, InquirerControl)
    )


# --- the frame ------------------------------------------------------------------------------------


class _Split(HSplit):
    """Containers one above the other that together take no more than so many rows."""

    def __init__(self, children: Sequence[Any], most: Callable[[], int]) -> None:
        super().__init__(children)
        self._most = most

    def preferred_height(self, width: int, max_available_height: int) -> Dimension:
        """The rows that the containers want, as far as there are so many."""
        wanted = super().preferred_height(width, max_available_height)
        most = max(self._most(), wanted.min)
        return Dimension(wanted.min, most, preferred=min(wanted.preferred, most))


class _Snug(HSplit):
    """Containers that take only the rows that they want: what follows stands right below."""

    def preferred_height(self, width: int, max_available_height: int) -> Dimension:
        """The rows that the containers want, and no more."""
        wanted = super().preferred_height(width, max_available_height)
        return Dimension(wanted.min, wanted.preferred, preferred=wanted.preferred)


class _Help:
    """Whether the help of a prompt is shown."""

    shown = False


def _run(
    asked: questionary.Question, frame: Frame, above: int, own: KeyBindings | None = None
) -> Any:
    """The answer of a questionary prompt that stands in its frame and knows our keys.

    It takes no more rows than the `above` ones leave, so that these stay on the screen.
    """
    app = asked.application
    inner, panel = app.layout, _Help()
    typed = _buffer(inner)
    app.layout = Layout(
        _Split(
            [
                _text(lambda: _head(frame, panel)),
                _Snug([inner.container]) if typed else inner.container,
                _text(lambda: _meaning(frame, typed)),
                Window(),
                _text(lambda: [("class:status", frame.status)]),
            ],
            lambda: _rows() - (0 if panel.shown else above),
        ),
        focused_element=inner.current_window,
    )
    bindings = (app.key_bindings, own, _keys(asked, frame, panel, typed))
    app.key_bindings = merge_key_bindings([each for each in bindings if each])
    app.erase_when_done = True
    return asked.unsafe_ask()


def _buffer(layout: Layout) -> Buffer | None:
    """What the prompt's line is typed into; None for a prompt that has none."""
    controls = list(layout.find_all_controls())
    if any(isinstance(each, InquirerControl) for each in controls):
        return None
    return next((each.buffer for each in controls if isinstance(each, BufferControl)), None)


def _keys(
    asked: questionary.Question, frame: Frame, panel: _Help, typed: Buffer | None
) -> KeyBindings:
    keys = KeyBindings()
    for nav, names in _KEYS.items():
        for name in names:
            keys.add(name, eager=True)(_leaving(nav))
    for name in _PUT_OFF if frame.may_be_open else ():
        keys.add(name, eager=True)(_leaving(Nav.OPEN))
    control = next((c for c in _controls(asked) if len(c.choices) >= SEARCHED_FROM), None)
    empty = Condition(lambda: not (control.search_filter if control else typed and typed.text))

    def turn(event: KeyPressEvent) -> None:
        panel.shown = not panel.shown

    keys.add(Keys.F1)(turn)
    keys.add("?", filter=empty, eager=True)(turn)
    if control is not None:
        _search(keys, control)
    return keys


def _leaving(nav: Nav) -> Callable[[KeyPressEvent], None]:
    return lambda event: event.app.exit(result=nav)


def _controls(asked: questionary.Question) -> list[InquirerControl]:
    found = asked.application.layout.find_all_controls()
    return [control for control in found if isinstance(control, InquirerControl)]


def _search(keys: KeyBindings, control: InquirerControl) -> None:
    @keys.add(Keys.Any)
    def search(event: KeyPressEvent) -> None:
        """Questionary binds only ASCII to its filter; Cyrillic comes through here."""
        if event.data.isprintable():
            control.add_search_character(event.data)  # type: ignore[arg-type]


def _yes_no(asked: questionary.Question) -> KeyBindings:
    """Letters that point at yes and no, in either language."""
    keys, control = KeyBindings(), _control(asked)
    for place, letters in enumerate((_YES, _NO)):
        for letter in letters + letters.upper():

            @keys.add(letter)
            def point(event: KeyPressEvent, place: int = place) -> None:
                control.pointed_at = place

    return keys


def _to_editor() -> KeyBindings:
    keys = KeyBindings()

    @keys.add(Keys.F2)
    @keys.add(Keys.ControlX, Keys.ControlE)
    def leave(event: KeyPressEvent) -> None:
        event.app.exit(result=editor.Text(event.app.current_buffer.text))

    return keys


def _text(parts: Callable[[], list[Part]]) -> Window:
    control = FormattedTextControl(lambda: FormattedText(parts()))
    height = Dimension(weight=_FIRST)
    return Window(control, height=height, dont_extend_height=True, wrap_lines=True)


def _rows() -> int:
    return get_app_session().output.get_size().rows


def _head(frame: Frame, panel: _Help) -> list[Part]:
    about = [("about", frame.about), ("asked", frame.asked)]
    usual = [("dim", frame.help), ("dim", frame.example)]
    shown = [*about, *(frame.more if panel.shown else usual), ("note", frame.note)]
    return [("", "\n"), *_lines((style, text) for style, text in shown)]


def _meaning(frame: Frame, typed: Buffer | None) -> list[Part]:
    """What the line would mean; silent where its mistake is already said below."""
    known = typed is not None and typed.validation_error is None
    found = list(_lines(frame.meaning(typed.text))) if typed and known else []
    return [("", "\n"), *found] if found else []


def _lines(parts: Any) -> Iterator[Part]:
    columns = get_app_session().output.get_size().columns
    for style, text in parts:
        if text:
            yield f"class:{style}", wrapped(text, columns).translate(_SPACES) + "\n"
