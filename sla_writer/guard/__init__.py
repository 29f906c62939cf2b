"""Holds a rewording against the agreed sentence, and lets it pass only if it says exactly the same.

Nothing here asks a model, reads a file of the user’s or changes a text. `verify` is for sentences
that promise something, `prose` for those that do not. A guard that must choose refuses.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace

from sla_writer.guard import wording as _wording
from sla_writer.guard.attached import detached
from sla_writer.guard.characters import fitting_length, unfit
from sla_writer.guard.comparison import Pair, compared
from sla_writer.guard.items import Item
from sla_writer.guard.lexicon import Lexicon, lexicon
from sla_writer.guard.order import misplaced
from sla_writer.guard.prose import promised
from sla_writer.guard.reading import read
from sla_writer.guard.refusal import Kind, Refusal
from sla_writer.guard.terms import miswritten
from sla_writer.guard.tokens import shared_names
from sla_writer.guard.turned import straight
from sla_writer.guard.wording import Phrase, Sentence, Slot, Verified, Wording

__all__ = [
    "Kind", "Phrase", "Refusal", "Sentence", "Slot", "Verified", "Wording", "prose", "verify",
]  # fmt: skip

Refusals = tuple[Refusal, ...]
Spans = Sequence[tuple[str, str]]


def verify(source: Sentence, wording: str | Wording, language: str) -> Verified | Refusals:
    """The wording as verified, or every reason against it, in the order of its text.

    Raises PackError when the language has no glossary.
    """
    given = Wording.of(wording) if isinstance(wording, str) else wording
    wrong = tuple(_slots(source.phrases, given, every=bool(given.slots)))
    if wrong:
        return wrong
    spans = list(given.spans({each.path: each for each in source.phrases}))
    text = "".join(part for part, _ in spans)
    found = tuple(_differences(source, text, spans if given.slots else [], lexicon(language)))
    if found:
        return tuple(sorted(found, key=lambda each: each.start))
    return Verified(source, given, text, language, key=_wording.VERIFIED_HERE)


def prose(
    phrases: Sequence[Phrase], wording: str | Wording, language: str, names: Sequence[str] = ()
) -> Verified | Refusals:
    """Prose that promises nothing as verified, or every reason against it.

    `phrases` are the facts that may stand in its slots, `names` what may be named besides the
    glossary’s terms. Raises PackError when the language has no glossary.
    """
    given = Wording.of(wording) if isinstance(wording, str) else wording
    wrong = tuple(_slots(phrases, given, every=False))
    if wrong:
        return wrong
    spans = list(given.spans({each.path: each for each in phrases}))
    text = "".join(part for part, _ in spans)
    found = tuple(_promises(text, spans, frozenset(names), lexicon(language)))
    if found:
        return tuple(sorted(found, key=lambda each: each.start))
    return Verified(Sentence(tuple(phrases)), given, text, language, key=_wording.VERIFIED_HERE)


def _slots(phrases: Sequence[Phrase], given: Wording, every: bool) -> Iterator[Refusal]:
    """Slots that name nothing, and phrases that stand in a slot too often or not at all."""
    known = {each.path: each for each in phrases}
    for slot in given.slots:
        if slot.path not in known or known[slot.path].said(slot.form) is None:
            yield Refusal(Kind.SLOT, 0, 0, wrote=slot.path)
    allowed = Counter(each.path for each in phrases)
    used = Counter(each.path for each in given.slots)
    for path in allowed:
        if used[path] > allowed[path] or (every and used[path] < allowed[path]):
            yield Refusal(Kind.SLOT, 0, 0, agreed=known[path].text)


def _differences(source: Sentence, text: str, spans: Spans, words: Lexicon) -> Iterator[Refusal]:
    agreed = list(source.spans()) if spans else []
    both = shared_names(source.text, text)
    items = _tagged(read(source.text, words, both), agreed)
    pair = Pair(source.text, text, items, straight(_tagged(read(text, words, both), spans), items))
    yield from fitting_length(source.text, text)
    yield from unfit(source.text, text)
    yield from miswritten(source.text, text, words)
    found = tuple(compared(pair, words))
    yield from found or (*misplaced(pair, words), *detached(pair, words))


def _promises(text: str, spans: Spans, names: frozenset[str], words: Lexicon) -> Iterator[Refusal]:
    literal = [not path for part, path in spans for _ in part]
    facts = "".join(part for part, path in spans if path)
    yield from unfit(facts, text)
    yield from miswritten(facts, text, words)
    yield from promised(text, literal, names, words)


def _tagged(items: Sequence[Item], spans: Spans) -> tuple[Item, ...]:
    """The items, what stands in a slot told apart from all that says the same."""
    return tuple(
        replace(each, code=f"{each.code} @{path}") if (path := _slot(each, spans)) else each
        for each in items
    )


def _slot(item: Item, spans: Spans) -> str:
    at = 0
    for part, path in spans:
        if path and item.start < at + len(part) and at < item.end:
            return path
        at += len(part)
    return ""
