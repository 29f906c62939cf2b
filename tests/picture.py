"""A terminal's screen as a picture: an SVG whose columns line up whatever fonts its reader has."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

import pyte
from pyte.screens import Char

THEMES = {
    "dark": {
        "paper": "#1f232b", "ink": "#dde1e8", "bar": "#2b303a", "edge": "#424a57", "dot": "#5b6472",
        "black": "#14171c", "red": "#f47b83", "green": "#98c379", "yellow": "#e0b860",
        "blue": "#6cb6ff", "magenta": "#d08be3", "cyan": "#5cc3cf", "white": "#dde1e8",
        "gray": "#969eac",
    },
    "light": {
        "paper": "#ffffff", "ink": "#24292f", "bar": "#f0f2f5", "edge": "#cdd3da", "dot": "#bcc3cc",
        "black": "#24292f", "red": "#c4232f", "green": "#1a7a36", "yellow": "#855c00",
        "blue": "#0a62c4", "magenta": "#7d46c7", "cyan": "#0b7280", "white": "#6e7781",
        "gray": "#656d76",
    },
}  # fmt: skip
_NAMES = {"brown": "yellow", "brightblack": "gray", "bfightmagenta": "magenta"}
_WIDTH, _HEIGHT = 9, 20  # one letter's place
_LEFT, _TOP, _BELOW = 18, 44, 14
_FONTS = (
    "ui-monospace,'SF Mono',Menlo,'Cascadia Mono',Consolas,'DejaVu Sans Mono',"
    "'Liberation Mono',monospace"
)
_WORDS = re.compile("[^ ]+(?: [^ ]+)*")
_ARMS = {"UP": "U", "DOWN": "D", "LEFT": "L", "RIGHT": "R", "VERTICAL": "UD", "HORIZONTAL": "LR"}
_WEIGHTS = {"LIGHT": 1, "HEAVY": 3}
_SHADES = {"░": 0.25, "▒": 0.5, "▓": 0.75}


class Look(NamedTuple):
    """What letters have in common; `alone` is a sign kept apart, since fonts may lack it."""

    ink: str
    paper: str
    bold: bool
    italic: bool
    faint: bool
    under: bool
    struck: bool
    alone: str


class Run(NamedTuple):
    """Neighbours in a row that look alike, one text for each place: the row from its left end."""

    look: Look
    letters: list[str]
    left: int
    top: int

    @property
    def width(self) -> int:
        return len(self.letters) * _WIDTH


def svg(screen: pyte.Screen, title: str, theme: str) -> str:
    """The screen in a window with a title, and its words for whoever has them read out."""
    colours = THEMES[theme]
    width = 2 * _LEFT + screen.columns * _WIDTH
    height = _TOP + screen.lines * _HEIGHT + _BELOW
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}">',
        _tag("title", title),
        _tag("desc", _said(screen)),
        *_window(title, width, height, colours),
        f'<g font-family="{_FONTS}" font-size="15" fill="{colours["ink"]}">',
        *(part for run in _runs(screen, colours) for part in _drawn(run, colours)),
        "</g>",
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _tag(name: str, words: str | None = None, /, **attributes: object) -> str:
    said = "".join(
        f" {key.replace('_', '-')}={quoteattr(str(value))}"
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{said}/>" if words is None else f"<{name}{said}>{escape(words)}</{name}>"


def _window(title: str, width: int, height: int, colours: dict[str, str]) -> Iterator[str]:
    frame = {"x": 0.5, "y": 0.5, "width": width - 1, "height": height - 1, "rx": 8}
    yield _tag("rect", **frame, fill=colours["paper"])
    bar = f"M.5 30.5V8.5a8 8 0 0 1 8-8H{width - 8.5}a8 8 0 0 1 8 8v22z"
    yield _tag("path", d=bar, fill=colours["bar"])
    yield _tag("rect", **frame, fill="none", stroke=colours["edge"])
    for x in (18, 36, 54):
        yield _tag("circle", cx=x, cy=15.5, r=5.5, fill=colours["dot"])
    yield _tag(
        "text", title, x=f"{width / 2:g}", y=20, text_anchor="middle", fill=colours["gray"],
        font_family="system-ui,sans-serif", font_size=13,
    )  # fmt: skip


# --- from letters to runs -----------------------------------------------------------------------


def _row(screen: pyte.Screen, y: int) -> list[Char]:
    return [screen.buffer[y][x] for x in range(screen.columns)]


def _said(screen: pyte.Screen) -> str:
    rows = ("".join(char.data for char in _row(screen, y)) for y in range(screen.lines))
    return "\n".join(row.rstrip() for row in rows).strip("\n")


def _runs(screen: pyte.Screen, colours: dict[str, str]) -> Iterator[Run]:
    for y in range(screen.lines):
        row = _row(screen, y)
        looks = list(_looks(row, colours))
        for look, same in groupby(range(len(row)), key=looks.__getitem__):
            places = list(same)
            letters = [row[x].data for x in places]
            yield Run(look, letters, _LEFT + places[0] * _WIDTH, _TOP + y * _HEIGHT)


def _looks(row: list[Char], colours: dict[str, str]) -> Iterator[Look]:
    """The look of each place; a wide letter leaves its second place empty."""
    for x, char in enumerate(row):
        wide = char.data == "" or [each.data for each in row[x + 1 : x + 2]] == [""]
        yield _look(row[x - 1] if char.data == "" and x else char, wide, colours)


def _look(char: Char, wide: bool, colours: dict[str, str]) -> Look:
    ink, paper = _colour(char.fg, "ink", colours), _colour(char.bg, "paper", colours)
    alone = wide or unicodedata.category(char.data[:1] or " ") == "So"
    return Look(
        *((paper, ink) if char.reverse else (ink, paper)),
        bold=char.bold, italic=char.italics, faint=char.blink,  # the driver keeps faint there
        under=char.underscore, struck=char.strikethrough, alone=char.data if alone else "",
    )  # fmt: skip


def _colour(name: str, plain: str, colours: dict[str, str]) -> str:
    """The theme's colour of that name; one given in numbers is what it is."""
    name = plain if name == "default" else _NAMES.get(name, name).removeprefix("bright")
    return colours.get(_NAMES.get(name, name)) or f"#{name}"


