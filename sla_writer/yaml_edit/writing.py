"""Data as a person would write it in YAML: quoted only where YAML would read something else."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass

from sla_writer.errors import AgreementError
from sla_writer.yaml_file import Data, parse

_BLOCK = "- {0}\n- k: {0}\n"
_FLOW = "[{0}, {{k: {0}}}, {0} #\n]\n"


@dataclass(frozen=True, slots=True)
class Written:
    """A value as it stands behind its key or dash: the rest of that line, and lines below it."""

    inline: str
    lines: tuple[str, ...] = ()


def written(data: Data, quote: str = "") -> Written:
    """A value with a line for every item and key; a scalar that was in quotes keeps its quotes."""
    if data and isinstance(data, dict | list):
        return Written("", tuple(_lines(data)))
    if isinstance(data, str) and "\n" in data:
        lines = data.split("\n")
        if reads("|-", lines, data):
            return Written("|-", tuple(lines))
    return Written(in_flow(data, quote) if isinstance(data, dict | list) else scalar(data, quote))


def in_flow(data: Data, quote: str = "") -> str:
    """A value in one line, lists and mappings in brackets."""
    if isinstance(data, dict):
        pairs = ", ".join(pair_in_flow(key, each) for key, each in data.items())
        return f"{{{pairs}}}"
    if isinstance(data, list):
        return f"[{', '.join(map(in_flow, data))}]"
    return scalar(data, quote, flow=True)


def pair_in_flow(key: str, value: Data) -> str:
    """A key and its value in one line."""
    return f"{_key(key, flow=True)}: {in_flow(value)}"


def pair(key: str, value: Data, *, flow: bool = False) -> list[str]:
    """A key and its value, a line for everything in it (`flow`: the value in one line)."""
    return list(_headed(f"{_key(key)}:", _shape(value, flow)))


def item(value: Data, *, flow: bool = False) -> list[str]:
    """A list's item with its dash, a line for everything in it (`flow`: in one line)."""
    shape = _shape(value, flow)
    if shape.inline:
        return list(_headed("-", shape))
    return [f"- {shape.lines[0]}", *_shifted(shape.lines[1:])]


def _shape(value: Data, flow: bool) -> Written:
    return Written(in_flow(value)) if flow else written(value)


def scalar(data: str | None, quote: str = "", *, flow: bool = False) -> str:
    """A scalar in one line."""
    if data is None:
        return "null"
    single, double = "'" + data.replace("'", "''") + "'", json.dumps(data, ensure_ascii=False)
    kept = {"'": single, '"': double}.get(quote, data)
    context = _FLOW if flow else _BLOCK
    meant: Data = [data, {"k": data}, data] if flow else [data, {"k": data}]
    tried = (kept, data, double if "'" in data else single)
    return next((each for each in tried if _says(context.format(each), meant)), double)


def reads(header: str, lines: list[str], data: str) -> bool:
    """Whether lines below a header such as ``|-`` say `data`."""
    return _says("\n".join([f"k: {header}", *_shifted(lines)]) + "\n", {"k": data})


def folded(data: str, old: list[str]) -> list[str]:
    """A text in lines as below ``>``: paragraphs that were there stay wrapped as they were."""
    known = {" ".join(lines): lines for lines in _paragraphs(old)}
    width = max(map(len, old), default=80)
    lines: list[str] = []
    for part in re.split(r"(\n+)", data):
        if part.startswith("\n"):
            lines += [""] * len(part)
        else:
            lines += known.get(part) or _wrapped(part, width)
    return lines


def _paragraphs(lines: list[str]) -> Iterator[list[str]]:
    for part in re.split(r"\n{2,}", "\n".join(lines)):
        yield part.split("\n")


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)


def _lines(data: dict[str, Data] | list[Data]) -> Iterator[str]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield from pair(key, value)
    else:
        for value in data:
            yield from item(value)


def _headed(head: str, shape: Written) -> Iterator[str]:
    yield f"{head} {shape.inline}" if shape.inline else head
    yield from _shifted(shape.lines)


def _shifted(lines: tuple[str, ...] | list[str]) -> Iterator[str]:
    return (f"  {line}" if line else "" for line in lines)


def _key(key: str, *, flow: bool = False) -> str:
    context = "{{{0}: v}}\n" if flow else "{0}: v\n"
    if _says(context.format(key), {key: "v"}):
        return key
    return scalar(key, "'", flow=True)


def _says(text: str, data: Data) -> bool:
    try:
        return parse(text, "").data == data
    except AgreementError:
        return False
