"""Why a version promises otherwise: said once, printed in the change history, and never lost."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sla_writer import data, interview, yaml_file
from sla_writer.agreement import Agreement, reading
from sla_writer.agreement.reading import agreement_id, canonical, from_file
from sla_writer.clauses import document
from sla_writer.document import Document, Table, plain
from sla_writer.errors import AgreementError
from sla_writer.interview import opening, rolling, sitting
from sla_writer.interview.engine import Event
from sla_writer.interview.explaining import explained, reason_for
from sla_writer.interview.face import HEADING, Check, Frame, Option, Part
from sla_writer.interview.quarter import Closing, following
from sla_writer.interview.sitting import Sitting
from sla_writer.interview.talk import Talk
from sla_writer.measures import misfits
from sla_writer.pack import load as pack
from sla_writer.yaml_file import YamlFile

COMPANIES = ("fennimark", "ryadozor")
TODAY = date(2027, 7, 1)


load = cache(reading.load)


def quarter(company: str, name: str = "2027-Q2") -> Path:
    return data.folder("examples") / company / f"{name}.yaml"


@cache
def begun(company: str) -> dict[str, Any]:
    """The quarter after an example's last one, as it begins."""
    ended = load(quarter(company))
    closing = Closing(ended, following(ended.identity.quarter), "", TODAY)
    raw: Any = yaml_file.load(quarter(company)).data
    return rolling.begun(raw, closing)


def read(answers: dict[str, Any]) -> Agreement:
    return from_file(YamlFile("", answers, {}, {}, []), misfits)


# --- written ------------------------------------------------------------------------------------

PATHS = st.sampled_from(["kpis.mql.target", "kpis.mql", "terms.sql.definition", "plan.cycle"])
WORDS = st.text("abcабв", min_size=1, max_size=9)


@given(st.lists(st.tuples(PATHS, WORDS | st.just(""))))
def test_the_last_word_on_a_change_counts_and_no_other_is_touched(said: list[Any]) -> None:
    answers: dict[str, Any] = {"identity": {}}
    for path, reason in said:
        answers = explained(answers, path, reason)
    left = {path: reason for path, reason in dict(said).items() if reason}
    found = answers.get("reasons", [])
    assert {each["path"]: each["reason"] for each in found} == left
    assert len({each["id"] for each in found}) == len(found)
    assert all(reason_for(answers, path, "en") == left.get(path, "") for path, _ in said)


@pytest.mark.parametrize("company", COMPANIES)
def test_an_agreement_without_reasons_keeps_its_id(company: str) -> None:
    """Or every approval given before would speak of another agreement."""
    agreement = load(quarter(company, "agreement"))
    assert "reasons" not in json.loads(canonical(agreement))
    assert all("reasons" not in each for each in json.loads(canonical(agreement))["history"])
    with_one = agreement.model_copy(update={"reasons": load(quarter(company)).reasons})
    assert agreement_id(with_one) != agreement_id(agreement)


# --- kept and printed ---------------------------------------------------------------------------


@pytest.mark.parametrize("company", COMPANIES)
def test_the_next_quarter_remembers_what_each_reason_was_about(company: str) -> None:
    ended, answers = load(quarter(company)), begun(company)
    assert "reasons" not in answers
    told = read(answers).history[-1].reasons
    assert [(each.path, each.reason, each.same_meaning) for each in told] == [
        (each.path, each.reason, each.same_meaning) for each in ended.reasons
    ]
    assert all(each.about and {"ru", "en"} <= dict(each.about.said).keys() for each in told)


def test_what_is_said_of_a_meaning_outlives_a_better_reason() -> None:
    path = "terms.lead.definition"
    first = explained({"identity": {}}, path, "shorter", same_meaning=True)
    better = explained(first, path, "shorter and clearer")
    assert [(each["reason"], each["same_meaning"]) for each in better["reasons"]] == [
        ("shorter and clearer", True)
    ]


def test_only_of_a_definition_it_can_be_said_that_the_meaning_is_the_same() -> None:
    said = {"id": "one", "path": "terms.mql.requirement", "reason": "clearer", "same_meaning": "да"}
    answers: Any = yaml_file.load(quarter("ryadozor")).data
    with pytest.raises(AgreementError) as caught:
        read({**answers, "reasons": [said]})
    assert [each.key for each in caught.value.problems] == ["value-same-meaning"]


