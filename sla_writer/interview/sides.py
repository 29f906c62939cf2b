"""What two sides answered by themselves, compared, settled and made into one agreement.

Nothing is decided here: where the sides differ, or one was silent, somebody's ruling is needed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from sla_writer import messages, paths
from sla_writer.agreement import Agreement
from sla_writer.agreement.sides import SideName
from sla_writer.errors import AgreementError, Problem, SlaWriterError
from sla_writer.interview import engine, presets, results
from sla_writer.interview.engine import State
from sla_writer.interview.face import shortened
from sla_writer.interview.ids import unused
from sla_writer.interview.script import Script, Step
from sla_writer.interview.side_file import NOTES, SideFile
from sla_writer.interview.words import Words
from sla_writer.pack import BOTH, Pack

SIDES = (SideName.MARKETING, SideName.SALES)
_NAME = 200
_ID = 50
_LEFT_OUT = "—"


class Standing(StrEnum):
    """How the two answers to a question stand to each other."""

    AGREED = "agreed"
    DIFFERING = "differing"
    MISSING = "missing"


class Take(StrEnum):
    """What is done about a question on which the sides don't agree."""

    MARKETING = "marketing"
    SALES = "sales"
    OTHER = "other"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Ruling:
    """What was settled about a question: what is taken, the third value if it's one, and why."""

    take: Take
    value: Any = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """A question that both sides were asked, and what each said; None was left out on purpose.

    `missing_from` are the sides that said nothing.
    """

    path: str
    step: Step
    standing: Standing
    marketing: Any = None
    sales: Any = None
    missing_from: tuple[SideName, ...] = ()

    def said(self, side: SideName) -> Any:
        """What a side said."""
        return self.marketing if side is SideName.MARKETING else self.sales


@dataclass(frozen=True)
class Comparison:
    """Two sides' answers side by side."""

    pack: Pack
    marketing: SideFile
    sales: SideFile
    items: tuple[Item, ...]

    @cached_property
    def unsettled(self) -> tuple[Item, ...]:
        """The questions that need a ruling."""
        return tuple(item for item in self.items if item.standing is not Standing.AGREED)

    @property
    def agreed(self) -> int:
        """How many questions both answered in the same way."""
        return len(self.items) - len(self.unsettled)

    def words(self, language: str) -> Words:
        """The words of the pack's questions."""
        return Words(self.pack, language)

    def question(self, item: Item, language: str) -> str:
        """The question that both were asked."""
        return self.words(language).asked_of(item.step, self.pack.presets)


# --- compared -----------------------------------------------------------------------------------


def compare(one: SideFile, other: SideFile) -> Comparison:
    """The answers of the two sides, in whichever order they come.

    Raises SlaWriterError for two files of one side, or of different packs.
    """
    if one.side is other.side:
        raise SlaWriterError("ask-sides-same", side=one.side)
    if one.pack.name != other.pack.name:
        raise SlaWriterError("ask-sides-packs", one=one.pack.name, other=other.pack.name)
    ours, theirs = (one, other) if one.side is SideName.MARKETING else (other, one)
    shared = _shared(ours, theirs)
    items = tuple(_item(step, ours.answers, theirs.answers) for step in shared.values())
    return Comparison(ours.pack, ours, theirs, items)


def _shared(*files: SideFile) -> dict[str, Step]:
    """The questions that both sides are asked, in the pack's order, and others that they answer."""
    found: dict[str, Step] = {}
    for file in files:
        answers = _put_all(presets.start(file.pack), file.answers)
        for step in (*Script(file.pack).steps(answers), *file.steps.values()):
            if step.question is not None and step.question.side == BOTH:
                found.setdefault(step.path, step)
    return found


