"""One value of an agreement put another way, by the steps that lead to it."""

from __future__ import annotations

from typing import Any


def put(record: Any, steps: tuple[str | int, ...], value: Any) -> Any:
    """The record with the value at `steps` replaced."""
    if not steps:
        return value
    first, rest = steps[0], steps[1:]
    if isinstance(record, tuple):
        index = int(first)
        return (*record[:index], put(record[index], rest, value), *record[index + 1 :])
    name = str(first)
    return record.model_copy(update={name: put(getattr(record, name), rest, value)})
