"""Compares the product with its peers, in CPU time, on the same text: `compare.py [--rounds 7]`.

Word files are read back first: no time is taken of a tool that writes another text.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from statistics import median
from time import process_time

import wording
from reading_back import digest, texts

import templates
from sla_writer import pack
from sla_writer.agreement.reading import load
from sla_writer.clauses import document
from sla_writer.render import docx

HERE = Path(__file__).parent
ROOT = HERE.parent
EXAMPLE = ROOT / "examples" / "ryadozor"
NODE = {"docxtemplater": ("docxtemplater", "pizzip"), "easy-template-x": ("easy-template-x",)}
WARM = 200
"""Renders in a process. The faster half counts: some tools warm up, some slow down."""


@dataclass
class Job:
    """One thing measured: a command, and the CPU milliseconds that it took in each round.

    `code` is what the command answers when all is well.
    """

    name: str
    command: Sequence[str | Path]
    warm: bool = False
    code: int = 0
    spent: list[float] = field(default_factory=list)

    def run(self, environment: Mapping[str, str]) -> None:
        """Run once; a warm job says itself what each of its renders took."""
        before = _children()
        done = subprocess.run(
            self.command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
        )
        if done.returncode != self.code:
            raise SystemExit(f"{self.name}: {done.stderr[-2000:]}")
        if self.warm:
            renders = json.loads(done.stdout)
            middle = len(renders) // 2
            self.spent.append(min(median(renders[:middle]), median(renders[middle:])))
        else:
            self.spent.append((_children() - before) * 1000)

    @property
    def figure(self) -> float:
        return median(self.spent)


def _children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7, help="how often each job is run")
    parser.add_argument("--node", type=Path, help="a folder with node_modules to use again")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = _environment(folder, asked.node)
        print(", ".join(_versions(environment)))
        warm, cold = _warm(folder, environment), _cold(folder, environment)
        _same_text(warm, environment)
        for job in cold:  # Python compiles modules on first use
            job.run(environment)
            job.spent.clear()
        _measure([*warm, *cold], asked.rounds, environment)
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")
    _report(warm, cold, long_table(asked.rounds))


def _environment(folder: Path, node: Path | None) -> dict[str, str]:
    """The environment of every job: bytecode is kept, in a folder of its own."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(folder / "bytecode"), "NO_COLOR": "1"}
    environment["PYTHONPATH"] = os.pathsep.join(map(str, (HERE, ROOT)))
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    if shutil.which("npm") or node:
        environment["NODE_PATH"] = str((node or _node(folder)) / "node_modules")
    else:
        print("npm is not here: no figures of docxtemplater and easy-template-x")
    return environment


def _node(folder: Path) -> Path:
    """The Node tools, installed in a temporary folder."""
    target = folder / "node"
    target.mkdir()
    wanted = [name for names in NODE.values() for name in names]
    subprocess.run(
        ["npm", "install", "--no-audit", "--no-fund", "--prefix", str(target), *wanted],
        check=True,
        capture_output=True,
    )
    return target


def _versions(environment: Mapping[str, str]) -> Iterator[str]:
    yield f"Python {platform.python_version()}"
    yield f"docxtpl {version('docxtpl')}"
    if "NODE_PATH" in environment:
        yield f"Node {_said('node')}"
        for name in NODE:
            told = Path(environment["NODE_PATH"], name, "package.json").read_text("utf-8")
            yield f"{name} {json.loads(told)['version']}"
    if shutil.which("pandoc"):
        yield _said("pandoc")


def _said(program: str) -> str:
    done = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    return done.stdout.partition("\n")[0]


# --- the same text, warm --------------------------------------------------------------------------


def _warm(folder: Path, environment: Mapping[str, str]) -> list[Job]:
    peers, times = HERE / "peers", str(WARM)
    said = texts(docx.render(wording.document()))
    data = wording.data(said[1 : said.index(wording.SECTIONS[0])])
    source, tpl, mustache = (
        folder / name for name in ("text.json", "docxtpl.docx", "mustache.docx")
    )
    source.write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
    templates.agreement_template(templates.DOCXTPL, tpl)
    templates.agreement_template(templates.MUSTACHE, mustache)
    jobs = [
        _job(folder, "sla_writer", sys.executable, peers / "ours.py", times),
        _job(folder, "docxtpl", sys.executable, peers / "docxtpl_warm.py", "60", tpl, source),
    ]
    if "NODE_PATH" in environment:
        for name in NODE:
            script = peers / f"{name.replace('-', '_')}.cjs"
            jobs.append(_job(folder, name, "node", script, times, mustache, source))
    if shutil.which("pandoc"):
        text, out = folder / "text.md", folder / "pandoc.docx"
        text.write_text(templates.markdown(data), encoding="utf-8")
        jobs.append(Job("pandoc", ["pandoc", "-f", "gfm", text, "-o", out]))
    else:
        print("pandoc is not here: no figures of it")
    return jobs


def _job(folder: Path, name: str, program: str, script: Path, times: str, *inputs: Path) -> Job:
    out = folder / f"{name}.docx"
    return Job(name, [program, script, *inputs, out, times], warm=True)


