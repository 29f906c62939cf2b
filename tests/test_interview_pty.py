"""A person sits down at the real program in a real terminal, and leaves with an agreement."""

from __future__ import annotations

import io
import json
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

if sys.platform == "win32":
    pytest.skip("the program is driven in a POSIX terminal", allow_module_level=True)

from docx2python import docx2python
from terminal import Terminal

from sla_writer import messages, paths, yaml_file
from sla_writer import pack as packs
from sla_writer.agreement import reading
from sla_writer.clauses import document
from sla_writer.interview import sitting
from sla_writer.interview.script import Script
from sla_writer.interview.words import Words
from sla_writer.render import docx

HERE = Path(__file__).parent
PROGRAM = (sys.executable, "-m", "sla_writer")
CLEAR = "\x01\x0b"
ENTER, BACK, LEAVE, SAVE, REVIEW = "\r", "\x02", "\x03", "\x13", "\x12"
FIND, PUT_OFF, UNDO, SPACE, DOWN, UP = "\x06", "\x0f", "\x1a", " ", "\x1b[B", "\x1b[A"
HELP, EDITOR = "\x1bOP", "\x1bOQ"
BOTH = ("en", "ru")
Typed = Mapping[str, str]


@cache
def typed(language: str) -> Typed:
    """What a person types by the question that is on the screen."""
    found = yaml_file.load(HERE / "interview" / "answers.yaml").data
    assert isinstance(found, dict)
    own = {**found, **(RUSSIAN if language == "ru" else {})}
    left_to_enter = ("identity.amounts", "identity.revenue")
    return {
        asked(path, language): str(said) for path, said in own.items() if path not in left_to_enter
    }


RUSSIAN = {
    "identity.quarter": "I квартал 2027",
    "identity.currency": "rub",
    "roles.cmo.person": "Екатерина Лаврова",
    "roles.sales-head.person": "Андрей Гусев",
    "systems.crm.name": "Битрикс24",
    "plan.sales_target": "30 млн ₽",
    "plan.marketing_share": "40",
    "plan.deal_size": "400 000 ₽",
    "plan.cycle": "60 календарных дней",
    "calendars.office.zone": "Europe/Moscow",
    "kpis.cac.target": "150 тыс. ₽",
    "kpis.ltv.target": "600 000 ₽",
}
NAMED = {"en": "Анна Шоу", "ru": "Екатерина Лаврова"}


@cache
def asked(path: str, language: str) -> str:
    """The words of a question."""
    found = Words(packs.load("b2b"), language).question_at(path)
    assert found, path
    return found


@cache
def kinds() -> dict[str, str]:
    """What kind of answer each question takes that stands in the pack itself."""
    script = Script(packs.load("b2b"))
    steps = script.steps(script.pack.presets)
    return {step.path: step.kind for step in steps if step.path in script.own}


@cache
def said(key: str, language: str, **params: Any) -> str:
    """A message of the screen."""
    before = messages.language()
    messages.use(language)
    try:
        return messages.text(key, **{"done": "", "count": "", **params})
    finally:
        messages.use(before)


