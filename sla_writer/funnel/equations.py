"""What the numbers of a plan have to do with each other, from the target to the reps’ minutes.

Numbers go by names: a field's path (`plan.deal_size`, `stages.mql.rate`) or what is computed
(`count.mql`, `cac`). A value that is undecided, missing or impossible is not known.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from sla_writer.agreement.goals import Capacity, Plan, RevenueKind
from sla_writer.agreement.record import Undecided
from sla_writer.agreement.stages import Stage
from sla_writer.agreement.values import Money
from sla_writer.funnel import known as knowing
from sla_writer.funnel.computed import Exact
from sla_writer.funnel.relations import Ceiling, Product, Relation, Sum, settled

_MONEY = (
    "sales_target", "deal_size", "marketing_budget", "sales_budget", "revenue_per_customer",
)  # fmt: skip
_SHARES = ("marketing_share", "gross_margin", "churn")
_TEAM = ("reps", "leads_per_rep", "minutes_per_attempt", "minutes_per_lead",
         "productive_hours_per_day")  # fmt: skip
_DRAWN = ("stages", "stages.*.in_plan")


@dataclass(frozen=True, slots=True)
class System:
    """Relations, and the numbers that are known."""

    relations: tuple[Relation, ...]
    known: Mapping[str, Exact]

    def settled(self) -> dict[str, Exact]:
        """All that follows."""
        return settled(self.relations, self.known)

    def given(self, more: Mapping[str, Exact]) -> System:
        """The same with more numbers known, or other ones."""
        return System(self.relations, {**self.known, **more})

    def beside(self, *relations: Relation) -> System:
        """The same with more relations, for what the others leave open."""
        return System((*self.relations, *relations), self.known)

    def without(self, name: str) -> System:
        """The same with a number not known."""
        return System(self.relations, {each: v for each, v in self.known.items() if each != name})


def system(
    plan: Plan,
    stages: Sequence[Stage] = (),
    handed: str = "",
    more: Mapping[str, Exact] | None = None,
) -> System:
    """The relations between a plan's numbers, and those that are known.

    `handed` is the stage whose leads sales get. `more` are numbers that stand elsewhere: `attempts`
    a lead and business `days` of the capacity's period for the effort; the `cycle` in calendar
    days; `handed.part`, what part of the quarter's leads falls into the capacity's period; the
    quarter's `weeks`; `quarter.days` and `work.days`, counted alike, for the leads in work; what
    all leads are worth, `lead_worth`.
    """
    drawn = [stage for stage in stages if stage.in_plan]
    relations = (
        *_funnel(drawn), *_target(plan), *_customers(plan), *_capacity(plan.capacity),
        *_pipeline(drawn), *_in_work(handed),
    )  # fmt: skip
    return System(relations, {**dict(_known(plan, drawn)), **(more or {})})


def count_of(stage_id: str) -> str:
    """The name of a stage's count."""
    return f"count.{stage_id}"


def rate_of(stage_id: str) -> str:
    """The name of a stage's rate."""
    return f"stages.{stage_id}.rate"


def closing(stages: Iterable[Stage]) -> Stage | None:
    """The last planned stage that deals are still to be won from; None while it has no rate."""
    last = [each for each in stages if each.in_plan][-2:]
    return next((each for each in reversed(last) if each.rate is not None), None)


# --- relations -----------------------------------------------------------------------------------


def _funnel(drawn: Sequence[Stage]) -> Iterator[Relation]:
    """Of a stage's leads its rate reach the next; the last counts deals, unless it has a rate."""
    for stage, following in pairwise(drawn):
        left, right = (count_of(following.id),), (count_of(stage.id), rate_of(stage.id))
        yield Product(left, right, sources=_DRAWN)
    for last in drawn[-1:]:
        parts = (count_of(last.id),) if last.rate is None else (count_of(last.id), rate_of(last.id))
        yield Product(("deals",), parts, sources=(*_DRAWN, rate_of(last.id)))


def _target(plan: Plan) -> Iterator[Relation]:
    """Marketing's share of the target by the deal size, in whole deals; and what they bring in."""
    yield Product(("goal",), ("plan.sales_target", "plan.marketing_share"))
    if _in_one_currency(plan.sales_target, plan.deal_size):
        yield Product(("deals.exact", "plan.deal_size"), ("goal",))
        yield Ceiling("deals", "deals.exact")
    yield Product(("revenue",), ("deals", "plan.deal_size"))


