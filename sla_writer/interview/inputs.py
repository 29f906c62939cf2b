"""How each kind of answer is taken: typed, chosen, or put off until somebody decides."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from zoneinfo import available_timezones

from pydantic import ValidationError

from sla_writer import clock, messages, paths
from sla_writer.agreement.record import Decision
from sla_writer.errors import AgreementError, Problem
from sla_writer.interview import days_off, engine, figures, scorecard, shape
from sla_writer.interview.desk import Desk, present
from sla_writer.interview.engine import Event
from sla_writer.interview.face import (
    SEARCHED_FROM,
    Nav,
    Option,
    Part,
    shortened,
)
from sla_writer.interview.script import Step
from sla_writer.interview.words import split

_CURRENCIES = ("RUB", "USD", "EUR", "GBP", "KZT", "BYN", "UZS", "AED", "CNY")
_CODES = ("currency", "country")
_MEASURED = {"money", "percent", "duration", "count", "figure", "times", "date", "quarter", "whole"}


@dataclass(frozen=True, slots=True)
class PutOff:
    """A question that the agreement has no open value for: what is done about it instead."""

    events: tuple[Event, ...]


def take(desk: Desk, step: Step) -> Any:
    """The answer in the form that the engine takes (None leaves it out), or a Nav or PutOff."""
    while True:
        found = _widget(step)(desk, step)
        if found is not Nav.OPEN:
            return found
        found = put_off(desk, step) if step.may_be_open else _set_aside(desk, step)
        if found is not Nav.BACK:
            return found


def _widget(step: Step) -> Any:
    if step.kind in ("reference", "references") and step.field:
        return _reference if step.kind == "reference" else _references
    known = {
        "choice": _choice, "measure": _measure, "yes-no": _yes_no, "several": _several,
        "languages": _languages, "text": _text, "zone": _zone, "currency": _currency,
        "country": _country,
    }  # fmt: skip
    return known.get(step.kind, _line)


def put_off(desk: Desk, step: Step) -> Any:
    """An undecided value: who decides, by when, between what; a Nav to answer after all."""
    decided: dict[str, Any] = {}
    for name, asked in shape.fields(Decision).items():
        part = Step(
            f"{step.path}.undecided.{name}", f"Decision.{name}", step.section, asked.kind, asked
        )
        if name != "between" or step.may_be_open:
            found = take(replace(desk, note=desk.words.asked(step).text), part)
            if isinstance(found, Nav):
                return found
            if found:
                decided[name] = found
    return {"undecided": decided}


def _set_aside(desk: Desk, step: Step) -> PutOff | Nav:
    """A question without an open value: asked at the end, or left as it is and listed as open."""
    offered = present(desk, step)
    if step.needed and offered is None:
        return PutOff((Event("later", step.path),))
    found = put_off(desk, step)
    if isinstance(found, Nav):
        return found
    asked, decision = desk.words.asked(step).text, found["undecided"]
    listed = desk.script.step(desk.answers, "open_questions")
    question = engine.added(desk.state, listed, "question", asked)
    question.new.update(owner=decision["who"], due=decision["by"])
    answer = engine.answered(desk.script, desk.state, step.path, offered, desk.origin)
    return PutOff((answer, replace(question, what="note")))


# --- typed --------------------------------------------------------------------------------------


def _line(desk: Desk, step: Step, words: tuple[str, ...] = ()) -> Any:
    value = present(desk, step)
    offered = "" if value is None or paths.is_open(value) else desk.words.typed(step, value)
    frame = replace(desk.frame(step), meaning=lambda text: list(_meaning(desk, step, text)))
    check = partial(_verdict_or_open if paths.is_open(value) else _verdict, desk, step)
    found = desk.face.line(frame, offered, check, words)
    if isinstance(found, Nav):
        return found
    if (offered and found == offered) or (not found and paths.is_open(value)):
        return value
    return _meant(desk, step, found)


def _meant(desk: Desk, step: Step, text: str) -> Any:
    """What is typed as the model reads it; a bare number has the unit that goes without saying."""
    listed = step.field is not None and step.field.listed
    if not text.strip():
        return [] if listed else None
    if listed:
        return split(text)
    unit = _unit(desk, step)
    if unit and step.field and not _reads(step.field, text, "count"):
        whole = f"{text.strip()} {unit}"
        if _reads(step.field, whole):
            return whole
    return text.strip().upper() if step.kind in _CODES else text.strip()


def _unit(desk: Desk, step: Step) -> str:
    """The unit that goes without saying: the currency, %, or a target's; "" for none."""
    measured = desk.words.unit(desk.answers, step) if step.kind == "figure" else step.kind
    currency = str(paths.get(desk.answers, "identity.currency") or "")
    known = {"percent": "%", "money": currency}.get(measured, "")
    return known or (scorecard.unit(step, desk.answers) if step.kind == "figure" else "")