class Person(Terminal):
    """Somebody who reads the question, types, presses Enter and waits for the next one."""

    def __init__(
        self,
        language: str,
        *argv: str | Path,
        size: tuple[int, int] = (120, 40),
        env: Mapping[str, str] | None = None,
    ) -> None:
        command = [*PROGRAM, "--lang", language, *map(str, argv)]
        super().__init__(command, *size, env={"PYTHONPATH": str(HERE.parent), **(env or {})})
        self.language = language
        self._seen = ("", "", "")

    @property
    def asked(self) -> str:
        """The question: what stands in bold letters first."""
        return self._read_off()[1]

    @property
    def ready(self) -> bool:
        """Whether a whole question with its status line is on the screen; it counts as seen."""
        self._seen = found = self._read_off()
        return bool(found[1] and found[2])

    def _read_off(self) -> tuple[str, str, str]:
        """The item that is asked about, the question, and the status line."""
        rows = self.lines
        bold = [
            "".join(c.data for x in range(self.screen.columns)
                    if (c := self.screen.buffer[y][x]).bold and not c.reverse).strip()
            for y in range(self.screen.lines)
        ]  # fmt: skip
        first = next((y for y, text in enumerate(bold) if text and "›" not in text), None)
        if first is None:
            return "", "", ""
        last = next(y for y in range(first, len(rows) + 1) if y == len(rows) or not bold[y])
        keys = [row for row in rows[last:] if re.search(r"\^[SC]", row)]
        return rows[first - 1] if first else "", " ".join(bold[first:last]), (keys or [""])[-1]

    def next(self) -> str:
        """Waits for another question than the one before; its words."""
        self.wait_until(
            lambda: all((found := self._read_off())[1:]) and found != self._seen, "no question"
        )
        self._seen = self._read_off()
        return self._seen[1]

    def meet(self, question: str) -> None:
        """Waits for a question with its prompt."""
        self.wait_until(lambda: self.asked == question and self.ready, question)

    def answer(self, answers: Typed) -> None:
        """Types what is known to the question that is on the screen, or takes what is offered."""
        known = answers.get(self._seen[1])
        self.type(ENTER if known is None else CLEAR + known + ENTER)

    def go_on(self, answers: Typed, until: str, look: Callable[[str], None] | None = None) -> None:
        """Answers question after question up to the one that `until` is."""
        while (question := self.next()) != until:
            if look:
                look(question)
            self.answer(answers)


def finish(language: str) -> str:
    return said("ask-finish", language)


def sit(
    language: str, folder: Path, depth: str, look: Callable[[Person, str], None], **how: Any
) -> bytes:
    """A whole interview that begins with the opening screen; the file that it makes."""
    with Person(language, "new", folder, **how) as person:
        assert person.next() == said("ask-depth", language)
        person.type(ENTER if depth == "quick" else DOWN + ENTER)
        person.go_on(typed(language), finish(language), lambda each: look(person, each))
        person.type(ENTER)
        assert person.wait_exit() == 0
        assert person.shows(said("said-next", language))
    return (folder / "agreement.yaml").read_bytes()


def fits(person: Person, question: str) -> None:
    """The section, the question, the place to answer and the status line are all on the screen."""
    rows = [row for row in person.lines if row]
    assert re.search(r"\b\d+/10 ", "\n".join(rows[:3])), person
    assert any(row.startswith(" › ") or row == " ›" for row in rows), person
    assert "^S" in rows[-1], person
    assert re.match(r"\d+/10\b.* · \d+/\d+ · ", rows[-1]), person
    assert question, person


SIZES = {"ru": (60, 16), "en": (120, 40)}
ORDER: dict[str, list[str]] = {}


@cache
def _made(language: str, folder: Path) -> bytes:
    order = ORDER[language] = []

    def look(person: Person, question: str) -> None:
        fits(person, question)
        order.append(question)

    return sit(language, folder, "quick", look, size=SIZES[language])


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], bytes]:
    """The agreement that an undisturbed quick interview makes, by language."""
    folder = tmp_path_factory.mktemp("undisturbed")
    return lambda language: _made(language, folder / language / "acme")


def renders(folder: Path, language: str, name: str) -> None:
    """`sla render` makes a sound Word file in which what was typed is found."""
    run(language, "render", folder)
    (file,) = (folder / "out").glob("*.docx")
    agreement = reading.load(folder / "agreement.yaml")
    docx.check(file.read_bytes(), document(agreement, packs.load("b2b"), language))
    with docx2python(io.BytesIO(file.read_bytes())) as opened:
        assert name in opened.text


def run(
    language: str, *argv: str | Path, lines: Iterable[str] | None = None, code: int = 0
) -> subprocess.CompletedProcess[str]:
    """The program without a terminal; its exit code is as expected."""
    ended = subprocess.run(
        [*PROGRAM, "--lang", language, *map(str, argv)],
        input=None if lines is None else "".join(f"{line}\n" for line in lines),
        stdin=subprocess.DEVNULL if lines is None else None,
        capture_output=True, encoding="utf-8", timeout=60, check=False,
        env={**os.environ, "PYTHONUTF8": "1", "PYTHONPATH": str(HERE.parent)},
    )  # fmt: skip
    assert ended.returncode == code, ended.stdout[-2000:] + ended.stderr
    return ended


