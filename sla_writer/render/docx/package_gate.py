"""Word files from outside: opened only when nothing in them can hurt, and never unpacked whole."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from collections.abc import Callable, Iterator
from posixpath import dirname, join, normpath
from typing import TypeVar

from sla_writer.errors import SlaWriterError

FILE_LIMIT = 50_000_000
UNPACKED_LIMIT = 100_000_000
XML_LIMIT = 20_000_000
PART_LIMIT = 3000
_RATIO_LIMIT = 250
_RATIO_FROM = 1_000_000
_DIRECTORY_LIMIT = 1_000_000

_BAD_NAME = re.compile(r"(^|/)\.\.?(/|$)|^/|\\|:|[\x00-\x1f]|//")
_DTD = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
_ENCODING = re.compile(rb"""^<\?xml[^>]*?encoding\s*=\s*["']([\w.-]+)["']""")
_MACROS = re.compile(r"vbaProject|vbaData|macroEnabled", re.IGNORECASE)
_RELATION = re.compile(rb"<(?:\w+:)?Relationship\s([^>]*?)/?>", re.DOTALL)
_ATTRIBUTE = re.compile(rb"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_ACTIVE = ("oleObject", "control", "aFChunk", "subDocument", "frame", "activeXControlBinary")
_OUTSIDE = ("hyperlink",)
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
        """The bytes of a part; an XML part only when it is UTF-8 without a document type."""
        data = guarded(lambda: self._archive.read(name), self.file)
        if name.lower().endswith((".xml", ".rels")):
            _refuse_xml(data, name, self.file)
        return data

    def related(self, part: str) -> Iterator[tuple[str, str, str, bool]]:
        """A part's relationships ("" is the file): id, kind, target part or address, outside."""
        rels = join(dirname(part), "_rels", part.rpartition("/")[2] + ".rels")
        if rels not in self.names:
            return
        for found in _relations(self.read(rels)):
            kind = found.get("Type", "").rpartition("/")[2]
            target, outside = found.get("Target", ""), found.get("TargetMode") == "External"
            if not outside:
                target = normpath(join("/" + dirname(part), target)).lstrip("/")
            yield found.get("Id", ""), kind, target, outside


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


def refuse_active(package: Package) -> None:
    """Raises WordFileError for macros, embedded programs and links that load something outside."""
    kinds = package.read("[Content_Types].xml").decode("utf-8", "replace")
    for name in (*package.names, kinds):
        if _MACROS.search(name):
            raise WordFileError("error-word-macros", file=package.file)
    for name in package.names:
        if name.endswith(".rels"):
            _refuse_relations(package, name)
        elif name.endswith(".xml"):
            package.read(name)


def _refuse_relations(package: Package, name: str) -> None:
    for found in _relations(package.read(name)):
        kind = found.get("Type", "").rpartition("/")[2]
        if kind in _ACTIVE:
            raise WordFileError("error-word-active", file=package.file, what=f"{name}: {kind}")
        if found.get("TargetMode") == "External" and kind not in _OUTSIDE:
            raise WordFileError("error-word-outside", file=package.file, what=f"{name}: {kind}")


def _opened(data: bytes, file: object) -> zipfile.ZipFile:
    _refuse_directory(data, file)
    archive = zipfile.ZipFile(io.BytesIO(data))
    entries = archive.infolist()
    names = [entry.filename.lower() for entry in entries]
    if len(entries) > PART_LIMIT:
        what = f"{len(entries)} > {PART_LIMIT}"
        raise WordFileError("error-word-too-large", file=file, what=what)
    if len(set(names)) < len(names) or any(map(_BAD_NAME.search, names)):
        raise WordFileError("error-word-names", file=file)
    for entry in entries:
        _refuse_entry(entry, file)
    total = sum(entry.file_size for entry in entries)
    if total > UNPACKED_LIMIT:
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


def _refuse_entry(entry: zipfile.ZipInfo, file: object) -> None:
    if entry.flag_bits & 0x1:
        raise WordFileError("error-word-encrypted", file=file)
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise WordFileError("error-word-damaged", file=file)
    xml = entry.filename.lower().endswith((".xml", ".rels"))
    ratio = entry.file_size / max(entry.compress_size, 1)
    packed_tight = entry.file_size > _RATIO_FROM and ratio > _RATIO_LIMIT
    if packed_tight or (xml and entry.file_size > XML_LIMIT):
        what = f"{entry.filename}: {entry.file_size // 1_000_000} MB"
        raise WordFileError("error-word-too-large", file=file, what=what)


def _refuse_xml(data: bytes, name: str, file: object) -> None:
    start = data.removeprefix(b"\xef\xbb\xbf").lstrip()
    declared = _ENCODING.match(start)
    known = declared is None or declared.group(1).lower() in (b"utf-8", b"us-ascii", b"ascii")
    if not start.startswith(b"<") or b"\x00" in start[:200] or not known or _DTD.search(data):
        raise WordFileError("error-word-xml", file=file, what=name)


def _relations(data: bytes) -> Iterator[dict[str, str]]:
    from html import unescape

    for found in _RELATION.finditer(data):
        yield {
            name.decode(): unescape((one or two).decode("utf-8", "replace"))
            for name, one, two in _ATTRIBUTE.findall(found.group(1))
        }
