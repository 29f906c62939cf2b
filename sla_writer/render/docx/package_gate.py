"""Word files from outside: opened only when nothing in them can hurt, and never unpacked whole."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Callable, Iterator
from posixpath import dirname, join, normpath
from typing import TypeVar
from xml.etree import ElementTree

from sla_writer.errors import SlaWriterError

FILE_LIMIT = 50_000_000
UNPACKED_LIMIT = 100_000_000
XML_LIMIT = 20_000_000
ALL_XML_LIMIT = 40_000_000
TAG_LIMIT = 1_000_000
"""The number of tags in the largest XML part: a tree takes a hundred bytes for each."""

PART_LIMIT = 3000
_RATIO_LIMIT = 250
_RATIO_FROM = 1_000_000
_DIRECTORY_LIMIT = 1_000_000
_ENTRY = b"PK\x01\x02"

_BAD_NAME = re.compile(
    r"(^|/)\.\.?(/|$)|^/|\\|:|[\x00-\x1f\x7f-\x9f]|//|%2e|%2f|%5c"  # leading out of the file
    r"|[\u200b-\u200f\u202a-\u202e\u2066-\u2069]|[. ](/|$)|.{201}"  # not what they seem, too long
    r"|(^|/)(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|/|$)",  # devices of Windows
    re.IGNORECASE,
)
_DTD = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING = re.compile(rb"""^<\?xml[^>]*?encoding\s*=\s*["']([\w.-]+)["']""")
_Made = TypeVar("_Made")


class WordFileError(SlaWriterError):
    """A Word file from outside can't be used: `file` is its name, `what` the part or place."""


class Package:
    """A Word file whose container was found harmless; its parts are read one by one."""

    def __init__(self, data: bytes, file: object) -> None:
        self.file = file
        self._archive = guarded(lambda: _opened(data, file), file)
        self.names = tuple(info.filename for info in self._archive.infolist() if not info.is_dir())

    def read(self, name: str) -> bytes:
        """The bytes of a part; one that is called XML as `read_xml` gives it."""
        if _is_xml(name):
            return self.read_xml(name)
        return guarded(lambda: self._archive.read(name), self.file)

    def read_xml(self, name: str) -> bytes:
        """The bytes of an XML part, in UTF-8 and without a document type."""
        data = guarded(lambda: self._archive.read(name), self.file)
        _refuse_xml(data, name, self.file)
        return data

    def related(self, part: str) -> Iterator[tuple[str, str, str, bool]]:
        """A part's relationships ("" is the file): id, kind, target part or address, outside."""
        rels = join(dirname(part), "_rels", part.rpartition("/")[2] + ".rels")
        if rels not in self.names:
            return
        for found in self.relations(rels):
            kind = found.get("Type", "").rpartition("/")[2]
            target, outside = found.get("Target", ""), found.get("TargetMode") == "External"
            if not outside:
                target = normpath(join("/" + dirname(part), target)).lstrip("/")
            yield found.get("Id", ""), kind, target, outside

    def relations(self, rels: str) -> Iterator[dict[str, str]]:
        """The attributes of every relationship in a .rels part."""
        data = self.read_xml(rels)
        for each in guarded(lambda: ElementTree.fromstring(data), self.file).iter():
            if each.tag.rpartition("}")[2] == "Relationship":
                yield {name.rpartition("}")[2]: value for name, value in each.items()}


def guarded(act: Callable[[], _Made], file: object) -> _Made:
    """What `act` gives; whatever a damaged file makes a library raise becomes one error."""
    try:
        return act()
    except SlaWriterError:
        raise
    except Exception:  # a hostile zip or XML can raise nearly anything
        raise WordFileError("error-word-damaged", file=file) from None


def open_package(data: bytes, file: object = "docx") -> Package:
    """The file as parts.

    Raises WordFileError when it is no Word file, damaged, far too large when unpacked, encrypted,
    or holds names or document types that no Word file needs.
    """
    package = Package(data, file)
    if "[Content_Types].xml" not in package.names:
        raise WordFileError("error-word-not-word", file=file)
    return package


def _is_xml(name: str) -> bool:
    return name.lower().endswith((".xml", ".rels"))


def _opened(data: bytes, file: object) -> zipfile.ZipFile:
    _refuse_directory(data, file)
    archive = zipfile.ZipFile(io.BytesIO(data))
    entries = archive.infolist()
    names = [entry.orig_filename.lower() for entry in entries]
    if len(set(names)) < len(names) or any(map(_BAD_NAME.search, names)):
        raise WordFileError("error-word-names", file=file)
    for entry in entries:
        _refuse_entry(entry, file)
    total = sum(entry.file_size for entry in entries)
    xml = sum(entry.file_size for entry in entries if _is_xml(entry.filename))
    if total > UNPACKED_LIMIT or xml > ALL_XML_LIMIT:
        raise WordFileError("error-word-too-large", file=file, what=f"{total // 1_000_000} MB")
    return archive


def _refuse_directory(data: bytes, file: object) -> None:
    """Looks at the zip's own figures before its directory is read at all."""
    if len(data) > FILE_LIMIT:
        raise WordFileError("error-word-too-large", file=file, what=f"{len(data) // 1_000_000} MB")
    at = data.rfind(b"PK\x05\x06", max(0, len(data) - 66_000))
    if not data.startswith(b"PK") or at < 0 or len(data) < at + 22:
        raise WordFileError("error-word-not-word", file=file)
    size = struct.unpack_from("<L", data, at + 12)[0]
    if size > _DIRECTORY_LIMIT:
        raise WordFileError("error-word-too-large", file=file, what=f"{size // 1000} kB")
    entries = data.count(_ENTRY)
    if entries > PART_LIMIT:
        raise WordFileError("error-word-too-large", file=file, what=f"{entries} > {PART_LIMIT}")


def _refuse_entry(entry: zipfile.ZipInfo, file: object) -> None:
    if entry.flag_bits & 0x1:
        raise WordFileError("error-word-encrypted", file=file)
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise WordFileError("error-word-damaged", file=file)
    ratio = entry.file_size / max(entry.compress_size, 1)
    packed_tight = entry.file_size > _RATIO_FROM and ratio > _RATIO_LIMIT
    if packed_tight or (_is_xml(entry.filename) and entry.file_size > XML_LIMIT):
        what = f"{entry.filename}: {entry.file_size // 1_000_000} MB"
        raise WordFileError("error-word-too-large", file=file, what=what)


def _refuse_xml(data: bytes, name: str, file: object) -> None:
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    declared = _ENCODING.match(start)
    known = declared is None or declared.group(1).lower() in (b"utf-8", b"us-ascii", b"ascii")
    if not start.startswith(b"<") or b"\x00" in start[:200] or not known or _DTD.search(data):
        raise WordFileError("error-word-xml", file=file, what=name)
    if len(data) > XML_LIMIT or data.count(b"<") > TAG_LIMIT:
        raise WordFileError("error-word-too-large", file=file, what=name)
