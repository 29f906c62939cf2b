"""A second reader of tracked changes, which shares no line with the first.

It takes nothing apart and changes no tree: it reads a part once, from the first letter to the last,
and drops whatever the decision drops. `read` gives the blocks, `words` their texts alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any
from xml.etree import ElementTree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
HERE, GONE = ("ins", "moveTo"), ("del", "moveFrom")
IGNORED = {"keepNext", "keepLines", "rPr", "sectPr", "rPrChange", "pPrChange", "numPr"}
SPOKEN = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011"}
Decide = Callable[[ElementTree.Element], bool]


def read(part: bytes, accept: bool | Decide = True) -> list[Any]:
    """The blocks of a part: (style, spans of look and text), or rows of cells of blocks."""
    root = ElementTree.fromstring(part)
    decide: Decide = accept if callable(accept) else lambda _: bool(accept)
    body = root.find(f"{W}body")
    return _Blocks(decide).read(root if body is None else body)


def words(blocks: list[Any]) -> list[Any]:
    """The blocks without looks: texts, and rows of cells of texts."""
    found: list[Any] = []
    for block in blocks:
        if isinstance(block, list):
            found.append([[words(cell) for cell in row] for row in block])
        else:
            found.append("".join(text for _, text in block[1]))
    return found


def _name(each: ElementTree.Element) -> str:
    return each.tag.rpartition("}")[2]


class _Blocks:
    """Reads blocks; `_open` is the text of paragraphs whose end was dropped."""

    def __init__(self, decide: Decide) -> None:
        self._decide = decide
        self._open: list[tuple[Any, str]] = []
        self._style: Any = None

    def read(self, container: ElementTree.Element) -> list[Any]:
        found: list[Any] = []
        for each in _flat(container):
            if _name(each) == "p":
                found.extend(self._paragraph(each))
            else:
                rows = list(self._rows(each))
                if rows and self._open:
                    found.append((self._style, self._taken()))
                found.extend([rows] if rows else [])
        if any(text for _, text in self._open) or (not found and self._style is not None):
            found.append((self._style, self._taken()))
        return found

    def _taken(self) -> list[tuple[Any, str]]:
        taken, self._open = _joined(self._open), []
        return taken

    def _stays(self, sign: ElementTree.Element) -> bool:
        return self._decide(sign) == (_name(sign) in HERE)

    def _paragraph(self, paragraph: ElementTree.Element) -> Iterator[Any]:
        properties = paragraph.find(f"{W}pPr")
        self._style = self._looks(properties, "pPrChange")
        self._open.extend(_Runs(self._decide, self._looks).read(paragraph))
        signs = [] if properties is None else list(properties.findall(f"{W}rPr/*"))
        signs = [each for each in signs if _name(each) in HERE + GONE]
        if all(map(self._stays, signs)):
            yield self._style, self._taken()

    def _looks(self, properties: ElementTree.Element | None, change: str) -> Any:
        """Properties as a value: the present ones, or those that stood before."""
        if properties is None:
            return ()
        was = properties.find(W + change)
        if was is not None and not self._decide(was):
            properties = was[0]
        return tuple(
            sorted((_name(p), tuple(p.items())) for p in properties if _name(p) not in IGNORED)
        )

    def _rows(self, table: ElementTree.Element) -> Iterator[list[Any]]:
        for row in table.findall(f"{W}tr"):
            signs = [e for e in row.findall(f"{W}trPr/*") if _name(e) in HERE + GONE]
            if all(map(self._stays, signs)):
                cells = row.findall(f"{W}tc")
                yield [_Blocks(self._decide).read(cell) for cell in cells if self._cell(cell)]

    def _cell(self, cell: ElementTree.Element) -> bool:
        signs = [e for e in cell.findall(f"{W}tcPr/*") if _name(e) in ("cellIns", "cellDel")]
        return all(self._decide(sign) == (_name(sign) == "cellIns") for sign in signs)


def _flat(container: ElementTree.Element) -> Iterator[ElementTree.Element]:
    for each in container:
        if _name(each) in ("p", "tbl"):
            yield each
        elif _name(each) in ("sdt", "sdtContent"):
            yield from _flat(each)


class _Runs:
    """Reads the runs of a paragraph, in whatever they are wrapped."""

    def __init__(self, decide: Decide, looks: Callable[..., Any]) -> None:
        self._decide, self._looks = decide, looks
        self._fields: list[list[str]] = []
        self._shown: list[bool] = []

    def read(self, parent: ElementTree.Element, link: str = "") -> Iterator[tuple[Any, str]]:
        for each in parent:
            name = _name(each)
            if name in HERE + GONE:
                if self._decide(each) == (name in HERE):
                    yield from self.read(each, link)
            elif name == "hyperlink":
                yield from self.read(each, "|".join(v for _, v in sorted(each.items())))
            elif name in ("sdt", "sdtContent", "smartTag"):
                yield from self.read(each, link)
            elif name == "r":
                yield from self._run(each, link)

    def _run(self, run: ElementTree.Element, link: str) -> Iterator[tuple[Any, str]]:
        look = (self._looks(run.find(f"{W}rPr"), "rPrChange"), link)
        for each in run:
            name = _name(each)
            if name == "fldChar":
                self._field(each.get(f"{W}fldCharType"))
            elif name in ("instrText", "delInstrText"):
                self._fields[-1].append(each.text or "")
            elif name in ("t", "delText") and all(self._shown):
                yield (*look, *("".join(f) for f in self._fields)), each.text or ""
            elif name in SPOKEN and all(self._shown):
                yield (*look, *("".join(f) for f in self._fields)), SPOKEN[name]
            elif name == "drawing":
                said = [e.get("descr") for e in each.iter() if _name(e) == "docPr"]
                yield (*look, "drawing"), f"\ufffc{said[0]}"

    def _field(self, kind: str | None) -> None:
        if kind == "begin":
            self._fields.append([])
            self._shown.append(False)
        elif kind == "separate":
            self._shown[-1] = True
        else:
            self._fields.pop()
            self._shown.pop()


def _joined(spans: list[tuple[Any, str]]) -> list[tuple[Any, str]]:
    """Neighbours of one look as one."""
    found: list[tuple[Any, str]] = []
    for look, text in spans:
        if found and found[-1][0] == look:
            found[-1] = (look, found[-1][1] + text)
        elif text:
            found.append((look, text))
    return found