# --- from nothing to a Word file ------------------------------------------------------------------


@pytest.mark.parametrize("language", BOTH)
def test_a_newcomer_gets_a_word_file_and_sees_every_question_whole(
    made: Callable[[str], bytes], tmp_path: Path, language: str
) -> None:
    folder = tmp_path / "acme"
    folder.mkdir()
    (folder / "agreement.yaml").write_bytes(made(language))
    renders(folder, language, NAMED[language])
    assert len(ORDER[language]) > 18


@pytest.mark.slow
@pytest.mark.parametrize("language", BOTH)
def test_the_whole_interview_ends_with_a_word_file_too(tmp_path: Path, language: str) -> None:
    folder = tmp_path / "acme"
    sit(language, folder, "full", fits, size=(80, 24))
    renders(folder, language, NAMED[language])


# --- leaving --------------------------------------------------------------------------------------


def test_whoever_is_cut_off_goes_on_and_ends_with_the_same_agreement(
    made: Callable[[str], bytes], tmp_path: Path
) -> None:
    for language in ("ru",):
        folder = tmp_path / "acme"
        assert interrupted(folder, language, "quick", 4) == made(language)


@pytest.mark.long
@pytest.mark.parametrize("language", BOTH)
def test_a_kill_at_every_question_loses_nothing(tmp_path: Path, language: str) -> None:
    whole = sit(language, tmp_path / "whole" / "acme", "full", lambda person, each: None)
    assert interrupted(tmp_path / "acme", language, "full", 1) == whole


def interrupted(folder: Path, language: str, depth: str, every: int) -> bytes:
    """An interview that is ended after so many answers in one way or another, time after time."""
    command = ["new", str(folder), "--depth", depth]
    ways = (LEAVE, "kill", SAVE, "hang up", "kill")
    for turn in range(100):
        way = ways[turn % len(ways)]
        with Person(language, *command, size=(200, 30)) as person:
            question = person.next()
            if turn:
                assert person.shows(said("ask-resumed", language).split(":")[0])
            for _ in range(every):
                if question == finish(language):
                    person.type(ENTER)
                    assert person.wait_exit() == 0
                    return (folder / "agreement.yaml").read_bytes()
                person.answer(typed(language))
                question = person.next()
            if way == "kill":
                person.kill()
                assert person.wait_exit() == -signal.SIGKILL
            elif way == "hang up":
                person.hang_up()
                person.wait_exit()
            else:
                person.type(way)
                assert person.wait_exit() == 130
                printed = re.search(r"sla\s+(new\s+\S*acme)", person.text)
                assert printed, person
                command = shlex.split(printed[1])
    pytest.fail("it never ended")


# --- every kind of answer, every key --------------------------------------------------------------


def answers_in(folder: Path) -> dict[str, Any]:
    """What the journal holds: it outlasts whatever happens to the program."""
    found = sitting.resume(folder)
    assert found is not None
    return found.answers


def jump(person: Person, path: str, words: str = "") -> None:
    """Finds a question by its words and goes there."""
    wanted = words or asked(path, person.language)
    person.type(FIND)
    person.meet(said("ask-find", person.language))
    person.type(wanted)
    person.wait_until(
        lambda: sum(row.startswith((" › ", "   ")) and wanted[:25].casefold() in row.casefold()
                    for row in person.lines) >= 1
        and not person.shows(said("ask-review-done", person.language)), wanted,
    )  # fmt: skip
    person.type(ENTER)
    question = asked(path, person.language)
    person.wait_until(lambda: person.asked.startswith(question) and person.ready, wanted)


