"""JSON that comes back to us (versions, decisions, journals): read as it was written, or refused.

Stricter than JSON: no key twice, no number beyond all bounds, no deep nesting, and only characters
that may come in.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from itertools import accumulate
from typing import Any

from sla_writer.errors import AgreementError, Problem
from sla_writer.text_gate import decoded, place_at, refused, wrong_character

LIMIT = 5_000_000
"""The length of the longest JSON text that is read, in characters."""

DEPTH_LIMIT = 50
_STRING = r'"[^"\\]*(?:\\.[^"\\]*)*"'
_OPENED = bytes.maketrans(b"{}", b"[]")
_APART_FROM_BRACKETS = bytes(set(range(256)) - set(b'[]{}"'))
_DEEPER = {ord("["): 1, ord("]"): -1}
_TOKEN = re.compile(rf"({_STRING})(\s*:)?|[\[\]{{}}]", re.DOTALL)
_LONGEST_NUMBER = 40
_HIDING = re.compile(r"\\[ub]")


class JsonError(AgreementError, ValueError):
    """A text is no JSON that this program writes; each problem has its place."""


def parse(data: str | bytes, name: str = "JSON") -> Any:
    """What JSON text says; errors call its file `name`.

    Raises JsonError with the place when it can't be what was written, SlaWriterError for bytes that
    are no UTF-8.
    """
    text = data if isinstance(data, str) else decoded(data, name)
    if len(text) > LIMIT:
        raise _wrong(text, 0, name, "error-file-too-large", file=name, limit=LIMIT // 1000)
    if problem := wrong_character(text, name):
        raise JsonError(problem)
    _refuse_depth(text, name)
    return _loaded(text, name)


def _loaded(text: str, name: str) -> Any:
    try:
        found = json.loads(
            text, object_pairs_hook=_once, parse_constant=_no_number, parse_float=_decimal,
            parse_int=_whole,
        )  # fmt: skip
    except json.JSONDecodeError as error:
        raise _wrong(text, error.pos, name, "error-json") from None
    except _Twice as error:
        at = next((at for at, key in _repeated(text) if key == error.key), 0)
        raise _wrong(text, at, name, "error-json-twice", name=error.key[:80]) from None
    except _Number as error:
        at = text.find(error.text)
        raise _wrong(text, at, name, "error-json-number", text=error.text[:40]) from None
    if _HIDING.search(text):
        _refuse_hidden(found, text, name)
    return found


def _wrong(text: str, at: int, name: str, key: str, /, **params: object) -> JsonError:
    return JsonError(Problem(key, params, place=place_at(text, at, name)))


def _refuse_depth(text: str, name: str) -> None:
    """Looks at the brackets before anything is read, so that no nesting exhausts the stack."""
    depths = accumulate(map(_DEEPER.__getitem__, _brackets(text)))
    if max(depths, default=0) > DEPTH_LIMIT:
        raise _wrong(text, 0, name, "error-yaml-depth", limit=DEPTH_LIMIT)


def _brackets(text: str) -> bytes:
    """The brackets outside strings, each as a square one."""
    unescaped = text.encode().replace(rb"\\", b"").replace(rb"\"", b"")
    left = unescaped.translate(_OPENED, _APART_FROM_BRACKETS)
    return b"".join(left.replace(b'""', b"").split(b'"')[::2])


def _refuse_hidden(found: Any, text: str, name: str) -> None:
    """Escapes such as "\\u202e" appear only in what was read."""
    for said in _texts(found):
        if wrong := refused(said):
            at = next((each.start() for each in _HIDING.finditer(text)), 0)
            raise _wrong(text, at, name, "error-character", character=wrong[1])


def _texts(found: Any) -> Iterator[str]:
    """Every key and every text of what was read."""
    if isinstance(found, str):
        yield found
    elif isinstance(found, list):
        for each in found:
            yield from _texts(each)
    elif isinstance(found, dict):
        for key, value in found.items():
            yield key
            yield from _texts(value)


class _Twice(Exception):
    """An object holds a key twice."""

    def __init__(self, key: str) -> None:
        self.key = key


class _Number(Exception):
    """A number is none, or longer than any that we write."""

    def __init__(self, text: str) -> None:
        self.text = text


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        counts = Counter(key for key, _ in pairs)
        raise _Twice(next(key for key, count in counts.items() if count > 1))
    return found


def _repeated(text: str) -> Iterator[tuple[int, str]]:
    """Where a key stands that its object already has."""
    open_ones: list[set[str]] = []
    for token in _TOKEN.finditer(text):
        if token[0] in ("{", "["):
            open_ones.append(set())
        elif token[0] in ("}", "]"):
            open_ones.pop()
        elif token[2] is not None:
            key = json.loads(token[1])
            if key in open_ones[-1]:
                yield token.start(), key
            open_ones[-1].add(key)


def _no_number(text: str) -> Any:
    raise _Number(text)


def _whole(text: str) -> int:
    if len(text) > _LONGEST_NUMBER:
        raise _Number(text)
    return int(text)


def _decimal(text: str) -> float:
    found = float(text)
    if len(text) > _LONGEST_NUMBER or found in (float("inf"), float("-inf")):
        raise _Number(text)
    return found