def _same_text(jobs: Sequence[Job], environment: Mapping[str, str]) -> None:
    """Run each job once and stop unless all files say the same."""
    found = {}
    for job in jobs:
        job.run(environment)
        job.spent.clear()
        out = next(each for each in map(Path, job.command[::-1]) if each.suffix == ".docx")
        found[job.name] = digest(out)
    said = texts(docx.render(wording.document()))
    print(f"the text: {sum(map(len, said))} characters, {len(said)} paragraphs and cells")
    for name, value in found.items():
        print(f"  {name:20} sha256 {value[:16]}")
    if len(set(found.values())) != 1:
        raise SystemExit("the tools don't write the same text")


# --- commands, cold -------------------------------------------------------------------------------


def _cold(folder: Path, environment: Mapping[str, str]) -> list[Job]:
    sla = [sys.executable, "-m", "sla_writer"]
    word, text, out = (folder / name for name in ("same.docx", "same.md", "peer"))
    agreement = load(EXAMPLE / "agreement.yaml")
    shown = document(agreement, pack.load(agreement.identity.pack), "ru")
    templates.same_size(agreement, shown, word, text)
    script = HERE / "peers" / "docxtpl_cold.py"
    return [
        Job("python -c pass", [sys.executable, "-c", "pass"]),
        Job("sla --help", [*sla, "--help"]),
        Job("sla check", [*sla, "check", EXAMPLE]),
        Job("sla diff", [*sla, "diff", "1", "2", _released(folder, environment)], code=1),
        Job("sla render", [*sla, "render", EXAMPLE, "--lang", "ru", "-o", folder / "out"]),
        Job(
            "docxtpl script", [sys.executable, script, EXAMPLE / "agreement.yaml", word, text, out]
        ),
        Job(
            "the whole way, warm",
            [sys.executable, HERE / "peers" / "ours.py", folder / "whole.docx", "20", "whole"],
            warm=True,
        ),
        Job("changes, warm", [sys.executable, HERE / "peers" / "changes.py", "20"], warm=True),
    ]


def _released(folder: Path, environment: Mapping[str, str]) -> Path:
    """The example's first two quarters, released one after the other."""
    root = folder / EXAMPLE.name
    root.mkdir()
    for quarter in ("agreement", "2027-Q1"):
        shutil.copy(EXAMPLE / f"{quarter}.yaml", root / "agreement.yaml")
        Job("sla release", [sys.executable, "-m", "sla_writer", "release", root]).run(environment)
    return root


def _measure(jobs: Sequence[Job], rounds: int, environment: Mapping[str, str]) -> None:
    """Every job once a round, so that a busy machine is busy for all of them."""
    for _ in range(rounds):
        for job in jobs:
            job.run(environment)


# --- a long table ---------------------------------------------------------------------------------


def long_table(rounds: int) -> float:
    """The CPU milliseconds that 2,000 more rows of four cells add to a render."""
    short, long = wording.document(), wording.document((9, 11, 14, 15, 18, 2012))
    pairs = [
        (_timed(lambda: docx.render(long)), _timed(lambda: docx.render(short)))
        for _ in range(3 * rounds)
    ]
    return median(one - other for one, other in pairs)


def _timed(work: Callable[[], object]) -> float:
    start = process_time()
    work()
    return (process_time() - start) * 1000


# --- figures --------------------------------------------------------------------------------------


def _report(warm: Sequence[Job], cold: Sequence[Job], table: float) -> None:
    print("| CPU milliseconds | median | least |\n| --- | ---: | ---: |")
    for job in (*warm, *cold):
        name = f"{job.name}, warm" if job.warm and job in warm else job.name
        print(f"| {name} | {job.figure:.1f} | {min(job.spent):.1f} |")
    print(f"| 2,000 more rows in a table | {table:.1f} | |\n")
    for said, figure, bar in _bars(warm, {job.name: job for job in cold}, table):
        print(f"{'met   ' if figure <= bar else 'MISSED'} {said}: {figure:.2f}, at most {bar}")


def _bars(
    warm: Sequence[Job], cold: Mapping[str, Job], table: float
) -> Iterator[tuple[str, float, float]]:
    """What is wanted: what it says, the figure, the most that it may be."""
    ours, *peers = warm
    fastest = min(peers, key=lambda job: job.figure)
    bare = cold["python -c pass"].figure
    yield f"a warm render over the fastest peer ({fastest.name})", ours.figure / fastest.figure, 0.5
    yield (
        "cold sla render over the docxtpl script",
        _ratio(cold["sla render"], cold["docxtpl script"]),
        1.2,
    )
    yield "sla --help over a bare interpreter, ms", cold["sla --help"].figure - bare, 75
    yield "2,000 more rows, ms", table, 100


def _ratio(one: Job, other: Job) -> float:
    """Round by round, then the median: what else the machine does weighs on both alike."""
    return median(a / b for a, b in zip(one.spent, other.spent, strict=True))


if __name__ == "__main__":
    main()
