"""E-mail addresses and telephone numbers of people, which an agreement's prose needn't hold."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sla_writer.spotting.apart import apart
from sla_writer.spotting.spotter import Use

_EMAIL = re.compile(r"(?<![\w.+-])([\w.+-]*\w)@([\w-]+(?:\.[\w-]+)+)")
_ROLE = re.compile(
    r"(?:abuse|accounting|admin|alerts?|analytics|ask|billing|callcenter|care|clients?|contacts?"
    r"|crm|customers?|dealdesk|director|dpo|enquir(?:y|ies)|events|feedback|finance|hello|help"
    r"|helpdesk|hr|inbound|inbox|info|inquir(?:y|ies)|jobs|leads?|legal|mail|marketing|mops|news"
    r"|newsletter|no-?reply|office|operations|ops|orders?|partners?|postmaster|pr|press|privacy"
    r"|reports?|request|revops|robot|root|rop|sales?|sdr|security|service|sla|subscribe|support"
    r"|team|tech|unsubscribe|webinar|webmaster|welcome|zakaz|zayavka)(?:[.+_-]|$)"
)
_RESERVED = re.compile(r"(?:^|\.)(?:example\.(?:com|net|org)|example|test|invalid|localhost)$")
_PHONE = re.compile(
    r"(?<![\w.,/=-])(?:"
    r"\+\d{1,3}(?:[ \u00a0.-]?\(?\d{2,5}\)?)(?:[ \u00a0.-]?\d{2,4}){2,4}"
    r"|8[ \u00a0-]?\(?\d{3,5}\)?[ \u00a0-]?\d{1,3}(?:[ \u00a0-]?\d{2}){2}"
    r"|\(\d{3,5}\)[ \u00a0]?\d{1,3}[ \u00a0-]\d{2,4}(?:[ \u00a0-]\d{2})?"
    r"|\d{3}[.-]\d{3}[.-]\d{4}"
    r"|\d{3}-\d{2}-\d{2}"
    r")(?![\w/]|[.,-]\d)"
)
# Free of charge or set aside for fiction: nobody's own number.
_NOBODYS = re.compile(r"^(?:\+?7|8|\+?1)?8(?:00|04|33|44|55|66|77|88)\d{7}$|55501\d\d$")
_DIGITS = range(7, 16)


def personal(text: str) -> Iterator[Use]:
    """The e-mail addresses (key ``email``) and telephone numbers (``phone``) of people in a text.

    An address of a role (sales@, info@) or of a reserved domain (example.com, *.example) is none; a
    free-of-charge or fictional number neither. Any other number counts: whose it is can't be seen.
    """
    return apart((*_emails(text), *_phones(text)))


def _emails(text: str) -> Iterator[Use]:
    for found in _EMAIL.finditer(text):
        local, domain = found.group(1).lower(), found.group(2).lower()
        if not _ROLE.match(local) and not _RESERVED.search(domain):
            yield Use("email", *found.span(), found.group())


def _phones(text: str) -> Iterator[Use]:
    for found in _PHONE.finditer(text):
        digits = re.sub(r"\D", "", found.group())
        if len(digits) in _DIGITS and not _NOBODYS.search(digits):
            yield Use("phone", *found.span(), found.group())
