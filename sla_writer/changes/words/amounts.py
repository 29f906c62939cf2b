"""By how much a figure moved: "(+30, +25%)", between shares in points."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sla_writer.agreement.values import Duration, Money, Percent, Times
from sla_writer.changes.change import Change, Followed
from sla_writer.glossary import glossary
from sla_writer.language import Language
from sla_writer.saying import Said

_AMOUNTS: Mapping[type, str] = {
    Percent: "points", Money: "amount", Duration: "amount", Times: "ratio",
}  # fmt: skip


def moved_said(change: Change | Followed, language: Language) -> str:
    """By how much a figure moved, in brackets behind it; "" where that can't be told."""
    delta = getattr(change, "delta", None)
    share = None if isinstance(delta, Percent) else change.share
    values = {
        "delta": _signed(delta, language) if delta else "",
        "share": _share(share, language) if share is not None else "",
    }
    which = "both" if all(values.values()) else next((n for n in values if values[n]), "")
    pattern = glossary(language.code).changes("by", which) if which else ""
    return pattern.format(**values)


def _signed(delta: Any, language: Language) -> str:
    """A difference with its sign."""
    field = _AMOUNTS.get(type(delta), "value")
    amount = getattr(delta, field)
    sign, size = "+" if amount > 0 else "−", replace(delta, **{field: abs(amount)})
    if isinstance(delta, Percent):
        number = language.number(size.points)
        return sign + glossary(language.code).changes("by", "points").format(n=number)
    return f"{sign}{Said(size, language)}"


def _share(share: Fraction, language: Language) -> str:
    """A difference in per cent, to a tenth; where that is rounded, it says so, where naught, ""."""
    tenths = round(abs(share) * 10)
    if not tenths:
        return ""
    text = ("−" if share < 0 else "+") + language.percent(Percent(Decimal(tenths) / 10))
    if abs(share) * 10 == tenths:
        return text
    return glossary(language.code).changes("by", "about").format(share=text)
