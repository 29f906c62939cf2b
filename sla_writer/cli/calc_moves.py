"""What moves a plan, on the screen: numbers a tenth off, others supposed, one solved for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

from sla_writer import funnel
from sla_writer.calculation import Calculation, Result, Solution
from sla_writer.cli.calc_words import Figures
from sla_writer.cli.columns import show_line, show_rows, show_table, show_title
from sla_writer.funnel import Exact, Swing
from sla_writer.messages import text

_MOVED = ("said-calc-result", "said-calc-before", "said-calc-after", "said-calc-change")

STEP = Fraction(1, 10)
"""By how much of itself each number is changed to see what it moves."""


def swings(calculation: Calculation, number: str) -> list[Swing]:
    """What moves a number, most of all first; nothing where it is not known."""
    return funnel.sensitivity(calculation.system, number, calculation.agreement.stages, STEP)


def show_swings(calculation: Calculation, number: str) -> None:
    """How a number moves when each of the others is a tenth less and a tenth more."""
    found, figures = swings(calculation, number), Figures.of(calculation.agreement)
    if not found:
        return
    quantity = funnel.quantities(calculation.agreement.stages)[number]
    now, step = calculation.result(number, quantity), figures.percent(STEP)
    show_title(
        text("said-calc-moves", name=figures.name(number), now=figures.result(now), step=step)
    )
    head = [text("said-calc-input"), f"−{step}", f"+{step}"]
    show_table(head, [_swing(figures, now, each) for each in found])


def _swing(figures: Figures, now: Result, swing: Swing) -> Sequence[str]:
    return (figures.name(swing.name), *(_then(figures, now, e) for e in (swing.less, swing.more)))


def _then(figures: Figures, now: Result, then: Exact | None) -> str:
    """A number as it would be, and by how much it moves; nothing where it can't be."""
    if then is None:
        return "—"
    moved = figures.moved(now.shown.exact, then.value)
    shown = now.quantity.shown(then, now.shown.currency)
    return f"{figures.close(shown, now.quantity)} ({moved})"


def moved(before: Calculation, after: Calculation) -> Iterator[tuple[Result | None, Result | None]]:
    """What was put in or results otherwise, as it was and as it is then; one may be absent."""
    was = {each.number: each for each in (*before.inputs(), *before.results())}
    then = {each.number: each for each in (*after.inputs(), *after.results())}
    for number in {**was, **then}:
        one, other = was.get(number), then.get(number)
        if (one and one.shown.exact) != (other and other.shown.exact):
            yield one, other


def show_moved(before: Calculation, after: Calculation) -> None:
    """What was and what would be, for everything that moves; and whether the team can do it."""
    figures, pairs = Figures.of(after.agreement), list(moved(before, after))
    if pairs:
        show_table(list(map(text, _MOVED)), [_pair(figures, *pair) for pair in pairs])
        if {"need", "capacity"} & {each.number for pair in pairs for each in pair if each}:
            show_spare(after, figures)
    else:
        show_line(text("said-calc-nothing-moves"))


def _pair(figures: Figures, before: Result | None, after: Result | None) -> Sequence[str]:
    known = next(each for each in (before, after) if each)
    change = figures.moved(before.shown.exact, after.shown.exact) if before and after else ""
    both = (figures.result(each) if each else "—" for each in (before, after))
    return (figures.name(known.number), *both, change)


def show_spare(calculation: Calculation, figures: Figures) -> None:
    """How many leads more than they get the sales side could work, or how many too few."""
    results = {each.number: each.shown.rounded for each in calculation.results()}
    if "need" in results and "capacity" in results:
        spare = results["capacity"] - results["need"]
        leads = figures.language.counted(abs(spare), "lead") + figures.per("capacity")
        if spare < 0:
            show_line(text("said-calc-lacks", leads=leads), fg="red")
        else:
            show_line(text("said-calc-has-spare", leads=leads))


def show_solution(solution: Solution) -> None:
    """The number that was asked for, what it rests on and what moves it; or why there is none."""
    figures, result = Figures.of(solution.calculation.agreement), solution.result
    if result is None:
        show_line(text("said-calc-unknown", name=solution.name), fg="red")
        if solution.tellers:
            show_line(text("said-calc-tellers", names=", ".join(solution.tellers)))
        return
    exact = figures.exact(result.shown, result.quantity)
    note = text("said-calc-exactly", exact=exact) if exact else ""
    show_rows([(f"{figures.name(result.number)} ({solution.name})", figures.result(result), note)])
    for each in solution.assumed:
        show_line(_taken(figures, each))
    if solution.possible:
        show_swings(solution.calculation, result.number)
    else:
        show_line(text("said-calc-impossible"), fg="red")


def _taken(figures: Figures, assumed: Result) -> str:
    """What was taken for granted, and where it stands."""
    if assumed.number == "capacity":
        return text("said-calc-just-enough", value=figures.result(assumed))
    said = {"name": figures.name(assumed.number), "value": figures.result(assumed)}
    return text("said-calc-assumed", **said, source=", ".join(assumed.shown.sources))
