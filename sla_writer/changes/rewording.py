"""Definitions that only read better: both sides hold the meaning to be the same."""

from __future__ import annotations

from collections.abc import Mapping

from sla_writer.agreement import Agreement
from sla_writer.agreement.prose import Text
from sla_writer.agreement.terms import Term
from sla_writer.changes.pairing import relabelled, renamed


def said_to_mean_the_same(old: Agreement, new: Agreement) -> frozenset[str]:
    """The paths of which the new agreement says so (`Reason.same_meaning`).

    What the old one said already is about an earlier change.
    """
    fresh = (each for each in new.reasons if each.same_meaning and each not in old.reasons)
    return frozenset(each.path for each in fresh)


def said_in_vain(old: Agreement, new: Agreement) -> tuple[str, ...]:
    """The paths of which the new agreement says so although not only words can differ there."""
    said = said_to_mean_the_same(old, new)
    ids = renamed(old, new) if said else {}
    known, was = relabelled(new, ids), ids.get("terms", {})
    return tuple(path for path in sorted(said) if not only_words(old, known, path, _was(path, was)))


def _was(path: str, was: Mapping[str, str]) -> str:
    first, name, last = path.split(".")
    return f"{first}.{was.get(name, name)}.{last}"


def only_words(old: Agreement, new: Agreement, path: str, was_path: str = "") -> bool:
    """Whether what differs at a path can be only words: the text of a term's definition, while the
    term is of the same kind and is tested as before."""
    one, other = _term(old, was_path or path), _term(new, path)
    if not path.endswith(".definition") or one is None or other is None:
        return False
    texts = isinstance(one.definition, Text) and isinstance(other.definition, Text)
    return texts and _test(one) == _test(other)


def only_spaces(old: object, new: object) -> bool:
    """Whether two texts have the same words and nothing but other spaces or line ends."""
    if not isinstance(old, Text) or not isinstance(new, Text):
        return False
    one, other = ([(code, each.split()) for code, each in text.said] for text in (old, new))
    return one == other


def _term(agreement: Agreement, path: str) -> Term | None:
    """The term that a field belongs to."""
    listed, *rest = path.split(".")
    found = (each for each in agreement.terms if listed == "terms" and rest[:1] == [each.id])
    return next(found, None)


def _test(term: Term) -> object:
    return term.kind, term.requirement, term.exclusions
