"""The JSON Schema: editors must not mark what the program accepts, nor pass what it refuses."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from sla_writer import data
from sla_writer.schema import schema, text

EXAMPLES = sorted(data.folder("examples").glob("*/**/agreement.yaml"))
TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,), "array": (list,), "string": (str,), "integer": (int,),
    "number": (int, float), "boolean": (bool,), "null": (type(None),),
}  # fmt: skip


def faults(value: Any, rule: dict[str, Any], root: dict[str, Any], path: str = "") -> Iterator[str]:
    """What an editor would mark: the part of JSON Schema that ours uses."""
    if "$ref" in rule:
        rule = root["definitions"][rule["$ref"].removeprefix("#/definitions/")]
    if "anyOf" in rule and all(any(faults(value, each, root)) for each in rule["anyOf"]):
        yield f"{path}: {value!r} is none of the kinds"
    if "enum" in rule and value not in rule["enum"]:
        yield f"{path}: {value!r} is no choice"
    kinds = [rule["type"]] if isinstance(rule.get("type"), str) else rule.get("type", [])
    if kinds and not any(fits(value, kind) for kind in kinds):
        yield f"{path}: {value!r} is not {kinds}"
    if isinstance(value, str) and not re.search(rule.get("pattern", ""), value):
        yield f"{path}: {value!r} is not written so"
    if isinstance(value, list) and "items" in rule:
        for index, each in enumerate(value):
            yield from faults(each, rule["items"], root, f"{path}[{index}]")
    if isinstance(value, dict) and ("properties" in rule or "patternProperties" in rule):
        yield from object_faults(value, rule, root, path)


def object_faults(
    value: dict[str, Any], rule: dict[str, Any], root: dict[str, Any], path: str
) -> Iterator[str]:
    patterns = rule.get("patternProperties", {})
    for name, each in value.items():
        own = rule.get("properties", {}).get(name)
        inner = own or next((r for p, r in patterns.items() if re.search(p, name)), None)
        if inner is None:
            yield f"{path}.{name} is unknown"
        else:
            yield from faults(each, inner, root, f"{path}.{name}")
    for name in rule.get("required", ()):
        if name not in value:
            yield f"{path}.{name} is missing"


def fits(value: Any, kind: str) -> bool:
    return isinstance(value, TYPES[kind]) and (kind == "boolean" or not isinstance(value, bool))


def typed(content: str) -> Any:
    """YAML as an editor reads it: numbers and yes/no typed, dates left as text."""
    yaml = YAML(typ="safe", pure=True)
    return json.loads(json.dumps(yaml.load(content), default=str))


@pytest.fixture(params=["ru", "en"])
def rules(request: pytest.FixtureRequest) -> dict[str, Any]:
    return schema(str(request.param))


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda path: path.parent.name)
def test_editors_mark_nothing_in_a_right_agreement(example: Path, rules: dict[str, Any]) -> None:
    assert list(faults(typed(example.read_text("utf-8")), rules, rules)) == []


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        ("currency: RUB", "curency: RUB"),
        ("currency: RUB", "currency: roubles"),
        ("side: marketing", "side: marketting"),
        ("cadence: monthly", "cadence: {}"),
    ],
)
def test_editors_mark_a_mistake(right: str, wrong: str, rules: dict[str, Any]) -> None:
    content = next(path.read_text("utf-8") for path in EXAMPLES if "RUB" in path.read_text("utf-8"))
    assert right in content
    assert any(faults(typed(content.replace(right, wrong)), rules, rules))


def test_every_field_has_a_title_in_its_language() -> None:
    for language, letters in (("ru", "[а-яё]"), ("en", "[a-z]")):
        rules = schema(language)
        for name, record in {"": rules, **rules["definitions"]}.items():
            for field, rule in record.get("properties", {}).items():
                assert re.search(letters, rule["title"], re.I) or rule["title"].isupper(), (
                    name,
                    field,
                )


def test_the_same_schema_has_the_same_bytes() -> None:
    assert text("ru") == text("ru")
    assert json.loads(text("en"))["$schema"].startswith("http://json-schema.org/draft-07")
