"""Agreement files: read with every mistake placed, references checked, and written back."""

from __future__ import annotations

import hashlib
import json
import types
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, islice
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from sla_writer import json_file, yaml_file
from sla_writer.agreement import Agreement
from sla_writer.agreement.record import Record, Refers
from sla_writer.errors import AgreementError, Place, Problem
from sla_writer.json_file import JsonError
from sla_writer.yaml_file import Step, YamlFile

PROBLEM_LIMIT = 50
_NEAR = 0.6

_TAGS = {"=value", "=undecided"}
_KEYS = {
    "missing": "error-missing",
    "extra_forbidden": "error-unknown-key",
    "enum": "error-choice",
    "literal_error": "error-choice",
    "model_type": "error-mapping",
    "model_attributes_type": "error-mapping",
    "dict_type": "error-mapping",
    "tuple_type": "error-list",
    "list_type": "error-list",
    "string_type": "error-text",
}


Found = tuple[tuple[Step, ...], Problem]
Check = Callable[[Agreement], Iterable[Found]]
"""Finds what is wrong with an agreement beyond its model: steps to the value, and the problem."""


def load(path: Path, *checks: Check) -> Agreement:
    """The agreement in the file at `path`; `checks` find more that is wrong than the model can.

    Raises AgreementError listing every mistake with its place, SlaWriterError when the file can't
    be read.
    """
    return from_file(yaml_file.load(path), *checks)


def from_file(file: YamlFile, *checks: Check) -> Agreement:
    """The agreement that a read YAML file says."""
    agreement = modelled(file)
    more = (found for check in checks for found in check(agreement))
    found = islice(chain(broken_references(agreement), more), PROBLEM_LIMIT)
    broken = [_placed(problem, file) for problem in found]
    if broken:
        raise AgreementError(*broken)
    return agreement


def modelled(file: YamlFile) -> Agreement:
    """The same as `from_file`, but what it names may be missing or stand twice."""
    try:
        agreement: Agreement = Agreement.model_validate(file.data)
    except ValidationError as error:
        raise AgreementError(*_problems(error, file)) from None
    return agreement


def from_json(text: str | bytes, name: str = "agreement.json") -> Agreement:
    """The agreement that `canonical` wrote; errors call its file `name`.

    Raises JsonError (an AgreementError) for what is no such JSON, is no agreement, or refers to
    what isn't there.
    """
    data = json_file.parse(text, name)
    try:
        return from_file(YamlFile(name, data, {}, {}, []))
    except AgreementError as error:
        raise JsonError(*error.problems) from None


def plain(agreement: Agreement) -> dict[str, Any]:
    """The agreement as plain data, in the model's order, without what was left at its default."""
    data: dict[str, Any] = agreement.model_dump(mode="json", exclude_defaults=True)
    return data


def to_yaml(agreement: Agreement) -> str:
    """The agreement as the YAML that people edit."""
    return yaml_file.dump(plain(agreement))


def canonical(agreement: Agreement) -> str:
    """The agreement as canonical JSON: sorted keys, decimals as text, remarks left out."""
    data = plain(agreement)
    data.pop("remarks", None)
    return json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def agreement_id(agreement: Agreement) -> str:
    """The SHA-256 of the canonical JSON, in hexadecimal: what approvals and documents name."""
    return hashlib.sha256(canonical(agreement).encode("utf-8")).hexdigest()


# --- mistakes -----------------------------------------------------------------------------------


def _problems(error: ValidationError, file: YamlFile) -> Iterator[Problem]:
    """The first problems in the file's order; what is no agreement at all has thousands."""
    items = error.errors(include_url=False)
    meant = set(_meant(items))
    placed = [
        (_place(item, file), item)
        for item in items
        if item["type"] != "missing" or _loc(item) not in meant
    ]
    placed.sort(key=lambda each: (each[0].line, each[0].column))
    yield from (_problem(item, file, place) for place, item in placed[:PROBLEM_LIMIT])
    if len(placed) > PROBLEM_LIMIT:
        yield Problem("error-more", {"count": len(placed) - PROBLEM_LIMIT})


def _meant(items: Sequence[Any]) -> Iterator[tuple[Step, ...]]:
    """The fields that misspelt keys stand for: they are not missing besides."""
    for item in islice((i for i in items if i["type"] == "extra_forbidden"), PROBLEM_LIMIT):
        *holder, name = _loc(item)
        known = sorted(_model_at(Agreement, holder))
        yield from ((*holder, each) for each in _near(str(name), known))


def _place(item: Any, file: YamlFile) -> Place:
    return file.place(_loc(item), of_key=item["type"] == "extra_forbidden")


def _loc(item: Any) -> tuple[Step, ...]:
    return tuple(step for step in item["loc"] if step not in _TAGS)


def _problem(item: Any, file: YamlFile, place: Place) -> Problem:
    loc, kind, context = _loc(item), item["type"], item.get("ctx", {})
    return Problem(
        _KEYS.get(kind, kind), _params(kind, loc, item, context), _path(loc, file.data), place
    )


def _params(
    kind: str, loc: Sequence[Step], item: Any, context: dict[str, Any]
) -> dict[str, object]:
    if kind == "missing":
        return {"name": loc[-1]}
    if kind == "extra_forbidden":
        return {"name": loc[-1], "hint": _unknown_key_hint(loc, item["input"])}
    if kind in ("enum", "literal_error"):
        choices = _choices(context["expected"])
        text = str(item["input"])[:80]
        return {"text": text, "choices": ", ".join(choices), "hint": _did_you_mean(text, choices)}
    return {**context, "text": str(context.get("text", item["input"]))[:80]}