# What a person types at a question of each kind, and what the agreement then says.
TYPED_KINDS: dict[str, tuple[str, Any]] = {
    "plan.sales_target": ("54 млн ₽", "54000000 RUB"),
    "plan.marketing_share": ("12,5", "12.5 %"),
    "plan.capacity.leads_per_rep": ("1 200", "1200"),
    "identity.effective_from": ("02.01.2027", "2027-01-02"),
    "identity.quarter": ("I квартал 2027", "2027-Q1"),
    "plan.cycle": ("2 месяца", "2 months"),
    "identity.currency": ("rub", "RUB"),
    "calendars.office.holidays_source": ("ru", "RU"),
    "identity.id": ("romashka", "romashka"),
    "plan.working_weeks": ("12", 12),
    "roles.cmo.person": ("Екатерина Лаврова", "Екатерина Лаврова"),
    "kpis.funnel_leads.target": ("2 500", "2500"),
    "plan.month_weights": ("30 %; 30 %; 40 %", ["30 %", "30 %", "40 %"]),
}
CHOSEN_KINDS: dict[str, tuple[str, Any]] = {
    "identity.amounts": (DOWN + ENTER, "gross"),
    "identity.calendar": (ENTER, "office"),
    "identity.distribution": (SPACE + ENTER, ["sales-head", "revops", "ceo"]),
    "scope.included.motions": (DOWN + SPACE + ENTER, ["inbound", "outbound"]),
}


def test_every_kind_of_answer_is_given_with_a_persons_keys(tmp_path: Path) -> None:
    folder, met = tmp_path / "acme", set()
    with Person("ru", "new", folder, "--depth", "quick") as person:
        person.meet(asked("identity.languages", "ru"))
        person.type(SPACE + ENTER)
        met.add("languages")
        person.next()
        for path, (keys, _) in {**TYPED_KINDS, **CHOSEN_KINDS}.items():
            jump(person, path)
            person.type(f"{CLEAR}{keys}{ENTER}" if path in TYPED_KINDS else keys)
            person.next()
            met.add(kinds()[path])

        title = asked("identity.title", "ru")
        jump(person, "identity.title")
        for code, name in (("ru", "Договорённость"), ("en", "Our agreement")):
            person.meet(f"{title} [{said(f'ask-language-{code}', 'ru')}]")
            person.type(CLEAR + name + ENTER)
        met.add("text")

        jump(person, "calendars.office.zone")
        person.type(CLEAR + "mosc")
        person.wait_until(
            lambda: any(row.strip() == "Europe/Moscow" for row in person.lines), "no completion"
        )
        person.type(DOWN + ENTER)
        person.meet(asked("roles.sales-head.person", "ru"))
        met.add("zone")
    found = answers_in(folder)
    for path, (_, value) in {**TYPED_KINDS, **CHOSEN_KINDS}.items():
        assert paths.get(found, path) == value, path
    assert found["identity"]["title"] == {"ru": "Договорённость", "en": "Our agreement"}
    assert found["identity"]["languages"] == ["ru", "en"] or found["identity"]["languages"] == [
        "en", "ru",
    ]  # fmt: skip
    assert paths.get(found, "calendars.office.zone") == "Europe/Moscow"
    assert set(kinds().values()) - met == {"record", "records"}  # in the next test


def chosen(person: Person, keys: str, then: str) -> None:
    """Chooses in a menu and waits for the question that follows."""
    person.settle()
    person.type(keys)
    person.meet(then)


