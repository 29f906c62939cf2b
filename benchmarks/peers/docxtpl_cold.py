"""What a team would write with docxtpl: `docxtpl_cold.py AGREEMENT WORD.docx TEXT.md OUT_FOLDER`.

Reads and checks the agreement as `sla` does, fills a Word template, and a Markdown one with Jinja.
"""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path

from docxtpl import DocxTemplate  # type: ignore[import-untyped]
from fields import field, said
from jinja2 import Environment, StrictUndefined

from sla_writer.agreement.reading import load


def main() -> None:
    agreement, word, text, out = map(Path, sys.argv[1:])
    read = load(agreement)
    known = {"agreement": read, "field": partial(field, read)}
    out.mkdir(exist_ok=True)
    file = DocxTemplate(word)
    file.render(known, Environment(undefined=StrictUndefined, finalize=said, autoescape=True))
    file.save(out / "agreement.docx")
    template = Environment(undefined=StrictUndefined, finalize=said).from_string(
        text.read_text(encoding="utf-8")
    )
    (out / "agreement.md").write_text(template.render(known), encoding="utf-8")


main()
