"""The two documents of a redline on their way into one Word file, and what both call by a name."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sla_writer.document import Block, Comment, Document, Mark, Run, Runs
from sla_writer.redline import accepted, rejected
from sla_writer.render.docx.look import Look
from sla_writer.render.docx.runs import linked, valued
from sla_writer.render.docx.sheet import Sheet
from sla_writer.render.docx.tracked.marks import GONE, HERE, Marks

_SEPARATE = '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
_END = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
_LINK, _LINK_END = "<w:hyperlink ", "</w:hyperlink>"


@dataclass(frozen=True, slots=True)
class Piece:
    """Runs of one state as XML; `ended` is the mark that the last of them has, `marked` whether
    anything in them differs, `sources` the fields that they depend on.
    """

    xml: str
    marked: bool = False
    ended: Mark | None = None
    sources: tuple[str, ...] = ()


class Sides:
    """A redline with its two documents: `new` gives out every id, `old` none."""

    def __init__(self, redline: Document, look: Look) -> None:
        self.redline = redline
        self.new = Sheet(accepted(redline), look, plain=True)
        self.old = Sheet(rejected(redline), look, plain=True)
        self.old.links = self.new.links
        self.marks = Marks(redline.stamp, self.new.next_id)
        self.comments: list[tuple[int, str]] = []
        self._given: set[str] = set()
        self._moved = _both_ends(redline)
        self._waiting: dict[str, list[Comment]] = {}
        for comment in redline.comments:
            self._waiting.setdefault(comment.at, []).append(comment)

    def named(self, name: str, inside: str) -> str:
        """The XML inside a bookmark, unless the file has one of that name already."""
        if name in self._given:
            return inside
        self._given.add(name)
        return self.new.mark(name, inside)

    def placed(self, ids: Iterable[str], inside: str, mark: Mark | None) -> str:
        """The XML inside the bookmarks of a block's or a row's ids, of both documents; where a
        thing stands twice, links lead to where it is now.
        """
        for key in ids:
            place = self.new.places.get(key)
            if place and mark in GONE:
                continue
            place = place or self.old.places.get(key)
            if place:
                inside = self.named(place, inside)
        return inside

    def mark_of(self, block: Block) -> Mark | None:
        """The mark of a block; what has not both ends of a move is deleted or inserted."""
        if block.mark in (Mark.MOVED_HERE, Mark.MOVED_AWAY):
            if getattr(block, "move", "") in self._moved:
                return block.mark
            return Mark.INSERTED if block.mark is Mark.MOVED_HERE else Mark.DELETED
        return block.mark

    def pieces(self, owner: str, runs: Runs, whole: Mark | None = None) -> list[Piece]:
        """The runs of the block or row `owner`; `whole` is the mark that all of it has."""
        found: list[Piece] = []
        gone: tuple[Run, Mark] | None = None
        for run in runs:
            mark = run.mark or whole
            if gone and mark in HERE:
                found.append(self._replaced(owner, *gone, run, mark))
                gone = None
                continue
            if gone:
                found.append(self._gone(*gone))
            gone = (run, mark) if mark and mark in GONE else None
            if mark and mark in HERE:
                found.append(self._here(owner, run, mark))
            elif not gone:
                found.append(self._kept(owner, run))
        if gone:
            found.append(self._gone(*gone))
        return [piece for piece in found if piece.xml]

    def _gone(self, run: Run, mark: Mark) -> Piece:
        return Piece(self.whole(mark, _said(self.old, run)), True, mark, run.sources)

    def _here(self, owner: str, run: Run, mark: Mark) -> Piece:
        xml = self._traced(owner, run, self.whole(mark, _said(self.new, run)))
        return Piece(xml, True, mark, run.sources)

    def _replaced(self, owner: str, was: Run, gone: Mark, run: Run, here: Mark | None) -> Piece:
        xml = self._differing(_said(self.old, was), _said(self.new, run), gone, here)
        sources = (*was.sources, *run.sources)
        return Piece(self._traced(owner, run, xml), True, here, sources)

    def _kept(self, owner: str, run: Run) -> Piece:
        new = _said(self.new, run)
        if run.was is None and not (run.target or run.term):
            return Piece(self._traced(owner, run, new), sources=run.sources)
        old = _said(self.old, run.was or run)
        xml = self.both(old, new)
        ended = Mark.INSERTED if "<w:ins " in xml else None
        return Piece(self._traced(owner, run, xml), xml != new, ended, run.sources)

    def _traced(self, owner: str, run: Run, xml: str) -> str:
        if not xml or not valued(run):
            return xml
        return self.named(self.new.value_name(owner, run.sources[0]), xml)

    def whole(self, mark: Mark | None, xml: str) -> str:
        """Runs that only one of the documents has; the marks of linked ones stand in the link."""
        if xml.startswith(_LINK):
            head, inside, tail = _parted(xml)
            return f"{head}{self.marks.around(mark, inside)}{tail}"
        return self.marks.around(mark, xml)

    def both(self, old: str, new: str) -> str:
        """Runs that say the same in both documents, with what is set otherwise."""
        if old == new:
            return new
        head, inside, tail = _parted(new)
        was_head, was, was_tail = _parted(old)
        look, text = _look(inside)
        was_look, was_text = _look(was)
        if (head, text, tail) != (was_head, was_text, was_tail):
            return self._differing(old, new, Mark.DELETED, Mark.INSERTED)
        changed = self.marks.change("rPr", was_look)
        return f"{head}<w:r><w:rPr>{look}{changed}</w:rPr>{text}{tail}"

    def _differing(self, old: str, new: str, gone: Mark, here: Mark | None) -> str:
        """Deleted and inserted runs; within one link or field where it is the same one."""
        head, inside, tail = _parted(new)
        was_head, was, was_tail = _parted(old)
        if (head, tail) != (was_head, was_tail):
            return self.whole(gone, old) + self.whole(here, new)
        around = self.marks.around
        return f"{head}{around(gone, was)}{around(here, inside)}{tail}"

    def commented(self, ids: Iterable[str], cells: list[list[Piece]]) -> list[str]:
        """The cells (or the one paragraph) of pieces as XML, with the remarks that wait for a block
        or row of these ids, each at the run that it speaks of.
        """
        texts = [[piece.xml for piece in pieces] or [""] for pieces in cells]
        for comment in [each for key in ids for each in self._waiting.pop(key, ())]:
            cell, first, last = _spoken_of(comment, cells)
            start, end = self._comment(comment)
            texts[cell][first] = start + texts[cell][first]
            texts[cell][last] += end
        return ["".join(each) for each in texts]

    def forgotten(self, inside: str) -> str:
        """The XML with the remarks for whose place the document has nothing."""
        for comment in [each for waiting in self._waiting.values() for each in waiting]:
            start, end = self._comment(comment)
            inside = f"{start}{inside}{end}"
        return inside

    def _comment(self, comment: Comment) -> tuple[str, str]:
        number = self.new.next_id()
        self.comments.append((number, comment.text))
        return (
            f'<w:commentRangeStart w:id="{number}"/>',
            f'<w:commentRangeEnd w:id="{number}"/><w:r><w:rPr><w:rStyle w:val="CommentReference"/>'
            f'</w:rPr><w:commentReference w:id="{number}"/></w:r>',
        )


def _both_ends(redline: Document) -> set[str]:
    """The names of the moves whose two ends the redline has."""
    ends = {(getattr(block, "move", ""), block.mark) for block in redline.blocks}
    return {
        name for name, mark in ends if mark is Mark.MOVED_HERE and (name, Mark.MOVED_AWAY) in ends
    } - {""}


def _said(sheet: Sheet, run: Run) -> str:
    return linked(sheet, run) if run.text or run.control else ""


def _spoken_of(comment: Comment, cells: list[list[Piece]]) -> tuple[int, int, int]:
    """The cell, its first and its last piece that a remark speaks of: a changed run, or all."""
    for cell, pieces in enumerate(cells):
        for at, piece in enumerate(pieces):
            if piece.marked and not set(comment.paths).isdisjoint(piece.sources):
                return cell, at, at
    return 0, 0, max(len(cells[0]) - 1, 0)


def _parted(xml: str) -> tuple[str, str, str]:
    """A link or a field as what stands before its text, the text's runs, and what stands after."""
    if xml.startswith(_LINK):
        head, _, rest = xml.partition(">")
        return f"{head}>", rest.removesuffix(_LINK_END), _LINK_END
    head, separate, rest = xml.partition(_SEPARATE)
    if separate:
        return head + separate, rest.removesuffix(_END), _END
    return "", xml, ""


def _look(run: str) -> tuple[str, str]:
    """A run as the inside of its w:rPr and what follows that."""
    properties = run.removeprefix("<w:r><w:rPr>")
    if properties == run:
        return "", run.removeprefix("<w:r>")
    look, _, rest = properties.partition("</w:rPr>")
    return look, rest


def in_new(block: Block) -> bool:
    """Whether the new document has a block of its own here."""
    return block.mark not in GONE and getattr(block, "end", None) is not Mark.DELETED


def in_old(block: Block) -> bool:
    """Whether the old document has a block of its own here."""
    return block.mark not in HERE and getattr(block, "end", None) is not Mark.INSERTED
