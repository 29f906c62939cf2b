"""No walk through an interview loses an answer, asks too much or too little, or says too much."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from interviewed import OPEN, PACKS, begun, event_for, finished, others, script, valid

from sla_writer import interview, paths, yaml_file
from sla_writer.clauses import document
from sla_writer.errors import AgreementError
from sla_writer.interview import engine, numbers, opening, presets, program, results, sitting
from sla_writer.interview.engine import Event, State
from sla_writer.interview.face import Check, Frame, Option, Part
from sla_writer.interview.journal import NAME, Begun
from sla_writer.interview.script import Depth, Script, Step
from sla_writer.interview.sitting import Sitting
from sla_writer.interview.talk import Talk
from sla_writer.pack import Question

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*/agreement.yaml"))
of_every_pack = pytest.mark.parametrize("name", PACKS)
of_every_example = pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.parent.name)
NOT_TYPED = ("form", "record", "records")

Flat = dict[str, Any]


# --- a walk in any direction --------------------------------------------------------------------


def flat(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    """What stands where; a list of records is the keys of its items, and each by its own path."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from flat(each, f"{path}.{name}" if path else name)
    elif value and isinstance(value, list) and all(isinstance(each, dict) for each in value):
        items = {each.get("id", str(place)): each for place, each in enumerate(value)}
        yield path, list(items)
        for key, each in items.items():
            yield from flat(each, f"{path}.{key}")
    else:
        yield path, value


def said(answers: Any) -> Flat:
    """What stands where, without lists that have nothing in them."""
    return {path: value for path, value in flat(answers) if value != []}


class Told:
    """What was said, kept as simply as can be: a path, a value, and all that before each change."""

    def __init__(self, start: Any) -> None:
        self.now: Flat = said(start)
        self.before: list[Flat] = []

    def change(self, now: Mapping[str, Any]) -> None:
        self.before.append(self.now)
        self.now = {path: value for path, value in now.items() if value != []}

    def without(self, path: str) -> Flat:
        return {each: value for each, value in self.now.items() if not paths.within(each, path)}

    def answer(self, path: str, value: Any) -> None:
        more = {} if value is None else dict(flat(value, path))
        self.change({**self.without(path), **more})

    def keys(self, listed: str) -> list[str]:
        found: list[str] = self.now.get(listed, [])
        return found

    def add(self, listed: str, key: str, item: Mapping[str, Any]) -> None:
        more = dict(flat({**item, "id": key}, f"{listed}.{key}"))
        self.change({**self.now, **more, listed: [*self.keys(listed), key]})

    def delete(self, listed: str, key: str) -> None:
        left = [each for each in self.keys(listed) if each != key]
        self.change({**self.without(f"{listed}.{key}"), listed: left})

    def move(self, listed: str, key: str, place: int) -> None:
        left = [each for each in self.keys(listed) if each != key]
        self.change({**self.now, listed: [*left[:place], key, *left[place:]]})

    def copy(self, listed: str, key: str) -> None:
        known, inside = self.keys(listed), f"{listed}.{key}."
        new = self.free(listed, key)
        place = known.index(key) + 1
        twin = {
            f"{listed}.{new}.{path.removeprefix(inside)}": value
            for path, value in self.now.items()
            if path.startswith(inside)
        }
        named = {f"{listed}.{new}.id": new, listed: [*known[:place], new, *known[place:]]}
        self.change({**self.now, **twin, **named})

    def free(self, listed: str, key: str) -> str:
        numbered = (f"{key}-{n}" for n in range(2, 1000))
        known = self.keys(listed)
        return key if key not in known else next(each for each in numbered if each not in known)

    def undo(self) -> None:
        self.now = self.before.pop()


LISTS = {"roles": ("title", "Analyst", "analyst"), "kpis": ("measure", "win_rate", "win_rate"),
         "rejection_codes": ("label", "Too small", "too-small")}  # fmt: skip
GARBAGE = (
    "",
    '{"what": "answer", "id": "pl',
    "\x00\x00",
    "ё",
    '{"what": "end"}',
    "{broken\n",
    "[]\n",
)


