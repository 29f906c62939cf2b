"""`sla check`, `sla rules` and `sla waive`: a finding has a place, words and a way out."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from sla_writer import data
from sla_writer.agreement.reading import load
from sla_writer.cli.ending import run
from sla_writer.rules import RULES

ROOT = Path(__file__).parents[1]
FILE = "agreement.yaml"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copy(data.folder("examples") / "ryadozor" / FILE, tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def change(folder: Path, old: str, new: str) -> None:
    file = folder / FILE
    text = file.read_text("utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")


def long_cycle(folder: Path) -> None:
    """A sales cycle longer than the quarter: a warning at `plan.cycle`."""
    change(folder, "  cycle: 45 календарных дней\n  #", "  cycle: 145 календарных дней\n  #")
    change(folder, "target: 45 календарных дней", "target: 145 календарных дней")
    change(folder, "baseline: 52 календарных дня", "baseline: 152 календарных дня")


def answer(capsys: pytest.CaptureFixture[str], *args: str, code: int = 0) -> dict[str, Any]:
    capsys.readouterr()
    assert run([*args, "--json"]) == code
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def shown(capsys: pytest.CaptureFixture[str], *args: str, code: int = 0) -> str:
    capsys.readouterr()
    assert run(list(args)) == code
    return re.sub("[\u00a0\u202f]", " ", capsys.readouterr().out)


def test_a_good_agreement_passes(
    folder: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    found = answer(capsys, "check")
    assert (found["findings"], found["blocks"]) == ([], False)


def test_a_finding_has_its_clause_its_line_its_words_and_a_way_out(
    folder: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    change(folder, "    target: 200\n", "    target: 150\n")
    [found] = answer(capsys, "check", code=1)["findings"]
    assert (found["rule"], found["path"]) == ("target-below-need", "kpis.mql.target")
    assert (found["severity"], found["fitting"]) == ("error", "200")
    line = (folder / FILE).read_text("utf-8").split("\n")[found["line"] - 1]
    assert line[found["column"] - 1 :] == "150"
    screen = shown(capsys, "check", code=1)
    for told in (found["name"], found["clause"], found["message"], found["fix"], found["path"]):
        assert re.sub("[\u00a0\u202f]", " ", told) in screen
    assert f"{FILE}:{found['line']}:{found['column']}" in screen


def test_a_warning_is_waived_with_a_reason_a_name_and_a_day_and_comments_stay(
    folder: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    long_cycle(folder)
    before = (folder / FILE).read_text("utf-8")
    assert [each["rule"] for each in answer(capsys, "check", code=1)["findings"]] == [
        "cycle-beyond-quarter"
    ]
    args = [
        "waive",
        "cycle-beyond-quarter",
        "plan.cycle",
        "--reason",
        "Долгие сделки",
        "--by",
        "rop",
    ]
    assert run([*args, "--until", "31.12.2026"]) == 0
    after = (folder / FILE).read_text("utf-8")
    assert set(before.split("\n")) <= set(after.split("\n"))
    waiver = load(folder / FILE).waivers[-1]
    assert (waiver.id, waiver.rule, waiver.path) == (
        "cycle-beyond-quarter",
        "cycle-beyond-quarter",
        "plan.cycle",
    )
    assert (waiver.by, str(waiver.on), str(waiver.until)) == ("rop", "2026-10-15", "2026-12-31")
    found = answer(capsys, "check")
    assert found["findings"] == []
    assert "plan.cycle" in [each["path"] for each in found["waived"]]
    assert "Долгие сделки" in shown(capsys, "check")
    assert run(args) == 2  # there is nothing left to waive


@pytest.mark.parametrize(
    ("rule", "path", "by"),
    [
        ("target-below-need", "kpis.mql.target", "rop"),  # an error
        ("ltv-low", "plan.churn", "rop"),  # nothing of the kind was found
        ("cycle-beyond-quarter", "plan.cycle", "boss"),  # no such role
    ],
)
def test_what_cannot_be_waived_leaves_the_file_alone(
    folder: Path, language: str, rule: str, path: str, by: str
) -> None:
    long_cycle(folder)
    change(folder, "    target: 200\n", "    target: 150\n")
    before = (folder / FILE).read_bytes()
    assert run(["waive", rule, path, "--reason", "так надо", "--by", by]) == 2
    assert (folder / FILE).read_bytes() == before


def test_what_changes_no_promise_is_mended_and_the_rest_stays_as_it_was_written(
    folder: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (folder / FILE).read_text("utf-8")
    needless = (
        "waivers:\n  # осталось с прошлого квартала\n  - id: old\n    rule: cycle-beyond-quarter\n"
        "    path: plan.cycle\n    reason: давно\n    by: rop\n    on: 2026-09-24\n"
    )
    assert text.count("waivers:\n") == 1
    (folder / FILE).write_text(text.replace("waivers:\n", needless), encoding="utf-8")
    [found] = answer(capsys, "check", code=1)["findings"]
    assert found["rule"] == "waiver-needless"
    mended = answer(capsys, "check", "--fix")
    assert mended["mended"] == [{"rule": "waiver-needless", "path": "waivers.old"}]
    kept = (folder / FILE).read_text("utf-8").split("\n")
    assert [line for line in text.split("\n") if line not in kept] == []
    assert answer(capsys, "check", "--fix")["mended"] == []


def test_every_rule_is_listed_and_explained(
    language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    listed = shown(capsys, "rules")
    for name in RULES:
        assert name in listed
        explained = shown(capsys, "rules", name)
        told = answer(capsys, "rules", name)["rules"][0]
        for part in ("title", "why", "wrong", "right"):
            assert re.sub("[\u00a0\u202f]", " ", told[part]) in explained
        assert not re.search(r"[{}]|said-|error-", explained)


def test_an_unknown_rule_is_met_with_its_neighbour(
    language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["rules", "ltv-lo"]) == 2
    assert "ltv-low" in capsys.readouterr().err