# --- from runs to shapes ------------------------------------------------------------------------


def _drawn(run: Run, colours: dict[str, str]) -> Iterator[str]:
    look, top = run.look, run.top
    if look.paper != colours["paper"]:
        yield _tag("path", d=_box(run.left, top, run.width, _HEIGHT), fill=look.paper)
    for there, y in ((look.under, top + 18), (look.struck, top + 10)):
        if there:
            yield _tag("path", d=_box(run.left, y, run.width, 1), fill=look.ink)
    yield from _sign(run) if look.alone else _text(run, colours["ink"])


def _text(run: Run, plain: str) -> Iterator[str]:
    look = run.look
    for words in _WORDS.finditer("".join(" " if each == " " else "x" for each in run.letters)):
        yield _tag(
            "text", "".join(run.letters[words.start() : words.end()]),
            x=run.left + words.start() * _WIDTH, y=run.top + 15,
            textLength=len(words[0]) * _WIDTH, lengthAdjust="spacingAndGlyphs",
            fill=look.ink if look.ink != plain else None,
            font_weight="bold" if look.bold else None,
            font_style="italic" if look.italic else None,
            fill_opacity=0.65 if look.faint else None,
        )  # fmt: skip


def _sign(run: Run) -> Iterator[str]:
    """Lines and blocks join their neighbours only when they are drawn; other signs are text."""
    sign, name = run.look.alone, unicodedata.name(run.look.alone[:1], "").split()
    if part := _block(sign):
        x, y, wide, high = part
        lefts = range(run.left, run.left + run.width, _WIDTH)
        path = "".join(_box(left + x, run.top + y, wide, high) for left in lefts)
        yield _tag("path", d=path, fill=run.look.ink, fill_opacity=_SHADES.get(sign))
    elif name[:2] == ["BOX", "DRAWINGS"] and {*name[2:]} <= {*_ARMS, *_WEIGHTS, "ARC", "AND"}:
        arms = "".join(_ARMS.get(word, "") for word in name)
        weight = max(_WEIGHTS.get(word, 0) for word in name)
        path = "".join(_line(run, arms, "ARC" in name))
        yield _tag("path", d=path, fill="none", stroke=run.look.ink, stroke_width=weight)
    else:
        yield from _text(run, "")


def _box(x: float, y: float, width: float, height: float) -> str:
    return f"M{x:g} {y:g}h{width:g}v{height:g}h-{width:g}z"


def _block(sign: str) -> tuple[float, float, float, float] | None:
    """What a block fills of its place: left, top, width and height."""
    code = ord(sign[0]) - ord("▀")
    if 1 <= code <= 8:
        return 0, _HEIGHT - _HEIGHT * code / 8, _WIDTH, _HEIGHT * code / 8
    if 9 <= code <= 15:
        return 0, 0, _WIDTH * (16 - code) / 8, _HEIGHT
    halves = {"▀": (0, 0, _WIDTH, _HEIGHT / 2), "▐": (_WIDTH / 2, 0, _WIDTH / 2, _HEIGHT)}
    return halves.get(sign) or ((0, 0, _WIDTH, _HEIGHT) if sign in _SHADES else None)


def _line(run: Run, arms: str, arc: bool) -> Iterator[str]:
    """From the end of one arm through the middle of the place to the ends of the others."""
    y, step = run.top + _HEIGHT / 2 - 0.5, run.width if arms == "LR" else _WIDTH
    for left in range(run.left, run.left + run.width, step):
        x = left + _WIDTH / 2
        ends = {
            "U": (x, run.top),
            "D": (x, run.top + _HEIGHT),
            "L": (left, y),
            "R": (left + step, y),
        }
        first, *others = (f"{ends[arm][0]:g} {ends[arm][1]:g}" for arm in arms)
        for other in others or [f"{x:g} {y:g}"]:
            yield f"M{first}{'Q' if arc else 'L'}{x:g} {y:g}{' ' if arc else 'L'}{other}"
