"""What a Word file from outside may not do: run a program, or load something when it is opened."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import Any
from xml.etree import ElementTree

from sla_writer.render.docx.package_gate import Package, WordFileError, guarded

_MACROS = re.compile(r"vbaProject|vbaData|macroEnabled", re.IGNORECASE)
_MACRO_KINDS = ("vbaproject", "wordvbadata")
_ACTIVE = (
    "oleobject", "control", "afchunk", "subdocument", "frame", "activexcontrolbinary",
    "extensibility", "attachedtoolbars",
)  # fmt: skip
_OUTSIDE = ("hyperlink",)
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*:|//|\\\\", re.IGNORECASE)
_FIELDS = (
    "DATABASE", "DDE", "DDEAUTO", "EMBED", "HTMLCONTROL", "IMPORT", "INCLUDE", "INCLUDEPICTURE",
    "INCLUDETEXT", "LINK", "MACROBUTTON", "OCX", "PRINT", "RD",
)  # fmt: skip
"""Fields of Word that load a file or run something when they are brought up to date."""

_BEGUN = re.compile(r"\s*[^\s\"]+[\s\"]")


def refuse_active(package: Package) -> None:
    """Raises WordFileError for macros, embedded programs, and what loads something from outside."""
    types = _types(package)
    if any(map(_MACROS.search, chain(package.names, types.values()))):
        raise WordFileError("error-word-macros", file=package.file)
    for name in package.names:
        if name.lower().endswith(".rels"):
            _refuse_relations(package, name)
        elif _is_xml(name, types):
            _refuse_fields(package, name)


def _types(package: Package) -> dict[str, str]:
    """The kind of every part by its name or its ending, in small letters."""
    data = package.read_xml("[Content_Types].xml")
    found = guarded(lambda: ElementTree.fromstring(data), package.file)
    return {
        each.get("PartName", each.get("Extension", "")).lstrip("/").lower(): each.get(
            "ContentType", ""
        )
        for each in found.iter()
    }


def _is_xml(name: str, types: dict[str, str]) -> bool:
    """Whether a part is read as XML, whatever it is called."""
    called = name.lower()
    kind = types.get(called) or types.get(called.rpartition(".")[2], "")
    return called.endswith(".xml") or (kind.endswith("xml") and not kind.startswith("image/"))


def _refuse_relations(package: Package, name: str) -> None:
    for found in package.relations(name):
        kind = found.get("Type", "").rpartition("/")[2]
        what = f"{name}: {kind}"
        if kind.lower() in _MACRO_KINDS:
            raise WordFileError("error-word-macros", file=package.file)
        if kind.lower() in _ACTIVE:
            raise WordFileError("error-word-active", file=package.file, what=what)
        inside = found.get("TargetMode") != "External"
        if inside and _ADDRESS.match(found.get("Target", "")):
            raise WordFileError("error-word-outside", file=package.file, what=what)
        if not inside and kind not in _OUTSIDE:
            raise WordFileError("error-word-outside", file=package.file, what=what)


def _refuse_fields(package: Package, name: str) -> None:
    data = package.read_xml(name)
    if b"instr" not in data:
        return
    wrong = next(filter(_dangerous, guarded(lambda: list(_fields(data)), package.file)), None)
    if wrong is not None:
        what = f"{name}: {wrong.strip()[:40]}"
        raise WordFileError("error-word-active", file=package.file, what=what)


def _dangerous(instruction: str) -> bool:
    words = instruction.replace('"', " ").split(maxsplit=1)
    return bool(words) and words[0].upper() in _FIELDS


def _fields(data: bytes) -> Iterator[str]:
    """The instruction of every field in a part, whatever pieces it is written in."""
    parser: Any = ElementTree.XMLParser(target=_Instructions())
    parser.feed(data)
    yield from parser.close()


class _Instructions:
    """Collects the instructions of fields while a part is read; no tree of it is kept."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.open_ones: list[str] = []
        self.inside = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        said = {name.rpartition("}")[2]: value for name, value in attributes.items()}
        match tag.rpartition("}")[2]:
            case "fldSimple":
                self.found.append(said.get("instr", ""))
            case "fldChar":
                self.marked(said.get("fldCharType", ""))
            case "instrText":
                self.inside = True

    def marked(self, kind: str) -> None:
        if kind == "begin":
            if self.open_ones and not _BEGUN.match(self.open_ones[-1]):
                self.found.append(_FIELDS[0])  # a field that names another can name any
            self.open_ones.append("")
        elif kind == "end" and self.open_ones:
            self.found.append(self.open_ones.pop())

    def data(self, text: str) -> None:
        if self.inside and self.open_ones:
            self.open_ones[-1] += text

    def end(self, tag: str) -> None:
        if tag.rpartition("}")[2] == "instrText":
            self.inside = False

    def close(self) -> list[str]:
        return [*self.found, *self.open_ones]
