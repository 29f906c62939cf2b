"""Fields of an agreement by their paths, as a script would look them up."""

from __future__ import annotations

from typing import Any

from sla_writer.agreement.prose import Text


def field(agreement: object, path: str) -> object:
    """The value at a path; a list's items go by their ids. None when there is none."""
    found: Any = agreement
    for name in path.split("."):
        if isinstance(found, tuple):
            found = next((each for each in found if getattr(each, "id", None) == name), None)
        else:
            found = getattr(found, name, None)
    return found


def said(value: object) -> str:
    """A value as a script prints it."""
    if isinstance(value, Text):
        return value.get("ru") or value.any()[1]
    if isinstance(value, tuple):
        return ", ".join(map(said, value))
    return str(value)
