"""What was put in, taken out, moved or set otherwise, as Word's own tracked changes."""

from __future__ import annotations

from collections.abc import Callable

from sla_writer.document import Mark
from sla_writer.render.docx.xml import attribute

AUTHOR = "sla_writer"
W14 = "http://schemas.microsoft.com/office/word/2010/wordml"
W16DU = "http://schemas.microsoft.com/office/word/2023/wordml/word16du"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
NEWER = f'xmlns:mc="{MC}" xmlns:w14="{W14}" xmlns:w16du="{W16DU}" mc:Ignorable="w14 w16du"'
"""What a part declares that holds tracked changes or comments."""

HERE = (Mark.INSERTED, Mark.MOVED_HERE)
"""The marks of what only the new document has."""
GONE = (Mark.DELETED, Mark.MOVED_AWAY)
"""The marks of what only the old document has."""

_TAGS = {
    Mark.INSERTED: "ins",
    Mark.DELETED: "del",
    Mark.MOVED_AWAY: "moveFrom",
    Mark.MOVED_HERE: "moveTo",
}
_SWALLOWED = (("w:t>", "w:delText>"), ("w:t ", "w:delText "), ("w:instrText", "w:delInstrText"))


class Marks:
    """Writes tracked changes of one author at one instant; `next_id` gives each a number."""

    def __init__(self, stamp: str, next_id: Callable[[], int]) -> None:
        when = f"{attribute(stamp)}T00:00:00Z"
        # Word writes local time into w:date and the true instant beside it; here both are the same.
        self._who = f'w:author="{AUTHOR}" w:date="{when}" w16du:dateUtc="{when}"'
        self._next_id = next_id

    def who(self) -> str:
        """The attributes of one tracked change."""
        return f'w:id="{self._next_id()}" {self._who}'

    def around(self, mark: Mark | None, xml: str) -> str:
        """Runs as only one of the documents has them."""
        if mark is None or not xml:
            return xml
        inside = deleted(xml) if mark is Mark.DELETED else xml
        return f"<w:{_TAGS[mark]} {self.who()}>{inside}</w:{_TAGS[mark]}>"

    def sign(self, mark: Mark) -> str:
        """The mark of a paragraph's end or of a table's row: these are put in or taken out.

        LibreOffice leaves an empty paragraph where an end is marked as moved and a link stands
        before it; what moves is the text.
        """
        return f"<w:{'ins' if mark in HERE else 'del'} {self.who()}/>"

    def change(self, tag: str, old: str) -> str:
        """What the properties `tag` (``pPr``, ``rPr``, ``tblPr``) of a thing were."""
        return f"<w:{tag}Change {self.who()}><w:{tag}>{old}</w:{tag}></w:{tag}Change>"

    def range(self, mark: Mark, name: str) -> tuple[str, str]:
        """The beginning and the end of one end of a move."""
        tag, number = f"{_TAGS[mark]}Range", self._next_id()
        start = f'<w:{tag}Start w:id="{number}" w:name="{attribute(name)}" {self._who}/>'
        return start, f'<w:{tag}End w:id="{number}"/>'


def deleted(xml: str) -> str:
    """Runs with their text as deleted text."""
    for said, swallowed in _SWALLOWED:
        xml = xml.replace(f"<{said}", f"<{swallowed}").replace(f"</{said}", f"</{swallowed}")
    return xml
