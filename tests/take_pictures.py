"""Takes the pictures in docs/pictures: drives `sla new` and the review page as a person would, and
opens a redline in LibreOffice.

`python tests/take_pictures.py` takes all of them, `… plan` those named so.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from browser import Browser
from picture import svg
from terminal import Terminal

from sla_writer import office
from sla_writer import pack as packs
from sla_writer.agreement.reading import agreement_id, load
from sla_writer.comparison import Edition, compared
from sla_writer.render import docx
from sla_writer.render.compared.page import render
from sla_writer.workspace import document_in

ROOT = Path(__file__).parents[1]
PICTURES = ROOT / "docs" / "pictures"
PACK = "b2b"
FOLDER = {"en": "acme", "ru": "romashka"}
# What is typed in the quick interview where no proposal is taken, by question.
ANSWERS = {
    "identity.quarter": {"en": "Q1 2027", "ru": "I квартал 2027"},
    "identity.currency": {"en": "USD", "ru": "RUB"},
    "roles.cmo.person": {"en": "Anna Shaw", "ru": "Анна Шоу"},
    "roles.sales-head.person": {"en": "Mark Levin", "ru": "Марк Левин"},
    "systems.crm.name": {"en": "HubSpot", "ru": "amoCRM"},
    "plan.sales_target": {"en": "$900,000", "ru": "54 млн ₽"},
    "plan.marketing_share": {"en": "40 %", "ru": "40 %"},
    "plan.deal_size": {"en": "$12,000", "ru": "600 тыс. ₽"},
    "stages.lead.rate": {"en": "20 %", "ru": "20 %"},
    "stages.mql.rate": {"en": "80 %", "ru": "80 %"},
    "stages.sal.rate": {"en": "50 %", "ru": "50 %"},
    "stages.sql.rate": {"en": "60 %", "ru": "60 %"},
    "stages.opportunity.rate": {"en": "25 %", "ru": "25 %"},
    "calendars.office.zone": {"en": "Europe/London", "ru": "Europe/Moscow"},
    "plan.capacity.reps": {"en": "4", "ru": "4"},
    "plan.capacity.leads_per_rep": {"en": "45", "ru": "45"},
}


class Scene(NamedTuple):
    """A picture: the size of its window, and what is done there until it is taken."""

    name: str
    language: str
    columns: int
    rows: int
    theme: str
    drive: Callable[[Terminal, str], None]


def to(path: str, terminal: Terminal, language: str) -> None:
    """Takes every proposal and answers the rest, until the question at `path` stands there."""
    left = {asked(path, language): typed[language] for path, typed in ANSWERS.items()}
    end = asked(path, language)
    while not terminal.shows(end):
        question = next(iter(left), "")
        if question and terminal.shows(question):
            terminal.type(left.pop(question))
        go_on(terminal)


def to_the_plan(terminal: Terminal, language: str) -> None:
    """Stops where the last of the plan's rates is being typed and the funnel adds up."""
    to("stages.opportunity.rate", terminal, language)
    terminal.type("25")


def to_a_misfit(terminal: Terminal, language: str) -> None:
    """Stops where a promise is typed that is too small for the plan."""
    to("kpis.qualified_leads.target", terminal, language)
    terminal.press("CTRL_A", "CTRL_K")
    terminal.type("90")


def to_help(terminal: Terminal, language: str) -> None:
    """Stops where a question explains itself."""
    to("plan.marketing_share", terminal, language)
    terminal.press("F1")


def to_the_review(terminal: Terminal, language: str) -> None:
    """Stops where all answers are looked over."""
    to_a_misfit(terminal, language)
    go_on(terminal)
    terminal.press("CTRL_R")


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


SCENES = tuple(
    Scene(name, language, 92, 24, theme, drive)
    for language in ("en", "ru")
    for name, theme, drive in (
        ("plan", "dark", to_the_plan),
        ("misfit", "dark", to_a_misfit),
        ("help", "light", to_help),
        ("review", "dark", to_the_review),
    )
)


def taken(scene: Scene) -> str:
    """The picture of a scene that is played in a folder of its own."""
    name = FOLDER[scene.language]
    command = [sys.executable, "-m", "sla_writer", "--lang", scene.language]
    env = {"PYTHONPATH": str(ROOT), "PROMPT_TOOLKIT_NO_CPR": "0"}
    with (
        TemporaryDirectory() as folder,
        Terminal(
            [*command, "new", name, "--pack", PACK, "--depth", "quick"],
            scene.columns, scene.rows, env, Path(folder),
        ) as terminal,
    ):  # fmt: skip
        terminal.wait_until(lambda: terminal.text != "", "nothing was shown")
        terminal.settle(0.3)
        scene.drive(terminal, scene.language)
        terminal.settle(0.3)
        return svg(terminal.screen, f"sla new {name}", scene.theme)


# --- the review page -----------------------------------------------------------------------------

PAGE = "review-page"
COMPANIES = {"en": "fennimark", "ru": "ryadozor"}
QUARTERS = ("2027-Q1", "2027-Q2")


def editions(language: str) -> tuple[Edition, Edition]:
    """Both ends of an example's second step."""
    folder = ROOT / "examples" / COMPANIES[language]
    read = [load(folder / f"{quarter}.yaml") for quarter in QUARTERS]
    old, new = (
        Edition(name, agreement_id(each), each, document_in(each, language), number)
        for name, each, number in zip(QUARTERS, read, (2, 3), strict=True)
    )
    return old, new


def review_page(language: str) -> bytes:
    """The page of an example's second step, with some changes decided."""
    old, new = editions(language)
    with TemporaryDirectory() as place, Browser(Path(place)) as browser:
        file = Path(place) / "page.html"
        file.write_text(render(compared(old, new)), encoding="utf-8")
        browser.size(1280, 740)
        browser.open(file)
        browser.press(*"jajajrjaja", "j", "d")
        browser.look("new Promise(done => setTimeout(done, 1500))")  # it glides there
        return browser.picture()


# --- the redline ---------------------------------------------------------------------------------

REDLINE = "redline"
DOTS_PER_INCH = 110
CROP = {"en": (60, 50, 930, 392), "ru": (60, 40, 860, 530)}
"""Left, top, width and height of what is shown of the first page, in dots."""


def redline(language: str) -> bytes:
    """The key terms on a redline’s first page, with tracked changes as LibreOffice shows them."""
    left, top, wide, high = map(str, CROP[language])
    with TemporaryDirectory() as place:
        file = Path(place) / "redline.pdf"
        file.write_bytes(office.pdf(docx.render(compared(*editions(language)).redline)))
        subprocess.run(
            ["pdftoppm", "-png", "-singlefile", "-r", str(DOTS_PER_INCH),
             "-x", left, "-y", top, "-W", wide, "-H", high, file, file.with_suffix("")],
            check=True,
        )  # fmt: skip
        return file.with_suffix(".png").read_bytes()


DRAWN = {PAGE: review_page, REDLINE: redline}


def main(names: list[str]) -> None:
    """Takes the pictures with these names, or all."""
    for scene in SCENES:
        if not names or scene.name in names:
            path = PICTURES / f"{scene.name}-{scene.language}.svg"
            path.write_text(taken(scene), encoding="utf-8", newline="\n")
            print(f"{path.relative_to(ROOT)}  {path.stat().st_size:,} bytes")
    for name, draw in DRAWN.items():
        for language in ("en", "ru") if not names or name in names else ():
            path = PICTURES / f"{name}-{language}.png"
            path.write_bytes(draw(language))
            print(f"{path.relative_to(ROOT)}  {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(sys.argv[1:])
