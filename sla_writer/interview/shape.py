"""What kind of answer each field of the agreement takes, read off the models themselves."""

from __future__ import annotations

import types
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, time
from enum import StrEnum
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BeforeValidator, TypeAdapter, ValidationError

from sla_writer.agreement import Agreement
from sla_writer.agreement.prose import Text
from sla_writer.agreement.reading import problem_of, reference_to
from sla_writer.agreement.record import (
    CurrencyCode,
    Id,
    LanguageCode,
    Name,
    Record,
    Undecided,
    Zone,
)
from sla_writer.agreement.values import Figure, Written
from sla_writer.errors import AgreementError

_STRINGS = {
    kind: next(mark.func for mark in get_args(marked)[1:] if isinstance(mark, BeforeValidator))
    for kind, marked in (
        ("id", Id), ("name", Name), ("zone", Zone), ("currency", CurrencyCode),
        ("language", LanguageCode),
    )
}  # fmt: skip
_PLAIN: dict[Any, str] = {bool: "yes-no", int: "whole", date: "date", time: "time", Text: "text"}
_NOT_TYPED = {"references", "languages", "records", "hours", "times"}


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a record: the kind of its answer and what the model asks of it.

    `open` says that it may be undecided, `required` that it may not be left out; `choices` are a
    choice's values, `refers` the agreement's list that it points into, `item` the record that it
    (or each of its items) is.
    """

    record: type[Record]
    name: str
    kind: str
    required: bool
    open: bool
    choices: tuple[StrEnum, ...] = ()
    refers: str = ""
    item: type[Record] | None = None

    @property
    def listed(self) -> bool:
        """Whether it takes several values that are typed in one line."""
        return self.kind.endswith("s") and self.kind not in _NOT_TYPED

    @property
    def default(self) -> Any:
        """What the model takes when nothing is said, as plain data; None when that is nothing."""
        value = self.record.model_fields[self.name].default
        if self.required or value in (None, ()):
            return None
        return adapter(self.record, self.name).dump_python(value, mode="json")

    @property
    def gated(self) -> bool:
        """Whether a record may be left out or undecided, so that it's asked which it is."""
        return self.kind == "record" and (self.open or not self.required)

    def check(self, value: Any, path: str) -> Any:
        """The answer as plain data in its canonical form; AgreementError says what is wrong."""
        try:
            return adapter(self.record, self.name).dump_python(self.read(value), mode="json")
        except ValidationError as error:
            raise AgreementError(problem_of(error, path)) from None

    def read(self, value: Any) -> Any:
        """The answer as the model's own value; raises pydantic's ValidationError."""
        return adapter(self.record, self.name).validate_python(value)


@cache
def adapter(record: type[Record], name: str) -> TypeAdapter[Any]:
    """The model's own validator of one field."""
    info = record.model_fields[name]
    marks = tuple(info.metadata)
    wanted: Any = Annotated[(info.annotation, *marks)] if marks else info.annotation
    return TypeAdapter(wanted)


@cache
def fields(record: type[Record]) -> dict[str, Field]:
    """The fields of a record by name, in the model's order."""
    return {name: _field(record, name) for name in record.model_fields}


@cache
def at(pattern: str) -> Field:
    """The field that a path names; `*` or any id stands for an item. KeyError when none is."""
    steps = pattern.split(".")
    found = fields(Agreement)[steps[0]]
    for step in steps[1:]:
        if found.kind == "records":
            found = Field(found.record, step, "record", True, False, item=found.item)
        elif found.item is None:
            raise KeyError(pattern)
        else:
            found = fields(found.item)[step]
    return found


def _field(record: type[Record], name: str) -> Field:
    info = record.model_fields[name]
    whole = Annotated[(info.annotation, *info.metadata)] if info.metadata else info.annotation
    base, marks = _bare(whole)
    refers = reference_to(record, name) or ""
    if get_origin(base) is tuple:
        inner, inner_marks = _bare(get_args(base)[0])
        kind = _kind(inner, inner_marks, refers)
        kind = "several" if kind == "choice" else f"{kind}s"
        base = inner
    else:
        kind = _kind(base, marks, refers)
    return Field(
        record, name, kind, info.is_required(), _mentions(whole, Undecided),
        choices=tuple(base) if kind in ("choice", "several") else (),
        refers=refers,
        item=base if kind in ("record", "records") else None,
    )  # fmt: skip


def _kind(base: Any, marks: tuple[Any, ...], refers: str) -> str:
    if refers:
        return "reference"
    if base == Figure:
        return "figure"
    if base is str:
        found = {mark.func for mark in marks if isinstance(mark, BeforeValidator)}
        return next(kind for kind, check in _STRINGS.items() if check in found)
    if base in _PLAIN:
        return _PLAIN[base]
    if issubclass(base, StrEnum):
        return "choice"
    return base.kind if issubclass(base, Written) else "record"


def _bare(annotation: Any, marks: tuple[Any, ...] = ()) -> tuple[Any, tuple[Any, ...]]:
    """An annotation without None, "or undecided" and marks; and the marks that stood round it."""
    if get_origin(annotation) is Annotated:
        inner, *more = get_args(annotation)
        return _bare(inner, (*marks, *more))
    if get_origin(annotation) in (Union, types.UnionType) and annotation != Figure:
        left = [a for a in get_args(annotation) if a is not type(None) and not _is_undecided(a)]
        if len(left) == 1:
            return _bare(left[0], marks)
    return annotation, marks


def _is_undecided(annotation: Any) -> bool:
    return annotation is Undecided or (get_args(annotation) or (None,))[0] is Undecided


def _mentions(annotation: Any, wanted: type) -> bool:
    """Whether an annotation names `wanted`, not counting what stands inside records."""
    return annotation is wanted or any(_mentions(part, wanted) for part in get_args(annotation))


def leaves(record: type[Record] = Agreement, pattern: str = "") -> Iterator[tuple[str, Field]]:
    """Every field of the agreement with its path, down to the last record."""
    for name, field in fields(record).items():
        path = f"{pattern}.{name}" if pattern else name
        yield path, field
        if field.item:
            yield from leaves(field.item, f"{path}.*" if field.kind == "records" else path)