@cache
def walked(name: str, depth: Depth) -> tuple[str, ...]:
    """The lines of the journal of an interview that was answered to its end."""
    with tempfile.TemporaryDirectory() as folder:
        pack = script(name).pack
        made = sitting.begin(Path(folder), Begun(name, begun(name).answers, depth), pack)
        while step := made.step():
            made.do(event_for(made.script, made.state, step))
        return tuple((Path(folder) / NAME).read_text(encoding="utf-8").splitlines(keepends=True))


class Walk(RuleBasedStateMachine):
    """A person who answers, changes their mind, jumps about, and whose laptop is switched off."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()

    def teardown(self) -> None:
        """Wherever the walk has led, it goes on from there, and would write nothing unasked."""
        self.kill("")
        self.folder.cleanup()
        data, asks = self.sitting.data(), self.sitting.script
        assert [path for path in asks.hidden(data) if paths.get(data, path) is not None] == []

    @initialize(
        name=st.sampled_from(PACKS),
        depth=st.sampled_from((Depth.QUICK, Depth.FULL)),
        share=st.floats(0, 1),
    )
    def begin(self, name: str, depth: Depth, share: float) -> None:
        """Somewhere on the way of an interview: at its beginning, in the middle or at the end."""
        first, *lines = walked(name, depth)
        kept = lines[: round(share * len(lines))]
        (Path(self.folder.name) / NAME).write_text("".join([first, *kept]), encoding="utf-8")
        self.told = Told(begun(name).answers)
        for line in map(json.loads, kept):
            if line["what"] == "answer":
                self.told.answer(line["id"], line["new"])
        self.resume()

    def resume(self) -> None:
        found = sitting.resume(Path(self.folder.name))
        assert found is not None
        self.sitting = found

    @property
    def steps(self) -> Mapping[str, Step]:
        return self.sitting.script.by_path(self.sitting.answers)

    def say(self, path: str, value: Any) -> None:
        step = self.steps[path]
        self.sitting.answer(path, value)
        self.told.answer(path, engine.checked(step, value))

    @precondition(lambda self: self.sitting.step() is not None)
    @rule(data=st.data())
    def answer(self, data: st.DataObject) -> None:
        step = self.sitting.step()
        assert step is not None
        if step.kind in ("form", "records"):
            self.sitting.do(Event("close", step.path))
        elif step.kind == "record":
            self.say(step.path, data.draw(st.sampled_from(_gates(step))))
        else:
            proposed = presets.default(self.sitting.script, self.sitting.answers, step.path)
            offered = [] if proposed is None else [proposed]
            known = [*valid(step, self.sitting.answers), *offered]
            self.say(step.path, data.draw(st.sampled_from(known), step.path))

    @rule(data=st.data())
    def change(self, data: st.DataObject) -> None:
        self.jump(data, [p for p in self.steps if p in self.sitting.state.settled])

    @rule(data=st.data())
    def change_what_nobody_asked(self, data: st.DataObject) -> None:
        self.jump(data, list(self.steps))

    def jump(self, data: st.DataObject, known: Sequence[str]) -> None:
        typed = [path for path in known if self.steps[path].kind not in NOT_TYPED]
        if not typed:
            return
        path = data.draw(st.sampled_from(typed))
        self.sitting.do(Event("go", path))
        step = self.sitting.step()
        assert step is not None
        assert step.path == path
        known = valid(step, self.sitting.answers)
        if known:
            self.say(path, data.draw(st.sampled_from(known), path))

    @rule(data=st.data(), letters=st.text(min_size=1, max_size=12))
    def type_anything(self, data: st.DataObject, letters: str) -> None:
        """What the model takes as a text or a name is read again, whatever letters it has."""
        typed = [p for p, each in self.steps.items() if each.kind in ("text", "name")]
        path = data.draw(st.sampled_from(typed))
        try:
            engine.checked(self.steps[path], letters)
        except AgreementError:
            return
        self.say(path, letters)

    @rule()
    def back(self) -> None:
        order, now = list(self.steps), self.sitting.step()
        before = order.index(now.path) if now else len(order)
        if self.sitting.back():
            reached = self.sitting.step()
            assert reached is not None
            assert order.index(reached.path) < before
            assert not self.between(order[order.index(reached.path) + 1 : before])

    def between(self, passed: Sequence[str]) -> list[str]:
        """What was answered and was passed over on the way back."""
        return [path for path in passed if path in self.sitting.state.settled]

    @rule()
    def undo(self) -> None:
        assert self.sitting.undo() == bool(self.told.before)
        if self.told.before:
            self.told.undo()

    @rule(listed=st.sampled_from(sorted(LISTS)))
    def add(self, listed: str) -> None:
        field, value, key = LISTS[listed]
        self.sitting.do(engine.added(self.sitting.state, self.steps[listed], field, value))
        self.told.add(listed, self.told.free(listed, key), {field: value})

    @rule(data=st.data(), what=st.sampled_from(["delete", "copy"]))
    def rearrange(self, data: st.DataObject, what: str) -> None:
        listed = data.draw(st.sampled_from(sorted(LISTS)))
        keys = self.told.keys(listed)
        if keys:
            key = data.draw(st.sampled_from(keys))
            self.sitting.do(Event(what, listed, key))
            (self.told.delete if what == "delete" else self.told.copy)(listed, key)

    @rule(data=st.data())
    def move(self, data: st.DataObject) -> None:
        listed = data.draw(st.sampled_from(sorted(LISTS)))
        keys = self.told.keys(listed)
        if keys:
            key = data.draw(st.sampled_from(keys))
            place = data.draw(st.integers(0, len(keys) - 1))
            self.sitting.do(Event("move", listed, [key, place]))
            self.told.move(listed, key, place)

    @rule(data=st.data())
    def put_off(self, data: st.DataObject) -> None:
        known = [path for path, step in self.steps.items() if step.may_be_open]
        path = data.draw(st.sampled_from(known))
        self.say(path, OPEN)

    @precondition(lambda self: self.sitting.step() is not None)
    @rule()
    def ask_later(self) -> None:
        step = self.sitting.step()
        assert step is not None
        self.sitting.do(Event("later", step.path))

    @rule(data=st.data())
    def look_through(self, data: st.DataObject) -> None:
        forms = [path for path, step in self.steps.items() if step.kind == "form"]
        self.sitting.do(Event("open", data.draw(st.sampled_from(forms))))

    @rule(garbage=st.sampled_from(GARBAGE))
    def kill(self, garbage: str) -> None:
        history = self.sitting.history
        with self.sitting.journal.path.open("a", encoding="utf-8", newline="") as file:
            file.write(garbage)
        self.resume()
        assert self.sitting.history == history
        assert bool(self.sitting.lost) == bool(garbage)

    @invariant()
    def nothing_is_lost(self) -> None:
        assert said(self.sitting.answers) == self.told.now

    @invariant()
    def what_is_asked_waits(self) -> None:
        """Something is asked while something waits, and it's what stands on the screen."""
        asks, state = self.sitting.script, self.sitting.state
        waiting = [step for step in self.steps.values() if engine.pending(asks, state, step)]
        asked = self.sitting.step()
        assert asked in waiting if waiting else asked is None
        done, count = engine.progress(asks, state)
        assert 0 <= done <= count
        assert (done == count) == all(step.kind == "form" for step in waiting)


