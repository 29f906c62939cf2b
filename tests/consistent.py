"""Agreements whose numbers were all reckoned from a few, by a way that is not the product's.

Any number of stages with any names, any exact rates; plan, KPIs, promises, goals, assumptions, lead
values and people say the same. They are data as a file has it, complete and readable.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import ceil, floor, prod
from typing import Any

from hypothesis import strategies as st

from sla_writer.agreement import Agreement, reading
from sla_writer.measures import misfits
from sla_writer.yaml_file import YamlFile

NAMES = st.from_regex(r"[A-Za-z][A-Za-z0-9-]{0,11}", fullmatch=True)
TAKEN = {
    "mql", "nurture", "sales_target", "marketing_share", "deal_size", "cycle", "marketing_budget",
    "sales_budget", "gross_margin", "revenue_per_customer", "churn", "sales_cycle", "conversion",
    "marketing_sourced", "win_rate", "acceptance_rate",
}  # fmt: skip
"""What a number of the plan is called; a stage of that name would be taken for it."""

Data = dict[str, Any]


def read(data: Data) -> Agreement:
    return reading.from_file(YamlFile("", data, {}, {}, []), misfits)


def points(share: Fraction | Decimal | int) -> str:
    """A share as people write it; it has few decimals."""
    exact = Fraction(share) * 100
    return f"{(Decimal(exact.numerator) / Decimal(exact.denominator)).normalize():f} %"


def usd(amount: Fraction | int) -> str:
    """A sum of money, rounded down to cents."""
    return f"{Decimal(floor(Fraction(amount) * 100)) / 100:f} USD"


def up(exact: Fraction, places: int = 0) -> Decimal:
    return Decimal(ceil(exact * 10**places)).scaleb(-places)


@dataclass(frozen=True)
class Plan:
    """What everything else is reckoned from; counts are those of the quarter, exact."""

    names: tuple[str, ...]
    rates: tuple[Fraction, ...]
    mql: int
    handed: int
    sold: int
    share: Fraction
    deal: int
    cycle: int

    @property
    def won(self) -> int:
        return ceil(self.sold * self.share / self.deal)

    @property
    def customers(self) -> int:
        return ceil(Fraction(self.sold, self.deal))

    def count(self, stage: int) -> Fraction:
        return self.won / prod(self.rates[stage:], start=Fraction(1))

    @property
    def closing(self) -> int:
        return len(self.rates) - 1

    @property
    def goal(self) -> Fraction:
        return self.sold * self.share


@st.composite
def plans(draw: st.DrawFn) -> Plan:
    names = draw(st.lists(NAMES.filter(free), min_size=2, max_size=9, unique_by=spelt))
    rated = len(names) - draw(st.sampled_from([0, 1]))
    rates = tuple(Fraction(draw(st.integers(100, 1000)), 1000) for _ in range(rated))
    deal = draw(st.integers(100, 90_000))
    sold = draw(st.integers(3, 400)) * deal + draw(st.integers(0, deal - 1))
    share = Fraction(draw(st.integers(1, 100)), 100)
    mql, handed = (draw(st.integers(0, len(names) - 2)) for _ in range(2))
    names[mql] = draw(st.sampled_from([names[mql], "mql"]))
    return Plan(tuple(names), rates, mql, handed, sold, share, deal, draw(st.integers(1, 92)))


def spelt(name: str) -> str:
    return name.replace("-", "_")


def free(name: str) -> bool:
    return spelt(name) not in TAKEN


@st.composite
def agreements(draw: st.DrawFn) -> Data:
    """A whole agreement, as plain data, in which every number follows from a plan."""
    plan = draw(plans())
    worth = draw(customers(plan))
    data: Data = {
        **SKELETON,
        "stages": draw(stages(plan)),
        "handoffs": [handoff(plan)],
        "plan": {**worth["plan"], **draw(told(plan)), "capacity": None},
        "lead_values": draw(lead_values(plan)),
        "assumptions": draw(assumptions(plan)),
        "scoring": {"maximum": "100", "threshold": str(draw(st.integers(0, 100))), "owner": "cmo"},
        "bands": {"met": "100 %", "at_risk": f"{draw(st.integers(0, 100))} %"},
    }
    people = draw(capacities(plan, data["plan"].get("month_weights") or []))
    data["plan"]["capacity"] = people
    shares = draw(marketing(plan))
    data["kpis"] = [
        *draw(volumes(plan)), *draw(conversions(plan)), *worth["kpis"], *shares["kpis"],
        *draw(pipeline(plan)), *draw(times()), *draw(others(people)),
    ]  # fmt: skip
    data["commitments"] = draw(commitments(plan))
    data["goals"] = [
        goal("revenue", f"{plan.sold} USD", "sales-target", points(plan.share), "sourced"),
        goal("quality", points(plan.rates[plan.mql]), "acceptance"),
        goal("influence", "500", "", shares["influenced"], "influenced"),
    ]
    return data


# --- the plan ------------------------------------------------------------------------------------


@st.composite
def stages(draw: st.DrawFn, plan: Plan) -> list[Data]:
    """One is that of the qualified leads, by its id or by its term; one may not be in the plan."""
    rates = [*map(points, plan.rates), None]
    listed: list[Data] = [
        {"id": name, "name": name, "owner": "rop", **({"rate": rate} if rate else {})}
        for name, rate in zip(plan.names, rates, strict=False)
    ]
    listed[plan.mql]["term"] = "mql"
    aside = {"id": "nurture", "name": "Nurture", "owner": "cmo", "in_plan": "no"}
    place = draw(st.integers(0, len(listed) + 1))
    return [*listed[:place], aside, *listed[place:]] if place <= len(listed) else listed


def handoff(plan: Plan) -> Data:
    first, second = plan.names[plan.handed : plan.handed + 2]
    between = {"from_stage": first, "to_stage": second, "giver": "cmo", "taker": "rop"}
    return {"id": "to-sales", "name": "To sales", **between}


@st.composite
def told(draw: st.DrawFn, plan: Plan) -> Data:
    first, second = sorted(draw(st.tuples(*[st.integers(0, 100)] * 2)))
    weights = [f"{first} %", f"{second - first} %", f"{100 - second} %"]
    return {
        "sales_target": f"{plan.sold} USD",
        "marketing_share": points(plan.share),
        "deal_size": f"{plan.deal} USD",
        "cycle": f"{plan.cycle} calendar days",
        **draw(st.sampled_from([{}, {"month_weights": weights}])),
        **draw(st.sampled_from([{}, {"working_weeks": 13}])),
    }


@st.composite
def capacities(draw: st.DrawFn, plan: Plan, weights: list[str]) -> Data:
    """Just enough people for the busiest month, newcomers and absences taken off."""
    per = draw(st.sampled_from(["month", "quarter"]))
    months = [Fraction(Decimal(each[:-2])) / 100 for each in weights] or [Fraction(1, 3)]
    need = ceil(plan.count(plan.handed) * (max(months) if per == "month" else 1))
    each, leave = draw(st.integers(5, 90)), Fraction(draw(st.sampled_from([0, 10, 25])), 100)
    ramp = draw(st.lists(st.integers(0, 90), max_size=2))
    newcomers = sum((1 - Fraction(each, 100) for each in ramp), Fraction())
    reps = ceil(Fraction(need) / (each * (1 - leave)) + newcomers)
    told = {"ramp": [f"{each} %" for each in ramp]} if reps > len(ramp) else {}
    reps = reps if told else ceil(Fraction(need) / (each * (1 - leave)))
    return {
        "reps": str(reps), "leads_per_rep": str(each), "per": per, "leave": points(leave),
        **({} if told.get("ramp") == [] else told),
    }  # fmt: skip


@st.composite
def lead_values(draw: st.DrawFn, plan: Plan) -> list[Data]:
    """Up to three types; the dearest, the last, fills up what the others leave of the goal."""
    pairs = draw(
        st.lists(
            st.tuples(st.integers(1, 90), st.integers(1_000, 90_000)),
            min_size=1,
            max_size=3,
            unique_by=lambda pair: pair[0] * pair[1],
        )
    )
    left, found = plan.goal, []
    for index, (close, revenue) in enumerate(sorted(pairs, key=lambda pair: pair[0] * pair[1])):
        worth = Fraction(close * revenue, 100)
        last = index == len(pairs) - 1
        volume = ceil(left / worth) if last else floor(plan.goal / 6 / worth)
        left -= volume * worth
        given = {"value": usd(worth)} if last or draw(st.booleans()) else {}
        found.append(
            {
                "id": f"type-{index}", "name": f"Type {index}", "close_rate": f"{close} %",
                "revenue": f"{revenue} USD", "volume": str(volume), **given,
            }
        )  # fmt: skip
    return found


@st.composite
def assumptions(draw: st.DrawFn, plan: Plan) -> list[Data]:
    stage = draw(st.integers(0, plan.closing))
    values = {
        "deal-size": f"{plan.deal} USD",
        "win-rate": points(plan.rates[plan.closing]),
        "cycle": f"{plan.cycle} calendar days",
        plan.names[stage]: points(plan.rates[stage]),
        "market": "3.5 %",
    }
    return [
        {"id": name, "statement": name, "value": value, "origin": "CRM"}
        for name, value in values.items()
    ]


# --- KPIs ----------------------------------------------------------------------------------------


def kpi(name: str, target: str, measure: str | None = None, **more: str | list[str]) -> Data:
    source = {"system": "crm", "report": name}
    known = {"side": "sales", "basis": "period", "owner": "rop", "cadence": "monthly"}
    return {
        "id": name,
        "measure": measure or name,
        "target": target,
        "source": source,
        **known,
        **more,
    }


@st.composite
def volumes(draw: st.DrawFn, plan: Plan) -> list[Data]:
    qualified = plan.count(plan.mql)
    to = draw(st.sampled_from([{}, {"to_stage": plan.names[plan.mql]}]))
    return [
        kpi("sales-target", f"{plan.sold} USD", "sales_target", per="quarter"),
        kpi("mql", str(ceil(qualified / 3)), "qualified_leads", per="month", **to),
        kpi("mql-quarter", str(ceil(qualified)), "qualified_leads", per="quarter", **to),
        kpi("customers", str(plan.customers), "new_customers"),
        kpi("deal-size", f"{plan.deal} USD", "deal_size"),
        kpi("cycle", f"{plan.cycle} calendar days", "sales_cycle"),
    ]


@st.composite
def conversions(draw: st.DrawFn, plan: Plan) -> list[Data]:
    """From any stage to any later one, rounded to a tenth of a percent."""
    places = st.integers(0, len(plan.names) - 1)
    first, last = sorted(draw(st.sets(places, min_size=2, max_size=2)))
    product = prod(plan.rates[first:last], start=Fraction(1))
    rounded = Fraction(max(round(product * 1000), 1), 1000)
    accepted = plan.rates[plan.mql]
    between = {"from_stage": plan.names[plan.mql], "to_stage": plan.names[plan.mql + 1]}
    ends = {"from_stage": plan.names[first], "to_stage": plan.names[last]}
    won = plan.names[plan.closing :]
    closed = {"from_stage": won[0], "to_stage": won[1]} if len(won) == 2 else {}
    return [
        kpi("conversion", points(rounded), "conversion", **ends),
        kpi("acceptance", points(accepted), "acceptance_rate", **between),
        kpi("rejected", points(1 - accepted), "rejected_rate"),
        kpi("win-rate", points(plan.rates[plan.closing]), "win_rate", **closed),
    ]


@st.composite
def customers(draw: st.DrawFn, plan: Plan) -> Data:
    """A customer costs a month's margin at least, and a third of what it brings in at most."""
    revenue, margin = draw(st.integers(50, 5_000)), draw(st.integers(10, 90))
    churn = Fraction(draw(st.integers(5, 100)), 1000)
    monthly = Fraction(revenue * margin, 100)
    lifetime = monthly / churn
    cost = draw(st.integers(ceil(monthly), floor(lifetime / 3)))
    whole = cost * plan.customers
    marketing = draw(st.integers(0, whole))
    times = draw(st.integers(10, floor(lifetime / cost * 10)))
    months = up(cost / monthly, 1) + draw(st.integers(0, 12))
    return {
        "plan": {
            "marketing_budget": f"{marketing} USD", "sales_budget": f"{whole - marketing} USD",
            "gross_margin": f"{margin} %", "revenue_per_customer": f"{revenue} USD",
            "churn": points(churn),
        },
        "kpis": [
            kpi("cac", f"{cost} USD"),
            kpi("ltv", usd(lifetime)),
            kpi("ltv-cac", f"{Decimal(times) / 10}x", "ltv_cac"),
            kpi("payback", f"{months} months", "cac_payback"),
        ],
    }  # fmt: skip