def test_back_review_help_undo_and_put_off_lead_where_they_say(tmp_path: Path) -> None:
    folder = tmp_path / "acme"
    with Person("ru", "new", folder, "--depth", "quick") as person:
        quarter, currency = asked("identity.quarter", "ru"), asked("identity.currency", "ru")
        crm, sales = asked("systems.crm.name", "ru"), asked("plan.sales_target", "ru")
        person.go_on(typed("ru"), quarter)
        for key in (HELP, "?"):
            person.type(key)
            person.wait_for(bad_example("identity.quarter", "ru"))
            person.type(key)
            person.wait_gone(bad_example("identity.quarter", "ru"))
        person.type("\x1b[1080;5u")  # Ctrl with и, as a terminal of today sends it
        person.meet(asked("identity.languages", "ru"))
        chosen(person, ENTER, quarter)
        person.answer(typed("ru"))
        person.go_on(typed("ru"), sales)
        person.type(BACK)  # into the section before
        person.meet(crm)
        person.wait_for("Битрикс24")
        person.type(ENTER)
        person.meet(sales)
        person.answer(typed("ru"))

        person.go_on(typed("ru"), asked("plan.deal_size", "ru"))
        person.type(PUT_OFF)
        person.meet(DECISION["who"])
        chosen(person, ENTER, DECISION["by"])
        chosen(person, ENTER, DECISION["between"])
        chosen(person, ENTER, asked("stages.lead.rate", "ru"))
        decision = answers_in(folder)["plan"]["deal_size"]["undecided"]
        assert (decision["who"], decision["by"]) == ("cmo", "2027-03-17")
        person.type(UNDO)
        person.meet(asked("plan.deal_size", "ru"))
        person.wait_for(said("ask-undone", "ru"))
        person.answer(typed("ru"))

        person.go_on(typed("ru"), asked("kpis.qualified_leads.target", "ru"))
        person.type(CLEAR + "9")
        person.wait_for("⚠")
        person.type(REVIEW)
        person.meet(said("ask-review", "ru"))
        person.type("валюте вы")
        person.wait_gone("Стороны")
        person.type(ENTER)
        person.meet(currency)
        person.wait_for("RUB")
        person.type(ENTER)
        person.meet(asked("kpis.qualified_leads.target", "ru"))

        jump(person, "identity.title")
        person.type(PUT_OFF)
        person.meet(DECISION["who"])
        chosen(person, DOWN + ENTER, DECISION["by"])
        chosen(person, ENTER, asked("kpis.qualified_leads.target", "ru"))
        (listed,) = answers_in(folder)["open_questions"]
        assert (listed["question"], listed["owner"]) == (
            asked("identity.title", "ru"),
            "sales-head",
        )
        person.type(ENTER)
        person.go_on(typed("ru"), finish("ru"))
        person.type(ENTER)
        assert person.wait_exit() == 0
    assert asked("identity.title", "ru") in str(
        reading.load(folder / "agreement.yaml").open_questions[0].question
    )


DECISION = {"who": "Кто это решит?", "by": "До какого дня?", "between": "Из каких вариантов?"}


DAYS = {"effective_from": "2027-01-01", "effective_to": "2027-03-31", "review_by": "2027-03-17"}


def test_what_nobody_knows_yet_is_asked_at_the_end(tmp_path: Path) -> None:
    folder = tmp_path / "acme"
    order: list[str] = []
    with Person("en", "new", folder, "--depth", "quick", env={"NO_COLOR": "1"}) as person:
        person.go_on({}, asked("identity.quarter", "en"))
        person.type(PUT_OFF)
        days = {asked(f"identity.{name}", "en"): day for name, day in DAYS.items()}
        person.go_on({**typed("en"), **days}, asked("identity.quarter", "en"), order.append)
        assert len(order) > 15
        cells = (person.screen.buffer[y][x] for y in range(40) for x in range(120))
        assert {cell.fg for cell in cells} == {"default"}
        person.answer(typed("en"))
        person.go_on(typed("en"), finish("en"))


