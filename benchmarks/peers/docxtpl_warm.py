"""docxtpl, warm: `docxtpl_warm.py TEMPLATE.docx DATA.json OUT.docx N` prints N CPU milliseconds."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from time import process_time

from docxtpl import DocxTemplate  # type: ignore[import-untyped]


def render(template: str, context: dict[str, object]) -> bytes:
    """One render; a template object may be used once only."""
    file = DocxTemplate(template)
    file.render(context, autoescape=True)
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def main() -> None:
    template, source, out, times = sys.argv[1:]
    context = json.loads(Path(source).read_text("utf-8"))
    spent = []
    for _ in range(int(times)):
        start = process_time()
        data = render(template, context)
        spent.append((process_time() - start) * 1000)
    Path(out).write_bytes(data)
    print(json.dumps(spent))


main()
