"""Which questions there are, given the answers: a pack's questions over the agreement's fields.

A record's required fields and those that the pack lists are asked; its other fields wait in the
record's form (path `….?`) until somebody asks for them. Each section ends with a form of its own
(`?.section`), where everything in it can be looked through and changed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property
from operator import is_
from typing import Any

from sla_writer import paths
from sla_writer.agreement.record import Record
from sla_writer.interview import shape
from sla_writer.pack import BOTH, Pack, Question

FORM = "?"
NEW = "+"
_NAMING = (
    "name", "title", "label", "statement", "question", "law", "kind", "method", "action",
    "trigger", "rule", "quarter", "role", "after", "day", "channel", "field", "path",
)  # fmt: skip


class Depth(StrEnum):
    """How much is asked: the few questions that a first draft needs, all, or what may be new.

    What isn't asked has the pack's proposal, or what it had in the quarter before.
    """

    QUICK = "quick"
    FULL = "full"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to ask: the question of one field, a list, or a form over several fields.

    `children` are what a form offers to change; `detail` says that it's only asked on demand;
    `item` is the item of a list that it belongs to.
    """

    path: str
    pattern: str
    section: str
    kind: str
    field: shape.Field | None = None
    question: Question | None = None
    detail: bool = False
    children: tuple[str, ...] = ()
    item: str = ""

    @property
    def record(self) -> type[Record]:
        """The record that the items of a list are."""
        assert self.field is not None
        assert self.field.item is not None
        return self.field.item

    @property
    def optional(self) -> bool:
        """Whether the answer may be left out."""
        return self.field is not None and not self.field.required

    @property
    def needed(self) -> bool:
        """Whether the agreement can't do without the answer."""
        return self.field is not None and self.field.required

    @property
    def may_be_open(self) -> bool:
        """Whether the answer may be put off: who decides, by when."""
        return self.field is not None and self.field.open


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the script stands while it lays out its steps."""

    answers: Mapping[str, Any]
    section: str
    detail: bool = False
    item: str = ""


@dataclass(frozen=True)
class Script:
    """The questions of a pack, at a depth; with `side`, those that this side answers by itself."""

    pack: Pack
    depth: Depth = Depth.FULL
    side: str = ""
    own: Mapping[str, Question] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "own", {question.id: question for question in self.pack.questions})

    @cached_property
    def sections(self) -> tuple[str, ...]:
        """The interview's sections in order."""
        return tuple(dict.fromkeys(question.section for question in self._tops))

    @cached_property
    def _tops(self) -> tuple[Question, ...]:
        return tuple(question for question in self.pack.questions if "*" not in question.id)

    def steps(self, answers: Mapping[str, Any]) -> tuple[Step, ...]:
        """The visible steps in order, each path once."""
        return tuple(self.by_path(answers).values())

    def step(self, answers: Mapping[str, Any], path: str) -> Step:
        """The visible step at a path; KeyError when nobody asks for it."""
        return self.by_path(answers)[path]

    def by_path(self, answers: Mapping[str, Any]) -> Mapping[str, Step]:
        """The visible steps by their paths, in order."""
        if not self._latest or self._latest[0] is not answers:  # asked several times a prompt
            self._latest[:] = [answers, self._laid_out(answers)]
        found: dict[str, Step] = self._latest[1]
        return found

    @cached_property
    def _latest(self) -> list[Any]:
        return []

    def wants(self, step: Step) -> bool:
        """Whether a step is put without anybody asking for it, where it isn't answered yet."""
        question = step.question
        if self.side:
            return question is not None and question.side in (self.side, BOTH)
        if self.depth is Depth.QUICK:
            return question is not None and question.quick
        if self.depth is Depth.CHANGED:
            return question is not None and question.quarterly and step.kind != "form"
        own = question is not None and question.id == step.path
        return not step.detail and (own or not step.item or not step.optional)

    def insists(self, step: Step) -> bool:
        """Whether a step is put even though there is a value already."""
        if step.question is None:
            return False
        return step.question.ask or bool(self.side) or self.depth is Depth.CHANGED

    def rests_on(self, step: Step) -> tuple[str, ...]:
        """The answers of which a change puts a step again."""
        named = step.question.rests_on if step.question else ()
        return tuple(_bound(each, step.path) for each in named)

    def _laid_out(self, answers: Mapping[str, Any]) -> dict[str, Step]:
        found: dict[str, Step] = {}
        for section in self.sections:
            tops = []
            for question in self._tops:
                if question.section == section and _asks(question, answers):
                    if not (question.detail and question.default):  # it takes care of itself
                        tops.append(question.id)
                    for step in self._asked_by(question, answers):
                        found.setdefault(step.path, step)
            form = f"{FORM}.{section}"
            found[form] = Step(form, f"section.{section}", section, "form", children=tuple(tops))
        return found

    def _asked_by(self, question: Question, answers: Mapping[str, Any]) -> tuple[Step, ...]:
        """The steps of a question, laid out anew only when what they depend on has changed."""
        value = paths.get(answers, question.id)
        seen = (value, *(answers.get(part) for part in self._conditions[question.id]))
        known = self._asked.get(question.id)
        if known is None or not all(map(is_, known[0], seen)):
            place = _Place(answers, question.section)
            steps = tuple(self._expand(question.id, question.id, value, place))
            self._asked[question.id] = known = seen, steps
        return known[1]

    @cached_property
    def _asked(self) -> dict[str, tuple[tuple[Any, ...], tuple[Step, ...]]]:
        return {}

    @cached_property
    def _conditions(self) -> dict[str, tuple[str, ...]]:
        """The parts of the agreement that the conditions on and below each question look at."""
        return {
            top.id: tuple(
                {
                    key.partition(".")[0]
                    for each in self.pack.questions
                    if each.when and _concerns(each.id, top.id)
                    for key in each.when
                }
            )
            for top in self._tops
        }

    def hidden(self, answers: Mapping[str, Any]) -> Iterator[str]:
        """The paths of questions that are not asked because of other answers."""
        for question in self.pack.questions:
            if question.when:
                for path in _instances(question.id, answers):
                    if not holds(question.when, answers, path):
                        yield path

    def naming(self, step: Step) -> tuple[Step, ...]:
        """The questions of which the first that is answered names a new item of a list."""
        known = shape.fields(step.record)
        needed = [name for name in _NAMING if name in known and known[name].required]
        names = ["measure", "name"] if "measure" in known else needed[:1]
        place = _Place({}, step.section)
        return tuple(
            self._leaf(f"{step.pattern}.*.{name}", f"{step.path}.{NEW}.{name}", place)
            for name in names
        )

    def _leaf(self, pattern: str, path: str, place: _Place) -> Step:
        found = shape.at(pattern)
        question = self.own.get(path) or self.own.get(pattern)
        kind = question.kind if question and question.kind else found.kind
        detail = place.detail or bool(question and question.detail)
        return Step(path, pattern, place.section, kind, found, question, detail, item=place.item)

    def _expand(self, pattern: str, path: str, value: Any, place: _Place) -> Iterator[Step]:
        step = self._leaf(pattern, path, place)
        if step.question and not holds(step.question.when, place.answers, path):
            return
        if step.kind == "records":
            for index, item in enumerate(value if isinstance(value, list) else ()):
                inner = f"{path}.{paths.key(item, index)}"
                yield from self._record(f"{pattern}.*", inner, item, replace(place, item=inner))
            yield step
        elif step.kind == "record":
            gated = step.field is not None and step.field.gated
            if gated:
                yield step
            if not gated or (isinstance(value, dict) and not paths.is_open(value)):
                yield from self._record(pattern, path, value, place)
        else:
            yield step

    def _record(self, pattern: str, path: str, value: Any, place: _Place) -> Iterator[Step]:
        asked, others = self._order(pattern)
        said = value if isinstance(value, dict) else {}
        for names, detail in ((asked, False), (others, True)):
            inner = replace(place, detail=detail)
            for name in names:
                yield from self._expand(
                    f"{pattern}.{name}", f"{path}.{name}", said.get(name), inner
                )
        children = tuple(f"{path}.{name}" for name in (*asked, *others))
        form = f"{path}.{FORM}"
        yield Step(form, f"{pattern}.{FORM}", place.section, "form", detail=True, children=children)

    def _order(self, pattern: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The fields of a record that are asked (listed by the pack, or needed), and the rest."""
        if pattern not in self._orders:
            record = shape.at(pattern).item
            assert record is not None
            own = [name for name in shape.fields(record) if name != "id"]
            split = [question.id.rpartition(".") for question in self.pack.questions]
            listed = [name for holder, _, name in split if holder == pattern and name in own]
            needed = [name for name in own if shape.fields(record)[name].required]
            asked = tuple(dict.fromkeys([*listed, *needed]))
            self._orders[pattern] = asked, tuple(name for name in own if name not in asked)
        return self._orders[pattern]

    @cached_property
    def _orders(self) -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
        return {}


def words_ids(step: Step) -> tuple[str, ...]:
    """Where the words of a step may stand, the most particular first."""
    if step.field is None:
        return (step.path, step.pattern)
    name = step.field.name
    return (step.path, step.pattern, f"{step.field.record.__name__}.{name}", f"*.{name}")


def _concerns(pattern: str, top: str) -> bool:
    """Whether a question's pattern can stand on or below another question's path."""
    return all(
        step in ("*", own) for step, own in zip(pattern.split("."), top.split("."), strict=False)
    )


def _asks(question: Question, answers: Mapping[str, Any]) -> bool:
    """Whether a question's condition holds and the items that its path goes through are there."""
    steps = question.id.split(".")
    for end in range(1, len(steps)):
        listed = shape.at(".".join(steps[:end])).kind == "records"
        if listed and paths.get(answers, ".".join(steps[: end + 1])) is None:
            return False
    return holds(question.when, answers, question.id)


def holds(when: Mapping[str, Any], answers: Mapping[str, Any], path: str) -> bool:
    """Whether the answers are as a condition wants them.

    Each key is a path (`*` is the item that `path` goes through); its value is what the answer must
    be, or a list of what it may be; `set` and `unset` ask only whether there is one.
    """
    return all(_is(paths.get(answers, _bound(key, path)), wanted) for key, wanted in when.items())


def _is(value: Any, wanted: Any) -> bool:
    if wanted in ("set", "unset"):
        return (wanted == "set") is (value not in (None, [], {}))
    said = {_word(each) for each in (value if isinstance(value, list) else [value])}
    return bool(said & {_word(each) for each in (wanted if isinstance(wanted, list) else [wanted])})


def _word(value: Any) -> str:
    return {True: "yes", False: "no"}.get(value, "") if isinstance(value, bool) else str(value)


def _bound(pattern: str, path: str) -> str:
    """A condition's path with the items of the question's own path in place of its stars."""
    own = path.split(".")
    return ".".join(
        own[i] if step == "*" and i < len(own) else step
        for i, step in enumerate(pattern.split("."))
    )


def _instances(pattern: str, answers: Any, done: str = "") -> Iterator[str]:
    """Every path that a pattern stands for in the answers."""
    head, star, rest = pattern.partition("*")
    base = (done + head).strip(".")
    if not star:
        yield base
        return
    items = paths.get(answers, base)
    for index, item in enumerate(items if isinstance(items, list) else ()):
        yield from _instances(rest, answers, f"{base}.{paths.key(item, index)}")


__all__ = ["FORM", "NEW", "Depth", "Script", "Step", "holds", "words_ids"]