@st.composite
def marketing(draw: st.DrawFn, plan: Plan) -> Data:
    influenced = points(Fraction(draw(st.integers(ceil(plan.share * 100), 100)), 100))
    return {
        "influenced": influenced,
        "kpis": [
            kpi("sourced", points(plan.share), "marketing_sourced"),
            kpi("influenced", influenced, "marketing_influenced"),
        ],
    }


@st.composite
def pipeline(draw: st.DrawFn, plan: Plan) -> list[Data]:
    """Coverage and velocity; opportunities have a KPI of their own, or follow from the plan."""
    rate = plan.rates[plan.closing]
    coverage = up(1 / rate, 1) + Decimal(draw(st.integers(0, 9))) / 10
    created = draw(st.integers(10, 5_000))
    whole = plan.count(plan.closing) / plan.share
    own = draw(st.booleans())
    count = 3 * created if own else draw(st.sampled_from([whole, whole * plan.share]))
    day = count * plan.deal * rate / plan.cycle
    return [
        kpi("coverage", f"{coverage}x", "pipeline_coverage"),
        *([kpi("created", str(created), "opportunities_created", per="month")] if own else []),
        kpi("velocity", usd(day), "pipeline_velocity"),
    ]


@st.composite
def times(draw: st.DrawFn) -> list[Data]:
    half = draw(st.integers(1, 240))
    tenths = draw(st.integers(half, 900))
    return [
        kpi("compliance", "90 %", "sla_compliance", limit="first"),
        kpi("tenths", "4 business hours", "response_time", limit="first", statistic="p90"),
        kpi("half", f"{half} minutes", "response_time", limit="first", statistic="median"),
        kpi("fast", f"{tenths} minutes", "speed_to_lead", statistic="p90"),
        kpi("faster", f"{half} minutes", "speed_to_lead", statistic="median"),
    ]