def _customers(plan: Plan) -> Iterator[Relation]:
    """New customers, what one costs and brings in; none where the target counts other sales too."""
    if _in_one_currency(plan.sales_target, plan.deal_size) and not (
        set(plan.revenue_from) - {RevenueKind.NEW}
    ):
        left, sources = ("customers.exact", "plan.deal_size"), ("plan.revenue_from",)
        yield Product(left, ("plan.sales_target",), sources=sources)
        yield Ceiling("customers", "customers.exact")
    if _in_one_currency(plan.marketing_budget, plan.sales_budget):
        yield Sum("budget", ("plan.marketing_budget", "plan.sales_budget"))
        yield Product(("cac", "customers"), ("budget",))
    yield Product(("margin",), ("plan.revenue_per_customer", "plan.gross_margin"))
    yield Product(("ltv", "plan.churn"), ("margin",))
    if _in_one_currency(plan.marketing_budget, plan.sales_budget, plan.revenue_per_customer):
        yield Product(("ltv_cac", "cac"), ("ltv",))
        yield Product(("payback", "margin"), ("cac",))


def _capacity(team: Capacity | None) -> Iterator[Relation]:
    """Reps who are there, newcomers by what they can do, by what one of them works.

    Leads a rep are stated, or else the productive minutes by the minutes that a lead takes.
    """
    ramp = team.ramp if team else ()
    ramped = ("plan.capacity.ramp",) if ramp else ()
    missing = sum(filter(None, map(knowing.share, ramp)), Fraction()) - len(ramp)
    yield Sum("reps.full", ("plan.capacity.reps",), constant=missing, sources=ramped)
    yield Sum("reps.present", (), ("plan.capacity.leave",), constant=Fraction(1))
    yield Product(("capacity",), ("reps.full", "plan.capacity.leads_per_rep", "reps.present"))
    yield Product(("minutes.attempts",), ("attempts", "plan.capacity.minutes_per_attempt"))
    yield Sum("minutes", ("minutes.attempts", "plan.capacity.minutes_per_lead"))
    left, right = ("effort", "minutes"), ("days", "plan.capacity.productive_hours_per_day")
    yield Product(left, right, constant=Fraction(60))
    if not team or knowing.count(team.leads_per_rep) is None:
        yield Product(("plan.capacity.leads_per_rep",), ("effort",))


def _pipeline(drawn: Sequence[Stage]) -> Iterator[Relation]:
    """The deals that must be open to win what is planned, and how fast they turn into money."""
    last = closing(drawn)
    if last:
        yield Product(("coverage", rate_of(last.id)), ())
        yield Product(("pipeline",), (count_of(last.id), "plan.deal_size"))
        yield Product(("velocity", "cycle"), ("pipeline", rate_of(last.id)))


def _in_work(handed: str) -> Iterator[Relation]:
    """What sales get at the most and in a week; open leads are arrivals × days in work (Little)."""
    yield Product(("need",), (count_of(handed), "handed.part"))
    yield Product(("weekly", "weeks"), (count_of(handed),))
    yield Product(("arrivals", "quarter.days"), (count_of(handed),))
    yield Product(("open",), ("arrivals", "work.days"))


# --- what is known -------------------------------------------------------------------------------


def _known(plan: Plan, drawn: Sequence[Stage]) -> Iterator[tuple[str, Exact]]:
    found: list[tuple[str, Fraction | None]] = [
        *((f"plan.{name}", knowing.amount(getattr(plan, name))) for name in _MONEY),
        *((f"plan.{name}", knowing.share(getattr(plan, name))) for name in _SHARES),
        *((rate_of(stage.id), knowing.share(stage.rate)) for stage in drawn),
        *_team(plan.capacity),
    ]
    return ((name, Exact(value, (name,))) for name, value in found if value is not None)


def _team(team: Capacity | None) -> Iterator[tuple[str, Fraction | None]]:
    """The numbers of a team; its reps are known when there are as many as newcomers among them."""
    if team is None:
        return
    for name in _TEAM:
        value = knowing.count(getattr(team, name))
        told = name != "reps" or value is None or _ramped(team, value)
        yield f"plan.capacity.{name}", value if told else None
    yield "plan.capacity.leave", knowing.share(team.leave) if team.leave else Fraction()


def _ramped(team: Capacity, reps: Fraction) -> bool:
    """Whether the shares of all newcomers are known, and there are no more of them than reps."""
    return len(team.ramp) <= reps and None not in map(knowing.share, team.ramp)


def _in_one_currency(*values: Money | Undecided | None) -> bool:
    """Whether no two sums that are known are in different currencies."""
    return len({each.currency for each in values if isinstance(each, Money)}) < 2
