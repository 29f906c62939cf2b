"""What two sides have settled so far, on the disk before the next difference is shown."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sla_writer import json_file
from sla_writer.interview.sides import Comparison, Item, Ruling, Take
from sla_writer.text_gate import read_file

NAME = "reconcile.jsonl"
_LIMIT = 5_000_000


@dataclass(frozen=True, slots=True)
class Rulings:
    """The file of the rulings in an agreement's folder: a line each, the last one holds."""

    path: Path

    def write(self, item: Item, ruling: Ruling) -> None:
        """Adds a ruling, with what the sides had said: it holds only for that."""
        line = {
            "id": item.path, "marketing": item.marketing, "sales": item.sales,
            "take": ruling.take, "value": ruling.value, "reason": ruling.reason,
        }  # fmt: skip
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
            file.flush()
            os.fsync(file.fileno())

    def read(self, comparison: Comparison) -> dict[str, Ruling]:
        """The rulings on questions about which both sides still say what they said then."""
        known = {item.path: item for item in comparison.unsettled}
        found = {}
        for line in self._lines():
            item = known.get(str(line.get("id")))
            said = [line.get("marketing"), line.get("sales")]
            if item and said == [item.marketing, item.sales] and line.get("take") in list(Take):
                reason = str(line.get("reason", ""))
                found[item.path] = Ruling(Take(line["take"]), line.get("value"), reason)
        return found

    def _lines(self) -> Iterator[dict[str, Any]]:
        """Every whole line; one that was cut off when the power went is passed over."""
        for line in read_file(self.path, _LIMIT).splitlines() if self.path.exists() else ():
            try:
                found = json_file.parse(line, str(self.path))
            except json_file.JsonError:
                continue
            if isinstance(found, dict):
                yield found
