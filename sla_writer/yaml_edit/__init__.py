"""Writes what has changed into a YAML file that people edit, and leaves the rest as they wrote it.

Comments, order, quotation marks, line ends and empty lines stay wherever nothing changed.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from sla_writer.errors import AgreementError
from sla_writer.text_gate import clean
from sla_writer.yaml_edit import writing
from sla_writer.yaml_edit.changing import changes, replaced, within
from sla_writer.yaml_edit.lines import Lines, Splice
from sla_writer.yaml_edit.tree import Node, tree
from sla_writer.yaml_file import Data, dump, parse

__all__ = ["edited"]

_MARK = "\ufeff"


def edited(text: str, name: str, data: Any) -> str:
    """The YAML `text` saying `data` now: what did not change stays as it was written, comments too.

    Mappings keep the order of the text. Where a change cannot be made in its place, the value of
    its top-level key is written anew, or at worst the whole below the comments at the file's head.

    Raises AgreementError when `text` isn't the YAML we take, or `data` says what it may not say.
    """
    if text.startswith(_MARK):
        return _MARK + edited(text.removeprefix(_MARK), name, data)
    old, new = parse(text, name).data, _plain(data)
    if old == new:
        return text
    for tried in _ways(text, name, old, new):
        if _says(tried, name, new):
            return tried
    lines = Lines.of(text)
    last = _head(lines) + dump(new).replace("\n", lines.newline)
    assert parse(last, name).data == new
    return last


def _plain(data: Any) -> Data:
    """The data as it will be read: words cleaned, numbers and yes or no as they are written."""
    if isinstance(data, dict):
        plain = {clean(str(key)): _plain(each) for key, each in data.items()}
        assert len(plain) == len(data)  # else two keys would read the same
        return plain
    if isinstance(data, list | tuple):
        return [_plain(each) for each in data]
    if isinstance(data, bool):
        return "yes" if data else "no"
    return None if data is None else clean(str(data))


def _says(text: str, name: str, data: Data) -> bool:
    with suppress(AgreementError):
        return parse(text, name).data == data
    return False


def _ways(text: str, name: str, old: Data, new: Data) -> Iterator[str]:
    """The text with the changes, made in ever larger pieces."""
    lines, root = Lines.of(text), tree(text, old)
    if root is None:
        yield _head(lines) + _whole(lines, new) + lines.newline
        return
    inner = within(lines, root, new)
    if inner is not None:
        yield lines.spliced(inner)
    if isinstance(old, dict) and isinstance(new, dict):
        yield lines.spliced(_by_keys(lines, name, root, old, new))
    yield text[: root.start] + _whole(lines, new) + text[lines.end(root.end) :]


def _by_keys(
    lines: Lines, name: str, root: Node, old: dict[str, Data], new: dict[str, Data]
) -> Iterator[Splice]:
    """The changes, with the whole of a top-level key written anew where they go wrong in it."""
    flow = root.style == "{"
    for entry in root.entries:
        key = entry.key or ""
        if key in new and new[key] != old[key]:
            fine = list(changes(lines, entry, new[key], flow=flow))
            good = _says(lines.spliced(fine), name, {**old, key: new[key]})
            yield from fine if good else replaced(lines, entry, new[key], flow=flow)
    same = {key: old.get(key, value) for key, value in new.items()}
    yield from within(lines, root, same) or ()


def _whole(lines: Lines, data: Data) -> str:
    shape = writing.written(data)
    if shape.inline:
        return shape.inline + lines.indented(shape.lines, 2)
    return shape.lines[0] + lines.indented(shape.lines[1:], 0)


def _head(lines: Lines) -> str:
    """The comments and empty lines that a text begins with."""
    end = 0
    while end < len(lines.text) and (lines.blank(end) or lines.comment(end) is not None):
        end = lines.after(end)
    head = lines.text[:end]
    return head if not head or head.endswith(("\r", "\n")) else head + lines.newline
