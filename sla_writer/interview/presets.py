"""What a pack proposes: where an interview starts, what fills a file, what is to be confirmed."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from typing import Any

from sla_writer import clock, paths
from sla_writer.agreement import Agreement
from sla_writer.agreement.record import Record
from sla_writer.agreement.values import Quarter
from sla_writer.interview import numbers, shape
from sla_writer.interview.ids import unused
from sla_writer.interview.script import Script
from sla_writer.pack import Pack

Known = Mapping[str, set[str]]


def start(pack: Pack) -> dict[str, Any]:
    """The answers that an interview begins with."""
    return paths.put(pack.presets, "identity.pack", pack.name)  # type: ignore[no-any-return]


# --- defaults -----------------------------------------------------------------------------------


def default(script: Script, answers: Mapping[str, Any], path: str) -> Any:
    """What is offered for a question that nobody has answered; None when nothing can be."""
    question = script.own.get(path)
    return None if question is None else _value(question.default, answers)


def fallback(script: Script, answers: Mapping[str, Any], path: str) -> Any:
    """What is taken for a question that nobody is asked; None when nobody can do without asking."""
    question = script.own.get(path)
    if question is None:
        return None
    offered = _value(question.default, answers)
    return _value(question.otherwise, answers) if offered is None else offered


def rule(script: Script, path: str) -> tuple[str, str]:
    """The rule that makes a question's default, and its argument; empty where none does."""
    question = script.own.get(path)
    made = question.default if question is not None else None
    if isinstance(made, dict) and len(made) == 1 and next(iter(made)) in _RULES:
        ((name, argument),) = made.items()
        return name, str(argument)
    return "", ""


def awaits(script: Script, answers: Mapping[str, Any], path: str) -> bool:
    """Whether a question's default is copied from an answer that is still to come."""
    name, argument = rule(script, path)
    reads = {"same": argument, "quarter": "identity.quarter"}.get(name)
    return reads is not None and reads in script.own and paths.get(answers, reads) is None


def _value(written: Any, answers: Mapping[str, Any]) -> Any:
    """A default as it's written in a pack, or what its rule makes of the answers."""
    if isinstance(written, dict) and len(written) == 1:
        ((name, argument),) = written.items()
        if name in _RULES:
            return _RULES[name](answers, argument)
    return written


def _same(answers: Mapping[str, Any], path: str) -> Any:
    return paths.get(answers, path)


def _undecided(answers: Mapping[str, Any], role: str) -> Any:
    """Honestly open until the review, for a role that there is."""
    by = paths.get(answers, "identity.review_by") or quarter_day(answers, "review")
    if paths.get(answers, f"roles.{role}") is None or not isinstance(by, str):
        return None
    return {"undecided": {"who": role, "by": by}}


def quarter_day(answers: Mapping[str, Any], which: str) -> str | None:
    """The `first` or `last` day of the agreement's quarter, or two weeks before it (`review`)."""
    written = paths.get(answers, "identity.quarter")
    if written is None:
        return None
    begin = int(paths.get(answers, "identity.fiscal_year_start") or 1)
    quarter = Quarter.parse(str(written))
    first, last = quarter.first_day(begin), quarter.last_day(begin)
    day = {"first": first, "last": last, "review": last - datetime.timedelta(days=14)}[which]
    return day.isoformat()


def _country(answers: Mapping[str, Any], path: str) -> str | None:
    """The country of the time zone at `path`, whose public holidays are then proposed."""
    zone = paths.get(answers, path)
    return clock.country_of(zone) if isinstance(zone, str) else None


_RULES: dict[str, Callable[[Mapping[str, Any], str], Any]] = {
    "same": _same,
    "quarter": quarter_day,
    "country": _country,
    "undecided": _undecided,
    "monthly": numbers.monthly,
    "conversion": numbers.conversion,
    "computed": numbers.computed,
}


# --- filling a partial file ---------------------------------------------------------------------


def filled(script: Script, said: Mapping[str, Any]) -> dict[str, Any]:
    """What a file says, with the pack's presets and defaults where it says nothing.

    A list in the file is the whole list; an item with a preset item's id takes what it leaves
    unsaid from that one. Presets that refer to what the file doesn't have are left out; a value
    that the file empties stays empty.
    """
    answers = _merged(Agreement, said, _fitting(start(script.pack), said))
    answers = with_defaults(script, answers, lambda path: _emptied(said, path))
    return _without_none(answers)  # type: ignore[no-any-return]


def with_defaults(
    script: Script, answers: dict[str, Any], settled: Callable[[str], bool]
) -> dict[str, Any]:
    """The answers with the default of every question that has one and that nobody has settled."""
    for step in script.steps(answers):
        if step.question and paths.get(answers, step.path) is None and not settled(step.path):
            value = fallback(script, answers, step.path)
            if value is not None and (step.may_be_open or not paths.is_open(value)):
                answers = paths.put(answers, step.path, value)
    return answers


def _emptied(said: Any, path: str) -> bool:
    holder, _, name = path.rpartition(".")
    above = paths.get(said, holder) if holder else said
    return isinstance(above, dict) and name in above


