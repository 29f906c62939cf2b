"""The verbs as people and programs use them, on the examples, in both languages."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sla_writer import data
from sla_writer.agreement.reading import load
from sla_writer.cli.ending import run

EXAMPLES = sorted(data.folder("examples").glob("*/**/agreement.yaml"))
Answer = Callable[..., dict[str, Any]]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    shutil.copy(EXAMPLES[0], tmp_path / "agreement.yaml")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def answer(capsys: pytest.CaptureFixture[str]) -> Answer:
    """Runs a verb with --json and reads what it answered."""

    def ask(*args: str, code: int = 0) -> dict[str, Any]:
        assert run([*args, "--json"]) == code
        found: dict[str, Any] = json.loads(capsys.readouterr().out)
        assert found["version"] == 1
        return found

    return ask


# --- bare sla ---------------------------------------------------------------------------------


def test_an_empty_folder_says_how_to_begin(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run([]) == 0
    assert "sla new" in capsys.readouterr().out
    (tmp_path / "interview.jsonl").write_text("", encoding="utf-8")
    assert run([]) == 0
    assert "sla new ." in capsys.readouterr().out


def test_an_agreement_says_where_it_stands_and_what_to_do(
    folder: Path, language: str, capsys: pytest.CaptureFixture[str], answer: Answer
) -> None:
    assert run([]) == 0
    shown = capsys.readouterr().out
    assert str(load(folder / "agreement.yaml").identity.title.get(language)) in shown
    assert "sla render" in shown
    assert run(["render", "--format", "md"]) == 0
    capsys.readouterr()
    found = answer()["agreement"]
    assert found["mistakes"] == 0
    assert len(found["up_to_date"]) == 2
    assert not any(command == "sla render" for command in found["next"])


def test_what_is_good_and_not_released_yet_sends_to_release(
    folder: Path, language: str, capsys: pytest.CaptureFixture[str], answer: Answer
) -> None:
    assert run(["render", "--format", "md"]) == 0
    capsys.readouterr()
    found = answer()["agreement"]
    assert (found["version"], found["moved_on"]) == (0, True)
    assert "sla release" in found["next"]
    assert run(["release"]) == 0
    capsys.readouterr()
    found = answer()["agreement"]
    assert (found["version"], found["moved_on"]) == (1, False)
    assert "sla release" not in found["next"]


def test_a_broken_file_sends_to_check(folder: Path, answer: Answer, language: str) -> None:
    with (folder / "agreement.yaml").open("a", encoding="utf-8") as file:
        file.write("\nnonsense: 1\n")
    found = answer()["agreement"]
    assert (found["mistakes"], found["next"]) == (1, ["sla check"])


# --- check ------------------------------------------------------------------------------------


def test_check_answers_programs(folder: Path, answer: Answer, language: str) -> None:
    assert answer("check")["problems"] == []
    with (folder / "agreement.yaml").open("a", encoding="utf-8") as file:
        file.write("\nnonsense: 1\n")
    [problem] = answer("check", code=2)["problems"]
    assert problem["key"] == "error-unknown-key"
    assert problem["path"] == "nonsense"
    assert problem["line"] == len((folder / "agreement.yaml").read_text("utf-8").splitlines())


# --- render -----------------------------------------------------------------------------------


def test_render_prints_each_path_it_wrote(
    folder: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["render", "--lang", "ru", "--format", "docx,md"]) == 0
    out, said = capsys.readouterr()
    paths = [Path(line) for line in out.splitlines()]
    assert [path.suffix for path in paths] == [".docx", ".md"]
    assert all(path.is_file() and path.name.endswith(f".ru{path.suffix}") for path in paths)
    assert said == ""


def test_render_takes_a_file_and_another_place(
    folder: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["render", "agreement.yaml", "-o", "elsewhere", "--format", "md"]) == 0
    assert len(list((folder / "elsewhere").iterdir())) == 2
    assert not (folder / "out").exists()


def test_a_format_that_is_none_is_named(
    folder: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["render", "--format", "docx,odt"]) == 2
    assert "odt" in capsys.readouterr().err
    assert not (folder / "out").exists()


# --- explain ----------------------------------------------------------------------------------


def test_a_number_is_followed_to_its_line(
    folder: Path, language: str, answer: Answer, capsys: pytest.CaptureFixture[str]
) -> None:
    agreement = load(folder / "agreement.yaml")
    kpi = next(each for each in agreement.kpis if str(each.target)[0].isdigit())
    number = re.findall(r"[\d.]+", str(kpi.target))[0]
    found = answer("explain", number)["found"]
    assert {each["language"] for each in found} == set(agreement.identity.languages)
    values = [value for each in found for value in each["values"]]
    mine = next(value for value in values if value["path"] == f"kpis.{kpi.id}.target")
    line = (folder / "agreement.yaml").read_text("utf-8").splitlines()[mine["line"] - 1]
    assert line.strip().startswith("target:")
    assert mine["value"] in line
    assert run(["explain", f"kpis.{kpi.id}.target"]) == 0
    assert f"agreement.yaml:{mine['line']}:" in capsys.readouterr().out


def test_what_is_not_printed_is_said_so(
    folder: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["explain", "987654321"]) == 1
    out, said = capsys.readouterr()
    assert out == ""
    assert "987654321" in said


def test_a_misspelt_path_is_answered_with_the_nearest(
    folder: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["explain", "plan.sales_targt"]) == 1
    assert "plan.sales_target" in capsys.readouterr().err


# --- glossary, schema, templates --------------------------------------------------------------


def test_the_glossary_lists_and_explains(
    language: str, capsys: pytest.CaptureFixture[str], answer: Answer
) -> None:
    assert run(["glossary"]) == 0
    assert "MQL" in capsys.readouterr().out
    entries = answer("glossary", "mql")["entries"]
    assert any(entry["id"] == "mql" and entry["definition"] for entry in entries)


def test_a_word_that_is_not_used_leads_to_the_right_one(
    language: str, answer: Answer, capsys: pytest.CaptureFixture[str]
) -> None:
    entry = next(each for each in answer("glossary")["entries"] if each.get("forbidden"))
    assert run(["glossary", entry["forbidden"][0].upper()]) == 0
    assert entry["name"] in capsys.readouterr().out


def test_an_unknown_word_is_answered_with_the_nearest(
    language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["glossary", "mqll"]) == 2
    assert "MQL" in capsys.readouterr().err


def test_the_schema_goes_to_the_screen_or_a_file(
    tmp_path: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["schema"]) == 0
    shown = capsys.readouterr().out
    assert run(["schema", "-o", str(tmp_path / "s.json")]) == 0
    assert (tmp_path / "s.json").read_text("utf-8") == shown


def test_shipped_packs_are_listed_and_right(
    language: str, answer: Answer, capsys: pytest.CaptureFixture[str]
) -> None:
    names = [each["name"] for each in answer("templates", "list")["packs"]]
    assert {"b2b", "short"} <= set(names)
    for name in names:
        assert answer("templates", "check", "--pack", name)["problems"] == []


def test_an_ejected_pack_can_be_changed_and_used(
    folder: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["templates", "eject", "b2b", "mine"]) == 0
    assert run(["templates", "eject", "b2b", "mine"]) == 2
    section = folder / "mine" / "b2b" / "ru" / "closing.md"
    section.write_text("Наша собственная строка.\n", encoding="utf-8")
    capsys.readouterr()
    assert run(["render", "--templates", "mine", "--format", "md", "--lang", "ru"]) == 0
    [path] = capsys.readouterr().out.splitlines()
    assert "Наша собственная строка" in Path(path).read_text("utf-8")


def test_a_mistake_in_a_template_has_its_file_and_line(
    folder: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "mine" / "ru").mkdir(parents=True)
    section = folder / "mine" / "ru" / "closing.md"
    section.write_text("One\n\n{{ identity.titel }}\n", encoding="utf-8")
    assert run(["templates", "check", "mine"]) == 1
    assert "closing.md:3" in capsys.readouterr().err
    assert run(["render", "--templates", "mine"]) == 2
    assert "closing.md:3" in capsys.readouterr().err
    assert not (folder / "out").exists()


def test_a_question_that_nobody_uses_is_found_with_the_templates(
    folder: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["templates", "eject", "short", "mine"]) == 0
    words = folder / "mine" / "short" / "ru" / "questions.yaml"
    with words.open("a", encoding="utf-8") as file:
        file.write("plan.cycel: Сколько?\n")
    assert run(["templates", "check", "mine", "--pack", "short"]) == 1
    said = capsys.readouterr().err
    assert "questions.yaml:" in said
    assert "plan.cycel" in said


# --- new, recover -----------------------------------------------------------------------------


def test_answers_become_an_agreement_without_a_question(
    tmp_path: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    target = tmp_path / "fresh"
    command = ["new", str(target), "--answers", str(EXAMPLES[0]), "--no-input"]
    assert run(command) == 0
    assert capsys.readouterr().out.strip() == str(target / "agreement.yaml")
    agreement = load(target / "agreement.yaml")
    assert agreement.kpis == load(EXAMPLES[0]).kpis
    before = (target / "agreement.yaml").read_bytes()
    assert run(command) == 2
    assert (target / "agreement.yaml").read_bytes() == before


def test_an_answers_file_that_is_not_there_is_named_in_the_users_language(
    tmp_path: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["new", str(tmp_path / "fresh"), "--answers", "gone.yaml"]) == 2
    said = capsys.readouterr().err
    assert "gone.yaml" in said
    assert ("нет такого файла" in said) == (language == "ru")


def test_without_answers_and_questions_there_is_no_agreement(
    tmp_path: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["new", str(tmp_path / "fresh"), "--no-input"]) == 2
    assert "--answers" in capsys.readouterr().err
    assert not (tmp_path / "fresh").exists()


def test_a_word_copy_brings_the_agreement_back(
    folder: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["render", "--format", "docx", "--lang", "en"]) == 0
    [word] = capsys.readouterr().out.splitlines()
    assert run(["recover", word, "-o", "back"]) == 0
    assert capsys.readouterr().out.strip() == str(Path("back") / "agreement.yaml")
    assert load(folder / "back" / "agreement.yaml").kpis == load(folder / "agreement.yaml").kpis
    assert run(["recover", word, "-o", "back"]) == 2
