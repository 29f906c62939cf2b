"""Takes the pictures in docs/pictures: drives `sla new` as a person would and draws its screens.

`python tests/take_pictures.py` takes all of them, `… plan` those named so.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from picture import svg
from terminal import Terminal

from sla_writer import pack as packs

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
PACK = "short"
FOLDER = {"en": "acme", "ru": "romashka"}
# What is typed where no proposal is taken, by question, up to the plan.
ANSWERS = {
    "en": {
        "identity.quarter": "Q1 2027",
        "identity.currency": "USD",
        "plan.sales_target": "$900,000",
        "plan.marketing_share": "40 %",
    },
    "ru": {
        "identity.quarter": "I квартал 2027",
        "identity.currency": "RUB",
        "plan.sales_target": "54 млн ₽",
        "plan.marketing_share": "40 %",
    },
}


class Scene(NamedTuple):
    """A picture: the size of its window, and what is done there until it is taken."""

    name: str
    language: str
    columns: int
    rows: int
    theme: str
    drive: Callable[[Terminal, str], None]


def to_the_plan(terminal: Terminal, language: str) -> None:
    """Takes every proposal, answers the rest and stops at the size of a deal, half typed."""
    left = {asked(path, language): typed for path, typed in ANSWERS[language].items()}
    end = asked("plan.deal_size", language)
    while not terminal.shows(end):
        question = next(iter(left), "")
        if terminal.shows(question):
            terminal.type(left.pop(question))
        go_on(terminal)
    terminal.type({"en": "$12,000", "ru": "600 тыс. ₽"}[language])


def asked(path: str, language: str) -> str:
    """The words of a question."""
    return packs.load(PACK).question_words(language)[path]["text"]


def go_on(terminal: Terminal) -> None:
    """Presses Enter and waits for the next question."""
    terminal.settle()
    before = terminal.text
    terminal.press("ENTER")
    terminal.wait_until(lambda: terminal.text != before, "no next question")
    terminal.settle(0.3)


SCENES = (
    Scene("plan", "en", 92, 24, "dark", to_the_plan),
    Scene("plan", "ru", 92, 24, "dark", to_the_plan),
)


def taken(scene: Scene) -> str:
    """The picture of a scene that is played in a folder of its own."""
    name = FOLDER[scene.language]
    command = [sys.executable, "-m", "sla_writer", "--lang", scene.language]
    env = {"PYTHONPATH": str(ROOT), "PROMPT_TOOLKIT_NO_CPR": "0"}
    with (
        TemporaryDirectory() as folder,
        Terminal(
            [*command, "new", name, "--pack", PACK],
            scene.columns, scene.rows, env, Path(folder),
        ) as terminal,
    ):  # fmt: skip
        terminal.wait_until(lambda: terminal.text != "", "nothing was shown")
        terminal.settle(0.3)
        scene.drive(terminal, scene.language)
        terminal.settle(0.3)
        return svg(terminal.screen, f"sla new {name}", scene.theme)


def main(names: list[str]) -> None:
    """Takes the pictures with these names, or all."""
    for scene in SCENES:
        if not names or scene.name in names:
            path = PICTURES / f"{scene.name}-{scene.language}.svg"
            path.write_text(taken(scene), encoding="utf-8", newline="\n")
            print(f"{path.relative_to(ROOT)}  {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(sys.argv[1:])
