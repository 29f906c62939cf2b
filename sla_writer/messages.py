"""What the screen and the errors say, in the user's language, from gettext catalogues."""

from __future__ import annotations

import gettext
import os
from functools import cache
from pathlib import Path

DOMAIN = "sla_writer"
LOCALES = Path(__file__).parent / "locale"
LANGUAGES = ("en", "ru")


def preferred() -> str:
    """The user's language by SLA_LANG, LC_ALL, LC_MESSAGES, LANG; else English."""
    for name in ("SLA_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        language = os.environ.get(name, "")[:2].lower()
        if language in LANGUAGES:
            return language
    return "en"


_language = preferred()


def use(language: str) -> None:
    """Speak `language` from now on; click's own messages follow."""
    global _language
    _language = language if language in LANGUAGES else "en"
    os.environ["LANGUAGE"] = _language
    gettext.bindtextdomain(DOMAIN, LOCALES)
    gettext.textdomain(DOMAIN)


def language() -> str:
    """The language spoken now."""
    return _language


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, LOCALES, languages=[language])


def text(key: str, **params: object) -> str:
    """The message `key` with its placeholders filled; `params` are printed as they are."""
    message = _catalogue(_language).gettext(key)
    return message.format(**params) if params else message


def plural(key: str, count: int, **params: object) -> str:
    """The message `key` in the form that `count` needs; `{n}` in it is the count."""
    message = _catalogue(_language).ngettext(key, key, count)
    return message.format(n=count, **params)
