"""Figures as SVG strings: a funnel and bars that fit any width, with every number printed beside.

Positions across are percentages, so that text keeps its size on a narrow screen. Lengths start at
zero and share one scale. Colours come from the page's style sheet; series differ in fill and
outline, not in hue alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from html import escape
from textwrap import wrap

from sla_writer.document import Figure, plain

_LINE = 19  # pixels from one line of text to the next
_BAR = 22
_GAP = 14
_LABEL_WIDTH = 42  # characters that fit a narrow phone
_WIDEST = 100
_WIDEST_WITH_VALUE = 78  # leaves room for the value beside the longest bar
_NARROW = 22  # in a narrower bar of a funnel there is no room for its value


def svg(figure: Figure) -> str:
    """The figure as an SVG element for an HTML page, with its numbers as the description."""
    rows = list(_funnel(figure) if figure.kind == "funnel" else _bars(figure))
    height = sum(size for size, _ in rows)
    names = f"{figure.id}:title {figure.id}:numbers"
    return (
        f'<svg class="picture" role="img" width="100%" height="{height}"'
        f' aria-labelledby="{escape(names)}">'
        f'<title id="{escape(figure.id)}:title">{escape(plain(figure.caption))}</title>'
        f'<desc id="{escape(figure.id)}:numbers">{escape(description(figure))}</desc>'
        f"{''.join(_stacked(rows))}</svg>"
    )


def description(figure: Figure) -> str:
    """The figure's numbers in one line of text."""
    series = [plain(title) for title in figure.head[1:]]
    points = []
    for point in figure.points:
        values = zip(series, point.bars, strict=True)
        said = ", ".join(f"{name} {plain(bar.runs)}" for name, bar in values)
        points.append(f"{plain(point.label)}: {said}")
    return "; ".join(points)


def shares(figure: Figure) -> list[list[Decimal | None]]:
    """Each bar's length as a share of the longest one, point by point; None where it is unknown."""
    sizes = [[bar.size for bar in point.bars] for point in figure.points]
    longest = max((size for row in sizes for size in row if size is not None), default=Decimal(0))
    return [
        [None if size is None else max(size, Decimal(0)) / (longest or 1) for size in row]
        for row in sizes
    ]


def _stacked(rows: list[tuple[int, str]]) -> Iterator[str]:
    """The rows under each other."""
    top = 0
    for size, content in rows:
        yield f'<g transform="translate(0 {top})">{content}</g>'
        top += size


def _funnel(figure: Figure) -> Iterator[tuple[int, str]]:
    for point, (share, *_) in zip(figure.points, shares(figure), strict=True):
        height, label = _label(plain(point.label), "50%", "middle")
        width = max(float(share or 0) * _WIDEST, 0.6)
        value = escape(plain(point.bars[0].runs))
        inside = width >= _NARROW
        at = "50%" if inside else f"{50 + width / 2 + 1.5:.2f}%"
        look = "value inside" if inside else "value"
        anchor = ' text-anchor="middle"' if inside else ""
        bar = "" if share is None else _rectangle(50 - width / 2, height, width, "s1")
        text = f'<text class="{look}" x="{at}" y="{height + 16}"{anchor}>{value}</text>'
        yield height + _BAR + _GAP, label + bar + text


def _bars(figure: Figure) -> Iterator[tuple[int, str]]:
    series = figure.head[1:]
    if len(series) > 1:
        legend = "".join(_legend(figure, index) for index in range(len(series)))
        yield len(series) * _LINE + _GAP, legend
    for point, row in zip(figure.points, shares(figure), strict=True):
        height, content = _label(plain(point.label), "0", "start")
        for index, (bar, share) in enumerate(zip(point.bars, row, strict=True)):
            width = max(float(share or 0) * _WIDEST_WITH_VALUE, 0.4)
            drawn = "" if share is None else _rectangle(0, height, width, _series(index, figure))
            text = escape(plain(bar.runs))
            at = 0 if share is None else width + 1.2
            content += f'{drawn}<text class="value" x="{at:.2f}%" y="{height + 16}">{text}</text>'
            height += _BAR + 3
        yield height + _GAP - 3, content


def _series(index: int, figure: Figure) -> str:
    """The last series is what is promised: it is drawn solid, the ones before it in outline."""
    return "s1" if index == len(figure.head) - 2 else "s2"


def _legend(figure: Figure, index: int) -> str:
    top = index * _LINE
    name, look = escape(plain(figure.head[index + 1])), _series(index, figure)
    return (
        f'<rect class="{look}" x="1" y="{top + 2}" width="14" height="13" rx="2"/>'
        f'<text class="legend" x="24" y="{top + 13}">{name}</text>'
    )


def _label(text: str, x: str, anchor: str) -> tuple[int, str]:
    """A point's name on as many lines as it needs, and their height."""
    lines = wrap(text, _LABEL_WIDTH) or [""]
    spans = "".join(
        f'<tspan x="{x}" y="{14 + index * _LINE}">{escape(line)}</tspan>'
        for index, line in enumerate(lines)
    )
    return len(lines) * _LINE, f'<text text-anchor="{anchor}">{spans}</text>'


def _rectangle(x: float, y: int, width: float, look: str) -> str:
    return (
        f'<rect class="{look}" x="{x:.2f}%" y="{y}" width="{width:.2f}%" height="{_BAR}" rx="3"/>'
    )
