"""A calculated plan on the screen: the funnel, the team, the leads and the money."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction

from sla_writer import funnel
from sla_writer.agreement.goals import Period
from sla_writer.agreement.values import Duration, Percent
from sla_writer.calculation import Calculation, Month, Result
from sla_writer.cli.calc_moves import show_spare
from sla_writer.cli.calc_words import Figures, spoken
from sla_writer.cli.columns import Layer, show_funnel, show_line, show_rows, show_table, show_title
from sla_writer.funnel import Computed, Exact, Funnel, Worth
from sla_writer.messages import text

_FUNNEL = (
    "said-calc-stage", "said-calc-rate", "said-calc-exact", "said-calc-quarter", "said-calc-month",
    "said-calc-week",
)  # fmt: skip
_MONTHS = (
    "said-calc-until", "said-calc-days", "said-calc-month", "said-calc-since-start",
    "said-calc-can", "said-calc-spare",
)  # fmt: skip
_VALUES = (
    "said-calc-type", "said-calc-value", "said-calc-points", "said-calc-volume",
    "said-calc-together", "said-calc-alone",
)  # fmt: skip
_PLAN = ("goal", "deals", "customers", "coverage", "pipeline", "velocity")
_TEAM = ("weekly", "need", "capacity", "effort", "open")
_RETURN = ("cac", "ltv", "ltv_cac", "payback")


class Tables:
    """The parts of a calculation, each shown with its title; a part without numbers is left out."""

    def __init__(self, calculation: Calculation) -> None:
        self.calculation = calculation
        self.figures = Figures.of(calculation.agreement)
        self.results = {each.number: each for each in calculation.results()}

    def show(self) -> None:
        """Everything, from the funnel to the return."""
        show_title(self.figures.title(), apart=False)
        self._funnel()
        self._results("said-calc-plan", _PLAN)
        self._months()
        self._results("said-calc-team", _TEAM)
        show_spare(self.calculation, self.figures)
        self._lag()
        self._lead_values()
        self._results("said-calc-return", _RETURN)

    # --- the funnel ---------------------------------------------------------------------------

    def _funnel(self) -> None:
        drawn = funnel.planned(self.calculation.agreement, self.calculation.found)
        if not drawn or not drawn.stages:
            return
        show_title(text("said-calc-funnel"))
        show_table(list(map(text, _FUNNEL)), list(self._stages(drawn)))
        show_funnel(list(self._layers(drawn)))

    def _stages(self, drawn: Funnel) -> Iterator[Sequence[str]]:
        number, weeks = self.figures.language.number, self.calculation.found.get("weeks")
        for stage in drawn.stages:
            week = funnel.weekly(stage.count, weeks.value) if weeks else None
            yield (
                self.figures.stage(stage.id),
                self._rate(stage.id),
                self.figures.number(stage.count.exact),
                number(stage.count.rounded),
                number(stage.monthly.rounded),
                number(week.rounded) if week else "",
            )

    def _rate(self, stage_id: str) -> str:
        found = next(each for each in self.calculation.agreement.stages if each.id == stage_id)
        return self.figures.language.percent(found.rate) if isinstance(found.rate, Percent) else ""

    def _layers(self, drawn: Funnel) -> Iterator[Layer]:
        largest = max(stage.count.exact for stage in drawn.stages) or Fraction(1)
        for stage in drawn.stages:
            rate = self._rate(stage.id)
            yield Layer(
                self.figures.stage(stage.id),
                float(stage.count.exact / largest),
                self.figures.language.number(stage.count.rounded),
                f"↓ {rate}" if rate else "",
            )

    # --- the team -----------------------------------------------------------------------------

    def _months(self) -> None:
        """What sales get by the end of each month, and what they can work in it."""
        months = self.calculation.months
        if self.calculation.main not in self.calculation.found or not months:
            return
        stage = self.figures.stage(self.calculation.handed)
        show_title(text("said-calc-months", stage=stage))
        rows = [self._month(at) for at in range(len(months))]
        known = [at for at in range(len(_MONTHS)) if any(row[at] for row in rows)]
        head = [text(_MONTHS[at]) for at in known]
        show_table(head, [[row[at] for at in known] for row in rows])

    def _month(self, at: int) -> Sequence[str]:
        number, month = self.figures.language.number, self.calculation.months[at]
        spans = self._pace()[: at + 1]
        need = Exact(spans[-1][0]).up()
        so_far = Exact(funnel.pace(spans, sum(days for _, days in spans))).up()
        able = self._able(month)
        return (
            self.figures.language.day(month.last),
            "" if month.days is None else str(month.days),
            number(need.rounded),
            number(so_far.rounded),
            number(able.rounded) if able else "",
            self._spare(able.rounded - need.rounded) if able else "",
        )

    def _pace(self) -> list[tuple[Fraction, int]]:
        """Each month's leads and its business days."""
        leads = self.calculation.found[self.calculation.main].value
        shares, months = self.calculation.shares(), self.calculation.months
        return [(leads * part, m.days or 0) for part, m in zip(shares, months, strict=True)]

    def _able(self, month: Month) -> Computed | None:
        """What the reps can work in a month; stated, or by its business days."""
        team = self.calculation.plan.capacity
        if team is None or team.per != Period.MONTH or month.days is None:
            return None
        days = {"days": Exact(Fraction(month.days))}
        found = self.calculation.system.given(days).settled().get("capacity")
        return found.down() if found else None

    def _spare(self, leads: Decimal) -> str:
        number = self.figures.language.number(leads)
        return f"+{number}" if leads > 0 else number

    def _lag(self) -> None:
        """Whose deals make the quarter's revenue, and what becomes of its own leads."""
        lag, cycle = self.calculation.lag(), self.calculation.plan.cycle
        if lag is None or not isinstance(cycle, Duration):
            return
        day = self.figures.language.day
        since, until = map(day, lag.cohort)
        show_title(text("said-calc-cycle", cycle=self.figures.language.duration(cycle)))
        show_line(text("said-calc-cohort", since=since, until=until))
        share, last = self.figures.percent(lag.share), day(lag.paying[1])
        show_line(text("said-calc-in-time", share=share, last=last))

    # --- what leads are worth -----------------------------------------------------------------

    def _lead_values(self) -> None:
        types = funnel.worths(self.calculation.agreement.lead_values)
        if not types:
            return
        show_title(text("said-calc-values"))
        goal = self.calculation.found.get("goal")
        alone = funnel.alone(types, goal.value) if goal else {}
        rows = [self._type(each, alone.get(each.id)) for each in types]
        show_table(list(map(text, _VALUES)), rows)
        total = self.calculation.found.get("lead_worth")
        if total and goal:
            self._enough(total.value - goal.value, types[0].currency)
            if total.value < goal.value:
                self._mixes(types, goal.value)

    def _type(self, lead: Worth, alone: int | None) -> Sequence[str]:
        volume = lead.volume.value if lead.volume else None
        together = None if volume is None else volume * lead.value.value
        return (
            self._type_name(lead.id),
            self._money(lead.value.value, lead.currency),
            self.figures.number(lead.points),
            "" if volume is None else self.figures.number(volume),
            "" if together is None else self._money(together, lead.currency),
            "" if alone is None else self.figures.number(Fraction(alone)),
        )

    def _mixes(self, types: Sequence[Worth], goal: Fraction) -> None:
        """Of two types, how many of the one meet the goal beside the other as it is planned."""
        if len(types) != 2:
            return
        values = {each.id: each.value.value for each in types}
        for each in types:
            given = {each.id: each.volume.value if each.volume else Fraction()}
            for other, count in funnel.beside(values, given, goal).items():
                names = {"given": self._type_name(each.id), "other": self._type_name(other)}
                show_line(
                    text("said-calc-mix", **names, count=self.figures.number(Fraction(count)))
                )

    def _type_name(self, lead: str) -> str:
        found = (each for each in self.calculation.agreement.lead_values if each.id == lead)
        return spoken(next(found).name)

    def _money(self, value: Fraction, currency: str) -> str:
        return self.figures.money(Exact(value).down(2).rounded, currency)

    def _enough(self, spare: Fraction, currency: str) -> None:
        amount = self._money(abs(spare), currency)
        if spare < 0:
            show_line(text("said-calc-values-short", amount=amount), fg="red")
        else:
            key = "said-calc-values-spare" if spare else "said-calc-values-exact"
            show_line(text(key, amount=amount))

    # --- single results -----------------------------------------------------------------------

    def _results(self, key: str, numbers: Sequence[str]) -> None:
        """Results under a title, each with its exact value where it is rounded."""
        found = [self.results[each] for each in numbers if each in self.results]
        if found:
            show_title(text(key))
            show_rows([self._result(each) for each in found])

    def _result(self, result: Result) -> Sequence[str]:
        exact = self.figures.exact(result.shown, result.quantity)
        note = text("said-calc-exactly", exact=exact) if exact else ""
        return self.figures.name(result.number), self.figures.result(result), note
