"""What is kept of our own files is never older than the files, and never needed."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from sla_writer import kept, pack, yaml_file
from sla_writer.errors import AgreementError
from sla_writer.glossary import Glossary

TEXT = "words: {page: Страница}\nnames:\n  - {id: a}\n  - ~\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of its own for what is kept."""
    monkeypatch.setattr(sys, "pycache_prefix", str(tmp_path / "kept"))
    monkeypatch.setattr(sys, "dont_write_bytecode", False)
    return tmp_path / "kept"


def test_what_is_kept_says_what_the_file_says(folder: Path, tmp_path: Path) -> None:
    path = tmp_path / "ours.yaml"
    said = yaml_file.parse(TEXT, str(path)).data
    assert kept.mapping(path, TEXT) == said
    assert len(list(folder.rglob("data-*"))) == 1
    assert kept.mapping(path, TEXT) == said


def test_an_edited_file_is_read_again_and_leaves_nothing_old(folder: Path, tmp_path: Path) -> None:
    kept.mapping(tmp_path / "ours.yaml", TEXT)
    assert kept.mapping(tmp_path / "ours.yaml", "words: {page: Лист}\n") == {
        "words": {"page": "Лист"}
    }
    assert len(list(folder.rglob("data-*"))) == 1


@pytest.mark.parametrize("broken", [b"", b"{}", b"\xff\n{}", b"0" * 64 + b"\n{}"])
def test_a_broken_keepsake_is_not_believed(folder: Path, tmp_path: Path, broken: bytes) -> None:
    said = kept.mapping(tmp_path / "ours.yaml", TEXT)
    (file,) = folder.rglob("data-*")
    for wrong in (broken, file.read_bytes()[:-3]):
        file.write_bytes(wrong)
        assert kept.mapping(tmp_path / "ours.yaml", TEXT) == said


def test_a_file_of_ours_that_is_wrong_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AgreementError):
        kept.mapping(tmp_path / "ours.yaml", "a: 1\na: 2\n")


@pytest.mark.parametrize("taken", [True, False])
def test_nothing_needs_to_be_kept(
    folder: Path, monkeypatch: pytest.MonkeyPatch, taken: bool
) -> None:
    """With PYTHONDONTWRITEBYTECODE, and where the folder can't be made."""
    if taken:
        folder.write_text("a file", encoding="utf-8")
    else:
        monkeypatch.setattr(sys, "dont_write_bytecode", True)
    assert Glossary("ru").word("page")
    assert pack.load("b2b").sections
    assert not list(folder.rglob("data-*"))


def test_a_customers_pack_is_not_kept(folder: Path, tmp_path: Path) -> None:
    own = tmp_path / "own"
    own.mkdir()
    (own / "pack.yaml").write_text("sections: [mine]\n", encoding="utf-8")
    assert pack.load("b2b", own).sections == ("mine",)
    assert not list(folder.rglob("data-*"))
