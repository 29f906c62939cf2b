"""How a Word file looks before it has any text: page, style ids and the parts that never change."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from sla_writer.render.docx.numbering import numbering_xml
from sla_writer.render.docx.styles import ACCENT, FONT, styles, styles_xml
from sla_writer.render.docx.theme import FONT_TABLE, THEME, settings_xml
from sla_writer.render.docx.xml import WORD_TYPE, encode

_PAGES = {  # width, height, side margins (left, right) in twips
    "A4": (11906, 16838, 1134, 907),
    "Letter": (12240, 15840, 1134, 907),
}

PARTS = (
    ("styles", "styles.xml"),
    ("numbering", "numbering.xml"),
    ("settings", "settings.xml"),
    ("fontTable", "fontTable.xml"),
    ("theme", "theme/theme1.xml"),
)
TYPES = {kind: f"{WORD_TYPE}{kind}+xml" for kind, _ in PARTS} | {
    "theme": "application/vnd.openxmlformats-officedocument.theme+xml"
}


@dataclass(frozen=True, eq=False)
class Look:
    """What the text is poured into.

    `ids` gives each role's style id; `parts` are ready parts by name; `relations` are the document
    part's relationships (id, kind, part name), `overrides` and `defaults` the content types that
    belong to the parts; `header` and `footer` say whether our own are to be written; `section` is
    the section's XML before and after their references; `width` the text's width in twips;
    `accent` and `font` are for charts.
    """

    ids: dict[str, str]
    parts: dict[str, bytes]
    relations: tuple[tuple[str, str, str], ...]
    overrides: tuple[tuple[str, str], ...]
    defaults: tuple[tuple[str, str], ...]
    section: tuple[str, str]
    width: int
    accent: str = ACCENT
    font: str = FONT
    header: bool = True
    footer: bool = True
    open: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        opened = {
            role: f'<w:p><w:pPr><w:pStyle w:val="{key}"/></w:pPr>' for role, key in self.ids.items()
        }
        object.__setattr__(self, "open", opened)


@lru_cache(maxsize=16)
def own_look(language: str, paper: str, annex: str) -> Look:
    """The house's own look for a language, a paper size and the word for an annex."""
    width, height, left, right = _PAGES.get(paper, _PAGES["A4"])
    text = width - left - right
    parts = {
        "word/styles.xml": encode(styles_xml(language, text)),
        "word/numbering.xml": encode(numbering_xml(language, annex)),
        "word/settings.xml": encode(settings_xml(language)),
        "word/fontTable.xml": encode(FONT_TABLE),
        "word/theme/theme1.xml": encode(THEME),
    }
    return Look(
        ids={style.role: style.id for style in styles()},
        parts=parts,
        relations=tuple(
            (f"rId{n}", kind, f"/word/{name}") for n, (kind, name) in enumerate(PARTS, 1)
        ),
        overrides=tuple((f"/word/{name}", TYPES[kind]) for kind, name in PARTS),
        defaults=(),
        section=(
            "<w:sectPr>",
            f'<w:pgSz w:w="{width}" w:h="{height}"/>'
            f'<w:pgMar w:top="1020" w:right="{right}" w:bottom="850" w:left="{left}"'
            ' w:header="482" w:footer="397" w:gutter="0"/><w:titlePg/></w:sectPr>',
        ),
        width=text,
    )
