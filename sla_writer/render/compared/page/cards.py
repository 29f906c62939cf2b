"""The list of changes on the review page: a card each, with what it means and what one decides."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape
from itertools import groupby

from sla_writer.changes import Change, Effect, Weight, heading, meant
from sla_writer.changes.words import said as sentence
from sla_writer.comparison import Entry
from sla_writer.render.compared.page import tools
from sla_writer.render.compared.page.said import Said
from sla_writer.render.compared.words import SIGNS

CHOICES = ("accept", "reject", "discuss")
NOTE_LIMIT = 2000
"""The longest note on a change, in characters."""


def changes(said: Said) -> str:
    """All changes, in groups by how much they matter, and what is only reworded."""
    if not said.all.entries and not said.all.reworded:
        return ""
    filters = tools.filters(said) if said.all.entries else ""
    return (
        f'<section class="changes" aria-labelledby=":changes">\n'
        f'<h2 id=":changes" tabindex="-1">{said.word("changes")}</h2>\n{filters}'
        f"{''.join(_groups(said))}{tools.nothing_shown(said)}{_reworded(said)}</section>\n"
    )


def _groups(said: Said) -> Iterator[str]:
    for weight in Weight:
        every = [pair for pair in enumerate(said.all.entries) if pair[1].change.weight is weight]
        if every:
            name, cards = said.word("weights", weight), "".join(_kinds(said, every))
            yield f'<section class="group">\n<h3>{name}</h3>\n{cards}</section>\n'


def _kinds(said: Said, entries: Sequence[tuple[int, Entry]]) -> Iterator[str]:
    """The cards under what their changes are about."""
    for group, found in groupby(entries, key=lambda pair: pair[1].change.group):
        cards = "".join(_card(said, at, entry) for at, entry in found)
        name = escape(heading(group, said.language))
        yield f'<div class="group">\n<p class="kind">{name}</p>\n{cards}</div>\n'


def _card(said: Said, at: int, entry: Entry) -> str:
    change = entry.change
    told = escape(sentence(change, said.language))
    return (
        f'<article class="card {change.effect}" id=":c{at}" tabindex="-1" '
        f'aria-labelledby=":t{at}" data-side="{_sides(entry)}" '
        f'data-weight="{change.weight}" data-section="{_sections(said, entry)}" '
        f'data-at="{escape(entry.block)}">\n<h4 id=":t{at}">{_sign(change)}{told}</h4>\n'
        f'<p class="about">{_where(said, entry)}{_unexplained(said, entry)}</p>\n'
        f"{_explained(said, entry)}{_choice(said, at, told)}</article>\n"
    )


def _sides(entry: Entry) -> str:
    """Whom a change binds in any of its places."""
    return " ".join(sorted(side or "both" for side in entry.sides))


def _sections(said: Said, entry: Entry) -> str:
    """The sections in which a change is read."""
    return " ".join(map(str, said.sections_of(entry)))


def _sign(change: Change) -> str:
    """The sign of what a change does, which its sentence says in words."""
    if change.effect is Effect.NEUTRAL:
        return ""
    return f'<span class="sign" aria-hidden="true">{SIGNS[change.effect]}</span> '


def _where(said: Said, entry: Entry) -> str:
    place = escape(said.words.place(entry)) or said.word("unplaced")
    return _link(place, entry.block) + _also(said, entry)


def _also(said: Said, entry: Entry) -> str:
    """Where else the same number is read, with a way there."""
    if not entry.repeats:
        return ""
    known = {each.where or said.words.name(each.change): each.block for each in entry.repeats}
    places = ", ".join(_link(escape(place), block) for place, block in known.items())
    return "; " + escape(said.words.word("also", places="\0")).replace("\0", places)


def _link(place: str, block: str) -> str:
    """A place, which is HTML already, with a way to it where it is printed."""
    return f'<a href="#{escape(block)}">{place}</a>' if block else place


def _unexplained(said: Said, entry: Entry) -> str:
    """That nobody has said why, where that matters."""
    missing = not entry.why and entry.change.weight is Weight.MATERIAL
    return f" <em>{said.word('no-reason')}</em>" if missing else ""


def _explained(said: Said, entry: Entry) -> str:
    lines = {"meaning": meant(entry.change, said.language), "reason": entry.why}
    told = "".join(
        f"<dt>{said.word(name)}</dt><dd>{escape(line)}</dd>\n"
        for name, line in lines.items()
        if line
    )
    return f"<dl>\n{told}</dl>\n" if told else ""


def _choice(said: Said, at: int, told: str) -> str:
    """What one decides, with names that say on which change; `told` is its sentence in HTML."""
    radios = "".join(
        f'<label class="{each}"><input type="radio" name="c{at}" value="{each}"> '
        f"<span>{said.word(each)}</span></label>\n"
        for each in CHOICES
    )
    legend, note = (said.word(name, change="\0").replace("\0", told) for name in _NAMES)
    return (
        f'<fieldset hidden>\n<legend class="hidden">{legend}</legend>\n'
        f'<div class="choices">\n{radios}'
        f'<textarea rows="1" maxlength="{NOTE_LIMIT}" aria-label="{note}" '
        f'placeholder="{said.word("note")}"></textarea>\n</div>\n</fieldset>\n'
        '<p class="verdict"></p>\n'
    )


_NAMES = ("decide", "note-on")


def _reworded(said: Said) -> str:
    if not said.all.reworded:
        return ""
    lines = "".join(
        f'<li><a href="#{escape(block)}">{escape(where) or said.word("unplaced")}</a></li>\n'
        for where, block in said.all.reworded
    )
    return (
        f'<details class="reworded">\n<summary>{said.word("reworded")}: '
        f"{len(said.all.reworded)}</summary>\n<ul>\n{lines}</ul>\n</details>\n"
    )
