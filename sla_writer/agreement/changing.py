"""An agreement with one value changed, as if it had been written so in the file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError

from sla_writer.agreement import Agreement
from sla_writer.agreement.reading import problem_of
from sla_writer.agreement.record import Record
from sla_writer.agreement.values import Written
from sla_writer.errors import AgreementError

W = TypeVar("W", bound=Written)


def changed(agreement: Agreement, path: str, text: str) -> Agreement:
    """The agreement with what `text` writes at a path such as ``stages.mql.rate``.

    Several values of a list are parted by semicolons. Raises AgreementError with the field's own
    message when it doesn't take the text, KeyError when the path leads to no field.
    """
    try:
        changed: Agreement = _put(agreement, path.split("."), text)
    except ValidationError as error:
        raise AgreementError(problem_of(error, path)) from None
    return changed


def read(kind: type[W], text: str, name: str) -> W:
    """The value of a kind that `text` writes; AgreementError, naming `name`, when it is none."""
    try:
        return TypeAdapter(kind).validate_python(text)
    except ValidationError as error:
        raise AgreementError(problem_of(error, name)) from None


def _put(value: Any, steps: Sequence[str], text: str) -> Any:
    """The record or list with the text at the end of the steps; items go by their ids."""
    step, *rest = steps
    if isinstance(value, tuple) and rest and step in [getattr(each, "id", None) for each in value]:
        return tuple(_put(each, rest, text) if each.id == step else each for each in value)
    if not isinstance(value, Record) or step not in type(value).model_fields:
        raise KeyError(step)
    now = getattr(value, step)
    if rest:
        return value.model_copy(update={step: _put(now, rest, text)})
    said = {name: getattr(value, name) for name in value.model_fields_set}
    return type(value).model_validate({**said, step: _said(value, step, text)})


def _said(record: Record, name: str, text: str) -> str | list[str]:
    """The text as the field expects it: a list is written in one line."""
    many = isinstance(type(record).model_fields[name].default, tuple)
    return [part.strip() for part in text.split(";") if part.strip()] if many else text
