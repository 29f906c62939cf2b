"""A new agreement with some of its changes taken back, as if they had never been proposed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from itertools import groupby
from typing import Any

from sla_writer import paths
from sla_writer.agreement import Agreement
from sla_writer.agreement.reading import modelled, plain
from sla_writer.changes import Change, Kind
from sla_writer.changes.differing import Difference, Shape, differences
from sla_writer.changes.found import PERIOD, ROLLING
from sla_writer.changes.pairing import relabelled, renamed
from sla_writer.yaml_file import YamlFile

_AGAIN = "\n"
"""Behind the id of what comes back while something else has it: no id has a line end."""

Data = dict[str, Any]
Ids = Mapping[str, Mapping[str, str]]
"""By list, other ids of its items."""


def restored(
    old: Agreement, new: Agreement, changes: Sequence[Change], rejected: Collection[Change]
) -> Agreement:
    """The new agreement in which the `rejected` ones of all its `changes` say what the old one did.

    What was added goes, what was removed comes back where it stood, what was renamed is called as
    before wherever it is named. Differences that belong to no change stay as they are in the new
    one. What is left may name what is gone; AgreementError when it can't stand together at all.
    """
    before = renamed(old, new)
    speaks_old = relabelled(new, before)
    told = _Told(changes)
    back = [each for each in differences(old, speaks_old) if told.by(each) in rejected]
    data, then = plain(speaks_old), plain(old)
    for each in back:
        if each.shape is Shape.VALUE:
            data = paths.put(data, each.path, paths.get(then, each.was_path))
    data = _with_items(data, then, back, before)
    for each in back:
        if each.shape is Shape.ORDER:
            data = _in_order(data, then, each, before)
    data = _called_before(data, [each for each in back if each.shape is Shape.ID])
    data = _own_names(data, back, before)
    found: Agreement = relabelled(modelled(YamlFile("", data, {}, {}, [])), _kept(before, back))
    return found


class _Told:
    """Which change tells of a difference."""

    def __init__(self, changes: Sequence[Change]) -> None:
        self._known = {_at(each): one for one in changes for each in (one, *one.repeats)}
        self._carried = {each.path: each for each in changes if each.kind is Kind.CARRIED}

    def by(self, difference: Difference) -> Change | None:
        """The change; None where none tells of it, as of what is metadata."""
        if found := self._known.get(_at(difference)):
            return found
        if difference.path in PERIOD or difference.name in ROLLING:
            return self._known.get((PERIOD[0], False, False))
        return self._carried.get(difference.path.rpartition(".")[0])


def _at(told: Change | Difference) -> tuple[str, bool, bool]:
    """A place and whether something came or went there: what went may have the id of what came."""
    return told.path, told.old is None, told.new is None


# --- items ----------------------------------------------------------------------------------------


def _with_items(data: Data, then: Data, back: Sequence[Difference], before: Ids) -> Data:
    """What was added is gone, what was removed is there."""
    for each in back:
        if each.shape is Shape.ITEM and each.old is None:
            data = paths.put(data, each.path, None)
        elif each.shape is Shape.ITEM:
            data = _come_back(data, then, each.path, before)
    return data


def _come_back(data: Data, then: Data, path: str, before: Ids) -> Data:
    """An item of the old agreement in its place: behind the last of those that it stood behind."""
    home, _, name = path.rpartition(".")
    items, names = _list(then, home), _now(home, before)
    order = [item["id"] for item in items]
    earlier = {names.get(each, each) for each in order[: order.index(name)]}
    here = _moved(home, before)
    there = _list(data, here)
    at = max((at for at, item in enumerate(there, 1) if item["id"] in earlier), default=0)
    item = items[order.index(name)]
    if any(each["id"] == name for each in there):
        item = {**item, "id": name + _AGAIN}
    return _put(data, here, [*there[:at], item, *there[at:]])


def _in_order(data: Data, then: Data, difference: Difference, before: Ids) -> Data:
    """A list in its old order; what is new in it keeps its place."""
    path, was = difference.path, difference.was_path
    if not _has_ids(paths.get(then, was)):
        return _put(data, path, paths.get(then, was))
    names, items = _now(was, before), _list(data, path)
    ranks = {names.get(each["id"], each["id"]): at for at, each in enumerate(_list(then, was))}
    known = iter(sorted((i for i in items if i["id"] in ranks), key=lambda i: ranks[i["id"]]))
    return _put(data, path, [next(known) if item["id"] in ranks else item for item in items])


def _list(data: Data, path: str) -> list[Any]:
    return list(paths.get(data, path) or [])


def _put(data: Data, path: str, value: object) -> Data:
    found: Data = paths.put(data, path, value)
    return found


def _has_ids(items: object) -> bool:
    return isinstance(items, list) and all(isinstance(e, dict) and "id" in e for e in items)


def _own_names(data: Data, back: Sequence[Difference], before: Ids) -> Data:
    """What has come back has its own id again, for what had taken it has its own too."""
    homes = {_moved(each.path.rpartition(".")[0], before) for each in back if _is_gone(each)}
    for home in sorted(homes):
        items = [{**each, "id": each["id"].removesuffix(_AGAIN)} for each in _list(data, home)]
        data = _put(data, home, items)
    return data


def _is_gone(difference: Difference) -> bool:
    return difference.shape is Shape.ITEM and difference.new is None


# --- ids -----------------------------------------------------------------------------------------


def _now(path: str, before: Ids) -> dict[str, str]:
    """What the items of a list of the old agreement are called in the new one."""
    return {old: new for new, old in before.get(path, {}).items()}


def _moved(path: str, before: Ids) -> str:
    """A path of the old agreement as it is in the new one."""
    head, *rest = path.split(".")
    names = _now(head, before)
    return ".".join([head, *(names.get(rest[0], rest[0]) for _ in rest[:1]), *rest[1:]])


def _called_before(data: Data, back: Sequence[Difference]) -> Data:
    """The items called as before, the inmost first: no path leads through a name that is gone."""

    def home(each: Difference) -> str:
        return each.path.rpartition(".")[0]

    deepest = sorted(back, key=lambda each: (-each.path.count("."), home(each)))
    for path, group in groupby(deepest, key=home):
        names = {each.new: each.old for each in group}
        items = [{**item, "id": names.get(item["id"], item["id"])} for item in _list(data, path)]
        data = _put(data, path, items)
    return data


def _kept(before: Ids, back: Sequence[Difference]) -> dict[str, dict[str, str]]:
    """By list, the new ids by the old ones, where the items keep them."""
    returned = {each.path for each in back if each.shape is Shape.ID}
    return {
        name: {old: new for new, old in ids.items() if f"{name}.{new}" not in returned}
        for name, ids in before.items()
    }