def _unknown_key_hint(loc: Sequence[Step], value: object) -> str:
    """What the key may have been meant as; one without a value may be a value cut at a comma."""
    name = str(loc[-1])
    near = _did_you_mean(name, sorted(_model_at(Agreement, loc[:-1])))
    return near or (" " + str(Problem("hint-comma", {"name": name})) if value is None else "")


def _choices(expected: str) -> list[str]:
    return [part.strip(" '") for part in expected.replace(" or ", ", ").split(",")]


def _did_you_mean(word: str, known: Sequence[str]) -> str:
    """ " Did you mean …?" in the user's language, or nothing when no known word is near."""
    near = _near(word, known)
    return " " + str(Problem("hint-did-you-mean", {"name": near[0]})) if near else ""


def _near(word: str, known: Sequence[str]) -> list[str]:
    """The known word that is most like a word, where one is like it."""
    from difflib import get_close_matches  # only a mistake needs it

    return get_close_matches(word, known, n=1, cutoff=_NEAR)


def _model_at(model: type[BaseModel], loc: Sequence[Step]) -> set[str]:
    """The fields that the record at `loc` may have."""
    current: Any = model
    for step in loc:
        if isinstance(step, int):
            continue
        options = [
            field for record in _records(current) if (field := record.model_fields.get(step))
        ]
        if not options:
            return set()
        current = options[0].annotation
    return {name for record in _records(current) for name in record.model_fields}


def _records(annotation: Any) -> Iterator[type[Record]]:
    """Every record class that an annotation mentions."""
    if isinstance(annotation, type) and issubclass(annotation, Record):
        yield annotation
    elif not isinstance(annotation, str | types.NoneType):
        for part in get_args(annotation):
            yield from _records(part)


def _path(loc: Sequence[Step], data: Any) -> str:
    """A path by ids (`kpis.mql.target`) where items have them, by position where not."""
    names: list[str] = []
    for step in loc:
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            data = None
        by_id = isinstance(step, int) and isinstance(data, dict) and isinstance(data.get("id"), str)
        names.append(str(data["id"]) if by_id else str(step))
    return ".".join(names)


# --- references ---------------------------------------------------------------------------------


def broken_references(agreement: Agreement) -> Iterator[Found]:
    """Every id that is used twice in a list, and every reference to what isn't there."""
    known: dict[str, set[str]] = {}
    for name in _lists():
        ids = [item.id for item in getattr(agreement, name)]
        known[name] = set(ids)
        yield from _twice(name, ids)
    for loc, to, value in references(agreement):
        if value not in known[to]:
            names = sorted(known[to])[:PROBLEM_LIMIT]
            hint = _did_you_mean(value, names) or _choices_hint(names)
            yield loc, Problem("error-reference", {"name": value, "list": to, "hint": hint})


def references(
    value: Any, loc: tuple[Step, ...] = ()
) -> Iterator[tuple[tuple[Step, ...], str, str]]:
    """Every reference in a record: where it stands, which list it points into, the id it names."""
    if isinstance(value, Record):
        for name in value.model_fields_set:
            inner = getattr(value, name)
            to = reference_to(type(value), name)
            if to is None:
                yield from references(inner, (*loc, name))
            elif isinstance(inner, str):
                yield (*loc, name), to, inner
            elif isinstance(inner, tuple):
                yield from (((*loc, name, i), to, each) for i, each in enumerate(inner))
            else:
                yield from references(inner, (*loc, name))
    elif isinstance(value, tuple):
        for index, each in enumerate(value):
            yield from references(each, (*loc, index))


def _lists() -> list[str]:
    return [name for name, f in Agreement.model_fields.items() if f.default == ()] + ["roles"]


def _twice(name: str, ids: list[str]) -> Iterator[Found]:
    seen: set[str] = set()
    for index, each in enumerate(ids):
        if each in seen:
            yield (name, index, "id"), Problem("error-id-twice", {"name": each, "list": name})
        seen.add(each)


def _choices_hint(known: Sequence[str]) -> str:
    return " " + str(Problem("hint-known", {"names": ", ".join(known)})) if known else ""


_REFERENCES: dict[tuple[type, str], str | None] = {}


def reference_to(record: type[Record], name: str) -> str | None:
    """The agreement's list that a field refers into; None for a field that is no reference."""
    key = (record, name)
    if key not in _REFERENCES:
        field = record.model_fields[name]
        marks = [*field.metadata, *_metadata(field.annotation)]
        _REFERENCES[key] = next((m.to for m in marks if isinstance(m, Refers)), None)
    return _REFERENCES[key]


def _metadata(annotation: Any) -> Iterator[Any]:
    yield from getattr(annotation, "__metadata__", ())
    for part in get_args(annotation):
        if not (isinstance(part, type) and issubclass(part, Record)):
            yield from _metadata(part)


def _placed(found: tuple[tuple[Step, ...], Problem], file: YamlFile) -> Problem:
    loc, problem = found
    return Problem(problem.key, problem.params, _path(loc, file.data), file.place(loc))


def problem_of(error: ValidationError, path: str) -> Problem:
    """What is wrong with the value of a single field at `path`, by its first mistake."""
    item: Any = error.errors(include_url=False, include_input=True)[0]
    kind, loc = item["type"], tuple(step for step in item["loc"] if step not in _TAGS)
    return Problem(
        _KEYS.get(kind, kind), _params(kind, loc or (path,), item, item.get("ctx", {})), path
    )
