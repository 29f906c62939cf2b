"""What an older version of this program released, read by today's: step by step, never rewritten.

A manifest names the schema version in which its agreement and documents were written. What lies on
the disk stays as it was sealed; only what is read goes through the steps.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import reduce
from typing import TYPE_CHECKING, Any

from sla_writer import json_file
from sla_writer.errors import AgreementError, SlaWriterError, StoreError
from sla_writer.messages import text
from sla_writer.store import AGREEMENT, MANIFEST

if TYPE_CHECKING:
    from sla_writer.agreement import Agreement
    from sla_writer.document import Document
    from sla_writer.store import Version

Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Step:
    """How the data of one schema version becomes that of the next: pure, and told nothing else."""

    agreement: Callable[[Data], Data]
    document: Callable[[Data], Data]


STEPS: tuple[Step, ...] = ()
"""The first makes version 2 of version 1, the second version 3 of that, and so on."""


def schema() -> int:
    """The schema version in which agreements and documents are written today."""
    return len(STEPS) + 1


def agreement_in(version: Version) -> Agreement:
    """The agreement of a released version.

    Raises StoreError when it can't be read, says something unknown, or is of a newer schema.
    """
    from sla_writer.agreement.reading import from_json

    said, steps = _text(version, AGREEMENT), _steps(version)
    try:
        return from_json(_risen(said, (step.agreement for step in steps)))
    except (SlaWriterError, ValueError, TypeError) as error:
        raise unreadable(version, AGREEMENT, error) from None


def data_in(version: Version) -> Data:
    """What a version's agreement says, as plain data that nobody has checked: forty are read in a
    moment. StoreError as for `agreement_in`, except that what is unknown is kept.
    """
    said, steps = _text(version, AGREEMENT), _steps(version)
    try:
        return dict(json_file.parse(_risen(said, (step.agreement for step in steps)), AGREEMENT))
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise unreadable(version, AGREEMENT, error) from None


def document_in(version: Version, language: str) -> Document:
    """The document of a released version in a language; StoreError as for `agreement_in`."""
    from sla_writer.document import from_json

    name = document_name(language)
    said, steps = _text(version, name), _steps(version)
    try:
        return from_json(_risen(said, (step.document for step in steps)))
    except (SlaWriterError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise unreadable(version, name, error) from None


def document_name(language: str) -> str:
    """What the file of a version's document is called."""
    return f"document.{language}.json"


def _steps(version: Version) -> tuple[Step, ...]:
    """The steps that a version's data goes through; StoreError when it is newer than this."""
    found = version.manifest.get("schema")
    if type(found) is not int or found < 1:
        raise StoreError("error-store-manifest", file=version.folder / MANIFEST)
    if found > schema():
        raise StoreError("error-version-newer", number=version.number, found=found, known=schema())
    return STEPS[found - 1 :]


def _text(version: Version, name: str) -> str:
    try:
        return version.read(name).decode("utf-8")
    except UnicodeDecodeError as error:
        raise unreadable(version, name, error) from None


def _risen(text: str, steps: Iterable[Callable[[Data], Data]]) -> str:
    """JSON text after the steps; where there are none it is the text as it was."""
    taken = tuple(steps)
    if not taken:
        return text
    return json.dumps(
        reduce(lambda data, step: step(data), taken, json_file.parse(text, AGREEMENT))
    )


def unreadable(version: Version, name: str, error: Exception) -> StoreError:
    """The error of a file that doesn't say what it must, with the first thing found wrong in it."""
    found = error.problems[0] if isinstance(error, AgreementError) else None
    what = text(found.key, **found.params) if found else type(error).__name__
    where = f"{found.path}: " if found and found.path else ""
    return StoreError("error-version-unreadable", file=version.folder / name, what=where + what)
