"""The document with its changes on the review page: in the text, or old beside new."""

from __future__ import annotations

from html import escape

from sla_writer.render import html
from sla_writer.render.compared.page.said import Said


def document(said: Said) -> str:
    """The redline, and the choice between the two views of it."""
    ways = "".join(
        f'<label><input type="radio" name="view" value="{way}"{" checked" * (way == "inline")}>'
        f" <span>{said.word(way)}</span></label>\n"
        for way in ("inline", "sides")
    )
    both = {"old": said.all.old, "new": said.all.new}
    heads = "".join(
        f"<p>{said.word(name)}: {escape(said.words.edition(edition))}</p>"
        for name, edition in both.items()
    )
    return (
        f'<section class="document" id=":document" aria-labelledby=":document-name">\n'
        f'<div class="ways"><h2 id=":document-name">{said.word("document")}</h2>\n'
        f'<fieldset class="view" hidden><legend class="hidden">{said.word("view")}</legend>\n'
        f"{ways}</fieldset>\n<p>{_legend(said)}</p></div>\n"
        f'<div class="heads" hidden>{heads}</div>\n'
        f'<div class="paper" id=":paper">\n{html.body(said.all.redline)}</div>\n</section>\n'
    )


def _legend(said: Said) -> str:
    """How new and old words look."""
    told = said.word("legend", new="\0", old="\1")
    new, old = said.word("legend-new"), said.word("legend-old")
    return told.replace("\0", f"<ins>{new}</ins>").replace("\1", f"<del>{old}</del>")
