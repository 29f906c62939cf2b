"""What may come in as text: one gate at every entrance, so that what a user types stays data."""

from __future__ import annotations

import re
import stat
import unicodedata
from pathlib import Path

from sla_writer.errors import Place, Problem, SlaWriterError, reason

FILE_LIMIT = 1_000_000
TEXT_LIMIT = 20_000
_SHOWN = 200

_LINE_ENDS = re.compile("\r\n|[\r\x85\u2028\u2029\x0b\x0c]")
_LINES = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
"""Where YAML and editors see a new line, so that places agree with both."""

_REFUSED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f"  # C0, C1, DEL
    "\u202a-\u202e\u2066-\u2069\u200e\u200f\u061c"  # bidi controls
    "\ufeff\ufdd0-\ufdef\ufffe\uffff"  # byte order marks within a text, noncharacters
    "\ud800-\udfff\U000e0000-\U000e007f]"  # lone surrogates, tag characters
)
_REFUSED_IN_FILES = re.compile(f"{_REFUSED.pattern}|[\x0b\x0c]")
"""A form feed pasted into an answer is a line end; in a file no line number would be right."""

_USUAL = bytes(range(0x20, 0x7F)) + b"\t\n\r"


def refused(text: str) -> tuple[int, str] | None:
    """The first character that may not come in, as its position and name; None when all may."""
    found = _REFUSED.search(text)
    return (found.start(), _named(found.group())) if found else None


def _named(character: str) -> str:
    return f"U+{ord(character):04X} {unicodedata.name(character, '')}".strip()


def clean(text: str) -> str:
    """The text with one kind of line end, composed (NFC), without white space round it."""
    return unicodedata.normalize("NFC", _LINE_ENDS.sub("\n", text)).strip()


def wrong_character(text: str, name: str) -> Problem | None:
    """The first character of a file's text that may not come in, at its place in file `name`."""
    found = _REFUSED_IN_FILES.search(_unusual(text)) and _REFUSED_IN_FILES.search(text)
    if not found:
        return None
    place = place_at(text, found.start(), name)
    return Problem("error-character", {"character": _named(found.group())}, place=place)


def _unusual(text: str) -> str:
    """The text without what most of a file is, so that long files are looked through quickly."""
    left = text.encode("utf-8", "surrogatepass").translate(None, _USUAL)
    return left.decode("utf-8", "surrogatepass")


def lines_of(text: str) -> list[str]:
    """The lines of a text, whatever ends them."""
    return _LINES.split(text)


def place_at(text: str, at: int, name: str) -> Place:
    """The place of the character at a position of the text of file `name`."""
    before = lines_of(text[:at])
    source = before[-1] + lines_of(text[at : at + _SHOWN])[0]
    return Place(name, len(before), len(before[-1]) + 1, source[:_SHOWN])


def read_bytes(path: Path, limit: int = FILE_LIMIT) -> bytes:
    """The bytes of a file that a user names, at most `limit` of them.

    SlaWriterError for what is missing, too large, or no file that has an end (a pipe, a device).
    """
    try:
        kind = path.stat().st_mode
        if not stat.S_ISREG(kind) and not stat.S_ISDIR(kind):
            raise SlaWriterError("error-file-special", file=path)
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except OSError as error:
        raise SlaWriterError("error-file-unreadable", file=path, why=reason(error)) from None
    except ValueError:  # a null character in the name
        raise SlaWriterError("error-file-name", file=path) from None
    if len(data) > limit:
        raise SlaWriterError("error-file-too-large", file=path, limit=limit // 1000)
    return data


def read_file(path: Path, limit: int = FILE_LIMIT) -> str:
    """The text of a UTF-8 file that a user names; refuses what `read_bytes` does and no text."""
    return decoded(read_bytes(path, limit), str(path))


def decoded(data: bytes, name: str) -> str:
    """The text of the bytes of file `name`; SlaWriterError with the place where it is no UTF-8."""
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        good = data[: error.start].decode("utf-8", "replace")
        wide = data.startswith((b"\xff\xfe", b"\xfe\xff")) or "\0" in good
        spot = name if wide else place_at(good, len(good), name)
        raise SlaWriterError("error-file-not-text", file=spot) from None
