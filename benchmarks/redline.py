"""How fast a redline is made, checked and written, beside Docxodus on the same pair of files.

CPU time of this process and, for Docxodus, of its warm host process as the kernel counts it.
`pip install docx-scalpel` brings Docxodus; without it only our own times are shown.
"""

from __future__ import annotations

import argparse
import io
import os
import re
import resource
import shutil
import statistics
import subprocess
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from xml.etree import ElementTree

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

from redline_suite import FULL, PAIRS, clause, full, small, text  # noqa: E402

from sla_writer.document import Document, Heading  # noqa: E402
from sla_writer.redline import redline  # noqa: E402
from sla_writer.render import docx  # noqa: E402

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
WORD = re.compile(r"\w+")
TICK = os.sysconf("SC_CLK_TCK")
EXAMPLE = ROOT / "examples" / "ryadozor"
SLA = ROOT / "sla_writer" / "__main__.py"
STATES = {"ins": "+", "moveTo": "*", "del": "-", "moveFrom": "*"}


def main() -> None:
    """Prints the figures."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=9)
    options.add_argument("--words", action="store_true", help="count words over the suite instead")
    options.add_argument("--command", action="store_true", help="time whole commands instead")
    chosen = options.parse_args()
    if chosen.words:
        _print_words()
    elif chosen.command:
        _print_commands(chosen.rounds)
    else:
        _print_times(chosen.rounds)


# --- times --------------------------------------------------------------------------------------


def _print_times(rounds: int) -> None:
    for name, (old, new) in (("26,000 letters", PAIRS["full_ru"]), ("tenfold", _long("ru", 10))):
        ours = _median(partial(_written, old, new), rounds, _own_time)
        print(f"{name}: made and self-checked {ours:.1f} ms", end="")
        marked = redline(old, new)
        data = docx.render(marked)
        checked = _median(partial(docx.check, data, marked), rounds, _own_time)
        print(f", opened again and checked {checked:.1f} ms", end="")
        print(_beside(ours, old, new, rounds))
    print(f"memory at most: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024} MB")
    for count in (10, 100, 1000):
        old, new = _clauses(count)
        took = _median(partial(_written, old, new), rounds, _own_time)
        print(f"{count} clauses: {took:.1f} ms, {took / count:.3f} ms each")


def _written(old: Document, new: Document) -> bytes:
    return docx.render(redline(old, new))


def _long(language: str, times: int) -> tuple[Document, Document]:
    """The whole agreement and its edited form, each several times over."""
    old, new = full(language), FULL(full(language))
    return _repeated(old, times), _repeated(new, times)


def _repeated(document: Document, times: int) -> Document:
    blocks = tuple(
        replace(block, id=f"{block.id}.{turn}")
        for turn in range(times)
        for block in document.blocks
    )
    return replace(document, blocks=blocks)


def _clauses(count: int) -> tuple[Document, Document]:
    """A section of so many clauses, of which each tenth is reworded."""
    made = [clause(f"c{at}", at)("en") for at in range(count)]
    old = replace(small("en"), blocks=(Heading("s", 1, ()), *made))
    new = old
    for at in range(0, count, 10):
        new = text(f"c{at}", lambda said: f"Now {said}")(new)
    return old, new


def _median(job: Callable[[], Any], rounds: int, clock: Callable[[], float]) -> float:
    """The median CPU milliseconds of a job that has been warmed up."""
    job()
    found = []
    for _ in range(rounds):
        start = clock()
        job()
        found.append((clock() - start) * 1000)
    return statistics.median(found)


def _own_time() -> float:
    return time.process_time()


def _beside(ours: float, old: Document, new: Document, rounds: int) -> str:
    try:
        from docx_scalpel import docx_diff_compare
    except ImportError:
        return "; Docxodus is not installed"
    one, two = docx.render(old), docx.render(new)
    for _ in range(5):
        docx_diff_compare(one, two)
    theirs = _median(lambda: docx_diff_compare(one, two), rounds, _with_host)
    return f"; Docxodus, warm {theirs:.1f} ms; ours is {ours / theirs:.2f} of it"


def _with_host() -> float:
    """The CPU seconds of this process and of the hosts that it started."""
    return time.process_time() + sum(map(_time_of, _children()))


def _children() -> Iterator[Path]:
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == os.getpid():
            yield stat


def _time_of(stat: Path) -> float:
    fields = stat.read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


# --- commands -----------------------------------------------------------------------------------


def _print_commands(rounds: int) -> None:
    """Wall time, for a command of Docxodus leaves its host behind, whose CPU time nobody gets."""
    with TemporaryDirectory() as place:
        folder = Path(place)
        for name in ("agreement", "2027-Q1"):
            shutil.copyfile(EXAMPLE / f"{name}.yaml", folder / "agreement.yaml")
            _run(SLA, "release", folder)
        old, new = sorted(folder.glob("versions/*/*-r1.ru.docx"))
        made = folder / "redline.docx"
        ours = (SLA, "diff", "1", "2", folder, "--format", "docx", "--language", "ru", "-o", made)
        theirs = (ROOT / "benchmarks" / "peers" / "docxodus_cold.py", old, new, made)
        for label, command in (("sla diff --format docx", ours), ("Docxodus, cold", theirs)):
            took = _median(partial(_run, *command), rounds, time.perf_counter)
            print(f"{label}: {took:.0f} ms")


def _run(*command: object) -> None:
    words = [sys.executable, *map(str, command)]
    subprocess.run(words, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False)


# --- words --------------------------------------------------------------------------------------


def _print_words() -> None:
    from docx_scalpel import docx_diff_compare

    print("words marked, words both deleted and inserted in one paragraph: ours, Docxodus")
    total: Counter[str] = Counter()
    for name, (old, new) in PAIRS.items():
        ours = words(docx.render(redline(old, new)))
        theirs = words(docx_diff_compare(docx.render(old), docx.render(new)))
        column = "column" if name.startswith("column a") or name.startswith("column r") else "rest"
        for who, found in (("ours", ours), ("theirs", theirs)):
            total[f"{column} {who} marked"] += found[0]
            total[f"{column} {who} again"] += found[1]
    for name, count in sorted(total.items()):
        print(f"  {name}: {count}")


def words(data: bytes) -> tuple[int, int]:
    """How many words a file marks, and how many of them it deletes and inserts in one paragraph."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        root = ElementTree.fromstring(archive.read("word/document.xml"))
    marked = again = 0
    for paragraph in root.iter(f"{W}p"):
        said: dict[str, list[str]] = {"+": [], "-": [], "*": []}
        for state, each in _texts(paragraph, ""):
            if state:
                said[state].append(each)
        found = {state: WORD.findall(" ".join(texts)) for state, texts in said.items()}
        marked += sum(map(len, found.values()))
        again += sum((Counter(found["+"]) & Counter(found["-"])).values())
    return marked, again


def _texts(parent: ElementTree.Element, state: str) -> Iterator[tuple[str, str]]:
    for each in parent:
        name = each.tag.removeprefix(W)
        if name in ("t", "delText"):
            yield state, each.text or ""
        yield from _texts(each, STATES.get(name, state))


if __name__ == "__main__":
    main()
