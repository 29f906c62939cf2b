"""A person at a keyboard gets to the end in either language, and can leave at any moment."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pexpect  # type: ignore[import-untyped]
import pytest
from prompt_toolkit.application import create_app_session
from prompt_toolkit.data_structures import Size
from prompt_toolkit.input import PipeInput, create_pipe_input
from prompt_toolkit.output import DummyOutput

from sla_writer import interview, messages, yaml_file
from sla_writer import pack as packs
from sla_writer.agreement import Agreement, reading
from sla_writer.errors import InterviewLeft, SlaWriterError
from sla_writer.interview import inputs, opening, shape
from sla_writer.interview.desk import Desk, present
from sla_writer.interview.engine import Event
from sla_writer.interview.face import Frame, Nav
from sla_writer.interview.prompts import Screen
from sla_writer.interview.script import Step
from sla_writer.interview.talk import Talk
from sla_writer.interview.words import Words

ENTER, BACK, LEAVE, OPEN, DOWN, UP = "\r", "\x02", "\x03", "\x0f", "\x1b[B", "\x1b[A"
CLEAR = "\x01\x0b"
Keys = Callable[[Talk, Step], str]


class Window(DummyOutput):
    def __init__(self, columns: int, rows: int) -> None:
        self.columns, self.rows = columns, rows

    def get_size(self) -> Size:
        return Size(rows=self.rows, columns=self.columns)


@contextmanager
def keyboard(columns: int = 90, rows: int = 26) -> Iterator[PipeInput]:
    with create_pipe_input() as keys, create_app_session(input=keys, output=Window(columns, rows)):
        yield keys


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    before = messages.language()
    messages.use("en")
    yield
    messages.use(before)


class Typist(Talk):
    """Types, at each question, what `keys` says."""

    keyboard: PipeInput
    keys: Keys
    seen: list[str]

    def _ask(self, desk: Desk, step: Step) -> Any:
        self.seen.append(step.path)
        self.keyboard.send_text(self.keys(self, step))
        return super()._ask(desk, step)

    def _finished(self) -> bool:
        self.keyboard.send_text(ENTER)
        return super()._finished()


def sit(
    folder: Path, keys: Keys, language: str = "en", pack: str = "short", **size: int
) -> tuple[Agreement, Typist]:
    wanted = interview.Wanted(folder, language, pack, depth="full")
    with keyboard(**size) as typed:
        talk = Typist(opening.new(wanted), Screen(), language, opening.command("new", wanted))
        talk.keyboard, talk.keys, talk.seen = typed, keys, []
        talk.run()
        return talk.sitting.agreement(), talk


def answers() -> dict[str, str]:
    found = yaml_file.load(Path(__file__).parent / "interview" / "answers.yaml").data
    assert isinstance(found, dict)
    return {path: str(value) for path, value in found.items()}


def plainly(talk: Talk, step: Step) -> str:
    """What somebody types who answers what is asked and accepts what is proposed."""
    wanted = answers().get(step.path)
    if wanted is None or step.kind in ("form", "records"):
        return ENTER * (2 if step.kind == "text" and both_languages(talk) else 1)
    if step.field is not None and step.field.choices:
        place = [choice.value for choice in step.field.choices].index(wanted)
        return DOWN * place + ENTER
    return CLEAR + wanted + ENTER


def both_languages(talk: Talk) -> bool:
    return len(talk.sitting.answers["identity"]["languages"]) == 2


@pytest.fixture(scope="module")
def uninterrupted(tmp_path_factory: pytest.TempPathFactory) -> Agreement:
    return sit(tmp_path_factory.mktemp("whole") / "acme", plainly)[0]


def test_an_agreement_is_made_at_the_keyboard(tmp_path: Path) -> None:
    agreement, talk = sit(tmp_path / "acme", plainly, pack="b2b")
    assert agreement.identity.id == "acme"
    assert agreement.identity.languages == ("en",)
    assert agreement.roles[0].person == "Анна Шоу"
    assert str(agreement.plan.sales_target) == "900000 USD"  # type: ignore[union-attr]
    assert len(talk.seen) == len(set(talk.seen)) < 75


@pytest.mark.parametrize("pack", ["b2b", "short"])
def test_russian_answers_are_understood(tmp_path: Path, pack: str) -> None:
    russian = {
        "identity.title": "Договорённость «Ромашки»",
        "identity.quarter": "I квартал 2027",
        "identity.currency": "rub",
        "plan.sales_target": "30 млн ₽",
        "plan.deal_size": "400 000 ₽",
        "plan.marketing_share": "12,5 %",
        "plan.cycle": "60 календарных дней",
        "calendars.office.zone": "Europe/Moscow",
        "time_limits.first-response.within": "4 рабочих часа",
        "kpis.cac.target": "150 тыс. ₽",
        "kpis.ltv.target": "600 000 ₽",
    }
    messages.use("ru")

    def keys(talk: Talk, step: Step) -> str:
        return CLEAR + russian[step.path] + ENTER if step.path in russian else plainly(talk, step)

    agreement, _ = sit(tmp_path / "Ромашка", keys, "ru", pack)
    assert agreement.identity.title.get("ru") == "Договорённость «Ромашки»"
    assert agreement.identity.id == "romashka"
    assert str(agreement.plan.sales_target) == "30000000 RUB"  # type: ignore[union-attr]
    assert str(agreement.identity.quarter) == "2027-Q1"


@pytest.mark.parametrize("every", [1, 7])
def test_leaving_at_any_question_loses_nothing(
    tmp_path: Path, uninterrupted: Agreement, every: int
) -> None:
    folder, sittings = tmp_path / "acme", 0

    def keys(talk: Talk, step: Step) -> str:
        leaves = len(talk.seen) % (every + 1) == 0  # type: ignore[attr-defined]
        return LEAVE if leaves else plainly(talk, step)

    agreement = None
    while agreement is None:
        sittings += 1
        agreement = sat_or_left(folder, keys)
    assert sittings > 3
    assert reading.canonical(agreement) == reading.canonical(uninterrupted)
    assert agreement.remarks == uninterrupted.remarks


def sat_or_left(folder: Path, keys: Keys) -> Agreement | None:
    try:
        return sit(folder, keys)[0]
    except InterviewLeft as left:
        kept = "identity" in left.answers and str(folder) in str(left)
        return None if kept and left.exit_code == 130 else pytest.fail(str(left))


FROM = ("plan.marketing_share", "?.goals", "calendars.office.zone")


def test_back_keeps_what_was_answered(tmp_path: Path, uninterrupted: Agreement) -> None:
    gone_back: set[str] = set()

    def keys(talk: Talk, step: Step) -> str:
        if step.path in FROM and step.path not in gone_back:
            gone_back.add(step.path)
            return BACK
        if step.path in gone_back or step.path not in answers():
            return plainly(talk, step)
        return ENTER if present_is(talk, step) else plainly(talk, step)

    agreement, talk = sit(tmp_path / "acme", keys)
    assert talk.seen.count("plan.sales_target") == 2
    assert talk.seen.count("plan.deal_size") == 2
    assert reading.canonical(agreement) == reading.canonical(uninterrupted)


def present_is(talk: Talk, step: Step) -> bool:
    sitting = talk.sitting
    return present(Desk(talk.face, sitting.script, talk.words, sitting.state), step) is not None


def test_an_answer_may_be_put_off(tmp_path: Path) -> None:
    def keys(talk: Talk, step: Step) -> str:
        if step.path == "plan.deal_size":
            return OPEN + DOWN + ENTER + CLEAR + "31.01.2027" + ENTER + "$10,000; $12,000" + ENTER
        return plainly(talk, step)

    agreement, _ = sit(tmp_path / "acme", keys)
    decision = agreement.plan.deal_size.undecided  # type: ignore[union-attr]
    assert (decision.who, str(decision.by)) == ("sales-head", "2027-01-31")


def test_lists_are_edited_in_place(tmp_path: Path) -> None:
    visits = iter([True, False])
    menu = iter([UP + ENTER + "Аналитик" + ENTER, ENTER])  # add one; the list is complete

    def keys(talk: Talk, step: Step) -> str:
        if step.path == "?.sides":
            below = step.children.index("roles") + 1
            return DOWN * below + ENTER if next(visits) else ENTER
        if step.path == "roles":
            return next(menu)
        return plainly(talk, step)

    agreement, talk = sit(tmp_path / "acme", keys)
    assert [role.id for role in agreement.roles][-1] == "analitik"
    assert "roles.analitik.side" in talk.seen
    assert "roles.analitik.?" in talk.seen


def test_a_mistake_is_refused_and_can_be_mended_at_once(tmp_path: Path) -> None:
    def keys(talk: Talk, step: Step) -> str:
        if step.path == "plan.marketing_share":
            return "4O" + ENTER + "\x7f0" + ENTER
        return plainly(talk, step)

    agreement, _ = sit(tmp_path / "acme", keys)
    assert str(agreement.plan.marketing_share) == "40 %"  # type: ignore[union-attr]


@pytest.mark.parametrize("columns", [60, 90, 120])
def test_what_is_wrong_with_a_long_answer_leaves_room_for_what_is_right(
    tmp_path: Path, columns: int
) -> None:
    step = Step("plan.cycle", "plan.cycle", "goals", "duration", shape.at("plan.cycle"))
    with keyboard(columns):
        sitting = opening.new(interview.Wanted(tmp_path, "en", "short", depth="full"))
        words = Words(sitting.script.pack, "en")
        desk = Desk(Screen(), sitting.script, words, sitting.state)
        said = inputs._verdict(desk, step, "about two months, rarely three " * 9)
    assert isinstance(said, str)
    assert "“about" in said
    assert "…” is not" in said
    assert len(said) < max(columns, 85)


def test_what_no_longer_fits_together_is_asked_again(tmp_path: Path) -> None:
    events = iter([Event("delete", "stages", "sql")])

    def keys(talk: Talk, step: Step) -> str:
        for event in events if step.path == "?.review" else ():
            talk.sitting.do(event)
        return plainly(talk, step)

    agreement, talk = sit(tmp_path / "acme", keys)
    assert talk.seen.index("handoffs.mql-to-sales.to_stage") > talk.seen.index("?.review")
    assert agreement.handoffs[0].to_stage == "lead"


@pytest.mark.parametrize(("columns", "rows"), [(60, 16), (120, 40)])
def test_narrow_and_wide_screens(tmp_path: Path, columns: int, rows: int) -> None:
    agreement, _ = sit(tmp_path / "acme", plainly, "ru", columns=columns, rows=rows)
    assert agreement.kpis


# --- single prompts -----------------------------------------------------------------------------

NAMES = "Объём Первый Решение Попытки Качество Отчёт Встреча Звонки Рост"
MANY = list(enumerate(NAMES.split()))


@pytest.mark.parametrize(("typed", "found"), [("перв", 1), ("ЗВОН", 7), ("рост", 8), ("", 0)])
def test_long_lists_are_searched_in_cyrillic(typed: str, found: int) -> None:
    with keyboard() as keys:
        keys.send_text(typed + ENTER)
        assert Screen().choose(Frame("?"), MANY) == found


def test_marks_are_kept_in_the_order_of_the_list() -> None:
    with keyboard() as keys:
        keys.send_text(DOWN + " " + ENTER)
        assert Screen().several(Frame("?"), MANY[:3], [2]) == [1, 2]


def test_keys_that_are_no_answer() -> None:
    with keyboard() as keys:
        keys.send_text("abc" + BACK)
        assert Screen().line(Frame("?"), "", lambda text: True) is Nav.BACK
        keys.send_text(OPEN)
        assert Screen().choose(Frame("?", may_be_open=True), MANY) is Nav.OPEN


def test_without_a_terminal_the_way_by_file_is_shown(tmp_path: Path) -> None:
    with pytest.raises(SlaWriterError, match="--answers") as caught:
        interview.ask(interview.Wanted(tmp_path / "acme", "en"))
    assert caught.value.exit_code == 2
    assert not (tmp_path / "acme").exists()


# --- the real program ---------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform == "win32", reason="pexpect drives POSIX terminals only")
@pytest.mark.parametrize(("language", "quarter"), [("en", "Q1 2027"), ("ru", "I квартал 2027")])
def test_a_killed_program_goes_on_where_it_was(tmp_path: Path, language: str, quarter: str) -> None:
    folder = tmp_path / "acme"
    words = Words(packs.load("short"), language)
    asked = [words.question_at(f"identity.{name}") for name in ("title", "quarter", "currency")]
    with program(folder, language) as first:
        first.expect_exact(words.question_at("identity.languages"))
        first.send(ENTER)
        first.expect_exact(asked[0])
        first.send(ENTER)
        first.expect_exact(asked[1])
        first.send(quarter + ENTER)
        first.expect_exact(words.question_at("identity.effective_from"))
        first.kill(signal.SIGKILL)
    with program(folder, language) as second:
        second.expect_exact(words.question_at("identity.effective_from"))
        second.send(ENTER * 3)
        second.expect_exact(asked[2])
        second.send(LEAVE)
        second.expect_exact("sla new")
        second.expect(pexpect.EOF)
        second.close()
        assert second.exitstatus == 130


@contextmanager
def program(folder: Path, language: str) -> Iterator[Any]:
    started = pexpect.spawn(
        sys.executable,
        ["-m", "sla_writer", "--lang", language, "new", str(folder), "--pack", "short", "--depth",
         "full"],
        env={**os.environ, "PROMPT_TOOLKIT_NO_CPR": "1", "TERM": "xterm"},
        dimensions=(30, 200), encoding="utf-8", timeout=30,
    )  # fmt: skip
    try:
        yield started
    finally:
        started.close(force=True)


@pytest.mark.parametrize(
    ("path", "typed", "meant"),
    [
        ("plan.sales_target", "1.2M", "1.2M USD"),
        ("plan.marketing_share", "40", "40 %"),
        ("kpis.cac.target", "4 000", "4 000 USD"),
        ("kpis.conversion.target", "40", "40 %"),
        ("kpis.qualified_leads.target", "167", "167"),
        ("kpis.cac.target", "4000 EUR", "4000 EUR"),
    ],
)
def test_a_unit_that_goes_without_saying_need_not_be_typed(
    tmp_path: Path, path: str, typed: str, meant: str
) -> None:
    sitting = opening.new(interview.Wanted(tmp_path, "en", "b2b", depth="full"))
    sitting.answer("identity.currency", "USD")
    desk = Desk(Screen(), sitting.script, Words(sitting.script.pack, "en"), sitting.state)
    assert inputs._meant(desk, sitting.script.step(sitting.answers, path), typed) == meant
