"""`sla show`: a released version's document in the terminal, its changes, its agreement as YAML."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sla_writer import messages
from sla_writer.cli.screen import say, width
from sla_writer.cli.spoken import argument, option
from sla_writer.cli.spoken import verb as named
from sla_writer.errors import StoreError
from sla_writer.workspace import root_of

if TYPE_CHECKING:
    from sla_writer.document import Document
    from sla_writer.store import Version

_FORMATS = ("txt", "md", "json", "agreement", "changes")
_USUAL, _WIDEST = 80, 100


@named("show")
@argument("which", metavar="version")
@argument("path", type=click.Path(path_type=Path), default=".", metavar="path")
@option("--lang", "language", default="", metavar="language", help="help-show-lang")
@option(
    "--format",
    "form",
    type=click.Choice(_FORMATS),
    default="txt",
    help="help-show-format",
)
def verb(which: str, path: Path, language: str, form: str) -> None:
    from sla_writer import store
    from sla_writer.workspace.released import chosen

    version = chosen(store.versions(root_of(path)), which)
    say(_text(version, language, form).rstrip())


def _text(version: Version, language: str, form: str) -> str:
    if form == "agreement":
        return _agreement(version)
    if form == "changes":
        return _changes(version, language)
    return _shown(version, language, form)


def _agreement(version: Version) -> str:
    from sla_writer.agreement.reading import to_yaml
    from sla_writer.workspace.upcasting import agreement_in

    return to_yaml(agreement_in(version))


def _changes(version: Version, language: str) -> str:
    """What the version says otherwise than the one before; StoreError when it doesn't keep that."""
    from sla_writer.workspace.comparing import changes_kept

    return changes_kept(version, _language(version, language))


def _shown(version: Version, language: str, form: str) -> str:
    """The version's own document, drawn by today's renderers."""
    from sla_writer.document import to_json
    from sla_writer.workspace.upcasting import document_in

    document = document_in(version, _language(version, language))
    return to_json(document) if form == "json" else _drawn(document, form)


def _drawn(document: Document, form: str) -> str:
    from sla_writer.render import RENDERERS
    from sla_writer.render.text import render

    if form == "txt":
        return render(document, min(width(sys.stdout) or _USUAL, _WIDEST))
    return RENDERERS[form](document)


def _language(version: Version, asked: str) -> str:
    """The language that was asked for, or the screen's, or the version's first."""
    from sla_writer.workspace.released import languages_of

    known = languages_of(version)
    if asked and asked not in known:
        raise StoreError(
            "error-version-language",
            number=version.number,
            language=asked,
            known=", ".join(known),
        )
    return asked or next((each for each in known if each == messages.language()), known[0])
