"""Figures as Word's own charts: a funnel and bars, readable in grey and by screen readers."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from sla_writer.document import Bar, Figure, Point, Runs, plain
from sla_writer.render.docx.look import Look
from sla_writer.render.docx.sheet import Sheet
from sla_writer.render.docx.styles import tint
from sla_writer.render.docx.xml import HEAD, WP, A, C, R, attribute, escape, language_tag

_TWIP, _POINT = 635, 12700  # in EMU
_INK = "2B333B"
_NO_FILL = "<c:spPr><a:noFill/><a:ln><a:noFill/></a:ln></c:spPr>"
_NARROW = Decimal("0.12")  # of the widest bar; in a narrower one there is no room for the label
_FALSE_SHOWS = ("CatName", "SerName", "Percent", "BubbleSize")


def figure_xml(sheet: Sheet, figure: Figure) -> str:
    """The paragraph that holds the figure."""
    return f"{sheet.open['figure']}{drawing_xml(sheet, figure)}</w:p>"


def drawing_xml(sheet: Sheet, figure: Figure) -> str:
    """The run that holds the figure; its chart becomes a part of its own."""
    key = sheet.chart(chart_xml(figure, sheet.look, sheet.document.language))
    width, height = sheet.look.width * _TWIP, _height(figure) * _POINT
    number = sheet.next_id()
    return (
        f'<w:r><w:drawing><wp:inline xmlns:wp="{WP}" distT="0" distB="0"'
        f' distL="0" distR="0"><wp:extent cx="{width}" cy="{height}"/>'
        f'<wp:docPr id="{number}" name="Figure {number}" descr="{attribute(told(figure))}"'
        f' title="{attribute(plain(figure.caption))}"/><wp:cNvGraphicFramePr/>'
        f'<a:graphic xmlns:a="{A}"><a:graphicData uri="{C}">'
        f'<c:chart xmlns:c="{C}" r:id="{key}"/></a:graphicData></a:graphic></wp:inline>'
        "</w:drawing></w:r>"
    )


def told(figure: Figure) -> str:
    """The figure in words and numbers, for whoever cannot see it."""
    return "; ".join(_told_point(figure, point) for point in figure.points)


def _told_point(figure: Figure, point: Point) -> str:
    if len(point.bars) == 1:
        return f"{plain(point.label)}: {plain(point.bars[0].runs)}"
    series = zip(figure.head[1:], point.bars, strict=True)
    values = ", ".join(f"{plain(name)} {plain(bar.runs)}" for name, bar in series)
    return f"{plain(point.label)}: {values}"


def _height(figure: Figure) -> int:
    """The figure's height in points."""
    if figure.kind == "funnel":
        return 12 + 17 * len(figure.points)
    bars = sum(len(point.bars) for point in figure.points)
    return 36 + 9 * bars + 5 * len(figure.points)


def chart_xml(figure: Figure, look: Look, language: str) -> str:
    """The whole chart part."""
    if figure.kind == "funnel":
        kind, series = "stacked", _funnel(figure, look)
        gap = '<c:gapWidth val="22"/><c:overlap val="100"/>'
    else:
        kind, series, gap = "clustered", _bars(figure, look), '<c:gapWidth val="60"/>'
    return (
        f'{HEAD}<c:chartSpace xmlns:c="{C}" xmlns:a="{A}" xmlns:r="{R}">'
        f'<c:date1904 val="0"/><c:lang val="{language_tag(language)}"/><c:roundedCorners val="0"/>'
        '<c:chart><c:autoTitleDeleted val="1"/><c:plotArea><c:layout/>'
        f'<c:barChart><c:barDir val="bar"/><c:grouping val="{kind}"/><c:varyColors val="0"/>'
        f'{series}{gap}<c:axId val="101"/><c:axId val="102"/></c:barChart>{_axes(look)}{_NO_FILL}'
        f'</c:plotArea>{_legend(figure, look)}<c:plotVisOnly val="1"/>'
        f'<c:dispBlanksAs val="gap"/></c:chart>{_NO_FILL}{_letters(look)}</c:chartSpace>'
    )


