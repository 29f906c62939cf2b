"""A KPI the catalogue doesn't know, or counts in another unit, is told before anybody signs."""

from __future__ import annotations

from pathlib import Path

import pytest

from sla_writer import messages, yaml_file
from sla_writer.agreement.reading import from_file, load
from sla_writer.errors import AgreementError
from sla_writer.measures import misfits

ROOT = Path(__file__).parent.parent
EXAMPLE = ROOT / "examples" / "ryadozor" / "agreement.yaml"
EVERY = sorted([*ROOT.glob("examples/*/agreement.yaml"), *ROOT.glob("tests/real/*.yaml")])


@pytest.mark.parametrize("path", EVERY, ids=[p.parent.name + "-" + p.stem for p in EVERY])
def test_every_agreement_here_fits_the_catalogue(path: Path) -> None:
    load(path, misfits)


@pytest.mark.parametrize(
    ("old", "new", "key", "said"),
    [
        ("measure: win_rate", "measure: winrate", "error-measure", "win_rate"),
        ("measure: acceptance_rate", "# measure", "error-kpi-nameless", "name"),
        ("measure: funnel_leads", "measure: win_rate", "error-measure-unit", "12.5 %"),
        ("measure: win_rate", "measure: deal_size", "error-measure-unit", "RUB"),
    ],
)
def test_a_misfit_is_told_with_its_place(old: str, new: str, key: str, said: str) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    before, _, after = text.partition("\nkpis:")
    assert old in after
    broken = before + "\nkpis:" + after.replace(old, new, 1)
    messages.use("en")
    with pytest.raises(AgreementError) as caught:
        from_file(yaml_file.parse(broken, "a.yaml"), misfits)
    problem = caught.value.problems[0]
    assert problem.key == key
    assert said in str(problem)
    assert problem.place is not None
    fields = {"error-measure": "measure", "error-kpi-nameless": "id"}
    assert problem.path.endswith("." + fields.get(key, "target"))
