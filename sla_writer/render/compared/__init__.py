"""What a comparison is handed on as: lines for the terminal, Markdown, data, a page to review.

Each is imported when it is asked for; in Word a comparison is its redline, drawn like any document.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from sla_writer.comparison import Comparison

__all__ = ["FACES"]


def _data(comparison: Comparison) -> str:
    from sla_writer.render.compared.data import render

    return render(comparison)


def _markdown(comparison: Comparison) -> str:
    from sla_writer.render.compared.markdown import render

    return render(comparison)


def _page(comparison: Comparison) -> str:
    from sla_writer.render.compared.page import render

    return render(comparison)


FACES: Mapping[str, Callable[[Comparison], str]] = {
    "html": _page,
    "json": _data,
    "md": _markdown,
}
"""The formats that are text, by name."""