def _gates(step: Step) -> list[Any]:
    return [None, {}] if step.optional else [{}]


Walk.TestCase.settings = settings(stateful_step_count=10, max_examples=settings().max_examples // 2)
test_no_walk_through_an_interview_loses_an_answer = Walk.TestCase


@of_every_pack
@given(data=st.data())
def test_back_leads_from_anywhere_to_the_answer_before(name: str, data: st.DataObject) -> None:
    """Who has gone back, then jumped elsewhere, isn't thrown to where they were before the jump."""
    asks, state = script(name), finished(name)
    known = st.sampled_from(sorted(state.settled))
    for path in data.draw(st.lists(known, min_size=1, max_size=4)):
        state = engine.apply(state, Event("go", path))
        order = list(asks.by_path(state.answers))
        answered = [each for each in order[: order.index(path)] if each in state.settled]
        event = engine.back(asks, state)
        assert (event is not None) == bool(answered)
        if event is not None:
            state = engine.apply(state, event)
            reached = engine.next_question(asks, state)
            assert reached is not None
            assert reached.path == event.id == answered[-1]


# --- what an answer changes ---------------------------------------------------------------------


def typed(name: str) -> list[Step]:
    """The questions of a finished interview that were answered with a value."""
    settled = finished(name).settled
    return [
        step
        for step in script(name).steps(finished(name).answers)
        if step.path in settled and step.kind not in NOT_TYPED
    ]


def waiting(name: str, state: State) -> set[str]:
    return {
        s.path for s in script(name).steps(state.answers) if engine.pending(script(name), state, s)
    }


@of_every_pack
def test_every_question_has_another_valid_answer(name: str) -> None:
    """What the laws below are tried on: a question with one answer would be left out of them."""
    poor = {s.path for s in typed(name) if not others(s, finished(name).answers)}
    assert poor == set()
    assert len(typed(name)) > 20


@of_every_pack
@given(data=st.data())
def test_a_change_that_is_taken_back_leaves_nothing_behind(name: str, data: st.DataObject) -> None:
    """Who tries another number and returns to the first has the agreement that was there before.

    Of several changes only those are asked about again that were made while another one stood.
    """
    asks, start = script(name), finished(name)
    known = st.sampled_from([step.path for step in typed(name)])
    changed, state = data.draw(st.lists(known, min_size=1, max_size=4, unique=True)), start
    for path in changed:
        said = others(asks.step(state.answers, path), state.answers)
        state = engine.answer(asks, state, path, data.draw(st.sampled_from(said), path))
    for path in data.draw(st.permutations(changed)):
        state = engine.answer(asks, state, path, paths.get(start.answers, path))
    assert results.export(asks, state) == results.export(asks, start)
    again = waiting(name, state)
    assert again <= (set(changed) if len(changed) > 1 else set())
    done, count = engine.progress(asks, state)
    assert (done + len(again), count) == engine.progress(asks, start)


COUNTRIES = {"Europe/Berlin": "DE", "Europe/Busingen": "DE", "Europe/Paris": "FR",
             "Europe/Moscow": "RU"}  # fmt: skip
FIRST_MONTHS = {"Q1": 1, "Q2": 4, "Q3": 7, "Q4": 10}
UNSAID = {"plan.capacity.per": "month"}
"""What an answer means that nobody has given."""
RULES: dict[str, Callable[[Mapping[str, Any], str], Any]] = {
    "same": paths.get,
    "quarter": lambda answers, _: [
        paths.get(answers, f"identity.{name}") for name in ("quarter", "fiscal_year_start")
    ],
    "country": lambda answers, zone: COUNTRIES[paths.get(answers, zone)],
    "monthly": numbers.monthly,
    "conversion": numbers.conversion,
    "computed": numbers.computed,
}


def rests(question: Question, answers: Mapping[str, Any]) -> list[Any]:
    """What pack.yaml says that the answer to a question was given on."""
    found = [paths.get(answers, path) or UNSAID.get(path) for path in question.rests_on]
    if isinstance(question.default, dict):
        ((named, argument),) = question.default.items()
        found.append(RULES[named](answers, argument))
    return found


def dependants(name: str, start: State, after: Mapping[str, Any]) -> set[str]:
    """The answers whose ground has moved. Where there was none, none has."""
    return {
        each.id
        for each in script(name).pack.questions
        if each.id in start.settled
        and any(
            old is not None and old != new
            for old, new in zip(rests(each, start.answers), rests(each, after), strict=True)
        )
    }


def appeared(name: str, before: State, after: State) -> set[str]:
    """What nobody could be asked before, and the agreement can't do without."""
    known = script(name).by_path(before.answers)
    return {
        step.path
        for step in script(name).steps(after.answers)
        if step.path not in known and step.needed and paths.get(after.answers, step.path) is None
    }


def changes_what_depends_on_it(name: str, step: Step, value: Any) -> set[str]:
    start, asks = finished(name), script(name)
    after = engine.answer(asks, start, step.path, value)
    again = dependants(name, start, after.answers)
    assert waiting(name, after) == again | appeared(name, start, after), (step.path, value)
    kept = said(start.answers)
    changed = {p for p, each in said(after.answers).items() if kept.get(p) != each}
    assert all(paths.within(path, step.path) for path in changed)
    return again


@of_every_pack
def test_a_change_asks_again_for_exactly_what_rests_on_it(name: str) -> None:
    """Too little, and an answer stands that no longer fits; too much, and nobody dares to."""
    start = finished(name)
    again = {
        path
        for step in typed(name)
        for value in others(step, start.answers)
        for path in changes_what_depends_on_it(name, step, value)
    }
    assert again >= {
        "identity.effective_from",
        "plan.sales_target",
        "calendars.office.holidays_source",
    }


@pytest.mark.parametrize(
    "path", ["identity.fiscal_year_start", "plan.capacity.per", "stages.sal.in_plan"]
)
def test_so_does_a_change_of_what_nobody_was_asked(path: str) -> None:
    step = script().step(finished().answers, path)
    assert any(changes_what_depends_on_it("b2b", step, v) for v in others(step, finished().answers))


@of_every_pack
@given(data=st.data())
def test_a_change_anywhere_asks_for_nothing_else(name: str, data: st.DataObject) -> None:
    answers = finished(name).answers
    steps = script(name).by_path(answers)
    known = [path for path, step in steps.items() if step.kind not in NOT_TYPED]
    step = steps[
        data.draw(st.sampled_from(known).filter(lambda path: others(steps[path], answers)))
    ]
    value = data.draw(st.sampled_from(others(step, answers)), step.path)
    changes_what_depends_on_it(name, step, value)


# --- what is hidden -----------------------------------------------------------------------------


def conditional(name: str) -> list[Question]:
    return [each for each in script(name).pack.questions if each.when]


CONDITIONS = [
    pytest.param(name, each, id=f"{name}-{each.id}") for name in PACKS for each in conditional(name)
]


def instances(pattern: str, answers: Any, done: str = "") -> Iterator[str]:
    """The paths that a pattern with stars stands for."""
    head, star, rest = pattern.partition(".*")
    path = f"{done}{head}"
    if not star:
        yield path
    else:
        for place, item in enumerate(paths.get(answers, path) or ()):
            yield from instances(rest, answers, f"{path}.{paths.key(item, place)}")


def own_instances(asks: Script, answers: Any, question: Question) -> Iterator[str]:
    """The paths at which it's this question that is asked, and no more particular one."""
    for path in instances(question.id, answers):
        if asks.own.get(path, question) is question:
            yield path


def bound(pattern: str, path: str) -> str:
    own = path.split(".")
    return ".".join(own[i] if part == "*" else part for i, part in enumerate(pattern.split(".")))


def switched(asks: Script, state: State, path: str, wanted: Any, on: bool) -> State:
    """The state after an answer that makes a condition hold, or no longer hold."""
    step = asks.step(state.answers, path)
    if step.kind == "records":
        return _with_items(asks, state, step, on is (wanted == "set"))
    if wanted in ("set", "unset"):
        filled = on is (wanted == "set")
        said = [v for v in valid(step, state.answers) if bool(v) is filled]
    else:
        said = [v for v in _choices(step) if (v in _list(wanted)) is on]
    return engine.answer(asks, state, path, said[0])


def _with_items(asks: Script, state: State, step: Step, some: bool) -> State:
    there = paths.get(state.answers, step.path) or []
    if some and not there:
        item = (
            {"id": "emea", "name": "EMEA"}
            if step.path in ("regions", "segments")
            else {"day": "2027-02-22", "name": "Our own"}
        )
        return engine.apply(state, Event("note", step.path, item))
    while not some and (there := paths.get(state.answers, step.path)):
        state = engine.apply(state, Event("delete", step.path, paths.key(there[0], 0)))
    return state


def _choices(step: Step) -> list[Any]:
    assert step.field is not None
    return [each.value for each in step.field.choices]


SECOND = {
    "id": "moscow",
    "name": "Москва",
    "zone": "Europe/Moscow",
    "week": {"monday": "09:00-18:00"},
}


def data_of(file: Path) -> dict[str, Any]:
    found = yaml_file.load(file).data
    assert isinstance(found, dict)
    return found


def in_examples() -> Iterator[Any]:
    for file in EXAMPLES:
        start = data_of(file)
        for each in conditional("b2b"):
            if next(own_instances(script(), start, each), None):
                yield pytest.param(file, each, id=f"{file.parent.name}-{each.id}")


def _list(wanted: Any) -> list[Any]:
    return wanted if isinstance(wanted, list) else [wanted]


def shown_and_hidden(
    asks: Script, state: State, question: Question
) -> tuple[str, Any, State, State]:
    """An answer that was given while it was asked for, and the states while it's shown and not."""
    ((pattern, wanted),) = question.when.items()
    path = next(own_instances(asks, state.answers, question))
    controls = bound(pattern, path)
    state = switched(asks, state, controls, wanted, True)
    step = asks.step(state.answers, path)
    value = next(v for v in others(step, state.answers) if v not in (None, []))
    shown = engine.answer(asks, state, path, value)
    return path, value, shown, switched(asks, shown, controls, wanted, False)


@pytest.mark.parametrize(("name", "question"), CONDITIONS)
def test_what_is_no_longer_asked_is_not_said(name: str, question: Question) -> None:
    """An answer that nobody sees would be promised in the agreement; forgotten, be typed twice."""
    asks, start = script(name), engine.apply(finished(name), Event("note", "calendars", SECOND))
    path, value, shown, hidden = shown_and_hidden(asks, start, question)
    assert paths.get(results.export(asks, shown), path) == value
    assert path not in asks.by_path(hidden.answers)
    assert paths.get(hidden.answers, path) == value
    assert paths.get(results.export(asks, hidden), path) is None


@pytest.mark.parametrize(("file", "question"), list(in_examples()))
def test_what_an_agreement_had_is_not_taken_from_it(file: Path, question: Question) -> None:
    """Only what the agreement held before the interview may stand there unasked."""
    asks, start = script(), data_of(file)
    untouched = State(start)
    unchanged = results.Revised(start, frozenset())
    assert said(results.export(asks, all_settled(asks, start), unchanged)) == said(start)
    path, _, _, hidden = shown_and_hidden(asks, untouched, question)
    had = paths.get(start, path) is not None and path in set(asks.hidden(start))
    assert (paths.get(results.export(asks, hidden, unchanged), path) is not None) == had


def all_settled(asks: Script, answers: dict[str, Any]) -> State:
    return State(answers, {step.path: () for step in asks.steps(answers)})


# --- depths -------------------------------------------------------------------------------------


@of_every_pack
def test_the_shortest_interview_makes_a_whole_agreement_of_few_answers(name: str) -> None:
    quick = script(name, Depth.QUICK)
    state = finished(name, Depth.QUICK)
    asked = [
        path for path in state.settled if quick.step(state.answers, path).kind not in NOT_TYPED
    ]
    if name == "b2b":
        assert 18 <= len(asked) <= 23
    assert len(asked) < len(typed(name))
    made = results.agreement(quick, state)
    for code in ("en", "ru"):
        assert len(document(made, quick.pack, code).blocks) > 20


NEXT = {"fennimark": ("2027-Q1", "2027-02-01", "2027-04-30", "2027-04-16"),
        "ryadozor": ("2027-Q1", "2027-01-01", "2027-03-31", "2027-03-17")}  # fmt: skip
DATED = ("quarter", "effective_from", "effective_to", "review_by")


def next_quarter(folder: Path, file: Path) -> Sitting:
    return opening.new(interview.Wanted(folder, "en", prior=file))


def is_quarterly(step: Step) -> bool:
    return bool(step.question and step.question.quarterly)


@of_every_example
def test_a_new_quarter_asks_for_what_changes_with_it(tmp_path: Path, file: Path) -> None:
    """Nothing that is new every quarter is taken over unseen, and nothing else is asked."""
    sat = next_quarter(tmp_path, file)
    asks, answers = sat.script, sat.answers
    pending = [s for s in asks.steps(answers) if engine.pending(asks, sat.state, s)]
    missing = [s for s in pending if s.needed and paths.get(answers, s.path) is None]
    rest = {s.path for s in pending if not is_quarterly(s)}
    assert rest <= {step.path for step in missing}
    assert {s.path for s in asks.steps(answers) if is_quarterly(s)} <= {s.path for s in pending}
    first = sat.step()
    assert first is not None
    assert first.path == "identity.quarter"


@of_every_example
def test_a_new_quarter_has_its_own_dates(tmp_path: Path, file: Path) -> None:
    sat = next_quarter(tmp_path, file)
    while step := sat.step():
        sat.do(event_for(sat.script, sat.state, step))
    made = sat.agreement().identity
    assert tuple(str(getattr(made, name)) for name in DATED) == NEXT[file.parent.name]
    assert made.supersedes == f"{made.id} 2026-Q4 r1"
    assert made.revision == 1


# --- where an answer came from ------------------------------------------------------------------


class Enter:
    """A face on which somebody presses Enter, except where `says` has something to type."""

    def __init__(self, *says: Any) -> None:
        self.says = list(says)

    def _said(self, offered: Any) -> Any:
        return self.says.pop(0) if self.says else offered

    def line(self, frame: Frame, default: str, check: Check, words: Sequence[str] = ()) -> Any:
        return self._said(default)

    def choose(self, frame: Frame, options: Sequence[Option], default: Any = None) -> Any:
        return self._said(default)

    def several(self, frame: Frame, options: Sequence[Option], chosen: Sequence[Any]) -> Any:
        return self._said(list(chosen))

    def show(self, parts: Sequence[Part]) -> None:
        pass

    def size(self) -> tuple[int, int]:
        return 90, 30


def source_of(sat: Sitting, path: str, *says: Any) -> tuple[Any, str]:
    """What the journal has of an answer that was typed, or taken with Enter."""
    sat.do(Event("go", path))
    step = sat.step()
    assert step is not None
    talk = Talk(sat, Enter(*says), "en", "")
    talk._obey(step, talk._ask(talk._desk(step), step))
    line = json.loads(sat.journal.path.read_text(encoding="utf-8").splitlines()[-1])
    return line["new"], line["source"]


def new_sitting(folder: Path) -> Sitting:
    return opening.new(interview.Wanted(folder, "en", "b2b", depth="full"))


def test_the_journal_tells_what_was_typed_from_what_was_proposed(tmp_path: Path) -> None:
    """Later nobody could say who agreed to a number, and who only didn't object to it."""
    sat = new_sitting(tmp_path)
    assert source_of(sat, "identity.quarter", "Q1 2027") == ("2027-Q1", "typed")
    assert source_of(sat, "identity.effective_from") == ("2027-01-01", "default")
    assert source_of(sat, "identity.effective_to", "2027-03-30") == ("2027-03-30", "typed")
    assert source_of(sat, "handoffs.mql-to-sales.silence.after") == ("2 business days", "default")
    assert source_of(sat, "identity.quarter", "Q2 2027") == ("2027-Q2", "typed")
    assert source_of(sat, "identity.effective_from") == ("2027-04-01", "default")
    assert source_of(sat, "identity.effective_to") == ("2027-03-30", "typed")


def test_what_was_typed_is_still_typed_after_going_back_to_it(tmp_path: Path) -> None:
    sat = new_sitting(tmp_path)
    source_of(sat, "identity.quarter", "Q1 2027")
    sat.do(Event("back", "identity.quarter"))
    assert source_of(sat, "identity.quarter") == ("2027-Q1", "typed")


def test_a_kpi_of_the_catalogue_is_journalled_as_such(tmp_path: Path) -> None:
    assert source_of(new_sitting(tmp_path), "kpis", "+", "win_rate") == (
        {"id": "win_rate", "measure": "win_rate"}, "glossary",
    )  # fmt: skip


@of_every_example
def test_what_the_last_quarter_said_is_journalled_as_such(tmp_path: Path, file: Path) -> None:
    sat = next_quarter(tmp_path, file)
    assert source_of(sat, "plan.marketing_share")[1] == "prior-quarter"
    assert source_of(sat, "identity.effective_from") == (NEXT[file.parent.name][1], "default")


@of_every_example
def test_what_a_file_said_is_journalled_as_such(tmp_path: Path, file: Path) -> None:
    sat = opening.edited(interview.Wanted(tmp_path, "en"), file)
    sat.do(Event("open", "plan.marketing_share"))
    assert source_of(sat, "plan.marketing_share")[1] == "file"
    assert program.set_answers(sat, ["plan.marketing_share=41 %"]) == []
    line = json.loads(sat.journal.path.read_text(encoding="utf-8").splitlines()[-1])
    assert (line["new"], line["source"]) == ("41 %", "file")