def _legend(figure: Figure, look: Look) -> str:
    """Only where there is more than one series to tell apart."""
    if figure.kind == "funnel" or len(figure.head) < 3:
        return ""
    placed = '<c:legendPos val="b"/><c:overlay val="0"/>'
    return f"<c:legend>{placed}{_letters(look)}</c:legend>"


def _letters(look: Look, bold: bool = False) -> str:
    return (
        f"<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr>{_letter('defRPr', look, bold)}"
        '</a:pPr><a:endParaRPr lang="en-US"/></a:p></c:txPr>'
    )


def _letter(tag: str, look: Look, bold: bool) -> str:
    face = attribute(look.font)
    return (
        f'<a:{tag} sz="900" b="{int(bold)}"><a:solidFill><a:srgbClr val="{_INK}"/></a:solidFill>'
        f'<a:latin typeface="{face}"/><a:cs typeface="{face}"/></a:{tag}>'
    )


def _axes(look: Look) -> str:
    """The labels' axis from the top down, and the values' axis from zero, not drawn."""
    quiet = '<c:majorTickMark val="none"/><c:minorTickMark val="none"/>'
    plain_format = '<c:numFmt formatCode="General" sourceLinked="0"/>'
    line = '<a:ln w="9525"><a:solidFill><a:srgbClr val="C6D0DA"/></a:solidFill></a:ln>'
    return (
        '<c:catAx><c:axId val="101"/><c:scaling><c:orientation val="maxMin"/></c:scaling>'
        f'<c:delete val="0"/><c:axPos val="l"/>{plain_format}{quiet}<c:tickLblPos val="low"/>'
        f"<c:spPr>{line}</c:spPr>{_letters(look)}"
        '<c:crossAx val="102"/><c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/>'
        '<c:lblOffset val="100"/><c:noMultiLvlLbl val="1"/></c:catAx>'
        '<c:valAx><c:axId val="102"/><c:scaling><c:orientation val="minMax"/><c:min val="0"/>'
        f'</c:scaling><c:delete val="1"/><c:axPos val="t"/>{plain_format}{quiet}'
        '<c:tickLblPos val="none"/><c:crossAx val="101"/><c:crosses val="autoZero"/>'
        '<c:crossBetween val="between"/></c:valAx>'
    )


def _funnel(figure: Figure, look: Look) -> str:
    """Centred bars between two invisible ones; what has no room for its label has it beside it."""
    bars = [point.bars[0] for point in figure.points]
    sizes = [bar.size or Decimal(0) for bar in bars]
    widest = max(sizes, default=Decimal(0))
    narrow = [size < widest * _NARROW for size in sizes]
    within = [None if thin else bar for bar, thin in zip(bars, narrow, strict=True)]
    beside = [bar if thin else None for bar, thin in zip(bars, narrow, strict=True)]
    edge = f'<a:ln w="9525">{_solid(look.accent)}</a:ln>'
    fill = f"<c:spPr>{_solid(tint(look.accent, 0.26))}{edge}</c:spPr>"
    before = [(widest - size) / 2 for size in sizes]
    return (
        _series(figure, look, 0, _NO_FILL, "", before)
        + _series(figure, look, 1, fill, _points(within, "ctr", look, bold=True), sizes)
        + _series(figure, look, 2, _NO_FILL, _points(beside, "inBase", look, bold=True), before)
    )


def _bars(figure: Figure, look: Look) -> str:
    last = len(figure.head) - 2
    columns = [[point.bars[at] for point in figure.points] for at in range(last + 1)]
    return "".join(
        _series(
            figure,
            look,
            at,
            _fill(at, at == last, look),
            _points(bars, "outEnd", look, bold=at == last),
            [bar.size or Decimal(0) for bar in bars],
            _name(at, figure.head[at + 1]),
        )
        for at, bars in enumerate(columns)
    )


