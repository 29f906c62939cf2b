"""The head of the review page: how much is different, for whom, and what can't be compared now."""

from __future__ import annotations

from html import escape

from sla_writer.changes import Effect, Weight
from sla_writer.render.compared.page.said import Said
from sla_writer.render.compared.words import SIGNS, of
from sla_writer.saying import place_name


def head(said: Said) -> str:
    """The page's head."""
    lead = said.word("lead" if said.all.entries else "nothing")
    return (
        f"<header>\n<h1>{said.word('title')}</h1>\n"
        f'<p class="subtitle">{escape(said.all.redline.title)} · {escape(said.words.title)}</p>\n'
        f'<p class="lead">{lead}</p>\n'
        f'<noscript><p class="note">{said.word("no-script")}</p></noscript>\n'
        f'<section class="glance" aria-labelledby=":summary">\n'
        f'<h2 id=":summary">{said.word("summary")}</h2>\n'
        f"{_counts(said)}{_balance(said)}{_broken(said)}</section>\n</header>\n"
    )


def _counts(said: Said) -> str:
    counts = {weight: len(of(said.all, weight)) for weight in Weight}
    counts[Weight.WORDING] += len(said.all.reworded)
    tiles = "".join(
        f'<li class="{weight}"><strong>{count}</strong> {said.word("counts", weight)}</li>\n'
        for weight, count in counts.items()
    )
    return f'<ul class="counts">\n{tiles}</ul>\n'


def _balance(said: Said) -> str:
    rows = "".join(
        f'<tr><th scope="row">{escape(said.words.side(side))}</th>'
        f'<td class="r">{balance.tightened}</td><td class="r">{balance.relaxed}</td></tr>\n'
        for side, balance in said.all.balance.items()
    )
    heads = "".join(
        f'<th scope="col" class="r">{SIGNS[effect]} {said.word(effect)}</th>'
        for effect in (Effect.TIGHTENED, Effect.RELAXED)
    )
    return (
        f'<table class="balance">\n<caption>{said.word("balance")}</caption>\n<thead>\n'
        f'<tr><th scope="col">{said.word("side")}</th>{heads}</tr>\n</thead>\n'
        f"<tbody>\n{rows}</tbody>\n</table>\n"
    )


def _broken(said: Said) -> str:
    """What can't be compared any more, each with a way to the change that broke it."""
    found: dict[str, int] = {}
    for at, entry in enumerate(said.all.entries):
        for path in entry.change.breaks:
            found.setdefault(_item(path), at)
    if not found:
        return ""
    new = said.all.new.agreement
    lines = "".join(
        f'<li><a href="#:c{at}">{escape(place_name(new, path, said.language))}</a></li>\n'
        for path, at in found.items()
    )
    return (
        f'<div class="broken">\n<h3>{said.word("broken")}</h3>\n'
        f"<p>{said.word('broken-note')}</p>\n<ul>\n{lines}</ul>\n</div>\n"
    )


def _item(path: str) -> str:
    """The item that a field belongs to."""
    return ".".join(path.split(".")[:2])
