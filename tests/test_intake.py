"""Meeting notes, and the answers that a careful reader would and would not take from them.

The corpus that proposals from notes are to be judged by; here it is only held against itself.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from sla_writer import yaml_file

HERE = Path(__file__).parent / "intake"
ANSWERS: Any = yaml_file.load(HERE / "answers.yaml").data
KINDS = {"quote", "value", "path", "reader"}


@cache
def note(name: str) -> str:
    """The text of a note, white space folded and emphasis dropped."""
    language, _, number = name.partition("-")
    parts = re.split(r"^# .*$", (HERE / f"notes.{language}.md").read_text("utf-8"), flags=re.M)
    return folded(parts[int(number)])


def folded(text: str) -> str:
    return " ".join(text.replace("**", "").split())


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda each: f"{each['note']}-{each['path']}")
def test_a_quote_stands_in_its_note_unless_it_was_made_up(answer: dict[str, str]) -> None:
    made_up = answer.get("caught_by") == "quote"
    assert (folded(answer["quote"]) in note(answer["note"])) != made_up


def test_both_kinds_of_answers_are_there_in_both_languages() -> None:
    for language in ("en", "ru"):
        mine = [each for each in ANSWERS if each["note"].startswith(language)]
        wrong = [each for each in mine if each["verdict"] == "wrong"]
        assert len(wrong) > 40 < len(mine) - len(wrong)
        assert {each["caught_by"] for each in wrong} <= KINDS