def _series(
    figure: Figure,
    look: Look,
    at: int,
    fill: str,
    labels: str,
    sizes: Sequence[Decimal],
    name: str = "",
) -> str:
    return (
        f'<c:ser><c:idx val="{at}"/><c:order val="{at}"/>{name}{fill}'
        f'<c:invertIfNegative val="0"/>{labels}{_categories(figure)}{_values(at, sizes)}</c:ser>'
    )


def _solid(colour: str) -> str:
    return f'<a:solidFill><a:srgbClr val="{colour}"/></a:solidFill>'


def _fill(at: int, last: bool, look: Look) -> str:
    """The last series (the plan) is solid, the others hatched: grey print tells them apart."""
    edge = f'<a:ln w="9525">{_solid(look.accent)}</a:ln>'
    if last:
        return f"<c:spPr>{_solid(look.accent)}{edge}</c:spPr>"
    pattern = ("ltUpDiag", "ltHorz", "pct20")[at % 3]
    return (
        f'<c:spPr><a:pattFill prst="{pattern}"><a:fgClr><a:srgbClr val="{look.accent}"/></a:fgClr>'
        f'<a:bgClr><a:srgbClr val="FFFFFF"/></a:bgClr></a:pattFill>{edge}</c:spPr>'
    )


def _points(bars: Sequence[Bar | None], place: str, look: Look, bold: bool) -> str:
    """Each bar's label: the text that the document prints, not the number that is drawn."""
    rest = '<c:showLegendKey val="0"/><c:showVal val="{}"/>' + "".join(
        f'<c:show{name} val="0"/>' for name in _FALSE_SHOWS
    )
    labels = "".join(
        f'<c:dLbl><c:idx val="{n}"/><c:tx><c:rich><a:bodyPr/><a:lstStyle/><a:p><a:r>'
        f"{_letter('rPr', look, bold)}<a:t>{escape(plain(bar.runs))}</a:t></a:r></a:p></c:rich>"
        f'</c:tx><c:dLblPos val="{place}"/>{rest.format(1)}</c:dLbl>'
        for n, bar in enumerate(bars)
        if bar and plain(bar.runs)
    )
    return f"<c:dLbls>{labels}{rest.format(0)}</c:dLbls>"


def _name(at: int, runs: Runs) -> str:
    return (
        f"<c:tx><c:strRef><c:f>Sheet1!${_column(at)}$1</c:f><c:strCache>"
        f'<c:ptCount val="1"/><c:pt idx="0"><c:v>{escape(plain(runs))}</c:v></c:pt>'
        "</c:strCache></c:strRef></c:tx>"
    )


def _column(at: int) -> str:
    return chr(ord("B") + at)


def _categories(figure: Figure) -> str:
    points = "".join(
        f'<c:pt idx="{n}"><c:v>{escape(plain(point.label))}</c:v></c:pt>'
        for n, point in enumerate(figure.points)
    )
    count = len(figure.points)
    return (
        f"<c:cat><c:strRef><c:f>Sheet1!$A$2:$A${count + 1}</c:f><c:strCache>"
        f'<c:ptCount val="{count}"/>{points}</c:strCache></c:strRef></c:cat>'
    )


def _values(at: int, sizes: Sequence[Decimal]) -> str:
    points = "".join(f'<c:pt idx="{n}"><c:v>{size:f}</c:v></c:pt>' for n, size in enumerate(sizes))
    column = _column(at)
    return (
        f"<c:val><c:numRef><c:f>Sheet1!${column}$2:${column}${len(sizes) + 1}</c:f><c:numCache>"
        f'<c:formatCode>General</c:formatCode><c:ptCount val="{len(sizes)}"/>{points}'
        "</c:numCache></c:numRef></c:val>"
    )
