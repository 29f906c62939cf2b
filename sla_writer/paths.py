"""Reading and changing plain nested data by agreement paths: `kpis.mql.target` names items by id.

Items without an id are named by their position. Nothing is changed in place.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def get(data: Any, path: str) -> Any:
    """What stands at `path`; None when nothing does."""
    for step in path.split("."):
        if isinstance(data, dict):
            data = data.get(step)
        elif isinstance(data, list) and (index := position(data, step)) is not None:
            data = data[index]
        else:
            return None
    return data


def put(data: Any, path: str, value: Any) -> Any:
    """The data with `value` at `path`; None takes away what stands there.

    Raises KeyError when the path goes through an item that there isn't.
    """
    step, _, rest = path.partition(".")
    if isinstance(data, list):
        index = position(data, step)
        if index is None:
            raise KeyError(path)
        inner = put(data[index], rest, value) if rest else value
        return [*data[:index], *([] if inner is None else [inner]), *data[index + 1 :]]
    kept = data if isinstance(data, dict) and "undecided" not in data else {}
    inner = put(kept.get(step, {}), rest, value) if rest else value
    if inner is None:
        return {name: each for name, each in kept.items() if name != step}
    return {**kept, step: inner}


def key(item: Any, index: int) -> str:
    """The step that names an item of a list: its id, or its position when it has none."""
    own = item.get("id") if isinstance(item, dict) else None
    return own if isinstance(own, str) else str(index)


def position(items: Sequence[Any], step: str) -> int | None:
    """Where in a list the item stands that a step names."""
    return next((i for i, item in enumerate(items) if key(item, i) == step), None)


def within(path: str, holder: str) -> bool:
    """Whether `path` is `holder` or stands somewhere inside it."""
    return path == holder or path.startswith(holder + ".")


def is_open(value: Any) -> bool:
    """Whether a value is undecided."""
    return isinstance(value, dict) and "undecided" in value
