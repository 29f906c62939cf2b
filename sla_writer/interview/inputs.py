"""How each kind of answer is taken: typed, chosen, or put off until somebody decides."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from zoneinfo import available_timezones

from sla_writer import clock, messages
from sla_writer.agreement.record import Decision
from sla_writer.errors import AgreementError, Problem
from sla_writer.interview import days_off, engine, paths, presets, shape
from sla_writer.interview.engine import State
from sla_writer.interview.prompts import (
    FILTER_FROM,
    Frame,
    Nav,
    Option,
    choose,
    line,
    several,
    shortened,
    size,
)
from sla_writer.interview.script import Script, Step
from sla_writer.interview.words import Words, split

_CURRENCIES = ("RUB", "USD", "EUR", "GBP", "KZT", "BYN", "UZS", "AED", "CNY")
_CODES = ("currency", "country")
_EMPTY = {
    "text", "name", "whole", "percent", "money", "duration", "count", "figure", "times", "date",
    "time", "quarter", "zone", "hours", "country", "names", "texts", "dates", "percents", "figures",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Desk:
    """What a prompt needs to know: questions and their words, answers, the status line, a note."""

    script: Script
    words: Words
    state: State
    status: str = ""
    note: str = ""

    @property
    def answers(self) -> Mapping[str, Any]:
        """The answers so far."""
        return self.state.answers

    def frame(self, step: Step, suffix: str = "") -> Frame:
        """The frame of a step's prompt."""
        asked = self.words.asked(step)
        said = [messages.text("ask-example", example=asked.example)] if asked.example else []
        if step.optional and step.field and step.field.default is None and step.kind in _EMPTY:
            said.append(messages.text("ask-optional"))
        return Frame(
            asked.text + suffix,
            asked.help,
            " · ".join(said),
            self.note,
            self.status,
            step.may_be_open,
            self.about(step),
        )

    def about(self, step: Step) -> str:
        """The item of a list that a step belongs to."""
        holder = next(
            (s for s in self.script.steps(self.answers) if s.path == step.item.rpartition(".")[0]),
            None,
        )
        if holder is None or holder.field is None or holder.field.item is None:
            return ""
        return self.words.title(holder.field.item, paths.get(self.answers, step.item), self.answers)


def take(desk: Desk, step: Step) -> Any:
    """The answer to a step in the form that the engine takes (None leaves it out), or Nav.BACK."""
    while True:
        found = _widget(step)(desk, step)
        if found is not Nav.OPEN:
            return found
        found = put_off(desk, step)
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
    """An undecided value: who decides, by when, between what; Nav.BACK to answer after all."""
    decided: dict[str, Any] = {}
    for name, field in shape.fields(Decision).items():
        part = Step(
            f"{step.path}.undecided.{name}", f"Decision.{name}", step.section, field.kind, field
        )
        found = take(replace(desk, note=desk.words.asked(step).text), part)
        if found is Nav.BACK:
            return found
        if found:
            decided[name] = found
    return {"undecided": decided}


# --- typed --------------------------------------------------------------------------------------


def _line(desk: Desk, step: Step, words: tuple[str, ...] = ()) -> Any:
    value = present(desk, step)
    offered = "" if value is None or paths.is_open(value) else desk.words.typed(step, value)
    found = line(desk.frame(step), offered, lambda text: _verdict(step, text), words)
    if isinstance(found, Nav):
        return found
    return value if offered and found == offered else _meant(step, found)


def present(desk: Desk, step: Step) -> Any:
    """The answer that a step has, or the default that its question or the model offers."""
    value = paths.get(desk.answers, step.path)
    if value is None and step.path not in desk.state.settled:
        value = presets.default(desk.script, desk.answers, step.path)
    return step.field.default if value is None and step.field else value


def _meant(step: Step, text: str) -> Any:
    listed = step.field is not None and step.field.listed
    if not text.strip():
        return [] if listed else None
    if listed:
        return split(text)
    return text.strip().upper() if step.kind in _CODES else text.strip()


def _verdict(step: Step, text: str) -> bool | str:
    try:
        engine.checked(step, _meant(step, text))
    except AgreementError as error:
        return _on_a_line(error.problems[0])
    wrong = days_off.unknown(text.strip().upper()) if step.kind == "country" and text else None
    return _on_a_line(wrong) if wrong else True


def _on_a_line(problem: Problem) -> str:
    """What is wrong, with as much of what was typed as leaves room for the rest on the line."""
    params = dict(problem.params)
    if "text" in params:
        rest = len(messages.text(problem.key, **{**params, "text": ""}))
        params["text"] = shortened(str(params["text"]), max(size()[0] - rest - 1, 8))
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
    value = present(desk, step)
    languages = _asked_languages(desk)
    said = value if isinstance(value, dict) else {}
    told: dict[str, str] = {}
    for place, code in enumerate(languages):
        suffix = f" [{desk.words.language_name(code)}]" if len(languages) > 1 else ""
        offered = (
            value if isinstance(value, str) else "" if paths.is_open(value) else said.get(code, "")
        )
        found = line(desk.frame(step, suffix), offered, _text_check(step, bool(place)))
        if isinstance(found, Nav):
            return found
        if not found and not place:
            return None
        if found:
            told[code] = found
    return told if len(languages) > 1 else told[languages[0]]


def _text_check(step: Step, may_be_empty: bool) -> Any:
    return lambda text: True if may_be_empty and not text.strip() else _verdict(step, text)


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
    if len(options) >= FILTER_FROM:
        frame = replace(frame, example=messages.text("ask-search"))
    return choose(frame, options, Nav.OPEN if paths.is_open(value) else value)


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
    return choose(desk.frame(step), options, present(desk, step))


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
        found = several(frame, options, present(desk, step) or [])
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
