"""The few pieces of WordprocessingML that every part of a Word file is written with."""

from __future__ import annotations

import hashlib

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
C = "http://schemas.openxmlformats.org/drawingml/2006/chart"
WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
WORD_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml."

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_TAGS = {"ru": "ru-RU", "en": "en-US"}
_REFUSED = bytes(code for code in range(32) if code not in b"\t\n")


def escape(text: str) -> str:
    """The text as element content."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def attribute(text: str) -> str:
    """The text as the value of a double-quoted attribute."""
    return escape(text).replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")


def encode(xml: str) -> bytes:
    """The bytes of a part; raises ValueError for a character that XML can't hold."""
    data = xml.encode("utf-8")
    held = len(data.translate(None, _REFUSED)) == len(data)
    if not held or "\ufffe" in xml or "\uffff" in xml:
        raise ValueError("a character that XML can't hold")
    return data


def language_tag(language: str) -> str:
    """The language as Word names it ("ru" is "ru-RU")."""
    return _TAGS.get(language, language)


def bookmark_name(kind: str, *key: str) -> str:
    """A bookmark name that depends on nothing but the key: a letter and 20 hexadecimal digits."""
    seed = "\x1f".join(key).encode("utf-8", "surrogatepass")
    return kind + hashlib.blake2b(seed, digest_size=10).hexdigest()


def field(instruction: str, result: str) -> str:
    """A field with its cached result (runs); `instruction` is already escaped."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {instruction} </w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r>'
        f'{result}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def relation(key: str, kind: str, target: str, external: bool = False) -> str:
    """One relationship; `kind` is the last part of its type, or the whole type."""
    mode = ' TargetMode="External"' if external else ""
    address = kind if "://" in kind else f"{R}/{kind}"
    return f'<Relationship Id="{key}" Type="{address}" Target="{attribute(target)}"{mode}/>'


def relations(items: str) -> str:
    """A whole .rels part."""
    return f'{HEAD}<Relationships xmlns="{RELATIONS}">{items}</Relationships>'
