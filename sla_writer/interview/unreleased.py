"""What a working copy says that its last release didn't, and how to take that back in its file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sla_writer import paths
from sla_writer.agreement import Agreement
from sla_writer.agreement.reading import plain

_ASIDE = ("remarks", "identity.revision")
"""What a release doesn't hold, or settles itself."""


def changed(now: Agreement, released: Agreement) -> tuple[str, ...]:
    """The paths at which an agreement differs from its release, remarks and revision aside."""
    found = _differing(plain(now), plain(released), "")
    return tuple(path for path in found if not any(paths.within(path, each) for each in _ASIDE))


def _differing(one: Any, other: Any, path: str) -> Iterator[str]:
    if one == other:
        return
    inner = _named(one), _named(other)
    if inner[0] is None or inner[1] is None:
        yield path
        return
    names = dict.fromkeys([*inner[0], *inner[1]])
    for name in names:
        below = f"{path}.{name}" if path else name
        yield from _differing(inner[0].get(name), inner[1].get(name), below)
    if [*inner[0]] != [*inner[1]] and set(inner[0]) == set(inner[1]) and isinstance(one, list):
        yield path  # the same items in another order


def _named(value: Any) -> dict[str, Any] | None:
    """The parts of a mapping or a list of items by their names; None for any other value."""
    if isinstance(value, dict) and not paths.is_open(value):
        return value
    if isinstance(value, list) and all(isinstance(e, dict) and "id" in e for e in value):
        return {each["id"]: each for each in value}
    return None


def taken_back(raw: Mapping[str, Any], now: Agreement, released: Agreement) -> dict[str, Any]:
    """What the release says; what the file (`raw`, which says `now`) says too, as written there."""
    then, said = plain(released), plain(now)
    if "remarks" in said:
        then["remarks"] = said["remarks"]
    found: dict[str, Any] = _respelled(raw, said, then)
    return found


def _respelled(raw: Any, now: Any, then: Any) -> Any:
    if now == then:
        return raw
    if all(isinstance(each, dict) and not paths.is_open(each) for each in (raw, now, then)):
        kept = [name for name in raw if name in then or name not in now]
        names = [*kept, *(name for name in then if name not in raw)]
        return {name: _part(raw, now, then, name) for name in names}
    written, known = _named(raw), _named(now)
    if not isinstance(then, list) or written is None or known is None or _named(then) is None:
        return then
    return [_part(written, known, {each["id"]: each}, each["id"]) for each in then]


def _part(raw: dict[str, Any], now: dict[str, Any], then: dict[str, Any], name: str) -> Any:
    """A part as it is to be written; a default that only the file spells out stays."""
    if name not in then:
        return raw[name]
    if name in raw and name in now:
        return _respelled(raw[name], now[name], then[name])
    return then[name]