def _reads(field: shape.Field, text: str, but: str = "") -> bool:
    """Whether the model can read a text as it stands, as a value of another kind than `but`."""
    try:
        found = field.read(text)
    except ValidationError:
        return False
    return found is not None and getattr(found, "kind", "") != but


def _verdict(desk: Desk, step: Step, text: str) -> bool | str:
    try:
        value = engine.checked(step, _meant(desk, step, text))
    except AgreementError as error:
        return _on_a_line(error.problems[0], desk.face.size()[0])
    if refused := scorecard.refused(step, desk.answers, value):
        return _on_a_line(refused, desk.face.size()[0])
    wrong = days_off.unknown(text.strip().upper()) if step.kind == "country" and text else None
    return _on_a_line(wrong, desk.face.size()[0]) if wrong else True


def _verdict_or_open(desk: Desk, step: Step, text: str) -> bool | str:
    """What is undecided stays so where nothing is typed."""
    return True if not text.strip() else _verdict(desk, step, text)


def _meaning(desk: Desk, step: Step, text: str) -> Iterator[Part]:
    """How a text is understood while it's typed, and what would follow from it."""
    if not text.strip():
        return
    wrong = _verdict(desk, step, text)
    if wrong is not True:
        yield "dim", f"… {wrong}"
        return
    value = engine.checked(step, _meant(desk, step, text))
    said = desk.words.shown(step, value, desk.answers)
    if step.kind in _MEASURED and "".join(said.split()) != "".join(text.split()):
        yield "done", f"= {said}"
    yield from figures.implied(desk.words, desk.answers, step.path, value)
    yield from scorecard.implied(desk.words, desk.answers, step, value)


def _on_a_line(problem: Problem, columns: int) -> str:
    """What is wrong, with as much of what was typed as leaves room for the rest on the line."""
    params = dict(problem.params)
    if "text" in params:
        rest = len(messages.text(problem.key, **{**params, "text": ""}))
        params["text"] = shortened(str(params["text"]), max(columns - rest - 1, 8))
    return messages.text(problem.key, **params)


def _zone(desk: Desk, step: Step) -> Any:
    return _line(desk, step, tuple(sorted(available_timezones())))


def _currency(desk: Desk, step: Step) -> Any:
    return _line(desk, step, _CURRENCIES)


def _country(desk: Desk, step: Step) -> Any:
    """A country's code; where a calendar already lists its holidays, the words for their source."""
    listed = paths.get(desk.answers, step.path.rpartition(".")[0] + ".holidays")
    return _line(desk, replace(step, kind="name") if listed else step, clock.countries())


def _text(desk: Desk, step: Step) -> Any:
    """Free text in each of the agreement's languages; one that is left empty is untranslated."""
    value, languages = present(desk, step), _asked_languages(desk)
    told: dict[str, str] = {}
    place = 0
    while place < len(languages):
        code = languages[place]
        suffix = f" [{desk.words.language_name(code)}]" if len(languages) > 1 else ""
        frame = replace(desk.frame(step, suffix), prose=True)
        offered = told.get(code, _said_in(value, code))
        found = desk.face.line(frame, offered, _text_check(desk, step, bool(place)))
        if found is Nav.BACK and place:
            place -= 1
            continue
        if isinstance(found, Nav):
            return found
        if not found and not place:
            return None
        told[code] = found
        place += 1
    said = {code: text for code, text in told.items() if text}
    return said if len(languages) > 1 else said[languages[0]]