@st.composite
def others(draw: st.DrawFn, people: Data) -> list[Data]:
    reached, filled = draw(st.integers(10, 100)), draw(st.integers(10, 99))
    ramp = {"ramp": ["1", "2"]} if people.get("ramp") else {}
    return [
        kpi("contact", f"{reached} %", "contact_rate"),
        kpi("contact-again", f"{reached} %", "contact_rate"),
        kpi("filled", f"{filled} %", "data_completeness", baseline=f"{filled} %"),
        kpi("held", "12", "meetings_held", per="month", each="rep", **ramp),
    ]


# --- promises and goals --------------------------------------------------------------------------


@st.composite
def commitments(draw: st.DrawFn, plan: Plan) -> list[Data]:
    qualified = plan.count(plan.mql)
    per = draw(st.sampled_from(["month", "quarter"]))
    value = ceil(plan.goal / (3 if per == "month" else 1))
    first = draw(st.integers(1, 99))
    rest = 100 - draw(st.integers(first, 99))

    def promise(name: str, kind: str, amount: str, **more: str | list[str]) -> Data:
        return {
            "id": name,
            "side": "marketing",
            "kind": kind,
            "amount": amount,
            "owner": "cmo",
            **more,
        }

    return [
        promise("volume", "mql-volume", str(ceil(qualified / 3)), per="month", kpi="mql"),
        promise("volume-quarter", "mql-volume", str(ceil(qualified)), per="quarter", kpi="mql"),
        promise("quality", "lead-quality", points(plan.rates[plan.mql]), kpi="acceptance"),
        promise("value", "lead-value", f"{value} USD", per=per),
        promise("site", "high-intent-mix", f"{first} %", sources=["site"]),
        promise("fairs", "high-intent-mix", f"{rest} %", sources=["fairs"]),
    ]


