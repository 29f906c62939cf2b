"""Mistranslations and wrong names of the trade's terms, in whatever form they stand."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from sla_writer.glossary import glossary
from sla_writer.spotting.spotter import Spotter, Use


def forbidden(text: str, language: str) -> Iterator[Use]:
    """Where a text says what the glossary forbids; the key is the id of the term that is meant.

    Raises PackError when the language has no glossary.
    """
    return _spotter(language).uses(text)


@cache
def _spotter(language: str) -> Spotter:
    return Spotter.of({term.id: term.forbidden for term in glossary(language).terms}, language)
