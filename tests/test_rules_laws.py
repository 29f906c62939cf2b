"""Whatever a valid agreement lacks or leaves undecided, every rule answers, in whole sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sla_writer import paths, rules, yaml_file
from sla_writer.agreement import reading
from sla_writer.errors import AgreementError
from sla_writer.finding import advice, said
from sla_writer.language import language
from sla_writer.measures import misfits
from sla_writer.rules import Case
from sla_writer.yaml_file import YamlFile

TODAY = date(2026, 10, 15)
EXAMPLES: dict[str, Any] = {
    path.parent.name: yaml_file.load(path).data
    for path in sorted(Path(__file__).parent.parent.glob("examples/*/agreement.yaml"))
}
NO_SENTENCE = re.compile(r"[{}]|\bNone\b|Decision\(")


def places(data: Any, path: str = "") -> Iterator[str]:
    """The path of everything that an agreement says."""
    if isinstance(data, dict) and not paths.is_open(data):
        items = list(data.items())
    elif isinstance(data, list):
        items = [(paths.key(each, index), each) for index, each in enumerate(data)]
    else:
        return
    for name, value in items:
        here = f"{path}.{name}" if path else name
        yield here
        yield from places(value, here)


PLACES = {name: tuple(places(data)) for name, data in EXAMPLES.items()}


@pytest.mark.parametrize("name", EXAMPLES)
@settings(max_examples=settings().max_examples // 3)
@given(st.data())
def test_what_is_missing_or_undecided_is_never_an_accident(name: str, data: st.DataObject) -> None:
    whole = EXAMPLES[name]
    undecided = {"undecided": {"who": whole["roles"][0]["id"], "by": "2026-12-01"}}
    place = data.draw(st.sampled_from(PLACES[name]))
    changed = paths.put(whole, place, data.draw(st.sampled_from([None, [], undecided])))
    try:
        agreement = reading.from_file(YamlFile("", changed, {}, {}, []), misfits)
    except AgreementError:
        assume(False)
    for finding in rules.examine(Case(agreement, TODAY)).findings:
        for code in ("ru", "en"):
            told = said(finding, language(code)) + advice(finding, language(code))
            assert not NO_SENTENCE.search(told), told
