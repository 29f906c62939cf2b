"""The colours and fonts that Word offers for the agreement, and the settings it opens it with."""

from __future__ import annotations

from sla_writer.render.docx.styles import ACCENT, CODE_FONT, FONT
from sla_writer.render.docx.xml import HEAD, A, W, language_tag

_COLOURS = (
    ("dk1", "000000"), ("lt1", "FFFFFF"), ("dk2", "1F2A37"), ("lt2", "EAF0F4"),
    ("accent1", ACCENT), ("accent2", "6E9CBF"), ("accent3", "5A6672"), ("accent4", "B7791F"),
    ("accent5", "2F7D5B"), ("accent6", "9B2C2C"), ("hlink", ACCENT), ("folHlink", "5A6672"),
)  # fmt: skip
_FACE = f'<a:latin typeface="{FONT}"/><a:ea typeface=""/><a:cs typeface=""/>'
_FILL = '<a:solidFill><a:schemeClr val="phClr"/></a:solidFill>'
_LINE = f'<a:ln w="6350">{_FILL}</a:ln>'
_EFFECT = "<a:effectStyle><a:effectLst/></a:effectStyle>"

THEME = (
    f'{HEAD}<a:theme xmlns:a="{A}" name="SLA"><a:themeElements><a:clrScheme name="SLA">'
    + "".join(f'<a:{name}><a:srgbClr val="{rgb}"/></a:{name}>' for name, rgb in _COLOURS)
    + f'</a:clrScheme><a:fontScheme name="SLA"><a:majorFont>{_FACE}</a:majorFont>'
    f'<a:minorFont>{_FACE}</a:minorFont></a:fontScheme><a:fmtScheme name="SLA">'
    f"<a:fillStyleLst>{_FILL * 3}</a:fillStyleLst><a:lnStyleLst>{_LINE * 3}</a:lnStyleLst>"
    f"<a:effectStyleLst>{_EFFECT * 3}</a:effectStyleLst>"
    f"<a:bgFillStyleLst>{_FILL * 3}</a:bgFillStyleLst></a:fmtScheme></a:themeElements></a:theme>"
)


def _font(name: str, family: str, pitch: str) -> str:
    return (
        f'<w:font w:name="{name}"><w:charset w:val="00"/><w:family w:val="{family}"/>'
        f'<w:pitch w:val="{pitch}"/></w:font>'
    )


FONT_TABLE = (
    f'{HEAD}<w:fonts xmlns:w="{W}">{_font(FONT, "swiss", "variable")}'
    f"{_font(CODE_FONT, 'modern', 'fixed')}</w:fonts>"
)


def settings_xml(language: str, even_and_odd: bool = False) -> str:
    """The whole settings.xml: today's Word, hyphenation where a style allows it, the language."""
    word = "http://schemas.microsoft.com/office/word"
    marks = (",", ";") if language == "ru" else (".", ",")
    return (
        f'{HEAD}<w:settings xmlns:w="{W}"><w:zoom w:percent="100"/><w:defaultTabStop w:val="709"/>'
        '<w:autoHyphenation/><w:consecutiveHyphenLimit w:val="2"/><w:doNotHyphenateCaps/>'
        f"{'<w:evenAndOddHeaders/>' if even_and_odd else ''}"
        '<w:characterSpacingControl w:val="doNotCompress"/><w:compat>'
        f'<w:compatSetting w:name="compatibilityMode" w:uri="{word}" w:val="15"/>'
        f'<w:compatSetting w:name="overrideTableStyleFontSizeAndJustification" w:uri="{word}"'
        f' w:val="1"/><w:compatSetting w:name="enableOpenTypeFeatures" w:uri="{word}" w:val="1"/>'
        f'<w:compatSetting w:name="doNotFlipMirrorIndents" w:uri="{word}" w:val="1"/></w:compat>'
        f'<w:themeFontLang w:val="{language_tag(language)}"/>'
        '<w:clrSchemeMapping w:bg1="light1" w:t1="dark1" w:bg2="light2" w:t2="dark2"'
        ' w:accent1="accent1" w:accent2="accent2" w:accent3="accent3" w:accent4="accent4"'
        ' w:accent5="accent5" w:accent6="accent6" w:hyperlink="hyperlink"'
        ' w:followedHyperlink="followedHyperlink"/>'
        f'<w:decimalSymbol w:val="{marks[0]}"/><w:listSeparator w:val="{marks[1]}"/></w:settings>'
    )
