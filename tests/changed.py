"""Two agreements made from an example by a few edits, as their files would say them."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from sla_writer import paths, yaml_file
from sla_writer.agreement import Agreement, reading
from sla_writer.measures import misfits
from sla_writer.yaml_file import YamlFile

ROOT = Path(__file__).parent.parent
FILES = sorted((ROOT / "tests" / "changes").glob("*.yaml"))


@dataclass(frozen=True)
class Tried:
    """A pair of agreements and what must be said of it.

    `was` is what the old one says otherwise than the example, `set` what the new one does (null
    takes a field away); `add` puts items at the ends of the new one's lists, `order` arranges them
    by their ids, `rename` gives items other ids wherever they are named.
    """

    told: dict[str, Any]

    @property
    def name(self) -> str:
        return str(self.told["name"])

    @property
    def agreements(self) -> tuple[Agreement, Agreement]:
        base = self.told.get("base", "ryadozor")
        was, now = self.told.get("was") or {}, self.told.get("set") or {}
        if not was:
            old, data = example(base), raw(base)
        else:
            data = changed(raw(base), was)
            old = read(data)
        data = changed(data, now)
        for name, items in (self.told.get("add") or {}).items():
            data = paths.put(data, name, [*(paths.get(data, name) or []), *items])
        for name, ids in (self.told.get("order") or {}).items():
            data = paths.put(data, name, ordered(paths.get(data, name), ids))
        for path, name in (self.told.get("rename") or {}).items():
            data = renamed(data, path, name)
        return old, read(data)


def changed(data: Any, values: dict[str, Any]) -> Any:
    for path, value in values.items():
        data = paths.put(data, path, value)
    return data


def ordered(items: list[Any], ids: list[Any]) -> list[Any]:
    """The items by their ids; plain values as they are listed."""
    by_key = {paths.key(each, index): each for index, each in enumerate(items)}
    return [by_key.get(str(each), each) for each in ids]


def renamed(data: Any, path: str, name: str) -> Any:
    """The data with another id at a path, in every reference too."""
    listed, _, inner = path.partition(".")
    agreement = read(data)
    if "." not in inner:
        for loc, to, value in reading.references(agreement):
            if (to, value) == (listed, inner):
                data = _put(data, loc, name)
    return paths.put(data, f"{path}.id", name)


def _put(data: Any, loc: tuple[Any, ...], value: Any) -> Any:
    first, *rest = loc
    new = deepcopy(data)
    inner = new[first] if not isinstance(first, int) or isinstance(new, list) else new
    if not rest:
        new[first] = value
    elif isinstance(inner, str):
        new[first] = [value]
    else:
        new[first] = _put(inner, tuple(rest), value)
    return new


@cache
def raw(name: str) -> Any:
    found: Any = yaml_file.load(ROOT / "examples" / name / "agreement.yaml").data
    return found


@cache
def example(name: str) -> Agreement:
    return read(raw(name))


def read(data: Any) -> Agreement:
    return reading.from_file(YamlFile("", data, {}, {}, []), misfits)


def pairs() -> list[Any]:
    """Every pair of the files, as its file says it."""
    files: Any = (yaml_file.load(file).data for file in FILES)
    return [each for file in files for each in file["pairs"]]
