"""Quality rules: a poor agreement is named as one, a good one is left in peace.

The cases stand in `tests/rules/<rule>.yaml`, in words and numbers that a head of sales can check:
each changes a few fields of an example agreement.
"""

from __future__ import annotations

import re
from copy import deepcopy
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from sla_writer import paths, rules, yaml_file
from sla_writer.agreement import Agreement, reading
from sla_writer.finding import advice, said
from sla_writer.glossary import glossary
from sla_writer.language import language
from sla_writer.measures import misfits
from sla_writer.rules import RULES, Case, Finding
from sla_writer.yaml_file import YamlFile

HERE = Path(__file__).parent
FILES = sorted(HERE.glob("rules/*.yaml"))
EXAMPLES = sorted(HERE.parent.glob("examples/*/agreement.yaml"))
TODAY = date(2026, 10, 15)


@dataclass(frozen=True)
class Tried:
    """One case of a rule: what is changed in an example, and where the rule must then speak."""

    rule: str
    told: dict[str, Any]

    @property
    def at(self) -> list[str]:
        found = self.told.get("at", [])
        return [found] if isinstance(found, str) else found

    @property
    def today(self) -> date:
        return date.fromisoformat(self.told["today"]) if "today" in self.told else TODAY

    def data(self) -> Any:
        """The changed agreement as its file says it; null takes a field away."""
        data = example(self.told.get("base", "ryadozor"))
        for path, value in (self.told.get("set") or {}).items():
            data = paths.put(data, path, value)
        for name, items in (self.told.get("add") or {}).items():
            data = paths.put(data, name, [*(paths.get(data, name) or []), *items])
        return data


def example(name: str) -> Any:
    return deepcopy(_example(name))


@cache
def _example(name: str) -> Any:
    return yaml_file.load(HERE.parent / "examples" / name / "agreement.yaml").data


def read(data: Any) -> Agreement:
    return reading.from_file(YamlFile("", data, {}, {}, []), misfits)


def found(tried: Tried, data: Any) -> list[Finding]:
    """What the rule finds; a rule about waivers needs to see what all the others found."""
    case = Case(read(data), tried.today)
    if not tried.rule.startswith("waiver-"):
        return list(RULES[tried.rule].findings(case))
    report = rules.examine(case)
    return [each for each in report.findings if each.rule == tried.rule]


@cache
def _told(path: Path) -> Any:
    return yaml_file.load(path).data


def cases(kind: str) -> list[Any]:
    return [
        pytest.param(Tried(path.stem, told), id=f"{path.stem}: {told['name']}")
        for path in FILES
        for told in _told(path)[kind]
    ]


@pytest.mark.parametrize("tried", cases("failing"))
def test_what_is_wrong_is_named_at_its_place_with_words_and_a_way_out(tried: Tried) -> None:
    data = tried.data()
    findings = found(tried, data)
    assert sorted(each.path for each in findings) == sorted(tried.at)
    for each in findings:
        for code in ("ru", "en"):
            sentence, way_out = said(each, language(code)), advice(each, language(code))
            assert not re.search(r"[{}]|\bNone\b", sentence + way_out), sentence + way_out
            assert max(map(len, sentence.split("\n"))) < 260
        if each.fitting != "":
            mended = paths.put(data, each.path, each.fitting)
            assert each.path not in [again.path for again in found(tried, mended)]
    for code in ("ru", "en"):
        if code in tried.told:
            spoken = re.sub("[\u00a0\u202f]", " ", said(findings[0], language(code)))
            assert spoken == tried.told[code]


@pytest.mark.parametrize("tried", cases("passing"))
def test_what_is_right_is_left_in_peace(tried: Tried) -> None:
    assert found(tried, tried.data()) == []


@pytest.mark.parametrize("name", RULES)
def test_every_rule_has_cases_and_words_in_both_languages(name: str) -> None:
    told = _told(HERE / "rules" / f"{name}.yaml")
    assert len(told["failing"]) >= 3
    assert len(told["passing"]) >= 3
    names = [each["name"] for kind in ("failing", "passing") for each in told[kind]]
    assert len(names) == len(set(names))
    words = [glossary(code).rule(name) for code in ("ru", "en")]
    assert all(each.title and each.why and each.wrong and each.right for each in words)
    assert len({frozenset(each.found) for each in words}) == 1
    assert all("" in each.fix or set(each.fix) == set(each.found) for each in words)


@pytest.mark.parametrize("name", [name for name, each in RULES.items() if each.reads_words])
def test_a_rule_that_reads_words_reads_both_languages(name: str) -> None:
    for kind in ("failing", "passing"):
        texts = [str(each.get("set")) + str(each.get("add")) for each in _told(_file(name))[kind]]
        assert any(re.search("[а-яё]{3}", text) for text in texts)
        assert any(re.search("[a-z]{3}", re.sub(r"[\w.-]+: ?", "", text)) for text in texts)


def _file(name: str) -> Path:
    return HERE / "rules" / f"{name}.yaml"


def test_every_case_file_belongs_to_a_rule_and_every_rule_to_one_family() -> None:
    assert {path.stem for path in FILES} == set(RULES)
    assert len(RULES) == sum(len(family.RULES) for family in rules.FAMILIES)


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.parent.name)
def test_the_examples_are_good_agreements(path: Path) -> None:
    report = rules.examine(Case(read(yaml_file.load(path).data), TODAY))
    assert [(each.rule, each.path) for each in report.findings] == []