@pytest.mark.parametrize(
    ("code", "words"), [("ru", "смысл прежний"), ("en", "meaning is the same")]
)
def test_a_definition_that_only_reads_better_is_printed_as_that(code: str, words: str) -> None:
    """Who signs sees that both sides hold the meaning to be the same, now and in a year."""
    printed = reasons(document(load(quarter("ryadozor")), pack("b2b"), code))
    assert [row for row, said in printed.items() if words in said] == ["reasons.2027-Q2-r1.consent"]


def reasons(found: Document) -> dict[str, str]:
    """The rows of the reasons by their ids."""
    table = next(b for b in found.blocks if isinstance(b, Table) and b.id == "s-reasons.table")
    return {row.id: " | ".join(map(plain, row.cells)) for row in table.rows}


def test_a_printed_reason_stays_where_it_is_when_its_version_is_history() -> None:
    """The next redline would otherwise show every old reason as a new one."""
    now = reasons(document(load(quarter("ryadozor")), pack("b2b"), "ru"))
    later = reasons(document(read(begun("ryadozor")), pack("b2b"), "ru"))
    assert now == later
    assert len(now) > 20
    assert all(row.count(" | ") == 2 for row in now.values())


# --- asked --------------------------------------------------------------------------------------


class Person:
    """Chooses at the end what they want to explain, and types why; else takes what is offered."""

    def __init__(self, **why: str) -> None:
        self.why, self.offered, self.asked = why, list[str](), list[str]()

    def choose(self, frame: Frame, options: Sequence[Option], default: Any = None) -> Any:
        self.offered = [label for _, label in options]
        for word in list(self.why):
            for value, label in options:
                if value is not HEADING and word in label:
                    self.asked.append(word)
                    return value
        return default

    def line(self, frame: Frame, default: str, check: Check, words: Sequence[str] = ()) -> Any:
        if self.asked and self.asked[-1] in frame.about:
            return self.why.pop(self.asked[-1])
        return default

    def several(self, frame: Frame, options: Sequence[Option], chosen: Sequence[Any]) -> Any:
        return list(chosen)

    def show(self, parts: Sequence[Part]) -> None:
        pass

    def size(self) -> tuple[int, int]:
        return 200, 40


def revised(folder: Path, **changed: str) -> Sitting:
    """An interview for the next quarter in which all is answered but for the last look."""
    wanted = interview.Wanted(folder, "en")
    found = opening.revising(wanted, quarter("ryadozor"), begun("ryadozor"))
    for path, value in changed.items():
        found.answer(path.replace("__", "."), value)
    return found


def finish(found: Sitting, person: Person) -> None:
    talk = Talk(found, person, "en", "")
    assert any(talk._finished() for _ in range(3))


def test_whoever_changed_a_promise_is_offered_to_say_why(tmp_path: Path) -> None:
    found = revised(tmp_path, kpis__mql__target="300", kpis__acceptance__target="85 %")
    finish(found, Person(Qualified="A trade fair in August"))
    (said,) = read(found.data()).reasons
    assert said.path == "kpis.mql.target"
    assert said.reason.said == (("en", "A trade fair in August"),)  # nobody said it in Russian


def test_whoever_says_nothing_is_asked_nothing(tmp_path: Path) -> None:
    person = Person()
    found = revised(tmp_path, kpis__mql__target="300")
    finish(found, person)
    assert any("206 → 300" in label for label in person.offered)
    assert (person.asked, read(found.data()).reasons) == ([], ())


def test_an_unchanged_quarter_offers_nothing_to_explain(tmp_path: Path) -> None:
    person = Person()
    finish(revised(tmp_path), person)
    assert not any("→" in label and "Write" not in label for label in person.offered)


def test_a_reason_outlives_a_killed_interview(tmp_path: Path) -> None:
    found = revised(tmp_path, kpis__mql__target="300")
    finish(found, Person(Qualified="A trade fair in August"))
    again = sitting.resume(tmp_path)
    assert again is not None
    assert again.answers["reasons"] == found.answers["reasons"]
    person = Person()
    finish(again, person)
    assert any("A trade fair in August" in label for label in person.offered)


def test_what_is_gone_is_still_called_by_its_name(tmp_path: Path) -> None:
    found = revised(tmp_path)
    shown = ["mql", "acceptance", "hot-response", "attempts", "win-rate"]
    found.answer("reports.scorecard.shows", shown)
    found.do(Event("delete", "kpis", "coverage"))
    finish(found, Person(coverage="Nobody looked at it"))
    (said,) = read(found.data()).reasons
    assert said.about is not None
    assert said.about.get("en") == "Pipeline coverage"
