"""Approvals: bound to the bytes they were made on, and honest about what has changed since."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from sla_writer import data, store
from sla_writer.cli.ending import run

FILE = "agreement.yaml"
SIGNED = {"cmo": "Екатерина Лаврентьева", "rop": "Андрей Гущин", "ceo": "Николай Ершов"}


@pytest.fixture(scope="module")
def released(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Russian example with its first version released."""
    folder = tmp_path_factory.mktemp("released")
    shutil.copy(data.folder("examples") / "ryadozor" / FILE, folder)
    assert run(["release", str(folder)]) == 0
    return folder


@pytest.fixture
def folder(released: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copytree(released, tmp_path, dirs_exist_ok=True)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def approve(role: str, *more: str) -> int:
    return run(["approve", "--role", role, "--name", SIGNED[role], *more])


def standing(capsys: pytest.CaptureFixture[str], *args: str) -> dict[str, Any]:
    capsys.readouterr()
    assert run(["approve", *args, "--json"]) == 0
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def edit(folder: Path, old: str, new: str) -> None:
    text = (folder / FILE).read_text("utf-8")
    assert old in text
    (folder / FILE).write_text(text.replace(old, new), encoding="utf-8")


def test_a_version_is_approved_when_everybody_who_signs_it_has(
    folder: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for role in SIGNED:
        assert not standing(capsys)["approved"]
        assert approve(role) == 0
    assert standing(capsys)["approved"]
    assert run(["approve"]) == 0
    shown = capsys.readouterr().out
    assert all(name in shown for name in SIGNED.values())
    assert shown.count("✓") == len(SIGNED)


def test_the_last_decision_of_a_role_counts_and_none_is_written_over(
    folder: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for role in SIGNED:
        approve(role)
    assert approve("rop", "--decision", "withdrawn", "--comment", "Сначала пилот") == 0
    assert not standing(capsys)["approved"]
    assert len(store.approvals(folder, 1)) == len(SIGNED) + 1
    assert run(["approve"]) == 0
    assert "Сначала пилот" in capsys.readouterr().out


def test_a_later_version_says_clause_by_clause_what_an_approval_no_longer_covers(
    folder: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    approve("cmo")
    edit(folder, "within: 15 минут", "within: 10 минут")
    edit(folder, "    target: 15 минут\n", "    target: 10 минут\n")
    moved = standing(capsys)["changed_in_working_copy"]
    assert moved
    assert run(["release"]) == 0
    found = {each["role"]: each for each in standing(capsys)["signers"]}
    assert found["cmo"]["decision"] is None
    assert found["cmo"]["earlier"]["version"] == 1
    assert found["cmo"]["changed_since"] == moved
    assert found["rop"]["earlier"] is None
    assert run(["approve"]) == 0
    assert moved[0] in capsys.readouterr().out


def test_a_change_that_prints_nothing_changes_no_clause(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    edit(folder, "of_record: да", "of_record: yes")
    edit(folder, "  deputies: [ae-lead]", "  deputies:   [ae-lead]  # тот же")
    assert standing(capsys)["changed_in_working_copy"] == []


def test_a_scan_is_kept_beside_the_decision(
    folder: Path, language: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "signed.pdf").write_bytes(b"%PDF-1.7")
    assert approve("cmo", "--scan", "signed.pdf") == 0
    [found] = store.approvals(folder, 1)
    assert found.scan
    assert found.scan.read_bytes() == b"%PDF-1.7"
    (tmp_path / "signed.exe").write_bytes(b"MZ")
    assert approve("rop", "--scan", "signed.exe") == 2


@pytest.mark.parametrize(
    "args",
    [
        ["--role", "cmo"],
        ["--name", "Анна"],
        ["--role", "sdr", "--name", "Анна"],
        ["--role", "cmo", "--name", "Анна\x1b[2J"],
        ["--role", "cmo", "--name", "Анна", "--version", "7"],
        ["--role", "cmo", "--name", "Анна", "--scan", "nowhere.pdf"],
    ],
)
def test_what_is_no_approval_is_refused_and_nothing_is_written(
    folder: Path, language: str, args: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["approve", *args]) == 2
    said = capsys.readouterr().err
    assert said
    assert "Traceback" not in said
    assert not (folder / "approvals").exists()


def test_one_person_does_not_sign_for_both_sides(folder: Path, language: str) -> None:
    assert run(["approve", "--role", "cmo", "--name", "Анна"]) == 0
    assert run(["approve", "--role", "rop", "--name", "Анна"]) == 2


def test_without_a_version_there_is_nothing_to_approve(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, language: str
) -> None:
    shutil.copy(data.folder("examples") / "ryadozor" / FILE, tmp_path)
    monkeypatch.chdir(tmp_path)
    assert run(["approve"]) == 2
