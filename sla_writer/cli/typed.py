"""Words that a person types after an option: cleaned, of a bearable length, with nothing hidden."""

from __future__ import annotations

import getpass

import click

from sla_writer.errors import SlaWriterError
from sla_writer.text_gate import TEXT_LIMIT, clean, refused

NAME_LIMIT = 200

_YES = {"y", "yes", "д", "да"}


def typed(option: str, given: str, limit: int = TEXT_LIMIT) -> str:
    """What was typed after an option; SlaWriterError when it may not come in."""
    if found := refused(given):
        raise SlaWriterError("error-option-character", option=option, character=found[1])
    if len(given) > limit:
        raise SlaWriterError("error-option-long", option=option, limit=limit)
    return clean(given)


def agreed(question: str) -> bool:
    """Whether a person at the keyboard says yes; anything else is no."""
    return click.prompt(question, default="", show_default=False).strip().casefold() in _YES


def user() -> str:
    """The name under which the system knows who works here; "" where it knows none."""
    try:
        found = getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""
    return "" if refused(found) else clean(found)