def _item(step: Step, ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> Item:
    path, pairs = step.path, zip(SIDES, (ours, theirs), strict=True)
    missing = tuple(side for side, answers in pairs if path not in answers)
    alike = same(ours.get(path), theirs.get(path))
    standing = Standing.AGREED if alike else Standing.DIFFERING
    standing = Standing.MISSING if missing else standing
    return Item(path, step, standing, ours.get(path), theirs.get(path), missing)


def same(one: Any, other: Any) -> bool:
    """Whether two answers in their canonical form mean the same, however a text is broken."""
    return bool(_flat(one) == _flat(other))


def _flat(value: Any) -> Any:
    if isinstance(value, str):
        return " ".join(value.split())
    if isinstance(value, dict):
        return {name: _flat(each) for name, each in value.items()}
    return [_flat(each) for each in value] if isinstance(value, list) else value


# --- settled ------------------------------------------------------------------------------------


def settle(
    comparison: Comparison, rulings: Mapping[str, Ruling], start: dict[str, Any], language: str
) -> Agreement:
    """The agreement of both sides' answers over what it starts from (the pack's presets).

    What is left open becomes an undecided value, or keeps its preset and is listed as an open
    question. Raises AgreementError for what no ruling settles and nobody can do without.
    """
    settled = _Settled(comparison, rulings, start, comparison.words(language))
    return results.agreement(settled.script, settled.state())


def settled_value(item: Item, ruling: Ruling) -> Any:
    """The value that a ruling gives; AgreementError when there is none to take."""
    if ruling.take is Take.OTHER:
        return engine.checked(item.step, ruling.value)
    side = SideName(ruling.take)
    if side in item.missing_from:
        params: dict[str, object] = {"side": side, "name": item.path}
        raise AgreementError(Problem("ask-sides-silent", params, item.path))
    return item.said(side)


@dataclass(frozen=True)
class _Settled:
    """Two sides' answers with a ruling on each question that they don't agree on."""

    comparison: Comparison
    rulings: Mapping[str, Ruling]
    start: dict[str, Any]
    words: Words

    @cached_property
    def script(self) -> Script:
        return Script(self.comparison.pack)

    def state(self) -> State:
        """The interview that both sides would have had together, answered to its end."""
        written = ("remarks", NOTES, *(item.path for item in self._undecided))
        basis: dict[str, engine.Basis] = dict.fromkeys((*self._taken, *written), ())
        answers = self._with_open_values()
        answers = presets.with_defaults(self.script, answers, lambda path: path in basis)
        self._refuse_gaps(answers)
        questions = list(self._questions(answers))
        answers = {**answers, NOTES: questions} if questions else answers
        remarks = list(self._remarks(answers))
        answers = {**answers, "remarks": remarks} if remarks else answers
        return State(answers, basis)

    @cached_property
    def answers(self) -> dict[str, Any]:
        """What the answers start from, with all that is settled."""
        return _put_all(self.start, self._taken)

    @cached_property
    def _taken(self) -> dict[str, Any]:
        """Every settled value by its path: each side's own, what they agree on, what was ruled."""
        files = (self.comparison.marketing, self.comparison.sales)
        shared = {item.path for item in self.comparison.items}
        own = {p: v for file in files for p, v in file.answers.items() if p not in shared}
        left_open = {item.path for item in self._open}
        ruled = {
            item.path: item.marketing
            if item.standing is Standing.AGREED
            else settled_value(item, self._ruling(item))
            for item in self.comparison.items
            if item.path not in left_open
        }
        return {**own, **ruled}

    def _ruling(self, item: Item) -> Ruling:
        if item.path not in self.rulings:
            raise SlaWriterError("ask-sides-unsettled", name=item.path)
        return self.rulings[item.path]

    @cached_property
    def _open(self) -> tuple[Item, ...]:
        unsettled = self.comparison.unsettled
        return tuple(item for item in unsettled if self._ruling(item).take is Take.OPEN)

    @property
    def _undecided(self) -> tuple[Item, ...]:
        return tuple(item for item in self._open if item.step.may_be_open)

    def _with_open_values(self) -> dict[str, Any]:
        """The answers with an undecided value where one is left open and may be."""
        answers = self.answers
        by = paths.get(answers, "identity.review_by") or presets.quarter_day(answers, "review")
        if by is None:  # there is no quarter, and that gap will be named
            return answers
        for item in self._undecided:
            between = [self._shown(item, side) for side in SIDES if _gave(item, side)]
            decision = {"who": _who(answers), "by": by, "between": between}
            kept = {name: each for name, each in decision.items() if each}
            answers = paths.put(answers, item.path, {"undecided": kept})
        return answers

    def _shown(self, item: Item, side: SideName) -> str:
        """What a side said, on a line as long as a name may be."""
        said = self.words.shown(item.step, item.said(side), self.answers)
        return shortened(said or _LEFT_OUT, _NAME)

    def _refuse_gaps(self, answers: dict[str, Any]) -> None:
        """AgreementError names the sides' questions without which there is no agreement."""
        gaps = [
            step
            for step in self.script.steps(answers)
            if step.needed and step.question and step.question.side
            if paths.get(answers, step.path) is None
        ]
        if gaps:
            raise AgreementError(*(self._gap(step) for step in gaps))

    def _gap(self, step: Step) -> Problem:
        asked = self.words.asked_of(step, self.answers)
        return Problem("ask-sides-needed", {"question": asked}, step.path)

    # --- what is written down of it ---------------------------------------------------------------

    def _questions(self, answers: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """What the sides put aside, and what they don't agree on where no value may be open."""
        taken: set[str | None] = set()
        for note in (*self.comparison.marketing.notes, *self.comparison.sales.notes):
            taken.add(own := unused(note["id"], taken))
            yield {**note, "id": own}
        by = paths.get(answers, "identity.review_by")
        for item in self._open:
            if not item.step.may_be_open:
                taken.add(own := unused(_id(item.path), taken))
                asked = self._question(item)
                yield {"id": own, "question": asked, "owner": _who(answers), "due": by}

    def _question(self, item: Item) -> str:
        said = {
            str(side): messages.text("ask-sides-nothing")
            if side in item.missing_from
            else self._shown(item, side)
            for side in SIDES
        }
        asked = self.words.asked_of(item.step, self.answers)
        return messages.text("ask-sides-question", question=asked, **said)

    def _remarks(self, answers: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Who gave way on what, and why."""
        taken: set[str | None] = set()
        for item in self.comparison.unsettled:
            ruling = self.rulings[item.path]
            conceding = () if ruling.take is Take.OPEN else self._conceding(item)
            parts = [self._conceded(item, side) for side in conceding]
            reason = {"reason": ruling.reason} if ruling.reason.strip() else {}
            if reason and not parts:
                unsure = ruling.take is Take.OPEN and not item.step.may_be_open
                parts = [{"confirm": True} if unsure else {}]
            for part in parts:
                taken.add(own := unused(_id(item.path), taken))
                yield {"id": own, "path": item.path, **reason, **part}

    def _conceding(self, item: Item) -> tuple[SideName, ...]:
        value = self._taken[item.path]
        return tuple(
            side for side in SIDES
            if side in item.missing_from or not same(item.said(side), value)
        )  # fmt: skip

    def _conceded(self, item: Item, side: SideName) -> dict[str, Any]:
        said = {} if side in item.missing_from else {"instead_of": self._shown(item, side)}
        return {"conceded_by": str(side), **said}


def _gave(item: Item, side: SideName) -> bool:
    """Whether a side gave a value that can be chosen."""
    said = item.said(side)
    return said is not None and not paths.is_open(said)


def _who(answers: Mapping[str, Any]) -> str:
    """The role that settles what is open: the steward, else marketing's head, else anybody."""
    known = [role["id"] for role in answers["roles"]]
    wanted = (paths.get(answers, "sides.steward"), "revops", "cmo")
    return str(next((each for each in wanted if each in known), known[0]))


def _id(path: str) -> str:
    return path.replace(".", "-")[:_ID]


def _put_all(answers: dict[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    """The answers with values at their paths, lists before what stands in them."""
    for path in sorted(values, key=lambda path: (path.count("."), path)):
        try:
            answers = paths.put(answers, path, values[path])
        except KeyError:
            problem = Problem("ask-side-unasked", {"name": path}, path)
            raise AgreementError(problem) from None
    return answers
