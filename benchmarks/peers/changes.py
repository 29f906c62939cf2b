"""What two quarters promise differently, warm: `changes.py N` prints the CPU milliseconds of N.

Both agreements are in memory; clocks are tried anew each time.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from time import process_time

from sla_writer.agreement.reading import load
from sla_writer.changes import changes, clocks

EXAMPLE = Path(__file__).parents[2] / "examples" / "ryadozor"


def main() -> None:
    old, new = load(EXAMPLE / "agreement.yaml"), load(EXAMPLE / "2027-Q1.yaml")
    spent = []
    for _ in range(int(sys.argv[1])):
        clocks.compared.cache_clear()
        start = process_time()
        changes(old, new)
        spent.append((process_time() - start) * 1000)
    print(json.dumps(spent))


main()
