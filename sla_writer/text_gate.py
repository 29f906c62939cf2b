"""What may come in as text: one gate at every entrance, so that what a user types stays data."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from sla_writer.errors import SlaWriterError, reason

FILE_LIMIT = 1_000_000
TEXT_LIMIT = 20_000

_LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029\x0b\x0c]")
_REFUSED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f"  # C0, C1, DEL
    "\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c"  # bidi controls
    "\ufdd0-\ufdef\ufffe\uffff"  # noncharacters
    "\ud800-\udfff\U000e0000-\U000e007f]"  # lone surrogates, tag characters
)


def refused(text: str) -> tuple[int, str] | None:
    """The first character that may not come in, as its position and name; None when all may."""
    found = _REFUSED.search(text)
    if not found:
        return None
    character = found.group()
    return found.start(), f"U+{ord(character):04X} {unicodedata.name(character, '')}".strip()


def clean(text: str) -> str:
    """The text with one kind of line end, composed (NFC), without white space round it."""
    return unicodedata.normalize("NFC", _LINE_ENDS.sub("\n", text)).strip()


def read_file(path: Path, limit: int = FILE_LIMIT) -> str:
    """The text of a UTF-8 file a user names; refuses what is missing, too large or not text."""
    try:
        size = path.stat().st_size
        if size > limit:
            raise SlaWriterError("error-file-too-large", file=path, limit=limit // 1000)
        data = path.read_bytes()
    except OSError as error:
        raise SlaWriterError("error-file-unreadable", file=path, why=reason(error)) from None
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise SlaWriterError("error-file-not-text", file=path) from None
