"""Why a version promises otherwise than the one before: written beside it, kept in its history."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sla_writer import paths
from sla_writer.agreement import Agreement
from sla_writer.agreement.governance import Reason
from sla_writer.finding import place_name
from sla_writer.interview.ids import unused
from sla_writer.language import language

Answers = dict[str, Any]
Said = str | Mapping[str, str]
"""Free text as a file has it: one string, or one a language."""


def explained(
    answers: Answers, path: str, reason: Said, about: Said = "", *, same_meaning: bool = False
) -> Answers:
    """The answers with the reason for the change at `path`; "" takes a reason away.

    `about` says what people call the place; it is needed where these answers no longer have it
    (`names` of the agreement before). `same_meaning` says that a definition only reads better; what
    was said of that before stays.
    """
    reasons = list(answers.get("reasons") or ())
    at = next((i for i, each in enumerate(reasons) if each.get("path") == path), len(reasons))
    taken = {each.get("id") for each in reasons}
    id = reasons[at]["id"] if at < len(reasons) else unused(path.replace(".", "-")[:50], taken)
    named = {"about": about} if about else {}
    kept = {"same_meaning": True} if same_meaning else _kept(reasons[at:])
    said = [{"id": id, "path": path, **named, "reason": reason, **kept}] if reason else []
    return paths.put(answers, "reasons", [*reasons[:at], *said, *reasons[at + 1 :]] or None)  # type: ignore[no-any-return]


def _kept(reasons: Sequence[Answers]) -> Answers:
    """What the first of some reasons says of the meaning."""
    return {name: each[name] for each in reasons[:1] for name in ("same_meaning",) if name in each}


def spoken(answers: Mapping[str, Any], reason: str, code: str) -> Said:
    """A reason as the file has it: marked with its language, if the agreement has several."""
    codes = paths.get(answers, "identity.languages") or ()
    return {code: reason} if reason and code in codes and len(codes) > 1 else reason


def reason_for(answers: Mapping[str, Any], path: str, code: str) -> str:
    """The reason written for the change at `path`, in a language if it was said in it; else ""."""
    reasons = answers.get("reasons") or ()
    said = next((each["reason"] for each in reasons if each.get("path") == path), "")
    return said if isinstance(said, str) else str(said.get(code, ""))


def names(agreement: Agreement, path: str) -> dict[str, str]:
    """What people call a place, in each of the agreement's languages."""
    codes = agreement.identity.languages
    return {code: place_name(agreement, path, language(code)) for code in codes}


def remembered(agreement: Agreement) -> list[Answers]:
    """A version's reasons for the change history: each says in words what it is about.

    The places may be called otherwise later, or be gone.
    """
    return [_remembered(agreement, each) for each in agreement.reasons]


def _remembered(agreement: Agreement, reason: Reason) -> Answers:
    about = reason.about.dumped() if reason.about else names(agreement, reason.path)
    said = reason.reason.dumped()
    same = {"same_meaning": True} if reason.same_meaning else {}
    return {"id": reason.id, "path": reason.path, "about": about, "reason": said, **same}
