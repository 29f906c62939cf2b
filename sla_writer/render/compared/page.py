"""The review page: each change with what it means, to accept, reject or discuss in a browser.

It is one file that asks for nothing and sends nothing: its one style and its one script are named
by their hashes, decisions are kept in the reader's browser and downloaded as a file for
`sla decide`. Without a script it can still be read and printed.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Iterator
from functools import cache, cached_property
from html import escape
from itertools import groupby
from pathlib import Path
from typing import Any

from sla_writer.changes import Effect, Kind, Weight, meant, said
from sla_writer.comparison import Comparison, Entry
from sla_writer.document import Heading, Table, plain
from sla_writer.document.blocks import numbers
from sla_writer.finding import place_name
from sla_writer.glossary import glossary
from sla_writer.language import language
from sla_writer.render import html

SCHEMA = 1
"""The version of the file of decisions that the page gives."""

CHOICES = ("accept", "reject", "discuss")
_ARROWS = {Effect.TIGHTENED: "▲", Effect.RELAXED: "▼", Effect.NEUTRAL: "●"}
_NOTE_LIMIT = 2000
_NAME_LIMIT = 200
_KEYS = {
    "next": "j n", "previous": "k p", "accept": "a", "reject": "r", "discuss": "d", "help": "?",
}  # fmt: skip


def render(comparison: Comparison) -> str:
    """The review page of a comparison, as a whole HTML page."""
    return _Page(comparison).text()


def _policy(style: str, script: str) -> str:
    """What the page may do: show its own style, run its own script, and nothing else."""
    rules = {"style-src": _hash(style), "script-src": _hash(script)}
    allowed = "; ".join(f"{name} '{value}'" for name, value in rules.items())
    return f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode()


@cache
def _beside(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


def _island(data: object) -> str:
    """JSON that can stand within a script element: nothing in it ends the element."""
    text = json.dumps(data, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


class _Page:
    def __init__(self, comparison: Comparison) -> None:
        self.all, self.entries = comparison, comparison.entries
        self.words = glossary(comparison.language)
        self.language = language(comparison.language)
        self.redline = comparison.redline

    def word(self, *path: str, **values: str) -> str:
        """A word of the page, ready to stand in HTML."""
        found = str(self.words.review(*path))
        return escape(found.format(**values) if values else found)

    @cached_property
    def name(self) -> str:
        return self.word("what", old=self.all.old.name, new=self.all.new.name)

    def text(self) -> str:
        style, script = html.style() + _beside("page.css"), _beside("page.js")
        title = f"{self.word('title')}: {self.name}"
        return (
            f'<!DOCTYPE html>\n<html lang="{escape(self.all.language)}">\n<head>\n'
            '<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{_policy(style, script)}">\n'
            '<meta name="referrer" content="no-referrer">\n'
            f"<title>{title} · {escape(self.redline.title)}</title>\n"
            f'<style>{style}</style>\n</head>\n<body class="review">\n'
            f'<a class="skip" href="#:changes">{self.word("skip")}</a>\n'
            f"{self.head()}{self.bar()}<main>\n{self.changes()}{self.document()}</main>\n"
            f"{self.help()}"
            f'<script type="application/json" id=":data">{_island(self.data())}</script>\n'
            f"<script>{script}</script>\n</body>\n</html>\n"
        )

    def data(self) -> dict[str, Any]:
        """What the page's script must know."""
        old, new = self.all.old, self.all.new
        return {
            "version": SCHEMA,
            "old": {"id": old.id, "name": old.name},
            "new": {"id": new.id, "name": new.name},
            "file": f"decisions-{_in_file(old.name)}-{_in_file(new.name)}.json",
            "changes": [{"key": e.key, "path": e.change.path} for e in self.entries],
            "words": self.words.review("live"),
        }

    # --- at a glance

    def head(self) -> str:
        lead = self.word("lead") if self.entries else self.word("nothing")
        return (
            f"<header>\n<h1>{self.word('title')}</h1>\n"
            f'<p class="subtitle">{escape(self.redline.title)} · {self.name}</p>\n'
            f'<p class="lead">{lead}</p>\n'
            f'<noscript><p class="note">{self.word("no-script")}</p></noscript>\n'
            f'<section class="glance" aria-labelledby=":summary">\n'
            f'<h2 id=":summary">{self.word("summary")}</h2>\n'
            f"{self.counts()}{self.balance()}{self.broken()}</section>\n</header>\n"
        )

    def counts(self) -> str:
        weights = [entry.change.weight for entry in self.entries]
        said = {Weight.WORDING: len(self.all.reworded)}
        tiles = "".join(
            f'<li class="{weight}"><strong>{weights.count(weight) + said.get(weight, 0)}</strong> '
            f"{self.word('counts', weight)}</li>\n"
            for weight in Weight
        )
        return f'<ul class="counts">\n{tiles}</ul>\n'

    def balance(self) -> str:
        rows = "".join(
            f'<tr><th scope="row">{escape(self.words.label(side))}</th>'
            f'<td class="r tightened">{balance.tightened}</td>'
            f'<td class="r relaxed">{balance.relaxed}</td></tr>\n'
            for side, balance in self.all.balance.items()
        )
        heads = "".join(
            f'<th scope="col" class="r">{_ARROWS[effect]} {self.word(effect)}</th>'
            for effect in (Effect.TIGHTENED, Effect.RELAXED)
        )
        return (
            f'<table class="balance">\n<caption>{self.word("balance")}</caption>\n<thead>\n'
            f'<tr><th scope="col">{self.word("side")}</th>{heads}</tr>\n</thead>\n'
            f"<tbody>\n{rows}</tbody>\n</table>\n"
        )

    def broken(self) -> str:
        """What can't be compared any more, each with a way to the change that broke it."""
        found = {
            path: at for at, entry in enumerate(self.entries) for path in entry.change.breaks[::-1]
        }
        if not found:
            return ""
        lines = "".join(
            f'<li><a href="#:c{at}">{escape(self.place(path))}</a></li>\n'
            for path, at in found.items()
        )
        return (
            f'<div class="broken">\n<h3>{self.word("broken")}</h3>\n'
            f"<p>{self.word('broken-note')}</p>\n<ul>\n{lines}</ul>\n</div>\n"
        )

    def place(self, path: str) -> str:
        return place_name(self.all.new.agreement, path, self.language)

    # --- what is decided so far, and what is shown

    def bar(self) -> str:
        if not self.entries:
            return ""
        return (
            f'<section class="bar" aria-label="{self.word("decisions")}" hidden>\n'
            '<p id=":progress" role="status"></p>\n'
            f'<label>{self.word("reviewer")} <input id=":reviewer" type="text" '
            f'autocomplete="name" maxlength="{_NAME_LIMIT}" aria-describedby=":hint"></label>\n'
            f'<span class="hidden" id=":hint">{self.word("reviewer-hint")}</span>\n'
            f"{self.button('download', 'main')}{self.button('print')}{self.button('keys')}"
            '<p id=":told" role="status"></p>\n</section>\n'
        )

    def button(self, name: str, look: str = "") -> str:
        kind = f' class="{look}"' if look else ""
        return f'<button type="button" id=":{name}"{kind}>{self.word(name)}</button>\n'

    def filters(self) -> str:
        sides = {**{side: escape(self.words.label(side)) for side in self.all.balance}, "both": ""}
        sides["both"] = self.word("filters", "both")
        present = {entry.change.weight for entry in self.entries}
        weights = {w: self.word("weights", w) for w in Weight if w in present}
        places = {str(at): escape(name) for at, name in enumerate(self.sections) if at in self.used}
        if -1 in self.used:
            places["-1"] = self.word("filters", "unprinted")
        return (
            f'<form class="filters" aria-label="{self.word("show")}" hidden>\n'
            f"{self.select('side', sides)}{self.select('weight', weights)}"
            f"{self.select('section', places)}"
            f'<label class="tick"><input type="checkbox" name="open"> '
            f"{self.word('filters', 'open')}</label>\n"
            f'<p id=":shown" role="status"></p>\n</form>\n'
        )

    def select(self, name: str, options: dict[str, str]) -> str:
        listed = "".join(f'<option value="{key}">{said}</option>' for key, said in options.items())
        return (
            f'<label>{self.word("filters", name)} <select name="{name}">'
            f'<option value="">{self.word("filters", "every")}</option>{listed}</select></label>\n'
        )

    # --- the changes

    def changes(self) -> str:
        if not self.entries and not self.all.reworded:
            return ""
        filters = self.filters() if self.entries else ""
        return (
            f'<section class="changes" aria-labelledby=":changes">\n'
            f'<h2 id=":changes" tabindex="-1">{self.word("changes")}</h2>\n{filters}'
            f"{''.join(self.groups())}{self.nothing_shown()}{self.reworded()}</section>\n"
        )

    def groups(self) -> Iterator[str]:
        def weight(pair: tuple[int, Entry]) -> int:
            return list(Weight).index(pair[1].change.weight)

        for found, group in groupby(sorted(enumerate(self.entries), key=weight), key=weight):
            cards = "".join(self.card(at, entry) for at, entry in group)
            yield (
                f'<section class="group">\n'
                f"<h3>{self.word('weights', list(Weight)[found])}</h3>\n{cards}</section>\n"
            )

    def nothing_shown(self) -> str:
        reset = f'<button type="button" id=":reset">{self.word("filters", "reset")}</button>'
        return f'<p id=":none" hidden>{self.word("filters", "none")} {reset}</p>\n'

    def card(self, at: int, entry: Entry) -> str:
        change = entry.change
        sentence = escape(said(change, self.language))
        side = change.side or "both"
        return (
            f'<article class="card {change.effect}" id=":c{at}" tabindex="-1" '
            f'aria-labelledby=":t{at}" data-side="{side}" data-weight="{change.weight}" '
            f'data-section="{self.section_of(entry)}" data-at="{escape(entry.block)}">\n'
            f'<h4 id=":t{at}">{sentence}</h4>\n'
            f'<p class="about">{self.effect(entry)}<span>{self.where(entry)}</span></p>\n'
            f"{self.explained(entry)}{self.choice(at, sentence)}</article>\n"
        )

    def effect(self, entry: Entry) -> str:
        change = entry.change
        if change.effect is Effect.NEUTRAL:
            return ""
        effect = self.word("effects", change.effect)
        if change.side:
            label = self.words.label(change.side)
            effect = self.word("effect-on", effect=effect, side=label)
        return f'<span class="effect">{_ARROWS[change.effect]} {effect}</span> '

    def where(self, entry: Entry) -> str:
        if not entry.where:
            return self.word("unplaced")
        gone = entry.change.kind is Kind.REMOVED
        place = self.word("gone", where=entry.where) if gone else escape(entry.where)
        return f'<a href="#{escape(entry.block)}">{place}</a>' if entry.block else place

    def explained(self, entry: Entry) -> str:
        meaning = meant(entry.change, self.language)
        lines = {"meaning": escape(meaning), "reason": escape(entry.why)}
        if not entry.why and entry.change.weight is Weight.MATERIAL:
            lines["reason"] = f"<em>{self.word('no-reason')}</em>"
        told = "".join(
            f"<dt>{self.word(name)}</dt><dd>{line}</dd>\n" for name, line in lines.items() if line
        )
        return f"<dl>\n{told}</dl>\n" if told else ""

    def choice(self, at: int, sentence: str) -> str:
        radios = "".join(
            f'<label class="{each}"><input type="radio" name="c{at}" value="{each}"> '
            f"<span>{self.word(each)}</span></label>\n"
            for each in CHOICES
        )
        legend = self.word("decide", change="\0").replace("\0", sentence)
        note = self.word("note-on", change="\0").replace("\0", sentence)
        return (
            f'<fieldset hidden>\n<legend class="hidden">{legend}</legend>\n'
            f'<div class="choices">\n{radios}</div>\n'
            f'<textarea rows="1" maxlength="{_NOTE_LIMIT}" aria-label="{note}" '
            f'placeholder="{self.word("note")}"></textarea>\n</fieldset>\n'
            '<p class="verdict"></p>\n'
        )

    def reworded(self) -> str:
        if not self.all.reworded:
            return ""
        lines = "".join(
            f'<li><a href="#{escape(block)}">{escape(where) or self.word("document")}</a></li>\n'
            for where, block in self.all.reworded
        )
        return (
            f'<details class="reworded">\n<summary>{self.word("reworded")}: '
            f"{len(self.all.reworded)}</summary>\n<ul>\n{lines}</ul>\n</details>\n"
        )

    # --- where in the document a change is read

    @cached_property
    def sections(self) -> tuple[str, ...]:
        """The document's sections by their numbers and names."""
        return tuple(
            " ".join(filter(None, (number, plain(block.runs))))
            for block, number in zip(self.redline.blocks, numbers(self.redline), strict=True)
            if _opens(block)
        )

    @cached_property
    def places(self) -> dict[str, int]:
        """In which section each block or row stands, by its id; -1 before the first."""
        found: dict[str, int] = {}
        at = -1
        for block in self.redline.blocks:
            at += _opens(block)
            found[block.id] = at
            if isinstance(block, Table):
                found |= {row.id: at for row in block.rows}
        return found

    def section_of(self, entry: Entry) -> int:
        return self.places.get(entry.block, -1) if entry.block else -1

    @cached_property
    def used(self) -> set[int]:
        return {self.section_of(entry) for entry in self.entries}

    # --- the document and the help

    def document(self) -> str:
        ways = "".join(
            f'<label><input type="radio" name="view" value="{way}"{" checked" * (way == "inline")}>'
            f" <span>{self.word(way)}</span></label>\n"
            for way in ("inline", "sides")
        )
        legend = self.word("legend", new="\0", old="\1")
        legend = legend.replace("\0", f"<ins>{self.word('legend-new')}</ins>")
        legend = legend.replace("\1", f"<del>{self.word('legend-old')}</del>")
        return (
            f'<section class="document" id=":document" aria-labelledby=":document-name">\n'
            f'<div class="ways"><h2 id=":document-name">{self.word("document")}</h2>\n'
            f'<fieldset class="view" hidden><legend class="hidden">{self.word("view")}</legend>\n'
            f"{ways}</fieldset>\n<p>{legend}</p></div>\n"
            f'<div class="heads" hidden><p>{self.word("old")}: {escape(self.all.old.name)}</p>'
            f"<p>{self.word('new')}: {escape(self.all.new.name)}</p></div>\n"
            f'<div class="paper" id=":paper">\n{html.body(self.redline)}</div>\n</section>\n'
        )

    def help(self) -> str:
        if not self.entries:
            return ""
        lines = "".join(
            f"<dt>{' '.join(f'<kbd>{key}</kbd>' for key in keys.split())}</dt>"
            f"<dd>{self.word('help-keys', name)}</dd>\n"
            for name, keys in _KEYS.items()
        )
        return (
            f'<dialog id=":help" aria-labelledby=":help-name">\n'
            f'<h2 id=":help-name">{self.word("help")}</h2>\n<dl>\n{lines}</dl>\n'
            f'<label class="tick"><input type="checkbox" id=":help-on" checked> '
            f"{self.word('help-on')}</label>\n<p>{self.word('help-typing')}</p>\n"
            f"{self.button('close', 'main')}</dialog>\n"
        )


def _opens(block: object) -> bool:
    """Whether a block opens a section of the document."""
    return isinstance(block, Heading) and block.level == 1


def _in_file(name: str) -> str:
    """A name as a part of a file's name."""
    return "".join(each if each.isalnum() or each in "-_." else "-" for each in name)[:60]