def _fitting(presets: dict[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """The presets without what refers to items that neither they nor the file have."""
    while True:
        merged = _merged(Agreement, said, presets)
        lists = (name for name, field in shape.fields(Agreement).items() if field.kind == "records")
        known = {
            name: {str(i.get("id")) for i in merged.get(name) or [] if isinstance(i, dict)}
            for name in lists
        }
        fitted, _ = _fit(Agreement, presets, known)
        if fitted == presets:
            return presets
        presets = fitted


def _fit(record: type[Record], data: Any, known: Known) -> tuple[Any, bool]:
    """A record without broken references, and whether it can still do without them."""
    kept: dict[str, Any] = {}
    whole = True
    for name, value in data.items():
        field = shape.fields(record).get(name)
        fitted, good = _fit_value(field, value, known) if field else (value, True)
        if good:
            kept[name] = fitted
        elif field and field.required:
            whole = False
    return kept, whole


def _fit_value(field: shape.Field, value: Any, known: Known) -> tuple[Any, bool]:
    if paths.is_open(value):
        return value, value["undecided"].get("who") in known["roles"]
    if field.refers and isinstance(value, list):
        left = [each for each in value if each in known[field.refers]]
        return left, bool(left) or not value
    if field.refers:
        return value, value in known[field.refers]
    if field.item and isinstance(value, list):
        fitted = [_fit(field.item, item, known) for item in value]
        return [item for item, good in fitted if good], True
    if field.item and isinstance(value, dict):
        return _fit(field.item, value, known)
    return value, True


def _merged(
    record: type[Record], said: Mapping[str, Any], preset: Mapping[str, Any]
) -> dict[str, Any]:
    known = shape.fields(record)
    names = [*said, *(name for name in preset if name not in said)]
    return {name: _merge(known.get(name), said, preset, name) for name in names}


def _merge(
    field: shape.Field | None, said: Mapping[str, Any], preset: Mapping[str, Any], name: str
) -> Any:
    if name not in said or name not in preset:
        return said.get(name, preset.get(name))
    own, lent = said[name], preset[name]
    if field is None or field.item is None or paths.is_open(own) or paths.is_open(lent):
        return own
    if field.kind == "record" and isinstance(own, dict):
        return _merged(field.item, own, lent)
    if field.kind == "records" and isinstance(own, list):
        by_id = {item["id"]: item for item in lent if "id" in item}
        return [
            _merged(field.item, item, by_id[item["id"]])
            if isinstance(item, dict) and isinstance(item.get("id"), str) and item["id"] in by_id
            else item
            for item in own
        ]
    return own


def _without_none(data: Any) -> Any:
    if isinstance(data, dict):
        return {name: _without_none(value) for name, value in data.items() if value is not None}
    return [_without_none(each) for each in data] if isinstance(data, list) else data


# --- marks to confirm ---------------------------------------------------------------------------


def marked(
    answers: dict[str, Any], unconfirmed: Iterable[str], origin: str = "default"
) -> dict[str, Any]:
    """The answers with a remark on each value that nobody gave and that should be confirmed.

    `origin` says where these come from: the pack, or the quarter before.
    """
    remarks = list(answers.get("remarks") or [])
    about = {remark["path"] for remark in remarks if isinstance(remark, dict) and "path" in remark}
    for path in unconfirmed:
        if path not in about:
            taken = {remark.get("id") for remark in remarks}
            name = unused(path.replace(".", "-")[:50], taken)
            remarks.append({"id": name, "path": path, "origin": origin, "confirm": True})
    return {**answers, "remarks": remarks} if remarks else answers


def confirmed(answers: dict[str, Any], touched: Set[str]) -> dict[str, Any]:
    """The answers without the remarks on values that have been answered since."""
    remarks = [
        remark
        for remark in answers.get("remarks") or ()
        if not any(paths.within(path, remark["path"]) for path in touched)
    ]
    rest = {name: value for name, value in answers.items() if name != "remarks"}
    return {**rest, "remarks": remarks} if remarks else rest


def proposed(data: Any, touched: Set[str], path: str = "", *, item: bool = False) -> Iterator[str]:
    """What nobody has touched: the highest such paths, and the items of which a part is such."""
    if path and any(paths.within(path, each) for each in touched):
        return
    if path and not any(paths.within(each, path) for each in touched):
        yield path
        return
    listed = isinstance(data, list)
    found = (
        part
        for child, value in _children(data, path)
        for part in proposed(value, touched, child, item=listed)
    )
    if item:
        yield from [path] if any(found) else []
    else:
        yield from found


def said_paths(data: Any, path: str = "") -> Iterator[str]:
    """The path of every value that a file gives."""
    inner = list(_children(data, path))
    if path and not inner:
        yield path
    for child, value in inner:
        yield from said_paths(value, child)


def _children(data: Any, path: str) -> Iterator[tuple[str, Any]]:
    dot = f"{path}." if path else ""
    if isinstance(data, dict) and not paths.is_open(data):
        yield from ((dot + name, value) for name, value in data.items() if name != "id")
    elif isinstance(data, list) and all(isinstance(each, dict) for each in data):
        yield from ((dot + paths.key(each, i), each) for i, each in enumerate(data))