def test_lists_parts_and_yes_or_no_are_changed_in_place(tmp_path: Path) -> None:
    folder = tmp_path / "acme"
    editor = tmp_path / "editor.py"
    editor.write_text(
        "import pathlib, sys\npathlib.Path(sys.argv[1]).write_text('Из редактора', 'utf-8')\n"
    )
    env = {"VISUAL": f"{sys.executable} {editor}"}
    codes = asked("rejection_codes", "ru")

    def ids() -> list[str]:
        return [each["id"] for each in answers_in(folder)["rejection_codes"]]

    with Person("ru", "new", folder, "--depth", "quick", env=env) as person:
        waiting = person.next()
        before = [each["id"] for each in answers_in(folder)["rejection_codes"]]

        jump(person, "identity.title")
        person.type(EDITOR)
        person.wait_for("Из редактора")
        person.type(ENTER)
        person.meet(waiting)
        assert answers_in(folder)["identity"]["title"] in ("Из редактора", {"ru": "Из редактора"})

        jump(person, "rejection_codes")
        last = "нет потребности, бюджета или полномочий"
        for keys, wanted in (
            (DOWN * 2 + ENTER, [*before, "NEED-01-2"]),  # copied
            (DOWN * 3 + ENTER, before),  # the copy deleted
            (DOWN + ENTER, [*before[:5], before[6], before[5]]),  # the last one moved up
        ):
            chosen(person, UP * 2 + ENTER, last)
            chosen(person, keys, codes)
            assert ids() == wanted
        person.type(UNDO)
        person.meet(codes)
        person.wait_until(lambda: ids() == before, "not moved back")
        chosen(person, UP + ENTER, asked("rejection_codes.x.label", "ru"))
        person.type("Прайс-лист" + ENTER)
        person.go_on({}, codes)
        assert ids() == [*before, "prays-list"]
        chosen(person, ENTER, waiting)

        for letter, value in (("н", False), ("y", True), ("n", False), ("Д", True)):
            jump(person, "rejection_codes.FIT-01.counts_against_quality")
            chosen(person, letter + ENTER, waiting)
            code = answers_in(folder)["rejection_codes"][0]
            assert code["counts_against_quality"] is value

        jump(person, "kpis")
        person.settle()
        chosen(person, UP + ENTER, asked("kpis.x.measure", "ru"))
        person.settle()
        person.type(ENTER)
        person.next()
        assert len(answers_in(folder)["kpis"]) == 12
        person.type(UNDO)
        person.meet(asked("kpis", "ru"))
        assert len(answers_in(folder)["kpis"]) == 11
        chosen(person, ENTER, waiting)

        jump(person, "scope.excluded")
        person.settle()
        person.type(UP + ENTER)
        inside: list[str] = []
        person.go_on({}, waiting, inside.append)
        assert inside[-1] == said("ask-record-form", "ru", name=asked("scope.excluded", "ru"))
        assert answers_in(folder)["scope"]["excluded"] == {}

        statistic = asked("time_limits.x.statistic", "ru")
        share = asked("time_limits.x.share", "ru")
        for keys, shown in ((DOWN + ENTER, False), (UP + ENTER, True)):
            jump(person, "time_limits.first-response.statistic", f"Первый ответ: {statistic[:15]}")
            chosen(person, keys, waiting)
            kept = sitting.resume(folder)
            assert kept
            there = kept.script.by_path(kept.answers)
            assert ("time_limits.first-response.share" in there) is shown, share


# --- without a screen -----------------------------------------------------------------------------

COMMANDS = {"en": (":help", ":back", ":review", ":undecided", ":undo", ":save"),
            "ru": (":помощь", ":ифсл", ":обзор", ":нерешено", ":отм", ":сохранить")}  # fmt: skip


@pytest.mark.parametrize("language", BOTH)
def test_plain_lines_make_the_same_agreement(
    made: Callable[[str], bytes], tmp_path: Path, language: str
) -> None:
    whole = made(language)
    folder = tmp_path / "acme"
    answers = [typed(language).get(question, "") for question in ORDER[language]]
    target = ORDER[language].index(asked("plan.sales_target", language))
    help_me, back, review, undecided, undo, save = COMMANDS[language]
    begun = [help_me, *answers[:2], back, "", review, "", *answers[2:target]]
    put_off = [undecided, "1", "", "", undo, answers[target], save]
    command = ("new", folder, "--plain", "--depth", "quick")
    left = run(language, *command, lines=[*begun, *put_off], code=130)
    assert bad_example("identity.languages", language) in left.stdout
    assert f"sla new {folder} --plain" in left.stderr
    assert "\x1b" not in left.stdout + left.stderr
    run(language, "new", folder, "--plain", lines=[*answers[target + 1 :], ""])
    assert (folder / "agreement.yaml").read_bytes() == whole


def bad_example(path: str, language: str) -> str:
    return str(packs.load("b2b").question_words(language)[path]["bad"])


@pytest.mark.parametrize("language", BOTH)
def test_without_a_terminal_the_way_that_works_is_named(tmp_path: Path, language: str) -> None:
    ended = run(language, "new", tmp_path / "acme", "--depth", "quick", code=2)
    shown = "".join(ended.stderr.split())
    assert "".join(f"sla new {tmp_path / 'acme'} --plain".split()) in shown
    assert "--answers" in shown
    assert not (tmp_path / "acme").exists()


