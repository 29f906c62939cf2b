"""Our renderer, warm: `ours.py OUT.docx N [whole]` prints the CPU milliseconds of N renders.

With `whole`, an agreement's facts, templates and Markdown come before each render.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from time import process_time

import wording

from sla_writer import pack
from sla_writer.agreement.reading import load
from sla_writer.clauses import document
from sla_writer.render import docx

EXAMPLE = Path(__file__).parents[2] / "examples" / "ryadozor" / "agreement.yaml"


def whole() -> Callable[[], bytes]:
    """From an agreement in memory to the bytes of its Word file."""
    agreement = load(EXAMPLE)
    used = pack.load(agreement.identity.pack)
    return lambda: docx.render(document(agreement, used, "ru"))


def main() -> None:
    out, times = Path(sys.argv[1]), int(sys.argv[2])
    same = wording.document()
    render = whole() if sys.argv[3:] else lambda: docx.render(same)
    spent = []
    for _ in range(times):
        start = process_time()
        data = render()
        spent.append((process_time() - start) * 1000)
    out.write_bytes(data)
    print(json.dumps(spent))


main()
