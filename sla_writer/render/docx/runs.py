"""Runs of text as Word writes them: looks, links, cross-references, bookmarks round values."""

from __future__ import annotations

import re

from sla_writer.document import Run, Runs
from sla_writer.render.docx.sheet import Sheet
from sla_writer.render.docx.xml import attribute, escape, field, language_tag

FILL_IN = "_" * 14
_DIGIT = re.compile(r"\d")
_DATES = {"ru": "dd.MM.yyyy", "en": "MMM d, yyyy"}


def runs_xml(sheet: Sheet, owner: str, runs: Runs) -> str:
    """The runs of the block or row `owner`."""
    return "".join([_run(sheet, owner, run) for run in runs])


def _run(sheet: Sheet, owner: str, run: Run) -> str:
    """One run; a traced value with a digit in it stands in a bookmark."""
    if run.control:
        return linked(sheet, run) if sheet.plain else _control(sheet, run)
    if not run.text:
        return ""
    xml = linked(sheet, run)
    if valued(run):
        return sheet.mark(sheet.value_name(owner, run.sources[0]), xml)
    return xml


def valued(run: Run) -> bool:
    """Whether a run prints a traced value with a digit in it; such a run stands in a bookmark."""
    return bool(run.sources and _DIGIT.search(run.text))


def linked(sheet: Sheet, run: Run) -> str:
    """The run with its link or field, without a bookmark; a place to fill in is a line of text."""
    if run.control:
        return text_xml(fill_in(run), f'<w:rStyle w:val="{sheet.look.ids["fill-in"]}"/>')
    if run.href:
        return _outside(sheet, run)
    if run.target:
        return _reference(sheet, run)
    if run.term:
        return _term(sheet, run)
    return text_xml(run.text, _look(sheet, run))


def text_xml(text: str, look: str = "") -> str:
    """A run of text; `look` is the inside of its w:rPr."""
    body = escape(text)
    keep = ' xml:space="preserve"' if body[:1] in " \n" or body[-1:] in " \n" else ""
    if "\n" in body or "\t" in body:
        body = _breaks(body)
        keep = ' xml:space="preserve"'
    properties = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f"<w:r>{properties}<w:t{keep}>{body}</w:t></w:r>"


def _breaks(body: str) -> str:
    again = '<w:t xml:space="preserve">'
    return body.replace("\n", f"</w:t><w:br/>{again}").replace("\t", f"</w:t><w:tab/>{again}")


def _look(sheet: Sheet, run: Run, style: str = "") -> str:
    """The inside of w:rPr: one character style, then what it doesn't say."""
    if not (run.bold or run.italic or run.code or run.language or style):
        return ""
    bold, italic = run.bold, run.italic
    if not style and run.code:
        style = "code"
    elif not style and bold:
        style, bold = "bold", False
    elif not style and italic:
        style, italic = "italic", False
    return (
        (f'<w:rStyle w:val="{sheet.look.ids[style]}"/>' if style else "")
        + ("<w:b/><w:bCs/>" if bold else "")
        + ("<w:i/><w:iCs/>" if italic else "")
        + (f'<w:lang w:val="{language_tag(run.language)}"/>' if run.language else "")
    )


def _outside(sheet: Sheet, run: Run) -> str:
    key = sheet.link(run.href or "")
    if key is None:
        return text_xml(run.text, _look(sheet, run))
    inside = text_xml(run.text, _look(sheet, run, "link"))
    return f'<w:hyperlink r:id="{key}" w:history="1">{inside}</w:hyperlink>'


def _reference(sheet: Sheet, run: Run) -> str:
    """A field where Word would print the same number itself, else a link to the place."""
    text = text_xml(run.text, _look(sheet, run))
    place = sheet.places.get(run.target or "")
    if place is None:
        return text
    printed, switch = sheet.fields.get(run.target or "", ("", ""))
    if printed == run.text:
        return field(f"REF {place} {switch}\\h", text)
    return f'<w:hyperlink w:anchor="{place}" w:history="1">{text}</w:hyperlink>'


def _term(sheet: Sheet, run: Run) -> str:
    place = sheet.places.get(f"terms.{run.term}")
    if place is None:
        return text_xml(run.text, _look(sheet, run))
    inside = text_xml(run.text, _look(sheet, run, "term"))
    return f'<w:hyperlink w:anchor="{place}" w:history="1">{inside}</w:hyperlink>'


def _control(sheet: Sheet, run: Run) -> str:
    """A content control: a place to fill in with a text or a date."""
    tag = language_tag(sheet.document.language)
    form = _DATES.get(sheet.document.language, _DATES["en"])
    kind = (
        f'<w:date><w:dateFormat w:val="{form}"/><w:lid w:val="{tag}"/>'
        '<w:storeMappedDataAs w:val="dateTime"/><w:calendar w:val="gregorian"/></w:date>'
        if run.control == "date"
        else "<w:text/>"
    )
    look = f'<w:rStyle w:val="{sheet.look.ids["fill-in"]}"/>'
    return (
        f'<w:sdt><w:sdtPr><w:tag w:val="{attribute(run.control or "")}"/>'
        f'<w:id w:val="{sheet.next_id()}"/><w:showingPlcHdr/>{kind}</w:sdtPr>'
        f"<w:sdtContent>{text_xml(fill_in(run), look)}</w:sdtContent></w:sdt>"
    )


def fill_in(run: Run) -> str:
    """What stands in an empty place to fill in: the run's own text, or a line."""
    return run.text or FILL_IN
