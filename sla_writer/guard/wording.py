"""Agreed sentences, rewordings of them with slots, and what the guard has verified.

Only `sla_writer.guard` makes a `Verified`; nothing else can become an agreement’s wording.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

VERIFIED_HERE = object()


@dataclass(frozen=True, slots=True)
class Phrase:
    """A whole phrase that the agreement prints: "within 4 business hours".

    `path` names the field it depends on, `form` the grammatical form that stands here; `forms` are
    the texts of other forms that a rewording may choose.
    """

    path: str
    text: str
    form: str = ""
    forms: Mapping[str, str] = field(default_factory=dict)

    def said(self, form: str) -> str | None:
        """The text in a form; None when there is no such form."""
        return self.text if form == self.form else self.forms.get(form)


@dataclass(frozen=True, slots=True)
class Slot:
    """A place in a rewording where a phrase of the agreement stands, in a form."""

    path: str
    form: str = ""


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the template: literal text and the phrases that the agreement prints in it."""

    parts: tuple[str | Phrase, ...]

    @classmethod
    def of(cls, text: str) -> Sentence:
        """A sentence without phrases."""
        return cls((text,))

    @property
    def text(self) -> str:
        """The sentence as it is printed."""
        return "".join(text for text, _ in self.spans())

    @property
    def phrases(self) -> tuple[Phrase, ...]:
        """The phrases in their order."""
        return tuple(each for each in self.parts if isinstance(each, Phrase))

    def spans(self) -> Iterator[tuple[str, str]]:
        """The text of every part, and the path of a phrase or ""."""
        for part in self.parts:
            yield (part, "") if isinstance(part, str) else (part.text, part.path)


@dataclass(frozen=True, slots=True)
class Wording:
    """A rewording: literal text and slots."""

    parts: tuple[str | Slot, ...]

    @classmethod
    def of(cls, text: str) -> Wording:
        """A rewording without slots."""
        return cls((text,))

    @property
    def slots(self) -> tuple[Slot, ...]:
        """The slots in their order."""
        return tuple(each for each in self.parts if isinstance(each, Slot))

    def spans(self, phrases: Mapping[str, Phrase]) -> Iterator[tuple[str, str]]:
        """The text of every part once its slots are filled, and the path of a slot or "".

        KeyError when a slot names no phrase or no form of it.
        """
        for part in self.parts:
            if isinstance(part, str):
                yield part, ""
                continue
            text = phrases[part.path].said(part.form)
            if text is None:
                raise KeyError(part.path)
            yield text, part.path


class Verified:
    """A wording that says exactly what its source says, as the guard has found.

    `text` is the wording with its slots filled. Made by `guard.verify` and `guard.prose` only.
    """

    __slots__ = ("language", "source", "text", "wording")

    language: str
    source: Sentence
    text: str
    wording: Wording

    def __init__(
        self, source: Sentence, wording: Wording, text: str, language: str, *, key: object
    ) -> None:
        if key is not VERIFIED_HERE:
            raise TypeError(type(self).__name__)
        for name, value in (
            ("source", source), ("wording", wording), ("text", text), ("language", language),
        ):  # fmt: skip
            object.__setattr__(self, name, value)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(name)

    def __delattr__(self, name: str) -> None:
        raise AttributeError(name)

    def __reduce__(self) -> str:
        raise TypeError(type(self).__name__)

    def __repr__(self) -> str:
        return f"Verified({self.text!r})"
