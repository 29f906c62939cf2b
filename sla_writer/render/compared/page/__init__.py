"""The review page: each change with what it means, to accept, reject or discuss in a browser.

It is one file that asks for nothing and sends nothing: its one style and its one script are named
by their hashes, decisions are kept in the reader's browser and downloaded as a file for
`sla decide`. Without a script it can still be read and printed.
"""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from sla_writer.comparison import Comparison
from sla_writer.render import html
from sla_writer.render.compared.page import cards, glance, paper, tools
from sla_writer.render.compared.page.said import Said

SCHEMA = 1
"""The version of the file of decisions that the page gives."""

_NAME_LENGTH = 60


def render(comparison: Comparison) -> str:
    """The review page of a comparison, as a whole HTML page."""
    said = Said(comparison)
    decides = bool(comparison.entries)
    first = ":changes" if comparison.differs else ":document"
    style, script = html.style(marks=True) + _beside("page.css"), _beside("page.js")
    title = f"{said.word('title')}: {escape(said.words.title)} · {escape(comparison.redline.title)}"
    return (
        f'<!DOCTYPE html>\n<html lang="{escape(comparison.language)}">\n<head>\n'
        '<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_policy(style, script)}">\n'
        '<meta name="referrer" content="no-referrer">\n'
        f"<title>{title}</title>\n"
        f'<style>{style}</style>\n</head>\n<body class="review">\n'
        f'<a class="skip" href="#{first}">{said.word("skip")}</a>\n'
        f"{glance.head(said)}{tools.bar(said) if decides else ''}"
        f"<main>\n{cards.changes(said)}{paper.document(said)}</main>\n"
        f"{tools.help_on_keys(said) if decides else ''}"
        f'<script type="application/json" id=":data">{_island(_data(said))}</script>\n'
        f"<script>{script}</script>\n</body>\n</html>\n"
    )


@cache
def _beside(name: str) -> str:
    return Path(__file__).with_name(name).read_text(encoding="utf-8")


def _policy(style: str, script: str) -> str:
    """What the page may do: show its own style, run its own script, and nothing else."""
    rules = {"style-src": _hash(style), "script-src": _hash(script)}
    allowed = "; ".join(f"{name} '{value}'" for name, value in rules.items())
    return f"default-src 'none'; {allowed}; base-uri 'none'; form-action 'none'"


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode()


def _island(data: object) -> str:
    """JSON that can stand within a script element: nothing in it ends the element."""
    text = json.dumps(data, ensure_ascii=True, sort_keys=True, separators=(",", ":"))
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("&", "\\u0026")


def _data(said: Said) -> dict[str, Any]:
    """What the page's script must know."""
    both = {"old": said.all.old, "new": said.all.new}
    names = "-".join(_in_file(each.name) for each in both.values())
    return {
        "version": SCHEMA,
        "file": f"decisions-{names}.json",
        "changes": [{"key": each.key, "path": each.change.path} for each in said.all.entries],
        "words": said.page.review("live"),
        **{name: {"id": each.id, "name": each.name} for name, each in both.items()},
    }


def _in_file(name: str) -> str:
    """A name as a part of a file's name."""
    return "".join(each if each.isalnum() or each in "-_." else "-" for each in name)[:_NAME_LENGTH]