def goal(name: str, target: str, of: str, share: str = "", kind: str = "") -> Data:
    shared = {"marketing_share": share, "share_kind": kind} if share else {}
    measured = {"kpi": of} if of else {}
    return {"id": name, "statement": name, "target": target, "owner": "rop", **measured, **shared}


# --- what no number stands in --------------------------------------------------------------------

SKELETON: Data = {
    "identity": {
        "title": "SLA", "id": "sla", "quarter": "Q4 2026", "effective_from": "2026-10-01",
        "effective_to": "2026-12-31", "review_by": "2026-12-15", "languages": ["en"],
        "currency": "USD", "amounts": "net", "revenue": "bookings",
    },
    "sides": {
        "marketing": {"department": "Marketing", "head": "cmo"},
        "sales": {"department": "Sales", "head": "rop"},
    },
    "roles": [
        {"id": "cmo", "title": "Head of Marketing", "side": "marketing"},
        {"id": "rop", "title": "Head of Sales", "side": "sales"},
        {"id": "rep", "title": "Rep", "side": "sales"},
    ],
    "scope": {"included": {"motions": ["inbound"]}},
    "sources": [
        {"id": "site", "name": "Site", "motion": "inbound"},
        {"id": "fairs", "name": "Fairs", "motion": "events"},
    ],
    "systems": [{"id": "crm", "name": "CRM", "kind": "crm", "of_record": "yes"}],
    "terms": [
        {"id": "mql", "kind": "lead", "name": "MQL", "definition": "a lead", "owner": "cmo"},
    ],
    "time_limits": [
        {
            "id": "first", "name": "First attempt", "start": "assigned", "stop": "first-attempt",
            "within": "4 business hours", "statistic": "share", "share": "90 %", "owner": "rop",
        },
    ],
}  # fmt: skip
