"""What one decides with on the review page: the bar on top, the filters, the help on keys."""

from __future__ import annotations

from html import escape

from sla_writer.changes import Weight
from sla_writer.render.compared.page.said import NOWHERE, Said

NAME_LIMIT = 200
"""The longest name of a reviewer, in characters; `sla decide` takes no longer one."""

_KEYS = {
    "next": "j n", "previous": "k p", "accept": "a", "reject": "r", "discuss": "d", "help": "?",
}  # fmt: skip


def bar(said: Said) -> str:
    """How much is decided, whose decisions they are, and the buttons."""
    return (
        f'<section class="bar" aria-label="{said.word("decisions")}" hidden>\n'
        '<p id=":progress" role="status"></p>\n'
        f'<label>{said.word("reviewer")} <input id=":reviewer" type="text" autocomplete="name" '
        f'maxlength="{NAME_LIMIT}" aria-describedby=":hint"></label>\n'
        f'<span class="hidden" id=":hint">{said.word("reviewer-hint")}</span>\n'
        f"{said.button('download', 'main')}{said.button('print')}{said.button('keys')}"
        '<p id=":told" role="status"></p>\n</section>\n'
    )


def filters(said: Said) -> str:
    """Which changes are shown: by side, weight, section, and what is not decided yet."""
    entries = said.all.entries
    sides = {str(side): escape(said.words.side(side)) for side in said.all.balance}
    present = {entry.change.weight for entry in entries}
    weights = {str(each): said.word("weights", each) for each in Weight if each in present}
    used = {section for entry in entries for section in said.sections_of(entry)}
    places = {str(at): escape(name) for at, name in enumerate(said.sections) if at in used}
    if NOWHERE in used:
        places[str(NOWHERE)] = said.word("filters", "unprinted")
    return (
        f'<form class="filters" aria-label="{said.word("show")}" hidden>\n'
        f"{_select(said, 'side', sides | {'both': said.word('filters', 'both')})}"
        f"{_select(said, 'weight', weights)}{_select(said, 'section', places)}"
        f'<label class="tick"><input type="checkbox" name="open"> '
        f"{said.word('filters', 'open')}</label>\n"
        '<p id=":shown" role="status"></p>\n</form>\n'
    )


def _select(said: Said, name: str, options: dict[str, str]) -> str:
    listed = "".join(f'<option value="{key}">{word}</option>' for key, word in options.items())
    return (
        f'<label>{said.word("filters", name)} <select name="{name}">'
        f'<option value="">{said.word("filters", "every")}</option>{listed}</select></label>\n'
    )


def nothing_shown(said: Said) -> str:
    """What stands there when no change passes the filters."""
    reset = f'<button type="button" id=":reset">{said.word("filters", "reset")}</button>'
    return f'<p id=":none" hidden>{said.word("filters", "none")} {reset}</p>\n'


def help_on_keys(said: Said) -> str:
    """The keys, and how to turn them off."""
    lines = "".join(
        f"<dt>{' '.join(f'<kbd>{key}</kbd>' for key in keys.split())}</dt>"
        f"<dd>{said.word('key-names', name)}</dd>\n"
        for name, keys in _KEYS.items()
    )
    return (
        f'<dialog id=":help" aria-labelledby=":help-name">\n'
        f'<h2 id=":help-name">{said.word("help")}</h2>\n<dl>\n{lines}</dl>\n'
        f'<label class="tick"><input type="checkbox" id=":help-on" checked> '
        f"{said.word('keys-on')}</label>\n<p>{said.word('keys-typing')}</p>\n"
        f"{said.button('close', 'main')}</dialog>\n"
    )
