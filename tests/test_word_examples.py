"""The Word files of the shipped examples, read back by programs that are not ours."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import cache
from itertools import chain, product
from pathlib import Path

import mammoth  # type: ignore[import-untyped]
import pytest
from docx2python import docx2python
from openxml_audit import OpenXmlValidator  # type: ignore[import-untyped]

from sla_writer import clauses
from sla_writer import pack as packs
from sla_writer.agreement import reading
from sla_writer.document import Document, Figure, Heading, Run, Table, block_runs
from sla_writer.render import docx
from sla_writer.render.docx.columns import has_head

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*/agreement.yaml"))
ALL = list(product(EXAMPLES, packs.shipped(), ("ru", "en")))
each_file = pytest.mark.parametrize(
    ("example", "pack", "language"), ALL, ids=[f"{e.parent.name}-{p}-{la}" for e, p, la in ALL]
)


@cache
def document(example: Path, pack: str, language: str) -> Document:
    return clauses.document(reading.load(example), packs.load(pack), language)


@cache
def word(example: Path, pack: str, language: str) -> bytes:
    return docx.render(document(example, pack, language), embedded="{}")


def words(text: str) -> str:
    return " ".join(text.split())


def shown(read: Document) -> Iterator[Run]:
    """Every run that the body shows: a chart's are in the chart, a key table has no head."""
    for block in read.blocks:
        if isinstance(block, Table) and not has_head(block):
            yield from chain.from_iterable(chain.from_iterable(row.cells for row in block.rows))
        elif not isinstance(block, Figure):
            yield from block_runs(block)


@each_file
def test_the_validator_finds_no_error(
    example: Path, pack: str, language: str, tmp_path: Path
) -> None:
    file = tmp_path / "a.docx"
    file.write_bytes(word(example, pack, language))
    assert [str(error) for error in OpenXmlValidator().validate(str(file)).errors] == []


@each_file
def test_mammoth_finds_every_heading_table_and_head(
    example: Path, pack: str, language: str
) -> None:
    html = mammoth.convert_to_html(io.BytesIO(word(example, pack, language))).value
    blocks = document(example, pack, language).blocks
    tables = [block for block in blocks if isinstance(block, Table)]
    assert html.count("<table>") == len(tables)
    assert html.count("<thead>") == sum(map(has_head, tables))
    found = [words(re.sub("<[^>]*>", "", each)) for each in re.findall("<h[12]>.*?</h[12]>", html)]
    for heading in (block for block in blocks if isinstance(block, Heading) and not block.annex):
        assert words("".join(run.text for run in heading.runs)) in found


@each_file
def test_docx2python_finds_every_text(
    example: Path, pack: str, language: str, tmp_path: Path
) -> None:
    file = tmp_path / "a.docx"
    file.write_bytes(word(example, pack, language))
    with docx2python(file, html=False) as read:
        found = words(re.sub(r"<a [^>]*>|</a>|----\w+/\S*----", "", read.text))
    for run in shown(document(example, pack, language)):
        assert words(run.text) in found or run.control
