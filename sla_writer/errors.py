"""The errors a user can meet: each says where, what, what was expected and what to do next.

An error carries a key and parameters; its words stand in the gettext catalogues (`messages.py`).
"""

from __future__ import annotations

from dataclasses import dataclass

from sla_writer import messages


class SlaWriterError(Exception):
    """One message and no traceback; the command line ends with `exit_code`.

    `key` names the message in the catalogues, `params` fill its placeholders.
    """

    exit_code = 2

    def __init__(self, key: str, **params: object) -> None:
        super().__init__(key)
        self.key = key
        self.params = params

    def __str__(self) -> str:
        return messages.text(self.key, **self.params)


def reason(error: OSError) -> str:
    """What the system says of an error, in the user's language where the catalogue knows it."""
    return messages.text(error.strerror or type(error).__name__)


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a user's file something stands; `line` and `column` count from 1."""

    file: str
    line: int
    column: int
    source: str = ""

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"

    def caret(self) -> str:
        """The source line with a caret under the place, or nothing when the line is unknown."""
        if not self.source:
            return ""
        line = self.source.replace("\t", " ")
        return f"{self.line:>5} | {line}\n      | {' ' * (self.column - 1)}^"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong with a file: message key and parameters, the field and the place."""

    key: str
    params: dict[str, object]
    path: str = ""
    place: Place | None = None

    def __str__(self) -> str:
        said = messages.text(self.key, **self.params)
        head = ": ".join(part for part in (str(self.place or ""), self.path, said) if part)
        caret = self.place.caret() if self.place else ""
        return f"{head}\n{caret}" if caret else head


class _Problems(SlaWriterError):
    """An error that lists problems with their places."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(problems[0].key, **problems[0].params)
        self.problems = problems

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)


class AgreementError(_Problems):
    """The agreement (or answers) file does not say what it must."""


class PackError(_Problems):
    """A template pack or a glossary is wrong or missing."""


class StoreError(SlaWriterError):
    """A released version is missing, changed since its release, or would be overwritten."""


class ToolMissing(SlaWriterError):
    """An optional program or extra is needed; the message says how to get it."""

    exit_code = 3


class DraftingError(SlaWriterError):
    """A language model's server failed, or its text was refused; the agreement is as it was."""

    exit_code = 4


class InterviewLeft(SlaWriterError):
    """The interview was left before its end; `answers` are what was given so far."""

    exit_code = 130

    def __init__(self, key: str, answers: dict[str, object], **params: object) -> None:
        super().__init__(key, **params)
        self.answers = answers