def _said_in(value: Any, code: str) -> str:
    """A text as it stands in a language; one that is for every language stands in each."""
    if isinstance(value, str):
        return value
    return "" if paths.is_open(value) or not value else str(value.get(code, ""))


def _text_check(desk: Desk, step: Step, may_be_empty: bool) -> Any:
    return lambda text: True if may_be_empty and not text.strip() else _verdict(desk, step, text)


def _asked_languages(desk: Desk) -> list[str]:
    chosen = [str(code) for code in paths.get(desk.answers, "identity.languages") or []]
    own = desk.words.code
    return (
        [own, *(code for code in chosen if code != own)] if own in chosen or not chosen else chosen
    )


# --- chosen -------------------------------------------------------------------------------------


def _pick(desk: Desk, step: Step, options: list[Option]) -> Any:
    """One of the options, nothing where that is allowed, or "not decided yet" where that is."""
    value = present(desk, step)
    if step.optional and step.field and step.field.default is None:
        options = [*options, (None, messages.text("ask-leave-out"))]
    if step.may_be_open:
        options = [*options, (Nav.OPEN, messages.text("ask-put-off"))]
    known = {"yes": True, "no": False}
    value = known.get(value, value) if isinstance(value, str) else value
    frame = desk.frame(step)
    if len(options) >= SEARCHED_FROM:
        frame = replace(frame, example=messages.text("ask-search"))
    return desk.face.choose(frame, options, Nav.OPEN if paths.is_open(value) else value)


def _choice(desk: Desk, step: Step) -> Any:
    assert step.field
    return _pick(
        desk, step, [(choice.value, desk.words.label(choice)) for choice in step.field.choices]
    )


def _yes_no(desk: Desk, step: Step) -> Any:
    options = [(True, messages.text("ask-yes")), (False, messages.text("ask-no"))]
    return _pick(desk, step, options)


def _measure(desk: Desk, step: Step) -> Any:
    known: list[Option] = [(name, desk.words.measure(name)) for name in desk.words.measures()]
    options = [*known, (None, messages.text("ask-own-measure"))]
    value = present(desk, step)
    if value is None and step.path not in desk.state.settled:
        value = known[0][0]  # the catalogue is offered before a formula of their own
    return desk.face.choose(desk.frame(step), options, value)


def _several(desk: Desk, step: Step) -> Any:
    assert step.field
    options = [(choice.value, desk.words.label(choice)) for choice in step.field.choices]
    return _any_of(desk, step, options)


def _languages(desk: Desk, step: Step) -> Any:
    codes = desk.script.pack.languages
    return _any_of(desk, step, [(code, desk.words.language_name(code)) for code in codes])


def _references(desk: Desk, step: Step) -> Any:
    options = _items(desk, step)
    return _any_of(desk, step, options) if options else _nothing_to_choose(desk, step)


def _reference(desk: Desk, step: Step) -> Any:
    options = _items(desk, step)
    return _pick(desk, step, options) if options else _nothing_to_choose(desk, step)


def _any_of(desk: Desk, step: Step, options: list[Option]) -> Any:
    frame = replace(desk.frame(step), example=messages.text("ask-several"))
    while True:
        found = desk.face.several(frame, options, present(desk, step) or [])
        if isinstance(found, Nav) or found or step.optional:
            return found
        frame = replace(frame, note=messages.text("ask-choose-one"))


def _items(desk: Desk, step: Step) -> list[Option]:
    assert step.field
    items = paths.get(desk.answers, step.field.refers) or []
    return [
        (item["id"], desk.words.name(desk.answers, step.field.refers, item["id"])) for item in items
    ]


def _nothing_to_choose(desk: Desk, step: Step) -> Any:
    """A reference into a list that is still empty: left out, put off, or an id typed ahead."""
    noted = replace(desk, note=messages.text("ask-nothing-to-choose"))
    kind = "names" if step.kind == "references" else "name"
    return _line(noted, replace(step, kind=kind))