# --- programs -------------------------------------------------------------------------------------


def test_a_program_answers_what_is_asked_and_makes_the_same_agreement(
    made: Callable[[str], bytes], tmp_path: Path
) -> None:
    folder = tmp_path / "acme"
    answers = {path: typed("en")[asked(path, "en")] for path in kinds()
               if asked(path, "en") in typed("en")}  # fmt: skip

    def state(*given: str, code: int = 0) -> Any:
        extra = [each for one in given for each in (("--set", one) if "=" in one else (one,))]
        command = ("interview", str(folder), "--depth", "quick", "--json", *extra)
        return json.loads(run("en", *command, code=code).stdout)

    assert state()["asked"]["id"] == "identity.languages"
    wrong = state("plan.marketing_share=a lot", "no.such=1", "identity.quarter=Q1 2027", code=1)
    problems = {each["id"]: each["message"] for each in wrong["problems"]}
    assert problems.keys() == {"plan.marketing_share", "no.such"}
    assert "a lot" in problems["plan.marketing_share"]
    assert "identity.quarter" not in wrong["unanswered"]
    now = state()
    assert now["progress"] == wrong["progress"]
    for _ in range(20):
        given = {path: answers[path] for path in now["unanswered"] if path in answers}
        if not given and now["asked"]:
            value = now["asked"]["value"]
            given = {now["asked"]["id"]: json.dumps(value) if isinstance(value, list) else value}
        if now["complete"]:
            break
        now = state(*(f"{path}={value}" for path, value in given.items()))
    assert state("--write")["written"] == str(folder / "agreement.yaml")
    one, other = yaml_of((folder / "agreement.yaml").read_bytes()), yaml_of(made("en"))
    for name in one.keys() | other.keys():
        assert name == "remarks" or one.get(name) == other.get(name), name


def yaml_of(data: bytes) -> Any:
    from ruamel.yaml import YAML

    return YAML(typ="safe").load(data.decode())


# --- an agreement that is there already -----------------------------------------------------------


def test_one_target_is_changed_and_every_comment_stays(tmp_path: Path) -> None:
    folder = tmp_path / "ryadozor"
    shutil.copytree(HERE.parent / "examples" / "ryadozor", folder)
    file = folder / "agreement.yaml"
    before = file.read_text("utf-8")
    target = asked("kpis.x.target", "ru")
    form = said("ask-section-form", "ru", section="Показатели (KPI)")

    def change(person: Person, value: str) -> None:
        person.meet(form)
        person.type(FIND)
        person.meet(said("ask-find", "ru"))
        person.type("воронке: какое")
        person.wait_gone(said("ask-review-done", "ru"))
        person.type(ENTER)
        person.meet(target)
        chosen(person, CLEAR + value + ENTER, finish("ru"))

    with Person("ru", "edit", "kpis", folder) as person:
        change(person, "310")
        person.type(SAVE)
        assert person.wait_exit() == 130
    assert file.read_text("utf-8") == before
    with Person("ru", "edit", "kpis", folder) as person:
        person.meet(form)
        assert paths.get(answers_in(folder), "kpis.funnel-leads.target") == "310"
        chosen(person, ENTER, finish("ru"))
        person.type(ENTER)
        assert person.wait_exit() == 0
    after = file.read_text("utf-8")
    changed = [pair for pair in zip(before.split("\n"), after.split("\n"), strict=True)
               if pair[0] != pair[1]]  # fmt: skip
    assert changed == [("    target: 300", "    target: 310")]

    with Person("ru", "edit", "kpis", folder) as person:
        change(person, "320")
        person.type(LEAVE)
        assert person.wait_exit() == 130
    file.write_text(before, "utf-8")  # somebody else's pen: the file wins
    with Person("ru", "edit", "kpis", folder) as person:
        person.meet(form)
        assert paths.get(answers_in(folder), "kpis.funnel-leads.target") == "300"
        chosen(person, ENTER, finish("ru"))
        person.type(ENTER)
        assert person.wait_exit() == 0
    assert file.read_text("utf-8") == before
