"""Ids for what people name: the name in Latin letters, unlike the ids that are taken."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

_LETTERS = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
_LATIN = "a b v g d e e zh z i y k l m n o p r s t u f kh ts ch sh shch - y - e yu ya"
_CYRILLIC = {
    letter: latin.strip("-") for letter, latin in zip(_LETTERS, _LATIN.split(), strict=True)
}


def slug(value: Any) -> str:
    """An id made from what names an item, in Latin letters, digits and hyphens; "" at a loss."""
    if isinstance(value, dict):
        value = value.get("en") or next((v for v in value.values() if isinstance(v, str)), "")
    latin = "".join(_CYRILLIC.get(c, c) for c in str(value or "").lower())
    plain = unicodedata.normalize("NFKD", latin).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9_]+", plain)[:4]
    found = "-".join(words)[:40].strip("-")
    return found if not found or found[0].isalpha() else f"n-{found}"


def unused(name: str, taken: Iterable[str | None]) -> str:
    """The id itself, or with the first number that makes it one of its own."""
    known = set(taken)
    numbered = (f"{name}-{n}" for n in range(2, len(known) + 3))
    return name if name not in known else next(each for each in numbered if each not in known)
