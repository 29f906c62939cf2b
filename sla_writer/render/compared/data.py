"""A comparison as JSON, for programs: every change with its values, its sentence and its place."""

from __future__ import annotations

import json
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Any

from sla_writer.agreement.prose import Text
from sla_writer.agreement.record import Record
from sla_writer.changes import meant, said
from sla_writer.changes.words.naming import what
from sla_writer.comparison import Comparison, Edition, Entry
from sla_writer.language import Language, language

SHAPE = 1
"""The version of the shape that `sla schema comparison` describes."""


def render(comparison: Comparison) -> str:
    """The comparison as JSON text that ends in one newline."""
    return json.dumps(plain(comparison), ensure_ascii=False, indent=2) + "\n"


def plain(comparison: Comparison) -> dict[str, Any]:
    """The comparison as plain data; figures are texts, written as in the agreement's file."""
    says = language(comparison.language)
    return {
        "version": SHAPE,
        "language": comparison.language,
        "old": _edition(comparison.old),
        "new": _edition(comparison.new),
        "differs": comparison.differs,
        "balance": {
            side.value: {"tightened": each.tightened, "relaxed": each.relaxed}
            for side, each in comparison.balance.items()
        },
        "changes": [_entry(each, says) for each in comparison.entries],
        "reworded": [{"where": where, "block": block} for where, block in comparison.reworded],
    }


def _edition(edition: Edition) -> dict[str, Any]:
    identity = edition.agreement.identity
    return {
        "name": edition.name,
        "number": edition.number,
        "quarter": str(identity.quarter),
        "revision": identity.revision,
        "id": edition.id,
    }


def _entry(entry: Entry, says: Language) -> dict[str, Any]:
    change = entry.change
    return {
        "key": entry.key,
        "kind": change.kind.value,
        "group": change.group.value,
        "weight": change.weight.value,
        "effect": change.effect.value,
        "side": change.side.value if change.side else None,
        "path": change.path,
        "was_path": change.was_path or change.path,
        "item": change.item,
        "name": what(change, says),
        "old": _value(change.old),
        "new": _value(change.new),
        "delta": _value(change.delta),
        "share": _value(change.share),
        "better": change.better,
        "breaks": list(change.breaks),
        "followed": [
            {
                "path": each.path,
                "old": _value(each.old),
                "new": _value(each.new),
                "share": _value(each.share),
            }
            for each in change.followed
        ],
        "where": entry.where,
        "block": entry.block,
        "said": said(change, says),
        "meant": meant(change, says),
        "reason": entry.why,
        "repeats": [_repeat(each, says) for each in entry.repeats],
    }


def _repeat(entry: Entry, says: Language) -> dict[str, Any]:
    """Another place that says the same number: all that is not the same there."""
    change = entry.change
    return {
        "kind": change.kind.value,
        "path": change.path,
        "was_path": change.was_path or change.path,
        "item": change.item,
        "name": what(change, says),
        "where": entry.where,
        "block": entry.block,
        "said": said(change, says),
    }


def _value(value: object) -> Any:
    """A value of the model as JSON has it: what is neither true nor false nor nothing is text."""
    match value:
        case None | bool():
            return value
        case StrEnum():
            return value.value
        case Text():
            return value.dumped()
        case Record():
            return value.model_dump(mode="json", exclude_defaults=True)
        case tuple():
            return [_value(each) for each in value]
        case Fraction():
            return _rounded(value)
    return str(value)


def _rounded(share: Fraction) -> str:
    """Per cent with two decimals at most."""
    exact = Decimal(share.numerator) / Decimal(share.denominator)
    return f"{exact.quantize(Decimal('0.01'), ROUND_HALF_UP).normalize():f}"
