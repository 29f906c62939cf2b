"""Every entrance through which something comes in, by name: what a test or the fuzzer pushes."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter, ValidationError

from sla_writer import json_file, yaml_file
from sla_writer.agreement import Agreement, reading, values
from sla_writer.agreement import record as records
from sla_writer.agreement.calendars import Hours
from sla_writer.agreement.prose import Text
from sla_writer.clock.instants import instant
from sla_writer.document import Document, Paragraph, Run, from_json
from sla_writer.document import markdown as documents
from sla_writer.errors import AgreementError, SlaWriterError
from sla_writer.pack import Pack
from sla_writer.store.approvals import approval_in
from sla_writer.store.versions import version_at
from sla_writer.workspace.sheets import sheet_in

EXAMPLE = Path(__file__).parents[1] / "examples" / "fennimark" / "agreement.yaml"
TYPED: dict[str, Any] = {
    "percent": values.Percent,
    "money": values.Money,
    "duration": values.Duration,
    "times": values.Times,
    "count": values.Count,
    "figure": records.AnyFigure,
    "quarter": values.Quarter,
    "hours": Hours,
    "id": records.Id,
    "name": records.Name,
    "prose": Text,
    "whole": records.Whole,
    "yes-no": records.YesNo,
    "day": records.Day,
    "time": records.ClockTime,
    "zone": records.Zone,
    "currency": records.CurrencyCode,
    "language": records.LanguageCode,
}


def typed(kind: Any) -> Callable[[str], object]:
    """The entrance of one value, as a question or an option takes it."""

    def enter(text: str) -> object:
        try:
            return TypeAdapter(kind).validate_python(text)
        except ValidationError as error:
            raise AgreementError(reading.problem_of(error, "field")) from None

    return enter


def agreement(text: str) -> Agreement:
    return reading.from_file(yaml_file.parse(text, "agreement.yaml"))


@cache
def example() -> str:
    return EXAMPLE.read_text("utf-8")


def changed(change: str) -> Agreement:
    """The example with a piece of its text replaced: `old ⇒ new`."""
    old, _, new = change.partition(" ⇒ ")
    assert old in example(), old
    return agreement(example().replace(old, new, 1))


def template(text: str) -> str:
    """A section's template in a client's own pack."""
    with tempfile.TemporaryDirectory() as name:
        file = Path(name) / "en" / "goals.md"
        file.parent.mkdir()
        file.write_bytes(text.encode("utf-8", "surrogatepass"))
        return Pack("own", (Path(name),)).template("en", "goals")


def settings(text: str) -> object:
    """The settings of a client's own pack, and its questions."""
    with tempfile.TemporaryDirectory() as name:
        Path(name, "pack.yaml").write_bytes(text.encode("utf-8", "surrogatepass"))
        found = Pack("own", (Path(name),))
        return found.settings, found.questions


def manifest(text: str) -> object:
    """The manifest of a released version."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "0001")
        folder.mkdir()
        (folder / "SHA256SUMS").write_bytes(b"")
        (folder / "manifest.json").write_bytes(text.encode("utf-8", "surrogatepass"))
        return version_at(folder)


def approval(text: str) -> object:
    """A decision on a released version."""
    with tempfile.TemporaryDirectory() as name:
        file = Path(name, "cmo-1.json")
        file.write_bytes(text.encode("utf-8", "surrogatepass"))
        return approval_in(file).scan


ENTRANCES: dict[str, Callable[[str], object]] = {
    **{name: typed(kind) for name, kind in TYPED.items()},
    "instant": lambda text: instant(text, ZoneInfo("Europe/Moscow")),
    "yaml": lambda text: yaml_file.parse(text, "agreement.yaml"),
    "agreement": agreement,
    "changed": changed,
    "json": json_file.parse,
    "agreement-json": reading.from_json,
    "document-json": from_json,
    "manifest": manifest,
    "approval": approval,
    "decisions": lambda text: sheet_in(text, "decisions.json"),
    "markdown": documents.read,
    "template": template,
    "settings": settings,
}


def answer(act: Callable[[], object]) -> str:
    """The key of the one message that refuses something, "" when it may come in.

    Anything but a message goes through: a traceback is what no gate may end in.
    """
    try:
        act()
    except SlaWriterError as error:
        return error.key if str(error) else "nothing said"
    return ""


def small_document() -> Document:
    """A document of one paragraph."""
    words = {"table": "T", "figure": "F", "annex": "A", "contents": "C", "page": "P", "of": "of"}
    text = (Paragraph("a", (Run("Text"),)),)
    return Document("en", "T", "v", "ab", "2026-10-01", text, words=words)
